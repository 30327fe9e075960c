from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from sopctl.cli.presenting import show_facts, show_json_line, show_table, time_words
from sopctl.rendering.workbooks import to_csv, to_xlsx


def test_columns_align_though_thai_marks_take_no_width(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(("เรื่อง", "ที่"), [("ผู้ป่วย", "1"), ("abcd", "2"), ("น้ำ\nใจ", "3")])
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["เรื่อง   ที่", "ผู้ป่วย   1", "abcd   2", "น้ำ ใจ  3"]


def test_facts_without_a_value_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    show_facts([("รหัส", "A"), ("ที่", ""), ("ก", "B")])
    assert capsys.readouterr().out == "รหัส  A\nก    B\n"


def test_names_that_are_no_text_still_make_json(capsys: pytest.CaptureFixture[str]) -> None:
    show_json_line({"file": "a\udcff", "ชื่อ": "ก"})
    assert '"a\\udcff"' in capsys.readouterr().out


def test_times_are_shown_in_bangkok() -> None:
    assert time_words("2026-11-22T17:30:00+00:00") == "23 พ.ย. 2569 เวลา 00.30 น."
    assert time_words("2023-06-12") == "12 มิ.ย. 2566"
    assert time_words("unknown") == "unknown"


def test_a_text_never_becomes_a_formula() -> None:
    rows: list[list[str | date]] = [["=1+1", date(2023, 6, 12)]]
    sheet = load_workbook(BytesIO(to_xlsx("ตาราง", ["ก", "ข"], rows))).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["B2"].value.date() == date(2023, 6, 12)
    assert to_csv(["ก", "ข"], rows).decode("utf-8-sig") == "ก,ข\r\n'=1+1,2023-06-12\r\n"
