"""Documents whose body is a file: forms in Word or Excel, charts, posters, what comes from outside."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import (
    DATE,
    FILE,
    VERSION,
    acting,
    number_argument,
    output_option,
    read_bytes,
    write_bytes,
)
from sopctl.cli.presenting import show
from sopctl.cli.tree import Command
from sopctl.cli.words import STATES, both
from sopctl.domain.numbers import DocumentNumber, VersionLabel

_USABLE = ("in_force", "scheduled")


@click.command("new-file", cls=Command)
@number_argument
@click.argument("file", type=FILE)
@click.option("--title", required=True, metavar="TEXT", help="เรื่อง The title.")
@click.option("--type", "type_code", required=True, metavar="CODE", help="ประเภท Its type, such as FM.")
@click.option("--department", default="", metavar="CODE", help="หน่วยงานเจ้าของ The department that keeps it.")
@click.option("--issuer", default="", metavar="TEXT", help="ผู้ออกเอกสารภายนอก Who issued it outside.")
@click.option("--edition", default="", metavar="TEXT", help="รุ่นที่ผู้ออกกำหนด The issuer's edition.")
@click.option("--received", type=DATE, metavar="DATE", help="วันที่ได้รับ The day on which it came.")
@click.option("--origin", default="", metavar="TEXT", help="แหล่งที่มา Where it came from, such as an address.")
@acting
@pass_door
def new_file(
    door: Door, number: DocumentNumber, file: Path, title: str, type_code: str, department: str,
    issuer: str, edition: str, received: date | None, origin: str, user: str | None,
) -> None:  # fmt: skip
    """เริ่มเอกสารที่ตัวเอกสารเป็นไฟล์

    Begin a document whose body is FILE: a form in Word or Excel, a chart or poster as PDF, a document of
    external origin. It is signed, released and listed like any other, through a generated cover sheet.
    """
    from sopctl.application.authoring.attaching import Origin, start_file_document  # noqa: PLC0415

    outside = Origin(issuer, edition, received, origin)
    start_file_document(
        door.library, door.actor(user), number, title, type_code, department, (file.name, read_bytes(file)),
        outside if outside != Origin() else None,
    )  # fmt: skip
    show(f"เริ่มร่าง {number} จากไฟล์ {file.name} แล้ว Began a draft of {number} whose body is {file.name}.")


@click.command("attach", cls=Command)
@number_argument
@click.argument("file", type=FILE)
@click.option("--in-place-of", "old", metavar="NAME", help="แทนไฟล์ชื่อนี้ The file whose place it takes.")
@acting
@pass_door
def attach(door: Door, number: DocumentNumber, file: Path, old: str | None, user: str | None) -> None:
    """ใส่ไฟล์ที่เป็นตัวเอกสารลงในร่าง

    Put FILE into the draft as the document's body, or in the place of one: with the same name, or with the
    name that --in-place-of gives.
    """
    from sopctl.application.authoring import attaching  # noqa: PLC0415
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415

    library, actor = door.library, door.actor(user)
    version, data = latest_version(library, number), read_bytes(file)
    saved = attaching.attach(library, actor, version.id, file.name, data)
    if old is not None and old != file.name:
        saved = attaching.detach(library, actor, version.id, old)
    _tell_files(number, version.label, attaching.named_in(saved.markdown))


@click.command("detach", cls=Command)
@number_argument
@click.argument("name", metavar="NAME")
@acting
@pass_door
def detach(door: Door, number: DocumentNumber, name: str, user: str | None) -> None:
    """เอาไฟล์ที่เป็นตัวเอกสารออกจากร่าง

    Take the file NAME away from the draft's body.
    """
    from sopctl.application.authoring import attaching  # noqa: PLC0415
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415

    version = latest_version(door.library, number)
    saved = attaching.detach(door.library, door.actor(user), version.id, name)
    _tell_files(number, version.label, attaching.named_in(saved.markdown))


@click.command("file", cls=Command)
@number_argument
@click.option("--version", "label", type=VERSION, metavar="N", help="ฉบับที่ A version; else the one in force.")
@click.option("--name", default="", metavar="NAME", help="ชื่อไฟล์ Which file; else the first.")
@output_option
@acting
@pass_door
def original(
    door: Door, number: DocumentNumber, label: VersionLabel | None, name: str, output: Path | None,
    user: str | None,
) -> None:  # fmt: skip
    """ขอไฟล์ที่เป็นตัวเอกสาร ตามที่ลงนาม

    Write a file that is the document, byte for byte as it was signed. One that is not in force says so.
    """
    from sopctl.application.authoring.attaching import original_of  # noqa: PLC0415

    found = original_of(door.library, door.reader(user), number, label, name)
    stands = both(STATES, found.standing)
    version = found.released.release.version
    write_bytes(output or Path(found.name), found.data)
    if found.standing not in _USABLE:
        click.echo(f"ห้ามใช้งาน: {number} ฉบับที่ {version} {stands} Do not use it: not in force.", err=True)
    elif str(output) != "-":
        show(f"{number} ฉบับที่ {version} {stands}: {output or found.name}")


def _tell_files(number: DocumentNumber, label: VersionLabel, names: tuple[str, ...]) -> None:
    listed = ", ".join(names) or "ไม่มี none"
    show(f"ไฟล์ของ {number} ฉบับที่ {label}: {listed} Files of the draft.")
