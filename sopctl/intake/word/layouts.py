"""Layout that stands for nothing: tables that are frames around a text, paragraphs parted by line breaks."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Final

from sopctl.content.blocks import Span
from sopctl.intake.typed import Sign, clause, known_section, typed
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.lines import Cell, Grid, Item, Line, Piece

_SECTIONS: Final = 2  # in the one cell of a row: a box with a remark has none
_FRAMED: Final = 15  # paragraphs there: more than a box has
_LABELLED: Final = 2  # lines with a label of their own, by which a broken paragraph is several


def laid_out(document: WordDocument, items: list[Item]) -> list[Item]:
    """The items as they are read, without frames and with a line for each labelled line."""
    found: list[Item] = []
    for item in items:
        found.extend(_unframed(document, item) if isinstance(item, Grid) else _parted(item))
    return found


def _unframed(document: WordDocument, grid: Grid) -> list[Item]:
    """What stands in a frame, in the place of the frame; rows around it stay a table."""
    banner = _banner(grid)
    if not banner and not any(_frames(row) for row in grid.rows):
        return [grid]
    document.asides.add(
        "import-frame", grid.place, "ตารางที่ใช้เป็นกรอบรอบเนื้อหา นำเนื้อหาออกจากกรอบแล้ว",
        "a table that was a frame around the text: its contents stand without it",
    )  # fmt: skip
    alone = banner or all(len(_filled(row)) <= 1 for row in grid.rows)
    found: list[Item] = []
    for framed, rows in groupby(grid.rows, key=lambda row: _frames(row) or (alone and bool(_filled(row)))):
        if framed:
            inside = [item for row in rows for cell in _filled(row) for item in cell.items]
            found.extend(laid_out(document, inside))
        else:
            found.append(replace(grid, rows=list(rows)))
    return found


def _banner(grid: Grid) -> bool:
    """Whether a table is a bar behind the head of a section: one line with its style, number or name."""
    lines = [line for row in grid.rows for cell in row for line in cell.lines if not line.empty]
    if len(lines) != 1 or sum(len(row) for row in grid.rows) != 1 or lines[0].pictures:
        return False
    label = typed(lines[0].text)
    return _heads(lines[0]) or (label is not None and label.sign is Sign.SECTION and lines[0].bold)


def _filled(row: list[Cell]) -> list[Cell]:
    return [cell for cell in row if any(not line.empty for line in cell.lines)]


def _frames(row: list[Cell]) -> bool:
    """Whether the one cell of a row holds more than a cell of a table does."""
    filled = _filled(row)
    if len(filled) != 1 or sum(cell.across for cell in row) > filled[0].across:
        return False
    inside = filled[0].items
    if any(isinstance(item, Grid) for item in inside):
        return True
    lines = [item for item in inside if isinstance(item, Line) and not item.empty]
    return len(lines) >= _FRAMED or sum(map(_heads, lines)) >= _SECTIONS


def _heads(line: Line) -> bool:
    """Whether a line is the head of a section, by its style or by its name."""
    label = typed(line.text)
    return line.level is not None or known_section(line.text[label.length if label else 0 :])


def _parted(line: Line) -> list[Line]:
    """A paragraph in which somebody broke lines, each with its own label, as the paragraphs that it is."""
    rows = _rows(line.pieces)
    said = ["".join(piece.text for piece in row if isinstance(piece, Span)) for row in rows]
    labelled = sum(typed(text) is not None or clause(text) for text in said)
    if labelled < _LABELLED or line.marker is not None or len(line.columns) > 1:
        return [line]
    kept = [row for row, text in zip(rows, said, strict=True) if text.strip() or len(row) > 1]
    parts = [replace(line, pieces=row, columns=[row], keys=(), break_before=False, break_after=False)
             for row in kept]  # fmt: skip
    parts[0] = replace(parts[0], keys=line.keys, break_before=line.break_before)
    parts[-1] = replace(parts[-1], break_after=line.break_after)
    return parts


def _rows(pieces: list[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = [[]]
    for piece in pieces:
        if not isinstance(piece, Span) or "\n" not in piece.text:
            rows[-1].append(piece)
            continue
        for at, text in enumerate(piece.text.split("\n")):
            if at:
                rows.append([])
            if text or piece.note is not None:
                rows[-1].append(replace(piece, text=text, note=piece.note if at == 0 else None))
    return rows
