"""Places on a page: all lengths in points, from the lower left corner."""

from __future__ import annotations

from typing import NamedTuple

from sopctl.rendering.pdf.structure import Element

CM = 72 / 2.54
_NARROWEST = 100.0  # points: what deep lists leave of the width
_ASCENT, _LINE = 1.068, 1.3  # of the size: Sarabun's ascent, and ascent with descent


class Frame(NamedTuple):
    """The part of a page that text flows in."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left


class Place(NamedTuple):
    """Where blocks stand: left edge and width, the element they belong to, how deep in lists.

    ``path`` holds the counts of the numbered lists around them, outermost first.
    """

    x: float
    width: float
    parent: Element
    depth: int = 0
    path: tuple[int, ...] = ()

    def inside(self, shift: float, parent: Element) -> Place:
        """A place that begins further to the right, as far as enough width is left to read in."""
        shift = max(0.0, min(shift, self.width - _NARROWEST))
        return self._replace(x=self.x + shift, width=self.width - shift, parent=parent)


def baseline(size: float, leading: float) -> float:
    """How far under the top of its line the baseline of Sarabun stands."""
    return (leading - size * _LINE) / 2 + size * _ASCENT
