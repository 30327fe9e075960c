"""How well titles and passages answer a query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Row

from sopctl.storage.sql.search.cut import LINE, SEPARATOR, folded
from sopctl.storage.sql.search.postings import Word
from sopctl.storage.sql.search.query import Query

NUMBER, TITLE, BODY = 0, 1, 2

_HALF, _LENGTH_COUNTS, _TYPICAL = 1.2, 0.5, 100.0  # BM25 over passages; typical length in words
_HEADING = 1.5
_PAIR = 0.6
_LETTERS = 1.0  # what a term says by its letters alone, when it begins or ends within words
_SHORT = 4  # two characters and their separators


@dataclass(frozen=True)
class Found:
    """A document, why it was found, and the position of the passage to show (0: its title)."""

    document: int
    tier: int
    passage: int


@dataclass(frozen=True)
class Passage:
    """A passage as the index holds it."""

    document: int
    position: int
    words: str


@dataclass(frozen=True)
class Scored:
    """A passage with what it is worth. ``aligned``: it holds the query as words, not within other words."""

    document: int
    position: int
    aligned: bool
    phrase: bool
    value: float


def titles(asked: Query, rows: Sequence[Row[int, str, str]]) -> list[Scored]:
    """Titles that hold every term: the whole title first, then the phrase, the shorter title."""

    def order(row: Row[int, str, str]) -> tuple[bool, bool, bool, int, str]:
        title = folded(row.title_words)
        return (
            title != asked.phrase,
            asked.aligned not in row.title_words,
            asked.phrase not in title,
            len(title),
            row.number,
        )

    return [
        Scored(row.id, 0, _aligned(asked, row.title_words), asked.phrase in folded(row.title_words), 0)
        for row in sorted(rows, key=order)
    ]


def passages(asked: Query, words: Sequence[Word], found: Iterable[Passage]) -> list[Scored]:
    """Passages that hold every term, the phrase before scattered terms, then by what their words say."""
    scored = [_score(asked, words, passage) for passage in found]
    return sorted(scored, key=lambda s: (not s.phrase, -s.value, s.document, s.position))


def best_passages(asked: Query, words: Sequence[Word], found: Iterable[Passage]) -> dict[int, Scored]:
    """The best passage of each document."""
    best: dict[int, Scored] = {}
    for passage in found:
        scored = _score(asked, words, passage)
        kept = best.get(scored.document)
        if kept is None or (scored.phrase, scored.value) > (kept.phrase, kept.value):
            best[scored.document] = scored
    return best


def _score(asked: Query, words: Sequence[Word], passage: Passage) -> Scored:
    cut = passage.words
    heading, _, _ = cut.partition(LINE)
    norm = _HALF * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * cut.count(SEPARATOR) / _TYPICAL)
    value = 0.0
    for word in words:
        framed = SEPARATOR + word.text + SEPARATOR
        count = cut.count(framed)
        if count:
            weight = count + (_HEADING if framed in heading else 0)
            value += word.weight * weight / (weight + norm)
    known = {word.text: word.weight for word in words}
    for one, two in pairwise(asked.words):
        if one in known and two in known and f"{SEPARATOR}{one}{SEPARATOR}{two}{SEPARATOR}" in cut:
            value += _PAIR * min(known[one], known[two])
    if asked.aligned in cut:
        value += _PAIR * sum(known.values())
    plain = folded(cut)
    for term in asked.terms:
        count = plain.count(term)
        value += _LETTERS * count / (count + norm)
    return Scored(passage.document, passage.position, _aligned(asked, cut), asked.phrase in plain, value)


def _aligned(asked: Query, words: str) -> bool:
    """Whether every term stands as words; a longer one may also begin or end a longer word.

    So ความเสี่ยง counts in ความเสี่ยงสูง, but ยา neither in พยาบาล nor in ยาว.
    """
    return all(
        term in words or (len(term) > _SHORT and (term[:-1] in words or term[1:] in words))
        for term in asked.aligned_terms
    )
