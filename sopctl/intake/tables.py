"""Rows of a spreadsheet from outside, as text: XLSX through the gate, CSV in the encodings of Thai Excel."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Final

from sopctl.domain.errors import SopctlError
from sopctl.intake.errors import NotWordError
from sopctl.intake.guard import MAX_FILE, Package

MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 100
_LONGEST: Final = 2_000  # characters of a cell that are read


class TableUnreadableError(SopctlError):
    """A file that holds no table."""

    code = "table-unreadable"

    def __init__(self, reason_th: str, reason: str) -> None:
        super().__init__(f"The file is no table that can be read: {reason}.", reason=reason_th)


def read_rows(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The rows of the first sheet, each cell as text: days as ISO, whole numbers without a point.

    Blank rows stay, up to the last that is not, so that a row's place is the one that people see in the file.
    A formula gives what it last showed. Nothing in the file is run or fetched. Raises TableUnreadableError,
    and FileHostileError or FileLockedError for a package that is not what it should be.
    """
    if len(data) > MAX_FILE:
        raise TableUnreadableError("ไฟล์ใหญ่เกินไป", "it is too large")
    rows = _from_xlsx(data) if data.startswith(b"PK") else _from_csv(data)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise TableUnreadableError("ไม่มีแถวข้อมูล", "it has no rows")
    if len(rows) > MAX_ROWS:
        raise TableUnreadableError(f"มีเกิน {MAX_ROWS:,} แถว", f"it has more than {MAX_ROWS} rows")
    return tuple(tuple(cell[:_LONGEST] for cell in row) for row in rows)


def _from_xlsx(data: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415  # many modules, for a file now and then

    try:
        package = Package(data)
        for name in package.names:  # sizes are counted and entities refused before another reader opens it
            if name.endswith((".xml", ".rels")):
                package.xml(name)
            else:
                package.read(name)
    except NotWordError as error:  # the gate's word for a package that is none
        raise TableUnreadableError("ไฟล์เสียหายหรือไม่ครบ", "it is damaged or cut off") from error
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = next((s for s in book.worksheets if s.max_row), None)
        if sheet is None:
            return []
        rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
        return [[_text(value) for value in row] for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, OSError) as error:
        raise TableUnreadableError("ไม่ใช่ไฟล์ XLSX หรือไฟล์เสียหาย", "it is no XLSX workbook") from error


def _from_csv(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    if "\0" in text:
        raise TableUnreadableError("ไม่ใช่ทั้ง XLSX และข้อความ", "it is neither XLSX nor text")
    sample = text[:4096]
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(sample, ",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        return [
            [cell.strip() for cell in row[:MAX_COLUMNS]] for row in csv.reader(io.StringIO(text), dialect)
        ]
    except csv.Error as error:
        raise TableUnreadableError("ช่องในไฟล์ CSV แบ่งไม่ได้", str(error)) from error


def _decoded(data: bytes) -> str:
    # Excel in Thailand writes Windows-874 unless told otherwise.
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "cp874"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableUnreadableError("ไม่รู้จักรหัสตัวอักษรของไฟล์", "its letters are in no known encoding")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
