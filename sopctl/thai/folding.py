"""Folding: one form for texts that a reader takes for the same, for search and comparison; never for
storage.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from sopctl.thai.digits import to_arabic
from sopctl.thai.lazy import Lazy
from sopctl.thai.repairs import needs_repair, repair_traced
from sopctl.thai.traced import Traced

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u201b": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
}
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SAME = {
    **_FULL_WIDTH,
    **dict.fromkeys(_DASHES, "-"),
    **_QUOTES,
    "\u0e45": "\u0e32",  # LAKKHANGYAO is SARA AA
}
_KEPT = 4096
# Each begins with what is rare, so that nearly all of a text is passed over.
_SPACES = Lazy(r" ?[^\S ]\s*|  \s*")
_AROUND_REPEAT = Lazy(" (?=ๆ|ฯลฯ)|(?<=ๆ) |(?<=ฯลฯ) ")
_ENDS = Lazy(r"\A +| +\Z")
_CHANGING = Lazy("[^\x00-\x40\x5b-\x7f\u0e00-\u0e44\u0e46-\u0e4f\u0e5a-\u0e7f]")


def fold(text: str) -> str:
    """The folded form of ``text``.

    Alike become: Thai and Arabic digits, upper and lower case, the spellings of ำ and แ, marks in another
    order, kinds of dash, quote, space and width, space or none around ๆ and ฯลฯ, and text with or without
    invisible characters. Runs of white space become one space, none at the ends. Folding a folded text
    changes nothing.
    """
    single = text.translate(_SINGLE)
    if needs_repair(single) or single.translate(_SINGLE) != single:
        return _folded(text).text
    return _AROUND_REPEAT.compiled.sub("", _SPACES.compiled.sub(" ", single)).strip(" ")


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded form and, for each of its characters and its end, the offset in ``text``.

    The list holds one offset more than the folded form has characters and never decreases. What is found at
    ``[start, end)`` of the folded form stands in ``text`` at ``unfold_span(offsets, start, end)``.
    """
    traced = _folded(text)
    return traced.text, list(traced.offsets)


def unfold_span(offsets: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The span of the original text that the span ``[start, end)`` of the folded form stands for.

    ``offsets`` come from `fold_with_offsets`. A span that cuts a character which folding made longer (ß → ss)
    takes all of it.
    """
    if start >= end:
        return offsets[start], offsets[start]
    if offsets[end - 1] < offsets[end]:
        return offsets[start], offsets[end]
    place = bisect_right(offsets, offsets[end - 1], lo=end - 1)
    last = offsets[min(place, len(offsets) - 1)]
    return offsets[start], max(offsets[end], last)


def _folded(text: str) -> Traced:
    traced = Traced.of(text)
    while True:
        before = traced
        traced, _ = traced.sub(_CHANGING.compiled, _fold_match)
        traced, _ = repair_traced(traced)
        if traced.text == before.text:
            break
    traced, _ = traced.sub(_SPACES.compiled, lambda _: " ")
    traced, _ = traced.sub(_AROUND_REPEAT.compiled, lambda _: "")
    traced, _ = traced.sub(_ENDS.compiled, lambda _: "")
    return traced


def _fold_match(match: re.Match[str]) -> str:
    return _SINGLE[ord(match[0])]


class _Single(dict[int, str]):
    """What each character folds to by itself, filled as characters come, as far as memory should go."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = to_arabic(_SAME.get(char, char)).casefold()
        if len(self) < _KEPT:
            self[code] = folded
        return folded


_SINGLE = _Single()
