from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook

from sopctl.intake import tables
from sopctl.intake.tables import TableUnreadableError, read_rows


def workbook(rows: dict[int, tuple[str, ...]]) -> bytes:
    """A workbook whose rows stand where they are named, with formats alone below them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for place, row in rows.items():
        for column, value in enumerate(row, start=1):
            sheet.cell(place, column, value)
    for place in range(max(rows) + 1, max(rows) + 40):
        sheet.cell(place, 1).number_format = "@"
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_row_keeps_its_place_over_blank_ones_and_formats_below_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = read_rows(workbook({1: ("รายชื่อ",), 3: ("รหัสพนักงาน", "ชื่อ"), 6: ("1001", "นางสาวมานี")}))
    assert {place: tuple(filter(None, row)) for place, row in enumerate(rows, start=1) if any(row)} == {
        1: ("รายชื่อ",), 3: ("รหัสพนักงาน", "ชื่อ"), 6: ("1001", "นางสาวมานี"),
    }  # fmt: skip
    assert read_rows("ก,ข\n\n,\nค,ง\n\n,\n".encode()) == (("ก", "ข"), (), ("", ""), ("ค", "ง"))
    monkeypatch.setattr(tables, "MAX_ROWS", 6)
    assert len(read_rows(workbook({6: ("1001",)}))) == 6
    with pytest.raises(TableUnreadableError):
        read_rows(workbook({7: ("1001",)}))


def test_a_file_of_blank_rows_is_no_table() -> None:
    for data in (workbook({3: ("",)}), b"\n,\n\n"):
        with pytest.raises(TableUnreadableError):
            read_rows(data)


def test_a_broken_workbook_is_told_of_as_a_table_and_not_as_a_word_file() -> None:
    for data in (b"PK\x03\x04 broken", workbook({1: ("1001",)})[:-40]):
        with pytest.raises(TableUnreadableError, match="damaged or cut off"):
            read_rows(data)
