"""Which schema a library's database has, beside the one that this program works with.

Every process asks at its start, so nothing of the machinery that moves a schema is loaded here: of a
migration only the two lines are read that name its revision and the one before.
"""

from __future__ import annotations

import re
from functools import cache

from sqlalchemy import Connection, column, inspect, select, table

from sopctl.domain.errors import SopctlError
from sopctl.resources import migrations_dir
from sopctl.storage.sql.engine import make_engine, reading

_LINK = re.compile(r'^revision = "(\w+)"\ndown_revision = "?(\w+)', re.MULTILINE)
_STANDING = table("alembic_version", column("version_num"))


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
    return known()[-1]


@cache
def known() -> tuple[str, ...]:
    """Every revision that this program knows, the first first."""
    texts = [path.read_text(encoding="utf-8") for path in (migrations_dir() / "versions").glob("*.py")]
    following = {found[2]: found[1] for found in map(_LINK.search, texts) if found}
    chain, last = [], "None"
    while last in following:
        last = following[last]
        chain.append(last)
    return tuple(chain)


def current(url: str) -> str | None:
    """The revision of a database, None for one without tables."""
    engine = make_engine(url)
    try:
        with reading(engine).connect() as connection:
            return of(connection)
    finally:
        engine.dispose()


def of(connection: Connection) -> str | None:
    """The revision of the database behind a connection, None for one without tables."""
    if not inspect(connection).has_table(_STANDING.name):
        return None
    revision: str | None = connection.scalar(select(_STANDING.c.version_num))
    return revision


def check(url: str) -> None:
    """Raises SchemaNewerError or SchemaOlderError when a database has another revision than ``head()``."""
    found = current(url)
    if found == head():
        return
    if found is None or found in known():
        raise SchemaOlderError(found, head())
    raise SchemaNewerError(found)


def require_known(revision: str) -> None:
    """Raises SchemaNewerError for a revision that this program does not know."""
    if revision not in known():
        raise SchemaNewerError(revision)
