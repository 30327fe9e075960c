"""What drawing a block needs: the flow, the shaper, the profile, and how to draw the blocks inside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from sopctl.content.blocks import Block
from sopctl.content.profile import Profile, TextStyle
from sopctl.rendering.pdf.flow import Flow
from sopctl.rendering.pdf.geometry import Place
from sopctl.rendering.pdf.images import Images
from sopctl.rendering.pdf.shaping import Line, Shaped, Shaper

DrawBlocks = Callable[[tuple[Block, ...], Place], None]


class Cell(NamedTuple):
    """A table cell's text in lines."""

    text: Shaped
    lines: list[Line]


class Row(NamedTuple):
    """A row of cells, as many lines high as its tallest."""

    cells: list[Cell]
    height: int


class Grid(NamedTuple):
    """A table ready to draw: column edges in points, the styles of head and columns, the rows."""

    edges: list[float]
    head_style: TextStyle
    styles: list[TextStyle]
    head: Row
    rows: list[Row]


@dataclass(frozen=True)
class Setting:
    """The tools of a copy's body; ``grids`` keeps the tables laid out so far.

    ``flush`` is running text without a first-line indent, ``label`` the same on one line, ragged.
    """

    flow: Flow
    shaper: Shaper
    profile: Profile
    images: Images
    flush: TextStyle
    label: TextStyle
    grids: dict[tuple[int, float, float], Grid] = field(default_factory=dict)


def whole_line(text: Shaped) -> Line:
    """A text as one line."""
    return Line(0, len(text.source), len(text.source), text.width)
