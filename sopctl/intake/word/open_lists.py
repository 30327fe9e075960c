"""The lists that are open while lines go by: which one an item belongs to, and what an item holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sopctl.content.blocks import Block, ListBlock, ListItem
from sopctl.intake.typed import Sign, Typed
from sopctl.intake.word.numbering import Kind, Marker

NEAR: Final = 80  # twips within which two indents are one


@dataclass
class _List:
    """A list that is still open."""

    marker: Marker
    left: int
    items: list[tuple[list[Block], bool | None]] = field(default_factory=list)
    first: int = 1
    last: int = 0


class OpenLists:
    """Lists inside one another, the innermost last; every open list has an item."""

    def __init__(self) -> None:
        self._lists: list[_List] = []

    def __len__(self) -> int:
        return len(self._lists)

    def last_item(self) -> list[Block]:
        """What the last item of the innermost list holds, to be added to."""
        return self._lists[-1].items[-1][0]

    def fit(self, label: Typed, heading: tuple[int, ...]) -> bool:
        """Whether a label typed by hand goes on with what is open, below the last heading's number."""
        if label.sign is Sign.BULLET:
            return True
        if len(label.path) > 1:
            parent = label.path[:-1]
            known = {one.marker.path for one in self._lists} | {heading}
            above = {path[:-1] for path in known if path}
            return parent in known or parent in above
        same = [one for one in self._lists if one.marker.list_id == f"typed:{label.sign}"]
        expected = {1} | {one.last + 1 for one in same if one.marker.depth == 1}
        return label.path[0] in expected

    def place_of(self, marker: Marker, left: int) -> tuple[int, bool]:
        """The place of the list where an item belongs, and whether it is the next one of a list there."""
        for at in range(len(self._lists) - 1, -1, -1):
            one = self._lists[at]
            if _same_list(one, marker, left):
                return at, marker.kind is Kind.BULLET or marker.count == one.last + 1
        at = len(self._lists)
        while at and not _deeper(self._lists[at - 1], marker, left):
            at -= 1
        return at, False

    def put(self, marker: Marker, left: int, blocks: list[Block], *, again: bool) -> None:
        """One more item of the innermost list (``again``), or the first of a list inside it."""
        if not again:
            self._lists.append(_List(marker, left, first=marker.count))
        here = self._lists[-1]
        here.items.append((blocks, marker.checked))
        here.last, here.marker, here.left = marker.count, marker, left

    def reaching(self, left: int) -> int:
        """The place of the innermost list whose text begins at ``left`` or before, -1 for none."""
        at = len(self._lists) - 1
        while at >= 0 and left < self._lists[at].left - NEAR:
            at -= 1
        return at

    def close(self, down_to: int) -> ListBlock | None:
        """Close lists until ``down_to`` are open; the outermost is given back when it was closed."""
        while len(self._lists) > down_to:
            block = _list_block(self._lists.pop())
            if not self._lists:
                return block
            self.last_item().append(block)
        return None


def _same_list(one: _List, marker: Marker, left: int) -> bool:
    """Whether an item is one more of an open list."""
    if one.marker.kind is not marker.kind:
        return False
    if one.marker.list_id == marker.list_id:
        typed_bullets = marker.list_id == "typed:bullet"
        return one.marker.depth == marker.depth and (not typed_bullets or abs(one.left - left) <= 2 * NEAR)
    spelt = one.marker.spelt and marker.spelt
    return spelt and one.marker.depth == marker.depth and (
        marker.kind is Kind.BULLET or marker.count == one.last + 1
    )  # fmt: skip


def _deeper(one: _List, marker: Marker, left: int) -> bool:
    """Whether an item begins a list inside the last item of an open one."""
    if one.marker.list_id == marker.list_id and one.marker.depth != marker.depth:
        return marker.depth > one.marker.depth
    if marker.list_id.startswith("typed:") and one.marker.list_id.startswith("typed:"):
        rank = {"typed:section": 0, "typed:bracket": 1, "typed:letter": 2, "typed:bullet": 3}
        if left + NEAR < one.left:
            return False
        return left > one.left + NEAR or rank[marker.list_id] > rank[one.marker.list_id]
    return left > one.left + NEAR or (left >= one.left - NEAR and marker.depth > one.marker.depth)


def _list_block(done: _List) -> ListBlock:
    items = tuple(ListItem(tuple(blocks), checked) for blocks, checked in done.items)
    ordered = done.marker.kind in {Kind.NUMBER, Kind.LETTER}
    return ListBlock(ordered, items, done.first if ordered else 1, done.marker.kind is Kind.LETTER)
