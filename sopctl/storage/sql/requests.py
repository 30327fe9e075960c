"""Change requests in SQL: what was asked, and each step since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports.errors import ConcurrentChangeError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.requests import (
    Asked,
    ChangeRequest,
    RequestAction,
    RequestEvent,
    RequestKind,
    RequestState,
)
from sopctl.storage.sql.tables.prints import request_events, requests


class SqlRequests:
    """Port ``Requests``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, number: str) -> ChangeRequest | None:
        return next(iter(self._read(requests.c.number == number)), None)

    def last_sequence(self, year: int) -> int:
        query = select(func.max(requests.c.sequence)).where(requests.c.year == year)
        return self._connection.scalar(query) or 0

    def of_person(self, user: str) -> Sequence[ChangeRequest]:
        taken = select(request_events.c.request_id).where(
            request_events.c.action == RequestAction.HAND_OVER.value, request_events.c.assignee == user
        )
        found = self._read(or_(requests.c.by == user, requests.c.id.in_(taken)))
        return [request for request in reversed(found) if user in (request.by, request.requester)]

    def in_states(self, states: Iterable[RequestState]) -> Sequence[ChangeRequest]:
        return self._read(requests.c.state.in_([state.value for state in states]))

    def about(self, document: DocumentNumber) -> Sequence[ChangeRequest]:
        return self._read(requests.c.document == document.text)

    def add(self, request: ChangeRequest) -> None:
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(requests).values(_row(request)))
        except IntegrityError as taken:
            raise ConcurrentChangeError(request.number) from taken
        self._append(request, 0)

    def save(self, request: ChangeRequest) -> None:
        stored = self.get(request.number)
        if stored is None or stored.history != request.history[: len(stored.history)]:
            raise ConcurrentChangeError(request.number)
        self._append(request, len(stored.history))
        self._connection.execute(
            update(requests).where(requests.c.id == request.id).values(state=request.state.value)
        )

    def _append(self, request: ChangeRequest, first: int) -> None:
        for position, event in list(enumerate(request.history))[first:]:
            row = {**vars(event), "action": event.action.value, "state": event.state.value}
            try:
                with self._connection.begin_nested():
                    self._connection.execute(
                        insert(request_events).values(request_id=request.id, position=position, **row)
                    )
            except IntegrityError as taken:
                raise ConcurrentChangeError(request.number) from taken

    def _read(self, *which: ColumnElement[bool]) -> list[ChangeRequest]:
        ids = select(requests.c.id).where(*which)
        history: dict[str, list[RequestEvent]] = defaultdict(list)
        query = select(request_events).where(request_events.c.request_id.in_(ids))
        for row in self._connection.execute(query.order_by(request_events.c.position)).mappings():
            history[row["request_id"]].append(_event(row))
        found = select(requests).where(*which).order_by(requests.c.at, requests.c.sequence)
        rows = self._connection.execute(found).mappings().all()
        return [_request(row, tuple(history[row["id"]])) for row in rows]


def _row(request: ChangeRequest) -> dict[str, Any]:
    asked = request.asked
    return {
        "id": request.id,
        "number": request.number,
        "year": request.year,
        "sequence": request.sequence,
        "kind": asked.kind.value,
        "document": asked.document.text if asked.document else None,
        "title": asked.title,
        "reason": asked.reason,
        "proposal": asked.proposal,
        "wished": asked.wished,
        "holder": asked.holder,
        "place": asked.place,
        "files": dict(asked.files),
        "by": request.by,
        "by_name": request.by_name,
        "by_title": request.by_title,
        "department": request.department,
        "at": request.at,
        "state": request.state.value,
    }


def _request(row: RowMapping, history: tuple[RequestEvent, ...]) -> ChangeRequest:
    asked = Asked(
        kind=RequestKind(row["kind"]),
        title=row["title"],
        reason=row["reason"],
        document=DocumentNumber(row["document"]) if row["document"] else None,
        proposal=row["proposal"],
        wished=row["wished"],
        holder=row["holder"],
        place=row["place"],
        files=row["files"],
    )
    return ChangeRequest(
        row["id"], row["number"], row["year"], row["sequence"], asked, row["by"], row["by_name"],
        row["by_title"], row["department"], row["at"], history,
    )  # fmt: skip


def _event(row: RowMapping) -> RequestEvent:
    return RequestEvent(
        RequestAction(row["action"]), row["by"], row["name"], row["at"], RequestState(row["state"]),
        row["words"], row["assignee"], row["answer"],
    )  # fmt: skip
