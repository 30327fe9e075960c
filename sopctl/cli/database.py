"""``sopctl db``: the database's schema, brought up to date or checked."""

from __future__ import annotations

import click

from sopctl.cli.context import Door, pass_door
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


@database.command("check")
@pass_door
def check(door: Door) -> None:
    """ตรวจว่าฐานข้อมูลตรงกับโปรแกรมรุ่นนี้

    Status 1 when the database needs an upgrade, or a newer program.
    """
    from sopctl.bootstrap import check_database  # noqa: PLC0415

    check_database(door.settings)
    show("ฐานข้อมูลตรงกับโปรแกรม The database is up to date.")
