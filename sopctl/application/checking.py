"""What the checks of a text need to know of the bench."""

from __future__ import annotations

from collections.abc import Iterable

from sopctl.application.library import Workbench
from sopctl.application.ports import UnitOfWork
from sopctl.application.shape import document_type, hospital
from sopctl.content.checks import CheckContext, Finding, check, personal_data
from sopctl.content.markdown import parse_body
from sopctl.content.source import Source
from sopctl.domain.errors import SopctlError
from sopctl.domain.standing import in_force
from sopctl.thai.dates import bangkok_day


class FindingsError(SopctlError):
    """A text whose checks found errors; it cannot be submitted as it is."""

    code = "findings"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        count = len(self.findings)
        super().__init__(
            f"The checks found {count} error(s); the first is in line {first.line}: {first.message_en}",
            count=count,
            line=first.line,
            first=first.message_th,
        )


def read_source(bench: Workbench, markdown: str) -> Source:
    """Parse a document's text. Raises FrontMatterError."""
    return Source.parse(markdown, today=bangkok_day(bench.clock()))


def findings_in(
    bench: Workbench, uow: UnitOfWork | None, source: Source, files: Iterable[str]
) -> tuple[Finding, ...]:
    """Every finding of a text, in the order of its lines; ``uow`` None checks outside a bench.

    Raises TypeUnknownError.
    """
    kind = document_type(bench, source.type or "SOP")
    known: dict[str, str] = {}
    if uow is not None:
        today = bangkok_day(bench.clock())
        for document in uow.documents.all():
            releases = [r.release for r in uow.releases.of(document.number)]
            gone = (
                releases and in_force(releases, today) is None and all(r.effective <= today for r in releases)
            )
            known[str(document.number)] = "withdrawn" if gone else "known"
    context = CheckContext(
        type=kind,
        standing=known if uow is not None else None,
        departments=frozenset(d.code for d in hospital(bench).departments) if uow is not None else None,
        files=frozenset(files),
        missing_characters=bench.missing_characters,
        today=bangkok_day(bench.clock()),
    )
    return check(source, parse_body(source.body_text), context)


def errors_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Only those that stop a submission."""
    return tuple(f for f in findings if f.level == "error")


def personal_in(bench: Workbench, source: Source) -> tuple[Finding, ...]:
    """Only the findings of personal data in a text. Raises TypeUnknownError."""
    kind = document_type(bench, source.type or "SOP")
    return personal_data(source, CheckContext(type=kind, today=bangkok_day(bench.clock())))
