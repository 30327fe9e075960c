"""A body cut at its headings, as search wants it."""

from __future__ import annotations

from sopctl.content.blocks import Block, Body, Heading, plain, walk
from sopctl.content.text import lines_of, mentioned

Passage = tuple[str, str, str]


def passages(body: Body) -> list[Passage]:
    """The passages of a body in order: anchor, heading and text of each section.

    What stands before the first heading has an empty anchor and heading. A footnote belongs to the passage
    that mentions it first; one that nothing mentions belongs to the last.
    """
    found: list[tuple[str, str, list[str]]] = [("", "", [])]
    waiting = dict(body.footnotes)
    for block in walk(body.blocks):
        if isinstance(block, Heading):
            found.append((block.key, plain(block.text), []))
            _add_notes(mentioned(block), waiting, found[-1][2])
            continue
        found[-1][2].extend(lines_of(block))
        _add_notes(mentioned(block), waiting, found[-1][2])
    _add_notes(list(waiting), waiting, found[-1][2])
    return [(key, heading, "\n".join(lines)) for key, heading, lines in found if key or lines]


def _add_notes(keys: list[str], waiting: dict[str, tuple[Block, ...]], lines: list[str]) -> None:
    """Move the text of these footnotes, and of those that they mention, out of ``waiting``."""
    queue = list(keys)
    while queue:
        blocks = waiting.pop(queue.pop(0), ())
        for block in walk(blocks):
            lines.extend(lines_of(block))
            queue.extend(mentioned(block))
