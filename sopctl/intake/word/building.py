"""Lines and grids as blocks: headings, nested lists, tables, notes, figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sopctl.content.blocks import (
    Block,
    CodeBlock,
    Definition,
    Definitions,
    Figure,
    Note,
    NoteKind,
    PageBreak,
    Paragraph,
    RichText,
    Span,
    plain,
)
from sopctl.content.running_text import trimmed
from sopctl.intake.typed import Sign, without
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.grids import read_table
from sopctl.intake.word.headings import HeadingBuilder
from sopctl.intake.word.lines import Grid, Item, Line, walk
from sopctl.intake.word.numbering import Kind, Marker
from sopctl.intake.word.open_lists import NEAR, OpenLists
from sopctl.intake.word.outlining import Outline, Title
from sopctl.intake.word.passages import indent, unbold, with_pictures

_BOXES: Final = {"notebox": NoteKind.NOTE, "cautionbox": NoteKind.CAUTION, "quotebox": NoteKind.QUOTE}
_LABELS: Final = {NoteKind.NOTE: "หมายเหตุ", NoteKind.CAUTION: "ข้อควรระวัง"}
_CAUTIONS: Final = ("ข้อควรระวัง", "คำเตือน", "caution", "warning", "ห้าม")
_REMARKS: Final = ("หมายเหตุ", "note", "remark")


@dataclass
class Read:
    """A block with where it came from: ``keys`` are the bookmarks that begin in it."""

    block: Block
    place: int
    keys: tuple[str, ...] = ()
    break_before: bool = False


class Builder:
    """Builds the blocks of one container; ``own``: this program wrote the document and its styles."""

    def __init__(self, document: WordDocument, outline: Outline, *, own: bool, top: bool = True) -> None:
        self._document = document
        self._outline = outline
        self._own = own
        self._top = top
        self._headings = HeadingBuilder(document, outline, own=own)
        self._found: list[Read] = []
        self._lists = OpenLists()
        self._list_place = 0
        self._list_keys: tuple[str, ...] = ()
        self._list_break = False
        self._caption: Line | None = None
        self._break = False
        self._typed_labels: list[str] = []
        self._waiting: tuple[str, ...] = ()  # marks of an empty line, which belong to what follows

    def build(self, items: list[Item]) -> list[Read]:
        """The blocks of items, in order."""
        for item in items:
            if isinstance(item, Grid):
                self._grid(item)
            else:
                self._line(item)
        self._flush_caption()
        self._close_lists(0)
        return self._found

    def _add(self, block: Block, place: int, keys: tuple[str, ...] = ()) -> None:
        self._found.append(Read(block, place, keys, self._break and bool(self._found or self._own)))
        self._break = False

    def _inside(self, items: list[Item]) -> tuple[Block, ...]:
        builder = Builder(self._document, self._outline, own=self._own, top=False)
        return tuple(read.block for read in builder.build(items))

    # Lines

    def _line(self, line: Line) -> None:
        self._break = self._break or (line.break_before and self._top)
        if line.empty:
            self._waiting += line.keys
            self._break = self._break or (line.break_after and self._top)
            return
        line.keys, self._waiting = self._waiting + line.keys, ()
        style = line.style.title.lower()
        title = self._outline.title(line) if self._top else None
        if style == "caption" and self._captioned(line):
            return
        self._flush_caption()
        if title is not None:
            self._close_lists(0)
            self._heading(line, title)
        elif style == "code" or (style == "html preformatted" and not self._own):
            self._code(line)
        elif style == "definition term":
            self._term(line)
        elif self._own and line.left >= 500 and self._meaning(line):
            pass
        else:
            self._running(line)
        self._break = self._break or (line.break_after and self._top)

    def _captioned(self, line: Line) -> bool:
        """A caption goes to the figure before it, else it waits for the table behind it."""
        last = self._found[-1] if self._found and not self._lists else None
        if last is not None and isinstance(last.block, Figure) and not last.block.caption:
            last.block = replace(last.block, caption=(Span(" ".join(line.text.split())),))
            return True
        blocks = self._lists.last_item() if self._lists else []
        if blocks and isinstance(blocks[-1], Figure) and not blocks[-1].caption:
            blocks[-1] = replace(blocks[-1], caption=(Span(" ".join(line.text.split())),))
            return True
        self._flush_caption()
        self._caption = line
        return True

    def _flush_caption(self) -> None:
        """A caption whose table did not come is a paragraph."""
        line, self._caption = self._caption, None
        if line is not None:
            self._running(line)

    def _heading(self, line: Line, title: Title) -> None:
        heading = self._headings.heading(line, title)
        if heading is None:
            self._running(line)
            return
        self._add(heading, line.place, line.keys)
        for one in line.pictures:
            self._add(Figure(one.source, one.alt, (), one.width), line.place)

    def _code(self, line: Line) -> None:
        self._close_lists(0)
        text = plain(line.spans)
        last = self._found[-1] if self._found else None
        if last is not None and isinstance(last.block, CodeBlock) and not line.keys:
            last.block = replace(last.block, text=f"{last.block.text}\n{text}")
        else:
            self._add(CodeBlock(text), line.place, line.keys)

    def _term(self, line: Line) -> None:
        self._close_lists(0)
        item = Definition(unbold(trimmed(line.spans)), ())
        last = self._found[-1] if self._found else None
        if last is not None and isinstance(last.block, Definitions) and not line.keys:
            last.block = replace(last.block, items=(*last.block.items, item))
        else:
            self._add(Definitions((item,)), line.place, line.keys)

    def _meaning(self, line: Line) -> bool:
        """A line that stands in below a term is what the term means."""
        last = self._found[-1].block if self._found and not self._lists else None
        if not isinstance(last, Definitions) or line.keys or line.marker is not None:
            return False
        item = last.items[-1]
        blocks = (*item.blocks, Paragraph(trimmed(line.spans)))
        self._found[-1].block = replace(last, items=(*last.items[:-1], replace(item, blocks=blocks)))
        return True

    def _running(self, line: Line) -> None:
        marker, text = line.marker, trimmed(line.spans)
        left = line.left
        if marker is None:
            marker, text = self._typed(line, text)
        blocks = with_pictures(line, text)
        if marker is not None:
            self._item(line, marker, blocks, left)
        elif not self._continues(line, blocks):
            self._close_lists(0)
            for at, block in enumerate(blocks):
                self._add(block, line.place, line.keys if at == 0 else ())

    # Lists

    def _typed(self, line: Line, text: RichText) -> tuple[Marker | None, RichText]:
        """The list item that a label typed by hand makes, where it fits what stands before it."""
        label = self._outline.typed(line) if not self._own else None
        if label is None or not self._lists.fit(label, self._headings.number):
            return None, text
        kind = {Sign.LETTER: Kind.LETTER, Sign.BULLET: Kind.BULLET}.get(label.sign, Kind.NUMBER)
        depth = len(label.path)
        count = label.path[-1] if label.path else 0
        self._typed_labels.append(label.label)
        marker = Marker(f"typed:{label.sign}", depth, kind, count, label.path, line.left)
        return marker, trimmed(without(text, label.length - indent(line.text)))

    def _item(self, line: Line, marker: Marker, blocks: list[Block], left: int) -> None:
        if self._break or (line.keys and any(key.startswith("sopctl_b") for key in line.keys)):
            self._close_lists(0)
        at, follows = self._lists.place_of(marker, left)
        self._close_lists(at + follows)
        if not self._lists:
            self._list_place, self._list_keys, self._list_break = line.place, line.keys, self._break
            self._break = False
        self._lists.put(marker, left, blocks, again=follows)
        if marker.foreign:
            self._typed_labels.append(f"{marker.foreign} {marker.count},")

    def _continues(self, line: Line, blocks: list[Block]) -> bool:
        """A line without a label that stands in as far as an item's text goes on with that item."""
        if not self._lists or line.left <= NEAR or self._break or line.keys:
            return False
        at = self._lists.reaching(line.left)
        if at < 0:
            return False
        self._go_on(at, blocks)
        return True

    def _go_on(self, at: int, blocks: list[Block]) -> None:
        """Put blocks into the last item of an open list."""
        self._close_lists(at + 1)
        self._lists.last_item().extend(blocks)

    def _close_lists(self, down_to: int) -> None:
        block = self._lists.close(down_to)
        if block is not None:
            waiting, self._break = self._break, self._list_break
            self._add(block, self._list_place, self._list_keys)
            self._break = waiting
            self._tell_labels()

    def _tell_labels(self) -> None:
        labels, self._typed_labels = self._typed_labels, []
        if labels and not self._own:
            self._document.asides.add(
                "import-label-changed", self._list_place, "ป้ายข้อที่พิมพ์เองหรือรูปแบบอื่นกลายเป็นรายการอัตโนมัติ",
                "labels typed by hand, or of another kind, became those of a list", " ".join(labels),
            )  # fmt: skip

    # Tables

    def _grid(self, grid: Grid) -> None:
        line, self._caption = self._caption, None
        keys, self._waiting = self._waiting + _keys_in(grid), ()
        inside = self._lists and grid.left > NEAR and self._own and not (line.keys if line else keys)
        if not inside:
            self._close_lists(0)
        kind = _BOXES.get(grid.style.title.lower().replace(" ", ""))
        if kind is not None or (len(grid.rows) == 1 and len(grid.rows[0]) == 1 and not self._own):
            blocks = self._box(grid, kind)
            if line is not None:
                self._running(line)
        else:
            caption = unbold(trimmed(line.spans)) if line is not None else ()
            blocks = read_table(self._document, grid, caption)
            if line is not None and not blocks:
                self._running(line)
            keys = (line.keys + keys) if line is not None else keys
        if inside and blocks:
            self._go_on(max(0, self._lists.reaching(grid.left)), blocks)
            return
        for at, block in enumerate(blocks):
            self._add(block, grid.place, keys if at == 0 else ())

    def _box(self, grid: Grid, kind: NoteKind | None) -> list[Block]:
        """A box of one cell: a note, a caution or a quotation with what stands in it."""
        items = [item for row in grid.rows for cell in row for item in cell.items]
        lines = [line for line in walk(items) if line.text]
        if kind is None:
            first = lines[0].text.lower() if lines else ""
            kind = NoteKind.QUOTE
            kind = NoteKind.NOTE if first.startswith(_REMARKS) else kind
            kind = NoteKind.CAUTION if first.startswith(_CAUTIONS) else kind
        elif lines and lines[0] is items[0] and lines[0].text == _LABELS.get(kind):
            items = items[1:]
        blocks = self._inside(items)
        return [Note(kind, blocks)] if blocks else []


def _keys_in(grid: Grid) -> tuple[str, ...]:
    first = grid.rows[0][0].items[0] if grid.rows and grid.rows[0] and grid.rows[0][0].items else None
    return first.keys if isinstance(first, Line) else ()


def with_breaks(found: list[Read]) -> list[Read]:
    """The blocks with a page break of its own before each that begins a page."""
    blocks: list[Read] = []
    for read in found:
        if read.break_before and blocks:
            blocks.append(Read(PageBreak(), read.place))
        blocks.append(replace(read, break_before=False))
    return blocks
