"""The block tree to Markdown of the dialect: what ``parse_body`` reads back as the same body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sopctl.content.attributes import Attributes
from sopctl.content.blocks import (
    Align,
    Block,
    Body,
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
from sopctl.content.inline_writer import literal, running, target
from sopctl.content.keys import Numbering, slug
from sopctl.content.markdown import parse_body
from sopctl.content.units import shown

_RULES = {Align.NONE: "---", Align.LEFT: ":---", Align.CENTRE: ":---:", Align.RIGHT: "---:"}
_CAPTION = re.compile(r"(Table|ตาราง):")
# Letters, Thai marks, figures and single spaces: nothing here can be read as anything else.
_BARE = re.compile(
    "[A-Za-z\u0e01-\u0e2e][A-Za-z0-9\u0e01-\u0e3a\u0e40-\u0e4e]*(?: [A-Za-z0-9\u0e01-\u0e3a\u0e40-\u0e4e]+)*"
)


def write_body(body: Body) -> str:
    """A body as Markdown, ending in a line end; an empty body is an empty text.

    The words come back exactly; a style that Markdown cannot set in that place is left out.
    """
    writer = BodyWriter()
    blocks = writer.blocks(body.blocks, "---")
    notes = [writer.footnote(key, note) for key, note in body.footnotes.items()]
    text = "\n\n".join(part for part in (blocks, *notes) if part)
    return text + "\n" if text else ""


class BodyWriter:
    """Writes the blocks of one body in order; counts its headings to know which numbers need no word."""

    def __init__(self) -> None:
        self._numbering = Numbering()
        self._times: Counter[str] = Counter()

    def blocks(self, blocks: tuple[Block, ...], rule: str = "***", *, other: bool = False) -> str:
        """Blocks one after the other; ``rule`` is how a page break is written here.

        ``other`` begins a list that stands first with the other marker: what stands before it is a list too.
        """
        parts: list[str] = []
        before: Block | None = None
        for place, block in enumerate(blocks):
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            # Two lists of one kind would be read as one; another marker keeps them apart.
            alike = isinstance(block, ListBlock) and isinstance(before, ListBlock)
            other = (alike and not other) if parts else other
            text = rule if isinstance(block, PageBreak) else self._block(block, other, following)
            if text:
                parts.append(text)
                before = block
        return "\n\n".join(parts)

    def pass_over(self, blocks: Sequence[Block]) -> None:
        """Count the headings among blocks that are not written."""
        for block in blocks:
            if isinstance(block, Heading):
                self._heading(block)

    def footnote(self, key: str, blocks: tuple[Block, ...]) -> str:
        """A footnote with its text."""
        return _hung(f"[^{key}]: ", self.blocks(blocks), 4) if blocks else f"[^{key}]:"

    def _block(self, block: Block, other: bool, following: Block | None) -> str:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                text = paragraph(block.text)
                return _CAPTION.sub(r"\1\\:", text, count=1) if isinstance(following, Table) else text
            case ListBlock():
                return self._list(block, other)
            case Table():
                return _table(block)
            case Figure():
                return _figure(block)
            case Note():
                marker = "" if block.kind is NoteKind.QUOTE else f"[!{block.kind.value.upper()}]\n"
                inside = marker + self.blocks(block.blocks)
                return "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))
            case Definitions():
                return self._definitions(block)
            case CodeBlock():
                return _fenced(block)
            case PageBreak():
                return "***"

    def _heading(self, heading: Heading) -> str:
        classes: tuple[str, ...] = ()
        if not heading.number:
            classes = ("unnumbered",)
        elif heading.appendix and heading.level == 1:
            classes = ("appendix",)
        values: dict[str, str] = {}
        before = self._numbering.counts()
        number, _, _ = self._numbering.number(heading.level, Attributes(classes=classes))
        if number != heading.number:
            self._numbering.restore(before)
            values["number"] = str(heading.number[-1])
            self._numbering.number(heading.level, Attributes(classes=classes, values=values))
        given = [f"#{heading.key}"] if self._needs_key(heading) else []
        given += [f".{name}" for name in classes] + [f"{key}={value}" for key, value in values.items()]
        group = f" {{{' '.join(given)}}}" if given else ""
        text = _closed(one_line(heading.text))
        return f"{'#' * heading.level} {text}{group}".rstrip()

    def _needs_key(self, heading: Heading) -> bool:
        """Whether reading the heading's text would make another key than it has."""
        made = slug(plain(heading.text))
        self._times[made] += 1
        expected = made if self._times[made] == 1 else f"{made}-{self._times[made]}"
        return heading.key != expected and slug(heading.key) == heading.key

    def _list(self, block: ListBlock, other: bool) -> str:
        items: list[str] = []
        for place, item in enumerate(block.items):
            sign = f"{block.start + place}{')' if other else '.'}" if block.ordered else "*" if other else "-"
            items.append(_hung(f"{sign} ", self._item(item), len(sign) + 1))
        return ("{.letters}\n" if block.letters else "") + "\n".join(items)

    def _item(self, item: ListItem) -> str:
        text = self.blocks(item.blocks)
        if item.checked is None:
            return text
        return f"[{'x' if item.checked else ' '}] {text}"

    def _definitions(self, block: Definitions) -> str:
        items = (f"{one_line(item.term)}\n{_hung(': ', self.blocks(item.blocks), 2)}" for item in block.items)
        return "\n\n".join(items)


