"""Workbooks of registration: the template that a hospital fills in, and the report of what became of it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sopctl.intake.spreadsheets import EXAMPLE, HEADINGS, MAX_ROWS

_WIDTHS = {"number": 16, "title": 48, "type": 26, "department": 30, "version": 9, "effective": 18,
           "approver": 26, "post": 30, "approved": 18, "scan": 26, "body": 22, "reason": 30,
           "clearance": 30}  # fmt: skip
_NEEDED = frozenset({"number", "title", "type", "department", "effective", "approver", "post", "scan"})
_SAMPLE = {
    "number": f"{EXAMPLE} SOP-IT-001", "title": "แนวทางการใช้สื่อสังคมออนไลน์ของโรงพยาบาล", "version": "1",
    "effective": "12/6/2566", "approver": "นายแพทย์ตัวอย่าง ใจดี", "post": "ผู้อำนวยการโรงพยาบาล",
    "approved": "10/6/2566", "scan": "SOP-IT-001.pdf", "body": "", "reason": "ประกาศใช้ครั้งแรก",
}  # fmt: skip
_HELP = (
    ("รหัสเอกสาร * เรื่อง *", "ตามที่พิมพ์บนเอกสารกระดาษ"),
    ("ประเภท * หน่วยงาน *", "เลือกจากรายการ"),
    ("ฉบับที่", "เช่น 1 หรือ ๒ ถ้าแก้ไขย่อยเขียน 2.1 เว้นว่างคือฉบับที่ 1 ฉบับเก่าหลายฉบับของเอกสารเดียวกันใส่แถวละฉบับ"),
    ("วันที่บังคับใช้ * วันที่อนุมัติ", "เช่น 12/6/2566 ๑๒ มิ.ย. ๒๕๖๖ หรือวันที่ของ Excel ถ้าไม่กรอกวันที่อนุมัติจะใช้วันที่บังคับใช้"),
    ("ผู้อนุมัติ * ตำแหน่งผู้อนุมัติ *", "ตามลายมือชื่อบนหน้าที่ลงนาม"),
    ("ไฟล์สแกน *", "ชื่อไฟล์ PDF JPG หรือ PNG ของเอกสารที่ลงนาม ถ้าเว้นว่างจะหาไฟล์ชื่อเดียวกับรหัส เช่น SOP-IT-001.pdf"),
    ("ไฟล์เนื้อหา", "ถ้ามีเนื้อหาเป็น Markdown (.md) หรือไฟล์ Word Excel PDF ถ้าเว้นว่าง ตัวสแกนคือเอกสาร"),
    ("หมายเหตุ", "ข้อความในบันทึกการแก้ไขเอกสาร"),
    ("เหตุผลที่คงข้อมูลส่วนบุคคล", "เฉพาะแถวที่ระบบพบเบอร์โทรศัพท์ HN หรืออีเมล และต้องคงไว้ ผู้ยืนยันรายการรับรองในชื่อของตน"),
)


def template(types: Sequence[str], departments: Sequence[str]) -> bytes:
    """An empty sheet with headings, an example row, and ``types`` and ``departments`` to choose from."""
    book = Workbook()
    sheet = _first(book, "ทะเบียน")
    for place, (field, names) in enumerate(HEADINGS.items(), start=1):
        _head(sheet, place, names[0] + (" *" if field in _NEEDED else ""), _WIDTHS[field])
        sample = {**_SAMPLE, "type": _one(types), "department": _one(departments)}.get(field, "")
        cell = sheet.cell(2, place, sample)
        cell.font = Font(italic=True, color="6B7280")
        cell.number_format = "@"  # what is typed stays as it is typed; Excel would guess at Buddhist years
    choices = book.create_sheet("รายการ")
    for column, (field, values) in enumerate((("type", types), ("department", departments)), start=1):
        for row, value in enumerate(values, start=1):
            choices.cell(row, column, value)
        if values:
            letter = get_column_letter(list(HEADINGS).index(field) + 1)
            source = f"'รายการ'!${get_column_letter(column)}$1:${get_column_letter(column)}${len(values)}"
            chosen = DataValidation(type="list", formula1=source, allow_blank=True)
            chosen.error, chosen.errorTitle = "เลือกจากรายการ", "ไม่มีในรายการ"
            sheet.add_data_validation(chosen)
            chosen.add(f"{letter}3:{letter}{MAX_ROWS}")
    about = book.create_sheet("คำอธิบาย")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 34, 100
    for row, pair in enumerate(_HELP, start=1):
        for column, text in enumerate(pair, start=1):
            about.cell(row, column, text).alignment = Alignment(wrap_text=True, vertical="top")
    return _bytes(book)


def report(headings: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> bytes:
    """A workbook with one row for each line; every cell is text, so that none of them runs."""
    book = Workbook()
    sheet = _first(book, title)
    for place, name in enumerate(headings, start=1):
        _head(sheet, place, name, 12 if place in (1, 2, 4) else 30)
    for down, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(down, place, value)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.auto_filter.ref = sheet.dimensions
    return _bytes(book)


def _first(book: Workbook, title: str) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  # a new workbook has one
    sheet.title = title
    sheet.freeze_panes = "C2"
    return sheet


def _head(sheet: Worksheet, place: int, text: str, width: float) -> None:
    cell = sheet.cell(1, place, text)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E3EFEE")
    sheet.column_dimensions[get_column_letter(place)].width = width


def _one(values: Sequence[str]) -> str:
    return values[0] if values else ""


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
