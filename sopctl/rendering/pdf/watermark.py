"""The words across every page of a copy that must not be used, drawn as outlines.

Outlines, not text: what stands across a page would otherwise come between the words that a reader, or a
reader's program, takes out of it. The footer says the same as text.
"""

from __future__ import annotations

from functools import cache
from math import atan2, cos, sin
from typing import NamedTuple

import uharfbuzz as hb

from sopctl.rendering.fonts import FontFile, font_bytes
from sopctl.rendering.pdf.colour import fill

_SPAN = 0.62  # of the page's diagonal
_TALLEST = 0.30  # of the page's width, for the letters of short words


class Outline(NamedTuple):
    """Words as path operators in font units, with the box that they fill."""

    operators: str
    left: float
    bottom: float
    right: float
    top: float


@cache
def outline(words: str) -> Outline:
    """The outline of words in bold."""
    font = hb.Font(hb.Face(font_bytes(FontFile.BOLD)))
    buffer = hb.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    buffer.language = "th"
    hb.shape(font, buffer)
    pen = _Pen()
    x = 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        pen.shift = (x + position.x_offset, position.y_offset)
        font.draw_glyph_with_pen(info.codepoint, pen)
        x += position.x_advance
    xs, ys = zip(*pen.points, strict=True)
    return Outline(" ".join(pen.operators), min(xs), min(ys), max(xs), max(ys))


Point = tuple[float, float]


class _Pen:
    """Collects an outline as PDF path operators, its quadratic curves raised to cubic ones."""

    def __init__(self) -> None:
        self.operators: list[str] = []
        self.points: list[Point] = []
        self.shift: Point = (0.0, 0.0)
        self._at: Point = (0.0, 0.0)

    def _place(self, point: Point) -> Point:
        placed = (point[0] + self.shift[0], point[1] + self.shift[1])
        self.points.append(placed)
        return placed

    def moveTo(self, point: Point) -> None:  # noqa: N802 - the pen protocol's name
        """Begin a contour."""
        self._at = self._place(point)
        self.operators.append(f"{self._at[0]:g} {self._at[1]:g} m")

    def lineTo(self, point: Point) -> None:  # noqa: N802
        """A straight side."""
        self._at = self._place(point)
        self.operators.append(f"{self._at[0]:g} {self._at[1]:g} l")

    def qCurveTo(self, *points: Point) -> None:  # noqa: N802
        """A quadratic curve."""
        control, end = (self._place(point) for point in points)
        (x0, y0), (x1, y1), (x2, y2) = self._at, control, end
        first = f"{x0 + (x1 - x0) * 2 / 3:.1f} {y0 + (y1 - y0) * 2 / 3:.1f}"
        second = f"{x2 + (x1 - x2) * 2 / 3:.1f} {y2 + (y1 - y2) * 2 / 3:.1f}"
        self.operators.append(f"{first} {second} {x2:g} {y2:g} c")
        self._at = end

    def curveTo(self, *points: Point) -> None:  # noqa: N802
        """A cubic curve."""
        placed = [self._place(point) for point in points]
        self.operators.append(" ".join(f"{x:g} {y:g}" for x, y in placed) + " c")
        self._at = placed[-1]

    def closePath(self) -> None:  # noqa: N802
        """End a contour."""
        self.operators.append("h")

    def endPath(self) -> None:  # noqa: N802
        """End an open contour."""


def across(words: str, width: float, height: float, colour: str) -> str:
    """Operators of words along the diagonal of a page of the given size, in points."""
    shape = outline(words)
    angle = atan2(height, width)
    long, tall = shape.right - shape.left, shape.top - shape.bottom
    scale = min(_SPAN * (width**2 + height**2) ** 0.5 / long, _TALLEST * width / tall)
    a, b = scale * cos(angle), scale * sin(angle)
    middle_x, middle_y = (shape.left + shape.right) / 2, (shape.bottom + shape.top) / 2
    e = width / 2 - a * middle_x + b * middle_y
    f = height / 2 - b * middle_x - a * middle_y
    return f"q {fill(colour)} {a:.5f} {b:.5f} {-b:.5f} {a:.5f} {e:.2f} {f:.2f} cm {shape.operators} f Q"
