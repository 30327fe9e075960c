"""Where SQLite and PostgreSQL find the same passages in their own ways: FTS5, or LIKE over pg_trgm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sopctl.domain.access import Access
from sopctl.storage.sql.columns import Codes
from sopctl.storage.sql.search.grams import gram
from sopctl.storage.sql.search.probes import TRIGRAM, Probes
from sopctl.storage.sql.search.query import Query
from sopctl.storage.sql.search.statements import Sql, marks

_TOGETHER = 24  # documents that are looked into at once
_SEEN, _RARE = (
    256,
    4,
)  # a short term is rare when so many documents with it are found among so many times more

_TITLES = "SELECT search_documents.id, title_words, number FROM search_documents {join} WHERE {where} "
_PASSAGES = """
    SELECT search_passages.id, document, words FROM search_passages
    JOIN search_documents ON search_documents.id = document {join} WHERE position > 0 AND {where}
"""
_PAGE = " ORDER BY {order} LIMIT ? OFFSET ?"
_WITH_SHORT = "SELECT rowid FROM search_grams WHERE search_grams MATCH ? LIMIT ?"
_IN_ONE_WITH_SHORT = "document IN (SELECT rowid FROM search_grams WHERE search_grams MATCH ?)"
_HAS_SHORT = "EXISTS (SELECT 1 FROM search_grams WHERE search_grams MATCH ? AND rowid = search_documents.id)"
_WITH = """
    SELECT DISTINCT document FROM (
        SELECT rowid AS document FROM search_titles WHERE search_titles MATCH ?
        UNION ALL
        SELECT document FROM search_passages
        JOIN search_trigrams ON search_trigrams.rowid = search_passages.id
        WHERE search_trigrams.search_trigrams MATCH ?
    ) LIMIT ?
