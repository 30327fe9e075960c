"""The passage that a hit shows: cut at word ends, with marks on the text as it is written."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sopctl.storage.sql.search.cut import SEPARATOR, Shifts, folded, offsets
from sopctl.thai.text import unfold_span

LENGTH = 160  # characters of text to show around what was found
_MARKS = 20
_SPACE = re.compile(r"\s")


@dataclass(frozen=True)
class Excerpt:
    """A piece of text and the (start, end) places in it that are marked."""

    text: str
    marks: tuple[tuple[int, int], ...]


def excerpt(text: str, words: str, shifts: Shifts, needles: Sequence[str], length: int = LENGTH) -> Excerpt:
    """About ``length`` characters of ``text`` around what was found, every needle in them marked.

    ``words`` and ``shifts`` are the text's as the index holds them. ``needles`` are folded words or phrases
    with separators around them, the most wanted first: the first that stands in the text as words decides
    what is shown, or else the first that stands in it at all. An ellipsis shows a cut.
    """
    plain = folded(words)
    back = offsets(shifts, len(plain))
    places = _places(words, plain, needles)
    start, end = 0, len(text)
    if end > length:
        first = _span(text, back, places[0]) if places else (0, 0)
        start, end = _window(text, _ends(words), back, first, length)
        low, high = bisect_left(back, start) - 1, bisect_right(back, end) + 1
        places = [place for place in places if place[0] < high and place[1] > low]
    lead, tail = "…" if start > 0 else "", "…" if end < len(text) else ""
    spans = [_span(text, back, place) for place in places]
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    shift = len(lead) - start
    marks = tuple((a + shift, b + shift) for a, b in _merged(inside))
    return Excerpt(lead + _SPACE.sub(" ", text[start:end]) + tail, marks)


def _span(text: str, back: Sequence[int], place: tuple[int, int]) -> tuple[int, int]:
    """A place of the folded text in the text."""
    return _trimmed(text, *unfold_span(back, *place))


def _places(words: str, plain: str, needles: Sequence[str]) -> list[tuple[int, int]]:
    """Where the needles stand in the folded text: as words, and only if none does, within words.

    Several terms side by side, as the first needle may hold them, count wherever they begin.
    """
    phrase = folded(needles[0]) if needles else ""
    if " " in phrase and needles[0] not in words and (places := list(_within(plain, phrase))):
        return places
    places = [place for needle in needles if needle in words for place in _aligned_places(words, needle)]
    if not places:
        places = [place for needle in needles for place in _within(plain, folded(needle))]
    return places


def _aligned_places(words: str, needle: str) -> Iterable[tuple[int, int]]:
    length = len(needle) - needle.count(SEPARATOR)
    at = words.find(needle)
    for _ in range(_MARKS):
        if at < 0 or not length:
            return
        start = at - words.count(SEPARATOR, 0, at)
        yield start, start + length
        at = words.find(needle, at + len(needle) - 1)


def _within(plain: str, needle: str) -> Iterable[tuple[int, int]]:
    at = plain.find(needle)
    for _ in range(_MARKS):
        if at < 0 or not needle:
            return
        yield at, at + len(needle)
        at = plain.find(needle, at + len(needle))


def _ends(words: str) -> list[int]:
    """Where a word ends or begins in the folded text."""
    return list(accumulate(map(len, words.split(SEPARATOR)[1:-1]), initial=0))


def _window(
    text: str, ends: Sequence[int], back: Sequence[int], span: tuple[int, int], length: int
) -> tuple[int, int]:
    """About ``length`` characters of whole words around ``span``, with a third of the room before it."""
    room = max(length - (span[1] - span[0]), 0)
    end = min(len(text), max(span[0] - room // 3, 0) + max(length, span[1] - span[0]))
    start = max(0, min(span[0], end - length))
    before = bisect_right(ends, start, key=back.__getitem__)
    start = back[ends[before - 1]] if before else 0
    after = bisect_left(ends, max(end, span[1]), key=back.__getitem__)
    end = back[ends[after]] if after < len(ends) else len(text)
    while start < span[0] and text[start].isspace():
        start += 1
    while end > max(span[1], start) and text[end - 1].isspace():
        end -= 1
    return start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the space at its end, which folding takes away before ฯลฯ and ๆ."""
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return start, end


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
