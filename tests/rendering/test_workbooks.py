"""Tables as files for spreadsheets: nothing in a cell runs, whatever it begins with."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from sopctl.rendering.workbooks import to_csv, to_xlsx

BEGINNINGS = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "\0=",
    "\x01\x02@",
    "\x1f+",
]


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_cell_that_begins_like_a_formula_is_text(beginning: str) -> None:
    hostile = f"{beginning}cmd|' /C calc'!A0"
    written = to_csv(("ก",), [(hostile,), (f'a","{hostile}',)])
    rows = list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))
    assert [len(row) for row in rows] == [1, 1, 1]  # and none ends its cell to begin another
    assert rows[1][0].startswith("'")
    sheet = load_workbook(BytesIO(to_xlsx("ก", ("ข",), [(hostile,)]))).worksheets[0]
    cell = sheet.cell(2, 1)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_what_runs_nowhere_stays_as_it_was() -> None:
    for plain in ("SOP-IT-001", "1 = 1", "นโยบาย", "a+b@c"):
        assert to_csv(("ก",), [(plain,)]).decode("utf-8-sig").splitlines()[1] == plain
