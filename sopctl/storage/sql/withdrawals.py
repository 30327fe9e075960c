"""Withdrawals that were asked for, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import WithdrawalRequest
from sopctl.domain.errors import NotFoundError
from sopctl.domain.orders import WithdrawalOrder
from sopctl.domain.signatures import Signature
from sopctl.domain.types import Step
from sopctl.storage.sql.reaffirmations import add_signature, read_signatures
from sopctl.storage.sql.tables import withdrawals
from sopctl.storage.sql.version_rows import read_step, step_facts


class SqlWithdrawals:
    """Port ``Withdrawals``. A closed one stays, with its outcome."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self) -> Sequence[WithdrawalRequest]:
        return self._read(withdrawals.c.outcome.is_(None))

    def of(self, version_id: str) -> Sequence[WithdrawalRequest]:
        return self._read(withdrawals.c.version_id == version_id)

    def add(self, request: WithdrawalRequest) -> None:
        row = {
            "id": request.id,
            "version_id": request.version_id,
            "asked_at": request.order.asked_at,
            "order": request.order.encode(),
            "signature": b"",
            "closed_by": "",
            "answer": "",
            "steps": [step_facts(step) for step in request.steps],
        }
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(withdrawals).values(row))
        except IntegrityError as taken:
            raise ConcurrentChangeError(f"the withdrawal of {request.order.number}") from taken

    def sign(self, request_id: str, signature: Signature) -> None:
        waits = select(withdrawals.c.id).where(
            withdrawals.c.id == request_id, withdrawals.c.outcome.is_(None)
        )
        if self._connection.scalar(waits) is None:
            raise NotFoundError(request_id)
        add_signature(self._connection, request_id, signature)

    def rename(self, request_id: str, steps: Sequence[Step]) -> None:
        changed = self._connection.execute(
            update(withdrawals)
            .where(withdrawals.c.id == request_id, withdrawals.c.outcome.is_(None))
            .values(steps=[step_facts(step) for step in steps])
        )
        if changed.rowcount == 0:
            raise NotFoundError(request_id)

    def close(
        self,
        request_id: str,
        outcome: str,
        at: datetime,
        *,
        by: str,
        answer: str = "",
        signature: bytes = b"",
    ) -> None:
        closed = self._connection.execute(
            update(withdrawals)
            .where(withdrawals.c.id == request_id, withdrawals.c.outcome.is_(None))
            .values(outcome=outcome, closed_at=at, closed_by=by, answer=answer, signature=signature)
        )
        if closed.rowcount == 0:
            raise NotFoundError(request_id)

    def _read(self, which: ColumnElement[bool]) -> list[WithdrawalRequest]:
        query = select(withdrawals).where(which).order_by(withdrawals.c.asked_at, withdrawals.c.id)
        given = read_signatures(self._connection, select(withdrawals.c.id).where(which))
        return [_request(row, given.get(row["id"], ())) for row in self._connection.execute(query).mappings()]


def _request(row: RowMapping, given: Sequence[Signature]) -> WithdrawalRequest:
    return WithdrawalRequest(
        id=row["id"],
        version_id=row["version_id"],
        order=WithdrawalOrder.decode(row["order"]),
        outcome=row["outcome"] or "",
        signature=row["signature"],
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
        answer=row["answer"],
        steps=tuple(map(read_step, row["steps"] or ())),
        given=tuple(given),
    )
