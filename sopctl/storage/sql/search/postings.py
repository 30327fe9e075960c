"""Words and the documents that hold them, best first: what ranks, where trigrams only find."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from sopctl.storage.sql.search.compounds import parts_of
from sopctl.storage.sql.search.cut import LINE, plain_words
from sopctl.storage.sql.search.lookup import Clause, Filter
from sopctl.storage.sql.search.statements import Sql, marks
from sopctl.thai.telling import SAY_NOTHING

_TITLE, _HEADING, _TEXT = 4.0, 2.0, 1.0
_HALF = 1.2  # occurrences at which a word has half of its full impact (BM25's k1)
_TYPICAL = 400.0  # words in a document of usual length
_LENGTH_COUNTS = 0.5  # how far a longer document counts less (BM25's b)
_FULL = 999
_READ = 200  # documents of one word that are read when ranking by several
_WORDS = 5  # that bring in documents; the others only tell between them
_NEAR = 16  # documents beyond those asked for whose place is worked out exactly
_TELLING = 0.4  # of the most telling word's weight: common words bring in no documents of their own
_BAND = 1000
_PART = 0.3  # what a part of a compound says, beside a word by itself

# Each counts a document more for the words that it holds, and makes known those that are new.
_NEW_WORDS = """
    INSERT INTO search_words (word, documents) SELECT key, 1 FROM json_each(?) WHERE true
    ON CONFLICT (word) DO UPDATE SET documents = documents + 1
"""
_NEW_WORDS_PG = """
    INSERT INTO search_words (word, documents) SELECT key, 1 FROM json_each_text(?::json)
    ON CONFLICT (word) DO UPDATE SET documents = search_words.documents + 1
"""
_NEW_POSTINGS = """
    INSERT INTO search_postings (word, impact, document)
    SELECT search_words.id, held.value, ? FROM json_each(?) AS held
    CROSS JOIN search_words ON search_words.word = held.key
"""
_NEW_POSTINGS_PG = """
    INSERT INTO search_postings (word, impact, document)
    SELECT search_words.id, held.value::integer, ? FROM json_each_text(?::json) AS held
    JOIN search_words ON search_words.word = held.key
"""
_FEWER = """
    UPDATE search_words SET documents = documents - 1
    WHERE id IN (SELECT word FROM search_postings WHERE document = ?)
"""

_WORDS_HELD = """
    SELECT id, word, documents, (SELECT count(*) FROM search_documents) FROM search_words
    WHERE word IN {} AND documents > 0
"""
_OF_WORD = """
    SELECT document, impact FROM search_postings JOIN search_documents ON search_documents.id = document
    WHERE word = ? AND {} ORDER BY impact, document LIMIT ?
"""
_ANY_WITH = """
    SELECT document, impact FROM search_postings WHERE word = ? AND {} ORDER BY impact, document LIMIT ?
"""
_HELD = """
    SELECT document, word, impact FROM search_postings JOIN search_documents ON search_documents.id = document
    WHERE document IN {} AND word IN {} AND {}
"""
_ALL = Clause("1 = 1", ())


@dataclass(frozen=True)
class Word:
    """A word that the index knows: how many documents hold it, and how much it tells (BM25's idf).

    ``unheard`` is what a word would tell that no document holds.
    """

    id: int
    text: str
    documents: int
    weight: float
    unheard: float

    @property
    def tells(self) -> bool:
        """Whether a document may be found by this word alone."""
        return self.text not in SAY_NOTHING


class Ranked(NamedTuple):
    """A document, what several words say of it, and of those that tell the weight and number it holds."""

    document: int
    value: float
    held: float
    telling: int


def add(sql: Sql, document: int, rows: Iterable[tuple[int, str]]) -> None:
    """Write the words of a document's passages: (position, words)."""
    impacts = json.dumps(_impacts(rows), ensure_ascii=False)
    words, postings = (_NEW_WORDS, _NEW_POSTINGS) if sql.lite else (_NEW_WORDS_PG, _NEW_POSTINGS_PG)
    sql.run(words, impacts)
    sql.run(postings, document, impacts)


def remove(sql: Sql, document: int) -> None:
    """Take a document's words out; a word that no document holds any more stays known."""
    sql.run(_FEWER, document)
    sql.run("DELETE FROM search_postings WHERE document = ?", document)


def look_up(sql: Sql, words: Sequence[str]) -> list[Word]:
    """The words that some document holds, the most telling first."""
    if not words:
        return []
    found = [
        Word(id_, word, documents, _idf(documents, total), _idf(0, total))
        for id_, word, documents, total in sql.rows(_WORDS_HELD.format(marks(len(words))), *words)
    ]
    return sorted(found, key=lambda word: (-word.weight, word.text))


def _idf(documents: int, total: int) -> float:
    return math.log(1 + (total - documents + 0.5) / (documents + 0.5))


def _impacts(rows: Iterable[tuple[int, str]]) -> dict[str, int]:
    """How much each word says of a document (BM25's term part, title and headings heavier), as its place.

    Four bands, the best first: words of the title, words, parts of the title's words, parts of words.
    """
    whole, parts = _Weights(), _Weights()
    for position, passage in rows:
        head, _, text = passage.partition(LINE)
        title = position == 0
        for part, weight in ((head, _TITLE if title else _HEADING), (text, _TEXT)):
            words = plain_words(part)
            whole.add(words, weight, title=title)
            parts.add([piece for word in words for piece in parts_of(word)], weight, title=title)
    places = parts.places(whole.length, 0)
    places.update(whole.places(whole.length, -2 * _BAND))
    return places


class _Weights:
    def __init__(self) -> None:
        self.length = 0
        self._weights: dict[str, float] = {}
        self._titled: set[str] = set()

    def add(self, words: Sequence[str], weight: float, *, title: bool) -> None:
        self.length += len(words)
        self._titled.update(words if title else ())
        for word in words:
            self._weights[word] = self._weights.get(word, 0.0) + weight

    def places(self, length: int, first: int) -> dict[str, int]:
        norm = _HALF * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * length / _TYPICAL)
        return {
            word: first
            + (0 if word in self._titled else _BAND)
            + (_FULL - max(1, round(_FULL * weight / (weight + norm))))
            for word, weight in self._weights.items()
        }


