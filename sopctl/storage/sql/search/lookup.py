"""Where SQLite and PostgreSQL find the same passages in their own ways: FTS5, or LIKE over pg_trgm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    and_,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    true,
)

from sopctl.application.records import Access
from sopctl.storage.sql.search.grams import gram
from sopctl.storage.sql.tables import search_documents, search_passages, search_standards

TRIGRAM = 3
_WHOLE = 9  # characters up to which a term is looked up as it is
_DIGIT = re.compile("[0-9]")
_TRIGRAMS = table("search_trigrams", column("rowid"))
_GRAMS = table("search_grams", column("rowid"))


@dataclass(frozen=True)
class Filter:
    """Which documents a reader asks for, and which restricted ones they may see (None: all)."""

    restricted_departments: frozenset[str] | None
    type_code: str = ""
    department: str = ""
    standard: str = ""

    def clause(self) -> ColumnElement[bool]:
        """The filter as a condition on ``search_documents``."""
        documents = search_documents.c
        asked: list[ColumnElement[bool]] = [true()]
        if self.restricted_departments is not None:
            mine = documents.department.in_(sorted(self.restricted_departments))
            asked.append(or_(documents.access == Access.ALL.value, mine))
        if self.type_code:
            asked.append(documents.type_code == self.type_code)
        if self.department:
            asked.append(documents.department == self.department)
        if self.standard:
            with_it = select(search_standards.c.document).where(search_standards.c.standard == self.standard)
            asked.append(documents.id.in_(with_it))
        return and_(*asked)


class Lookup:
    """Finds passages and documents that hold terms. Terms are folded and not empty; order is by id."""

    def __init__(self, connection: Connection, allowed: Filter) -> None:
        self._connection = connection
        self._allowed = allowed.clause()
        self._fts = connection.dialect.name == "sqlite"

    def holding(self, terms: Sequence[str], cap: int) -> Sequence[Row[int, int, int, str, str]]:
        """(id, document, position, words, number) of titles and passages that hold every term."""
        passages = search_passages.c
        query = (
            select(
                passages.id, passages.document, passages.position, passages.words, search_documents.c.number
            )
            .join(search_documents, search_documents.c.id == passages.document)
            .where(self._allowed)
        )
        order: ColumnElement[int] = passages.id
        left = terms
        if self._fts and (long := [term for term in terms if _is_long(term)]):
            query = query.join(_TRIGRAMS, _TRIGRAMS.c.rowid == passages.id)
            query = query.where(_match("search_trigrams", " AND ".join(map(_sample, long))))
            order = _TRIGRAMS.c.rowid
            left = [term for term in terms if not TRIGRAM <= len(term) <= _WHOLE]
        elif self._fts:
            query = query.join(_GRAMS, _GRAMS.c.rowid == passages.document)
            query = query.where(_match("search_grams", " AND ".join(map(gram, terms))))
            order = _GRAMS.c.rowid
        query = query.where(*(self._holds("search_passages.words", term) for term in left))
        return self._connection.execute(query.order_by(order).limit(cap)).all()

    def titles(self, terms: Sequence[str], cap: int) -> Sequence[Row[int, str, str]]:
        """(document, its title's words, its number) of titles that hold every term."""
        documents = search_documents.c
        every = (self._holds("search_documents.title_words", term) for term in terms)
        query = select(documents.id, documents.title_words, documents.number).where(self._allowed, *every)
        return self._connection.execute(query.order_by(documents.id).limit(cap)).all()

    def documents(self, terms: Sequence[str], cap: int) -> list[int]:
        """Documents that hold every term somewhere: in number, title, headings or body."""
        documents = search_documents.c
        every = [
            or_(documents.id.in_(self._with(term)), documents.number_folded.contains(term, autoescape=True))
            if _DIGIT.search(term)
            else documents.id.in_(self._with(term))
            for term in terms
        ]
        query = select(documents.id).where(self._allowed, *every).order_by(documents.id).limit(cap)
        return list(self._connection.scalars(query))

    def _with(self, term: str) -> Select[int]:
        passages = search_passages.c
        if not self._fts:
            return select(passages.document).where(self._holds("search_passages.words", term))
        if not _is_long(term):
            return select(_GRAMS.c.rowid).where(_match("search_grams", gram(term)))
        return (
            select(passages.document)
            .join(_TRIGRAMS, _TRIGRAMS.c.rowid == passages.id)
            .where(_match("search_trigrams", _quoted(term)))
        )

    def _holds(self, words: str, term: str) -> ColumnElement[bool]:
        """Whether the words of a column, put together again, hold the term."""
        if self._fts:
            return func.instr(literal_column(f"replace({words}, char(31), '')"), term) > 0
        # Written out, so that PostgreSQL sees the expression that its index is on.
        return literal_column(f"replace({words}, chr(31), '')", Text).contains(term, autoescape=True)


def _is_long(term: str) -> bool:
    return len(term) >= TRIGRAM


def _sample(term: str) -> str:
    """An FTS5 expression that whatever holds the term fulfils.

    A long phrase costs a look-up for each of its trigrams; every fourth leaves few enough to look at.
    """
    if len(term) <= _WHOLE:
        return _quoted(term)
    starts = [*range(0, len(term) - TRIGRAM, 4), len(term) - TRIGRAM]
    return " AND ".join(dict.fromkeys(_quoted(term[start : start + TRIGRAM]) for start in starts))


def _quoted(term: str) -> str:
    # An FTS5 string: between double quotes nothing has a meaning, and a double quote is written twice.
    return '"' + term.replace('"', '""') + '"'


def _match(name: str, expression: str) -> ColumnElement[bool]:
    return literal_column(f"{name}.{name}").op("MATCH", is_comparison=True)(literal(expression))
