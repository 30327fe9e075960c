"""Programs that act for people: their tokens, and the answers that they may ask for again."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from sopctl.storage.sql.columns import Json, Moment
from sopctl.storage.sql.tables.base import ID, SHA256, USER, metadata, references

tokens = Table(
    "tokens",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_name", USER, references("people.user_name"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("sha256", SHA256, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
)

replies = Table(
    "replies",
    metadata,
    Column("token", ID, references("tokens.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request_sha256", SHA256, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("headers", Json, nullable=False),
)
