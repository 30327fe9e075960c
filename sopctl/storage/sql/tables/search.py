"""The search index. Its FTS5 tables are SQLite's alone and live in the migration."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from sopctl.storage.sql.columns import Codes, Json
from sopctl.storage.sql.tables.base import ID, NUMBER, metadata

search_documents = Table(
    "search_documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", NUMBER, nullable=False, unique=True),
    Column("number_folded", Text, nullable=False),
    Column("number_key", Text, nullable=False),
    Column("version_id", ID, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_words", Text, nullable=False),  # folded and cut into words
    Column("type_code", String(32), nullable=False),
    Column("department", Text, nullable=False),
    Column("access", String(16), nullable=False),
    Column("effective", Date, nullable=False),
    Column("departments", Codes),
    Index("ix_search_documents_number", "number_key", "number_folded"),
)


search_standards = Table(
    "search_standards",
    metadata,
    Column("document", Integer, ForeignKey("search_documents.id"), primary_key=True, autoincrement=False),
    Column("standard", String(200), primary_key=True),
)


search_passages = Table(
    "search_passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("search_documents.id"), nullable=False),
    Column("position", Integer, nullable=False),  # 0 is the title, passages count from 1
    Column("anchor", Text, nullable=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
    # Folded and cut into words: the title, or heading and text with a line end between them.
    Column("words", Text, nullable=False),
    # Where a place in the folded text stands in the text: [[from, shift], …].
    Column("shifts", Json, nullable=False),
    Index("uq_search_passages_place", "document", "position", unique=True),
)


search_words = Table(
    "search_words",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("word", String(200), nullable=False, unique=True),
    Column("documents", Integer, nullable=False),  # how many hold it
)


# Ordered by impact, so that the best documents for a word are read first, however many hold it.
search_postings = Table(
    "search_postings",
    metadata,
    Column("word", Integer, ForeignKey("search_words.id"), primary_key=True, autoincrement=False),
    Column("impact", Integer, primary_key=True, autoincrement=False),  # the best comes first
    Column("document", Integer, ForeignKey("search_documents.id"), primary_key=True, autoincrement=False),
    Index("ix_search_postings_document", "document", "word"),
    sqlite_with_rowid=False,
)
