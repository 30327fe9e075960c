"""``sopctl document``: what there is, what happened to it, what changed, and how a new one begins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.comparing import (
    comparison_facts,
    comparison_of,
    comparison_with_file,
    file_as_word,
    released_pair,
    show_comparison,
)
from sopctl.cli.context import Door, pass_door
from sopctl.cli.document_facts import entry_facts, events, show_events, show_version, version_facts
from sopctl.cli.file_bodies import new_file, original
from sopctl.cli.parameters import FILE, NUMBER, VERSION, acting, as_json, number_argument, write_bytes
from sopctl.cli.presenting import day_words, show, show_json, show_table
from sopctl.cli.referencing import flags, look
from sopctl.cli.tree import Group
from sopctl.cli.words import STATES, both
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.workflow import State

if TYPE_CHECKING:
    from sopctl.application.queries.history import DocumentHistory
    from sopctl.domain.versions import Version


@click.group(cls=Group)
def document() -> None:
    """เอกสาร

    Documents: what is in force, what is in work, and what happened to each.
    """


@document.command("list")
@as_json
@acting
@pass_door
def list_(door: Door, json_wanted: bool, user: str | None) -> None:
    """แสดงเอกสารทั้งหมด

    List every document with its version in force (else the latest) and what is in work.
    """
    from sopctl.application.queries.register import document_list  # noqa: PLC0415

    entries = document_list(door.library, door.reader(user))
    if json_wanted:
        show_json([entry_facts(entry) for entry in entries])
        return
    show_table(
        ("รหัส", "ฉบับที่", "สถานะ", "บังคับใช้", "กำลังดำเนินการ", "เรื่อง"),
        [
            (
                str(entry.document.number),
                str(entry.current.released.release.version) if entry.current else "-",
                both(STATES, entry.current.standing) if entry.current else "-",
                day_words(entry.current.released.release.effective if entry.current else None),
                f"ฉบับที่ {entry.open.label} {both(STATES, entry.open.state)}" if entry.open else "-",
                entry.title,
            )
            for entry in entries
        ],
    )


@document.command("due")
@click.argument("number", type=NUMBER, required=False)
@click.option("--within", type=click.IntRange(0), default=60, show_default=True, metavar="DAYS",
              help="ภายในกี่วัน Also those due within so many days.")  # fmt: skip
@as_json
@acting
@pass_door
def due(door: Door, number: DocumentNumber | None, within: int, json_wanted: bool, user: str | None) -> None:
    """เอกสารที่ถึงกำหนดทบทวน

    List documents whose periodic review is overdue or near, or say when NUMBER is due.
    """
    from sopctl.application.upkeep.due import reviews  # noqa: PLC0415

    found = [
        each for each in reviews(door.library, door.reader(user))
        if (each.released.release.number == number if number else each.days <= within)
    ]  # fmt: skip
    if number and not found:
        raise NotFoundError(f"{number}: a version in force")
    if json_wanted:
        show_json([
            {"number": str(r.released.release.number), "version": str(r.released.release.version),
             "title": r.released.title, "department": r.released.department, "last": r.last.isoformat(),
             "due": r.due.isoformat(), "days": r.days, "overdue": r.overdue, "revising": r.revising,
             "asked": r.asked is not None}
            for r in found
        ])  # fmt: skip
        return
    show_table(
        ("รหัส", "ฉบับที่", "ครบกำหนด", "วัน", "เรื่อง"),
        [(str(r.released.release.number), str(r.released.release.version), day_words(r.due), str(r.days),
          r.released.title) for r in found],
    )  # fmt: skip


@document.command("show")
@number_argument
@click.option(
    "--version", "label", type=VERSION, metavar="N", help="ฉบับที่ A named version; else the one in force."
)
@as_json
@acting
@pass_door
def show_document(
    door: Door, number: DocumentNumber, label: VersionLabel | None, json_wanted: bool, user: str | None
) -> None:
    """แสดงรายละเอียดของเอกสาร

    Show one version: how it stands, who approved it and when, and what is in work beside it.
    """
    from sopctl.application.queries.history import history  # noqa: PLC0415

    found = history(door.library, door.reader(user), number)
    version = _chosen(found, label)
    title = _title(door, version)
    if json_wanted:
        show_json(version_facts(found, version, title))
    else:
        show_version(found, version, title)


@document.command("history")
@number_argument
@as_json
@acting
@pass_door
def history_(door: Door, number: DocumentNumber, json_wanted: bool, user: str | None) -> None:
    """แสดงประวัติ

    Who did what to each version and when, the latest version first.
    """
    from sopctl.application.queries.history import history  # noqa: PLC0415

    found = history(door.library, door.reader(user), number)
    if json_wanted:
        show_json([events(found, version) for version in found.versions])
        return
    for version in found.versions:
        show_events(found, version)


@document.command("compare")
@number_argument
@click.option("--from", "old", type=VERSION, metavar="N", help="ฉบับเดิม The version before.")
@click.option("--to", "new", type=VERSION, metavar="N", help="ฉบับใหม่ The version after.")
@click.option(
    "--word",
    "word",
    type=FILE,
    metavar="FILE",
    help="เขียนเป็น Word A Word file with tracked changes; - for stdout.",
)
@click.option("--file", type=FILE, metavar="FILE", help="เทียบกับไฟล์ A file's text instead of --to.")
@as_json
@acting
@pass_door
def compare(
    door: Door, number: DocumentNumber, old: VersionLabel | None, new: VersionLabel | None, word: Path | None,
    file: Path | None, json_wanted: bool, user: str | None,
) -> None:  # fmt: skip
    """เปรียบเทียบสองฉบับทีละคำ

    Compare two versions by block and by Thai word. Without --to: the version that is being signed against
    the one in force, else the last two released. With --file: what a Word, Markdown or text file says
    otherwise than the version of --from, else the one in force; nothing of it is kept.
    """
    if file is not None and new is not None:
        raise click.UsageError("--to and --file exclude each other.")
    if word is not None:
        if file is not None:
            write_bytes(word, file_as_word(door, number, old, file, user))
        else:
            _to_word(door, number, old, new, user, word)
        return
    with_file = comparison_with_file(door, number, old, file, user) if file is not None else None
    comparison = with_file or comparison_of(door, number, old, new, user)
    if json_wanted:
        show_json(comparison_facts(comparison))
    else:
        show_comparison(comparison)


@document.command("new")
@number_argument
@click.option("--title", required=True, metavar="TEXT", help="เรื่อง The title.")
@click.option(
    "--type", "type_code", default="SOP", show_default=True, metavar="CODE", help="ประเภท Its type."
)
@click.option("--department", default="", metavar="CODE", help="หน่วยงานเจ้าของ The department that keeps it.")
@acting
@pass_door
def new(
    door: Door, number: DocumentNumber, title: str, type_code: str, department: str, user: str | None
) -> None:
    """เริ่มเอกสารใหม่

    Begin a document from its type's skeleton; write it with "sopctl draft show" and "sopctl draft save".
    """
    from sopctl.application.authoring.drafts import start_document  # noqa: PLC0415

    start_document(door.library, door.actor(user), number, title, type_code, department)
    show(f"เริ่มร่าง {number} แล้ว Began a draft of {number}.")


@document.command("revise")
@number_argument
@click.option(
    "--amendment", is_flag=True, help="แก้ไขย่อย The next แก้ไขครั้งที่, by the lighter route of its type."
)
@acting
@pass_door
def revise(door: Door, number: DocumentNumber, amendment: bool, user: str | None) -> None:
    """เริ่มฉบับถัดไป

    Begin the next version from the text of the last released one, or from its files: put another in with
    "sopctl draft attach".
    """
    from sopctl.application.authoring.drafts import start_revision  # noqa: PLC0415
    from sopctl.application.queries.documents import open_version  # noqa: PLC0415

    start_revision(door.library, door.actor(user), number, amendment=amendment)
    version = open_version(door.library, number)
    show(f"เริ่มร่าง {number} ฉบับที่ {version.label} แล้ว Began a draft of version {version.label}.")


def _to_word(
    door: Door, number: DocumentNumber, old: VersionLabel | None, new: VersionLabel | None, user: str | None,
    path: Path,
) -> None:  # fmt: skip
    from sopctl.application.queries.changes import changes_in_word  # noqa: PLC0415

    before, after = released_pair(door, number, old, new, user)
    write_bytes(path, changes_in_word(door.library, door.reader(user), number, before, after))
    if str(path) != "-":
        show(str(path))


def _title(door: Door, version: Version) -> str:
    """The title as it was last submitted, else as the draft has it."""
    from sopctl.application.queries.register import draft_title  # noqa: PLC0415

    if version.round is not None:
        return version.round.manifest.title
    with door.library.reading() as uow:
        draft = uow.drafts.get(version.id)
    return draft_title(draft.markdown) if draft else ""


def _chosen(found: DocumentHistory, label: VersionLabel | None) -> Version:
    """The version of that label (the abandoned ones last), else the one in force, else the latest."""
    if label is None:
        shown = next((x for x in found.listed if x.standing == "in_force"), next(iter(found.listed), None))
        wanted = shown.released.release.version_id if shown else found.versions[0].id
        return next(v for v in found.versions if v.id == wanted)
    named = [v for v in found.versions if v.label == label]
    if not named:
        raise NotFoundError(f"{found.document.number} {label}")
    return min(named, key=lambda v: v.state is State.ABANDONED)


for each in (flags, look, new_file, original):
    document.add_command(each)
