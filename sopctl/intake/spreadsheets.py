"""Registrations from a spreadsheet (openpyxl): headings found by their words, cells read as people mean them.

Heads may span merged rows and stand below a title; blank lines are passed over. Excel's own dates become day,
month and year in digits: whoever types ๑๒/๖/๒๕๖๐ into Excel gets a date in the year 2560, which is a Buddhist
year again once it is written out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Literal, Protocol, cast

from sopctl.application.paper.lines import TypedLine
from sopctl.domain.errors import SopctlError
from sopctl.thai.text import fold

MAX_SHEET = 10_000_000  # bytes of the workbook
MAX_UNPACKED = 200_000_000
MAX_ROWS = 5_000
MAX_SCAN = 20_000_000
MAX_SCANS = 4_000
_HEAD_ROWS = 25  # how far down the headings are looked for
_LONGEST = 2_000  # characters of a cell
EXAMPLE = "ตัวอย่าง"  # a row that begins with this word is the template's own example
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("รหัสเอกสาร", "รหัส", "เลขที่เอกสาร", "number", "document number"),
    "title": ("เรื่อง", "ชื่อเรื่อง", "ชื่อเอกสาร", "title"),
    "type": ("ประเภท", "ประเภทเอกสาร", "type"),
    "department": ("หน่วยงาน", "หน่วยงานเจ้าของ", "แผนก", "department"),
    "version": ("ฉบับที่", "version", "revision"),
    "effective": ("วันที่บังคับใช้", "วันบังคับใช้", "effective", "effective date"),
    "approver": ("ผู้อนุมัติ", "ชื่อผู้อนุมัติ", "approver", "approved by"),
    "post": ("ตำแหน่งผู้อนุมัติ", "ตำแหน่ง", "post", "position"),
    "approved": ("วันที่อนุมัติ", "วันอนุมัติ", "approved", "approved on"),
    "scan": ("ไฟล์สแกน", "สแกน", "ชื่อไฟล์สแกน", "scan", "scan file"),
    "body": ("ไฟล์เนื้อหา", "เนื้อหา", "ไฟล์เอกสาร", "body", "body file"),
    "reason": ("หมายเหตุ", "เหตุผล", "สิ่งที่แก้ไข", "reason", "change"),
    "clearance": ("เหตุผลที่คงข้อมูลส่วนบุคคล", "clearance"),
}
_NEEDED = ("number", "title", "effective")
_BY_NAME = {fold(name): field for field, names in HEADINGS.items() for name in names}
_STARS = re.compile(r"[*:：\s]+$|\(.*?\)")


class _Sheet(Protocol):
    """What is asked of a sheet, however it was opened."""

    def iter_rows(self, *, values_only: Literal[True]) -> Iterator[tuple[object, ...]]: ...


class SheetUnreadableError(SopctlError):
    """A workbook of which no registrations can be read."""

    code = "sheet-unreadable"

    def __init__(self, reason_th: str, reason: str) -> None:
        super().__init__(f"The sheet cannot be read: {reason}.", reason=reason_th)


class ScansUnreadableError(SopctlError):
    """A packed file of scans that cannot be unpacked."""

    code = "scans-unreadable"

    def __init__(self, reason_th: str, reason: str) -> None:
        super().__init__(f"The scans cannot be read: {reason}.", reason=reason_th)


def read_registrations(data: bytes) -> tuple[TypedLine, ...]:
    """The lines of the first sheet that has the headings, in their order. Raises SheetUnreadableError."""
    from openpyxl import load_workbook  # noqa: PLC0415  # many modules, for a file now and then

    if len(data) > MAX_SHEET:
        raise SheetUnreadableError("ไฟล์ใหญ่กว่า 10 MB", "it is larger than 10 MB")
    _check_package(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as broken:  # openpyxl gives whatever its parts give
        raise SheetUnreadableError("ไฟล์เสียหาย หรือไม่ใช่ .xlsx", "it is damaged, or no .xlsx") from broken
    try:
        for sheet in book.worksheets:
            found = _lines(cast("_Sheet", sheet))
            if found is not None:
                return found
    except SheetUnreadableError:
        raise
    except Exception as broken:
        raise SheetUnreadableError("ไฟล์เสียหาย", "it is damaged") from broken
    finally:
        book.close()
    raise SheetUnreadableError(
        "ไม่พบหัวตารางที่มี รหัสเอกสาร เรื่อง และวันที่บังคับใช้ ให้ใช้ไฟล์แม่แบบ",
        "no heading row with number, title and effective date was found; use the template",
    )


def unpack_scans(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in a ZIP of scans, one by one, named without folders. Raises ScansUnreadableError."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        entries = [e for e in package.infolist() if not e.is_dir() and "__MACOSX" not in e.filename]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as broken:
        raise ScansUnreadableError("ไฟล์ ZIP เสียหาย", "the ZIP is damaged") from broken
    if len(entries) > MAX_SCANS or any(entry.flag_bits & 1 for entry in entries):
        raise ScansUnreadableError(
            f"ไฟล์ ZIP มีรหัสผ่าน หรือมีเกิน {MAX_SCANS} ไฟล์", f"it is locked or holds over {MAX_SCANS} files"
        )
    with package:
        for entry in entries:
            if entry.file_size > MAX_SCAN:
                raise ScansUnreadableError(
                    f"{entry.filename} ใหญ่กว่า 20 MB", f"{entry.filename} is larger than 20 MB"
                )
            try:
                yield PurePosixPath(entry.filename.replace("\\", "/")).name, package.read(entry)
            except (
                zipfile.BadZipFile,
                OSError,
                ValueError,
                NotImplementedError,
                EOFError,
                RuntimeError,
            ) as bad:
                raise ScansUnreadableError(
                    f"{entry.filename} เสียหาย", f"{entry.filename} is damaged"
                ) from bad


def _check_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED:
                raise SheetUnreadableError("ไฟล์คลายออกแล้วใหญ่เกินไป", "it unfolds to too much")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as broken:
        raise SheetUnreadableError("ไม่ใช่ไฟล์ .xlsx", "it is no .xlsx") from broken


def _lines(sheet: _Sheet) -> tuple[TypedLine, ...] | None:
    """The lines below the headings; None in a sheet without them."""
    columns: dict[int, str] = {}
    found: list[TypedLine] = []
    for row, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [cell_text(value) for value in cells]
        if not columns or (not found and _columns(texts).keys() - columns.keys()):
            # A second heading row, as merged cells make one, adds the columns that the first one lacks.
            new = _columns(texts)
            if set(new.values()) >= set(_NEEDED) or columns:
                columns |= new
            if row > _HEAD_ROWS and not columns:
                return None
            continue
        values = {
            field: texts[place] for place, field in columns.items() if place < len(texts) and texts[place]
        }
        if not values or values.get("number", "").startswith(EXAMPLE) or set(_columns(texts)) == set(columns):
            continue  # blank, the template's example, or the headings again on a printed page
        found.append(TypedLine(row, values))
        if len(found) > MAX_ROWS:
            raise SheetUnreadableError(f"มีเกิน {MAX_ROWS:,} แถว", f"it has more than {MAX_ROWS} rows")
    return tuple(found) if columns else None


def _columns(texts: list[str]) -> dict[int, str]:
    """Which field stands in which column, as far as a row of headings says; the first of a name counts."""
    found: dict[int, str] = {}
    for place, text in enumerate(texts):
        field = _BY_NAME.get(fold(_STARS.sub("", text).strip()))
        if field is not None and field not in found.values():
            found[place] = field
    return found


def cell_text(value: object) -> str:
    """A cell as a person would read it aloud; days as day/month/year in the year's own era."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, (datetime, date)):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return " ".join(str(value).split())[:_LONGEST]
