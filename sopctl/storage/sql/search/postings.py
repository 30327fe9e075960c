"""Words and the documents that hold them, best first: what ranks, where trigrams only find."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from sopctl.storage.sql.tables import search_postings, search_words
from sopctl.thai.words import Words

_WEIGHTS = {"title_folded": 4.0, "heading_folded": 2.0, "text_folded": 1.0}
_HALF = 1.2  # occurrences at which a word has half of its full impact (BM25's k1)
_TYPICAL = 400.0  # words in a document of usual length
_LENGTH_COUNTS = 0.5  # how far a longer document counts less (BM25's b)
_WORD = re.compile(r"\w")
MAX_WORD = 100


def words_of(folded: str) -> list[str]:
    """The words of folded text in order, without spaces and signs."""
    found = Words.default().segment(folded)
    return [word.strip()[:MAX_WORD] for word in found if _WORD.search(word)]


def impacts(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How much each word says of a document, 1 to 1000: BM25's term part, with title and headings heavier."""
    weights: Counter[str] = Counter()
    length = 0
    for row in rows:
        for column, weight in _WEIGHTS.items():
            found = words_of(row[column])
            length += len(found)
            for word in found:
                weights[word] += weight  # type: ignore[assignment]  # a counter of weights
    norm = _HALF * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * length / _TYPICAL)
    return {word: max(1, round(1000 * weight / (weight + norm))) for word, weight in weights.items()}


def add(connection: Connection, document: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the words of a document's passages."""
    weighed = impacts(rows)
    known = _ids(connection, weighed)
    new = [{"word": word} for word in weighed if word not in known]
    if new:
        connection.execute(insert(search_words), new)
        known |= _ids(connection, [row["word"] for row in new])
    written = [
        {"word": known[word], "impact": -impact, "document": document} for word, impact in weighed.items()
    ]
    if written:
        connection.execute(insert(search_postings), written)


def _ids(connection: Connection, words: Iterable[str]) -> dict[str, int]:
    wanted, found = list(words), {}
    for first in range(0, len(wanted), 500):
        query = select(search_words.c.word, search_words.c.id)
        part = query.where(search_words.c.word.in_(wanted[first : first + 500]))
        found.update({row.word: row.id for row in connection.execute(part)})
    return found
