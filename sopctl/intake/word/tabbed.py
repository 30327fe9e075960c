"""Tabs: lines that they set out in columns become a table; what they draw to write on stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from sopctl.content.blocks import Span
from sopctl.intake.typed import typed
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.lines import Cell, Grid, Item, Line, Piece
from sopctl.intake.word.names import Element, attribute, child, children

LEADER: Final = "…………"  # a line of dots to write on, as a tab with a leader draws it
_LEADERS: Final = frozenset({"dot", "hyphen", "underscore", "heavy", "middleDot"})
_FEWEST: Final = 3  # lines of two columns; of more columns two are a table
_SHORTEST: Final = 4  # characters: a shorter first column of two is a label, not a column


def leaders_of(properties: Element | None) -> tuple[bool, ...]:
    """Whether each tab stop of a paragraph draws a line up to itself."""
    stops = children(child(properties, "w:tabs"), "w:tab")
    return tuple(
        attribute(one, "w:leader") in _LEADERS for one in stops if attribute(one, "w:val") != "clear"
    )


def untabbed(pieces: Sequence[Piece], leaders: tuple[bool, ...]) -> tuple[list[Piece], list[list[Piece]]]:
    """Pieces with their tabs as spaces or dots, and the columns that the other tabs part."""
    kept: list[Piece] = []
    columns: list[list[Piece]] = [[]]
    met = 0
    for piece in pieces:
        if not isinstance(piece, Span) or "\t" not in piece.text:
            kept.append(piece)
            columns[-1].append(piece)
            continue
        texts: list[str] = []
        for at, part in enumerate(piece.text.split("\t")):
            if at:
                drawn = bool(leaders) and leaders[min(met, len(leaders) - 1)]
                met += 1
                texts.append(f" {LEADER} " if drawn else " ")
                if not drawn:
                    columns.append([])
            if part:
                texts.append(part)
                columns[-1].append(replace(piece, text=part))
        kept.append(replace(piece, text="".join(texts)))
    return kept, [column for column in columns if _words(column)]


def tables_of(document: WordDocument, items: list[Item]) -> list[Item]:
    """The items, with lines that stand in columns one below the other as tables."""
    found: list[Item] = []
    for across, together in groupby(items, key=_across):
        group = list(together)
        if across > 1 and len(group) >= (_FEWEST if across == 2 else 2):
            lines = [one for one in group if isinstance(one, Line)]
            document.asides.add(
                "import-tabbed-table", lines[0].place, "บรรทัดที่จัดเป็นช่องด้วยแท็บกลายเป็นตาราง ให้ตรวจหัวตาราง",
                "lines set out in columns by tabs became a table; look at its head",
                "\n".join(line.text for line in lines),
            )  # fmt: skip
            found.append(Grid(lines[0].place, [_row(line) for line in lines]))
        else:
            found.extend(group)
    return found


def _across(item: Item) -> int:
    """The columns of a line that may be a row; 0 for anything else."""
    if not isinstance(item, Line) or item.marker is not None or item.level is not None:
        return 0
    across = len(item.columns)
    if across < 2 or typed(item.text) is not None or item.pictures:
        return 0
    return 0 if across == 2 and len(_words(item.columns[0])) < _SHORTEST else across


def _row(line: Line) -> list[Cell]:
    first, *others = (replace(line, pieces=column, columns=[], keys=()) for column in line.columns)
    return [Cell([replace(first, keys=line.keys)]), *(Cell([one]) for one in others)]


def _words(pieces: Sequence[Piece]) -> str:
    return "".join(one.text for one in pieces if isinstance(one, Span)).strip()
