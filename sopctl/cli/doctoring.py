"""``sopctl doctor``: is the library whole, and what of it can be mended."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import as_json
from sopctl.cli.presenting import show, show_json
from sopctl.cli.tree import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sopctl.application.safekeeping.doctor import Problem


@click.command(cls=Command)
@click.option("--repair", "mending", is_flag=True, help="ซ่อมสิ่งที่ซ่อมได้ Mend what can be.")
@as_json
@pass_door
def doctor(door: Door, mending: bool, json_wanted: bool) -> None:
    """ตรวจความครบถ้วนของคลังเอกสาร

    Compare database, git and stored files both ways, with their hashes, seals, ledger and tags. Status 1 when
    there are problems; with --repair, when some are left.
    """
    from sopctl.application.safekeeping.doctor import examine, orphan_blobs, repair  # noqa: PLC0415

    problems = examine(door.library, _progress)
    gone: Sequence[Problem] = ()
    if mending and problems:
        mended = repair(door.library, door.actor(None), problems)
        gone, problems = mended.gone, mended.left
    orphans = len(orphan_blobs(door.library))
    if json_wanted:
        facts: dict[str, object] = {"problems": [_facts(problem) for problem in problems]}
        if mending:
            facts["mended"] = [_facts(problem) for problem in gone]
        show_json({**facts, "unused_files": orphans})
    else:
        _tell(problems, gone, orphans)
    if problems:
        sys.exit(1)


def _tell(problems: Sequence[Problem], gone: Sequence[Problem], orphans: int) -> None:
    for problem in gone:
        show(f"ซ่อมแล้ว mended  {problem.kind}: {problem.thai}", f"    {problem.english}")
    for problem in problems:
        can = "ซ่อมได้ด้วย --repair can be mended" if problem.repairable else "ซ่อมเองไม่ได้ cannot be mended here"
        show(f"{problem.kind}: {problem.thai}", f"    {problem.english}", f"    {can}")
    if problems:
        show(f"พบปัญหา {len(problems)} ข้อ {len(problems)} problem(s).")
    else:
        show("คลังเอกสารครบถ้วน ไม่พบปัญหา The library is whole.")
    if orphans:
        show(f"มีไฟล์ที่ไม่มีใครอ้างถึง {orphans} ไฟล์ ซึ่งไม่เป็นปัญหา {orphans} file(s) are unused, which is fine.")


def _facts(problem: Problem) -> dict[str, object]:
    return {
        "kind": problem.kind.value,
        "subject": problem.subject,
        "repairable": problem.repairable,
        "about": problem.about,
        "message": problem.english,
        "message_th": problem.thai,
    }


def _progress(done: int, total: int) -> None:
    """A line on a terminal's stderr that counts; files and pipes get none."""
    if sys.stderr.isatty():
        click.echo(f"\r{done}/{total}", err=True, nl=done == total)
