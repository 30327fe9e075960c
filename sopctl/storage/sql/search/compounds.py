"""The parts of compounds: the hospital's dictionary keeps ยาความเสี่ยงสูง whole, a search does not.

Only entries of the hospital's own list come apart, and only into words of the common one, so that
โรงพยาบาล stays one word and does not answer for พยาบาล.
"""

from __future__ import annotations

from functools import cache

from sopctl.resources import asset
from sopctl.thai.words import read_entries

_SHORTEST = 2
_SHORT = 3


@cache
def compounds() -> dict[str, tuple[str, ...]]:
    """Each compound of the hospital's dictionary with its parts."""
    common = set(read_entries(asset("words", "thai.txt").read_text("utf-8")))
    own = read_entries(asset("words", "hospital.txt").read_text("utf-8"))
    found = {entry: parts_of(entry, common) for entry in own if entry not in common}
    return {entry: parts for entry, parts in found.items() if len(parts) > 1 and _says_something(parts)}


def parts_of(entry: str, common: set[str]) -> tuple[str, ...]:
    """The fewest words of ``common`` that make up ``entry``, the longest first among as many.

    The entry alone when there are none.
    """
    best: list[tuple[str, ...] | None] = [(), *[None] * len(entry)]
    for end in range(1, len(entry) + 1):
        for start in range(end - _SHORTEST + 1):
            before, part = best[start], entry[start:end]
            if before is not None and part in common:
                kept = best[end]
                whole = (*before, part)
                if kept is None or (len(whole), [-len(p) for p in whole]) < (
                    len(kept),
                    [-len(p) for p in kept],
                ):
                    best[end] = whole
    return best[-1] or (entry,)


def _says_something(parts: tuple[str, ...]) -> bool:
    # Names of drugs come apart into many short words by accident: คลอ|โรค|วิน.
    return sum(len(part) <= _SHORT for part in parts) <= 2
