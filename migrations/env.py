"""Alembic's way into a library's database.

``sopctl db upgrade`` gives the connection, already in the transaction that everything happens in. The
``alembic`` command gives an address: ``alembic -x url=sqlite:///var/library/library.db …``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import context


def _ours(name: str | None, kind: str, _parents: Any) -> bool:
    # FTS5 tables, and the shadow tables they keep, are SQLite's alone and not in the metadata.
    fts = ("search_titles", "search_trigrams", "search_grams")
    return not (kind == "table" and (name or "").startswith(fts))


def _migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata"),
        render_as_batch=connection.dialect.name == "sqlite",
        include_name=_ours,
        compare_server_default=True,
    )
    context.run_migrations()


def _run() -> None:
    given: sa.Connection | None = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    url = context.get_x_argument(as_dictionary=True).get("url")
    if not url:
        raise SystemExit("Name the database: alembic -x url=sqlite:///…")
    engine = sa.create_engine(url)
    begin: Callable[[], Any] = engine.begin
    with begin() as connection:
        _migrate(connection)


_run()
