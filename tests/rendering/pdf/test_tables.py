"""Tables: how columns share the width, and how rows go over pages."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sopctl.content.blocks import Align, RichText, Span, Table
from sopctl.rendering.pdf.tables import column_widths
from tests.rendering.pdf.samples import body_of, draw, plain_copy

Sizes = list[list[tuple[float, float]]]
_SIZES = st.tuples(st.floats(11, 200), st.floats(0, 900)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def widths_of(table_width: float, shares: tuple[float, ...], rows: Sizes) -> list[float]:
    """Column widths for cells given as their widest word and their whole text."""
    wholes = [[whole for _, whole in row] for row in rows]
    return column_widths(table_width, shares, wholes, lambda column: max(row[column][0] for row in rows))


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.lists(st.lists(_SIZES, min_size=n, max_size=n), min_size=1, max_size=6)
    )
)
def test_columns_fill_the_width_and_none_vanishes(rows: Sizes) -> None:
    widths = widths_of(450, (), rows)
    assert sum(widths) == pytest.approx(450)
    assert min(widths) > 5


def test_shares_of_the_author_are_kept() -> None:
    assert widths_of(400, (1, 3), [[(300, 300), (10, 10)]]) == [100, 300]


def test_narrow_columns_are_not_broken_for_the_sake_of_long_ones() -> None:
    widths = widths_of(450, (), [[(30, 60), (40, 1500), (30, 70)]])
    assert widths[0] >= 60
    assert widths[2] >= 70


def test_a_word_wider_than_the_table_leaves_the_others_their_room() -> None:
    widths = widths_of(450, (), [[(600, 600), (60, 70)]])
    assert widths[1] >= 60


def cell(text: str) -> RichText:
    return (Span(text),)


def test_the_header_row_stands_on_every_page_and_short_rows_stay_whole() -> None:
    head = (cell("ลำดับที่"), cell("รายการ"))
    rows = tuple((cell(str(k)), cell(f"เริ่ม{k} " + "ข้อความ " * 30 + f"จบ{k}")) for k in range(40))
    data = draw(plain_copy(body_of(Table(head, rows, (Align.LEFT, Align.LEFT)))))
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages][1:]
    assert len(texts) > 3
    for text in texts:
        assert "ลำดับที่" in text
        for k in range(40):
            assert (f"เริ่ม{k} " in text) == (f"จบ{k}\n" in text + "\n"), k


def test_a_row_taller_than_a_page_goes_over_pages_without_losing_a_line() -> None:
    words = " ".join(f"x{k}x" for k in range(900))
    table = Table((cell("ก"), cell("ข")), ((cell("1"), cell(words)),), (Align.LEFT, Align.LEFT))
    data = draw(plain_copy(body_of(table)))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).replace("\n", "")
    assert [k for k in range(900) if f"x{k}x" not in text] == []


def test_the_structure_of_a_table_is_rows_of_header_and_data_cells() -> None:
    table = Table((cell("ก"), cell("ข")), ((cell("1"), cell("2")),), (Align.LEFT, Align.RIGHT), cell("ตาราง"))
    reader = pypdf.PdfReader(io.BytesIO(draw(plain_copy(body_of(table)))))
    found: list[str] = []

    def visit(element: Any) -> None:
        found.append(str(element.get("/S", "")))
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else []:
            target = kid.get_object()
            if isinstance(target, dict) and "/S" in target:
                visit(target)

    visit(reader.root_object["/StructTreeRoot"])
    start = found.index("/Caption") - 1
    roles = ["Table", "Caption", "THead", "TR", "TH", "TH", "TBody", "TR", "TD", "TD"]
    assert found[start : start + len(roles)] == [f"/{role}" for role in roles]
