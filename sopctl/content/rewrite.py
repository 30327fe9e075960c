"""A changed body as Markdown in which everything that did not change keeps its bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from sopctl.content.blocks import Block, Body, Heading, ListBlock
from sopctl.content.markdown import parse_body
from sopctl.content.word_changes import matching
from sopctl.content.writer import BodyWriter, write_body

_FIRST_MARKERS = frozenset("-.")
_MARKER = re.compile(r"\s*\d*([-*+.)])(?:\s|$)")


def rewrite(markdown: str, body: Body) -> str:
    """Markdown that reads as ``body`` and keeps the lines of ``markdown`` for the blocks that are the same.

    Used when a draft comes back from Word: what the author did not touch stays byte for byte, at another
    place too. Where that cannot be done, the whole body is written anew; the result always reads as
    write_body's does.
    """
    written = write_body(body)
    wanted = parse_body(written)
    for moved in (True, False):
        kept = _Rewriting(markdown, body).text(moved=moved)
        if parse_body(kept) == wanted:
            return kept
    return written


class _Rewriting:
    def __init__(self, markdown: str, body: Body) -> None:
        self._lines = markdown.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._old = parse_body(markdown)
        self._new = body
        self._writer = BodyWriter()
        self._notes = {key: _range(blocks) for key, blocks in self._old.footnotes.items() if blocks}
        self._in_notes = {line for span in self._notes.values() for line in range(*span)}
        self._used: set[int] = set()

    def text(self, *, moved: bool) -> str:
        """The text; ``moved``: a block that stands elsewhere now keeps its lines."""
        faces = [_face(block) for block in self._old.blocks], [_face(block) for block in self._new.blocks]
        parts: list[str] = []
        pairs = list(matching(*faces))
        left = [at for a, b, c, d in pairs if faces[0][a:b] != faces[1][c:d] for at in range(a, b)]
        free = {faces[0][at]: self._old.blocks[at] for at in reversed(left)} if moved else {}
        for a, b, c, d in pairs:
            if faces[0][a:b] == faces[1][c:d]:
                self._writer.pass_over(self._new.blocks[c:d])
                parts.append(self._source(*_range(self._old.blocks[a:b]), without=self._in_notes))
            else:
                changed = self._new.blocks[c:d]
                parts += self._changed(changed, free, self._old.blocks[:a], self._old.blocks[b:])
        parts.append(self._definitions())
        parts.append(self._all_notes())
        text = "\n\n".join(part for part in parts if part)
        return text + "\n" if text else ""

    def _changed(
        self,
        changed: Sequence[Block],
        free: dict[Block, Block],
        before: Sequence[Block],
        after: Sequence[Block],
    ) -> list[str]:
        """Blocks written anew, and between them those that only moved, each as it stood.

        ``before`` and ``after`` are the blocks that were kept around them.
        """
        parts: list[str] = []
        for known, together in groupby(changed, key=lambda block: _face(block) in free):
            blocks = tuple(together)
            if not known:
                for part in _parted(blocks):
                    ahead = before if part[0] is changed[0] else ()
                    behind = after if part[-1] is changed[-1] else ()
                    other = self._begins_with_other(part, ahead, behind)
                    parts.append(self._writer.blocks(part, "---", other=other))
                continue
            for block in blocks:
                old = free.pop(_face(block), None)
                if old is None:  # a second copy of it
                    parts.append(self._writer.blocks((block,), "---"))
                else:
                    self._writer.pass_over([block])
                    parts.append(self._source(*old.lines, without=self._in_notes))
        return parts

    def _begins_with_other(
        self, changed: Sequence[Block], before: Sequence[Block], after: Sequence[Block]
    ) -> bool:
        """Whether a changed list takes the other marker: a kept list of its kind beside it has the first.

        The line that makes a list count in letters keeps it apart from one before it.
        """
        first = changed[0] if changed else None
        if not isinstance(first, ListBlock):
            return False
        ahead = before[-1] if before and not first.letters else None
        if isinstance(ahead, ListBlock) and ahead.ordered == first.ordered:
            return self._marker(ahead) in _FIRST_MARKERS
        behind = after[0] if after and len(changed) == 1 else None
        beside = isinstance(behind, ListBlock) and behind.ordered == first.ordered and not behind.letters
        return beside and self._marker(after[0]) in _FIRST_MARKERS

    def _marker(self, block: Block) -> str:
        """The sign that the items of a list of the source begin with."""
        lines = (_MARKER.match(self._lines[number]) for number in range(*block.lines))
        return next((found[1] for found in lines if found), "")

    def _source(self, start: int, end: int, without: set[int]) -> str:
        """The lines as they were."""
        numbers = [number for number in range(start, end) if number not in without]
        self._used.update(numbers)
        return "\n".join(self._lines[number] for number in numbers).strip("\n")

    def _definitions(self) -> str:
        """Lines that belong to no block and were not kept between two: the definitions of links."""
        inside = {line for block in self._old.blocks for line in range(*block.lines)}
        left = set(range(len(self._lines))) - inside - self._in_notes - self._used
        return "\n".join(self._lines[number] for number in sorted(left) if self._lines[number].strip())

    def _all_notes(self) -> str:
        """The footnotes; two that stood line under line and did not change still do."""
        text = ""
        end = -1
        for key in self._new.footnotes:
            kept = key in self._notes and self._old.footnotes[key] == self._new.footnotes[key]
            if kept:
                part = self._source(*self._notes[key], without=set())
            else:
                part = self._writer.footnote(key, self._new.footnotes[key])
            gap = "\n" if kept and self._notes[key][0] == end else "\n\n"
            text = f"{text}{gap}{part}" if text else part
            end = self._notes[key][1] if kept else -1
        return text


def _parted(blocks: tuple[Block, ...]) -> list[tuple[Block, ...]]:
    """Blocks, a list at their end by itself: what follows may be a list with a marker of its own."""
    alone = len(blocks) > 1 and isinstance(blocks[-1], ListBlock) and not isinstance(blocks[-2], ListBlock)
    return [blocks[:-1], blocks[-1:]] if alone else [blocks]


def _range(blocks: Sequence[Block]) -> tuple[int, int]:
    return blocks[0].lines[0], max(block.lines[1] for block in blocks)


def _face(block: Block) -> Block:
    """A block without what its place alone gives it: the number and key of a heading."""
    return replace(block, number=(), key="") if isinstance(block, Heading) else block
