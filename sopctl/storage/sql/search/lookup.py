"""Where SQLite and PostgreSQL find the same passages in their own ways: FTS5, or LIKE over pg_trgm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sopctl.application.records import Access
from sopctl.storage.sql.search.grams import gram
from sopctl.storage.sql.search.statements import Sql, marks

TRIGRAM = 3
_WHOLE = 9  # characters up to which a term is looked up as it is
_STEP, _PROBES = 4, 6  # of a longer one some trigrams are looked up: so far apart, and about so many
_TOGETHER = 24  # documents that are looked into at once

_TITLES = "SELECT search_documents.id, title_words, number FROM search_documents {join} WHERE {where} "
_PASSAGES = """
    SELECT search_passages.id, document, words FROM search_passages
    JOIN search_documents ON search_documents.id = document {join} WHERE position > 0 AND {where}
"""
_PAGE = " ORDER BY {order} LIMIT ? OFFSET ?"
_WITH_SHORT = "SELECT rowid FROM search_grams WHERE search_grams MATCH ? LIMIT ?"
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
            parts.append(f"(search_documents.access = ?{either})")
            given += [Access.ALL.value, *mine]
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
    """Finds passages and documents that hold terms. Terms are folded and not empty; order is by id."""

    def __init__(self, sql: Sql, allowed: Filter) -> None:
        self._sql = sql
        self._allowed = allowed.clause

    def titles(self, terms: Sequence[str], cap: int, skip: int = 0) -> list[tuple[int, str, str]]:
        """(document, its title's words, its number) of titles that hold every term."""
        return self._page(_TITLES, "search_titles", terms, (cap, skip))

    def passages(self, terms: Sequence[str], cap: int, skip: int = 0) -> list[tuple[int, int, str]]:
        """(id, document, words) of passages that hold every term in heading or text."""
        return self._page(_PASSAGES, "search_trigrams", terms, (cap, skip))

    def documents(self, terms: Sequence[str], cap: int) -> Iterator[list[int]]:
        """Documents that hold every term somewhere, in title, headings or body; some at a time.

        Of terms that ``cap`` documents or more hold, the first documents of one are looked at.
        """
        sets = [self._with(term, cap) for term in terms]
        complete = [found for found in sets if len(found) < cap]
        likely = sorted(set.intersection(*complete) if complete else sets[0])
        unsure = [
            term
            for term, found in zip(terms, sets, strict=True)
            if len(found) >= cap or (self._sql.lite and len(term) > _WHOLE)
        ]
        some = [self._holds("search_passages.words", term) for term in unsure]
        where = _joined(
            [self._allowed, *(Clause(_SOME.format(holds=part.text), part.given) for part in some)]
        )
        for first in range(0, len(likely), _TOGETHER):
            part = likely[first : first + _TOGETHER]
            statement = _WITH_ALL.format(marks=marks(len(part)), where=where.text)
            yield [row[0] for row in self._sql.rows(statement, *part, *where.given)]

    def _page(self, select: str, index: str, terms: Sequence[str], page: tuple[int, int]) -> list[Any]:
        titles = index == "search_titles"
        key = "search_documents.id" if titles else "search_passages.id"
        words = "search_documents.title_words" if titles else "search_passages.words"
        if not self._sql.lite:
            where = _joined([self._allowed, *(self._holds(words, term) for term in terms)])
            statement = select.format(join="", where=where.text) + _PAGE.format(order=key)
            return self._sql.rows(statement, *where.given, *page)
        match, left = _match(index, terms)
        index = match.text
        on = "search_documents.id" if index == "search_grams" else key
        where = _joined(
            [
                Clause(f"{index}.{index} MATCH ?", match.given),
                self._allowed,
                *(self._holds(words, term) for term in left),
            ]
        )
        statement = select.format(join=f"JOIN {index} ON {index}.rowid = {on}", where=where.text)
        return self._sql.rows(statement + _PAGE.format(order=f"{index}.rowid"), *where.given, *page)

    def _with(self, term: str, cap: int) -> set[int]:
        """At most ``cap`` documents, among them all that hold the term, if there are fewer."""
        if not self._sql.lite:
            holds = self._holds("search_passages.words", term)
            rows = self._sql.rows(_WITH_ANY.format(holds=holds.text), *holds.given, cap)
        elif len(term) < TRIGRAM:
            rows = self._sql.rows(_WITH_SHORT, gram(term), cap)
        else:
            rows = self._sql.rows(_WITH, _sample(term), _sample(term), cap)
        return {row[0] for row in rows}

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


def _match(trigrams: str, terms: Sequence[str]) -> tuple[Clause, list[str]]:
    """The index to ask, what to ask it, and the terms that its answer still has to be checked for."""
    if long := [term for term in terms if len(term) >= TRIGRAM]:
        left = [term for term in terms if not TRIGRAM <= len(term) <= _WHOLE]
        return Clause(trigrams, (" AND ".join(map(_sample, long)),)), left
    field = "title" if trigrams == "search_titles" else "body"
    return Clause("search_grams", (f"{field} : ({' AND '.join(map(gram, terms))})",)), list(terms)


def _sample(term: str) -> str:
    """An FTS5 expression that whatever holds the term fulfils.

    A long phrase costs a look-up for each of its trigrams, most of which stand nearly everywhere; a few from
    all over it leave few enough texts to look at.
    """
    if len(term) <= _WHOLE:
        return _quoted(term)
    last = len(term) - TRIGRAM
    step = max(_STEP, -(-last // _PROBES))
    starts = [*range(0, last, step), last]
    return " AND ".join(dict.fromkeys(_quoted(term[start : start + TRIGRAM]) for start in starts))


def _quoted(term: str) -> str:
    # An FTS5 string: between double quotes nothing has a meaning, and a double quote is written twice.
    return '"' + term.replace('"', '""') + '"'
