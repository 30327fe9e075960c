"""Where SQLite and PostgreSQL find the same passages in their own ways: FTS5, or LIKE over pg_trgm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    TableClause,
    Text,
    and_,
    column,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    true,
    union_all,
)

from sopctl.application.records import Access
from sopctl.storage.sql.search.grams import gram
from sopctl.storage.sql.tables import search_documents, search_passages, search_standards

TRIGRAM = 3
_WHOLE = 9  # characters up to which a term is looked up as it is
_TITLES = table("search_titles", column("rowid"))
_TRIGRAMS = table("search_trigrams", column("rowid"))
_GRAMS = table("search_grams", column("rowid"))


@dataclass(frozen=True)
class Filter:
    """Which documents a reader asks for, and which restricted ones they may see (None: all)."""

    restricted_departments: frozenset[str] | None
    type_code: str = ""
    department: str = ""
    standard: str = ""

    @cached_property
    def clause(self) -> ColumnElement[bool]:
        """The filter as a condition on ``search_documents``."""
        documents = search_documents.c
        asked: list[ColumnElement[bool]] = [true()]
        if self.restricted_departments is not None:
            open_to_all = documents.access == Access.ALL.value
            mine = documents.department.in_(sorted(self.restricted_departments))
            asked.append(or_(open_to_all, mine) if self.restricted_departments else open_to_all)
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
        self._allowed = allowed.clause
        self._fts = connection.dialect.name == "sqlite"

    def titles(self, terms: Sequence[str], cap: int, skip: int = 0) -> Sequence[Row[int, str, str]]:
        """(document, its title's words, its number) of titles that hold every term."""
        documents = search_documents.c
        query = select(documents.id, documents.title_words, documents.number).where(self._allowed)
        order: ColumnElement[int] = documents.id
        left = terms
        if self._fts:
            index, match, left = _find("search_titles", "title", terms)
            order = index.c.rowid
            query = query.join(index, order == documents.id).where(match)
        query = query.where(*(self._holds("search_documents.title_words", term) for term in left))
        return self._connection.execute(query.order_by(order).limit(cap).offset(skip)).all()

    def passages(self, terms: Sequence[str], cap: int, skip: int = 0) -> Sequence[Row[int, int, str]]:
        """(id, document, words) of passages that hold every term in heading or text."""
        passages = search_passages.c
        query = (
            select(passages.id, passages.document, passages.words)
            .join(search_documents, search_documents.c.id == passages.document)
            .where(self._allowed, passages.position > 0)
        )
        order: ColumnElement[int] = passages.id
        left = terms
        if self._fts:
            index, match, left = _find("search_trigrams", "body", terms)
            order = index.c.rowid
            of = passages.id if index.name == "search_trigrams" else passages.document
            query = query.join(index, order == of).where(match)
        query = query.where(*(self._holds("search_passages.words", term) for term in left))
        return self._connection.execute(query.order_by(order).limit(cap).offset(skip)).all()

    def documents(self, terms: Sequence[str], cap: int) -> list[int]:
        """Documents that hold every term somewhere, in title, headings or body.

        Of terms that ``cap`` documents or more hold, the first documents of one are looked at.
        """
        sets = [set(self._connection.scalars(self._with(term).limit(cap))) for term in terms]
        complete = [found for found in sets if len(found) < cap]
        likely = set.intersection(*complete) if complete else sets[0]
        passages = search_passages.c
        some = (
            exists().where(
                passages.document == search_documents.c.id, self._holds("search_passages.words", term)
            )
            for term, found in zip(terms, sets, strict=True)
            if len(found) >= cap
        )
        query = select(search_documents.c.id).where(search_documents.c.id.in_(likely), self._allowed, *some)
        return list(self._connection.scalars(query.order_by(search_documents.c.id)))

    def _with(self, term: str) -> Select[int]:
        passages = search_passages.c
        if not self._fts:
            return select(passages.document).where(self._holds("search_passages.words", term)).distinct()
        if not _is_long(term):
            return select(_GRAMS.c.rowid).where(_match("search_grams", gram(term)))
        body = select(passages.document).join(_TRIGRAMS, _TRIGRAMS.c.rowid == passages.id)
        title = select(_TITLES.c.rowid).where(_match("search_titles", _quoted(term)))
        both = union_all(title, body.where(_match("search_trigrams", _quoted(term)))).subquery()
        return select(both.c[0]).distinct()

    def _holds(self, words: str, term: str) -> ColumnElement[bool]:
        """Whether the words of a column, put together again, hold the term."""
        if self._fts:
            return func.instr(literal_column(f"replace({words}, char(31), '')"), term) > 0
        # Written out, so that PostgreSQL sees the expression that its index is on.
        return literal_column(f"replace({words}, chr(31), '')", Text).contains(term, autoescape=True)


def _is_long(term: str) -> bool:
    return len(term) >= TRIGRAM


def _find(
    trigrams: str, field: str, terms: Sequence[str]
) -> tuple[TableClause, ColumnElement[bool], list[str]]:
    """The index to ask, what to ask it, and the terms that its answer still has to be checked for."""
    if long := [term for term in terms if _is_long(term)]:
        left = [term for term in terms if not TRIGRAM <= len(term) <= _WHOLE]
        index = _TITLES if trigrams == "search_titles" else _TRIGRAMS
        return index, _match(trigrams, " AND ".join(map(_sample, long))), left
    short = " AND ".join(map(gram, terms))
    return _GRAMS, _match("search_grams", f"{field} : ({short})"), list(terms)


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
