"""Files as they come: ``sopctl import`` makes drafts of them, ``sopctl lint`` only checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.files import MarkdownFile, load_markdown, markdown_files, names_file, read_markdown
from sopctl.cli.parameters import FILE, NUMBER, acting, as_json, with_reason
from sopctl.cli.presenting import finding_facts, show, show_findings, show_json, show_json_line
from sopctl.cli.tree import Command
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import State

if TYPE_CHECKING:
    from sopctl.application.authoring import DraftView
    from sopctl.application.library import Actor
    from sopctl.content.findings import Finding


@click.command("import", cls=Command)
@click.argument("paths", nargs=-1, required=True, type=FILE, metavar="FILE|FOLDER...")
@click.option(
    "--number", type=NUMBER, metavar="NUMBER", help="รหัสที่ต้องตรงกัน The number that a file must have."
)
@with_reason
@as_json
@acting
@pass_door
def import_files(
    door: Door, paths: tuple[Path, ...], number: DocumentNumber | None, reason: str | None, json_wanted: bool,
    user: str | None,
) -> None:  # fmt: skip
    """นำเข้าไฟล์ Markdown เป็นร่าง

    Make a draft of each Markdown file (of a new document, or the next version of the one that it names) and
    tell its findings. With --json each file is one line.
    """
    from sopctl.application.authoring import NumberMismatchError  # noqa: PLC0415

    files = [load_markdown(path) for path in markdown_files(paths)]  # all are read before any is kept
    for file in files:
        if number is not None and file.source.number != number:
            raise NumberMismatchError(number, file.source.number)
    for file in files:
        view = _imported(door, door.actor(user), file, reason or "")
        if json_wanted:
            show_json_line(_import_facts(file, view))
        else:
            label, count = f"{view.version.number} ฉบับที่ {view.version.label}", len(view.findings)
            show(f"{file.path}: ร่าง {label} พบ {count} ข้อ Draft with {count} findings.")
            show_findings(view.findings)


def _imported(door: Door, actor: Actor, file: MarkdownFile, reason: str) -> DraftView:
    from sopctl.application.authoring import save_draft, start_from_text, view_draft  # noqa: PLC0415

    version_id = start_from_text(door.library, actor, file.markdown, file.images)
    asked = file.source.front.effective
    if reason or asked:
        # The date leaves the text when it is imported; the draft keeps it as what is asked for.
        save_draft(
            door.library, actor, version_id, save_number=1, reason=reason or None, requested_effective=asked
        )
    return view_draft(door.library, actor, version_id)


def _import_facts(file: MarkdownFile, view: DraftView) -> dict[str, object]:
    front = file.source.front
    return {
        "file": str(file.path),
        "number": str(view.version.number),
        "title": file.source.title,
        "version": str(front.version or view.version.label),
        "effective": front.effective.isoformat() if front.effective else None,
        "approver": None,
        "draft": view.version.id,
        "findings": [finding_facts(one) for one in view.findings],
    }


@click.command(cls=Command)
@click.argument("target", metavar="PATH|NUMBER")
@as_json
@acting
@pass_door
def lint(door: Door, target: str, json_wanted: bool, user: str | None) -> None:
    """ตรวจข้อความ

    Check a file, or a document's draft (else its version in force). Status 1 when any finding is an error.
    """
    from sopctl.application.checking import FindingsError, errors_of  # noqa: PLC0415

    if names_file(target):
        findings = _findings_of_file(door, Path(target))
    else:
        findings = _findings_of_number(door, DocumentNumber.parse(target), user)
    if json_wanted:
        show_json([finding_facts(one) for one in findings])
    else:
        show_findings(findings)
    wrong = errors_of(findings)
    if wrong:
        raise FindingsError(wrong)
    if not json_wanted:
        show(f"ไม่มีข้อที่ต้องแก้ พบ {len(findings)} ข้อที่ควรดู No errors; {len(findings)} other findings.")


def _findings_of_file(door: Door, path: Path) -> tuple[Finding, ...]:
    from sopctl.application.authoring import draft_findings  # noqa: PLC0415
    from sopctl.application.outside import check_text  # noqa: PLC0415

    markdown = read_markdown(path)
    try:
        images = load_markdown(path).images
    except SopctlError:
        images = {}  # the text cannot be read, which the checks will say in their own words
    if not door.has_library:
        return check_text(door.bench, markdown, images)
    with door.library.reading() as uow:
        return draft_findings(door.library, uow, markdown, dict.fromkeys(images, ""))


def _findings_of_number(door: Door, number: DocumentNumber, user: str | None) -> tuple[Finding, ...]:
    from sopctl.application.authoring import draft_findings  # noqa: PLC0415
    from sopctl.application.official import Frozen  # noqa: PLC0415
    from sopctl.application.reading import latest_version, released_versions  # noqa: PLC0415

    library, reader = door.library, door.reader(user)
    with library.reading() as uow:
        if reader.works:
            version = latest_version(library, number)
            draft = uow.drafts.get(version.id)
            if version.state is State.DRAFT and draft is not None:
                return draft_findings(library, uow, draft.markdown, draft.files)
            commit = version.round.commit if version.round else ""
        else:
            commit = released_versions(library, reader, number)[-1].released.commit
        frozen = Frozen.of(library, commit)
        return draft_findings(library, uow, frozen.markdown, dict.fromkeys(frozen.images, ""))
