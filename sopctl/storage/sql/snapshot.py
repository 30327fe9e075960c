"""A copy of a library's SQLite database as of one moment, made while people work."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import make_url

from sopctl.application.ports import StoreRefusedError
from sopctl.storage.sql.engine import refused


def database_file(url: str) -> Path | None:
    """The file of an SQLite database; None for a server's."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)


def copy_database(file: Path, to: Path) -> None:
    """A whole copy in one file, through SQLite's backup interface, so that nobody waits.

    Raises StoreRefusedError.
    """
    source = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    target = sqlite3.connect(to)
    try:
        # In one step: in WAL mode it holds nobody up, and steps begin again whenever somebody writes.
        source.backup(target)
        # WAL would leave two more files beside the copy.
        target.execute("PRAGMA journal_mode = DELETE").close()
    except sqlite3.Error as failed:
        if refused(failed):
            raise StoreRefusedError("disk of the backup", str(failed)) from failed
        raise
    finally:
        target.close()
        source.close()
