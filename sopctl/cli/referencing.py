"""``sopctl document flags`` and ``look``: what changed references ask for."""

from __future__ import annotations

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import NUMBER, acting, as_json, number_argument
from sopctl.cli.presenting import moment_words, show, show_json, show_table
from sopctl.cli.tree import Command
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber

_CAUSES = {"released": "มีฉบับใหม่ released", "withdrawn": "ยกเลิกใช้ withdrawn"}


@click.command("flags", cls=Command)
@as_json
@acting
@pass_door
def flags(door: Door, json_wanted: bool, user: str | None) -> None:
    """เอกสารที่อ้างถึงเปลี่ยนแปลง

    Documents that name one that was released anew or withdrawn, until somebody looked.
    """
    from sopctl.application.release.referencing import open_flags  # noqa: PLC0415

    found = open_flags(door.library, door.actor(user))
    if json_wanted:
        show_json(
            [
                {
                    "number": str(line.flag.number),
                    "title": line.title,
                    "points_to": str(line.flag.points_to),
                    "version": str(line.version),
                    "cause": line.flag.cause.value,
                    "raised_at": line.flag.raised_at.isoformat(),
                }
                for line in found
            ]
        )
        return
    rows = [
        (str(f.number), str(f.points_to), _CAUSES[f.cause], moment_words(f.raised_at), line.title)
        for line in found
        for f in (line.flag,)
    ]
    show_table(("รหัส Number", "อ้างถึง Names", "สาเหตุ Cause", "เมื่อ At", "เรื่อง Title"), rows)


@click.command("look", cls=Command)
@number_argument
@click.option("--at", "points_to", type=NUMBER, required=True, help="เอกสารที่อ้างถึง What it names.")
@click.option("--remark", required=True, metavar="TEXT", help="ตรวจดูแล้วพบว่า What the look found.")
@acting
@pass_door
def look(
    door: Door, number: DocumentNumber, points_to: DocumentNumber, remark: str, user: str | None
) -> None:
    """บันทึกการตรวจดู

    Say that you looked at a document whose reference changed, and what you found; the flags close.
    """
    from sopctl.application.release.referencing import look_at_reference, open_flags  # noqa: PLC0415

    actor = door.actor(user)
    asked = [line.flag for line in open_flags(door.library, actor)]
    mine = [flag for flag in asked if (flag.number, flag.points_to) == (number, points_to)]
    if not mine:
        raise NotFoundError(f"{number} → {points_to}")
    for flag in mine:
        look_at_reference(door.library, actor, flag.id, remark)
    show(f"บันทึกการตรวจดู {number} แล้ว", "The look is kept.")
