"""Blocks with their spans changed one by one: links to what they are called here, notes under new names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sopctl.content.blocks import (
    Block,
    Definition,
    Definitions,
    Figure,
    Heading,
    ListBlock,
    Note,
    Paragraph,
    RichText,
    Span,
    Table,
)

Change = Callable[[Span], Span]


def mapped(blocks: tuple[Block, ...], change: Change) -> tuple[Block, ...]:
    """The blocks with ``change`` made to every span, those of blocks inside too."""
    return tuple(_block(block, change) for block in blocks)


def _text(text: RichText, change: Change) -> RichText:
    return tuple(change(span) for span in text)


def _block(block: Block, change: Change) -> Block:
    match block:
        case Heading() | Paragraph():
            return replace(block, text=_text(block.text, change))
        case Figure():
            return replace(block, caption=_text(block.caption, change))
        case Table():
            rows = tuple(tuple(_text(cell, change) for cell in row) for row in block.rows)
            head = tuple(_text(cell, change) for cell in block.head)
            return replace(block, head=head, rows=rows, caption=_text(block.caption, change))
        case Note():
            return replace(block, blocks=mapped(block.blocks, change))
        case ListBlock():
            items = tuple(replace(item, blocks=mapped(item.blocks, change)) for item in block.items)
            return replace(block, items=items)
        case Definitions():
            return replace(block, items=tuple(_definition(item, change) for item in block.items))
        case _:
            return block


def _definition(item: Definition, change: Change) -> Definition:
    return Definition(_text(item.term, change), mapped(item.blocks, change))
