"""From what was found to what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from sopctl.application.records import SearchHit
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.sql.search.excerpt import excerpt
from sopctl.storage.sql.search.find import Found
from sopctl.storage.sql.search.query import Query
from sopctl.storage.sql.tables import search_documents, search_passages


def answer(connection: Connection, asked: Query, found: Sequence[Found]) -> list[SearchHit]:
    """The hits, each with a marked excerpt of its passage (of its title, where that was found)."""
    if not found:
        return []
    ids = [hit.document for hit in found]
    documents = {
        row.id: row
        for row in connection.execute(
            select(search_documents.c.id, search_documents.c.number, search_documents.c.title).where(
                search_documents.c.id.in_(ids)
            )
        )
    }
    places = {(hit.document, hit.passage) for hit in found}
    table = search_passages.c
    passages = {
        (row.document, row.position): row
        for row in connection.execute(
            select(table.document, table.position, table.anchor, table.heading, table.text).where(
                table.document.in_(ids), table.position.in_({place[1] for place in places})
            )
        )
        if (row.document, row.position) in places
    }
    needles = (asked.phrase, *asked.terms)
    hits = []
    for hit in found:
        document, passage = documents[hit.document], passages[hit.document, hit.passage]
        shown = excerpt(passage.text, needles)
        hits.append(
            SearchHit(
                number=DocumentNumber(document.number),
                title=document.title,
                tier=hit.tier,
                anchor=passage.anchor,
                heading=passage.heading,
                excerpt=shown.text,
                marks=shown.marks,
            )
        )
    return hits
