"""The search index in SQL: number first, then title, then headings and body, folded alike."""

from sopctl.storage.sql.search.index import SqlSearchIndex

__all__ = ["SqlSearchIndex"]
