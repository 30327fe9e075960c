"""What the checks of a text need to know of the bench."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from sopctl.application.library import Library, Workbench, until_next_act
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.knowing import knows
from sopctl.application.queries.readers import Reader
from sopctl.application.shape import document_type, hospital
from sopctl.content.attached_text import FileWords
from sopctl.content.checks import CheckContext, Finding, check, personal_data
from sopctl.content.checks.context import MARK_LENGTH, plain_mark
from sopctl.content.markdown import parse_body
from sopctl.content.source import Source
from sopctl.domain.authority import grant
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.standing import in_force
from sopctl.domain.types import DocumentType
from sopctl.domain.workflow import Action
from sopctl.thai.dates import bangkok_day

Beside = Mapping[str, str | bytes]  # files by name: their bytes, or the digests of what the library keeps


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


class _Standings(Mapping[str, str]):
    """The standing of every document by number, looked up for those that a text names: a library has many."""

    def __init__(self, uow: UnitOfWork, today: date, who: Reader) -> None:
        self._uow = uow
        self._today = today
        self._who = who
        self._numbers = {document.number.text: document.number for document in uow.documents.all()}

    def __getitem__(self, number: str) -> str:
        if not knows(self._uow, self._who, self._numbers[number], self._today):
            raise KeyError(number)  # whoever writes learns nothing by naming it
        releases = [one.release for one in self._uow.releases.of(self._numbers[number])]
        due = all(one.effective <= self._today for one in releases)
        return "withdrawn" if releases and due and in_force(releases, self._today) is None else "known"

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def read_source(bench: Workbench, markdown: str) -> Source:
    """Parse a document's text. Raises FrontMatterError."""
    return Source.parse(markdown, today=bangkok_day(bench.clock()))


def findings_in(
    bench: Workbench, uow: UnitOfWork | None, source: Source, files: Beside, who: Reader
) -> tuple[Finding, ...]:
    """Every finding of a text, in the order of its lines; ``uow`` None checks outside a bench.

    ``files`` stand beside it: by name their bytes, or the digests of what the library keeps.

    A document that ``who`` may not know of is one that there is not.

    Raises TypeUnknownError.
    """
    kind = document_type(bench, source.type or "SOP")
    today = bangkok_day(bench.clock())
    attached = _attached(bench, source, files)
    context = CheckContext(
        type=kind,
        standing=_Standings(uow, today, who) if uow is not None else None,
        departments=frozenset(d.code for d in hospital(bench).departments) if uow is not None else None,
        files=frozenset(files),
        missing_characters=bench.missing_characters,
        today=today,
        mark=_marking(bench),
        current=_current(uow, today, who),
        unsigned=_unsigned(bench, uow, kind, source.front.department or "", today),
        attached={name: words.lines for name, words in attached.items()},
        gaps={name: words.gaps for name, words in attached.items()},
        pages={name: words.pages for name, words in attached.items()},
    )
    return check(source, parse_body(source.body_text), context)


def _current(
    uow: UnitOfWork | None, today: date, who: Reader
) -> Callable[[DocumentNumber], VersionLabel | None]:
    """Which version of a document is in force; None for one that ``who`` may not know of."""

    def label(number: DocumentNumber) -> VersionLabel | None:
        if uow is None or uow.documents.get(number) is None or not knows(uow, who, number, today):
            return None
        release = in_force([one.release for one in uow.releases.of(number)], today)
        return release.version if release is not None else None

    return label


def _unsigned(
    bench: Workbench, uow: UnitOfWork | None, kind: DocumentType, department: str, today: date
) -> tuple[Action, ...]:
    """The steps of a type that nobody could sign, today and in the document's department."""
    if uow is None:
        return ()

    def ask() -> tuple[Action, ...]:
        people, offices = uow.people.all(), uow.posts.offices()
        return tuple(
            step.action
            for step in kind.steps
            if not any(grant(step, person, offices, department, today) for person in people)
        )

    if not isinstance(bench, Library):
        return ask()
    # Whoever types saves every few seconds, and a hospital has thousands of people.
    asked = tuple((step.action, str(step.signers), step.signers.people) for step in kind.steps)
    return until_next_act(bench, ("unsigned", asked, department), ask)


def errors_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Only those that stop a submission."""
    return tuple(f for f in findings if f.level == "error")


def personal_in(bench: Workbench, source: Source, files: Beside) -> tuple[Finding, ...]:
    """Only the findings of personal data in a text and its ``files``. Raises TypeUnknownError."""
    kind = document_type(bench, source.type or "SOP")
    attached = _attached(bench, source, files)
    context = CheckContext(
        type=kind, today=bangkok_day(bench.clock()), mark=_marking(bench),
        attached={name: words.lines for name, words in attached.items()},
        pages={name: words.pages for name, words in attached.items()},
    )  # fmt: skip
    return personal_data(source, context)


def _attached(bench: Workbench, source: Source, files: Beside) -> dict[str, FileWords]:
    """The words of the files that are the document's body, by name."""
    found: dict[str, FileWords] = {}
    for name in source.front.body:
        kept = files.get(name)
        if isinstance(kept, str) and kept and isinstance(bench, Library):
            kept = bench.blobs.get(kept)
        if isinstance(kept, bytes):
            found[name] = bench.words_of(kept)
    return found


def _marking(bench: Workbench) -> Callable[[bytes], str]:
    """What names a finding: the ledger keeps the mark of a cleared one, and goes into git (ADR 0020)."""
    if not isinstance(bench, Library):
        return plain_mark  # kept nowhere
    return lambda said: bench.vouch(b"finding\0" + said)[:MARK_LENGTH]
