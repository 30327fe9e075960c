"""Tables as files for spreadsheets: days as days, Thai that opens right, and no cell that runs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from wcwidth import wcswidth

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | date
ISO_DAYS = "yyyy-mm-dd"
# Calendar 07, Thai Buddhist, in locale 041E: a day stays one, shown as 12 มิ.ย. 2566 (ECMA-376, 18.8.31).
BUDDHIST_DAYS = "[$-107041E]d mmm yyyy"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# OWASP, CSV Injection: what a spreadsheet takes for a formula, with the wide forms of East Asian keyboards.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LONGEST = 32_000  # characters of a cell
_NARROWEST, _WIDEST = 10, 60
_DAY_WIDTH = 12


def to_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte-order mark, without which Excel reads Thai as another encoding; days are ISO."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([cell.isoformat() if isinstance(cell, date) else _still(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], days: str = BUDDHIST_DAYS
) -> bytes:
    """A workbook with one sheet: heads that stay in view, a filter, columns as wide as they need.

    ``days`` is how days show. Printed, it is as wide as a landscape A4 page, with the heads on each.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - only a workbook pays for its library
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    widths = [0] * len(heads)
    for down, row in enumerate([heads, *rows], start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(down, place)
            if isinstance(value, date):
                cell.value, cell.number_format = value, days
                cell.alignment = Alignment(horizontal="left")  # as the text that stands beside it
                widths[place - 1] = max(widths[place - 1], _DAY_WIDTH)
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
    _lay_out(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _lay_out(sheet: Worksheet) -> None:
    """For paper: every column on one page's width, the heads on every page, and which page it is."""
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4 (ECMA-376, 18.3.1.63)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0  # as many pages down as it takes
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    sheet.print_title_rows = "1:1"
    if sheet.oddHeader is not None and sheet.oddFooter is not None:  # openpyxl gives both
        sheet.oddHeader.left.text, sheet.oddFooter.right.text = "&A", "&P/&N"


def _still(text: str) -> str:
    """Text that no spreadsheet runs."""
    bare = _CONTROL.sub("", text)[:_LONGEST]
    return f"'{bare}" if bare.startswith(_RUNS) else bare
