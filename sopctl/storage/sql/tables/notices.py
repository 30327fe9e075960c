"""What people were told, and the outbox of the messages that carry it."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, text

from sopctl.storage.sql.columns import Moment
from sopctl.storage.sql.tables.base import ID, NUMBER, SHA256, USER, metadata, references

notices = Table(
    "notices",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("person", USER, references("people.user_name"), nullable=False),
    Column("key", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("number", NUMBER),
    Column("title", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("read_at", Moment),
    Column("planned_at", Moment),
    Index("uq_notices_once", "person", "kind", "key", unique=True),
    Index("ix_notices_person_at", "person", "at"),
    Index(
        "ix_notices_unplanned",
        "at",
        sqlite_where=text("planned_at IS NULL"),
        postgresql_where=text("planned_at IS NULL"),
    ),
)


messages = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person", USER, references("people.user_name"), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("digest_day", Date),
    Column("attempts", Integer, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("closed_at", Moment),
    Column("problem", Text, nullable=False),
    # One digest for a person, channel and day; messages sent at once have no day and so never meet.
    Index("uq_messages_digest", "person", "channel", "digest_day", unique=True),
    Index("ix_messages_outcome_due_at", "outcome", "due_at"),
)


message_notices = Table(
    "message_notices",
    metadata,
    Column("message_id", ID, references("messages.id"), primary_key=True),
    Column("notice_id", ID, references("notices.id"), primary_key=True),
)


notice_preferences = Table(
    "notice_preferences",
    metadata,
    Column("person", USER, references("people.user_name"), primary_key=True),
    Column("mail", String(8), nullable=False),
    Column("line", String(8), nullable=False),
    Column("line_user", String(64), nullable=False, index=True),
    Column("line_linked_at", Moment),
)


line_codes = Table(
    "line_codes",
    metadata,
    Column("code_sha256", SHA256, primary_key=True),
    Column("person", USER, references("people.user_name"), nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
)
