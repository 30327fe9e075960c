"""Statements that SQLite and PostgreSQL write in their own ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Insert, RowMapping, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

Values = dict[str, Any]


def upsert(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Insert a row, or replace everything but the key of the one with the same primary key."""
    key = [column.name for column in table.primary_key]
    changes = {name: value for name, value in values.items() if name not in key}
    statement: Insert
    if connection.dialect.name == "sqlite":
        statement = (
            sqlite.insert(table).values(values).on_conflict_do_update(index_elements=key, set_=changes)
        )
    else:
        statement = (
            postgresql.insert(table).values(values).on_conflict_do_update(index_elements=key, set_=changes)
        )
    connection.execute(statement)


def one(connection: Connection, query: Select[Any]) -> RowMapping | None:
    """The first row as a mapping, or None."""
    return connection.execute(query).mappings().first()
