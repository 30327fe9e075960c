"""The ledger in SQL: table ``ledger``, one row a fact, each with its hash."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select

from sopctl.domain import canonical
from sopctl.domain.ledger import GENESIS, LedgerBrokenError, LedgerRow
from sopctl.storage.sql.tables import ledger

_PAGE = 1000


class SqlLedger:
    """Port ``Ledger``. Writers come one at a time, so the head that a row follows cannot move meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(
        self,
        *,
        at: datetime,
        subject: str,
        action: str,
        actor: str,
        host_user: str = "",
        detail: Mapping[str, str] | None = None,
    ) -> LedgerRow:
        last, head = self._last()
        row = LedgerRow(last + 1, at, subject, action, actor, host_user, dict(detail or {}), head)
        written = {
            **row.payload(),
            "detail": canonical.encode(dict(row.detail)).decode(),
            "hash": row.hash,
        }
        self._connection.execute(_APPEND, written)
        return row

    def head(self) -> str:
        return self._last()[1]

    def last(self) -> LedgerRow | None:
        query = select(ledger).order_by(ledger.c.sequence.desc()).limit(1)
        row = self._connection.execute(query).first()
        return None if row is None else _read(row)

    def rows(self, first: int = 1) -> Iterator[tuple[LedgerRow, str]]:
        """Rows from a sequence number on, each with the hash stored beside it.

        Raises LedgerBrokenError at a row that cannot be read as one.
        """
        while True:
            query = select(ledger).where(ledger.c.sequence >= first).order_by(ledger.c.sequence).limit(_PAGE)
            page = self._connection.execute(query).all()
            for row in page:
                yield _read(row), row.hash
            if len(page) < _PAGE:
                return
            first = page[-1].sequence + 1

    def of(self, actions: Collection[str]) -> Sequence[LedgerRow]:
        query = select(ledger).where(ledger.c.action.in_(sorted(actions))).order_by(ledger.c.sequence)
        return [_read(row) for row in self._connection.execute(query).all()]

    def _last(self) -> tuple[int, str]:
        row = self._connection.execute(_LAST).first()
        return (row.sequence, row.hash) if row else (0, GENESIS)


_APPEND = insert(ledger)
_LAST = select(ledger.c.sequence, ledger.c.hash).order_by(ledger.c.sequence.desc()).limit(1)


def _read(row: Row[*tuple[object, ...]]) -> LedgerRow:
    """The row as a value; whatever was not written by ``append`` in exactly this form is a broken row."""
    facts = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    texts = [facts[name] for name in ("at", "subject", "action", "actor", "host_user", "detail", "previous")]
    if not all(isinstance(text, str) for text in texts):
        raise LedgerBrokenError(facts["sequence"], "it holds something else than text")
    at, subject, action, actor, host_user, detail, previous = texts
    try:
        read = LedgerRow(
            facts["sequence"],
            datetime.fromisoformat(at),
            subject,
            action,
            actor,
            host_user,
            json.loads(detail),
            previous,
        )
        as_written = read.at.isoformat() == at and canonical.encode(dict(read.detail)).decode() == detail
    except (ValueError, TypeError):
        as_written = False
    if not as_written:
        raise LedgerBrokenError(facts["sequence"], "its time or detail is not in the form that is written")
    return read
