"""Lines and grids as blocks: headings, nested lists, tables, notes, figures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from sopctl.content.attributes import NONE, Attributes
from sopctl.content.blocks import (
    Block,
    CodeBlock,
    Definition,
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
    Span,
    plain,
)
from sopctl.content.keys import Numbering as Counters
from sopctl.content.running_text import trimmed
from sopctl.intake.typed import Sign, Typed, without
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.grids import read_table
from sopctl.intake.word.lines import Drawn, Grid, Item, Line, walk
from sopctl.intake.word.numbering import Kind, Marker
from sopctl.intake.word.outlining import Outline, Title

_NEAR: Final = 80  # twips within which two indents are one
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


@dataclass
class _List:
    """A list that is still open."""

    marker: Marker
    left: int
    items: list[tuple[list[Block], bool | None]] = field(default_factory=list)
    first: int = 1
    last: int = 0


class Builder:
    """Builds the blocks of one container; ``own``: this program wrote the document and its styles."""

    def __init__(self, document: WordDocument, outline: Outline, *, own: bool, top: bool = True) -> None:
        self._document = document
        self._outline = outline
        self._own = own
        self._top = top
        self._counters = Counters()
        self._found: list[Read] = []
        self._lists: list[_List] = []
        self._list_place = 0
        self._list_keys: tuple[str, ...] = ()
        self._list_break = False
        self._caption: Line | None = None
        self._break = False
        self._typed_labels: list[str] = []
        self._number: tuple[int, ...] = ()
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
        if self._lists and self._lists[-1].items and self._lists[-1].items[-1][0]:
            blocks = self._lists[-1].items[-1][0]
            if isinstance(blocks[-1], Figure) and not blocks[-1].caption:
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
        text = line.spans
        if title.label is not None:
            text = without(text, title.label.length + _indent(plain(text)))
        bare = _unbold(trimmed([replace(span, text=span.text.replace("\n", " ")) for span in text]))
        if not bare:
            self._running(line)
            return
        number = self._numbered(title)
        key = self._counters.key(None, plain(bare), number, title.appendix)
        self._tell_heading(line, title, number)
        self._number = number
        self._add(Heading(title.level, bare, key, number, title.appendix), line.place, line.keys)
        for one in line.pictures:
            self._add(Figure(one.source, one.alt, (), one.width), line.place)

    def _numbered(self, title: Title) -> tuple[int, ...]:
        """The number that the heading gets; one that was typed otherwise stays as it was typed."""
        classes: tuple[str, ...] = ()
        if title.appendix and title.level == 1:
            classes = ("appendix",)
        elif title.number is None and self._outline.numbered and not self._own:
            classes = ("unnumbered",)
        before = self._counters.counts()
        given = Attributes(classes=classes) if classes else NONE
        number, _, _ = self._counters.number(title.level, given)
        if title.number and number and number[-1] != title.number[-1]:
            self._counters.restore(before)
            asked = Attributes(classes=classes, values={"number": str(title.number[-1])})
            number, _, _ = self._counters.number(title.level, asked)
        return number

    def _tell_heading(self, line: Line, title: Title, number: tuple[int, ...]) -> None:
        if self._own:
            return
        tell = self._document.asides.add
        if title.guessed:
            tell("import-heading-guessed", line.place, "ถือเป็นหัวข้อตามลักษณะตัวอักษรและเลขข้อ",
                 "taken for a heading by its look and number", line.text)  # fmt: skip
        if title.label is not None:
            same = title.number == number or (title.number or ())[-1:] == number[-1:]
            tell("import-number-typed" if same else "import-number-kept", line.place,
                 "เลขข้อที่พิมพ์เองกลายเป็นเลขข้ออัตโนมัติ", "a number typed by hand became a generated one",
                 title.label.label)  # fmt: skip

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
        item = Definition(_unbold(trimmed(line.spans)), ())
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
        blocks = _with_pictures(line, text)
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
        if label is None or not self._fits(label):
            return None, text
        kind = {Sign.LETTER: Kind.LETTER, Sign.BULLET: Kind.BULLET}.get(label.sign, Kind.NUMBER)
        depth = len(label.path)
        count = label.path[-1] if label.path else 0
        self._typed_labels.append(label.label)
        marker = Marker(f"typed:{label.sign}", depth, kind, count, label.path, line.left)
        return marker, trimmed(without(text, label.length - _indent(line.text)))

    def _fits(self, label: Typed) -> bool:
        if label.sign is Sign.BULLET:
            return True
        if len(label.path) > 1:
            parent = label.path[:-1]
            known = {one.marker.path for one in self._lists} | {self._number}
            above = {path[:-1] for path in known if path}
            return parent in known or parent in above
        same = [one for one in self._lists if one.marker.list_id == f"typed:{label.sign}"]
        expected = {1} | {one.last + 1 for one in same if one.marker.depth == 1}
        return label.path[0] in expected

    def _item(self, line: Line, marker: Marker, blocks: list[Block], left: int) -> None:
        if self._break or (line.keys and any(key.startswith("sopctl_b") for key in line.keys)):
            self._close_lists(0)
        at = self._open_list(marker, left)
        self._close_lists(at + 1)
        if at == len(self._lists):
            if not self._lists:
                self._list_place, self._list_keys, self._list_break = line.place, line.keys, self._break
                self._break = False
            self._lists.append(_List(marker, left, first=marker.count))
        here = self._lists[at]
        here.items.append((blocks, marker.checked))
        here.last, here.marker, here.left = marker.count, marker, left
        if marker.foreign:
            self._typed_labels.append(f"{marker.foreign} {marker.count},")

    def _open_list(self, marker: Marker, left: int) -> int:
        """The place in the open lists where an item belongs; behind them all for a list of its own."""
        for at in range(len(self._lists) - 1, -1, -1):
            one = self._lists[at]
            if _same_list(one, marker, left):
                follows = marker.kind is Kind.BULLET or marker.count == one.last + 1
                if follows:
                    return at
                self._close_lists(at)
                return at
        at = len(self._lists)
        while at and not _deeper(self._lists[at - 1], marker, left):
            at -= 1
        self._close_lists(at)
        return at

    def _continues(self, line: Line, blocks: list[Block]) -> bool:
        """A line without a label that stands in as far as an item's text goes on with that item."""
        if not self._lists or line.left <= _NEAR or self._break or line.keys:
            return False
        at = len(self._lists) - 1
        while at >= 0 and line.left < self._lists[at].left - _NEAR:
            at -= 1
        if at < 0:
            return False
        self._close_lists(at + 1)
        self._lists[at].items[-1][0].extend(blocks)
        return True

    def _close_lists(self, down_to: int) -> None:
        while len(self._lists) > down_to:
            done = self._lists.pop()
            block = _list_block(done)
            if self._lists:
                self._lists[-1].items[-1][0].append(block)
            else:
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
        inside = self._lists and grid.left > _NEAR and self._own and not (line.keys if line else keys)
        if not inside:
            self._close_lists(0)
        kind = _BOXES.get(grid.style.title.lower().replace(" ", ""))
        if kind is not None or (len(grid.rows) == 1 and len(grid.rows[0]) == 1 and not self._own):
            blocks = self._box(grid, kind)
            if line is not None:
                self._running(line)
        else:
            caption = _unbold(trimmed(line.spans)) if line is not None else ()
            blocks = read_table(self._document, grid, caption)
            if line is not None and not blocks:
                self._running(line)
            keys = (line.keys + keys) if line is not None else keys
        if inside and blocks:
            at = len(self._lists) - 1
            while at > 0 and grid.left < self._lists[at].left - _NEAR:
                at -= 1
            self._close_lists(at + 1)
            self._lists[at].items[-1][0].extend(blocks)
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


