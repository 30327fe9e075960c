from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook

from sopctl.content.attached_text import MAX_LINE, every_line_of


def test_a_long_cell_is_given_whole_and_no_number_is_cut_in_two() -> None:
    book, file = Workbook(), BytesIO()
    assert book.active is not None
    number = "1101700230708"
    book.active["A1"] = "ก" * (MAX_LINE - 6) + number + "ข" * 11 * MAX_LINE + number
    book.save(file)
    lines = every_line_of(file.getvalue())
    assert sum(number in line for line in lines) == 2
    assert sum(line.count("ข") for line in lines) >= 11 * MAX_LINE


def test_a_file_of_another_kind_gives_no_line() -> None:
    assert every_line_of(b"%PDF-1.7") == ()
