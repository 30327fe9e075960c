"""Tables as files for spreadsheets: days as days, Thai that opens right, and no cell that runs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

from wcwidth import wcswidth

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | date

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# OWASP, CSV Injection: what a spreadsheet takes for a formula, with the wide forms of East Asian keyboards.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LONGEST = 32_000  # characters of a cell
_NARROWEST, _WIDEST = 10, 60


def to_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte-order mark, without which Excel reads Thai as another encoding; days are ISO."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([cell.isoformat() if isinstance(cell, date) else _still(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook with one sheet: heads that stay in view, a filter, columns as wide as they need."""
    from openpyxl import Workbook  # noqa: PLC0415 - only a workbook pays for its library
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    widths = [0] * len(heads)
    for down, row in enumerate([heads, *rows], start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(down, place)
            if isinstance(value, date):
                cell.value, cell.number_format = value, "yyyy-mm-dd"
                continue
            bare = _CONTROL.sub("", value)[:_LONGEST]
            cell.value = bare
            cell.data_type = "s"  # else a text that begins with "=" would be a formula
            cell.quotePrefix = bare.startswith(_RUNS)
            widths[place - 1] = max(widths[place - 1], wcswidth(bare))
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(max(_NARROWEST, width + 2), _WIDEST)
        head = sheet.cell(1, place)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E3EFEE")
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _still(text: str) -> str:
    """Text that no spreadsheet runs."""
    bare = _CONTROL.sub("", text)[:_LONGEST]
    return f"'{bare}" if bare.startswith(_RUNS) else bare
