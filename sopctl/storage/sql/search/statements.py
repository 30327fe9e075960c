"""The search's own SQL, written out: building and compiling statements took most of an answer's time.

``?`` stands for what is given, in both databases. Errors are those of the connection, named as everywhere.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Connection


class Sql:
    """Runs statements inside the connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.lite = connection.dialect.name == "sqlite"

    def rows(self, statement: str, *given: Any) -> list[tuple[Any, ...]]:
        """What a query answers, as plain tuples."""
        if self.lite:
            # Past SQLAlchemy, whose share of a small statement is twenty times SQLite's.
            try:
                return list(self._cursor.execute(statement, given).fetchall())
            except sqlite3.Error:
                pass  # asked once more below, where errors get their names
        result = self._connection.exec_driver_sql(self._own(statement), given)
        cursor = result.cursor
        return [] if cursor is None else list(cursor.fetchall())

    @cached_property
    def _cursor(self) -> Any:
        return self._connection.connection.cursor()

    def run(self, statement: str, *given: Any) -> None:
        """Write something once."""
        self._connection.exec_driver_sql(self._own(statement), given)

    def many(self, statement: str, given: Sequence[tuple[Any, ...]]) -> None:
        """Write something for each of the given values."""
        if given:
            self._connection.exec_driver_sql(self._own(statement), list(given))

    def _own(self, statement: str) -> str:
        return statement if self.lite else _postgresql(statement)


def marks(count: int) -> str:
    """``(?, ?, …)`` for so many values, at least one."""
    return f"({', '.join('?' * max(count, 1))})"


@lru_cache(maxsize=512)
def _postgresql(statement: str) -> str:
    return statement.replace("%", "%%").replace("?", "%s")
