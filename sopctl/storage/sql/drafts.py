"""The text that authors work on, in SQL."""

from __future__ import annotations

from sqlalchemy import Connection, select

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import Draft
from sopctl.storage.sql.statements import one, upsert
from sopctl.storage.sql.tables import drafts


class SqlDrafts:
    """Port ``Drafts``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, version_id: str) -> Draft | None:
        row = one(self._connection, select(drafts).where(drafts.c.version_id == version_id))
        return Draft(**row) if row else None

    def save(self, draft: Draft) -> None:
        stored = self._connection.scalar(
            select(drafts.c.save_number).where(drafts.c.version_id == draft.version_id)
        )
        if draft.save_number != (stored or 0) + 1:
            raise ConcurrentChangeError(f"draft {draft.version_id}")
        row = {name: getattr(draft, name) for name in drafts.c.keys()}  # noqa: SIM118 - a column collection
        row["files"] = dict(draft.files)
        upsert(self._connection, drafts, row)
