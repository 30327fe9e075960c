"""Fakes of confirmations and reaffirmations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import ReaffirmationRequest
from sopctl.domain.confirmations import Confirmation, Outcome
from sopctl.domain.errors import NotFoundError
from sopctl.domain.reaffirmations import Reaffirmation
from sopctl.domain.signatures import Signature
from sopctl.domain.types import Step
from sopctl.thai.dates import bangkok_day
from tests.fakes.data import Data


class FakeConfirmations:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, confirmation_id: str) -> Confirmation | None:
        return self._data.confirmations.get(confirmation_id)

    def of(self, user: str) -> Sequence[Confirmation]:
        return [each for each in self.all() if each.person == user]

    def all(self) -> Sequence[Confirmation]:
        return sorted(self._data.confirmations.values(), key=lambda each: (each.at, each.id))

    def waiting(self) -> Sequence[Confirmation]:
        return [each for each in self.all() if each.outcome is None]

    def add(self, confirmation: Confirmation) -> None:
        if confirmation.id in self._data.confirmations:
            raise ConcurrentChangeError(confirmation.id)
        self._data.confirmations[confirmation.id] = confirmation

    def make_ready(self, confirmation_id: str, word: str, at: datetime) -> None:
        kept = self._waiting(confirmation_id)
        self._data.confirmations[confirmation_id] = replace(kept, word=word, ready_at=at)

    def close(self, confirmation_id: str, outcome: Outcome, at: datetime, *, by: str) -> None:
        kept = self._waiting(confirmation_id)
        self._data.confirmations[confirmation_id] = replace(kept, outcome=outcome, closed_at=at, closed_by=by)

    def _waiting(self, confirmation_id: str) -> Confirmation:
        kept = self._data.confirmations.get(confirmation_id)
        if kept is None or kept.outcome is not None:
            raise NotFoundError(confirmation_id)
        return kept


class FakeReaffirmations:
    def __init__(self, data: Data) -> None:
        self._data = data

    def open(self) -> Sequence[ReaffirmationRequest]:
        return [request for request in self._sorted() if not request.outcome]

    def of(self, version_id: str) -> Sequence[ReaffirmationRequest]:
        return [request for request in self._sorted() if request.version_id == version_id]

    def add(self, request: ReaffirmationRequest) -> None:
        if any(r.version_id == request.version_id for r in self.open()):
            raise ConcurrentChangeError(f"the review of {request.order.number}")
        self._data.reaffirmations[request.id] = request

    def sign(self, request_id: str, signature: Signature) -> None:
        kept = self._waiting(request_id)
        self._data.reaffirmations[request_id] = replace(kept, given=(*kept.given, signature))

    def rename(self, request_id: str, steps: Sequence[Step]) -> None:
        if request_id not in {request.id for request in self.open()}:
            raise NotFoundError(request_id)
        kept = self._data.reaffirmations[request_id]
        self._data.reaffirmations[request_id] = replace(kept, steps=tuple(steps))

    def close(self, request_id: str, outcome: str, at: datetime, *, by: str, answer: str = "") -> None:
        kept = self._waiting(request_id)
        closed = replace(kept, outcome=outcome, closed_at=at, closed_by=by, answer=answer)
        self._data.reaffirmations[request_id] = closed
        if outcome == "reaffirmed":
            released = self._data.releases[kept.version_id]
            again = Reaffirmation(bangkok_day(at), at, kept.order.reason, by)
            self._data.releases[kept.version_id] = replace(released, reaffirmed=(*released.reaffirmed, again))

    def _waiting(self, request_id: str) -> ReaffirmationRequest:
        kept = self._data.reaffirmations.get(request_id)
        if kept is None or kept.outcome:
            raise NotFoundError(request_id)
        return kept

    def _sorted(self) -> list[ReaffirmationRequest]:
        return sorted(self._data.reaffirmations.values(), key=lambda r: (r.order.asked_at, r.id))
