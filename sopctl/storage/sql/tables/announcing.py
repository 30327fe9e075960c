"""References between documents, what they ask to look at, and announcements."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from sopctl.storage.sql.columns import Json, Moment
from sopctl.storage.sql.tables.base import ID, NUMBER, SHA256, USER, metadata, references

# The documents that a released version names; the row with number "" says that the version was read.
version_references = Table(
    "version_references",
    metadata,
    Column("version_id", ID, references("versions.id"), primary_key=True),
    Column("number", NUMBER, primary_key=True),
    Index("ix_version_references_number", "number"),
)


reference_flags = Table(
    "reference_flags",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", NUMBER, references("documents.number"), nullable=False),
    Column("points_to", NUMBER, references("documents.number"), nullable=False),
    Column("version_id", ID, references("versions.id"), nullable=False),
    Column("cause", String(16), nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", USER, nullable=False),
    Column("remark", Text, nullable=False),
    Index("uq_reference_flags_once", "number", "version_id", "cause", unique=True),
)


announcements = Table(
    "announcements",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", String(80), nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("subject", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", USER, references("people.user_name"), nullable=False),
    Column("facts", Json, nullable=False),
    Column("pdf_sha256", SHA256, nullable=False),
    Index("uq_announcements_place", "year", "sequence", unique=True),
)
