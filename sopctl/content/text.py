"""The words of a body, apart from how they are set."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from sopctl.content.blocks import (
    Block,
    Body,
    CodeBlock,
    Definitions,
    Figure,
    Heading,
    Paragraph,
    RichText,
    Table,
    plain,
    walk,
)


def texts(block: Block) -> tuple[RichText, ...]:
    """The rich texts that stand in a block itself, not in blocks inside it."""
    match block:
        case Heading() | Paragraph():
            return (block.text,)
        case Table():
            return (block.caption, *block.head, *(cell for row in block.rows for cell in row))
        case Figure():
            return (block.caption,)
        case Definitions():
            return tuple(item.term for item in block.items)
        case _:
            return ()


def lines_of(block: Block) -> list[str]:
    """The words of one block (without the blocks inside it), a line for each paragraph, row or figure."""
    match block:
        case Table():
            rows = [block.caption] if block.caption else []
            cells = [" ".join(plain(cell) for cell in row) for row in (block.head, *block.rows)]
            return [*(plain(row) for row in rows), *cells]
        case Figure():
            return [part for part in (plain(block.caption), block.alt) if part]
        case CodeBlock():
            return [block.text]
        case _:
            return [plain(text) for text in texts(block)]


def mentioned(block: Block) -> list[str]:
    """The keys of the footnotes that a block itself mentions, in order."""
    return [span.note for text in texts(block) for span in text if span.note is not None]


def plain_text(body: Body) -> str:
    """All the words of a body, footnotes last; paragraphs on lines of their own."""
    groups = (body.blocks, *body.footnotes.values())
    return "\n".join(line for blocks in groups for block in walk(blocks) for line in lines_of(block))


def mention_order(blocks: tuple[Block, ...], notes: Mapping[str, tuple[Block, ...]]) -> list[str]:
    """The footnotes that are mentioned, in order of first mention; those in footnotes come after."""
    found: dict[str, None] = {}
    waiting = deque([blocks])
    while waiting:
        for block in walk(waiting.popleft()):
            for key in mentioned(block):
                if key not in found:
                    found[key] = None
                    waiting.append(notes.get(key, ()))
    return list(found)
