from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook

from sopctl.content.attached_text import MAX_LINE, FileWords, office_words


def test_a_long_cell_is_given_whole_and_no_number_is_cut_in_two() -> None:
    book, file = Workbook(), BytesIO()
    assert book.active is not None
    amid, last = "1101700230708", "3100600445635"
    filler = "".join(f"ข{number:05d}ค" for number in range(3 * MAX_LINE // 7))  # no two pieces alike
    book.active["A1"] = "ก" * (MAX_LINE - 6) + amid + filler + last
    book.save(file)
    lines = office_words(file.getvalue()).lines
    assert any(amid in line for line in lines)
    assert any(last in line for line in lines)
    assert all(any(f"ข{number:05d}ค" in line for line in lines) for number in range(3 * MAX_LINE // 7))


def test_a_file_of_another_kind_gives_no_line() -> None:
    assert office_words(b"%PDF-1.7") == FileWords()
