"""People, their accounts and sessions, posts and who holds them."""

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
)

from sopctl.storage.sql.columns import Json, Moment
from sopctl.storage.sql.tables.base import ID, SHA256, USER, metadata, references

people = Table(
    "people",
    metadata,
    Column("user_name", USER, primary_key=True),
    Column("name", Text, nullable=False),
    Column("roles", Json, nullable=False),
    Column("department", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("picture", SHA256, nullable=False),
    Column("employee", String(32)),
    Column("mail", Text),
    Column("placed", Date),
    Column("leaves", Date),
    Index("uq_people_employee", "employee", unique=True),
)


accounts = Table(
    "accounts",
    metadata,
    Column("user_name", USER, references("people.user_name"), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("demo", Boolean, nullable=False),
    Column("set_by_another", Boolean, nullable=False),
    Column("totp_secret", Text, nullable=False),
    Column("totp_last", Integer, nullable=False),
    Column("recovery", Json, nullable=False),
    Column("directory", Boolean),
    Column("subject", Text),
    Index("uq_accounts_subject", "subject", unique=True),
)


tries = Table(
    "tries",
    metadata,
    Column("key", SHA256, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Moment, nullable=False, index=True),
    Column("free_at", Moment, nullable=False),
)


devices = Table(
    "devices",
    metadata,
    Column("user_name", USER, references("people.user_name"), primary_key=True),
    Column("id", SHA256, primary_key=True),
    Column("seen_at", Moment, nullable=False),
)


sessions = Table(
    "sessions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_name", USER, references("people.user_name"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("agent", Text),
)


posts = Table(
    "posts",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("title_th", Text, nullable=False),
    Column("title_en", Text, nullable=False),
)


holdings = Table(
    "holdings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("post", String(64), references("posts.code"), nullable=False, index=True),
    Column("person", USER, references("people.user_name"), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date),
    Column("formula", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("end_recorded_at", Moment),
)