def _same_list(one: _List, marker: Marker, left: int) -> bool:
    """Whether an item is one more of an open list."""
    if one.marker.kind is not marker.kind:
        return False
    if one.marker.list_id == marker.list_id:
        typed_bullets = marker.list_id == "typed:bullet"
        return one.marker.depth == marker.depth and (not typed_bullets or abs(one.left - left) <= 2 * _NEAR)
    spelt = one.marker.spelt and marker.spelt
    return spelt and one.marker.depth == marker.depth and (
        marker.kind is Kind.BULLET or marker.count == one.last + 1
    )  # fmt: skip


def _deeper(one: _List, marker: Marker, left: int) -> bool:
    """Whether an item begins a list inside the last item of an open one."""
    if one.marker.list_id == marker.list_id and one.marker.depth != marker.depth:
        return marker.depth > one.marker.depth
    if marker.list_id.startswith("typed:") and one.marker.list_id.startswith("typed:"):
        rank = {"typed:section": 0, "typed:bracket": 1, "typed:letter": 2, "typed:bullet": 3}
        if left + _NEAR < one.left:
            return False
        return left > one.left + _NEAR or rank[marker.list_id] > rank[one.marker.list_id]
    return left > one.left + _NEAR or (left >= one.left - _NEAR and marker.depth > one.marker.depth)


def _list_block(done: _List) -> ListBlock:
    items = tuple(ListItem(tuple(blocks), checked) for blocks, checked in done.items)
    ordered = done.marker.kind in {Kind.NUMBER, Kind.LETTER}
    return ListBlock(ordered, items, done.first if ordered else 1, done.marker.kind is Kind.LETTER)


def _with_pictures(line: Line, text: RichText) -> list[Block]:
    """A paragraph; pictures in it stand by themselves, and the text around them too."""
    if not line.pictures:
        return [Paragraph(text)] if text else []
    blocks: list[Block] = []
    run: list[Span] = []
    for piece in [*line.pieces, None]:
        if isinstance(piece, Span):
            run.append(piece)
            continue
        part = trimmed(run)
        run = []
        if part:
            blocks.append(Paragraph(part))
        if isinstance(piece, Drawn):
            blocks.append(Figure(piece.source, piece.alt, (), piece.width))
    return blocks


def _indent(text: str) -> int:
    """How many characters of white space a text begins with."""
    return len(text) - len(text.lstrip())


def _unbold(text: RichText) -> RichText:
    """A text that is bold as a whole needs no mark for it where its block says so."""
    words = [span for span in text if span.text.strip()]
    if not words or not all(span.bold for span in words):
        return text
    return tuple(replace(span, bold=False) for span in text)


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
