"""Sections of a scanned text as blocks: headings, paragraphs, nested lists, tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sopctl.content.blocks import (
    Align,
    Block,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    RichText,
    Span,
    Table,
)
from sopctl.content.keys import slug
from sopctl.intake.scan.sections import Chapter, Part, Path, Section
from sopctl.intake.typed import Sign, appendix

_DEEPEST: Final = 6


@dataclass
class Placed:
    """A block with the place of its first line in the file; 0 for one that stands in no line."""

    block: Block
    place: int


@dataclass
class _List:
    """A list that is still open; items hold their text and the blocks below it."""

    key: tuple[str, int]
    indent: int
    first: int
    place: int
    items: list[tuple[list[str], list[Block]]] = field(default_factory=list)

    @property
    def following(self) -> int:
        """The count of the item that would come next."""
        return self.first + len(self.items)

    def block(self) -> ListBlock:
        """The list as it stands."""
        sign = self.key[0]
        items = tuple(ListItem((Paragraph(_rich(text)), *blocks)) for text, blocks in self.items)
        return ListBlock(sign != Sign.BULLET, items, self.first, sign == Sign.LETTER)


def blocks_of(chapters: list[Chapter]) -> list[Placed]:
    """All blocks in order."""
    found: list[Placed] = []
    appendices = 0
    for chapter in chapters:
        above: Path = ()
        if chapter.opening is not None:
            appendices += 1
            above = (appendices,)
            found.append(_appendix(chapter.opening, appendices))
        found += _content(chapter.lines)
        for section in chapter.sections:
            for one in section.walk():
                found.append(_heading(one, above))
                found += _content(one.lines)
    return found


def missing(path: Path) -> str:
    """The words of a heading that a text does not have."""
    return f"[ไม่ปรากฏชื่อหัวข้อ {'.'.join(map(str, path))}]"


def _heading(section: Section, above: Path) -> Placed:
    number = (*above, *section.path)
    text = section.part.text if section.part else missing(section.path)
    level = min(_DEEPEST, len(number))
    heading = Heading(level, (Span(text),), slug(text), number[:_DEEPEST], appendix=bool(above))
    return Placed(heading, section.part.row.place if section.part else 0)


def _appendix(part: Part, count: int) -> Placed:
    label = appendix(part.row.text)
    text = part.row.text[label.length :] if label else part.row.text
    return Placed(Heading(1, (Span(text),), slug(text), (count,), appendix=True), part.row.place)


class _Content:
    """Builds the blocks below one heading, line by line."""

    def __init__(self) -> None:
        self.found: list[Placed] = []
        self._lists: list[_List] = []
        self._text: list[Part] = []
        self._cells: list[Part] = []

    def line(self, part: Part) -> None:
        """Take the next line."""
        if self._cells and (not part.row.barred or len(part.row.cells) != len(self._cells[0].row.cells)):
            self._table()
        if part.row.barred and part.label is None:
            self.close()
            self._cells.append(part)
        elif part.label is not None:
            self._flush()
            self._item(part)
        elif self._lists and not part.row.gap and part.row.indent > self._lists[-1].indent:
            self._lists[-1].items[-1][0].append(part.text)
        else:
            self._close_lists(0)
            if part.row.gap:
                self._flush()
            self._text.append(part)

    def close(self) -> None:
        """End the lists and the paragraph that are open."""
        self._close_lists(0)
        self._flush()

    def end(self) -> None:
        """End all that is open."""
        self._table()
        self.close()

    def _table(self) -> None:
        rows, self._cells = self._cells, []
        if not rows:
            return
        if len(rows) < 2:
            self._text += rows
            self._flush()
            return
        cells = [tuple(_rich([cell]) for cell in part.row.cells) for part in rows]
        align = tuple(Align.NONE for _ in cells[0])
        self.found.append(Placed(Table(cells[0], tuple(cells[1:]), align), rows[0].row.place))

    def _flush(self) -> None:
        if self._text:
            text = _rich([part.text for part in self._text])
            self.found.append(Placed(Paragraph(text), self._text[0].row.place))
            self._text = []

    def _item(self, part: Part) -> None:
        label = part.label
        assert label is not None  # noqa: S101 - the caller looked
        key = (str(label.sign), len(label.path))
        count = label.path[-1] if label.path else 1
        indent = part.row.indent
        while self._lists and self._lists[-1].indent > indent:
            self._close_lists(len(self._lists) - 1)
        depth = next(
            (at for at, one in enumerate(self._lists) if one.key == key and one.indent >= indent), None
        )
        if depth is not None:
            self._close_lists(depth + 1)
            if label.sign is not Sign.BULLET and self._lists[-1].following != count:
                self._close_lists(depth)
        if depth is None or len(self._lists) == depth:
            self._lists.append(_List(key, indent, count, part.row.place))
        self._lists[-1].items.append(([part.text], []))

    def _close_lists(self, depth: int) -> None:
        while len(self._lists) > depth:
            done = self._lists.pop()
            if self._lists:
                self._lists[-1].items[-1][1].append(done.block())
            else:
                self.found.append(Placed(done.block(), done.place))


def _content(parts: list[Part]) -> list[Placed]:
    content = _Content()
    for part in parts:
        content.line(part)
    content.end()
    return content.found


def _rich(lines: list[str]) -> RichText:
    return (Span("\n".join(line.strip() for line in lines)),)
