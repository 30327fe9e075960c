"""A library's records carried from one database to another, such as from PostgreSQL into a file of SQLite.

The search index stays behind: each kind of database keeps its own, and it follows from the releases.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from sopctl.domain.errors import SopctlError
from sopctl.storage.sql import revisions, schema
from sopctl.storage.sql.engine import make_engine, reading, writing
from sopctl.storage.sql.tables import metadata

_INDEX = "search"
_ROWS = 500  # carried at a time, so that memory does not grow with the library


class DatabaseTakenError(SopctlError):
    """A database that holds something, where a library should come to be."""

    code = "database-taken"

    def __init__(self, table: str) -> None:
        super().__init__(
            f"The database at SOPCTL_DATABASE_URL is not empty (table {table}), and nothing was changed; "
            "name a new one.",
            table=table,
        )


@contextmanager
def copying(url: str, to: Path) -> Iterator[None]:
    """Copy a server's database into a file of SQLite, as of the moment of entering; whole after leaving.

    Writers go on meanwhile. Raises SchemaOlderError or SchemaNewerError.
    """
    revisions.check(url)
    source = make_engine(url)
    try:
        with reading(source).connect() as connection:
            revisions.of(connection)  # the first question is the moment
            yield
            _fill(connection, f"sqlite:///{to}")
    finally:
        source.dispose()
    _settle(to)


def load(file: Path, url: str) -> None:
    """Carry a library from a file of SQLite into an empty database, in one transaction.

    The file may be of an older program and is brought to this one's schema. Raises DatabaseTakenError,
    SchemaNewerError.
    """
    inside = f"sqlite:///{file}"
    schema.upgrade(inside)
    source = make_engine(inside)
    try:
        with reading(source).connect() as connection:
            _fill(connection, url)
    finally:
        source.dispose()


def require_empty(url: str) -> None:
    """Raises DatabaseTakenError when a database holds a library already."""
    if revisions.current(url) is None:
        return
    engine = make_engine(url)
    try:
        with reading(engine).connect() as connection:
            _require_empty(connection)
    finally:
        engine.dispose()


def _fill(source: Connection, url: str) -> None:
    schema.upgrade(url)
    engine = make_engine(url)
    try:
        with writing(engine).begin() as target:
            _require_empty(target)
            for table in _carried():
                _copy(source, target, table)
                _count_on(target, table)
    finally:
        engine.dispose()


def _carried() -> list[Table]:
    """Every table but the index; those that others refer to come first."""
    return [table for table in metadata.sorted_tables if not table.name.startswith(_INDEX)]


def _copy(source: Connection, target: Connection, table: Table) -> None:
    query = select(table).order_by(*table.primary_key)
    rows = source.execution_options(yield_per=_ROWS).execute(query).mappings()
    for part in rows.partitions():
        target.execute(insert(table), [dict(row) for row in part])


def _count_on(target: Connection, table: Table) -> None:
    """Let a server's counter go on after the numbers that were carried over."""
    counted = table.autoincrement_column
    if target.dialect.name != "postgresql" or counted is None:
        return
    last = target.scalar(select(func.max(counted)))
    sequence = target.scalar(select(func.pg_get_serial_sequence(table.name, counted.name)))
    if last is not None and sequence is not None:
        target.execute(select(func.setval(sequence, last)))


def _require_empty(connection: Connection) -> None:
    for table in _carried():
        if connection.execute(select(table).limit(1)).first() is not None:
            raise DatabaseTakenError(table.name)


def _settle(file: Path) -> None:
    """One file without its log beside it."""
    engine: Engine = make_engine(f"sqlite:///{file}")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    for left in (file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        left.unlink(missing_ok=True)
