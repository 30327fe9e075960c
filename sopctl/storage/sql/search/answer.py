"""From what was found to what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, and_, or_, select

from sopctl.application.records import SearchHit
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.sql.search.cut import LINE, SEPARATOR
from sopctl.storage.sql.search.excerpt import excerpt
from sopctl.storage.sql.search.query import Query
from sopctl.storage.sql.search.score import Found
from sopctl.storage.sql.tables import search_documents, search_passages


def answer(connection: Connection, asked: Query, found: Sequence[Found]) -> list[SearchHit]:
    """The hits, each with a marked excerpt of its passage (of its title, where that was found)."""
    if not found:
        return []
    documents, passages = search_documents.c, search_passages.c
    titled = [hit.document for hit in found if not hit.passage]
    query = (
        select(
            documents.number,
            documents.title,
            passages.id,
            passages.document,
            passages.position,
            passages.anchor,
            passages.heading,
            passages.text,
            passages.words,
            passages.shifts,
        )
        .join(search_documents, documents.id == passages.document)
        .where(
            or_(
                passages.id.in_([hit.passage for hit in found if hit.passage]),
                and_(passages.position == 0, passages.document.in_(titled)),
            )
        )
    )
    read = connection.execute(query).mappings()
    rows = {(row["document"], row["id"] if row["position"] else 0): row for row in read}
    needles = [
        asked.aligned,
        *asked.aligned_terms,
        *(f"{SEPARATOR}{word}{SEPARATOR}" for word in asked.words),
    ]
    return [_hit(hit, rows[hit.document, hit.passage], needles) for hit in found]


def _hit(found: Found, row: RowMapping, needles: Sequence[str]) -> SearchHit:
    words = row["words"] if found.passage == 0 else row["words"].partition(LINE)[2]
    shown = excerpt(row["text"], words, row["shifts"], needles)
    return SearchHit(
        number=DocumentNumber(row["number"]),
        title=row["title"],
        tier=found.tier,
        anchor=row["anchor"],
        heading=row["heading"],
        excerpt=shown.text,
        marks=shown.marks,
    )
