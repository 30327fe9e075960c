"""What a library's database finds wrong with itself, below what its records say."""

from __future__ import annotations

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from sopctl.application.ports import StoreRefusedError
from sopctl.storage.sql.tables import events, signatures, versions
from sopctl.storage.sql.version_rows import read_signature

_ENOUGH = 100  # complaints of SQLite that are kept


def damage(connection: Connection) -> list[tuple[str, str]]:
    """A table or row, and the words for it. What cannot be read at all is damage, not an error."""
    try:
        return [*_pages(connection), *_references(connection), *_digests(connection), *_states(connection)]
    except (SQLAlchemyError, StoreRefusedError, ValueError, KeyError, TypeError) as broken:
        return [("database", f"it cannot be read: {getattr(broken, 'orig', broken)}")]


def _pages(connection: Connection) -> list[tuple[str, str]]:
    """SQLite reads every page and index; PostgreSQL's own checksums speak when a page is read."""
    if connection.dialect.name != "sqlite":
        return []
    said = connection.exec_driver_sql(f"PRAGMA integrity_check({_ENOUGH})").scalars().all()
    return [("database", str(line)) for line in said if line != "ok"]


def _references(connection: Connection) -> list[tuple[str, str]]:
    if connection.dialect.name != "sqlite":
        return []  # never enforced late there
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [(f"{row[0]} {row[1]}", f"it refers to a row of {row[2]} that is not there") for row in rows]


def _digests(connection: Connection) -> list[tuple[str, str]]:
    """The digest that stands beside each signature is that of its content."""
    found = []
    for row in connection.execute(select(signatures)).mappings():
        if read_signature(row).digest != row["digest"]:
            name = f"signature {row['position'] + 1} of round {row['round_id']}"
            found.append((name, "its content does not match its digest"))
    return found


def _states(connection: Connection) -> list[tuple[str, str]]:
    """The state that inboxes ask for is the one that the history ends in."""
    last = (
        select(events.c.version_id, func.max(events.c.position).label("position"))
        .group_by(events.c.version_id)
        .subquery()
    )
    ended = (
        select(versions.c.id, versions.c.state, events.c.state.label("history"))
        .outerjoin(last, last.c.version_id == versions.c.id)
        .outerjoin(events, (events.c.version_id == versions.c.id) & (events.c.position == last.c.position))
    )
    return [
        (f"version {row.id}", f"it stands as {row.state}, and its history says {row.history or 'draft'}")
        for row in connection.execute(ended)
        if row.state != (row.history or "draft")
    ]
