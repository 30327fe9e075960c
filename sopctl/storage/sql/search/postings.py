"""Words and the documents that hold them, best first: what ranks, where trigrams only find."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from sopctl.storage.sql.search.compounds import parts_of
from sopctl.storage.sql.search.cut import LINE, plain_words
from sopctl.storage.sql.search.lookup import Filter
from sopctl.storage.sql.tables import search_documents, search_postings, search_words

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


@dataclass(frozen=True)
class Word:
    """A word that the index knows: how many documents hold it, and how much it tells (BM25's idf)."""

    id: int
    text: str
    documents: int
    weight: float


class Ranked(NamedTuple):
    """A document, what several words say of it, and the weight of those that it holds at all."""

    document: int
    value: float
    held: float


def add(connection: Connection, document: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the words of a document's passages."""
    impacts = _impacts(rows)
    known = _ids(connection, impacts)
    new = [{"word": word, "documents": 0} for word in impacts if word not in known]
    if new:
        connection.execute(insert(search_words), new)
        known |= _ids(connection, impacts.keys() - known.keys())
    if impacts:
        written = [
            {"word": known[word], "impact": impact, "document": document} for word, impact in impacts.items()
        ]
        connection.execute(insert(search_postings), written)
        _count(connection, document, 1)


def remove(connection: Connection, document: int) -> None:
    """Take a document's words out; a word that no document holds any more stays known."""
    _count(connection, document, -1)
    connection.execute(search_postings.delete().where(search_postings.c.document == document))


def look_up(connection: Connection, words: Collection[str]) -> list[Word]:
    """The words that some document holds, the most telling first."""
    if not words:
        return []
    table = search_words.c
    total = select(func.count()).select_from(search_documents).scalar_subquery().label("total")
    rows = connection.execute(
        select(table.id, table.word, table.documents, total).where(table.word.in_(words), table.documents > 0)
    )
    found = [
        Word(
            row.id,
            row.word,
            row.documents,
            math.log(1 + (row.total - row.documents + 0.5) / (row.documents + 0.5)),
        )
        for row in rows
    ]
    return sorted(found, key=lambda word: (-word.weight, word.text))


def _impacts(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How much each word says of a document (BM25's term part, title and headings heavier), as its place.

    Four bands, the best first: words of the title, words, parts of the title's words, parts of words.
    """
    whole, parts = _Weights(), _Weights()
    for row in rows:
        head, _, text = row["words"].partition(LINE)
        title = row["position"] == 0
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


def _ids(connection: Connection, words: Iterable[str]) -> dict[str, int]:
    wanted: Sequence[str] = list(words)
    found: dict[str, int] = {}
    for first in range(0, len(wanted), 500):
        query = select(search_words.c.word, search_words.c.id)
        part = query.where(search_words.c.word.in_(wanted[first : first + 500]))
        found.update({row.word: row.id for row in connection.execute(part)})
    return found


def _count(connection: Connection, document: int, step: int) -> None:
    held = select(search_postings.c.word).where(search_postings.c.document == document)
    connection.execute(
        update(search_words)
        .where(search_words.c.id.in_(held))
        .values(documents=search_words.c.documents + step)
    )


def best(connection: Connection, word: Word, allowed: Filter, limit: int) -> list[tuple[int, bool]]:
    """The documents for which a word says most, and whether it stands in their titles.

    Those that hold it by itself come before those that hold it as a part of a compound.
    """
    query = _of_word(allowed).order_by(search_postings.c.impact, search_postings.c.document).limit(limit)
    rows = connection.execute(query, {"word_id": word.id}).all()
    return [(row.document, row.impact // _BAND in {-2, 0}) for row in rows]


def rank(connection: Connection, words: Sequence[Word], allowed: Filter, count: int) -> list[Ranked]:
    """The documents for which the words together say most, best first.

    ``words`` are the most telling first. Of a common word only the best documents are read; what the best of
    all hold of the other words is then looked up, so that their order is exact.
    """
    table = search_postings.c
    sums: dict[int, float] = {}
    of_word = _of_word(allowed).order_by(table.impact, table.document).limit(_READ)
    for word in words[:_WORDS]:
        if len(sums) >= _READ and word.weight < words[0].weight * _TELLING:
            break
        for document, place in connection.execute(of_word, {"word_id": word.id}).all():
            sums[document] = sums.get(document, 0.0) + word.weight * _share(place)
    likely = sorted(sums, key=lambda document: (-sums[document], document))[: count + _NEAR]
    weights = {word.id: word.weight for word in words}
    exact, weight = dict.fromkeys(likely, 0.0), dict.fromkeys(likely, 0.0)
    held = select(table.document, table.word, table.impact).where(
        table.document.in_(likely), table.word.in_(weights)
    )
    for document, word_id, impact in connection.execute(held).all():
        exact[document] += weights[word_id] * _share(impact)
        weight[document] += weights[word_id]
    ranked = [Ranked(document, value, weight[document]) for document, value in exact.items()]
    return sorted(ranked, key=lambda each: (-each.value, each.document))[:count]


def _of_word(allowed: Filter) -> Select[int, int]:
    table = search_postings.c
    return (
        select(table.document, table.impact)
        .join(search_documents, search_documents.c.id == table.document)
        .where(table.word == bindparam("word_id"), allowed.clause)
    )


def _share(place: int) -> float:
    """What a place says, 0 to 1."""
    return (_FULL - place % _BAND) / _FULL * (1.0 if place < 0 else _PART)
