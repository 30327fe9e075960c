"""Footnotes at the foot of the page that first names them; a long one goes on at the foot of the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sopctl.application.ports.copies import UndrawableError
from sopctl.content.blocks import Block, CodeBlock, Definitions, ListBlock, Note, Paragraph
from sopctl.content.profile import TextStyle
from sopctl.rendering import wording
from sopctl.rendering.pdf.composition import Composition, Page, Target, rule
from sopctl.rendering.pdf.geometry import Frame
from sopctl.rendering.pdf.lines import break_lines
from sopctl.rendering.pdf.painting import paint
from sopctl.rendering.pdf.shaping import Line, Shaped, Shaper
from sopctl.rendering.pdf.structure import Element

_SEPARATOR, _RULE = 9.0, 85.0  # points: height above the first footnote, length of its rule
_INDENT, _GAP = (
    14.0,
    3.0,
)  # points: what a note's number takes up to two digits; at least between it and the text
_Texts = Iterator[tuple[float, Shaped, Element, Shaped | None]]
_MOST = 0.7  # of a page, for footnotes carried over


@dataclass(frozen=True, slots=True)
class FootLine:
    """One line of a footnote, with its label when it is the first."""

    text: Shaped
    line: Line
    style: TextStyle
    shift: float
    element: Element
    last: bool
    label: Shaped | None = None
    label_element: Element | None = None
    key: str | None = None


@dataclass(slots=True)
class Foot:
    """The foot of one page: the lines that stand there, and those that wait for the next page."""

    lines: list[FootLine] = field(default_factory=list)
    carried: list[FootLine] = field(default_factory=list)
    placed: set[str] = field(default_factory=set)
    height: float = 0.0

    def add(self, line: FootLine, room: float) -> None:
        """Take a line if it fits into ``room`` points, else carry it and all after it."""
        height = line.style.leading + (0.0 if self.lines else _SEPARATOR)
        if self.carried or self.height + height > room:
            self.carried.append(line)
        else:
            self.lines.append(line)
            self.height += height

    def next_page(self, area: Frame) -> Foot:
        """The foot of the next page, with what was carried."""
        foot = Foot(placed=self.placed)
        for line in self.carried:
            foot.add(line, area.height * _MOST)
        return foot

    def draw(self, composition: Composition, page: Page, area: Frame) -> None:
        """Draw the foot on its page."""
        if not self.lines:
            return
        y = area.bottom + self.height
        page.artifact(rule(area.left, y - 3, area.left + _RULE, y - 3, width=0.4))
        y -= _SEPARATOR
        for each in self.lines:
            if each.label is not None:
                whole = Line(0, len(each.label.source), len(each.label.source), each.label.width)
                room = _room(each.label, each.style)
                at = (area.left + each.shift - room, room, y)
                paint(composition, page, each.label, [whole], each.style, at, each.label_element)
            if each.key is not None:
                composition.anchors[f"note:{each.key}"] = Target(page.number, y)
            at = (area.left + each.shift, area.right - area.left - each.shift, y)
            paint(composition, page, each.text, [each.line], each.style, at, each.element, last=each.last)
            y -= each.style.leading


def _room(label: Shaped, style: TextStyle) -> float:
    """The width in points that a label hangs in: the same for all, until a number is too wide for it."""
    width = label.width * style.size / 1000
    return _INDENT if width < _INDENT - 1 else width + _GAP


class Footnotes:
    """The footnotes of a body, shaped when first needed. ``width`` is that of the text, in points."""

    def __init__(
        self,
        blocks: Mapping[str, tuple[Block, ...]],
        shaper: Shaper,
        style: TextStyle,
        digits: wording.DigitStyle,
        width: float,
    ) -> None:
        self._blocks, self._shaper, self._style, self._width = blocks, shaper, style, width
        self._digits = digits
        self._heights: dict[str, float] = {}

    def height(self, foot: Foot, keys: list[str], *, begun: bool) -> float:
        """The height that footnotes add to a foot; ``begun``: others are to be added before them."""
        new = [key for key in dict.fromkeys(keys) if key not in foot.placed and key in self._blocks]
        if not new:
            return 0.0
        separator = 0.0 if foot.lines or begun else _SEPARATOR
        return separator + sum(self._height(key) for key in new)

    def _height(self, key: str) -> float:
        height = self._heights.get(key)
        if height is None:
            lines = self._lines(key, Element("Note"))
            height = self._heights[key] = sum(line.style.leading for line in lines)
        return height

    def place(self, foot: Foot, key: str, element: Element, room: float) -> None:
        """Put a footnote at a foot, if it is not placed yet. ``element`` holds its mark."""
        if key in foot.placed or key not in self._blocks:
            return
        foot.placed.add(key)
        number = len(foot.placed)
        parent = element.parent if element.parent and element.role == "P" else element
        for line in self._lines(key, Element("Note", parent, identifier=f"note-{number}")):
            foot.add(line, room)

    def _lines(self, key: str, note: Element) -> Iterator[FootLine]:
        label = self._shaper.plain(self.mark(key))
        first_shift = _room(label, self._style)
        for shift, shaped, element, mark in self._texts(self._blocks[key], note, label, first_shift):
            width = (self._width - shift) * 1000 / self._style.size
            lines = break_lines(shaped, width, width)
            for k, line in enumerate(lines):
                first = k == 0
                yield FootLine(
                    shaped, line, self._style, shift, element, k == len(lines) - 1,
                    mark if first else None,
                    Element("Lbl", note) if first and mark else None,
                    key if first and mark is label else None,
                )  # fmt: skip

    def mark(self, key: str) -> str:
        """The mark of a footnote: its number in order of first mention."""
        return wording.figures(
            list(self._blocks).index(key) + 1 if key in self._blocks else "?", self._digits
        )

    def _texts(self, blocks: tuple[Block, ...], note: Element, label: Shaped | None, shift: float) -> _Texts:
        """The paragraphs of a footnote, each with its shift, its element and the label before it."""
        for block in blocks:
            match block:
                case Paragraph():
                    yield shift, self._shaper.rich(block.text), Element("P", note), label
                case CodeBlock():
                    for k, row in enumerate(block.text.rstrip("\n").split("\n")):
                        yield shift, self._shaper.code(row), Element("P", note), None if k else label
                case ListBlock():
                    yield from self._list(block, note, label, shift)
                case Note():
                    yield from self._texts(block.blocks, note, label, shift + _INDENT)
                case Definitions():
                    for k, definition in enumerate(block.items):
                        term = self._shaper.rich(definition.term, bold=True)
                        yield shift, term, Element("P", note), None if k else label
                        yield from self._texts(definition.blocks, note, None, shift + _INDENT)
                case _:
                    raise UndrawableError("a footnote holds a table, an image or a heading")
            label = None

    def _list(self, block: ListBlock, note: Element, label: Shaped | None, shift: float) -> _Texts:
        if label:
            yield shift, self._shaper.plain(" "), Element("P", note), label
        for count, item in enumerate(block.items, block.start):
            name = wording.bullet(0)
            if block.ordered:
                name = wording.list_label((count,), self._digits, letters=block.letters)
            yield from self._texts(item.blocks, note, self._shaper.plain(name), shift + _INDENT)
