"""The schema of a library's database, made and moved by the migrations that travel with the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import ColumnElement, Connection, Text, cast, func, inspect, literal_column, select, table

from sopctl.domain.errors import SopctlError
from sopctl.resources import migrations_dir
from sopctl.storage.sql import revisions
from sopctl.storage.sql.engine import make_engine, writing
from sopctl.storage.sql.tables import metadata


class SchemaUnknownError(SopctlError):
    """A revision to which a library cannot go back."""

    code = "schema-unknown"

    def __init__(self, revision: str, earlier: tuple[str, ...]) -> None:
        known = ", ".join(earlier) or "none"
        super().__init__(
            f"This library cannot go back to schema {revision}; earlier ones are: {known}.",
            schema=revision,
            earlier=known,
        )


class DowngradeLosesError(SopctlError):
    """A way back on which facts would be lost."""

    code = "downgrade-loses"

    def __init__(self, revision: str, lost: Sequence[Vanishing]) -> None:
        said = ", ".join(f"{each.name} ({each.rows})" for each in lost)
        super().__init__(
            f"Schema {revision} has no place for what stands in {said}; nothing was changed.",
            schema=revision,
            lost=said,
        )


@dataclass(frozen=True)
class Vanishing:
    """A table, or ``table.column``, that an earlier schema does not have, and how many rows it holds now."""

    name: str
    rows: int


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database to a revision in one transaction; a new one gets its tables.

    Raises SchemaNewerError for a library of a newer program.
    """
    _move(url, revision, command.upgrade)


def earlier(url: str, revision: str) -> str:
    """The revision that ``revision`` (or ``-1``, ``-2`` …) means for a database.

    Raises SchemaUnknownError.
    """
    found = revisions.current(url)
    known = revisions.known()
    before = known[: known.index(found)][::-1] if found in known else ()
    if revision.removeprefix("-").isdecimal() and revision.startswith("-") and int(revision) < 0:
        steps = -int(revision)
        if steps <= len(before):
            return before[steps - 1]
    elif revision in before:
        return revision
    raise SchemaUnknownError(revision, before)


def vanishing(url: str, revision: str) -> tuple[Vanishing, ...]:
    """What a way back would lose: rows of tables and filled columns for which it has no place.

    It is gone in a transaction that is then rolled back. The search index follows from the texts and is
    never a loss.
    """
    engine = make_engine(url)
    try:
        with writing(engine).connect() as connection, _without_references(connection):
            outer = connection.begin()
            before = _columns(connection)
            command.downgrade(_config(connection), revision)
            after = _columns(connection)
            outer.rollback()
            return tuple(each for each in _lost(connection, before, after) if each.rows)
    finally:
        engine.dispose()


def _columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection)
    names = (name for name in found.get_table_names() if not name.startswith(("search_", "sqlite_")))
    return {name: {column["name"] for column in found.get_columns(name)} for name in names}


def _lost(
    connection: Connection, before: Mapping[str, set[str]], after: Mapping[str, set[str]]
) -> Iterator[Vanishing]:
    for name in sorted(before):
        here = table(name)
        if name not in after:
            yield Vanishing(name, connection.scalar(select(func.count()).select_from(here)) or 0)
            continue
        for column in sorted(before[name] - after[name]):
            filled: ColumnElement[Any] = literal_column(connection.dialect.identifier_preparer.quote(column))
            rows = select(func.count()).select_from(here).where(filled.is_not(None), cast(filled, Text) != "")
            yield Vanishing(f"{name}.{column}", connection.scalar(rows) or 0)


def downgrade(url: str, revision: str) -> None:
    """Take a database back to an earlier revision (``base`` for none) in one transaction."""
    _move(url, revision, command.downgrade)


def _move(url: str, revision: str, step: Callable[[Config, str], None]) -> None:
    engine = make_engine(url)
    try:
        with writing(engine).connect() as connection, _without_references(connection), connection.begin():
            found = revisions.of(connection)
            if found is not None:
                revisions.require_known(found)
            step(_config(connection), revision)
            _require_references(connection)
    finally:
        engine.dispose()


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, and would take the rows that refer to it for orphans.

    Source: SQLite, "Making Other Kinds Of Table Schema Changes": off before the transaction, checked in it.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys = OFF").close()
    try:
        yield
    finally:
        connection.invalidate()  # no other work may be done with references unchecked


def _require_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RuntimeError(f"the migration leaves {broken[0]} row {broken[1]} without its {broken[2]}")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config
