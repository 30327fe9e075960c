"""What was released, and the ledger over everything."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from sopctl.storage.sql.columns import Codes, Json, Moment
from sopctl.storage.sql.tables.base import ID, NUMBER, SHA256, USER, metadata, references

releases = Table(
    "releases",
    metadata,
    Column("version_id", ID, references("versions.id"), primary_key=True),
    Column("number", NUMBER, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("amendment", Integer, nullable=False),
    Column("effective", Date, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("withdrawn_from", Date),
    Column("withdrawn_recorded_at", Moment),
    Column("title", Text, nullable=False),
    Column("type_code", String(32), nullable=False),
    Column("department", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("access", String(16), nullable=False),
    Column("approval_medium", String(16), nullable=False),
    Column("approval_name", Text, nullable=False),
    Column("approval_post", Text, nullable=False),
    Column("approval_day", Date, nullable=False),
    Column("change", Text, nullable=False),
    Column("manifest_sha256", SHA256, nullable=False, index=True),
    Column("record", LargeBinary, nullable=False),
    Column("source_commit", String(64), nullable=False),
    Column("tag", Text, nullable=False),
    Column("token", String(128), nullable=False, unique=True),
    Column("public_url", Text, nullable=False),
    Column("standards", Json, nullable=False),
    Column("review_every", String(16)),
    Column("departments", Codes),
    Index("uq_releases_version", "number", "edition", "amendment", unique=True),
    Index("ix_releases_order", "number", "effective", "edition", "amendment"),
)


copies = Table(
    "copies",
    metadata,
    Column("version_id", ID, references("releases.version_id"), primary_key=True),
    Column("mark", String(16), primary_key=True),
    Column("extension", String(8), primary_key=True),
    Column("copy_number", String(64), primary_key=True),
    Column("sha256", SHA256, nullable=False, index=True),
)


ledger = Table(
    "ledger",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    # The written form that the hash covers, so not a Moment.
    Column("at", String(40), nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("action", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("host_user", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", SHA256, nullable=False),
    Column("hash", SHA256, nullable=False),
)


intents = Table(
    "intents",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version_id", ID, references("versions.id"), nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("amendment", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("token", String(128), nullable=False),
    Column("public_url", Text, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("outcome", Text),
    Index(
        "uq_intents_open",
        "version_id",
        unique=True,
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
)


withdrawals = Table(
    "withdrawals",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version_id", ID, references("releases.version_id"), nullable=False, index=True),
    Column("asked_at", Moment, nullable=False),
    Column("order", LargeBinary, nullable=False),
    Column("outcome", String(16)),
    Column("signature", LargeBinary, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", USER, nullable=False),
    Column("answer", Text, nullable=False),
    Column("steps", Json),
    Index(
        "uq_withdrawals_open",
        "version_id",
        unique=True,
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
)


fence = Table(
    "fence",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)
