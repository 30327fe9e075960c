"""The schema of a library's database: made and moved by the migrations that travel with the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import ColumnElement, Connection, Text, cast, func, inspect, literal_column, select, table

from sopctl.domain.errors import SopctlError
from sopctl.resources import migrations_dir
from sopctl.storage.sql.engine import make_engine, reading, writing
from sopctl.storage.sql.tables import metadata


class SchemaNewerError(SopctlError):
    """A library that a newer program has moved on."""

    code = "library-newer"

    def __init__(self, found: str) -> None:
        super().__init__(
            f"This library was made by a newer sopctl (schema {found}); install that version or a later one.",
            schema=found,
        )


class SchemaOlderError(SopctlError):
    """A library that an older program has left."""

    code = "library-older"

    def __init__(self, found: str | None, wanted: str) -> None:
        super().__init__(
            f"This library has schema {found or 'none'} and needs {wanted}; run sopctl db upgrade.",
            schema=found or "none",
            wanted=wanted,
        )


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


def head() -> str:
    """The revision that this program works with."""
    revision = _scripts().get_current_head()
    if revision is None:
        raise RuntimeError("the migrations folder holds no migration")
    return revision


def current(url: str) -> str | None:
    """The revision of a database, None for one without tables."""
    engine = make_engine(url)
    try:
        with reading(engine).connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def check(url: str) -> None:
    """Raises SchemaNewerError or SchemaOlderError when a database has another revision than ``head()``."""
    found, wanted = current(url), head()
    if found == wanted:
        return
    known = {script.revision for script in _scripts().walk_revisions()}
    if found is None or found in known:
        raise SchemaOlderError(found, wanted)
    raise SchemaNewerError(found)


def require_known(revision: str) -> None:
    """Raises SchemaNewerError for a revision that this program does not know."""
    if revision not in {script.revision for script in _scripts().walk_revisions()}:
        raise SchemaNewerError(revision)


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database to a revision in one transaction; a new one gets its tables.

    Raises SchemaNewerError for a library of a newer program.
    """
    _move(url, revision, command.upgrade)


def earlier(url: str, revision: str) -> str:
    """The revision that ``revision`` (or ``-1``, ``-2`` …) means for a database.

    Raises SchemaUnknownError.
    """
    found = current(url)
    before = [s.revision for s in _scripts().iterate_revisions(found, "base") if s.revision != found]
    if revision.removeprefix("-").isdecimal() and revision.startswith("-") and int(revision) < 0:
        steps = -int(revision)
        if steps <= len(before):
            return before[steps - 1]
    elif revision in before:
        return revision
    raise SchemaUnknownError(revision, tuple(before))


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
            found = MigrationContext.configure(connection).get_current_revision()
            if found is not None and found not in {script.revision for script in _scripts().walk_revisions()}:
                raise SchemaNewerError(found)
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


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
