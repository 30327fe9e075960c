"""The passage that a hit shows: cut at word ends, with marks on the text as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sopctl.thai.text import fold_with_offsets, unfold_span
from sopctl.thai.words import Words

LENGTH = 160  # characters of text to show around what was found
_SPACES = re.compile(r"\s")


@dataclass(frozen=True)
class Excerpt:
    """A piece of text and the (start, end) places in it that are marked."""

    text: str
    marks: tuple[tuple[int, int], ...]


def excerpt(text: str, needles: Sequence[str], length: int = LENGTH) -> Excerpt:
    """About ``length`` characters of ``text`` around the first needle found, all needles marked.

    ``needles`` are folded; the first that stands in the text decides where. An ellipsis shows a cut.
    """
    folded, offsets = fold_with_offsets(text)
    places = [place for needle in needles if needle for place in _places(folded, needle)]
    spans = [unfold_span(offsets, start, end) for start, end in places]
    start, end = _window(text, spans[0] if spans else (0, 0), length)
    lead = "…" if start > 0 else ""
    tail = "…" if end < len(text) else ""
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    shift = len(lead) - start
    marks = tuple((a + shift, b + shift) for a, b in _merged(inside))
    return Excerpt(lead + _SPACES.sub(" ", text[start:end]) + tail, marks)


def _places(folded: str, needle: str) -> Iterable[tuple[int, int]]:
    at = folded.find(needle)
    while at >= 0:
        yield at, at + len(needle)
        at = folded.find(needle, at + len(needle))


def _window(text: str, span: tuple[int, int], length: int) -> tuple[int, int]:
    """A span of words around ``span``; only as much text is cut into words as the window may need."""
    room = max(length - (span[1] - span[0]), 0)
    start = max(0, span[0] - room // 3)
    end = min(len(text), max(start + length, span[1]))
    start = max(0, min(start, end - length))
    low, high = max(0, start - 60), min(len(text), end + 60)
    ends = [low]
    for word in Words.default().segment(text[low:high]):
        ends.append(ends[-1] + len(word))
    if start > 0:
        start = max((e for e in ends if e <= min(start, span[0])), default=start)
    if end < len(text):
        end = min((e for e in ends if e >= max(end, span[1])), default=end)
    while start < span[0] and text[start].isspace():
        start += 1
    while end > span[1] and text[end - 1].isspace():
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
