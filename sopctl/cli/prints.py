"""``sopctl print``: controlled copies listed, issued, exchanged, recalled and counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import (
    DATE,
    NUMBER,
    acting,
    as_json,
    number_argument,
    output_option,
    write_bytes,
)
from sopctl.cli.presenting import day_words, moment_words, show, show_json, show_table
from sopctl.cli.tree import Group
from sopctl.cli.words import FATES, FINDINGS, PRINT_STATES, both
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Fate, HolderKind, PrintState
from sopctl.rendering.workbooks import to_xlsx
from sopctl.thai.dates import bangkok_day

if TYPE_CHECKING:
    from sopctl.application.distribution.counts import CountView
    from sopctl.application.distribution.print_lists import PrintLine
    from sopctl.application.distribution.prints import Wanted
    from sopctl.domain.prints import Print

_HEADINGS = ("รหัสเอกสาร", "ฉบับที่", "สำเนาที่", "ผู้ถือ", "สถานที่", "ออกเมื่อ", "สถานะ", "รหัสสำเนา")


@click.group("print", cls=Group)
def prints() -> None:
    """สำเนาควบคุม: ออก เปลี่ยน เรียกคืน ตรวจนับ

    Controlled copies: numbered, with a holder and a place.
    """


@prints.command("list")
@click.option("--document", type=NUMBER, metavar="NUMBER", help="เอกสาร Of one document.")
@click.option("--place", default="", metavar="PLACE", help="สถานที่ At one place.")
@click.option("--state", type=click.Choice([s.value for s in PrintState]), multiple=True,
              help="สถานะ In which state; else those that are out. May be repeated.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="ทั้งหมด Those that are gone as well.")
@click.option("--to", "kind", type=click.Choice(["xlsx"]), help="ชนิดไฟล์ As a spreadsheet.")
@output_option
@as_json
@acting
@pass_door
def listing(
    door: Door, document: DocumentNumber | None, place: str, state: tuple[str, ...], every: bool,
    kind: str | None, output: Path | None, json_wanted: bool, user: str | None,
) -> None:  # fmt: skip
    """รายการสำเนาควบคุม

    List the copies that are out; those of a version that is not in force are to be recalled.
    """
    from sopctl.application.distribution.print_lists import print_list  # noqa: PLC0415

    states = [PrintState(s) for s in state]
    if not states and not every:
        states = [PrintState.OUT, PrintState.TO_RECALL]
    found = print_list(door.library, door.actor(user), number=document, place=place, states=states)
    if kind is not None:
        data = to_xlsx("สำเนาควบคุม", _HEADINGS, [_cells(line) for line in found.lines])
        write_bytes(output or Path("-"), data)
    elif json_wanted:
        show_json([_facts(line) for line in found.lines])
    else:
        show_table(_HEADINGS, [_words(line) for line in found.lines])


@prints.command("issue")
@number_argument
@click.option("--to", "holders", multiple=True, required=True, metavar="HOLDER[@PLACE]",
              help="ผู้ถือและสถานที่ A department or user, and a place: MR@หอผู้ป่วย 5. Repeatable.")  # fmt: skip
@click.option(
    "--request", "asked", default="", metavar="REQUEST", help="คำขอ The change request that asks for it."
)
@output_option
@as_json
@acting
@pass_door
def issue(
    door: Door, number: DocumentNumber, holders: tuple[str, ...], asked: str, output: Path | None,
    json_wanted: bool, user: str | None,
) -> None:  # fmt: skip
    """ออกสำเนาควบคุมของฉบับที่บังคับใช้

    Issue numbered, sealed copies of the version in force; -o writes them for the printer (a PDF, or a zip).
    """
    from sopctl.application.distribution.prints import issue_prints  # noqa: PLC0415

    wanted = [_wanted(door, text) for text in holders]
    made = issue_prints(door.library, door.actor(user), number, wanted, request=asked)
    _show_made(door, made, output, user, json_wanted=json_wanted)


@prints.command("exchange")
@number_argument
@click.option("--copy", "copies", type=click.IntRange(1), multiple=True, metavar="N",
              help="เฉพาะสำเนาที่ Only these older copies; else all. May be repeated.")  # fmt: skip
@click.option(
    "--returned", type=DATE, metavar="DATE", help="ได้รับฉบับเก่าคืนวันที่ The old ones came back on a day."
)
@output_option
@as_json
@acting
@pass_door
def exchange(
    door: Door, number: DocumentNumber, copies: tuple[int, ...], returned: date | None, output: Path | None,
    json_wanted: bool, user: str | None,
) -> None:  # fmt: skip
    """ออกฉบับปัจจุบันให้ผู้ถือฉบับเก่าทั้งหมด

    Issue the version in force to everybody who holds an older one, in one step.
    """
    from sopctl.application.distribution.prints import exchange_prints  # noqa: PLC0415

    made = exchange_prints(
        door.library, door.actor(user), number, copies=copies or None, returned_on=returned
    )
    for each in made.left:
        words = f"สำเนาที่ {each.copy} {each.holder.name}: ผู้ถือไม่อยู่แล้วหรือไม่มีสิทธิอ่าน"
        click.echo(f"{words} The holder is gone or may not read it.", err=True)
    _show_made(door, made.issued, output, user, json_wanted=json_wanted)


@prints.command("recall")
@number_argument
@click.option("--copy", "copies", type=click.IntRange(1), multiple=True, required=True, metavar="N",
              help="สำเนาที่ Which copies. May be repeated.")  # fmt: skip
@click.option("--as-what", "fate", type=click.Choice([f.value for f in Fate]), default="returned",
              show_default=True, help="ผลเป็น What became of them.")  # fmt: skip
@click.option("--on", "day", type=DATE, metavar="DATE", help="วันที่ On which day; else today.")
@click.option("--remark", default="", metavar="TEXT", help="ผู้นำมาคืนหรือพยาน Who brought it, or the witness.")
@as_json
@acting
@pass_door
def recall(
    door: Door, number: DocumentNumber, copies: tuple[int, ...], fate: str, day: date | None, remark: str,
    json_wanted: bool, user: str | None,
) -> None:  # fmt: skip
    """บันทึกว่าสำเนาคืนแล้ว ทำลายแล้ว หรือสูญหาย

    Record copies as returned, destroyed or lost.
    """
    from sopctl.application.distribution.prints import recall_prints  # noqa: PLC0415

    ended = recall_prints(door.library, door.actor(user), number, copies, Fate(fate), on=day, remark=remark)
    if json_wanted:
        show_json([{"number": str(e.number), "copy": e.copy, "state": fate} for e in ended])
        return
    for each in ended:
        show(f"{each.number} สำเนาที่ {each.copy}: {both(FATES, fate)} {day_words(each.ended_on)}")


@prints.command("count")
@click.option("--begin", "place", metavar="PLACE", help='เริ่มตรวจนับ Begin at a place; "" for everywhere.')
@click.option("--count", "count_id", metavar="ID", help="การตรวจนับ Which count.")
@click.option("--scan", "codes", multiple=True, metavar="CODE",
              help="พบสำเนา A copy that is there: its code, or “SOP-IT-001 3”. May be repeated.")  # fmt: skip
@click.option(
    "--missing", multiple=True, metavar="CODE", help="ไม่พบสำเนา A copy that is not there. May be repeated."
)
@click.option("--close", "closing", is_flag=True, help="ปิดการตรวจนับ Close it.")
@click.option("--remark", default="", metavar="TEXT", help="สรุปผล With --close: a remark.")
@as_json
@acting
@pass_door
def count(
    door: Door, place: str | None, count_id: str | None, codes: tuple[str, ...], missing: tuple[str, ...],
    closing: bool, remark: str, json_wanted: bool, user: str | None,
) -> None:  # fmt: skip
    """ตรวจนับสำเนาควบคุม

    Count: begin one, say what is there and what is not, close it; without options, list all counts.
    """
    from sopctl.application.distribution import counts  # noqa: PLC0415

    library, actor = door.library, door.actor(user)
    if place is None and count_id is None:
        _show_counts(door, user, json_wanted=json_wanted)
        return
    key = counts.begin_count(library, actor, place).id if place is not None else count_id or ""
    for code in codes:
        counts.scan(library, actor, key, code)
    for code in missing:
        counts.miss(library, actor, key, code)
    if closing:
        counts.close_count(library, actor, key, remark)
    view = counts.count_view(library, actor, key)
    if json_wanted:
        show_json(_count_facts(view))
        return
    show(f"การตรวจนับ Count {view.count.id} {view.count.place}")
    show_table(
        ("รหัสเอกสาร", "สำเนาที่", "ผู้ถือ", "ผล"),
        [
            (str(x.line.issued.number), str(x.line.issued.copy), x.line.issued.held_words,
             both(FINDINGS, x.sighting.finding) if x.sighting.finding else "-")
            for x in view.lines
        ],
    )  # fmt: skip


def _show_counts(door: Door, user: str | None, *, json_wanted: bool) -> None:
    from sopctl.application.distribution.counts import count_view, every_count  # noqa: PLC0415

    actor = door.actor(user)
    found = every_count(door.library, actor)
    if json_wanted:
        show_json([_count_facts(count_view(door.library, actor, each.id)) for each in found])
        return
    rows = [
        (each.id, moment_words(each.begun_at), each.place or "ทุกแห่ง", str(each.left),
         moment_words(each.closed_at) if each.closed_at else "-")
        for each in found
    ]  # fmt: skip
    show_table(("รหัส", "เริ่ม", "สถานที่", "ยังไม่ได้ดู", "ปิด"), rows)


def _count_facts(view: CountView) -> dict[str, object]:
    made = view.count
    return {
        "id": made.id,
        "place": made.place,
        "begun_at": made.begun_at.isoformat(),
        "closed_at": made.closed_at.isoformat() if made.closed_at else None,
        "left": made.left,
        "result": {finding.value: number for finding, number in made.result.items()},
        "copies": [
            {
                "number": str(x.line.issued.number),
                "copy": x.line.issued.copy,
                "finding": x.sighting.finding.value if x.sighting.finding else None,
                "expected": x.sighting.expected,
            }
            for x in view.lines
        ],
    }


def _wanted(door: Door, text: str) -> Wanted:
    from sopctl.application.distribution.prints import Wanted  # noqa: PLC0415
    from sopctl.application.shape import hospital  # noqa: PLC0415

    code, _, place = text.partition("@")
    known = hospital(door.library).department(code.strip().upper())
    if known is not None:
        return Wanted(HolderKind.DEPARTMENT, known.code, place.strip())
    return Wanted(HolderKind.PERSON, code.strip(), place.strip())


def _show_made(
    door: Door, made: tuple[Print, ...], output: Path | None, user: str | None, *, json_wanted: bool
) -> None:
    from sopctl.application.distribution.print_copies import files_to_print  # noqa: PLC0415

    if output is not None and made:
        found = files_to_print(door.library, door.actor(user), [issued.id for issued in made])
        write_bytes(output, found.data)
    if json_wanted:
        show_json([_print_facts(issued) for issued in made])
        return
    for issued in made:
        show(
            f"ออกสำเนาที่ {issued.copy} ของ {issued.number} ฉบับที่ {issued.version} ให้ {issued.holder_words}",
            f"Copy {issued.copy} issued: {issued.public_url}/verify/{issued.token}",
        )


def _print_facts(issued: Print) -> dict[str, object]:
    return {
        "id": issued.id,
        "number": str(issued.number),
        "version": str(issued.version),
        "copy": issued.copy,
        "holder": {"kind": issued.holder.kind.value, "code": issued.holder.code, "name": issued.holder.name},
        "keeper": {"code": issued.keeper.code, "name": issued.keeper.name} if issued.keeper else None,
        "place": issued.place,
        "verify": f"{issued.public_url}/verify/{issued.token}",
        "issued_on": bangkok_day(issued.issued_at).isoformat(),
        "request": issued.request,
    }


def _facts(line: PrintLine) -> dict[str, object]:
    issued = line.issued
    return {
        **_print_facts(issued),
        "title": line.title,
        "state": line.state.value,
        "ended_on": issued.ended_on.isoformat() if issued.ended_on else None,
        "remark": issued.remark,
        "replaced_by": line.replaced_by.copy if line.replaced_by else None,
    }


def _cells(line: PrintLine) -> list[str | date]:
    issued = line.issued
    return [
        str(issued.number), str(issued.version), str(issued.copy), issued.held_by.name, issued.place,
        bangkok_day(issued.issued_at), PRINT_STATES[line.state][0], issued.id,
    ]  # fmt: skip


def _words(line: PrintLine) -> list[str]:
    words = [day_words(cell) if isinstance(cell, date) else cell for cell in _cells(line)]
    words[6] = both(PRINT_STATES, line.state)
    return words
