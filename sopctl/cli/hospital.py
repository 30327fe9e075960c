"""``sopctl library`` and ``sopctl department``: what the hospital sets of its own."""

from __future__ import annotations

from pathlib import Path

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import FILE, acting, as_json, output_option, read_bytes, with_reason, write_bytes
from sopctl.cli.presenting import show, show_json, show_table
from sopctl.cli.tree import Group


@click.group(cls=Group)
def own() -> None:
    """สิ่งที่โรงพยาบาลตั้งเอง

    What shapes documents and copies here: hospital.yaml, logo.png, dictionary.txt, synonyms.txt,
    types/CODE.yaml and official/NAME.yaml. What was submitted before keeps the shape that it was signed with.
    """


@own.command("list")
@as_json
@acting
@pass_door
def list_own(door: Door, json_wanted: bool, user: str | None) -> None:
    """แสดงสิ่งที่ตั้งไว้

    List the files that this hospital set; the program's own count for the rest.
    """
    from sopctl.application.hospital import own_files  # noqa: PLC0415

    found = [(file.path, len(file.data)) for file in own_files(door.library, door.actor(user))]
    if json_wanted:
        show_json([{"path": path, "bytes": size} for path, size in found])
        return
    show_table(("ไฟล์", "ไบต์"), [(path, str(size)) for path, size in found])


@own.command("show")
@click.argument("path")
@output_option
@acting
@pass_door
def show_own(door: Door, path: str, output: Path | None, user: str | None) -> None:
    """แสดงไฟล์ที่ใช้อยู่

    Write a file as it counts now, the hospital's or else the program's, to begin an own one from.
    """
    from sopctl.application.hospital import own_file  # noqa: PLC0415

    data = own_file(door.library, door.actor(user), path)
    if output is None or str(output) == "-":
        click.echo(data, nl=False)
    else:
        write_bytes(output, data)
        show(str(output))


@own.command("set")
@click.argument("path")
@click.argument("file", type=FILE)
@with_reason
@acting
@pass_door
def set_file(door: Door, path: str, file: Path, reason: str | None, user: str | None) -> None:
    """ตั้งไฟล์ของโรงพยาบาล

    Put a file in place, read first as the program will read it. Types are for the quality office.
    """
    from sopctl.application.hospital import set_own  # noqa: PLC0415

    set_own(door.library, door.actor(user), path, read_bytes(file), reason=reason or "")
    show(f"ตั้ง {path} แล้ว มีผลกับฉบับที่ส่งทบทวนหลังจากนี้", f"Set {path}, for what is submitted from now on.")


@own.command("remove")
@click.argument("path")
@with_reason
@acting
@pass_door
def remove(door: Door, path: str, reason: str | None, user: str | None) -> None:
    """กลับไปใช้ของโปรแกรม

    Take an own file away; the program's counts again.
    """
    from sopctl.application.hospital import set_own  # noqa: PLC0415

    set_own(door.library, door.actor(user), path, None, reason=reason or "")
    show(f"นำ {path} ออกแล้ว", f"Removed {path}.")


@click.group(cls=Group)
def department() -> None:
    """หน่วยงาน

    The departments of the hospital.
    """


@department.command("list")
@as_json
@pass_door
def list_departments(door: Door, json_wanted: bool) -> None:
    """แสดงหน่วยงาน

    List the departments.
    """
    from sopctl.application.shape import hospital  # noqa: PLC0415

    found = hospital(door.library).departments
    if json_wanted:
        show_json([{"code": d.code, "name": d.name, "name_en": d.name_en} for d in found])
        return
    show_table(("รหัส", "ชื่อ", "English"), [(d.code, d.name, d.name_en or "-") for d in found])


@department.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--name-en", default="", metavar="TEXT", help="ชื่อภาษาอังกฤษ The name in English.")
@acting
@pass_door
def add(door: Door, code: str, name: str, name_en: str, user: str | None) -> None:
    """เพิ่มหรือแก้ชื่อหน่วยงาน

    Add a department, or change the names of the one with this code (such as IT), which stands in numbers.
    """
    from sopctl.application.hospital import set_department  # noqa: PLC0415
    from sopctl.application.shape import Department  # noqa: PLC0415

    set_department(door.library, door.actor(user), Department(code, name.strip(), name_en.strip()))
    show(f"บันทึกหน่วยงาน {code} {name} แล้ว", f"Recorded department {code}.")
