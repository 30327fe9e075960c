"""Signed-in browsers in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, bindparam, delete, select

from sopctl.application.records import Session
from sopctl.storage.sql.statements import upsert
from sopctl.storage.sql.tables import sessions


class SqlSessions:
    """Port ``Sessions``. A session is no record, so an ended one is deleted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, session_id: str) -> Session | None:
        row = self._connection.execute(_BY_ID, {"id": session_id}).mappings().first()
        return None if row is None else _session(row)

    def of(self, user: str) -> Sequence[Session]:
        """Those of a person, oldest first."""
        asked = select(sessions).where(sessions.c.user_name == user)
        rows = self._connection.execute(asked.order_by(sessions.c.created_at, sessions.c.id)).mappings()
        return [_session(row) for row in rows]

    def save(self, session: Session) -> None:
        """Keep the session; it replaces the one with the same id."""
        row = {
            "id": session.id,
            "user_name": session.user,
            "created_at": session.created_at,
            "seen_at": session.seen_at,
            "expires_at": session.expires_at,
            "agent": session.agent,
        }
        upsert(self._connection, sessions, row)

    def end(self, session_id: str) -> None:
        """An unknown session is ended already."""
        self._connection.execute(delete(sessions).where(sessions.c.id == session_id))

    def end_all(self, user: str) -> None:
        """End every session of a person."""
        self._connection.execute(delete(sessions).where(sessions.c.user_name == user))


_BY_ID = select(sessions).where(sessions.c.id == bindparam("id"))  # built once: every page asks


def _session(row: RowMapping) -> Session:
    return Session(
        id=row["id"],
        user=row["user_name"],
        created_at=row["created_at"],
        seen_at=row["seen_at"],
        expires_at=row["expires_at"],
        agent=row["agent"] or "",
    )
