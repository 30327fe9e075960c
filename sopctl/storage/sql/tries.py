"""Failures that are counted, and browsers that signed in before, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from sopctl.domain.tries import Tries
from sopctl.storage.sql.statements import upsert
from sopctl.storage.sql.tables import devices, tries


class SqlGuesses:
    """Port ``Guesses``. Neither is a record, so what is over is deleted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> Tries | None:
        row = self._connection.execute(_BY_KEY, {"key": key}).mappings().first()
        return None if row is None else Tries(row["key"], row["failures"], row["last"], row["free_at"])

    def save(self, counted: Tries) -> None:
        """Keep the count; it replaces the one under the same key."""
        row = {
            "key": counted.key,
            "failures": counted.failures,
            "last": counted.last,
            "free_at": counted.free_at,
        }
        upsert(self._connection, tries, row)

    def forget(self, before: datetime) -> None:
        """Delete counts whose last failure is older."""
        self._connection.execute(delete(tries).where(tries.c.last < before))

    def devices(self, user: str) -> Sequence[str]:
        """The last that somebody signed in on first."""
        asked = select(devices.c.id).where(devices.c.user_name == user)
        return list(self._connection.scalars(asked.order_by(devices.c.seen_at.desc(), devices.c.id)))

    def keep_device(self, user: str, device: str, at: datetime) -> None:
        upsert(self._connection, devices, {"user_name": user, "id": device, "seen_at": at})

    def drop_device(self, user: str, device: str) -> None:
        """One that is not kept is dropped already."""
        found = (devices.c.user_name == user) & (devices.c.id == device)
        self._connection.execute(delete(devices).where(found))


_BY_KEY = select(tries).where(tries.c.key == bindparam("key"))
