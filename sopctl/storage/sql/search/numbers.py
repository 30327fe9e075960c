"""Documents by number, however it is typed: in full, its beginning, or from one of its parts on."""

from __future__ import annotations

import re

from sopctl.storage.sql.search.lookup import Filter
from sopctl.storage.sql.search.query import Query, number_key
from sopctl.storage.sql.search.score import NUMBER, Found
from sopctl.storage.sql.search.statements import Sql

_CAP = 500
_LAST = "\U0010ffff"
_PARTS = re.compile("(?<![a-z\u0e01-\u0e2e])(?=[a-z\u0e01-\u0e2e])|(?<![0-9])(?=[0-9])")

_BEGINS = """
    SELECT id FROM search_documents WHERE number_key BETWEEN ? AND ? AND {where} ORDER BY number_key LIMIT ?
"""
# What holds it is found in a query of its own, so that SQLite reads the index on the two columns and not the
# table.
_HOLDS = """
    SELECT id, number_folded FROM search_documents
    WHERE id IN (
        SELECT id FROM search_documents
        WHERE {position}(number_key, ?) > 0 OR {position}(number_folded, ?) > 0 LIMIT ?
    ) AND {where} ORDER BY number_folded
"""


def split(sql: Sql, asked: Query, allowed: Filter, limit: int) -> tuple[list[Found], list[Found]]:
    """The documents whose number the query is likely to mean, and those where it stands by accident."""
    if not asked.key:
        return [], []
    where, given = allowed.clause
    begins = sql.rows(_BEGINS.format(where=where), asked.key, asked.key + _LAST, *given, limit)
    likely = [Found(document, NUMBER, 0) for (document,) in begins]
    if len(likely) == limit:
        return likely, []
    position = "instr" if sql.lite else "strpos"
    rows = sql.rows(_HOLDS.format(where=where, position=position), asked.key, asked.phrase, _CAP, *given)
    others: list[Found] = []
    for document, number in rows:
        if len(likely) == limit:
            break
        (likely if _from_a_part(number, asked) else others).append(Found(document, NUMBER, 0))
    return likely, others


def _from_a_part(number: str, asked: Query) -> bool:
    if asked.phrase.isdecimal():
        return asked.key in {part.lstrip("0") or "0" for part in re.findall("[0-9]+", number)}
    tails = [number[match.start() :] for match in _PARTS.finditer(number)]
    return any(tail.startswith(asked.phrase) or number_key(tail).startswith(asked.key) for tail in tails)
