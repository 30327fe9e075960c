"""``sopctl init``: make a library, empty or with a demonstration in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.presenting import show
from sopctl.cli.tree import Command

_BY_DEFAULT = "โรงพยาบาล"
_NEXT = (
    "",
    "ขั้นต่อไป Next (docs: คู่มือ ศูนย์คุณภาพ สัปดาห์แรก):",
    "  1. ผู้ดูแลระบบ The administrator:        sopctl user add NAME --role admin",
    "  2. หน่วยงาน Departments:               sopctl department add IT งานไอที --as ADMIN",
    "  3. ศูนย์คุณภาพ The quality office:       sopctl user add NAME --role quality --as ADMIN",
    "  4. ผู้อำนวยการ The director, then their post:",
    "       sopctl user add NAME --role staff --as ADMIN",
    "       sopctl post hold director NAME --as ADMIN",
    "  5. ให้ศูนย์คุณภาพยืนยัน The quality office confirms them: sopctl user confirm NAME --as QUALITY",
    "  6. เปิดใช้ Serve:                        sopctl serve",
)
_MADE = (
    "library.db", "library.db-wal", "library.db-shm", "library.lock", "repository.git", "blobs", "keys",
)  # fmt: skip


@click.command(cls=Command)
@click.option("--demo", is_flag=True, help="พร้อมเอกสารและบัญชีตัวอย่าง With starter documents and demo accounts.")
@click.option("--hospital", metavar="NAME", help="ชื่อโรงพยาบาล The hospital's name, as it stands on copies.")
@pass_door
def init(door: Door, demo: bool, hospital: str | None) -> None:
    """สร้างคลังเอกสารใหม่

    Make an empty library; with --demo one with the starter documents in force.
    """
    from sopctl.application import demo as filling  # noqa: PLC0415
    from sopctl.application.people.posts import begin_posts  # noqa: PLC0415
    from sopctl.bootstrap import create_library  # noqa: PLC0415
    from sopctl.resources import documents_dir  # noqa: PLC0415

    documents = documents_dir()
    facts = (
        filling.hospital_facts(documents, hospital) if demo else filling.bare_facts(hospital or _BY_DEFAULT)
    )
    create_library(door.settings, facts)
    home = door.settings.home
    begin_posts(door.library, door.actor(""))
    if demo:
        try:
            filling.fill(door.library, documents, lambda line: click.echo(line, err=True))
        except BaseException:
            _clear(home)
            raise
    show(f"สร้างคลังเอกสารที่ {home} แล้ว", f"The library is in {home}.")
    if demo:
        show(f"บัญชีตัวอย่าง Demo accounts, password {filling.PASSWORD}: {' '.join(filling.ACCOUNTS)}")
        staff = filling.EMPLOYEES["staff"]
        where = door.settings.public_url
        show(
            f"QR บนสำเนาเปิด {where} ถ้าจะใช้โทรศัพท์ ให้ตั้ง SOPCTL_PUBLIC_URL ก่อนสร้าง "
            f"QR codes open {where}; for phones set SOPCTL_PUBLIC_URL before you make it"
        )
        show(f"เครื่องของหอผู้ป่วย Ward machine at /read: รหัสพนักงาน employee number {staff}, PIN {filling.PIN}")
    else:
        show(*_NEXT)


def _clear(home: Path) -> None:
    """Take away what this command made, so that it can be tried again; a hospital's settings file stays."""
    for name in _MADE:
        place = home / name
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
