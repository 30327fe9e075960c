"""Confirmations in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.domain.confirmations import Confirmation, Outcome, Touch
from sopctl.domain.errors import NotFoundError
from sopctl.storage.sql.statements import Values
from sopctl.storage.sql.tables import confirmations


class SqlConfirmations:
    """Port ``Confirmations``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, confirmation_id: str) -> Confirmation | None:
        return next(iter(self._read(confirmations.c.id == confirmation_id)), None)

    def of(self, user: str) -> Sequence[Confirmation]:
        return [_confirmation(row) for row in self._connection.execute(_OF, {"user": user}).mappings()]

    def all(self) -> Sequence[Confirmation]:
        return self._read()

    def waiting(self) -> Sequence[Confirmation]:
        return self._read(confirmations.c.outcome.is_(None))

    def add(self, confirmation: Confirmation) -> None:
        """Raises ConcurrentChangeError when the id is taken."""
        row = {
            "id": confirmation.id,
            "kind": confirmation.kind.value,
            "person": confirmation.person,
            "by": confirmation.by,
            "at": confirmation.at,
            "subject": confirmation.subject,
            "detail": dict(confirmation.detail),
            "ready_at": confirmation.ready_at,
            "word": confirmation.word,
            "outcome": confirmation.outcome,
            "closed_at": confirmation.closed_at,
            "closed_by": confirmation.closed_by,
        }
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(confirmations).values(row))
        except IntegrityError as taken:
            raise ConcurrentChangeError(confirmation.id) from taken

    def make_ready(self, confirmation_id: str, word: str, at: datetime) -> None:
        self._change(confirmation_id, {"ready_at": at, "word": word})

    def close(self, confirmation_id: str, outcome: Outcome, at: datetime, *, by: str) -> None:
        self._change(confirmation_id, {"outcome": outcome.value, "closed_at": at, "closed_by": by})

    def _change(self, confirmation_id: str, values: Values) -> None:
        waits = confirmations.c.outcome.is_(None)
        changed = self._connection.execute(
            update(confirmations).where(confirmations.c.id == confirmation_id, waits).values(values)
        )
        if changed.rowcount == 0:
            raise NotFoundError(confirmation_id)

    def _read(self, *which: ColumnElement[bool]) -> list[Confirmation]:
        query = select(confirmations).where(*which).order_by(confirmations.c.at, confirmations.c.id)
        return [_confirmation(row) for row in self._connection.execute(query).mappings()]


_OF = (
    select(confirmations)
    .where(confirmations.c.person == bindparam("user"))
    .order_by(confirmations.c.at, confirmations.c.id)
)


def _confirmation(row: RowMapping) -> Confirmation:
    return Confirmation(
        id=row["id"],
        kind=Touch(row["kind"]),
        person=row["person"],
        by=row["by"],
        at=row["at"],
        subject=row["subject"],
        detail=row["detail"],
        ready_at=row["ready_at"],
        word=row["word"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
    )
