"""Documents and their versions: histories, rounds, signatures, drafts. Only drafts are ever changed."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from sopctl.storage.sql.columns import Codes, Json, Moment
from sopctl.storage.sql.tables.base import ID, NUMBER, SHA256, USER, metadata, references

documents = Table(
    "documents",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("type_code", String(32), nullable=False),
    Column("department", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("access", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("departments", Codes),
)


versions = Table(
    "versions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", NUMBER, references("documents.number"), nullable=False, index=True),
    Column("edition", Integer, nullable=False),
    Column("amendment", Integer, nullable=False),
    Column("author", USER, nullable=False),
    Column("created_at", Moment, nullable=False),
    # What the last event says, written in the same save: inboxes ask by state, and the history still decides.
    Column("state", String(16), nullable=False),
    Column("state_since", Moment, nullable=False),
    Index("ix_versions_state_since", "state", "state_since"),
    # A label is taken until its version is abandoned.
    Index(
        "uq_versions_label",
        "number",
        "edition",
        "amendment",
        unique=True,
        sqlite_where=text("state <> 'abandoned'"),
        postgresql_where=text("state <> 'abandoned'"),
    ),
)


events = Table(
    "events",
    metadata,
    Column("version_id", ID, references("versions.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("action", String(16), nullable=False),
    Column("by", USER, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("round_id", ID, nullable=False),
    Column("reason", Text, nullable=False),
    Column("signature", SHA256, nullable=False),
)


rounds = Table(
    "rounds",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version_id", ID, references("versions.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("steps", Json, nullable=False),
    Column("department", Text, nullable=False),
    Column("prepared_by", USER, nullable=False),
    Column("prepared_name", Text, nullable=False),
    Column("prepared_title", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("source_commit", String(64), nullable=False),
    Index("uq_rounds_place", "version_id", "position", unique=True),
)


signatures = Table(
    "signatures",
    metadata,
    Column("round_id", ID, references("rounds.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, nullable=False),
    Column("manifest_sha256", SHA256, nullable=False),
    Column("evidence_sha256", SHA256, nullable=False),
    Column("meaning", String(16), nullable=False),
    Column("person", USER, nullable=False),
    Column("name", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("previous", SHA256, nullable=False),
    Column("formula", Text, nullable=False),
    Column("remark", Text, nullable=False),
    Column("picture_sha256", SHA256, nullable=False),
    Column("digest", SHA256, nullable=False),
)


replacements = Table(
    "replacements",
    metadata,
    Column("round_id", ID, references("rounds.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, nullable=False),
    Column("old", USER, nullable=False),
    Column("new", USER, nullable=False),
    Column("by", USER, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)


drafts = Table(
    "drafts",
    metadata,
    Column("version_id", ID, references("versions.id"), primary_key=True),
    Column("markdown", Text, nullable=False),
    Column("files", Json, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_effective", Date),
    Column("save_number", Integer, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("saved_by", USER, nullable=False),
)


# Pages that have a draft open now; forgotten within a day.
draft_windows = Table(
    "draft_windows",
    metadata,
    Column("version_id", ID, references("versions.id"), primary_key=True),
    Column("user_name", USER, primary_key=True),
    Column("id", ID, primary_key=True),
    Column("live", Boolean, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
)
