"""What changed between two texts, word by word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

Segmenter = Callable[[str], list[str]]

# Above this many pairs of words, very common words no longer serve to line up the two texts.
_MANY_PAIRS = 4_000_000


class RunKind(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words, kept, added or removed."""

    kind: RunKind
    text: str


def words(text: str, segment: Segmenter) -> list[str]:
    """The words of a text; together they are the text. Tabs and line ends are words of their own."""
    found: list[str] = []
    for line in _pieces(text):
        cut = [line] if line in "\t\n" else segment(line)
        # A segmenter that loses a character must not lose it from a comparison.
        found.extend(cut if "".join(cut) == line else line)
    return found


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for place, char in enumerate(text):
        if char in "\t\n":
            if start < place:
                yield text[start:place]
            yield char
            start = place + 1
    if start < len(text):
        yield text[start:]


def matching(old: Sequence[object], new: Sequence[object]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches of two sequences in order, as ``old[a:b]`` and ``new[c:d]``: equal and unequal in turn.

    A stretch is equal when both sides are the same; empty ones are left out.
    """
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    a, b = old[first : len(old) - last], new[first : len(new) - last]
    if first:
        yield 0, first, 0, first
    if a and b:
        common = len(a) * len(b) > _MANY_PAIRS
        matcher = SequenceMatcher(None, a, b, autojunk=common)
        for _, i, j, k, m in matcher.get_opcodes():
            yield i + first, j + first, k + first, m + first
    elif a or b:
        yield first, first + len(a), first, first + len(b)
    if last:
        yield len(old) - last, len(old), len(new) - last, len(new)


def word_runs(old: Sequence[str], new: Sequence[str]) -> tuple[Run, ...]:
    """The runs that lead from old words to new ones, removed before added.

    Kept and added runs together are the new text, kept and removed ones the old.
    """
    stretches = [("".join(old[a:b]), "".join(new[c:d])) for a, b, c, d in matching(old, new)]
    runs: list[Run] = []
    gone, come = "", ""
    for place, (before, after) in enumerate(stretches):
        between = gone or come
        # A lone space between two changes is part of the change: it reads better so.
        if before == after and not (between and not before.strip() and place + 1 < len(stretches)):
            runs += _change(gone, come)
            gone, come = "", ""
            runs.append(Run(RunKind.KEPT, before))
        else:
            gone, come = gone + before, come + after
    return (*runs, *_change(gone, come))


def _change(gone: str, come: str) -> list[Run]:
    runs = [Run(RunKind.REMOVED, gone)] if gone else []
    return [*runs, Run(RunKind.ADDED, come)] if come else runs
