"""Files as they come: ``sopctl import`` makes drafts of them, ``sopctl lint`` only checks."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.errors import FilesRefusedError, line_of
from sopctl.cli.files import incoming_files, load_markdown, names_file, pictures_beside, read_markdown
from sopctl.cli.parameters import FILE, NUMBER, acting, as_json, read_bytes, with_reason
from sopctl.cli.presenting import finding_facts, show, show_findings, show_json, show_json_line
from sopctl.cli.tree import Command
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import State
from sopctl.thai.dates import ThaiDateError

if TYPE_CHECKING:
    from sopctl.application.authoring.clearing import Clearance
    from sopctl.application.authoring.importing import Arrival
    from sopctl.application.library import Actor
    from sopctl.cli.importing_report import Outcome
    from sopctl.content.findings import Finding


@click.command("import", cls=Command)
@click.argument("paths", nargs=-1, required=True, type=FILE, metavar="FILE|FOLDER...")
@click.option(
    "--number", type=NUMBER, metavar="NUMBER", help="รหัสที่ต้องตรงกัน The number that a file must have, or gets."
)
@click.option("--title", default="", metavar="TEXT", help="ชื่อเรื่อง The title, where the file's own is wrong.")
@click.option(
    "--report", type=FILE, metavar="FILE", help="รายงานทุกไฟล์ A report on all files: .xlsx, or .json."
)
@with_reason
@as_json
@acting
@pass_door
def import_files(
    door: Door, paths: tuple[Path, ...], number: DocumentNumber | None, title: str, report: Path | None,
    reason: str | None, json_wanted: bool, user: str | None,
) -> None:  # fmt: skip
    """นำเข้าไฟล์ Word, Markdown หรือข้อความ เป็นร่าง

    Make a draft of each file (of a new document, or the next version of the one that it names) and tell what
    was found in it. A folder can be imported again: what came in before is passed over, and a bad file stops
    none of the others. With --json each file is one line.
    """
    from sopctl.cli.importing_report import write_report  # noqa: PLC0415

    files = incoming_files(paths)
    several = len(files) > 1 or any(path.is_dir() for path in paths)
    bringing = _Bringing(
        door, door.actor(user), number, title, reason or "", again=not several, reported=report is not None
    )
    outcomes: list[Outcome] = []
    for done, path in enumerate(files, 1):
        outcome = bringing.outcome(path) if several else bringing.brought(path)
        outcomes.append(outcome)
        if json_wanted:
            show_json_line(outcome.facts())
        else:
            _show(outcome)
        if several:
            _progress(done, len(files))
    if report is not None:
        write_report(report, outcomes)
    refused = sum(one.status == "refused" for one in outcomes)
    if refused:
        raise FilesRefusedError(refused, len(outcomes))


class _Bringing:
    """Brings files in, one after the other; ``again`` takes a file that came in before once more.

    ``reported``: files that came in before are read again, so that the report of a folder that was left off
    tells of all of it.
    """

    def __init__(
        self, door: Door, actor: Actor, number: DocumentNumber | None, title: str, reason: str, *,
        again: bool, reported: bool,
    ) -> None:  # fmt: skip
        from sopctl.application.authoring.importing import imported_before  # noqa: PLC0415

        self._door, self._actor, self._number, self._title = door, actor, number, title
        self._reason = reason
        self._reported = reported
        self._before = {} if again else imported_before(door.library)

    def outcome(self, path: Path) -> Outcome:
        """What became of one file; a refusal is an outcome too."""
        from sopctl.cli.importing_report import Outcome  # noqa: PLC0415

        try:
            return self.brought(path)
        except (SopctlError, ThaiDateError, OSError) as error:
            return Outcome(path, "refused", error=line_of(error))

    def brought(self, path: Path) -> Outcome:
        """One file as a draft. Raises what ``bring`` raises, and FileUnreadableError."""
        from sopctl.application.authoring.importing import bring  # noqa: PLC0415
        from sopctl.cli.importing_report import Outcome  # noqa: PLC0415
        from sopctl.domain.canonical import sha256  # noqa: PLC0415

        data = read_bytes(path)
        digest = sha256(data)
        if digest in self._before:
            known = self._known(path, data) if self._reported else None
            return Outcome(path, "before", known, self._before[digest])
        library = self._door.library
        arrival, draft = bring(
            library, self._actor, data, path.name, number=self._number, title=self._title,
            reason=self._reason, files=pictures_beside(path, data),
        )  # fmt: skip
        self._before[digest] = draft
        with library.reading() as uow:
            version = uow.versions.get(draft)
        return Outcome(path, "draft", arrival, draft, str(version.label) if version else "")

    def _known(self, path: Path, data: bytes) -> Arrival:
        """What stands in a file that came in before, for the report."""
        from sopctl.application.authoring.importing import look  # noqa: PLC0415

        return look(
            self._door.library, self._actor, data, path.name, number=self._number, title=self._title,
            files=pictures_beside(path, data),
        )  # fmt: skip


def _show(outcome: Outcome) -> None:
    if outcome.status == "before":
        show(f"{outcome.path}: นำเข้าไว้ก่อนแล้ว ข้ามไป Imported before; passed over.")
    elif outcome.arrival is None:
        show(f"{outcome.path}: {outcome.error}")
    else:
        facts, count = outcome.arrival.facts, len(outcome.arrival.findings)
        label = f"{facts.number} ฉบับที่ {outcome.version}"
        show(f"{outcome.path}: ร่าง {label} พบ {count} ข้อ Draft with {count} findings.")
        show_findings(outcome.arrival.findings)


def _progress(done: int, wanted: int) -> None:
    """One line that counts on a terminal, and a line now and then in a log."""
    if sys.stderr.isatty():
        click.echo(f"\r{done}/{wanted}", nl=done == wanted, err=True)
    elif done % 50 == 0 and done < wanted:
        click.echo(f"{done}/{wanted}", err=True)


@click.command(cls=Command)
@click.argument("target", metavar="PATH|NUMBER")
@as_json
@acting
@pass_door
def lint(door: Door, target: str, json_wanted: bool, user: str | None) -> None:
    """ตรวจข้อความ

    Check a file, or a document's draft (else its version in force). Status 1 when any finding is an error.
    """
    from sopctl.application.authoring.checking import FindingsError, errors_of  # noqa: PLC0415
    from sopctl.application.authoring.clearing import still_open  # noqa: PLC0415

    cleared: Mapping[str, Clearance] = {}
    if names_file(target):
        findings = _findings_of_file(door, Path(target), user)
    else:
        findings, cleared = _findings_of_number(door, DocumentNumber.parse(target), user)
    if json_wanted:
        show_json([finding_facts(one, cleared) for one in findings])
    else:
        show_findings(findings, cleared)
    wrong = errors_of(still_open(findings, cleared))
    if wrong:
        raise FindingsError(wrong)
    if not json_wanted:
        show(f"ไม่มีข้อที่ต้องแก้ พบ {len(findings)} ข้อที่ควรดู No errors; {len(findings)} other findings.")


def _findings_of_file(door: Door, path: Path, user: str | None) -> tuple[Finding, ...]:
    from sopctl.application.authoring.drafts import draft_findings  # noqa: PLC0415
    from sopctl.application.authoring.outside import check_text  # noqa: PLC0415

    markdown = read_markdown(path)
    try:
        images = load_markdown(path).images
    except SopctlError:
        images = {}  # the text cannot be read, which the checks will say in their own words
    if not door.has_library:
        return check_text(door.bench, markdown, images)
    with door.library.reading() as uow:
        return draft_findings(door.library, uow, markdown, images, door.reader(user))


def _findings_of_number(
    door: Door, number: DocumentNumber, user: str | None
) -> tuple[tuple[Finding, ...], Mapping[str, Clearance]]:
    from sopctl.application.authoring.clearing import clearances  # noqa: PLC0415
    from sopctl.application.authoring.drafts import draft_findings  # noqa: PLC0415
    from sopctl.application.copies.official import Frozen  # noqa: PLC0415
    from sopctl.application.queries import readers  # noqa: PLC0415
    from sopctl.application.queries.documents import latest_version, released_versions  # noqa: PLC0415
    from sopctl.application.queries.knowing import may_know  # noqa: PLC0415

    library, reader = door.library, door.reader(user)
    with library.reading() as uow:
        if reader.works:
            version = latest_version(library, number)
            if not may_know(uow, reader, version, readers.today(library)):
                raise NotFoundError(number)
            draft = uow.drafts.get(version.id)
            if version.state is State.DRAFT and draft is not None:
                found = draft_findings(library, uow, draft.markdown, draft.files, reader)
                return found, clearances(uow, version.id)
            version_id = version.id
            commit = version.round.commit if version.round else ""
        else:
            released = released_versions(library, reader, number)[-1].released
            version_id, commit = released.release.version_id, released.commit
        frozen = Frozen.of(library, commit)
        found = draft_findings(library, uow, frozen.markdown, frozen.images, reader)
        return found, clearances(uow, version_id) if reader.works else {}
