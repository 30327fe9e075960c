"""SQLite's FTS5 tables beside the passages; PostgreSQL keeps its own indexes over them."""

from __future__ import annotations

from sqlalchemy import Connection, text

_ADD = text(
    "INSERT INTO search_trigrams (rowid, title_folded, heading_folded, text_folded)"
    " SELECT id, title_folded, heading_folded, text_folded FROM search_passages WHERE document = :document"
)
_REMOVE = text(
    "INSERT INTO search_trigrams (search_trigrams, rowid, title_folded, heading_folded, text_folded)"
    " SELECT 'delete', id, title_folded, heading_folded, text_folded"
    " FROM search_passages WHERE document = :document"
)


def add(connection: Connection, document: int) -> None:
    """Index the passages of a document that were just written."""
    if connection.dialect.name == "sqlite":
        connection.execute(_ADD, {"document": document})


def remove(connection: Connection, document: int) -> None:
    """Take a document's passages out of the index, while they are still there to be read."""
    if connection.dialect.name == "sqlite":
        connection.execute(_REMOVE, {"document": document})
