"""Documents by number, however it is typed: in full, its beginning, or from one of its parts on."""

from __future__ import annotations

import re

from sqlalchemy import Connection, or_, select

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
    columns = select(table.id, table.number_key, table.number_folded).where(allowed.clause())
    begins = table.number_key.between(asked.key, asked.key + _LAST)
    first = connection.execute(columns.where(begins).order_by(table.number_key).limit(limit)).all()
    likely = [Found(row.id, NUMBER, 0) for row in first]
    if len(likely) == limit:
        return likely, []
    inside = or_(
        table.number_key.contains(asked.key, autoescape=True),
        table.number_folded.contains(asked.phrase, autoescape=True),
    )
    rows = connection.execute(columns.where(inside).order_by(table.number_folded).limit(_CAP)).all()
    meant = [_from_a_part(row.number_folded, asked) for row in rows]
    found = [Found(row.id, NUMBER, 0) for row in rows]
    return (
        likely + [hit for hit, fits in zip(found, meant, strict=True) if fits],
        [hit for hit, fits in zip(found, meant, strict=True) if not fits],
    )


def _from_a_part(number: str, asked: Query) -> bool:
    if asked.phrase.isdecimal():
        return asked.key in {part.lstrip("0") or "0" for part in re.findall("[0-9]+", number)}
    tails = [number[match.start() :] for match in _PARTS.finditer(number)]
    return any(tail.startswith(asked.phrase) or number_key(tail).startswith(asked.key) for tail in tails)