"""
_WITH_ANY = "SELECT DISTINCT document FROM search_passages WHERE {holds} LIMIT ?"
_WITH_ALL = "SELECT id FROM search_documents WHERE id IN {marks} AND {where} ORDER BY id"
# LIKE would take “it” for “IT” on SQLite.
_NAMED = " OR replace(search_documents.departments, ?, '') <> search_documents.departments"
_SOME = "EXISTS (SELECT 1 FROM search_passages WHERE document = search_documents.id AND {holds})"


class Clause(NamedTuple):
    """A condition, and what it is given."""

    text: str
    given: tuple[str, ...]


@dataclass(frozen=True)
class Filter:
    """Which documents a reader asks for, and which restricted ones they may see (None: all)."""

    restricted_departments: frozenset[str] | None
    type_code: str = ""
    department: str = ""
    standard: str = ""

    @property
    def narrow(self) -> bool:
        """Whether the reader asks for some documents only."""
        return bool(self.type_code or self.department or self.standard)

    @cached_property
    def clause(self) -> Clause:
        """The filter as a condition on ``search_documents``."""
        parts, given = ["1 = 1"], list[str]()
        if self.restricted_departments is not None:
            mine = sorted(self.restricted_departments)
            either = f" OR search_documents.department IN {marks(len(mine))}" if mine else ""
            parts.append(f"(search_documents.access = ?{either}{_NAMED * len(mine)})")
            given += [Access.ALL.value, *mine, *map(Codes.line, mine)]
        for column, wanted in (("type_code", self.type_code), ("department", self.department)):
            if wanted:
                parts.append(f"search_documents.{column} = ?")
                given.append(wanted)
        if self.standard:
            with_it = "SELECT document FROM search_standards WHERE standard = ?"
            parts.append(f"search_documents.id IN ({with_it})")
            given.append(self.standard)
        return Clause(" AND ".join(parts), tuple(given))


class Lookup:
    """Finds passages and documents that hold a query's terms. There is at least one; order is by id.

    ``weights``: how much the query's words tell, of those that some document holds.
    """

    def __init__(self, sql: Sql, asked: Query, weights: Mapping[str, float], allowed: Filter) -> None:
        self._sql = sql
        self._asked = asked
        self._weights = weights
        self._allowed = allowed.clause

    def titles(self, cap: int, skip: int = 0) -> list[tuple[int, str, str]]:
        """(document, its title's words, its number) of titles that hold every term."""
        return self._page(_TITLES, "search_titles", (cap, skip))

    def passages(self, cap: int, skip: int = 0) -> list[tuple[int, int, str]]:
        """(id, document, words) of passages that hold every term in heading or text."""
        return self._page(_PASSAGES, "search_trigrams", (cap, skip))

    def documents(self, cap: int) -> Iterator[list[int]]:
        """Documents that hold every term somewhere, in title, headings or body; some at a time.

        Of terms that ``cap`` documents or more hold, the first documents of one are looked at.
        """
        terms = self._asked.terms
        sets = list(map(self._with, terms, self._asked.aligned_terms, [cap] * len(terms)))
        complete = [found for found, _ in sets if len(found) < cap]
        likely = sorted(set.intersection(*complete) if complete else sets[0][0])
        unsure = [
            term for term, (found, sure) in zip(terms, sets, strict=True) if len(found) >= cap or not sure
        ]
        where = _joined([self._allowed, *self._have(unsure)])
        for first in range(0, len(likely), _TOGETHER):
            part = likely[first : first + _TOGETHER]
            statement = _WITH_ALL.format(marks=marks(len(part)), where=where.text)
            yield [row[0] for row in self._sql.rows(statement, *part, *where.given)]

    def _page(self, select: str, index: str, page: tuple[int, int]) -> list[Any]:
        terms = self._asked.terms
        titles = index == "search_titles"
        key = "search_documents.id" if titles else "search_passages.id"
        words = "search_documents.title_words" if titles else "search_passages.words"
        if not self._sql.lite:
            where = _joined([self._allowed, *(self._holds(words, term) for term in terms)])
            statement = select.format(join="", where=where.text) + _PAGE.format(order=key)
            return self._sql.rows(statement, *where.given, *page)
        expression, left = self._probes
        if not expression:
            index, left = "search_grams", list(terms)
            expression = f"{'title' if titles else 'body'} : ({self._grams})"
        on = "search_documents.id" if index == "search_grams" else key
        where = _joined(
            [
                Clause(f"{index}.{index} MATCH ?", (expression,)),
                self._allowed,
                *(self._of_rare if index == "search_trigrams" else ()),
                *(self._holds(words, term) for term in left),
            ]
        )
        statement = select.format(join=f"JOIN {index} ON {index}.rowid = {on}", where=where.text)
        return self._sql.rows(statement + _PAGE.format(order=f"{index}.rowid"), *where.given, *page)

    @cached_property
    def _probes(self) -> Probes:
        """What to ask of the trigrams, and the terms that their answer still has to be checked for."""
        return Probes.of(self._asked.terms, self._asked.aligned_terms, self._weights)

    @cached_property
    def _grams(self) -> str:
        """What to ask of the grams for the terms that are too short for trigrams."""
        return _grams(term for term in self._asked.terms if len(term) < TRIGRAM)

    @cached_property
    def _of_rare(self) -> list[Clause]:
        """Short terms of which trigrams know nothing: if they are rare, only documents with them are read."""
        if not self._grams:
            return []
        expression = f"body : ({self._grams})"
        seen = self._sql.rows(_WITH_SHORT, expression, _SEEN)
        if len(seen) == _SEEN and seen[-1][0] - seen[0][0] < _SEEN * _RARE:
            return []
        return [Clause(_IN_ONE_WITH_SHORT, (expression,))]

    def _with(self, term: str, aligned: str, cap: int) -> tuple[set[int], bool]:
        """At most ``cap`` documents, among them all that hold the term, and whether all of them hold it."""
        sure = True
        if not self._sql.lite:
            holds = self._holds("search_passages.words", term)
            rows = self._sql.rows(_WITH_ANY.format(holds=holds.text), *holds.given, cap)
        elif len(term) < TRIGRAM:
            rows = self._sql.rows(_WITH_SHORT, gram(term), cap)
        else:
            expression, left = Probes.of((term,), (aligned,), self._weights)
            rows, sure = self._sql.rows(_WITH, expression, expression, cap), not left
        return {row[0] for row in rows}, sure

    def _have(self, terms: Sequence[str]) -> Iterator[Clause]:
        """That a document holds each term somewhere."""
        short = [term for term in terms if self._sql.lite and len(term) < TRIGRAM]
        if short:
            yield Clause(_HAS_SHORT, (_grams(short),))
        for term in terms:
            if term not in short:
                holds = self._holds("search_passages.words", term)
                yield Clause(_SOME.format(holds=holds.text), holds.given)

    def _holds(self, words: str, term: str) -> Clause:
        """Whether the words of a column, put together again, hold the term."""
        if self._sql.lite:
            return Clause(f"instr(replace({words}, char(31), ''), ?) > 0", (term,))
        # The expression that PostgreSQL's index is on.
        escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return Clause(f"replace({words}, chr(31), '') LIKE ?", (f"%{escaped}%",))


def _joined(clauses: Sequence[Clause]) -> Clause:
    return Clause(
        " AND ".join(clause.text for clause in clauses),
        tuple(value for clause in clauses for value in clause.given),
    )


def _grams(terms: Iterable[str]) -> str:
    return " AND ".join(map(gram, terms))
