"""Words that differ by a slip of the finger."""

from __future__ import annotations

from collections.abc import Iterable

_LONG = 8  # characters from which two slips are forgiven
_BEGINNING = 4  # characters that may stand for the longer word they begin


def alike(typed: str, words: Iterable[str], most: int) -> list[str]:
    """At most ``most`` of ``words`` that ``typed`` may have meant, the nearest first; never itself.

    One character added, left out or changed, two in a word of eight or more; or the beginning of a word.
    """
    slips = 2 if len(typed) >= _LONG else 1
    found = list[tuple[int, int, str]]()
    for word in set(words) - {typed}:
        if len(typed) >= _BEGINNING and word.startswith(typed):
            found.append((0, len(word), word))
        elif (far := distance(typed, word, slips)) <= slips and len(word) > slips:
            found.append((far, len(word), word))
    return [word for _, _, word in sorted(found)[:most]]


def distance(one: str, other: str, most: int) -> int:
    """How many characters to add, leave out or change; ``most + 1`` when it is more than ``most``.

    Levenshtein's distance, row by row.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        now = [row]
        for column, right in enumerate(other):
            now.append(min(now[column] + 1, before[column + 1] + 1, before[column] + (left != right)))
        if min(now) > most:
            return most + 1
        before = now
    return min(before[-1], most + 1)
