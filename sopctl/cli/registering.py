"""``sopctl register``: the register of controlled documents, and registering what was approved on paper."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.paper_lists import Asked, register_list, write_template
from sopctl.cli.parameters import (
    DATE,
    FILE,
    NUMBER,
    acting,
    as_json,
    output_option,
    read_bytes,
    read_code,
    read_password,
    with_code,
    with_password,
    with_reason,
    write_bytes,
)
from sopctl.cli.presenting import day_words, show, show_facts, show_json, show_table
from sopctl.cli.tree import Command
from sopctl.cli.words import MEDIA, STATES, both
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import Action, transition
from sopctl.rendering.workbooks import to_csv, to_xlsx
from sopctl.thai.dates import bangkok_day, end_of_bangkok_day

if TYPE_CHECKING:
    from sopctl.application.queries.register import RegisterLine

_HEADINGS = (
    "รหัสเอกสาร", "เรื่อง", "ฉบับที่", "วันที่บังคับใช้", "สถานะ", "ผู้อนุมัติ", "ตำแหน่ง", "วันที่อนุมัติ", "แบบ",
    "วันที่บันทึก",
)  # fmt: skip
_FOR_PAPER = ("--effective", "--scan", "--approver", "--post")


@click.command(cls=Command)
@click.option("--on", "day", type=DATE, metavar="DATE", help="ณ วันที่ As it stood on a day; else today.")
@click.option(
    "--known-at", "known", type=DATE, metavar="DATE",
    help="ตามที่ระบบทราบเมื่อสิ้นวันที่ As known at the end of a day; else as known now.",
)  # fmt: skip
@click.option("--to", "kind", type=click.Choice(["xlsx", "csv"]), help="ชนิดไฟล์ As a spreadsheet.")
@click.option("--with-readers", is_flag=True, help="และผู้ที่อ่านแล้ว And who had read it by that day.")
@output_option
@as_json
@click.option("--paper", type=NUMBER, metavar="NUMBER", help="อนุมัติบนกระดาษ Register this document's draft.")
@click.option("--effective", type=DATE, metavar="DATE", help="วันที่บังคับใช้ Effective date of the paper.")
@click.option("--scan", type=FILE, metavar="FILE", help="ภาพสแกน The signed page: PDF, PNG, JPEG or text.")
@click.option("--approver", metavar="NAME", help="ผู้อนุมัติ Who signed the paper.")
@click.option("--post", metavar="POST", help="ตำแหน่ง In which post, in words.")
@click.option("--approved", type=DATE, metavar="DATE", help="วันที่อนุมัติ Day signed; else the effective day.")
@with_reason
@click.option(
    "--paper-from", "sheet", type=FILE, metavar="FILE", help="ตาราง Excel Register every row of a sheet."
)
@click.option("--scans", type=FILE, metavar="FOLDER", help="โฟลเดอร์สแกน The scans that the sheet names.")
@click.option(
    "--dry-run", is_flag=True, help="ตรวจอย่างเดียว Only show what would be registered and what is wrong."
)
@click.option(
    "--report", type=FILE, metavar="FILE", help="รายงาน What became of each row, as .xlsx or .json."
)
@click.option("--resume", metavar="LIST", help="ทำรายการเดิมต่อ Go on with a list that was decided.")
@click.option(
    "--paper-template", "blank", type=FILE, metavar="FILE", help="แม่แบบ Write an empty sheet to fill in."
)
@with_password
@with_code
@acting
@pass_door
def register(
    door: Door, day: date | None, known: date | None, kind: str | None, with_readers: bool,
    output: Path | None, json_wanted: bool, paper: DocumentNumber | None, effective: date | None,
    scan: Path | None, approver: str | None, post: str | None, approved: date | None, reason: str | None,
    sheet: Path | None,
    scans: Path | None, dry_run: bool, report: Path | None, resume: str | None, blank: Path | None,
    password_stdin: bool, code: str, user: str | None,
) -> None:  # fmt: skip
    """ทะเบียนเอกสารควบคุม หรือขึ้นทะเบียนเอกสารที่อนุมัติบนกระดาษ

    List the register of controlled documents, as it stands or stood on a day, and with --known-at as it was
    known then: without what was released, registered or withdrawn later. With --with-readers: what was in
    force on the day, and who had read it by then.

    With --paper: register a draft as approved on paper, with its own dates and a scan of the signed page;
    never as an electronic signature. With --paper-from: hundreds at once, all shown before one decision; a
    row that is wrong stops no other.
    """
    if blank is not None:
        write_template(door, blank)
        return
    if sheet is not None or resume is not None:
        asked = Asked(sheet, scans, resume, report, dry_run, json_wanted)
        register_list(door, asked, user, code, from_stdin=password_stdin)
        return
    if with_readers:
        _list_readers(door, day, kind, output, user, json_wanted=json_wanted)
        return
    if paper is None:
        _list(door, day, known, kind, output, user, json_wanted=json_wanted)
        return
    given = dict(zip(_FOR_PAPER, (effective, scan, approver, post), strict=True))
    missing = [name for name, value in given.items() if not value]
    if missing or effective is None or scan is None or not approver or not post:
        raise click.UsageError(f"--paper needs {', '.join(missing)}.")
    facts = _Paper(paper, effective, scan, approver, post, approved or effective, reason or "")
    _register_paper(door, facts, user, code, from_stdin=password_stdin)


class _Paper:
    """What the command line says of a paper approval."""

    def __init__(
        self,
        number: DocumentNumber,
        effective: date,
        scan: Path,
        approver: str,
        post: str,
        day: date,
        reason: str,
    ) -> None:
        self.number = number
        self.effective = effective
        self.scan = scan
        self.approver = approver
        self.post = post
        self.day = day
        self.reason = reason


def _register_paper(door: Door, said: _Paper, user: str | None, code: str, *, from_stdin: bool) -> None:
    from sopctl.application.paper.registration import PaperFacts, register_paper  # noqa: PLC0415
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415
    from sopctl.domain.canonical import sha256  # noqa: PLC0415

    actor, scan = door.actor(user), read_bytes(said.scan)
    version = latest_version(door.library, said.number)
    transition(version.state, Action.REGISTER)
    show_facts(
        [
            ("รหัสเอกสาร Number", str(said.number)),
            ("ฉบับที่ Version", str(version.label)),
            ("วันที่บังคับใช้ Effective", day_words(said.effective)),
            ("อนุมัติบนกระดาษโดย Approved on paper by", f"{said.approver} {said.post}"),
            ("เมื่อ On", day_words(said.day)),
            ("แฮชของภาพสแกน Scan SHA-256", sha256(scan)),
        ]
    )
    password = read_password(f"รหัสผ่านของ {actor.user} เพื่อขึ้นทะเบียน Password", from_stdin=from_stdin)
    code = read_code(door, actor, code, from_stdin=from_stdin)
    paper = PaperFacts(said.approver, said.post, said.day, scan)
    released = register_paper(
        door.library, actor, version.id, password=password, effective=said.effective, paper=paper, code=code,
        reason=said.reason,
    )  # fmt: skip
    show(f"ขึ้นทะเบียน {said.number} ฉบับที่ {released.release.version} แล้ว Registered as approved on paper.")


def _list(
    door: Door, day: date | None, known: date | None, kind: str | None, output: Path | None,
    user: str | None, *, json_wanted: bool,
) -> None:  # fmt: skip
    from sopctl.application.queries import register  # noqa: PLC0415

    known_at = end_of_bangkok_day(known) if known else None
    lines = register.register(door.library, door.reader(user), day, known_at)
    if kind is not None:
        rows = [_cells(line) for line in lines]
        data = to_xlsx("ทะเบียนเอกสาร", _HEADINGS, rows) if kind == "xlsx" else to_csv(_HEADINGS, rows)
        write_bytes(output or _default_place(kind, day or door.today), data)
    elif json_wanted:
        show_json([_facts(line) for line in lines])
    else:
        show_table(_HEADINGS, [_words(line) for line in lines])


def _list_readers(
    door: Door, day: date | None, kind: str | None, output: Path | None, user: str | None, *,
    json_wanted: bool,
) -> None:  # fmt: skip
    """What was in force on a day, and who had read it by then."""
    from sopctl.application.distribution.readership import register_readers  # noqa: PLC0415
    from sopctl.cli.reading import line_facts, readers_file, show_readers  # noqa: PLC0415

    lines = list(register_readers(door.library, door.actor(user), day))
    if kind is not None:
        write_bytes(output or _default_place(kind, day or door.today), readers_file(lines, kind))
    elif json_wanted:
        show_json([line_facts(line) for line in lines])
    else:
        show_readers(lines)


def _default_place(kind: str, day: date) -> Path:
    """Standard output, unless a spreadsheet would go to a terminal."""
    to_terminal = kind == "xlsx" and sys.stdout.isatty()
    return Path(f"register-{day.isoformat()}.xlsx") if to_terminal else Path("-")


def _facts(line: RegisterLine) -> dict[str, object]:
    released = line.released
    approval, withdrawn = released.approval, released.release.withdrawn_from
    return {
        "number": str(released.release.number),
        "title": released.title,
        "version": str(released.release.version),
        "effective": released.release.effective.isoformat(),
        "standing": line.standing.value,
        "recorded_at": released.release.recorded_at.isoformat(),
        "withdrawn_from": withdrawn.isoformat() if withdrawn else None,
        "approved": {
            "medium": approval.medium.value,
            "name": approval.name,
            "post": approval.post,
            "day": approval.day.isoformat(),
        },
    }


def _cells(line: RegisterLine) -> list[str | date]:
    released, approval = line.released, line.released.approval
    return [
        str(released.release.number), released.title, str(released.release.version),
        released.release.effective, STATES[line.standing][0], approval.name, approval.post, approval.day,
        MEDIA[approval.medium][0], bangkok_day(released.release.recorded_at),
    ]  # fmt: skip


def _words(line: RegisterLine) -> list[str]:
    words = [day_words(cell) if isinstance(cell, date) else cell for cell in _cells(line)]
    words[4], words[8] = both(STATES, line.standing), both(MEDIA, line.released.approval.medium)
    return words
