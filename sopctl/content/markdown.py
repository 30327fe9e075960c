"""Markdown to the block tree. The dialect is described in ``dialect``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from markdown_it.token import Token

from sopctl.content import attributes, dialect
from sopctl.content.attributes import Attributes
from sopctl.content.blocks import (
    Align,
    Block,
    Body,
    CodeBlock,
    Definition,
    Definitions,
    Figure,
    Heading,
    Lines,
    ListBlock,
    ListItem,
    Note,
    NoteKind,
    PageBreak,
    Paragraph,
    RichText,
    Span,
    Table,
    plain,
)
from sopctl.content.inline_rules import remark
from sopctl.content.keys import Numbering
from sopctl.content.running_text import Piece, joined, pieces, trimmed
from sopctl.content.text import mention_order

_ALIGN = {
    "text-align:left": Align.LEFT,
    "text-align:center": Align.CENTRE,
    "text-align:right": Align.RIGHT,
}
_TASK = re.compile(r"\[([ xX])\][ \t\n]")
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)%")
_WIDTHS = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,3})?(?:[, ][0-9]{1,4}(?:\.[0-9]{1,3})?)*")


@lru_cache(maxsize=8)  # a release draws a text for every mark and format, a signature shows it and draws it
def parse_body(markdown: str) -> Body:
    """Read a document's Markdown (without front matter). Any text is a body; nothing is raised.

    A body never changes, so one that was read lately is given again.
    What had to be decided on the way is in the body's ``remarks``: ``raw-html``, ``nested-too-deep``,
    ``heading-nested``, ``heading-underlined``, ``image-inline``, ``indented-code``, ``attribute-unknown``,
    ``attribute-misplaced``, ``table-row-too-long``, ``link-title``, ``link-unused``, ``footnote-twice`` and
    ``footnote-unmentioned``.
    """
    return _Reader(markdown.replace("\r\n", "\n").replace("\r", "\n")).body()


class _Reader:
    def __init__(self, markdown: str) -> None:
        self._lines = markdown.split("\n")
        self._tokens, self._env = dialect.tokens(markdown)
        self._at = 0
        self._depth = 0
        self._numbering = Numbering()
        self._notes: dict[str, tuple[Block, ...]] = {}
        self._readers: dict[str, Callable[[Token], list[Block]]] = {
            "heading_open": self._heading,
            "paragraph_open": self._paragraph,
            "bullet_list_open": self._list,
            "ordered_list_open": self._list,
            "table_open": self._table,
            "blockquote_open": self._note,
            "dl_open": self._definitions,
            "fence": self._code,
            "code_block": self._code,
            "hr": lambda token: [PageBreak(lines=self._range(token))],
            "footnote_reference_open": self._footnote,
            "attribute_line": self._attribute_line,
        }

    def body(self) -> Body:
        blocks = tuple(self._blocks(None))
        mentioned = mention_order(blocks, self._notes)
        first_lines = {key: note[0].lines[0] if note else 0 for key, note in self._notes.items()}
        for key in self._notes.keys() - set(mentioned):
            self._remark("footnote-unmentioned", first_lines[key], key)
        for label, line in self._env["references"].unused.items():
            self._remark("link-unused", line, label)
        order = [*mentioned, *(key for key in self._notes if key not in mentioned)]
        notes = MappingProxyType({key: self._notes[key] for key in order})
        remarks = sorted(self._env["remarks"], key=lambda remark: (remark.line, remark.code, remark.detail))
        return Body(blocks, notes, tuple(remarks))

    def _remark(self, code: str, line: int, detail: str = "") -> None:
        remark(self._env, code, line, detail)

    def _range(self, token: Token, start: int | None = None) -> Lines:
        first, last = token.map or (0, 0)
        while last > first + 1 and not self._lines[last - 1].strip(" \t>"):
            last -= 1
        return (first if start is None else start, last)

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _blocks(self, closing: str | None) -> list[Block]:
        """The blocks up to a closing token, which is taken as well; without one, to the end."""
        found: list[Block] = []
        self._depth += 1
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == closing:
                break
            for block in self._readers[token.type](token):
                before = found[-1] if found else None
                # Nothing but a footnote's text can part two lists of terms, and that stands elsewhere.
                if isinstance(block, Definitions) and isinstance(before, Definitions):
                    lines = (before.lines[0], block.lines[1])
                    found[-1] = Definitions(before.items + block.items, lines)
                else:
                    found.append(block)
        self._depth -= 1
        return found

    def _text(self, token: Token) -> RichText:
        """Running text where no picture can stand: a picture becomes its words, linked to its file."""
        found: list[Span] = []
        for piece in self._pieces(token):
            if isinstance(piece, Span):
                found.append(piece)
                continue
            self._remark("image-inline", (token.map or [0])[0], piece.source)
            words = " ".join(part for part in (piece.alt, piece.title) if part) or piece.source
            found.append(Span(words + piece.given.text, href=piece.source or None))
        return trimmed([piece for piece in joined(found) if isinstance(piece, Span)])

    def _pieces(self, token: Token) -> list[Piece]:
        for child in token.children or []:
            title = child.attrGet("title") if child.type == "link_open" else None
            if title:
                self._remark("link-title", (token.map or [0])[0], str(title))
        return pieces(token)

    def _check(
        self, given: Attributes, line: int, classes: str = "", keys: str = "", identifier: bool = False
    ) -> None:
        unknown = given.unknown(
            classes=frozenset(classes.split()), keys=frozenset(keys.split()), identifier=identifier
        )
        for item in unknown:
            self._remark("attribute-unknown", line, item)

    def _heading(self, token: Token) -> list[Block]:
        inline = self._next()
        self._next()
        level, lines = int(token.tag[1:]), self._range(token)
        given: Attributes = token.meta.get("attributes", attributes.NONE)
        # A heading underlined with === or --- may have several lines; its text is one.
        text = tuple(replace(span, text=span.text.replace("\n", " ")) for span in self._text(inline))
        if token.markup in {"=", "-"}:
            self._remark("heading-underlined", lines[0], plain(text))
        if self._depth > 1:
            self._remark("heading-nested", lines[0], plain(text))
            bold = joined([replace(span, bold=True) for span in text])
            return [Paragraph(tuple(s for s in bold if isinstance(s, Span)), lines)] if text else []
        self._check(given, lines[0], "appendix unnumbered" if level == 1 else "unnumbered", "number", True)
        number, appendix, asked = self._numbering.number(level, given)
        if "number" in given.values and asked is None:
            self._remark("attribute-unknown", lines[0], f"number={given.values['number']}")
        key = self._numbering.key(given.identifier, plain(text), number, appendix)
        return [Heading(level, text, key, number, appendix, lines)]

    def _paragraph(self, token: Token) -> list[Block]:
        inline = self._next()
        self._next()
        if token.meta.get("caption"):
            caption = self._text(inline)
            given = token.meta.get("attributes", attributes.NONE)
            following = self._next()
            if following.type == "attribute_line":
                given, following = attributes.merged(given, following.meta["attributes"]), self._next()
            return [self._read_table(following, caption, given, (token.map or [0])[0])]
        return self._split(self._pieces(inline), self._range(inline))

    def _split(self, found: Sequence[Piece], lines: Lines) -> list[Block]:
        """A paragraph; pictures in it stand by themselves, and the text around them too."""
        blocks: list[Block] = []
        run: list[Span] = []
        for piece in [*found, None]:
            if isinstance(piece, Span):
                run.append(piece)
                continue
            text = trimmed(run)
            run = []
            if text:
                blocks.append(Paragraph(text, lines))
            if piece is not None:
                self._check(piece.given, lines[0], keys="width", identifier=True)
                caption = (Span(piece.title),) if piece.title else ()
                width = self._width(piece.given, lines[0])
                blocks.append(Figure(piece.source, piece.alt.strip(), caption, width, lines))
        if len(blocks) > 1:
            for block in blocks:
                if isinstance(block, Figure):
                    self._remark("image-inline", lines[0], block.source)
        return blocks

    def _width(self, given: Attributes, line: int) -> float | None:
        value = given.values.get("width")
        match = _SHARE.fullmatch(value) if value is not None else None
        share = float(match[1]) / 100 if match else 0.0
        if value is not None and not 0 < share <= 1:
            self._remark("attribute-unknown", line, f"width={value}")
        return share if 0 < share <= 1 else None

    def _list(self, token: Token, given: Attributes = attributes.NONE) -> list[Block]:
        lines = self._range(token)
        items: list[ListItem] = []
        while (item := self._next()).type == "list_item_open":
            at = self._range(item)
            boxed = self._begins_with_box()
            blocks = tuple(self._blocks("list_item_close"))
            blocks, checked = _task(blocks) if boxed else (blocks, None)
            items.append(ListItem(blocks, checked, at))
        ordered = token.type == "ordered_list_open"
        start = int(token.attrGet("start") or 1) if ordered and token.attrGet("start") != 0 else 0
        self._check(given, lines[0], "letters" if ordered else "")
        letters = ordered and "letters" in given.classes
        return [ListBlock(ordered, tuple(items), start if ordered else 1, letters, lines)]

    def _begins_with_box(self) -> bool:
        """Whether the next item begins with ``[ ]`` as typed; an escaped one is text."""
        inline = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
        return inline is not None and inline.type == "inline" and inline.content.startswith("[")

    def _attribute_line(self, token: Token) -> list[Block]:
        given: Attributes = token.meta["attributes"]
        line = (token.map or [0])[0]
        following = self._tokens[self._at] if self._at < len(self._tokens) else None
        if following is not None and following.type in {"ordered_list_open", "bullet_list_open"}:
            self._next()
            return [replace(block, lines=(line, block.lines[1])) for block in self._list(following, given)]
        if following is not None and following.type == "table_open":
            self._next()
            return [self._read_table(following, (), given, line)]
        self._remark("attribute-misplaced", line, given.text)
        return [Paragraph((Span(given.text),), self._range(token))]

    def _table(self, token: Token) -> list[Block]:
        return [self._read_table(token, (), attributes.NONE, None)]

    def _read_table(self, token: Token, caption: RichText, given: Attributes, start: int | None) -> Table:
        rows: list[list[RichText]] = []
        align: list[Align] = []
        while (part := self._next()).type != "table_close":
            if part.type == "tr_open":
                rows.append([])
            elif part.type == "inline":
                rows[-1].append(self._text(part))
            elif part.type == "th_open":
                align.append(_ALIGN.get(str(part.attrGet("style")), Align.NONE))
        lines = self._range(token, start)
        self._check(given, lines[0], keys="widths", identifier=True)
        value = given.values.get("widths", "")
        widths = tuple(float(share) for share in re.split("[, ]", value)) if _WIDTHS.fullmatch(value) else ()
        if "widths" in given.values and (len(widths) != len(align) or not all(widths)):
            self._remark("attribute-unknown", lines[0], f"widths={value}")
            widths = ()
        body = tuple(tuple(row) for row in rows[1:])
        return Table(tuple(rows[0]), body, tuple(align), caption, widths, lines)

    def _note(self, token: Token) -> list[Block]:
        blocks = tuple(self._blocks("blockquote_close"))
        return [Note(token.meta.get("kind", NoteKind.QUOTE), blocks, self._range(token))]

    def _definitions(self, token: Token) -> list[Block]:
        items: list[Definition] = []
        term: RichText = ()
        while (part := self._next()).type != "dl_close":
            if part.type == "inline":
                term = self._text(part)
                items.append(Definition(term, ()))
            elif part.type == "dd_open":
                blocks = tuple(self._blocks("dd_close"))
                items[-1] = Definition(items[-1].term, items[-1].blocks + blocks)
        return [Definitions(tuple(items), self._range(token))]

    def _code(self, token: Token) -> list[Block]:
        lines = self._range(token)
        if token.type == "code_block":
            self._remark("indented-code", lines[0])
        return [CodeBlock(token.content.removesuffix("\n"), token.info.strip(), lines)]

    def _footnote(self, token: Token) -> list[Block]:
        blocks = tuple(self._blocks("footnote_reference_close"))
        label = key = str(token.meta["label"])
        copies = 1
        while key in self._notes:
            copies += 1
            key = f"{label}-{copies}"
        if copies > 1:
            self._remark("footnote-twice", self._range(token)[0], label)
        self._notes[key] = blocks
        return []


def _task(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool | None]:
    """An item's blocks without the box of a task, and whether it is ticked."""
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph) or first.text[0].code or first.text[0].href:
        return blocks, None
    match = _TASK.match(first.text[0].text)
    if match is None:
        return blocks, None
    span = replace(first.text[0], text=first.text[0].text[match.end() :])
    text = trimmed((span, *first.text[1:]))
    return ((replace(first, text=text), *blocks[1:]) if text else blocks[1:]), match[1] != " "
