"""Reaffirmations that were asked for, in SQL; and the signatures given outside rounds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import ReaffirmationRequest
from sopctl.domain import canonical
from sopctl.domain.errors import NotFoundError
from sopctl.domain.orders import ReaffirmationOrder
from sopctl.domain.signatures import Signature
from sopctl.domain.types import Step
from sopctl.storage.sql.tables import order_signatures, reaffirmations
from sopctl.storage.sql.version_rows import read_step, step_facts


class SqlReaffirmations:
    """Port ``Reaffirmations``. A closed one stays, with its outcome."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self) -> Sequence[ReaffirmationRequest]:
        return self._read(reaffirmations.c.outcome.is_(None))

    def of(self, version_id: str) -> Sequence[ReaffirmationRequest]:
        return self._read(reaffirmations.c.version_id == version_id)

    def add(self, request: ReaffirmationRequest) -> None:
        row = {
            "id": request.id,
            "version_id": request.version_id,
            "asked_at": request.order.asked_at,
            "order": request.order.encode(),
            "steps": [step_facts(step) for step in request.steps],
            "closed_by": "",
            "answer": "",
        }
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(reaffirmations).values(row))
        except IntegrityError as taken:
            raise ConcurrentChangeError(f"the review of {request.order.number}") from taken

    def sign(self, request_id: str, signature: Signature) -> None:
        waits = select(reaffirmations.c.id).where(
            reaffirmations.c.id == request_id, reaffirmations.c.outcome.is_(None)
        )
        if self._connection.scalar(waits) is None:
            raise NotFoundError(request_id)
        add_signature(self._connection, request_id, signature)

    def rename(self, request_id: str, steps: Sequence[Step]) -> None:
        changed = self._connection.execute(
            update(reaffirmations)
            .where(reaffirmations.c.id == request_id, reaffirmations.c.outcome.is_(None))
            .values(steps=[step_facts(step) for step in steps])
        )
        if changed.rowcount == 0:
            raise NotFoundError(request_id)

    def close(self, request_id: str, outcome: str, at: datetime, *, by: str, answer: str = "") -> None:
        closed = self._connection.execute(
            update(reaffirmations)
            .where(reaffirmations.c.id == request_id, reaffirmations.c.outcome.is_(None))
            .values(outcome=outcome, closed_at=at, closed_by=by, answer=answer)
        )
        if closed.rowcount == 0:
            raise NotFoundError(request_id)

    def _read(self, which: ColumnElement[bool]) -> list[ReaffirmationRequest]:
        given = read_signatures(self._connection, select(reaffirmations.c.id).where(which))
        query = select(reaffirmations).where(which).order_by(reaffirmations.c.asked_at, reaffirmations.c.id)
        return [_request(row, given.get(row["id"], ())) for row in self._connection.execute(query).mappings()]


def add_signature(connection: Connection, request_id: str, signature: Signature) -> None:
    """Keep one more signature of a request, after those that it has."""
    mine = order_signatures.c.request_id == request_id
    count = connection.scalar(select(func.count()).select_from(order_signatures).where(mine)) or 0
    signed = canonical.encode(signature.payload())
    row = {"request_id": request_id, "position": count, "signature": signed}
    connection.execute(insert(order_signatures).values(row))


def read_signatures(connection: Connection, ids: Select[tuple[str]]) -> Mapping[str, tuple[Signature, ...]]:
    """The signatures of requests by the request's id, in the order in which they were given."""
    query = (
        select(order_signatures)
        .where(order_signatures.c.request_id.in_(ids))
        .order_by(order_signatures.c.request_id, order_signatures.c.position)
    )
    found: dict[str, list[Signature]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["request_id"]].append(Signature.decode(json.loads(row["signature"])))
    return {request_id: tuple(given) for request_id, given in found.items()}


def _request(row: RowMapping, given: Iterable[Signature]) -> ReaffirmationRequest:
    return ReaffirmationRequest(
        id=row["id"],
        version_id=row["version_id"],
        order=ReaffirmationOrder.decode(row["order"]),
        steps=tuple(map(read_step, row["steps"])),
        given=tuple(given),
        outcome=row["outcome"] or "",
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
        answer=row["answer"],
    )
