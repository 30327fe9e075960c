"""``sopctl acknowledge`` and ``sopctl reading``: what must be read, by whom, and who has."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import (
    DATE,
    FILE,
    VERSION,
    acting,
    as_json,
    number_argument,
    output_option,
    read_bytes,
    read_code,
    read_password,
    read_text,
    with_code,
    with_password,
    write_bytes,
)
from sopctl.cli.presenting import Json, day_words, show, show_json, show_table
from sopctl.cli.tree import Command, Group
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.rendering.workbooks import Cell, to_csv, to_xlsx

if TYPE_CHECKING:
    from sopctl.application.distribution.readership import Reader, RegisterReaders, Share

READER_HEADS = (
    "รหัสเอกสาร", "ฉบับที่", "วันที่บังคับใช้", "เรื่อง", "หน่วยงาน", "ชื่อ-สกุล", "ต้องอ่าน", "รับทราบเมื่อ", "วิธี",
)  # fmt: skip


@click.command(cls=Command)
@number_argument
@click.option("--answer", "answers", type=int, multiple=True, metavar="N",
              help="คำตอบ The chosen answer of each question in turn, counted from 1.")  # fmt: skip
@with_password
@with_code
@acting
@pass_door
def acknowledge(
    door: Door, number: DocumentNumber, answers: tuple[int, ...], password_stdin: bool, code: str,
    user: str | None,
) -> None:  # fmt: skip
    """รับทราบและเข้าใจ

    Declare to have read and understood the version in force.
    """
    from sopctl.application.distribution import readership  # noqa: PLC0415

    actor = door.actor(user)
    found = readership.reading_of(door.library, actor, number)
    label = found.released.release.version
    show(f"{number} ฉบับที่ {label}: {found.released.title}")
    for place, question in enumerate(found.questions, start=1):
        show(f"{place}. {question.text}", *(f"   {i}) {a}" for i, a in enumerate(question.answers, start=1)))
    password = read_password(f"รหัสผ่านของ {actor.user} เพื่อรับทราบ Password", from_stdin=password_stdin)
    code = read_code(door, actor, code, from_stdin=password_stdin)
    readership.acknowledge(
        door.library, actor, number, password=password, code=code, version=label,
        answers=[answer - 1 for answer in answers],
    )  # fmt: skip
    show(f"รับทราบ {number} ฉบับที่ {label} แล้ว Acknowledged.")


@click.group(cls=Group)
def reading() -> None:
    """อ่านและรับทราบ

    Read and understood: who must read what, and who has.
    """


@reading.command("list")
@as_json
@acting
@pass_door
def list_(door: Door, json_wanted: bool, user: str | None) -> None:
    """เอกสารที่ฉันต้องอ่าน

    What waits to be read by whoever asks, the longest asked first.
    """
    from sopctl.application.distribution.readership import my_readings  # noqa: PLC0415

    owed = my_readings(door.library, door.actor(user)).owed
    if json_wanted:
        show_json(
            [
                {"number": str(o.released.release.number), "version": str(o.released.release.version),
                 "title": o.released.title, "since": o.since.isoformat(), "due": o.due.isoformat()}
                for o in owed
            ]
        )  # fmt: skip
        return
    show_table(
        ("รหัสเอกสาร", "ฉบับที่", "เรื่อง", "ตั้งแต่", "ภายใน"),
        [
            (str(o.released.release.number), str(o.released.release.version), o.released.title,
             day_words(o.since), day_words(o.due))
            for o in owed
        ],
    )  # fmt: skip


@reading.command("completion")
@as_json
@acting
@pass_door
def completion(door: Door, json_wanted: bool, user: str | None) -> None:
    """อ่านไปแล้วเท่าใด

    How far reading has come, by department and by document.
    """
    from sopctl.application.distribution.readership import completion as found_of  # noqa: PLC0415

    found = found_of(door.library, door.actor(user))
    departments = [(code, share) for code, share in found.departments]
    documents = [(str(released.release.number), share) for released, share in found.documents]
    if json_wanted:
        show_json(
            {
                "day": found.day.isoformat(),
                "all": _share(found.all),
                "departments": [{"department": code, **_share(share)} for code, share in departments],
                "documents": [{"number": number, **_share(share)} for number, share in documents],
            }
        )
        return
    rows = [("ทั้งหมด", found.all), *departments, *documents]
    show_table(
        ("", "อ่านแล้ว", "ต้องอ่าน", "ร้อยละ", "เกินกำหนด"),
        [(name or "-", str(s.done), str(s.must), str(s.percent), str(s.late)) for name, s in rows],
    )


@reading.command("readers")
@number_argument
@click.option("--on", "day", type=DATE, metavar="DATE", help="ณ วันที่ By a day; else today.")
@as_json
@acting
@pass_door
def readers(
    door: Door, number: DocumentNumber, day: date | None, json_wanted: bool, user: str | None
) -> None:
    """ใครต้องอ่านและใครอ่านแล้ว

    Who must read the version in force on a day, and who had read it by then.
    """
    from sopctl.application.distribution.readership import readers_on  # noqa: PLC0415

    line = readers_on(door.library, door.actor(user), number, day)
    if json_wanted:
        show_json(line_facts(line))
        return
    show_readers([line])


@reading.command("set")
@number_argument
@click.option("--to", "lines", multiple=True, metavar="LINE",
              help='ผู้ต้องอ่าน all, "owner department", department:CODE, role:ROLE or person:USER.')  # fmt: skip
@click.option("--from-type", is_flag=True, help="ตามประเภทเอกสาร As the document's type says.")
@click.option("--questions", type=FILE, metavar="FILE", help="คำถาม Questions; answers begin with - or *.")
@click.option("--needed", type=int, default=0, metavar="N", help="ต้องตอบถูก Right answers needed; else all.")
@acting
@pass_door
def set_(
    door: Door, number: DocumentNumber, lines: tuple[str, ...], from_type: bool, questions: Path | None,
    needed: int, user: str | None,
) -> None:  # fmt: skip
    """กำหนดผู้ต้องอ่านและคำถาม

    Set who must read a document, as the quality office; the whole list and its questions each time.
    """
    from sopctl.application.distribution.readership import set_reading_list  # noqa: PLC0415
    from sopctl.domain.acknowledgements import read_questions  # noqa: PLC0415

    if bool(lines) == from_type:
        raise click.UsageError("Give --to LINE, or --from-type.")
    asked = read_questions(read_text(questions)) if questions else ()
    set_reading_list(
        door.library,
        door.actor(user),
        number,
        lines=None if from_type else lines,
        questions=asked,
        needed=needed,
    )
    show(f"กำหนดผู้ต้องอ่าน {number} แล้ว The reading list is set.")


@reading.command("waive")
@number_argument
@click.argument("version", type=VERSION)
@click.option("--reason", default="", metavar="TEXT", help="เหตุผล Why; it is recorded.")
@acting
@pass_door
def waive(door: Door, number: DocumentNumber, version: VersionLabel, reason: str, user: str | None) -> None:
    """แก้ไขย่อยที่ไม่ต้องรับทราบใหม่

    Mark a minor amendment as not asking again.
    """
    from sopctl.application.distribution import readership  # noqa: PLC0415

    readership.waive(door.library, door.actor(user), number, version, reason)
    show(f"{number} ฉบับที่ {version} ไม่ต้องรับทราบใหม่ It does not ask again.")


@reading.command("paper")
@number_argument
@click.option("--user", "users", multiple=True, required=True, metavar="USER", help="ผู้ลงนาม Who signed.")
@click.option("--day", type=DATE, required=True, metavar="DATE", help="วันที่ลงนาม The day on the sheet.")
@click.option("--scan", type=FILE, required=True, metavar="FILE", help="ภาพสแกน PDF, PNG or JPEG.")
@with_password
@with_code
@acting
@pass_door
def paper(
    door: Door, number: DocumentNumber, users: tuple[str, ...], day: date, scan: Path, password_stdin: bool,
    code: str, user: str | None,
) -> None:  # fmt: skip
    """บันทึกใบลงนามบนกระดาษ

    Enter a signed sheet as what it is: on paper.
    """
    from sopctl.application.distribution.readership import enter_sheet  # noqa: PLC0415

    actor, data = door.actor(user), read_bytes(scan)
    password = read_password(f"รหัสผ่านของ {actor.user} Password", from_stdin=password_stdin)
    code = read_code(door, actor, code, from_stdin=password_stdin)
    given = enter_sheet(
        door.library, actor, number, users=users, day=day, scan=data, password=password, code=code
    )
    show(f"บันทึกแล้ว {len(given)} คน Entered as signed on paper.")


@reading.command("sheet")
@number_argument
@click.option("--department", default="", metavar="CODE", help="หน่วยงาน Only this department.")
@output_option
@acting
@pass_door
def sheet(door: Door, number: DocumentNumber, department: str, output: Path | None, user: str | None) -> None:
    """พิมพ์ใบลงนาม

    A sheet to print (PDF) for those who have not read the version in force.
    """
    from sopctl.application.distribution.readership import sign_sheet  # noqa: PLC0415

    data = sign_sheet(door.library, door.actor(user), number, department)
    place = output or Path(f"{number.slug}-sign-sheet.pdf" if sys.stdout.isatty() else "-")
    write_bytes(place, data)


@reading.command("pin")
@with_password
@with_code
@acting
@pass_door
def pin(door: Door, password_stdin: bool, code: str, user: str | None) -> None:
    """ตั้ง PIN สำหรับเครื่องในหอผู้ป่วย

    Set one's own PIN; with --password-stdin the first line is the password, the second the PIN.
    """
    from sopctl.application.distribution.readership import set_pin  # noqa: PLC0415

    actor = door.actor(user)
    password = read_password(f"รหัสผ่านของ {actor.user} Password", from_stdin=password_stdin)
    digits = read_password("PIN ใหม่หกหลัก New PIN", from_stdin=password_stdin, twice=True)
    set_pin(door.library, actor, digits, password, read_code(door, actor, code, from_stdin=password_stdin))
    show("ตั้ง PIN แล้ว The PIN is set.")


def line_facts(line: RegisterReaders) -> dict[str, Json]:
    """A version in force with its readers, for programs."""
    release = line.released.release
    return {
        "number": str(release.number),
        "title": line.released.title,
        "version": str(release.version),
        "effective": release.effective.isoformat(),
        "must": line.share.must,
        "read": line.share.done,
        "readers": [_reader(reader) for reader in line.readers],
    }


def show_readers(lines: list[RegisterReaders]) -> None:
    """Versions in force with their readers, for people."""
    show_table(READER_HEADS, [[_words(cell) for cell in row] for row in reader_rows(lines)])


def readers_file(lines: list[RegisterReaders], kind: str) -> bytes:
    """The same as a spreadsheet."""
    rows = reader_rows(lines)
    return to_xlsx("ผู้อ่าน", READER_HEADS, rows) if kind == "xlsx" else to_csv(READER_HEADS, rows)


def reader_rows(lines: list[RegisterReaders]) -> list[list[Cell]]:
    """A row for each version and reader; a version that nobody reads has one too."""
    rows: list[list[Cell]] = []
    for line in lines:
        release = line.released.release
        head: list[Cell] = [
            str(release.number), str(release.version), release.effective, line.released.title
        ]  # fmt: skip
        rows += [[*head, *_cells(reader)] for reader in line.readers] or [[*head, "", "", "", "", ""]]
    return rows


def _cells(reader: Reader) -> list[Cell]:
    given = reader.acknowledged
    day: Cell = given.day if given else ""
    return [
        reader.department,
        reader.name,
        "ต้องอ่าน" if reader.must else "",
        day,
        given.means.value if given else "",
    ]


def _words(cell: Cell) -> str:
    return day_words(cell) if isinstance(cell, date) else cell


def _reader(reader: Reader) -> dict[str, Json]:
    given = reader.acknowledged
    return {
        "user": reader.user,
        "name": reader.name,
        "department": reader.department,
        "must": reader.must,
        "since": reader.since.isoformat() if reader.since else None,
        "read": given.day.isoformat() if given else None,
        "means": given.means.value if given else None,
        "carried": reader.carried,
    }


def _share(share: Share) -> dict[str, int]:
    return {"must": share.must, "done": share.done, "late": share.late, "percent": share.percent}
