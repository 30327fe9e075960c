"""Text as the index holds it: folded, cut into words, and with the way back to the text as written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import sub

from sopctl.storage.sql.search.compounds import compounds
from sopctl.thai.text import fold_with_offsets
from sopctl.thai.words import Words

SEPARATOR = "\x1f"  # folding makes a space of it, so no folded text holds one
LINE = "\n"  # between heading and text; folded text holds none either
MAX_WORD = 100
_WORD = re.compile(r"\w")

Shifts = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Cut:
    """Folded text with a separator before, between and after its words, and its shifts.

    ``shifts``: from folded place ``p`` on (until the next entry) a place ``f`` stands for ``f + shift``.
    """

    words: str
    shifts: list[list[int]]

    @classmethod
    def of(cls, text: str) -> Cut:
        """Fold and cut a text as it is written."""
        folded, offsets = fold_with_offsets(text)
        return cls(join(folded), _shifts(offsets))


def join(folded: str) -> str:
    """Folded text with separators around its words."""
    apart = compounds()
    words = Words.default().segment(folded)
    if not apart.keys().isdisjoint(words):
        words = [part for word in words for part in apart.get(word, (word,))]
    return SEPARATOR.join(("", *words, "")) if words else SEPARATOR


def folded(words: str) -> str:
    """The folded text without its separators."""
    return words.replace(SEPARATOR, "")


def is_word(text: str) -> bool:
    """Whether it is more than spaces and signs."""
    return _WORD.search(text) is not None


def plain_words(words: str) -> list[str]:
    """The words in order, without spaces and signs."""
    return [word[:MAX_WORD] for word in words.replace(LINE, SEPARATOR).split(SEPARATOR) if _WORD.search(word)]


def offsets(shifts: Shifts, length: int) -> Sequence[int]:
    """The place in the text of each of ``length`` folded characters, and of their end."""
    if len(shifts) == 1:
        return range(shifts[0][1], shifts[0][1] + length + 1)
    found: list[int] = []
    for (start, shift), (end, _) in zip(shifts, [*shifts[1:], (length + 1, 0)], strict=True):
        found.extend(range(start + shift, end + shift))
    return found


def _shifts(places: Sequence[int]) -> list[list[int]]:
    found = list(map(sub, places, range(len(places))))
    if len(set(found)) == 1:
        return [[0, found[0]]]
    changes = [place for place, (one, next_) in enumerate(pairwise(found), start=1) if one != next_]
    return [[place, found[place]] for place in (0, *changes)]