def _hung(first: str, text: str, indent: int) -> str:
    """Text whose first line follows a marker and whose other lines are indented."""
    lines = text.split("\n")
    rest = (" " * indent + line if line else "" for line in lines[1:])
    return "\n".join([(first + lines[0]).rstrip(), *rest])


def paragraph(text: RichText) -> str:
    """A paragraph's running text. What would be read back with other words is written without styles."""
    written = running(text)
    if not written or _BARE.fullmatch(written):
        return written
    definitions = "".join(f"\n\n[^{span.note}]: x" for span in text if span.note is not None)
    read = parse_body(written + definitions).blocks
    wanted = _words(shown(text))
    if len(read) == 1 and isinstance(read[0], Paragraph) and _words(shown(read[0].text)) == wanted:
        return written
    parts = (f"[^{span.note}]" if span.note is not None else literal(span.text) for span in text)
    return _words("".join(parts))


def _words(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def one_line(text: RichText) -> str:
    """Running text that stands on one line, as a heading or a term must."""
    return paragraph(text).replace("\n", " ")


def _closed(text: str) -> str:
    """A line whose end is neither a heading's closing signs nor a group of attributes."""
    text = re.sub(r"(?<![\\#])(#+)$", r"\\\1", text)
    return re.sub(r"(?<!\\)\{(?=[^{}]*\}$)", r"\\{", text)


def _cell(text: RichText) -> str:
    return one_line(text).replace("|", r"\|")


def _table(table: Table) -> str:
    widths = f"widths={','.join(f'{share:g}' for share in table.widths)}" if table.widths else ""
    group = f"{{{widths}}}" if widths else ""
    before = [group] if group and not table.caption else []
    if table.caption:
        before = [f"Table: {_closed(one_line(table.caption))} {group}".rstrip(), ""]
    rows = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in (table.head, *table.rows)]
    rule = "| " + " | ".join(_RULES[align] for align in table.align) + " |"
    return "\n".join([*before, rows[0], rule, *rows[1:]])


def _figure(figure: Figure) -> str:
    alt = literal(figure.alt).replace("\n", " ")
    caption = literal(plain(figure.caption)).replace("\n", " ")
    title = f' "{caption}"' if caption else ""
    width = f"{{width={figure.width * 100:g}%}}" if figure.width is not None else ""
    return f"![{alt}]({target(figure.source)}{title}){width}"


def _fenced(block: CodeBlock) -> str:
    longest = max((len(run) for run in re.findall("`{3,}", block.text)), default=2)
    fence = "`" * (longest + 1)
    inside = block.text + "\n" if block.text else ""
    return f"{fence}{block.language}\n{inside}{fence}"