def best(sql: Sql, word: Word, allowed: Filter, limit: int) -> list[tuple[int, bool]]:
    """The documents for which a word says most, and whether it stands in their titles.

    Those that hold it by itself come before those that hold it as a part of a compound.
    """
    where, given = allowed.clause
    rows = sql.rows(_OF_WORD.format(where), word.id, *given, limit)
    return [(document, impact // _BAND in {-2, 0}) for document, impact in rows]


def rank(sql: Sql, words: Sequence[Word], allowed: Filter, count: int) -> list[Ranked]:
    """The documents for which the words together say most, best first.

    ``words`` are the most telling first. Of a common word only the best documents are read; what the best of
    all hold of the other words is then looked up, so that their order is exact.
    """
    if allowed.narrow:
        return _ranked(sql, words, allowed, count, allowed.clause)[0]
    # Nearly everybody may see nearly everything, so who may see what is asked of the best alone.
    ranked, hidden = _ranked(sql, words, allowed, count, _ALL)
    if hidden and len(ranked) < count:
        ranked, _ = _ranked(sql, words, allowed, count, allowed.clause)
    return ranked


def _ranked(
    sql: Sql, words: Sequence[Word], allowed: Filter, count: int, looked_at: Clause
) -> tuple[list[Ranked], bool]:
    """The best documents of those that the words bring in, and whether the reader may not see some."""
    sums = _sums(sql, words, looked_at)
    likely = [document for _, document in nsmallest(count + _NEAR, _first(sums))]
    if not likely:
        return [], False
    weights = {word.id: word.weight for word in words}
    telling = {word.id for word in words if word.tells}
    exact, held, told = dict[int, float](), dict[int, float](), Counter[int]()
    statement = _HELD.format(marks(len(likely)), marks(len(weights)), allowed.clause.text)
    for document, word_id, impact in sql.rows(statement, *likely, *weights, *allowed.clause.given):
        weight = weights[word_id]
        exact[document] = exact.get(document, 0.0) + weight * _SHARES[impact]
        if word_id in telling:
            held[document] = held.get(document, 0.0) + weight
            told[document] += 1
    best = nsmallest(count, _first(exact))
    ranked = [Ranked(each, -value, held.get(each, 0.0), told[each]) for value, each in best]
    return ranked, len(exact) < len(likely)


def _sums(sql: Sql, words: Sequence[Word], looked_at: Clause) -> dict[int, float]:
    statement = (_ANY_WITH if looked_at is _ALL else _OF_WORD).format(looked_at.text)
    sums = dict[int, float]()
    for word in words[:_WORDS]:
        weight = word.weight
        if len(sums) >= _READ and weight < words[0].weight * _TELLING:
            break
        for document, place in sql.rows(statement, word.id, *looked_at.given, _READ):
            sums[document] = sums.get(document, 0.0) + weight * _SHARES[place]
    return sums


def _first(values: Mapping[int, float]) -> Iterator[tuple[float, int]]:
    """The best first, and among as good ones the older."""
    return ((-value, document) for document, value in values.items())


def _share(place: int) -> float:
    """What a place says, 0 to 1."""
    return (_FULL - place % _BAND) / _FULL * (1.0 if place < 0 else _PART)


_SHARES = {place: _share(place) for place in range(-2 * _BAND, 2 * _BAND)}
