"""Statements that SQLite and PostgreSQL write in their own ways."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, RowMapping, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

Values = dict[str, Any]


def upsert(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Insert a row, or replace everything but the key of the one with the same primary key."""
    connection.execute(_upsert(connection.dialect.name, table, tuple(values)), values)


@cache
def _upsert(dialect: str, table: Table, names: tuple[str, ...]) -> Insert:
    """Built once: most signatures keep three counts."""
    key = [column.name for column in table.primary_key]
    statement = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    changes = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=changes)


def one(connection: Connection, query: Select[Any]) -> RowMapping | None:
    """The first row as a mapping, or None."""
    return connection.execute(query).mappings().first()
