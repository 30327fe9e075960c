"""``sopctl document flags`` and ``look``: what changed references ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import NUMBER, acting, as_json, number_argument
from sopctl.cli.presenting import moment_words, show, show_json, show_table
from sopctl.cli.tree import Command
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber

if TYPE_CHECKING:
    from sopctl.application.release.referencing import FlagLine

_CAUSES = {"released": "มีฉบับใหม่ released", "withdrawn": "ยกเลิกใช้ withdrawn"}


@click.command("flags", cls=Command)
@click.option(
    "--closed", is_flag=True, help="ที่ตรวจดูแล้ว ใครและพบว่าอะไร What was looked at, by whom, and the remark."
)
@as_json
@acting
@pass_door
def flags(door: Door, closed: bool, json_wanted: bool, user: str | None) -> None:
    """เอกสารที่อ้างถึงเปลี่ยนแปลง

    Documents that name one that was released anew or withdrawn, until somebody looked; --closed lists the
    looks that were given, latest first.
    """
    from sopctl.application.release.referencing import looks, open_flags  # noqa: PLC0415

    found = (looks if closed else open_flags)(door.library, door.actor(user))
    if json_wanted:
        show_json([_facts(line) for line in found])
        return
    heads = ("รหัส Number", "อ้างถึง Names", "สาเหตุ Cause")
    if closed:
        show_table((*heads, "ตรวจดูเมื่อ Looked", "โดย By", "พบว่า Found"), [_looked(line) for line in found])
        return
    rows = [(*_named(line), moment_words(line.flag.raised_at), line.title) for line in found]
    show_table((*heads, "เมื่อ At", "เรื่อง Title"), rows)


def _named(line: FlagLine) -> tuple[str, str, str]:
    return str(line.flag.number), str(line.flag.points_to), _CAUSES[line.flag.cause]


def _looked(line: FlagLine) -> tuple[str, ...]:
    at = line.flag.closed_at
    return (*_named(line), moment_words(at) if at else "", line.by, line.flag.remark)


def _facts(line: FlagLine) -> dict[str, str]:
    flag = line.flag
    facts = {
        "number": str(flag.number),
        "title": line.title,
        "points_to": str(flag.points_to),
        "version": str(line.version),
        "cause": flag.cause.value,
        "raised_at": flag.raised_at.isoformat(),
    }
    if flag.closed_at is None:
        return facts
    return {
        **facts,
        "closed_at": flag.closed_at.isoformat(),
        "closed_by": flag.closed_by,
        "remark": flag.remark,
    }


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
