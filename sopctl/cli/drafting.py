"""Writing: a draft's text, and the author's steps submit, take-back and abandon."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.file_bodies import attach, detach
from sopctl.cli.files import load_markdown
from sopctl.cli.parameters import (
    DATE,
    FILE,
    acting,
    as_json,
    number_argument,
    output_option,
    with_reason,
    write_bytes,
)
from sopctl.cli.presenting import (
    finding_facts,
    show,
    show_facts,
    show_findings,
    show_json,
)
from sopctl.cli.tree import Command, Group
from sopctl.cli.words import STATES, both
from sopctl.domain.numbers import DocumentNumber

if TYPE_CHECKING:
    from sopctl.application.authoring.drafts import DraftView

_EFFECTIVE = click.option(
    "--effective", type=DATE, metavar="DATE", help="วันที่ขอให้บังคับใช้ The effective date asked for."
)


@click.group(cls=Group)
def draft() -> None:
    """ร่าง

    The text of a version that is still a draft: take it out, write, put it back.
    """


@draft.command("show")
@number_argument
@output_option
@as_json
@acting
@pass_door
def show_draft(
    door: Door, number: DocumentNumber, output: Path | None, json_wanted: bool, user: str | None
) -> None:
    """แสดงข้อความของร่าง

    Write the draft's Markdown to standard output or a file.
    """
    from sopctl.application.authoring.drafts import view_draft  # noqa: PLC0415
    from sopctl.application.queries.documents import open_version  # noqa: PLC0415

    version = open_version(door.library, number)
    view = view_draft(door.library, door.actor(user), version.id)
    if json_wanted:
        show_json(_draft_facts(view))
    else:
        write_bytes(output or Path("-"), view.draft.markdown.encode())


@draft.command("save")
@number_argument
@click.argument("file", type=FILE, required=False)
@with_reason
@_EFFECTIVE
@acting
@pass_door
def save_text(
    door: Door, number: DocumentNumber, file: Path | None, reason: str | None, effective: date | None,
    user: str | None,
) -> None:  # fmt: skip
    """บันทึกข้อความลงร่าง

    Keep a file's text (and the images beside it) as the draft's, even with findings.
    """
    from sopctl.application.authoring import drafts  # noqa: PLC0415
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415
    from sopctl.content.picture_facts import named  # noqa: PLC0415

    library, actor = door.library, door.actor(user)
    loaded = load_markdown(file) if file is not None else None
    version = latest_version(library, number)
    now = drafts.view_draft(library, actor, version.id).draft
    saved = drafts.save_draft(
        library, actor, version.id, save_number=now.save_number, reason=reason, requested_effective=effective,
        markdown=loaded.markdown if loaded else None,
    )  # fmt: skip
    for name, data in (loaded.images if loaded else {}).items():
        saved = drafts.add_file(library, actor, version.id, name, data)
        if facts := drafts.bare_picture(name, data).facts:
            th, en = named(facts)
            show(f"{name}: นำข้อมูลแฝงออกแล้ว ({th}) Taken out of it: {en}.")
    show(f"บันทึกร่าง {number} ฉบับที่ {version.label} ครั้งที่ {saved.save_number} แล้ว Saved.")
    show_findings(drafts.view_draft(library, actor, version.id).findings)


@draft.command("clear")
@number_argument
@click.option(
    "--finding",
    required=True,
    metavar="MARK",
    help="รหัสของข้อสังเกต The mark that lint --json names fingerprint.",
)
@with_reason
@acting
@pass_door
def clear_finding(
    door: Door, number: DocumentNumber, finding: str, reason: str | None, user: str | None
) -> None:
    """ยืนยันว่าข้อมูลส่วนบุคคลคงไว้ได้

    Answer, by name and with a reason, for personal data that stays in a draft or an open round.
    """
    from sopctl.application.authoring.clearing import clear  # noqa: PLC0415
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415

    version = latest_version(door.library, number)
    given = clear(door.library, door.actor(user), version.id, finding, reason or "")
    show(f"{given.name} ยืนยัน {given.code} ของ {number} ฉบับที่ {version.label} แล้ว Cleared: {given.reason}")


@click.command(cls=Command)
@number_argument
@with_reason
@_EFFECTIVE
@acting
@pass_door
def submit(
    door: Door, number: DocumentNumber, reason: str | None, effective: date | None, user: str | None
) -> None:
    """ส่งทบทวน

    Freeze the draft's text and open a round of signatures on it.
    """
    from sopctl.application.authoring import drafts, submission  # noqa: PLC0415
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415

    library, actor = door.library, door.actor(user)
    version = latest_version(library, number)
    if reason is not None or effective is not None:
        now = drafts.view_draft(library, actor, version.id).draft
        drafts.save_draft(
            library, actor, version.id, save_number=now.save_number, reason=reason,
            requested_effective=effective,
        )  # fmt: skip
    submitted = submission.submit(library, actor, version.id)
    manifest = submitted.round.manifest if submitted.round else None
    show_facts(
        [
            ("ส่งแล้ว Submitted", f"{number} ฉบับที่ {submitted.label}"),
            ("สถานะ State", both(STATES, submitted.state)),
            ("แฮชของรายการ Manifest", manifest.sha256 if manifest else ""),
        ]
    )


@click.command("take-back", cls=Command)
@number_argument
@with_reason
@acting
@pass_door
def take_back(door: Door, number: DocumentNumber, reason: str | None, user: str | None) -> None:
    """ดึงกลับมาแก้ไขก่อนอนุมัติ

    Take one's own version back to draft; the signatures given so far end with their round.
    """
    from sopctl.application.authoring import submission  # noqa: PLC0415
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415

    version = latest_version(door.library, number)
    taken = submission.take_back(door.library, door.actor(user), version.id, reason or "")
    show(f"{number} ฉบับที่ {taken.label}: {both(STATES, taken.state)}")


@click.command(cls=Command)
@number_argument
@with_reason
@acting
@pass_door
def abandon(door: Door, number: DocumentNumber, reason: str | None, user: str | None) -> None:
    """ยุติฉบับที่ยังไม่ประกาศใช้

    Give a version up before release; a reason is asked for and kept.
    """
    from sopctl.application.authoring import submission  # noqa: PLC0415
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415

    version = latest_version(door.library, number)
    ended = submission.abandon(door.library, door.actor(user), version.id, reason or "")
    show(f"{number} ฉบับที่ {ended.label}: {both(STATES, ended.state)}")


draft.add_command(attach)
draft.add_command(detach)


def _draft_facts(view: DraftView) -> dict[str, object]:
    asked = view.draft.requested_effective
    return {
        "number": str(view.version.number),
        "version": str(view.version.label),
        "state": view.version.state.value,
        "draft": view.version.id,
        "save_number": view.draft.save_number,
        "reason": view.draft.reason,
        "requested_effective": asked.isoformat() if asked else None,
        "markdown": view.draft.markdown,
        "files": sorted(view.draft.files),
        "findings": [finding_facts(one) for one in view.findings],
    }
