"""The blocks of a body, one after another: what each looks like and how it is tagged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from sopctl.content.blocks import (
    Block,
    CodeBlock,
    Definitions,
    Figure,
    Heading,
    ListBlock,
    Note,
    PageBreak,
    Paragraph,
    Span,
    Table,
    plain,
)
from sopctl.content.profile import TextStyle
from sopctl.rendering import wording
from sopctl.rendering.pdf.composition import Target
from sopctl.rendering.pdf.figures import draw_figure, figure_height
from sopctl.rendering.pdf.geometry import Place
from sopctl.rendering.pdf.lines import break_lines
from sopctl.rendering.pdf.lists import draw_definitions, draw_list
from sopctl.rendering.pdf.panels import draw_code, draw_note
from sopctl.rendering.pdf.setting import Setting
from sopctl.rendering.pdf.shaping import Shaped
from sopctl.rendering.pdf.structure import Element
from sopctl.rendering.pdf.tables import draw_table, table_start

_AHEAD = 8  # headings in a row that are kept together


class Entry(NamedTuple):
    """A heading for the contents and the bookmarks."""

    level: int
    text: str
    key: str


class Body:
    """Draws the blocks of a body into a flow; ``entries`` lists the headings drawn."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._flow, self._shaper, self._profile = setting.flow, setting.shaper, setting.profile
        self.entries: list[Entry] = []
        self._tagged_level = 0
        self._ahead: tuple[Paragraph, Shaped] | None = None

    def draw(self, blocks: tuple[Block, ...], place: Place) -> None:
        """Draw blocks from here on. Raises UndrawableError."""
        for k, block in enumerate(blocks):
            if isinstance(block, Heading):
                self._heading(block, list(islice(blocks, k + 1, k + 1 + _AHEAD)), place)
            elif isinstance(block, Paragraph):
                style = self._body_style(place)
                self._flow.paragraph(self._shaped(block), style, place, Element("P", place.parent))
            else:
                self._draw(block, place)

    def _draw(self, block: Block, place: Place) -> None:
        setting = self._setting
        match block:
            case ListBlock():
                draw_list(setting, block, place, self.draw, self._body_style(place))
            case Table():
                draw_table(setting, block, place)
            case Figure():
                draw_figure(setting, block, place)
            case Note():
                draw_note(setting, block, place, self.draw)
            case Definitions():
                draw_definitions(setting, block, place, self.draw, self._body_style(place))
            case CodeBlock():
                draw_code(setting, block, place)
            case PageBreak() if not self._flow.at_top:
                self._flow.new_page()

    def _shaped(self, paragraph: Paragraph) -> Shaped:
        """A paragraph's text, shaped once though a heading before it looks ahead."""
        if self._ahead is None or self._ahead[0] is not paragraph:
            self._ahead = (paragraph, self._shaper.rich(paragraph.text))
        return self._ahead[1]

    def _body_style(self, place: Place) -> TextStyle:
        """Running text; inside lists and panels it has no first-line indent."""
        return self._setting.flush if place.depth else self._profile.body

    def _heading(self, heading: Heading, after: Sequence[Block], place: Place) -> None:
        flow, style = self._flow, self._heading_style(heading.level)
        label = wording.section_label(heading, self._profile.digits)
        if heading.appendix and heading.level == 1:
            style = replace(style, align="centre", indent=0.0)
            if not flow.at_top:
                flow.new_page()
        text = (Span(f"{label} "), *heading.text) if label else heading.text
        level = self._tagged_level = min(heading.level, self._tagged_level + 1)
        shaped = self._shaper.rich(text, bold=style.bold)
        height = self._height(style, len(break_lines(shaped, *self._limits(style, place))))
        flow.room(height + min(self._least(after, place), flow.height / 2))
        top = flow.y
        flow.paragraph(shaped, style, place, Element(f"H{level}", place.parent))
        flow.composition.anchors[heading.key] = Target(flow.page.number, top)
        self.entries.append(Entry(level, plain(text).replace("\n", " "), heading.key))

    @staticmethod
    def _limits(style: TextStyle, place: Place) -> tuple[float, float]:
        scale = 1000 / style.size
        return (place.width - style.indent) * scale, place.width * scale

    @staticmethod
    def _height(style: TextStyle, lines: int) -> float:
        return style.before + lines * style.leading + style.after

    def _heading_style(self, level: int) -> TextStyle:
        profile = self._profile
        return {1: profile.heading1, 2: profile.heading2}.get(level, profile.heading3)

    def _least(self, blocks: Sequence[Block], place: Place) -> float:
        """The height of these blocks that must stand on the page of the heading before them."""
        if not blocks:
            return 0.0
        block, body = blocks[0], self._profile.body
        match block:
            case Heading():
                return self._height(self._heading_style(block.level), 1) + self._least(blocks[1:], place)
            case Table():
                return table_start(self._setting, block, place)
            case Figure():
                return figure_height(self._setting, block, place)
            case PageBreak():
                return 0.0
            case Paragraph():
                shaped = self._shaped(block)
                lines = break_lines(shaped, *self._limits(self._body_style(place), place))
                return body.before + min(len(lines), 2) * body.leading
            case Note():
                return body.before + 3.5 * body.leading
            case _:
                return body.before + 2 * body.leading
