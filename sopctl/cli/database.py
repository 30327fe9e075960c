"""``sopctl db``: the database's schema, brought up to date or checked."""

from __future__ import annotations

from pathlib import Path

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import FILE
from sopctl.cli.presenting import show
from sopctl.cli.tree import Group


@click.group("db", cls=Group)
def database() -> None:
    """ฐานข้อมูล

    The database's schema. An upgrade is one transaction: it is done as a whole or not at all.
    """


@database.command("upgrade")
@pass_door
def upgrade(door: Door) -> None:
    """ปรับฐานข้อมูลให้ตรงกับโปรแกรมรุ่นนี้

    Bring the database to what this program works with.
    """
    from sopctl.bootstrap import upgrade_database  # noqa: PLC0415

    upgrade_database(door.settings)
    show("ฐานข้อมูลตรงกับโปรแกรมแล้ว The database is up to date.")


@database.command("downgrade")
@click.option(
    "--to", "revision", default="-1", show_default=True, metavar="SCHEMA",
    help="รุ่นของฐานข้อมูล The schema to go back to; -1 is the one before.",
)  # fmt: skip
@click.option(
    "--backup", type=FILE, required=True, metavar="FILE",
    help="ไฟล์สำรองที่จะสร้างก่อน The backup that is written first, a new file.",
)  # fmt: skip
@click.option(
    "--lose", is_flag=True, help="ยอมเสียข้อมูลที่รุ่นก่อนไม่มีที่เก็บ Lose what the earlier schema cannot hold."
)
@pass_door
def downgrade(door: Door, revision: str, backup: Path, lose: bool) -> None:
    """ถอยฐานข้อมูลกลับไปรุ่นก่อน เพื่อใช้โปรแกรมรุ่นก่อน

    Take the database back for an earlier program, one transaction after a backup. Stop sopctl serve and
    worker first. Refused where facts would be lost, unless --lose is given.
    """
    from sopctl.keeping import take_back_database  # noqa: PLC0415

    found, lost = take_back_database(door.settings, revision, backup, lose=lose, progress=lambda *_: None)
    show(f"สำรองไว้ที่ {backup} แล้ว The backup is in {backup}.")
    for each in lost:
        show(f"เสียไป Lost: {each.name} {each.rows}")
    show(
        f"ฐานข้อมูลเป็นรุ่น {found} แล้ว ให้ติดตั้งโปรแกรมรุ่นที่ใช้รุ่นนี้ก่อนเปิดใช้",
        f"The database has schema {found}; install the program of that schema before anything else.",
    )


@database.command("check")
@pass_door
def check(door: Door) -> None:
    """ตรวจว่าฐานข้อมูลตรงกับโปรแกรมรุ่นนี้

    Status 1 when the database needs an upgrade, or a newer program.
    """
    from sopctl.bootstrap import check_database  # noqa: PLC0415

    check_database(door.settings)
    show("ฐานข้อมูลตรงกับโปรแกรม The database is up to date.")
