"""The entries of the index as they were put, read back for comparison."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, select

from sopctl.application.records import SearchEntry
from sopctl.domain.access import Access
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.sql.tables import search_documents, search_passages, search_standards


def entries(connection: Connection) -> list[SearchEntry]:
    """All, by number."""
    standards: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(select(search_standards)):
        standards[row.document].append(row.standard)
    passages: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    held = search_passages.c
    query = select(held.document, held.anchor, held.heading, held.text).where(held.position > 0)
    for row in connection.execute(query.order_by(held.document, held.position)):
        passages[row.document].append((row.anchor, row.heading, row.text))
    found = [
        SearchEntry(
            number=DocumentNumber(row["number"]),
            version_id=row["version_id"],
            title=row["title"],
            type_code=row["type_code"],
            department=row["department"],
            access=Access(row["access"]),
            effective=row["effective"],
            standards=tuple(sorted(standards[row["id"]])),
            passages=tuple(passages[row["id"]]),
            departments=row["departments"] or (),
        )
        for row in connection.execute(select(search_documents)).mappings()
    ]
    return sorted(found, key=lambda entry: entry.number)
