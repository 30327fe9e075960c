"""Tables as files for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

Cell = str | date
# A cell that begins so would be taken for a formula (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte-order mark, without which Excel reads Thai as another encoding; days are ISO."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([cell.isoformat() if isinstance(cell, date) else _harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook with one sheet: bold headings that stay in view, columns as wide as they need, real days."""
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from wcwidth import wcswidth  # noqa: PLC0415

    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = "ทะเบียนเอกสาร"
    widths = [wcswidth(heading) for heading in headings]
    for place, heading in enumerate(headings, 1):
        sheet.cell(1, place, heading).font = Font(bold=True)
    for down, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(down, place, value)
            if isinstance(value, str):
                cell.data_type = "s"  # else a text that begins with = becomes a formula
                widths[place - 1] = max(widths[place - 1], wcswidth(value))
            else:
                cell.number_format = "yyyy-mm-dd"
    for place, wide in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, min(60, wide + 2))
    sheet.freeze_panes = "A2"
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
