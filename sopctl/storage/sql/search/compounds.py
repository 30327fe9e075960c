"""The parts of compounds, so that a short word answers for the longer ones that it is part of.

The hospital's dictionary keeps ยาความเสี่ยงสูง whole for line ends; for a search it comes apart, as those who
wrote the list meant it as words side by side. A compound of the common list (ให้ยา, โรงพยาบาล) stays one word,
and its parts are known beside it, to come after those who hold the word by itself.
"""

from __future__ import annotations

from functools import cache, lru_cache

from sopctl.resources import asset
from sopctl.thai.words import read_entries

_SHORTEST = 2
_SHORT = 3


@cache
def common_words() -> frozenset[str]:
    """The common word list."""
    return frozenset(read_entries(asset("words", "thai.txt").read_text("utf-8")))


@cache
def compounds() -> dict[str, tuple[str, ...]]:
    """Each compound of the hospital's dictionary with its parts."""
    own = read_entries(asset("words", "hospital.txt").read_text("utf-8"))
    found = {entry: parts_of(entry) for entry in own if entry not in common_words()}
    return {entry: parts for entry, parts in found.items() if parts}


@lru_cache(maxsize=20_000)
def parts_of(word: str) -> tuple[str, ...]:
    """The fewest shorter common words that make up ``word``, the longest first among as many; () if none.

    A word that only comes apart into many short ones is the name of a drug and no compound: คลอ|โรค|วิน.
    """
    common = common_words()
    best: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    for end in range(_SHORTEST, len(word) + 1):
        for start in range(end - _SHORTEST + 1):
            before, part = best[start], word[start:end]
            if before is not None and part != word and part in common:
                whole, kept = (*before, part), best[end]
                if kept is None or _order(whole) < _order(kept):
                    best[end] = whole
    found = best[-1] or ()
    return found if sum(len(part) <= _SHORT for part in found) <= _SHORTEST else ()


def _order(parts: tuple[str, ...]) -> tuple[int, list[int]]:
    return len(parts), [-len(part) for part in parts]
