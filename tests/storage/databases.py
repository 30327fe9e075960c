"""Migrated databases for tests: a SQLite file made once and copied, and PostgreSQL by address."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from sopctl.storage.sql import schema
from sopctl.storage.sql.engine import make_engine
from sopctl.storage.sql.tables import metadata

POSTGRES = "SOPCTL_TEST_POSTGRES"


def sqlite_template(folder: Path) -> Path:
    """A migrated SQLite file, whole in one file, to copy."""
    path = folder / "template.db"
    schema.upgrade(f"sqlite:///{path}")
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


def sqlite_copy(template: Path, folder: Path) -> str:
    """The address of a fresh copy of the template."""
    shutil.copyfile(template, folder / "library.db")
    return f"sqlite:///{folder / 'library.db'}"


def postgres_database(worker: str) -> str:
    """The address of a migrated PostgreSQL database for this test process."""
    address = os.environ.get(POSTGRES)
    if not address:
        pytest.fail(f"{POSTGRES} names no PostgreSQL; run `make conformance`")
    name = f"sopctl_test_{worker}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = server.url.set(database=name).render_as_string(hide_password=False)
    server.dispose()
    schema.upgrade(url)
    return url


def empty(url: str) -> None:
    """Take everything out of a database's tables."""
    engine = make_engine(url)
    with engine.begin() as connection:
        names = ", ".join(table.name for table in metadata.sorted_tables)
        connection.execute(text(f"TRUNCATE {names}"))
    engine.dispose()
