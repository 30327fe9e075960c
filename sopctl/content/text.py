"""The words of a body, apart from how they are set."""

from __future__ import annotations

from sopctl.content.blocks import Block, Definitions, Figure, Heading, Paragraph, RichText, Table


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
