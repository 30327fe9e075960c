"""``sopctl backup``, ``restore`` and ``rebuild``: a library that survives its disk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import FILE, as_json
from sopctl.cli.presenting import moment_words, show, show_facts, show_json
from sopctl.cli.tree import Command

if TYPE_CHECKING:
    from sopctl.application.safekeeping.backup import Contents
    from sopctl.application.safekeeping.rebuild import Rebuilt

_STAGES = {
    "database": "ฐานข้อมูล database",
    "repository": "ที่เก็บ git repository",
    "files": "ไฟล์ files",
    "tags": "ป้ายกำกับ tags",
    "copies": "สำเนา copies",
    "check": "ตรวจ checking",
}


@click.command(cls=Command)
@click.argument("file", type=FILE)
@as_json
@pass_door
def backup(door: Door, file: Path, json_wanted: bool) -> None:
    """สำรองคลังเอกสารเป็นไฟล์เดียว ขณะที่ยังทำงานได้

    Write the whole library into one new FILE while people work. It holds the library's private keys: keep it
    as you would keep them.
    """
    from sopctl.keeping import back_up_library  # noqa: PLC0415

    found = back_up_library(door.settings, file, _tell)
    _end_line()
    if json_wanted:
        show_json({"file": str(file), "size": file.stat().st_size, **_json(found)})
        return
    show(f"สำรองไว้ที่ {file} แล้ว The backup is in {file}.")
    _show(found)
    show("ไฟล์นี้มีกุญแจส่วนตัวของคลังเอกสาร ให้เก็บเป็นความลับ It holds the library's private keys; keep it secret.")


@click.command(cls=Command)
@click.argument("file", type=FILE)
@click.option(
    "--replace", is_flag=True,
    help="แทนที่คลังเดิม (เก็บของเดิมไว้ข้าง ๆ) Put what is there aside; stop sopctl serve first.",
)  # fmt: skip
@as_json
@pass_door
def restore(door: Door, file: Path, replace: bool, json_wanted: bool) -> None:
    """กู้คืนคลังเอกสารจากไฟล์สำรอง

    Check every file of a backup, make the library anew beside its place, and only then put it there. The
    restored library is examined as sopctl doctor does; status 1 when it has problems.
    """
    from sopctl.keeping import restore_library  # noqa: PLC0415

    restored = restore_library(door.settings, file, replace=replace, progress=_tell)
    _end_line()
    if json_wanted:
        show_json(
            {
                "home": str(door.settings.home),
                "made_at": restored.made_at.isoformat(),
                "put_aside": str(restored.put_aside or ""),
                "problems": [{"kind": p.kind.value, "subject": p.subject} for p in restored.problems],
                **_json(restored.contents),
            }
        )
    else:
        show(
            f"กู้คืนที่ {door.settings.home} แล้ว ตามที่สำรองไว้เมื่อ {moment_words(restored.made_at)}",
            f"Restored in {door.settings.home} as it was when the backup was made.",
        )
        _show(restored.contents)
        if restored.put_aside:
            show(f"ของเดิมอยู่ที่ {restored.put_aside} What was there is now in {restored.put_aside}.")
        for problem in restored.problems:
            show(f"{problem.kind}: {problem.thai}", f"    {problem.english}")
        if not restored.problems:
            show("ตรวจแล้ว ครบถ้วน Examined: the library is whole.")
    if restored.problems:
        sys.exit(1)


@click.command(cls=Command)
@click.argument("from_git", metavar="FROM_GIT")
@click.option(
    "--signers", type=FILE, metavar="FILE",
    help="keys/allowed_signers ของคลังเดิม The lost library's list of keys; without it no tag is checked.",
)  # fmt: skip
@click.option(
    "--certificate", "certificates", type=FILE, multiple=True, metavar="FILE",
    help="keys/certificate.pem ของคลังเดิม The lost library's certificates: what it sealed stays genuine.",
)  # fmt: skip
@as_json
@pass_door
def rebuild(
    door: Door, from_git: str, signers: Path | None, certificates: tuple[Path, ...], json_wanted: bool
) -> None:
    """สร้างคลังเอกสารใหม่จากสำเนา git เพียงอย่างเดียว

    Make a library in an empty folder from a mirror clone of a library's git repository, and say what could
    not be brought back. Status 1 when the library has problems, or tags were left out.
    """
    from sopctl.cli.losses import lost_facts  # noqa: PLC0415
    from sopctl.keeping import rebuild_library  # noqa: PLC0415

    made, problems = rebuild_library(door.settings, door.actor(None), from_git, signers, certificates, _tell)
    _end_line()
    if json_wanted:
        show_json(
            {
                **vars(made),
                "lost": lost_facts(made.lost),
                "refused": [dict(error.facts) for error in made.refused],
                "waiting": list(made.waiting),
                "problems": [{"kind": p.kind.value, "subject": p.subject} for p in problems],
            }
        )
    else:
        _show_rebuilt(made, str(door.settings.home), sealed_known=bool(certificates))
        for problem in problems:
            show(f"{problem.kind}: {problem.thai}", f"    {problem.english}")
    if problems or made.refused:
        sys.exit(1)


def _show_rebuilt(made: Rebuilt, home: str, *, sealed_known: bool) -> None:
    from sopctl.cli.losses import show_lost, show_told  # noqa: PLC0415

    show(f"สร้างใหม่ที่ {home} แล้ว The library is in {home} again.")
    show_facts(
        [
            ("เอกสาร documents", str(made.documents)),
            ("ประกาศใช้แล้ว released", str(made.released)),
            ("ยกเลิกใช้ withdrawn", str(made.withdrawn)),
            ("สำเนาที่ลงนามใหม่ copies sealed anew", str(made.copies)),
            ("บุคคล people", f"{made.people} (ยังไม่มีบัญชี without accounts)"),
            ("บัญชีเหตุการณ์ ledger rows", str(made.ledger_rows)),
        ]
    )
    if not made.verified:
        show(
            "ไม่ได้ตรวจลายเซ็นของป้ายกำกับ เพราะไม่ได้ให้กุญแจ (--signers)",
            "No tag's signature was checked, because no keys were given (--signers): whoever could push to",
            "the mirror could have written them.",
        )
    if not sealed_known:
        show(
            "สำเนาที่คลังเดิมลงนามไว้จะตรวจไม่ผ่านที่นี่ เพราะไม่ได้ให้ใบรับรอง (--certificate)",
            "Copies that the lost library sealed are not genuine here, because its certificate was not given",
            "(--certificate).",
        )
    for error in made.refused:
        show(f"{error.code}: {error}")
    if made.waiting:
        show(f"รอบที่ไม่ได้ประกาศใช้ ยังอยู่ใน git Rounds without a release, kept in git alone: {len(made.waiting)}")
    if made.unseen:
        show(f"ภาพที่ผู้ลงนามเห็นและสร้างซ้ำไม่ได้ Copies on signers' screens that are lost: {made.unseen}")
    show_told(made.told)
    show_lost(made.lost)
    show("ขั้นต่อไป Next: sopctl user add NAME --role admin")


def _show(found: Contents) -> None:
    show_facts(
        [
            ("เอกสาร documents", str(found.documents)),
            ("ฉบับ versions", str(found.versions)),
            ("ประกาศใช้แล้ว released", str(found.released)),
            ("ผู้ใช้ people", str(found.people)),
            ("บัญชีเหตุการณ์ ledger rows", f"{found.ledger_rows} (head {found.ledger_head[:12]})"),
            ("ไฟล์ stored files", str(found.files)),
        ]
    )


def _json(found: Contents) -> dict[str, object]:
    return {**vars(found), "left_out": list(found.left_out)}


def _tell(stage: str, count: int) -> None:
    """What is being done, on a terminal's stderr; files and pipes get none."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{_STAGES[stage]} {count or ''}", err=True, nl=False)


def _end_line() -> None:
    if sys.stderr.isatty():
        click.echo("", err=True)
