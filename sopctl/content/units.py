"""A body as a flat list of units: what a comparison lays side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sopctl.content.blocks import (
    Block,
    Body,
    CodeBlock,
    Definitions,
    Figure,
    Heading,
    ListBlock,
    Note,
    PageBreak,
    Paragraph,
    RichText,
    Table,
)


class UnitKind(StrEnum):
    """What a unit is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # the first paragraph of a list item
    ROW = "row"  # cells parted by tabs
    CAPTION = "caption"
    FIGURE = "figure"  # file, alternative text and caption, each on a line
    TERM = "term"
    CODE = "code"
    BREAK = "break"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Section:
    """The heading under which a unit stands; empty before the first."""

    key: str = ""
    title: str = ""
    number: tuple[int, ...] = ()
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. ``text`` is exactly what it says; ``form`` is all that is not its words.

    ``form`` holds styles, links, level, what it stands in: two units with equal text and another form differ
    in form alone. Generated numbers are no form. ``section`` and ``lines`` take no part in equality.
    """

    kind: UnitKind
    text: str
    form: tuple[object, ...] = ()
    section: Section = field(default=Section(), compare=False)
    lines: tuple[int, int] = field(default=(0, 0), compare=False)


Form = tuple[object, ...]


def units(body: Body) -> list[Unit]:
    """The units of a body in reading order, its footnotes last."""
    found: list[Unit] = []
    section = Section()
    for block in body.blocks:
        if isinstance(block, Heading):
            section = Section(block.key, shown(block.text), block.number, block.appendix)
        found.extend(_block(block, (), section))
    for blocks in body.footnotes.values():
        for block in blocks:
            found.extend(_block(block, ("footnote",), Section()))
    return found


def _block(block: Block, around: Form, section: Section) -> Iterator[Unit]:
    """The units of one block; ``around`` names what it stands in, outermost first."""
    match block:
        case ListBlock():
            yield from _list(block, around, section)
        case Table():
            yield from _table(block, around, section)
        case Note():
            for inside in block.blocks:
                yield from _block(inside, (*around, block.kind), section)
        case Definitions():
            for item in block.items:
                form = (*around, styles(item.term))
                yield Unit(UnitKind.TERM, shown(item.term), form, section, block.lines)
                for inside in item.blocks:
                    yield from _block(inside, (*around, "meaning"), section)
        case _:
            kind, text, form = _single(block, around)
            yield Unit(kind, text, (*around, *form), section, block.lines)


def _single(
    block: Heading | Paragraph | Figure | CodeBlock | PageBreak, around: Form
) -> tuple[UnitKind, str, Form]:
    """Kind, text and form of a block that is one unit."""
    match block:
        case Heading():
            return UnitKind.HEADING, shown(block.text), (block.level, block.appendix, styles(block.text))
        case Paragraph():
            kind = UnitKind.FOOTNOTE if around == ("footnote",) else UnitKind.PARAGRAPH
            return kind, shown(block.text), (styles(block.text),)
        case Figure():
            text = "\n".join((block.source, block.alt, shown(block.caption)))
            return UnitKind.FIGURE, text, (block.width, styles(block.caption))
        case CodeBlock():
            return UnitKind.CODE, block.text, (block.language,)
        case PageBreak():
            return UnitKind.BREAK, "", ()


def _table(block: Table, around: Form, section: Section) -> Iterator[Unit]:
    if block.caption:
        form = (*around, styles(block.caption))
        yield Unit(UnitKind.CAPTION, shown(block.caption), form, section, block.lines)
    for at, row in enumerate((block.head, *block.rows)):
        text = "\t".join(shown(cell) for cell in row)
        form = (*around, at == 0, block.align, tuple(styles(cell) for cell in row))
        yield Unit(UnitKind.ROW, text, form, section, block.lines)


def _list(block: ListBlock, around: Form, section: Section) -> Iterator[Unit]:
    kind = "ordered" if block.ordered else "bullets"
    for at, item in enumerate(block.items):
        # The count is not form: an item put in before others leaves those as they were.
        mark = (kind, block.letters, item.checked, block.start if at == 0 else None)
        first = item.blocks[0] if item.blocks else None
        rest = item.blocks
        if isinstance(first, Paragraph):
            text, form, rest = shown(first.text), styles(first.text), rest[1:]
            yield Unit(UnitKind.ITEM, text, (*around, mark, form), section, first.lines)
        else:
            yield Unit(UnitKind.ITEM, "", (*around, mark), section, item.lines)
        for inside in rest:
            yield from _block(inside, (*around, kind), section)


def shown(text: RichText) -> str:
    """Rich text as one string, footnote marks as ``[^key]``."""
    return "".join(span.text if span.note is None else f"[^{span.note}]" for span in text)


def styles(text: RichText) -> tuple[object, ...]:
    """What is set apart in a rich text: its words with their style and link, one entry a run."""
    return tuple(
        (span.text, span.bold, span.italic, span.code, span.struck, span.raised, span.lowered, span.href)
        for span in text
        if span.bold
        or span.italic
        or span.code
        or span.struck
        or span.raised
        or span.lowered
        or span.href is not None
    )
