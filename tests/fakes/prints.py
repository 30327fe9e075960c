"""Fakes of prints, counts and change requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sopctl.application.ports import ConcurrentChangeError
from sopctl.domain.counts import Count
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Print
from sopctl.domain.requests import ChangeRequest, RequestState
from tests.fakes.data import Data


class FakePrints:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, print_id: str) -> Print | None:
        return self._data.prints.get(print_id)

    def by_token(self, token: str) -> Print | None:
        return next((p for p in self._data.prints.values() if p.token == token), None)

    def of(self, number: DocumentNumber) -> Sequence[Print]:
        return [p for p in self.all() if p.number == number]

    def all(self) -> Sequence[Print]:
        return sorted(self._data.prints.values(), key=lambda p: (p.number, p.copy))

    def out(self) -> Sequence[Print]:
        return [p for p in self.all() if p.fate is None]

    def add(self, issued: Print) -> None:
        taken = any(p.copy == issued.copy for p in self.of(issued.number)) or self.by_token(issued.token)
        if taken or issued.id in self._data.prints:
            raise ConcurrentChangeError(f"copy {issued.copy} of {issued.number}")
        self._data.prints[issued.id] = issued

    def end(self, ended: Print) -> None:
        if ended.id not in self._data.prints:
            raise NotFoundError(f"copy {ended.copy} of {ended.number}")
        self._data.prints[ended.id] = ended

    def hand_over(self, moved: Print) -> None:
        if moved.id not in self._data.prints:
            raise NotFoundError(f"copy {moved.copy} of {moved.number}")
        self._data.prints[moved.id] = moved


class FakeCounts:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, count_id: str) -> Count | None:
        return self._data.counts.get(count_id)

    def all(self) -> Sequence[Count]:
        return sorted(self._data.counts.values(), key=lambda c: c.begun_at, reverse=True)

    def add(self, count: Count) -> None:
        self._data.counts[count.id] = count

    def save(self, count: Count) -> None:
        stored = self._data.counts.get(count.id)
        if stored is None:
            raise NotFoundError(count.id)
        if not stored.open:
            raise ConcurrentChangeError("the count")
        self._data.counts[count.id] = count


class FakeRequests:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, number: str) -> ChangeRequest | None:
        return self._data.requests.get(number)

    def last_sequence(self, year: int) -> int:
        return max((r.sequence for r in self._data.requests.values() if r.year == year), default=0)

    def of_person(self, user: str) -> Sequence[ChangeRequest]:
        return [r for r in reversed(self._sorted()) if user in (r.by, r.requester)]

    def in_states(self, states: Iterable[RequestState]) -> Sequence[ChangeRequest]:
        wanted = set(states)
        return [r for r in self._sorted() if r.state in wanted]

    def about(self, document: DocumentNumber) -> Sequence[ChangeRequest]:
        return [r for r in self._sorted() if r.asked.document == document]

    def add(self, request: ChangeRequest) -> None:
        same = [
            r
            for r in self._data.requests.values()
            if (r.year, r.sequence) == (request.year, request.sequence)
        ]
        if same or request.number in self._data.requests:
            raise ConcurrentChangeError(request.number)
        self._data.requests[request.number] = request

    def save(self, request: ChangeRequest) -> None:
        stored = self._data.requests.get(request.number)
        if stored is None or stored.history != request.history[: len(stored.history)]:
            raise ConcurrentChangeError(request.number)
        self._data.requests[request.number] = request

    def _sorted(self) -> list[ChangeRequest]:
        return sorted(self._data.requests.values(), key=lambda r: (r.at, r.sequence))
