"""Lines of shaped text: filled in order, a word wider than its line cut at clusters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from sopctl.rendering.pdf.face import MARKS
from sopctl.rendering.pdf.shaping import Dress, Shaped, run_start

# A cluster that belongs to the one before it, and leading vowels, which belong to the one after.
_FOLLOWING, _LEADING = frozenset("ะาๅำๆฯ"), frozenset("เแโใไ")
_TOLERANCE = 1e-6


class Line(NamedTuple):
    """A line as offsets in the codes. ``end`` leaves the trailing spaces out, ``stop`` keeps them.

    ``width`` in 1/1000 em; ``forced``: a line that the author ended.
    """

    start: int
    end: int
    stop: int
    width: float
    forced: bool = False


def break_lines(text: Shaped, first: float, other: float) -> tuple[Shaped, list[Line]]:
    """Lines of at most ``first``, then ``other`` (1/1000 em), and the text that their offsets count in.

    The text is another value when a piece had to be cut; the given one never changes.
    """
    lines: list[Line] = []
    start, limit = 0, first + _TOLERANCE
    while start < len(text.ends):
        offset = text.left[start]
        end = bisect_right(text.right, offset + limit, start)
        if end < len(text.ends) and text.divide(end):
            end = bisect_right(text.right, offset + limit, end)
        forced = False
        if text.breaks:
            at = bisect_left(text.breaks, start)
            if at < len(text.breaks) and text.breaks[at] < end:
                end, forced = text.breaks[at] + 1, True
        if end == start:
            text = _cut_piece(text, start, limit)
            end = start + 1
        begin, stop = (text.ends[start - 1] if start else 0), text.ends[end - 1]
        bare = stop
        while bare > begin and text.codes[bare - 1] == " ":
            bare -= 1
        lines.append(Line(begin, bare, stop, text.right[end - 1] - offset, forced))
        start, limit = end, other + _TOLERANCE
    return text, lines


def runs_between(text: Shaped, start: int, end: int) -> Iterator[tuple[int, int, Dress]]:
    """The runs that cover [start, end): start, end, dress."""
    runs = text.runs
    for k in range(max(0, bisect_right(runs, start, key=run_start) - 1), len(runs)):
        if runs[k].start >= end:
            return
        stop = runs[k + 1].start if k + 1 < len(runs) else len(text.codes)
        if stop > max(start, runs[k].start):
            yield max(start, runs[k].start), min(end, stop), runs[k].dress


def _dress_at(text: Shaped, offset: int) -> Dress:
    return text.runs[bisect_right(text.runs, offset, key=run_start) - 1].dress


def _cut_piece(text: Shaped, piece: int, limit: float) -> Shaped:
    """The text with a piece that is too wide for a line cut at the last cluster that fits."""
    begin, end, offset = (text.ends[piece - 1] if piece else 0), text.ends[piece], text.left[piece]
    x, cut, cut_x = offset, -1, 0.0
    before = ""
    for at in range(begin, end):
        dress, code = _dress_at(text, at), text.codes[at]
        source = dress.face.source(code)
        if at > begin and _may_cut(code, source, before):
            cut, cut_x = at, x
        x += dress.face.widths[code] * dress.scale
        before = source
        if x - offset > limit and cut >= 0:
            break
    ends, left, right, uncut = list(text.ends), list(text.left), list(text.right), list(text.uncut)
    if cut < 0:  # not even one cluster fits: let it stand out
        right[piece] = offset + min(limit, right[piece] - offset)
        return replace(text, ends=ends, left=left, right=right, uncut=uncut)
    ends[piece:piece] = [cut]
    right[piece:piece] = [cut_x]
    left[piece + 1 : piece + 1] = [cut_x]
    if text.cut:
        uncut[piece:piece] = [""]
    breaks = [k + (k >= piece) for k in text.breaks]
    return replace(text, ends=ends, left=left, right=right, breaks=breaks, uncut=uncut)


def _may_cut(code: str, source: str, before: str) -> bool:
    return not MARKS.match(code) and source[0] not in _FOLLOWING and before[-1:] not in _LEADING
