"""``sopctl announcement``: the numbered memos that go round with releases."""

from __future__ import annotations

from pathlib import Path

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import NUMBER, acting, as_json, output_option, write_bytes
from sopctl.cli.presenting import day_words, show, show_json, show_table
from sopctl.cli.tree import Command, Group
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber


@click.group(cls=Group)
def announcement() -> None:
    """ประกาศใช้เอกสาร

    Announcements of what was released and withdrawn.
    """


@announcement.command("list", cls=Command)
@as_json
@pass_door
def list_(door: Door, json_wanted: bool) -> None:
    """รายการประกาศ

    All announcements, latest first.
    """
    from sopctl.application.distribution.announcing import announcements  # noqa: PLC0415

    found = announcements(door.library)
    if json_wanted:
        show_json(
            [
                {
                    "id": made.id,
                    "number": made.number,
                    "day": made.day.isoformat(),
                    "subject": made.subject,
                    "documents": [str(line.number) for line in made.lines],
                    "sha256": made.pdf_sha256,
                }
                for made in found
            ]
        )
        return
    rows = [(m.number, day_words(m.day), m.subject, " ".join(str(x.number) for x in m.lines)) for m in found]
    show_table(("ที่ Number", "วันที่ Day", "เรื่อง Subject", "เอกสาร Documents"), rows)


@announcement.command("make", cls=Command)
@click.argument("numbers", nargs=-1, type=NUMBER, required=True)
@click.option("--subject", default="", metavar="TEXT", help="เรื่อง The subject.")
@click.option("--to", default="", metavar="TEXT", help="เรียน To whom it goes.")
@output_option
@acting
@pass_door
def make(
    door: Door, numbers: tuple[DocumentNumber, ...], subject: str, to: str, output: Path | None,
    user: str | None,
) -> None:  # fmt: skip
    """ออกประกาศ

    Announce what was released or withdrawn of these documents and not announced yet. With -o NAME.docx the
    memorandum is written for Word, else as the PDF that is kept.
    """
    from sopctl.application.distribution import announcing  # noqa: PLC0415

    actor = door.actor(user)
    offered = announcing.announceable(door.library, actor)
    for number in numbers:
        if all(line.number != number for line in offered):
            raise NotFoundError(number)
    picks = [announcing.Pick(x.version_id, x.withdrawn) for x in offered if x.number in numbers]
    made = announcing.announce(door.library, actor, picks, subject=subject, to=to)
    if output is not None:
        word = output.suffix.lower() == ".docx"
        drawn = announcing.announcement_word if word else announcing.announcement_file
        write_bytes(output, drawn(door.library, made.id))
    show(f"ออกประกาศที่ {made.number} แล้ว", f"Announcement {made.number} is made.")
