"""The register as a spreadsheet that opens right: real dates, Thai text, and no cell that runs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sopctl.application.reading import RegisterLine
from sopctl.domain.signatures import Medium
from sopctl.thai.dates import bangkok_day
from sopctl.web import words
from sopctl.web.language import say

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_RUNS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV Injection: what a spreadsheet takes for a formula
_WIDTHS = (16, 54, 9, 16, 14, 9, 12, 26, 30, 34, 16, 16, 16)
_LONGEST = 32_000  # characters of a cell

Cell = str | date


def columns() -> list[str]:
    """The heads of the columns in the request's language."""
    return [
        say("รหัสเอกสาร", "Number"), say("เรื่อง", "Title"), say("ฉบับที่", "Version"),
        say("วันที่บังคับใช้", "Effective"), say("สถานะ", "Standing"), say("ประเภท", "Type"),
        say("หน่วยงาน", "Department"), say("ผู้รับผิดชอบ", "Owner"), say("ผู้อนุมัติ", "Approved by"),
        say("ตำแหน่ง", "Post"), say("วันที่อนุมัติ", "Approved on"), say("วิธีอนุมัติ", "Medium"),
        say("วันที่บันทึก", "Recorded on"),
    ]  # fmt: skip


def row(line: RegisterLine) -> list[Cell]:
    """One line of the register; days as days."""
    released = line.released
    approval = released.approval
    medium = (
        say("บนกระดาษ", "on paper") if approval.medium is Medium.PAPER else say("อิเล็กทรอนิกส์", "electronic")
    )
    return [
        str(released.release.number), released.title, str(released.release.version),
        released.release.effective, words.standing(line.standing), released.type_code, released.department,
        released.owner, approval.name, approval.post, approval.day, medium,
        bangkok_day(released.release.recorded_at),
    ]  # fmt: skip


def as_csv(lines: Iterable[RegisterLine]) -> bytes:
    """UTF-8 with a byte-order mark, without which Excel takes Thai for another encoding; days as ISO."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(columns())
    for line in lines:
        writer.writerow(
            [value.isoformat() if isinstance(value, date) else still(value) for value in row(line)]
        )
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(lines: Iterable[RegisterLine], title: str) -> bytes:
    """The register as a workbook."""
    return sheet_xlsx(title, columns(), [row(line) for line in lines], _WIDTHS)


def sheet_xlsx(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]
) -> bytes:
    """A workbook with one sheet: heads that stay, a filter, days as days."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  # a new workbook has one
    sheet.title = title
    _write(sheet, 1, heads)
    for place, values in enumerate(rows, start=2):
        _write(sheet, place, values)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        head = sheet.cell(1, place)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E3EFEE")
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def still(text: str) -> str:
    """Text that no spreadsheet runs."""
    bare = _CONTROL.sub("", text)[:_LONGEST]
    return f"'{bare}" if bare.startswith(_RUNS) else bare


def _write(sheet: Worksheet, place: int, values: Sequence[Cell]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(place, column)
        if isinstance(value, date):
            cell.value, cell.number_format = value, "yyyy-mm-dd"
            continue
        cell.value = _CONTROL.sub("", value)[:_LONGEST]
        cell.data_type = "s"  # else a title that begins with "=" would be a formula
        cell.quotePrefix = value.startswith(_RUNS)
