"""The words that the index knows, for questions that were asked in other words or with a slip."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sopctl.storage.sql.search.cut import is_word, join, plain_words
from sopctl.storage.sql.search.lookup import Filter, Lookup
from sopctl.storage.sql.search.query import Query
from sopctl.storage.sql.search.statements import Sql, marks
from sopctl.thai.likeness import alike
from sopctl.thai.telling import SAY_NOTHING
from sopctl.thai.text import fold

_SHORTEST, _LONGEST = 3, 30  # characters of a term that somebody may have mistyped
_PIECE = 5  # and of a word within one, as a slip leaves short ones that nobody meant
_TYPED = 4  # words of a question that are looked at
_LOOKED = 24  # words of the index that are looked up for one question
_HELD = "SELECT word FROM search_words WHERE word IN {} AND documents > 0"
# The first character is seldom the wrong one, and with it no more than a part of the words is read.
_LIKE = """
    SELECT word FROM search_words WHERE documents > 0 AND substr(word, 1, 1) = ?
    AND (length(word) BETWEEN ? AND ? OR substr(word, 1, ?) = ?)
"""
_SEEN = """
    SELECT word FROM search_words WHERE word IN {} AND EXISTS (
        SELECT 1 FROM search_postings JOIN search_documents ON search_documents.id = search_postings.document
        WHERE search_postings.word = search_words.id AND {}
    )
"""


def known(sql: Sql, phrases: Collection[str], allowed: Filter) -> frozenset[str]:
    """Those of the phrases that stand in some document that the reader may see."""
    words = {phrase: set(plain_words(join(fold(phrase)))) for phrase in phrases}
    every = sorted(set().union(*words.values()))
    if not every:
        return frozenset()
    held = {word for (word,) in sql.rows(_HELD.format(marks(len(every))), *every)}
    likely = [phrase for phrase, each in words.items() if each and each <= held]
    return frozenset(phrase for phrase in likely if _stands(sql, phrase, allowed))


def _stands(sql: Sql, phrase: str, allowed: Filter) -> bool:
    lookup = Lookup(sql, Query.parse(phrase), {}, allowed)
    return bool(lookup.passages(1) or lookup.titles(1))


def near(sql: Sql, asked: Query, allowed: Filter, limit: int) -> list[str]:
    """Words that the reader may see, like one of the query; nearest first, word by word of the query."""
    found = list[str]()
    for typed in _mistyped(asked):
        like = sql.rows(_LIKE, typed[0], len(typed) - 2, len(typed) + 2, len(typed), typed)
        found += alike(typed, (word for (word,) in like if is_word(word)), _LOOKED)
    every = [word for word in dict.fromkeys(found) if word not in asked.words and word not in SAY_NOTHING]
    if not every:
        return []
    clause = allowed.clause
    rows = sql.rows(_SEEN.format(marks(len(every)), clause.text), *every, *clause.given)
    seen = {word for (word,) in rows}
    return [word for word in every if word in seen][:limit]


def _mistyped(asked: Query) -> Iterator[str]:
    # A term as it was typed comes first: a slip makes several words of one.
    pieces = (word for word in asked.words if len(word) >= _PIECE)
    each = dict.fromkeys((*asked.terms, *pieces))
    words = [word for word in each if _SHORTEST <= len(word) <= _LONGEST and word not in SAY_NOTHING]
    yield from words[:_TYPED]
