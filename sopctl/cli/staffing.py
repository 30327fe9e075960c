"""``sopctl user import|work|handover``: people in bulk, and the work of those who leave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import FILE, acting, as_json, output_option, read_bytes, write_bytes
from sopctl.cli.presenting import Json, show, show_json, show_table
from sopctl.cli.staff_words import CHANGES, OBSTACLES, REFUSALS, WORK, what
from sopctl.cli.tree import Command
from sopctl.rendering.workbooks import to_csv

if TYPE_CHECKING:
    from sopctl.application.leavers.open_work import Piece
    from sopctl.application.people.staff_lists import PlanLine


@click.command("import", cls=Command)
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="ดูอย่างเดียว Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="ไม่ต้องถาม Do it without asking.")
@output_option
@as_json
@acting
@pass_door
def import_list(
    door: Door, file: Path, dry_run: bool, yes: bool, output: Path | None, json_wanted: bool, user: str | None
) -> None:
    """นำเข้ารายชื่อบุคลากร

    Import the personnel office's list (XLSX or CSV): new people, transfers, leavers. What would change is
    shown first, then one decision is asked for. The one-time codes of new people go to -o FILE as CSV, or are
    shown. Nobody is ever deleted; leavers are deactivated.
    """
    from sopctl.application.people.staff_lists import plan_import  # noqa: PLC0415
    from sopctl.application.people.staffing import import_people  # noqa: PLC0415
    from sopctl.intake.tables import read_rows  # noqa: PLC0415

    actor, rows = door.actor(user), read_rows(read_bytes(file))
    plan = plan_import(door.library, actor, rows)
    if not json_wanted:
        _show_plan(plan.lines)
        show(" · ".join(f"{CHANGES[change.value]} {count}" for change, count in plan.counts.items()))
    if dry_run:
        if json_wanted:
            show_json({"digest": plan.digest, "lines": [_line(line) for line in plan.lines]})
        return
    if not yes:
        click.confirm("ยืนยันการเปลี่ยนแปลงทั้งหมด Do all of this?", abort=True, err=True)
    done = import_people(door.library, actor, rows, plan.digest)
    codes = [(c.person.user, c.person.name, c.code) for c in done.codes]
    if output is not None:
        write_bytes(output, to_csv(("ชื่อผู้ใช้", "ชื่อ-สกุล", "รหัสใช้ครั้งเดียว"), codes))
    if json_wanted:
        facts: dict[str, Json] = {
            "digest": plan.digest,
            "lines": [_line(line) for line in plan.lines],
            "waiting": [person.user for person in done.waiting],
            "codes": [] if output else [{"user": u, "code": code} for u, _, code in codes],
        }
        show_json(facts)
        return
    show("นำเข้าแล้ว Imported.")
    if codes and output is None:
        show_table(("ชื่อผู้ใช้", "ชื่อ-สกุล", "รหัสใช้ครั้งเดียว"), codes)
    if done.waiting:
        show(f"รอบุคคลที่สองยืนยัน A second person confirms: {', '.join(p.user for p in done.waiting)}")


@click.command("work", cls=Command)
@click.argument("name")
@as_json
@acting
@pass_door
def work(door: Door, name: str, json_wanted: bool, user: str | None) -> None:
    """งานค้างของผู้ใช้

    What waits for somebody: documents in work, steps to sign, posts, prints, reading.
    """
    from sopctl.application.leavers.open_work import open_work  # noqa: PLC0415

    found = open_work(door.library, door.actor(user), name)
    _show_pieces(found.pieces, json_wanted=json_wanted)


@click.command("handover", cls=Command)
@click.argument("old")
@click.argument("new")
@click.option("--reason", default="", metavar="TEXT", help="เหตุผล Why; it is recorded.")
@as_json
@acting
@pass_door
def hand_over(door: Door, old: str, new: str, reason: str, json_wanted: bool, user: str | None) -> None:
    """ส่งมอบงานของ OLD ให้ NEW

    Hand over what waits for OLD to NEW, as far as whoever acts may. What stays is shown with the reason.
    """
    from sopctl.application.leavers import handover  # noqa: PLC0415

    done = handover.hand_over(door.library, door.actor(user), old, new, reason)
    _show_pieces((*done.done, *done.left), json_wanted=json_wanted)
    if not json_wanted:
        given, left = len(done.done), len(done.left)
        show(f"ส่งมอบ {given} เหลือ {left} Handed over {given}, left {left}.")


def _show_plan(lines: tuple[PlanLine, ...]) -> None:
    show_table(
        ("แถว", "ใคร", "ชื่อผู้ใช้", "เปลี่ยน", "เหตุผล"),
        [
            (str(line.row), line.shown, line.after.user if line.after else "-", CHANGES[line.change.value],
             f"{REFUSALS[line.refused.value]} {line.value}".strip() if line.refused else "")
            for line in lines
            if line.change.value != "unchanged"
        ],
    )  # fmt: skip


def _show_pieces(pieces: tuple[Piece, ...], *, json_wanted: bool) -> None:
    if json_wanted:
        show_json(
            [
                {"kind": p.kind.value, "subject": p.subject, "shown": p.shown,
                 "obstacle": p.obstacle.value if p.obstacle else None}
                for p in pieces
            ]
        )  # fmt: skip
        return
    show_table(
        ("งาน", "เรื่อง", "เหลือเพราะ"),
        [(WORK[p.kind.value], what(p), OBSTACLES[p.obstacle.value] if p.obstacle else "") for p in pieces],
    )


def _line(line: PlanLine) -> dict[str, Json]:
    return {
        "row": line.row,
        "change": line.change.value,
        "user": line.after.user if line.after else None,
        "department": line.after.department if line.after else None,
        "refused": line.refused.value if line.refused else None,
        "value": line.value,
    }
