"""The block tree: what a document says, without how it is written or drawn.

Markdown is read into it; PDF, DOCX, HTML, search and comparison are made from it. All values are frozen
and hashable. ``lines`` is the half-open range of source lines (from 0) that a block came from; it takes no
part in equality, so the same text in another place is the same block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Lines = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. ``text`` may hold ``\\n``, a forced line break.

    ``href``: link target (an address, ``#key`` of a heading, or a document number's address).
    ``note``: key of the footnote whose mark stands here; ``text`` is then empty.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    raised: bool = False
    lowered: bool = False
    href: str | None = None
    note: str | None = None


RichText = tuple[Span, ...]


class Align(StrEnum):
    """How a table column is set."""

    NONE = "none"
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class NoteKind(StrEnum):
    """What a set-off block is for."""

    NOTE = "note"
    CAUTION = "caution"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading. ``level`` 1 is a section (1), 2 a subsection (1.1), to 6.

    ``number`` holds the generated counters, such as ``(3, 5)``; in an appendix the first counts appendices
    (1 is ก). ``key`` is the anchor, unique in the document and stable while the text is.
    """

    level: int
    text: RichText
    key: str
    number: tuple[int, ...]
    appendix: bool = False
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: RichText
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item: its blocks, the first usually a paragraph. ``checked`` is None outside task lists."""

    blocks: tuple[Block, ...]
    checked: bool | None = None
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; ordered ones count from ``start``. ``letters``: count ก ข ค instead of numbers."""

    ordered: bool
    items: tuple[ListItem, ...]
    start: int = 1
    letters: bool = False
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; every row has as many cells. ``widths`` are relative shares, or empty."""

    head: tuple[RichText, ...]
    rows: tuple[tuple[RichText, ...], ...]
    align: tuple[Align, ...]
    caption: RichText = ()
    widths: tuple[float, ...] = ()
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """An image by itself, from the file ``source`` beside the document.

    ``width`` is a share of the text width, None for its own size.
    """

    source: str
    alt: str
    caption: RichText = ()
    width: float | None = None
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Note:
    """A note (หมายเหตุ), a caution (ข้อควรระวัง) or a quotation."""

    kind: NoteKind
    blocks: tuple[Block, ...]
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what it means."""

    term: RichText
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """A list of terms with their meanings."""

    items: tuple[Definition, ...]
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Text kept line by line, in a fixed layout."""

    text: str
    language: str = ""
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A thematic break in the source (``---``): a new page in a copy, a rule on a page."""

    lines: Lines = field(default=(0, 0), compare=False)


Block = Heading | Paragraph | ListBlock | Table | Figure | Note | Definitions | CodeBlock | PageBreak


@dataclass(frozen=True, slots=True)
class Remark:
    """What the reader of a source had to decide, such as raw HTML that became text.

    ``line`` counts from 0 in the body's source; ``detail`` is what stood there.
    """

    code: str
    line: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A document's blocks in order, and its footnotes by key in order of first mention.

    Footnotes that nothing mentions come last. ``remarks`` take no part in equality.
    """

    blocks: tuple[Block, ...]
    footnotes: Mapping[str, tuple[Block, ...]] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )
    remarks: tuple[Remark, ...] = field(default=(), compare=False)

    def headings(self) -> Iterator[Heading]:
        """The headings, in order (headings stand at the top level only)."""
        return (block for block in self.blocks if isinstance(block, Heading))

    def figures(self) -> Iterator[Figure]:
        """Every figure, wherever it stands."""
        return (block for block in walk(self.blocks) if isinstance(block, Figure))


def plain(text: RichText) -> str:
    """The bare characters of rich text."""
    return "".join(span.text for span in text)


def children(block: Block) -> tuple[tuple[Block, ...], ...]:
    """The groups of blocks that stand inside a block."""
    match block:
        case ListBlock():
            return tuple(item.blocks for item in block.items)
        case Definitions():
            return tuple(item.blocks for item in block.items)
        case Note():
            return (block.blocks,)
        case _:
            return ()


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, outer before inner, in reading order."""
    for block in blocks:
        yield block
        for group in children(block):
            yield from walk(group)
