from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sopctl.rendering.workbooks import ISO_DAYS, to_csv, to_xlsx

HEADS = ("รหัสเอกสาร", "เรื่อง", "วันที่บังคับใช้")
ROWS = [("SOP-IT-001", "=HYPERLINK(1)", date(2023, 6, 12)), ("SOP-IT-002", "น้ำใจ", date(2026, 1, 1))]


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


def test_no_text_runs_in_either_file() -> None:
    cell = opened(to_xlsx("ทะเบียน", HEADS, ROWS))["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    assert "'=HYPERLINK(1)" in to_csv(HEADS, ROWS).decode("utf-8-sig")


def test_a_printed_sheet_is_one_page_wide_with_its_heads_and_page_on_each() -> None:
    sheet = opened(to_xlsx("ทะเบียน", HEADS, ROWS))
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape", 1, 0,
    )  # fmt: skip
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.right.text == "&P/&N"
