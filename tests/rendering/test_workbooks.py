"""Tables as files for spreadsheets: days as days, and nothing in a cell runs, whatever it begins with."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sopctl.rendering.workbooks import ISO_DAYS, to_csv, to_xlsx

HEADS = ("รหัสเอกสาร", "เรื่อง", "วันที่บังคับใช้")
ROWS = [("SOP-IT-001", "=HYPERLINK(1)", date(2023, 6, 12)), ("SOP-IT-002", "น้ำใจ", date(2026, 1, 1))]


BEGINNINGS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\0="]


def opened(data: bytes) -> Worksheet:
    sheet = load_workbook(BytesIO(data)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_days_stay_days_and_show_in_the_buddhist_era_or_as_iso() -> None:
    sheet = opened(to_xlsx("ทะเบียน", HEADS, ROWS))
    day = sheet["C2"]
    assert isinstance(day.value, datetime)
    assert (day.value.date(), day.number_format) == (date(2023, 6, 12), "[$-107041E]d mmm yyyy")
    assert opened(to_xlsx("Register", HEADS, ROWS, ISO_DAYS))["C2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_cell_that_begins_like_a_formula_is_text(beginning: str) -> None:
    hostile = f"{beginning}cmd|' /C calc'!A0"
    written = to_csv(("ก",), [(hostile,), (f'a","{hostile}',)])
    rows = list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))
    assert [len(row) for row in rows] == [1, 1, 1]  # and none ends its cell to begin another
    assert rows[1][0].startswith("'")
    cell = opened(to_xlsx("ก", ("ข",), [(hostile,)]))["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_what_runs_nowhere_stays_as_it_was() -> None:
    for plain in ("SOP-IT-001", "1 = 1", "นโยบาย", "a+b@c"):
        assert to_csv(("ก",), [(plain,)]).decode("utf-8-sig").splitlines()[1] == plain
    assert opened(to_xlsx("ทะเบียน", HEADS, ROWS))["B2"].value == "=HYPERLINK(1)"


def test_a_printed_sheet_is_one_page_wide_with_its_heads_and_page_on_each() -> None:
    sheet = opened(to_xlsx("ทะเบียน", HEADS, ROWS))
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape", 1, 0,
    )  # fmt: skip
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.right.text == "&P/&N"
