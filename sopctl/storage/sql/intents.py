"""Releases that have begun, in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import Intent
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.storage.sql.tables import intents


class SqlIntents:
    """Port ``Intents``. A closed one stays, with its outcome."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self) -> Sequence[Intent]:
        """Those without an outcome, oldest first."""
        query = select(intents).where(intents.c.outcome.is_(None)).order_by(intents.c.at, intents.c.id)
        return [_intent(row) for row in self._connection.execute(query).mappings()]

    def add(self, intent: Intent) -> None:
        row = {
            "id": intent.id,
            "version_id": intent.version_id,
            "number": intent.number.text,
            "edition": intent.version.edition,
            "amendment": intent.version.amendment,
            "at": intent.at,
            "token": intent.token,
            "public_url": intent.public_url,
            "facts": intent.facts,
        }
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(intents).values(row))
        except IntegrityError as taken:
            raise ConcurrentChangeError(f"the release of {intent.number}") from taken

    def close(self, intent_id: str, outcome: str) -> None:
        """Raises NotFoundError for an intent that is not open."""
        closed = self._connection.execute(
            update(intents)
            .where(intents.c.id == intent_id, intents.c.outcome.is_(None))
            .values(outcome=outcome)
        )
        if closed.rowcount == 0:
            raise NotFoundError(intent_id)


def _intent(row: RowMapping) -> Intent:
    return Intent(
        id=row["id"],
        version_id=row["version_id"],
        number=DocumentNumber(row["number"]),
        version=VersionLabel(row["edition"], row["amendment"]),
        at=row["at"],
        token=row["token"],
        public_url=row["public_url"],
        facts=row["facts"],
    )
