"""The block tree as paragraphs and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from sopctl.application.ports.copies import UndrawableError
from sopctl.content.blocks import (
    Block,
    CodeBlock,
    Definitions,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Note,
    NoteKind,
    PageBreak,
    Paragraph,
    RichText,
    Table,
    plain,
)
from sopctl.rendering import wording
from sopctl.rendering.docx.columns import column_widths
from sopctl.rendering.docx.numbering import ListRun, Place
from sopctl.rendering.docx.ooxml import Child, Element, el, run_properties, twips
from sopctl.rendering.docx.paragraphs import (
    cell,
    justified,
    paragraph,
    row,
    spacer,
    table,
    visible_length,
)
from sopctl.rendering.docx.story import Story, bookmark_name, bookmarked, inline_picture
from sopctl.rendering.docx.styles import hex_colour
from sopctl.rendering.docx.text import rich, run, text_runs
from sopctl.rendering.docx.typeset import HEADING_LEVELS

_BOX_PADDING = 0.35  # centimetres inside a note's box
_BOXES = {NoteKind.NOTE: "NoteBox", NoteKind.CAUTION: "CautionBox", NoteKind.QUOTE: "QuoteBox"}
_STEP = 1.0  # centimetres that a definition stands in
_TALLEST = 0.8  # of the text height that a figure may take
_LINES_KEPT = 20  # a row with more lines may be cut between pages


@dataclass(frozen=True)
class Where:
    """Where blocks stand: ``left`` and ``width`` in centimetres, and the list around them."""

    left: float
    width: float
    style: str = "BodyText"
    around: ListRun | None = None
    place: int = 0
    in_cell: bool = False

    def indented(self, by: float) -> Where:
        """The same, further in."""
        return replace(self, left=self.left + by, width=self.width - by)


class BodyWriter:
    """Writes blocks into one story. A break in the source becomes a property of what follows it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._break = False

    def blocks(
        self, blocks: Iterable[Block], where: Where, mark: Callable[[int, Element], None] | None = None
    ) -> Iterator[Element]:
        """The elements of blocks, in order; ``mark`` is told each block's place and its first element."""
        lists_before = 0
        for place, block in enumerate(blocks):
            unmarked = mark is not None
            for element in self._block(block, where, first=lists_before == 0):
                if mark is not None and unmarked:
                    mark(place, element)
                    unmarked = False
                yield element
            lists_before += isinstance(block, ListBlock)

    def _block(self, block: Block, where: Where, *, first: bool) -> Iterator[Element]:
        match block:
            case Heading():
                yield self.heading(block)
            case Paragraph(text):
                yield self._paragraph(where, rich(self.story, text))
            case ListBlock():
                yield from self._list(block, where, first=first)
            case Table():
                yield from self._table(block, where)
            case Figure():
                yield from self._figure(block, where)
            case Note():
                yield from self._note(block, where)
            case Definitions():
                yield from self._definitions(block, where)
            case CodeBlock(text):
                indent = el("w:ind", left=twips(where.left + 0.2), right=twips(0.2))
                yield paragraph("Code", self._code(text), indent, self._page_break())
            case PageBreak():
                self._break = self._break or not where.in_cell

    def break_page(self) -> None:
        """Let the next block begin a page."""
        self._break = True

    def _page_break(self) -> Element | None:
        if not self._break:
            return None
        self._break = False
        return el("w:pageBreakBefore")

    def _paragraph(self, where: Where, runs: Iterable[Child], *properties: Child) -> Element:
        indent = el("w:ind", left=twips(where.left), firstLine=0) if where.left else None
        return paragraph(where.style, runs, indent, self._page_break(), *properties)

    def _code(self, text: str) -> Iterator[Element]:
        return text_runs(self.story, text.rstrip("\n"), code=True)

    def heading(self, block: Heading) -> Element:
        """A heading with its number as text, and a bookmark that links and contents lead to."""
        shared = self.story.shared
        level = min(block.level, HEADING_LEVELS)
        label = wording.section_label(block, shared.digits)
        centred = None
        if block.appendix and block.level == 1:
            self._break, centred = True, el("w:jc", val="center")
        text = [*rich(self.story, block.text)]
        if label:
            text.insert(0, run(f"{label} "))
        marked = bookmarked(self.story, bookmark_name(block.key), *text)
        return paragraph(f"Heading{level}", marked, centred, self._page_break())

    def _list(self, block: ListBlock, where: Where, *, first: bool) -> Iterator[Element]:
        lists = self.story.shared.lists
        opened = lists.open(block, where.around, where.place, first=first, left=where.left)
        for place, item in enumerate(block.items):
            label = lists.item(opened, place, item.checked)
            width = where.width - (opened.level.left - where.left)
            style = "ListParagraph" if where.style == "BodyText" else where.style
            inside = replace(
                where, left=opened.level.left, width=width, style=style, around=opened, place=place
            )
            yield from self._item(item, label, inside)

    def _item(self, item: ListItem, label: Place, inside: Where) -> Iterator[Element]:
        first, rest = (item.blocks[0] if item.blocks else None), item.blocks[1:]
        numbered = el("w:numPr", el("w:ilvl", val=label.level), el("w:numId", val=label.instance))
        if isinstance(first, Paragraph):
            runs = rich(self.story, first.text)
        else:
            runs, rest = iter(()), item.blocks
        yield paragraph(inside.style, runs, numbered, self._page_break())
        yield from self.blocks(rest, inside)

    def _table(self, block: Table, where: Where) -> Iterator[Element]:
        if self._break:
            yield spacer(2.0, self._page_break())
        if block.caption:
            yield paragraph("Caption", rich(self.story, block.caption), el("w:keepNext"))
        widths = column_widths(block, where.width, self.story.shared.set_)
        head = (
            cell([paragraph("TableHead", rich(self.story, text))], width)
            for text, width in zip(block.head, widths, strict=True)
        )
        rows = [row(head, head=True)]
        rows += [self._row(cells, block, widths) for cells in block.rows]
        title = el("w:tblCaption", val=plain(block.caption)) if block.caption else None
        yield table("TableGrid", widths, rows, title, left=where.left, first_row=True)
        yield spacer(10.0)

    def _row(self, cells: tuple[RichText, ...], block: Table, widths: list[float]) -> Element:
        lines = max(
            visible_length(plain(text)) * 0.2 / width for text, width in zip(cells, widths, strict=True)
        )
        content = (
            cell([paragraph("TableText", rich(self.story, text), justified(align))], width)
            for text, align, width in zip(cells, block.align, widths, strict=True)
        )
        return row(content, whole=lines < _LINES_KEPT)

    def _figure(self, block: Figure, where: Where) -> Iterator[Element]:
        copy, set_ = self.story.shared.copy, self.story.shared.set_
        data = copy.images.get(block.source)
        if data is None:
            raise UndrawableError(f"the image {block.source} is missing")
        picture = self.story.picture(data, block.source)
        width = picture.width if block.width is None else block.width * where.width
        tallest = set_.text_height * _TALLEST
        width = min(width, where.width, tallest * picture.width / picture.height)
        shown = inline_picture(self.story, picture, block.source, block.alt, width)
        keep = el("w:keepNext") if block.caption else None
        indent = el("w:ind", left=twips(where.left)) if where.left else None
        centred = el("w:jc", val="center")
        yield paragraph("Normal", [shown], indent, centred, keep, self._page_break())
        if block.caption:
            indent = el("w:ind", left=twips(where.left)) if where.left else None
            yield paragraph("Caption", rich(self.story, block.caption), indent)

    def _note(self, block: Note, where: Where) -> Iterator[Element]:
        """A box of one cell, since a bar beside paragraphs would move with the indents of lists in it."""
        if self._break:
            yield spacer(2.0, self._page_break())
        quote = block.kind is NoteKind.QUOTE
        inside = Where(0.0, where.width - 2 * _BOX_PADDING, "Quote" if quote else "NoteText", in_cell=True)
        content = [] if quote else [self._note_label(block.kind, inside)]
        content += self.blocks(block.blocks, inside)
        sides = (el(f"w:{side}", w=twips(_BOX_PADDING), type="dxa") for side in ("left", "right"))
        box = cell(content, where.width, el("w:tcMar", *sides))
        whole = len(content) < _LINES_KEPT
        yield table(_BOXES[block.kind], [where.width], [row([box], whole=whole)], left=where.left)
        yield spacer()

    def _note_label(self, kind: NoteKind, where: Where) -> Element:
        profile = self.story.shared.set_.profile
        colour = hex_colour(profile.caution if kind is NoteKind.CAUTION else profile.accent)
        label = run(wording.note_label(kind), *run_properties(bold=True, colour=colour))
        return self._paragraph(where, [label], el("w:keepNext"))

    def _definitions(self, block: Definitions, where: Where) -> Iterator[Element]:
        for item in block.items:
            term = replace(where, style="DefinitionTerm")
            yield self._paragraph(term, rich(self.story, item.term))
            yield from self.blocks(item.blocks, replace(where.indented(_STEP), around=None))
