"""Reading lists, what people declared to have read, and how they prove themselves on a shared machine."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Integer, String, Table, Text

from sopctl.storage.sql.columns import Json, Moment
from sopctl.storage.sql.tables.base import ID, NUMBER, SHA256, USER, metadata, references

reading_lists = Table(
    "reading_lists",
    metadata,
    Column("number", NUMBER, references("documents.number"), primary_key=True),
    Column("entries", Json),
    Column("questions", Json, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("set_by", USER, nullable=False),
)


acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("version_id", ID, references("versions.id"), primary_key=True),
    Column("person", USER, references("people.user_name"), primary_key=True, index=True),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("means", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("recorded_by", USER, nullable=False),
    Column("scan", SHA256, nullable=False),
)


reading_attempts = Table(
    "reading_attempts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version_id", ID, references("versions.id"), nullable=False, index=True),
    Column("person", USER, references("people.user_name"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("right", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("passed", Boolean, nullable=False),
)


reading_waivers = Table(
    "reading_waivers",
    metadata,
    Column("version_id", ID, references("versions.id"), primary_key=True),
    Column("stands_on", ID, references("versions.id"), nullable=False),
    Column("by", USER, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)


reading_reminders = Table(
    "reading_reminders",
    metadata,
    Column("version_id", ID, references("versions.id"), primary_key=True),
    Column("person", USER, references("people.user_name"), primary_key=True),
    Column("day", Date, nullable=False),
)


machines = Table(
    "machines",
    metadata,
    Column("address", String(64), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("rests_until", Moment),
)


pins = Table(
    "pins",
    metadata,
    Column("user_name", USER, references("people.user_name"), primary_key=True),
    Column("pin_hash", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("ticket", SHA256, nullable=False, index=True),
    Column("ticket_until", Moment),
)
