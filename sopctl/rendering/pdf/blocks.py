"""The blocks of a body, one after another: what each looks like and how it is tagged."""

from __future__ import annotations

from dataclasses import replace

from sopctl.content.blocks import (
    Block,
    CodeBlock,
    Definitions,
    Figure,
    Heading,
    ListBlock,
    Note,
    NoteKind,
    PageBreak,
    Paragraph,
    Span,
    Table,
)
from sopctl.content.profile import TextStyle
from sopctl.rendering import wording
from sopctl.rendering.pdf.composition import Target
from sopctl.rendering.pdf.figures import draw_figure, figure_height
from sopctl.rendering.pdf.flow import Place
from sopctl.rendering.pdf.lines import break_lines
from sopctl.rendering.pdf.lists import draw_definitions, draw_list
from sopctl.rendering.pdf.setting import Setting
from sopctl.rendering.pdf.shaping import Shaped
from sopctl.rendering.pdf.structure import Element
from sopctl.rendering.pdf.tables import draw_table, table_start

_PANEL_PAD = 6.0
_BAR_PAD = 10.0


class Entry:
    """A heading for the contents and the bookmarks."""

    __slots__ = ("key", "level", "text")

    def __init__(self, level: int, text: str, key: str) -> None:
        self.level, self.text, self.key = level, text, key


class Body:
    """Draws the blocks of a body into a flow; ``entries`` lists the headings drawn."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._flow, self._shaper, self._profile = setting.flow, setting.shaper, setting.profile
        self.entries: list[Entry] = []
        self._tagged_level = 0

    def draw(self, blocks: tuple[Block, ...], place: Place) -> None:
        """Draw blocks from here on. Raises UndrawableError."""
        for k, block in enumerate(blocks):
            self._draw(block, blocks[k + 1 :], place)

    def _draw(self, block: Block, after: tuple[Block, ...], place: Place) -> None:
        match block:
            case Heading():
                self._heading(block, after, place)
            case Paragraph():
                style = self._body_style(place)
                self._flow.paragraph(self._shaper.rich(block.text), style, place, Element("P", place.parent))
            case ListBlock():
                draw_list(self._setting, block, place, self.draw, self._body_style(place))
            case Table():
                draw_table(self._setting, block, place)
            case Figure():
                draw_figure(self._setting, block, place)
            case Note():
                self._note(block, place)
            case Definitions():
                draw_definitions(self._setting, block, place, self.draw, self._body_style(place))
            case CodeBlock():
                self._code(block, place)
            case PageBreak():
                if not self._flow.at_top:
                    self._flow.new_page()

    def _body_style(self, place: Place) -> TextStyle:
        """Running text; inside lists and panels it has no first-line indent."""
        body = self._profile.body
        return replace(body, indent=0.0) if place.depth else body

    def _heading(self, heading: Heading, after: tuple[Block, ...], place: Place) -> None:
        flow, style = self._flow, self._heading_style(heading.level)
        label = wording.section_label(heading, self._profile.digits)
        opens_appendix = heading.appendix and heading.level == 1
        if opens_appendix:
            style = replace(style, align="centre")
            if not flow.at_top:
                flow.new_page()
        text = (Span(f"{label} "), *heading.text) if label else heading.text
        level = self._tagged_level = min(heading.level, self._tagged_level + 1)
        shaped = self._shaper.rich(text, bold=style.bold)
        lines = break_lines(shaped, *[(place.width - style.indent) * 1000 / style.size] * 2)[1]
        keep = self._least(after, place)
        flow.room(style.before + len(lines) * style.leading + style.after + min(keep, flow.height / 2))
        page_before = flow.page
        top = flow.y
        flow.paragraph(shaped, style, place, Element(f"H{level}", place.parent))
        flow.composition.anchors[heading.key] = Target(flow.page.number, top if flow.page is page_before else flow.frame.top)
        self.entries.append(Entry(level, _plain(text), heading.key))

    def _heading_style(self, level: int) -> TextStyle:
        profile = self._profile
        return {1: profile.heading1, 2: profile.heading2}.get(level, profile.heading3)

    def _least(self, blocks: tuple[Block, ...], place: Place) -> float:
        """The height that must stand on the page of a heading before these blocks."""
        if not blocks:
            return 0.0
        block, body = blocks[0], self._profile.body
        match block:
            case Heading():
                style = self._heading_style(block.level)
                return style.before + style.leading + style.after + self._least(blocks[1:], place)
            case Table():
                return table_start(self._setting, block, place)
            case Figure():
                return figure_height(self._setting, block, place)
            case PageBreak():
                return 0.0
            case _:
                return body.before + 2 * body.leading

    def _note(self, note: Note, place: Place) -> None:
        flow, profile = self._flow, self._profile
        quote = note.kind is NoteKind.QUOTE
        caution = note.kind is NoteKind.CAUTION
        element = Element("BlockQuote" if quote else "Div", place.parent)
        inner = place.inside(_BAR_PAD + 2, element)._replace(depth=place.depth + 1, width=place.width - _BAR_PAD - 10)
        flow.space(4)
        flow.room(2 * profile.body.leading + 2 * _PANEL_PAD)
        panel = flow.open_panel(
            place.x,
            place.width,
            "" if quote else profile.caution_tint if caution else profile.tint,
            "#B0B0B0" if quote else profile.caution if caution else profile.accent,
        )
        flow.y -= 0 if quote else _PANEL_PAD
        if not quote:
            style = replace(profile.body, bold=True, align="left", indent=0.0, after=0.0)
            label = self._shaper.plain(wording.note_label(note.kind), bold=True)
            colour = profile.caution if caution else profile.accent
            flow.paragraph(label, style, inner, Element("P", element), keep=style.leading, colour=colour)
        self.draw(note.blocks, inner)
        flow.y -= 0 if quote else _PANEL_PAD - 2
        flow.close_panel(panel)
        flow.y -= 6

    def _code(self, block: CodeBlock, place: Place) -> None:
        flow, style = self._flow, self._profile.code
        element = Element("Code", Element("P", place.parent))
        inner = place.inside(_BAR_PAD, element)._replace(width=place.width - 2 * _BAR_PAD)
        flow.space(4)
        rows = block.text.rstrip("\n").split("\n")
        flow.room(min(len(rows), 3) * style.leading + 2 * _PANEL_PAD)
        panel = flow.open_panel(place.x, place.width, self._profile.tint, "")
        flow.y -= _PANEL_PAD
        for row in rows:
            shaped: Shaped = self._shaper.code(row or " ")
            flow.paragraph(shaped, style, inner, element)
        flow.y -= _PANEL_PAD
        flow.close_panel(panel)
        flow.y -= 6


def _plain(text: tuple[Span, ...]) -> str:
    return "".join(span.text for span in text).replace("\n", " ")
