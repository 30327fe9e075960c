"""How well titles and passages answer a query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

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
    """A document, why it was found, and the id of the passage to show (0: its title).

    ``whole``: it holds everything that was asked for, not only some of the words.
    """

    document: int
    tier: int
    passage: int
    whole: bool = True


class Title(NamedTuple):
    """A title as the index holds it."""

    document: int
    words: str
    number: str


class Passage(NamedTuple):
    """A passage as the index holds it."""

    id: int
    document: int
    words: str


class Scored(NamedTuple):
    """A passage with what it is worth. ``aligned``: it holds the query as words, not within other words."""

    id: int
    document: int
    aligned: bool
    phrase: bool
    value: float


class Scorer:
    """How well texts answer one query: BM25 over its words, and more where they stand side by side."""

    def __init__(self, asked: Query, words: Sequence[Word]) -> None:
        known = {word.text: word.weight for word in words}
        self._asked = asked
        # In the order of the query; each with the pair that it makes with the word before it.
        self._words = [
            (
                f"{SEPARATOR}{word}{SEPARATOR}",
                known.get(word, 0.0),
                f"{SEPARATOR}{last}{SEPARATOR}{word}{SEPARATOR}",
                _PAIR * min(known.get(last, 0.0), known.get(word, 0.0)),
            )
            for last, word in pairwise(("", *asked.words))
            if word in known
        ]
        self._all = _PAIR * sum(known.values())

    def titles(self, found: Sequence[Title]) -> list[Scored]:
        """Titles that hold every term: the whole title first, then the phrase, the shorter title."""
        asked = self._asked

        def scored(found: Title) -> tuple[tuple[bool, bool, bool, int, str], Scored]:
            title = folded(found.words)
            phrase = asked.phrase in title
            order = (
                title != asked.phrase,
                asked.aligned not in found.words,
                not phrase,
                len(title),
                found.number,
            )
            return order, Scored(0, found.document, self._aligned(found.words, phrase=phrase), phrase, 0)

        return [hit for _, hit in sorted(map(scored, found), key=itemgetter(0))]

    def passages(self, found: Iterable[Passage]) -> list[Scored]:
        """Passages that hold every term, the phrase before scattered terms, then by what their words say."""
        return sorted(map(self._score, found), key=lambda s: (not s.phrase, -s.value, s.document, s.id))

    def best_passages(self, found: Iterable[Passage]) -> dict[int, Scored]:
        """The best passage of each document."""
        best: dict[int, Scored] = {}
        for passage in found:
            scored = self._score(passage)
            kept = best.get(scored.document)
            if kept is None or (scored.phrase, scored.value) > (kept.phrase, kept.value):
                best[scored.document] = scored
        return best

    def _score(self, passage: Passage) -> Scored:
        asked, cut = self._asked, passage.words
        norm = _HALF * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * cut.count(SEPARATOR) / _TYPICAL)
        value = self._of_words(cut, norm)
        if asked.aligned in cut:
            value += self._all
        plain, every = folded(cut), True
        for term in asked.terms:
            if count := plain.count(term):
                value += _LETTERS * count / (count + norm)
            else:
                every = False
        if not every:  # so it holds neither the phrase nor the terms as words
            return Scored(passage.id, passage.document, False, False, value)
        phrase = asked.phrase == asked.terms[0] or asked.phrase in plain
        return Scored(passage.id, passage.document, self._aligned(cut, phrase=phrase), phrase, value)

    def _of_words(self, cut: str, norm: float) -> float:
        value, before, line = 0.0, False, cut.find(LINE)
        for framed, weight, pair, side_by_side in self._words:
            if framed in cut:
                times = cut.count(framed) + (_HEADING if cut.find(framed, 0, line) >= 0 else 0)
                value += weight * times / (times + norm)
                if before and pair in cut:
                    value += side_by_side
                before = True
            else:
                before = False
        return value

    def _aligned(self, words: str, *, phrase: bool) -> bool:
        """Whether every term stands as words; a longer one may also begin or end a longer word.

        So ความเสี่ยง counts in ความเสี่ยงสูง, but ยา neither in พยาบาล nor in ยาว. Several terms side by
        side (``phrase``: the words hold all of the query so) count wherever they begin.
        """
        terms = self._asked.aligned_terms
        if phrase and len(terms) > 1:
            return True
        return all(
            term in words or (len(term) > _SHORT and (term[:-1] in words or term[1:] in words))
            for term in terms
        )
