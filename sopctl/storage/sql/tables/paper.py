"""Lists of what was approved on paper, and where each of their lines stands."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from sopctl.storage.sql.columns import Moment
from sopctl.storage.sql.tables.base import ID, SHA256, USER, metadata, references

paper_lists = Table(
    "paper_lists",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", USER, references("people.user_name"), nullable=False),
    Column("sha256", SHA256, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", USER, nullable=False),
    Column("decision", SHA256, nullable=False),
    Column("ended_at", Moment),
)


paper_lines = Table(
    "paper_lines",
    metadata,
    Column("list_id", ID, references("paper_lists.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("version_id", ID, nullable=False),
    Column("state", String(16), nullable=False),
    Column("code", Text, nullable=False),
    Column("thai", Text, nullable=False),
    Column("english", Text, nullable=False),
    Column("at", Moment),
)
