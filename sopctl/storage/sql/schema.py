"""The schema of a library's database: made and moved by the migrations that travel with the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

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
