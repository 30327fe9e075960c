"""What a story of a Word document holds, before it is known what it is: lines and grids."""

from __future__ import annotations

from dataclasses import dataclass, field

from sopctl.content.blocks import RichText, Span, plain
from sopctl.intake.word.numbering import Marker
from sopctl.intake.word.styles import Style


@dataclass(frozen=True)
class Drawn:
    """A picture in a line: its file, and what it is said to show."""

    source: str
    alt: str
    width: float | None = None


Piece = Span | Drawn


@dataclass
class Line:
    """One paragraph. ``keys`` are the bookmarks that begin in it; ``size`` is in half points, 0 unknown."""

    place: int
    pieces: list[Piece]
    style: Style
    level: int | None = None
    marker: Marker | None = None
    left: int = 0
    size: int = 0
    centred: bool = False
    align: str = ""
    bold: bool = False
    break_before: bool = False
    break_after: bool = False
    keys: tuple[str, ...] = ()
    columns: list[list[Piece]] = field(default_factory=list)  # what tabs part

    @property
    def spans(self) -> RichText:
        """The text alone."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Span))

    @property
    def text(self) -> str:
        """The bare characters."""
        return plain(self.spans).strip()

    @property
    def pictures(self) -> list[Drawn]:
        """The pictures alone."""
        return [piece for piece in self.pieces if isinstance(piece, Drawn)]

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it; a footnote's mark is something."""
        return not self.text and not self.pictures and all(span.note is None for span in self.spans)


@dataclass
class Cell:
    """A cell over ``across`` columns; ``below`` marks one that goes on from the row above."""

    items: list[Item]
    across: int = 1
    below: bool = False

    @property
    def lines(self) -> list[Line]:
        """Its lines, those of tables inside too."""
        return list(walk(self.items))

    @property
    def text(self) -> str:
        """Its words, a line for each paragraph."""
        return "\n".join(line.text for line in self.lines if line.text)


@dataclass
class Grid:
    """A table as it stands. ``widths`` are the columns' in twips."""

    place: int
    rows: list[list[Cell]]
    style: Style = field(default_factory=Style)
    widths: tuple[int, ...] = ()
    left: int = 0

    @property
    def text(self) -> str:
        """Its words, rows on lines, cells parted by bars."""
        return "\n".join(" | ".join(cell.text.replace("\n", " ") for cell in row) for row in self.rows)


Item = Line | Grid


def walk(items: list[Item]) -> list[Line]:
    """Every line, those in tables too, in reading order."""
    found: list[Line] = []
    for item in items:
        if isinstance(item, Line):
            found.append(item)
        else:
            for row in item.rows:
                for cell in row:
                    found.extend(walk(cell.items))
    return found
