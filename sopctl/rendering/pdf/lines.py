"""Lines of shaped text: filled in order.

A piece wider than its line is cut between words as its letters read first, and one word at clusters.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from sopctl.rendering.pdf.shaping import Dress, Line, Shaped, run_start

# A cluster that belongs to the one before it, and leading vowels, which belong to the one after.
_FOLLOWING = frozenset(map(chr, (*range(0x0E30, 0x0E3B), *range(0x0E45, 0x0E4F), 0x0E2F)))
_LEADING = frozenset("เแโใไ")
_TOLERANCE = 1e-6
_HALVINGS = 7
_WIDE, _NARROW = 480.0, 330.0  # 1/1000 em: what a character takes, on average, at most and at least


def break_lines(text: Shaped, first: float, other: float) -> list[Line]:
    """Lines of at most ``first``, then ``other`` (1/1000 em)."""
    if text.lines and text.limits == (first, other):  # a heading looks ahead
        return text.lines
    lines = text.lines = _broken(text, first, other)
    text.limits = (first, other)
    return lines


def balanced_lines(text: Shaped, limit: float) -> list[Line]:
    """As few lines as within ``limit`` (1/1000 em), about equally long: for centred text."""
    lines = break_lines(text, limit, limit)
    if len(lines) < 2 or text.widest() > limit:
        return lines
    narrow, wide = text.widest(), limit
    for _ in range(_HALVINGS):
        middle = (narrow + wide) / 2
        if len(break_lines(text, middle, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return break_lines(text, wide, wide)


def _broken(text: Shaped, first: float, other: float) -> list[Line]:
    source, ends, count = text.source, text.ends, len(text.source)
    lines: list[Line] = []
    start, piece, limit = 0, 0, first + _TOLERANCE
    while piece < len(ends):
        fit = _fit(text, start, limit)
        while fit < count and source[fit] == " ":
            fit += 1
        after = bisect_right(ends, fit, piece)
        if after < len(ends) and text.divide(after) > 1:
            after = bisect_right(ends, fit, after)
        forced = False
        if text.breaks:
            at = bisect_left(text.breaks, piece)
            if at < len(text.breaks) and text.breaks[at] < after:
                after, forced = text.breaks[at] + 1, True
        if after > piece:
            stop = ends[after - 1]
            end = text.bare(start, stop)
            width = text.between(start, end)
        else:
            stop = text.last_word(start, ends[piece], fit) or _last_cut(source, start, ends[piece], fit)
            end = text.bare(start, stop)
            width = min(text.between(start, end), limit)
            after += stop == ends[piece]
        lines.append(Line(start, end, stop, width, forced))
        start, piece, limit = stop, after, other + _TOLERANCE
    return lines


def _fit(text: Shaped, start: int, limit: float) -> int:
    """How far a text fits within a limit from an offset on, its words aside."""
    count = len(text.source)
    # Far the most of it at once, the rest character by character.
    near = start + int(limit / _WIDE)
    room = limit - text.between(start, near)
    if room < 0:
        near, room = start, limit
    while near < count:
        stop = near + int(room / _NARROW) + 2
        taken = list(accumulate(text.widths_of(near, stop), initial=0.0))
        fit = bisect_right(taken, room) - 1
        if fit < len(taken) - 1:
            return near + fit
        near, room = stop, room - taken[-1]
    return count


def runs_between(text: Shaped, start: int, end: int) -> Iterator[tuple[int, int, Dress]]:
    """The runs that cover [start, end): start, end, dress."""
    runs = text.runs
    for k in range(max(0, bisect_right(runs, start, key=run_start) - 1), len(runs)):
        if runs[k].start >= end:
            return
        stop = runs[k + 1].start if k + 1 < len(runs) else len(text.source)
        if stop > max(start, runs[k].start):
            yield max(start, runs[k].start), min(end, stop), runs[k].dress


def _last_cut(source: str, start: int, end: int, fit: int) -> int:
    """Where a piece that is too wide for a line is cut: at the last cluster that fits, or the first of all.

    What is before ``fit`` fits; ``end`` when it is one cluster, which stands out.
    """
    cut = end
    for at in range(start + 1, end):
        if source[at] not in _FOLLOWING and source[at - 1] not in _LEADING:
            if at > fit and cut < end:
                break
            cut = at
    return cut
