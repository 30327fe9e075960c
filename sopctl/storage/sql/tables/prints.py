"""Controlled prints, the counts of them, and change requests. Only what became of a print is ever changed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text

from sopctl.storage.sql.columns import Json, Moment
from sopctl.storage.sql.tables.base import ID, NUMBER, USER, metadata, references

prints = Table(
    "prints",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", NUMBER, nullable=False),
    Column("version_id", ID, references("releases.version_id"), nullable=False, index=True),
    Column("edition", Integer, nullable=False),
    Column("amendment", Integer, nullable=False),
    Column("copy", Integer, nullable=False),
    Column("holder_kind", String(16), nullable=False),
    Column("holder", String(64), nullable=False, index=True),
    Column("holder_name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("token", String(128), nullable=False, unique=True),
    Column("public_url", Text, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("issued_by", USER, nullable=False),
    Column("request", String(80), nullable=False),
    Column("replaces", ID, nullable=False),
    Column("fate", String(16)),
    Column("ended_on", Date),
    Column("end_recorded_at", Moment),
    Column("ended_by", USER, nullable=False),
    Column("remark", Text, nullable=False),
    # Who took it over from the holder that the paper names.
    Column("keeper", USER),
    Column("keeper_name", Text),
    Index("uq_prints_copy", "number", "copy", unique=True),
)


counts = Table(
    "print_counts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("place", Text, nullable=False),
    Column("begun_at", Moment, nullable=False, index=True),
    Column("begun_by", USER, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", USER, nullable=False),
    Column("remark", Text, nullable=False),
)


sightings = Table(
    "print_sightings",
    metadata,
    Column("count_id", ID, references("print_counts.id"), primary_key=True),
    Column("print_id", ID, references("prints.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("expected", Boolean, nullable=False),
    Column("finding", String(16)),
    Column("at", Moment),
    Column("by", USER, nullable=False),
    Column("remark", Text, nullable=False),
)


requests = Table(
    "change_requests",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", String(80), nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("document", NUMBER, index=True),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("proposal", Text, nullable=False),
    Column("wished", Date),
    Column("holder", String(64), nullable=False),
    Column("place", Text, nullable=False),
    Column("files", Json, nullable=False),
    Column("by", USER, nullable=False, index=True),
    Column("by_name", Text, nullable=False),
    Column("by_title", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("at", Moment, nullable=False),
    # What the last event says, written in the same save: lists ask by state, and the history still decides.
    Column("state", String(16), nullable=False, index=True),
    Index("uq_change_requests_sequence", "year", "sequence", unique=True),
)


request_events = Table(
    "change_request_events",
    metadata,
    Column("request_id", ID, references("change_requests.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("action", String(16), nullable=False),
    Column("by", USER, nullable=False),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("words", Text, nullable=False),
    Column("assignee", USER, nullable=False),
    Column("answer", Text, nullable=False),
)
