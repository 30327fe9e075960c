"""Tables as workbooks: heads that stay, days as days, and no cell that runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_RUNS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV Injection: what a spreadsheet takes for a formula
_LONGEST = 32_000
_WIDEST = 48

Cell = str | date


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    widths = [len(head) for head in heads]
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
            widths[place - 1] = max(widths[place - 1], len(bare))
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(max(12, width + 2), _WIDEST)
        head = sheet.cell(1, place)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E3EFEE")
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
