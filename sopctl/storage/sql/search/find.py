"""Which documents answer a query, and with which passage, best first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from sopctl.application.records import Access
from sopctl.storage.sql.search.query import Query
from sopctl.storage.sql.tables import search_documents, search_passages, search_standards

NUMBER, TITLE, BODY = 0, 1, 2


@dataclass(frozen=True)
class Filter:
    """Which documents a reader asks for, and which restricted ones they may see (None: all)."""

    restricted_departments: frozenset[str] | None
    type_code: str = ""
    department: str = ""
    standard: str = ""

    def clause(self) -> ColumnElement[bool]:
        """The filter as a condition on ``search_documents``."""
        table = search_documents.c
        asked: list[ColumnElement[bool]] = [true()]
        if self.restricted_departments is not None:
            mine = table.department.in_(sorted(self.restricted_departments))
            asked.append(or_(table.access == Access.ALL.value, mine))
        if self.type_code:
            asked.append(table.type_code == self.type_code)
        if self.department:
            asked.append(table.department == self.department)
        if self.standard:
            with_it = select(search_standards.c.document).where(search_standards.c.standard == self.standard)
            asked.append(table.id.in_(with_it))
        return and_(*asked)


@dataclass(frozen=True)
class Found:
    """A document, why it was found, and the passage to show (0: its title)."""

    document: int
    tier: int
    passage: int


def find(connection: Connection, asked: Query, allowed: Filter, limit: int) -> list[Found]:
    """At most ``limit`` documents, best first, each once."""
    found: dict[int, Found] = {}
    if not asked.terms or limit < 1:
        return []
    for finder in (_by_number, _by_title, _by_passage):
        for hit in finder(connection, asked, allowed):
            found.setdefault(hit.document, hit)
            if len(found) >= limit:
                return list(found.values())
    return list(found.values())


def _holds(column: ColumnElement[str], needle: str) -> ColumnElement[bool]:
    # Not LIKE: a query's % and _ mean themselves.
    return func.instr(column, needle) > 0


def _by_number(connection: Connection, asked: Query, allowed: Filter) -> Iterator[Found]:
    if not asked.key:
        return
    table = search_documents.c
    near = or_(_holds(table.number_key, asked.key), _holds(table.number_folded, asked.phrase))
    rows = connection.execute(
        select(table.id, table.number_key, table.number_folded).where(near, allowed.clause())
    )
    ranked = sorted(
        rows,
        key=lambda r: (r.number_key != asked.key, not r.number_key.startswith(asked.key), r.number_folded),
    )
    yield from (Found(row.id, NUMBER, 0) for row in ranked)


def _by_title(connection: Connection, asked: Query, allowed: Filter) -> Iterator[Found]:
    table = search_documents.c
    every = [_holds(table.title_folded, term) for term in asked.terms]
    rows = connection.execute(
        select(table.id, table.title_folded, table.number).where(*every, allowed.clause())
    )
    ranked = sorted(rows, key=lambda r: (asked.phrase not in r.title_folded, len(r.title_folded), r.number))
    yield from (Found(row.id, TITLE, 0) for row in ranked)


def _by_passage(connection: Connection, asked: Query, allowed: Filter) -> Iterator[Found]:
    table = search_passages.c
    every = [or_(_holds(table.heading_folded, term), _holds(table.text_folded, term)) for term in asked.terms]
    rows = connection.execute(
        select(table.document, table.position, table.heading_folded, table.text_folded)
        .join(search_documents, search_documents.c.id == table.document)
        .where(*every, allowed.clause())
        .order_by(search_documents.c.number, table.position)
    )
    ranked = sorted(rows, key=lambda r: asked.phrase not in f"{r.heading_folded}\n{r.text_folded}")
    yield from (Found(row.document, BODY, row.position) for row in ranked)
