"""Paragraphs, and the tables that hold them."""

from __future__ import annotations

from collections.abc import Iterable

from sopctl.content.blocks import Align
from sopctl.rendering.docx.ooxml import Child, Element, el, flag, run_properties, twips

_JUSTIFY = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
_MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎")


def paragraph(style: str, runs: Iterable[Child], *properties: Child) -> Element:
    """A paragraph in a style, with direct properties where it differs."""
    return el("w:p", el("w:pPr", el("w:pStyle", val=style), *properties), *runs)


def justified(align: Align) -> Element | None:
    """A column's alignment as a paragraph property."""
    return el("w:jc", val=_JUSTIFY[align]) if align in _JUSTIFY else None


def spacer(height: float = 6.0, *properties: Child) -> Element:
    """An empty line ``height`` points high: between tables, which would otherwise grow together."""
    line = el("w:spacing", before=0, after=0, line=round(height * 20), lineRule="exact")
    return el(
        "w:p",
        el("w:pPr", el("w:pStyle", val="Normal"), line, *properties, el("w:rPr", *_tiny())),
    )


def _tiny() -> list[Element]:
    return list(run_properties(size=2))


def cell(
    content: Iterable[Element],
    width: float,
    *properties: Child,
) -> Element:
    """A table cell ``width`` centimetres wide; a cell ends with a paragraph, whatever it holds."""
    blocks = list(content)
    if not blocks or not str(blocks[-1].tag).endswith("}p"):
        blocks.append(spacer(2.0))
    return el("w:tc", el("w:tcPr", el("w:tcW", w=twips(width), type="dxa"), *properties), *blocks)


def row(cells: Iterable[Element], *, head: bool = False, whole: bool = True) -> Element:
    """A table row. ``head``: repeated on each page. ``whole``: never cut between pages."""
    properties = [one for one in (flag("w:cantSplit", whole), flag("w:tblHeader", head)) if one is not None]
    return el("w:tr", el("w:trPr", *properties) if properties else None, *cells)


def table(
    style: str,
    widths: Iterable[float],
    rows: Iterable[Element],
    *properties: Child,
    left: float = 0.0,
    first_row: bool = False,
) -> Element:
    """A table with columns of fixed ``widths`` (centimetres), ``left`` from the margin."""
    columns = list(widths)
    return el(
        "w:tbl",
        el(
            "w:tblPr",
            el("w:tblStyle", val=style),
            el("w:tblW", w=sum(twips(width) for width in columns), type="dxa"),
            el("w:tblInd", w=twips(left), type="dxa") if left else None,
            el("w:tblLayout", type="fixed"),
            _look(first_row),
            *properties,
        ),
        el("w:tblGrid", *(el("w:gridCol", w=twips(width)) for width in columns)),
        *rows,
    )


def _look(first_row: bool) -> Element:
    return el(
        "w:tblLook",
        val="0020" if first_row else "0000",
        firstRow=int(first_row),
        lastRow=0,
        firstColumn=0,
        lastColumn=0,
        noHBand=1,
        noVBand=1,
    )


def visible_length(text: str) -> int:
    """Characters that take room; Thai marks stand above and below others."""
    return sum(char not in _MARKS for char in text)
