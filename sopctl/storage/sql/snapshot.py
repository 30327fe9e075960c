"""A copy of a library's database as of one moment, made while people work."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import make_url

from sopctl.domain.errors import SopctlError


class DatabaseElsewhereError(SopctlError):
    """A database that its own tools must copy."""

    code = "database-elsewhere"

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"The database is a {kind} server's; copy it with the server's own tools, such as pg_dump.",
            kind=kind,
        )


def database_file(url: str) -> Path:
    """The file of an SQLite database. Raises DatabaseElsewhereError."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise DatabaseElsewhereError(address.get_backend_name())
    return Path(address.database)


def copy_database(url: str, to: Path) -> None:
    """A whole copy in one file, through SQLite's backup interface, so that nobody waits.

    Raises DatabaseElsewhereError.
    """
    source = sqlite3.connect(f"{database_file(url).absolute().as_uri()}?mode=ro", uri=True)
    target = sqlite3.connect(to)
    try:
        # In one step: in WAL mode it holds nobody up, and steps begin again whenever somebody writes.
        source.backup(target)
        # WAL would leave two more files beside the copy.
        target.execute("PRAGMA journal_mode = DELETE").close()
    finally:
        target.close()
        source.close()
