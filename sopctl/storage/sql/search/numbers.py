"""Documents by number, however it is typed: in full, its beginning, or from one of its parts on."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, Connection, func, or_, select

from sopctl.storage.sql.search.lookup import Filter
from sopctl.storage.sql.search.query import Query, number_key
from sopctl.storage.sql.search.score import NUMBER, Found
from sopctl.storage.sql.tables import search_documents

_CAP = 500
_LAST = "\U0010ffff"
_PARTS = re.compile("(?<![a-z\u0e01-\u0e2e])(?=[a-z\u0e01-\u0e2e])|(?<![0-9])(?=[0-9])")


def split(
    connection: Connection, asked: Query, allowed: Filter, limit: int
) -> tuple[list[Found], list[Found]]:
    """The documents whose number the query is likely to mean, and those where it stands by accident."""
    if not asked.key:
        return [], []
    table = search_documents.c
    columns = select(table.id, table.number_key, table.number_folded).where(allowed.clause)
    begins = table.number_key.between(asked.key, asked.key + _LAST)
    first = connection.execute(columns.where(begins).order_by(table.number_key).limit(limit)).all()
    likely = [Found(row.id, NUMBER, 0) for row in first]
    if len(likely) == limit:
        return likely, []
    # Alone in its query, so that SQLite reads the index on these two columns and not the table.
    inside = select(table.id).where(
        or_(
            _holds(connection, table.number_key, asked.key),
            _holds(connection, table.number_folded, asked.phrase),
        )
    )
    rows = connection.execute(
        columns.where(table.id.in_(inside.limit(_CAP))).order_by(table.number_folded)
    ).all()
    meant = [_from_a_part(row.number_folded, asked) for row in rows]
    found = [Found(row.id, NUMBER, 0) for row in rows]
    return (
        likely + [hit for hit, fits in zip(found, meant, strict=True) if fits],
        [hit for hit, fits in zip(found, meant, strict=True) if not fits],
    )


def _holds(connection: Connection, text: ColumnElement[str], part: str) -> ColumnElement[bool]:
    position = func.instr if connection.dialect.name == "sqlite" else func.strpos
    return position(text, part) > 0


def _from_a_part(number: str, asked: Query) -> bool:
    if asked.phrase.isdecimal():
        return asked.key in {part.lstrip("0") or "0" for part in re.findall("[0-9]+", number)}
    tails = [number[match.start() :] for match in _PARTS.finditer(number)]
    return any(tail.startswith(asked.phrase) or number_key(tail).startswith(asked.key) for tail in tails)
