"""The text that authors work on, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.ports.documents import DraftWindow
from sopctl.application.records import Draft
from sopctl.storage.sql.statements import one, upsert
from sopctl.storage.sql.tables import draft_windows, drafts


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

    def look_in(self, window: DraftWindow) -> None:
        row = {
            "version_id": window.version_id, "user_name": window.user, "id": window.id, "live": window.live,
            "seen_at": window.seen_at,
        }  # fmt: skip
        upsert(self._connection, draft_windows, row)

    def leave(self, window: DraftWindow) -> None:
        held = draft_windows.c
        which = (held.version_id == window.version_id, held.user_name == window.user, held.id == window.id)
        self._connection.execute(delete(draft_windows).where(*which))

    def windows(self, version_id: str, since: datetime) -> Sequence[DraftWindow]:
        held = draft_windows.c
        query = select(draft_windows).where(held.version_id == version_id, held.seen_at >= since)
        rows = self._connection.execute(query.order_by(held.seen_at.desc(), held.id)).mappings()
        return [
            DraftWindow(row["version_id"], row["user_name"], row["id"], row["live"], row["seen_at"])
            for row in rows
        ]

    def forget_windows(self, before: datetime) -> None:
        self._connection.execute(delete(draft_windows).where(draft_windows.c.seen_at < before))
