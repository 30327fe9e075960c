"""What gives or takes authority: confirmations of an administrator's acts, and signatures outside rounds."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, text

from sopctl.storage.sql.columns import Json, Moment
from sopctl.storage.sql.tables.base import ID, USER, metadata, references

confirmations = Table(
    "confirmations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("person", USER, references("people.user_name"), nullable=False, index=True),
    # Not a reference: an account of before this table may have been reset by nobody that is still known.
    Column("by", USER, nullable=False),
    Column("at", Moment, nullable=False),
    Column("subject", ID, nullable=False, index=True),
    Column("detail", Json, nullable=False),
    Column("ready_at", Moment),
    Column("word", String(8), nullable=False),
    Column("outcome", String(16)),
    Column("closed_at", Moment),
    Column("closed_by", USER, nullable=False),
)


reaffirmations = Table(
    "reaffirmations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version_id", ID, references("releases.version_id"), nullable=False, index=True),
    Column("asked_at", Moment, nullable=False),
    Column("order", LargeBinary, nullable=False),
    Column("steps", Json, nullable=False),
    Column("outcome", String(16)),
    Column("closed_at", Moment),
    Column("closed_by", USER, nullable=False),
    Column("answer", Text, nullable=False),
    Index(
        "uq_reaffirmations_open",
        "version_id",
        unique=True,
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
)


# The signatures given on a withdrawal or a reaffirmation before the one that decides it, and that one too.
order_signatures = Table(
    "order_signatures",
    metadata,
    Column("request_id", ID, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("signature", LargeBinary, nullable=False),
)
