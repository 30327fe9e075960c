"""From what was found to what is shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from sopctl.application.records import SearchHit
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.sql.search.cut import LINE, SEPARATOR
from sopctl.storage.sql.search.excerpt import excerpt
from sopctl.storage.sql.search.query import Query
from sopctl.storage.sql.search.score import Found
from sopctl.storage.sql.search.statements import Sql, marks

_SHOWN = """
    search_documents.number, search_documents.title, anchor, heading, text, words, shifts
    FROM search_passages JOIN search_documents ON search_documents.id = document
"""
_BODIES = f"SELECT document, search_passages.id, {_SHOWN} WHERE search_passages.id IN {{}}"
_TITLES = f"SELECT document, 0, {_SHOWN} WHERE position = 0 AND document IN {{}}"


class _Row(NamedTuple):
    """What a hit shows of itself."""

    number: str
    title: str
    anchor: str
    heading: str
    text: str
    words: str
    shifts: str


def answer(sql: Sql, asked: Query, found: Sequence[Found]) -> list[SearchHit]:
    """The hits, each with a marked excerpt of its passage (of its title, where that was found)."""
    if not found:
        return []
    passages = [hit.passage for hit in found if hit.passage]
    titled = [hit.document for hit in found if not hit.passage]
    rows = sql.rows(_BODIES.format(marks(len(passages))), *passages) if passages else []
    rows += sql.rows(_TITLES.format(marks(len(titled))), *titled) if titled else []
    by_place = {(row[0], row[1]): _Row(*row[2:]) for row in rows}
    each = (asked.aligned, *asked.aligned_terms, *(f"{SEPARATOR}{word}{SEPARATOR}" for word in asked.words))
    needles = list(dict.fromkeys(each))
    return [_hit(hit, by_place[hit.document, hit.passage], needles) for hit in found]


def _hit(found: Found, row: _Row, needles: Sequence[str]) -> SearchHit:
    words = row.words if found.passage == 0 else row.words.partition(LINE)[2]
    shown = excerpt(row.text, words, json.loads(row.shifts), needles)
    return SearchHit(
        number=DocumentNumber(row.number),
        title=row.title,
        tier=found.tier,
        anchor=row.anchor,
        heading=row.heading,
        excerpt=shown.text,
        marks=shown.marks,
        whole=found.whole,
    )
