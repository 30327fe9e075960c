"""The schema of a library's database: made and moved by the migrations that travel with the program."""

from __future__ import annotations

from collections.abc import Callable
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
        with writing(engine).begin() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            if found is not None and found not in {script.revision for script in _scripts().walk_revisions()}:
                raise SchemaNewerError(found)
            step(_config(connection), revision)
    finally:
        engine.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
