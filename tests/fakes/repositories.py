"""Fakes of the repositories, each over the unit of work's own copy of the data."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import (
    CopyKey,
    Document,
    Draft,
    Intent,
    ReleasedVersion,
    Shelf,
    WithdrawalRequest,
)
from sopctl.domain.access import OpenTo
from sopctl.domain.errors import NotFoundError
from sopctl.domain.ledger import GENESIS, LedgerRow
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.signatures import Signature
from sopctl.domain.standing import in_force
from sopctl.domain.types import Step
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State
from tests.fakes.data import Data


def utc(moment: datetime) -> datetime:
    """The moment itself; the real columns take aware UTC alone."""
    if moment.utcoffset() != timedelta(0):
        raise ValueError(f"{moment!r} is not an aware UTC time")
    return moment


class FakeDocuments:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, number: DocumentNumber) -> Document | None:
        return self._data.documents.get(number)

    def all(self) -> Sequence[Document]:
        return sorted(self._data.documents.values(), key=lambda document: document.number)

    def add(self, document: Document) -> None:
        utc(document.created_at)
        if document.number in self._data.documents:
            raise ConcurrentChangeError(document.number)
        self._data.documents[document.number] = document

    def save(self, document: Document) -> None:
        if document.number not in self._data.documents:
            raise NotFoundError(document.number)
        self._data.documents[document.number] = document


class FakeVersions:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, version_id: str) -> Version | None:
        return self._data.versions.get(version_id)

    def find(self, number: DocumentNumber, label: VersionLabel) -> Version | None:
        standing = (v for v in self.of(number) if v.state is not State.ABANDONED)
        return next((v for v in standing if v.label == label), None)

    def of(self, number: DocumentNumber) -> Sequence[Version]:
        mine = [v for v in self._data.versions.values() if v.number == number]
        return sorted(mine, key=lambda v: (v.created_at, v.label, v.id))

    def by_round(self, round_id: str) -> Version | None:
        found = (v for v in self._data.versions.values() if any(r.id == round_id for r in v.rounds))
        return next(found, None)

    def again(self, version: Version) -> Version:
        now = self.get(version.id)
        if now is None:
            raise NotFoundError(version.id)
        return now

    def in_states(self, states: Iterable[State]) -> Sequence[Version]:
        wanted = set(states)
        found = [v for v in self._data.versions.values() if v.state in wanted]
        return sorted(
            found, key=lambda v: (v.history[-1].at if v.history else v.created_at, v.number, v.label)
        )

    def add(self, version: Version) -> None:
        utc(version.created_at)
        if version.id in self._data.versions or self.find(version.number, version.label):
            raise ConcurrentChangeError(f"{version.number} version {version.label}")
        self._keep(version)

    def save(self, version: Version) -> None:
        stored = self._data.versions.get(version.id)
        if stored is None:
            raise NotFoundError(version.id)
        rounds = version.rounds[: len(stored.rounds)]
        follows = version.history[: len(stored.history)] == stored.history and len(rounds) == len(
            stored.rounds
        )
        for old, new in zip(stored.rounds, rounds, strict=False):
            signed = new.signatures[: len(old.signatures)] == old.signatures
            replaced = new.replacements[: len(old.replacements)] == old.replacements
            bare = [replace(each, signatures=(), replacements=()) for each in (old, new)]
            follows = follows and signed and replaced and bare[0] == bare[1]
        begun = any(i.version_id == version.id and ended is None for i, ended in self._data.intents.values())
        if begun or not follows:
            raise ConcurrentChangeError(f"{version.number} version {version.label}")
        self._keep(version)

    def set_author(self, version_id: str, author: str) -> None:
        if version_id not in self._data.versions:
            raise NotFoundError(version_id)
        self._data.versions[version_id] = replace(self._data.versions[version_id], author=author)

    def _keep(self, version: Version) -> None:
        for event in version.history:
            utc(event.at)
        self._data.versions[version.id] = version


class FakeDrafts:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, version_id: str) -> Draft | None:
        return self._data.drafts.get(version_id)

    def save(self, draft: Draft) -> None:
        utc(draft.saved_at)
        stored = self._data.drafts.get(draft.version_id)
        if draft.save_number != (stored.save_number if stored else 0) + 1:
            raise ConcurrentChangeError(f"draft {draft.version_id}")
        self._data.drafts[draft.version_id] = draft


class FakeReleases:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, version_id: str) -> ReleasedVersion | None:
        return self._data.releases.get(version_id)

    def of(self, number: DocumentNumber) -> Sequence[ReleasedVersion]:
        return [r for r in self.all() if r.release.number == number]

    def by_token(self, token: str) -> ReleasedVersion | None:
        return next((r for r in self.all() if r.token == token), None)

    def by_source(self, sha256: str) -> Sequence[ReleasedVersion]:
        found = [
            r
            for r in self._data.releases.values()
            if sha256.encode() in r.record and sha256 in json.loads(r.record)["manifest"]["sources"].values()
        ]
        return sorted(found, key=lambda r: (r.release.effective, r.release.number, r.release.version))

    def by_manifest(self, manifest_sha256: str) -> ReleasedVersion | None:
        return next((r for r in self.all() if r.manifest_sha256 == manifest_sha256), None)

    def in_force_on(
        self,
        day: date,
        known_at: datetime | None = None,
        *,
        numbers: Collection[DocumentNumber] | None = None,
    ) -> Sequence[ReleasedVersion]:
        found = []
        for number in sorted({r.release.number for r in self.all()}):
            if numbers is not None and number not in numbers:
                continue
            standing = in_force([r.release for r in self.of(number)], day, known_at)
            found += [self._data.releases[standing.version_id]] if standing else []
        return found

    def open_on(self, day: date, numbers: Collection[DocumentNumber]) -> Mapping[DocumentNumber, OpenTo]:
        return {r.release.number: r.open_to for r in self.in_force_on(day, numbers=numbers)}

    def count_on(self, shelf: Shelf, day: date) -> int:
        return len(self.page_on(shelf, day, 0, len(self._data.releases)))

    def page_on(self, shelf: Shelf, day: date, first: int, limit: int) -> Sequence[ReleasedVersion]:
        return [r for r in self.in_force_on(day) if shelf.holds(r)][first : first + limit]

    def standards_on(self, day: date) -> frozenset[str]:
        return frozenset(s for r in self.in_force_on(day) if Shelf().holds(r) for s in r.standards)

    def all(self) -> Sequence[ReleasedVersion]:
        return sorted(
            self._data.releases.values(),
            key=lambda r: (r.release.number, r.release.effective, r.release.version),
        )

    def add(self, released: ReleasedVersion) -> None:
        release = released.release
        utc(release.recorded_at)
        clash = release.version_id in self._data.releases or self.by_token(released.token)
        if clash or any(r.release.version == release.version for r in self.of(release.number)):
            raise ConcurrentChangeError(f"{release.number} version {release.version}")
        self._data.releases[release.version_id] = released

    def add_copies(self, version_id: str, copies: Mapping[CopyKey, str]) -> None:
        released = self._data.releases[version_id]
        self._data.releases[version_id] = replace(released, copies={**released.copies, **copies})

    def withdraw(self, version_id: str, from_day: date, recorded_at: datetime) -> None:
        released = self._data.releases.get(version_id)
        if released is None:
            raise NotFoundError(version_id)
        if released.release.withdrawn_from is not None:
            raise ConcurrentChangeError(version_id)
        release = replace(released.release, withdrawn_from=from_day, withdrawn_recorded_at=utc(recorded_at))
        self._data.releases[version_id] = replace(released, release=release)


class FakeLedger:
    def __init__(self, data: Data) -> None:
        self._data = data

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
        row = LedgerRow(
            len(self._data.ledger) + 1, at, subject, action, actor, host_user, dict(detail or {}), self.head()
        )
        self._data.ledger[row.sequence] = (row, row.hash)
        return row

    def head(self) -> str:
        return self._data.ledger[len(self._data.ledger)][1] if self._data.ledger else GENESIS

    def last(self) -> LedgerRow | None:
        return self._data.ledger[len(self._data.ledger)][0] if self._data.ledger else None

    def rows(self, first: int = 1) -> Iterator[tuple[LedgerRow, str]]:
        return (pair for sequence, pair in sorted(self._data.ledger.items()) if sequence >= first)

    def of(self, actions: Collection[str]) -> Sequence[LedgerRow]:
        return [row for row, _ in self.rows() if row.action in actions]


class FakeIntents:
    def __init__(self, data: Data) -> None:
        self._data = data

    def open(self) -> Sequence[Intent]:
        begun = [intent for intent, outcome in self._data.intents.values() if outcome is None]
        return sorted(begun, key=lambda intent: (intent.at, intent.id))

    def add(self, intent: Intent) -> None:
        utc(intent.at)
        if intent.id in self._data.intents or any(i.version_id == intent.version_id for i in self.open()):
            raise ConcurrentChangeError(f"the release of {intent.number}")
        self._data.intents[intent.id] = (intent, None)

    def close(self, intent_id: str, outcome: str) -> None:
        if intent_id not in {intent.id for intent in self.open()}:
            raise NotFoundError(intent_id)
        self._data.intents[intent_id] = (self._data.intents[intent_id][0], outcome)


class FakeWithdrawals:
    def __init__(self, data: Data) -> None:
        self._data = data

    def open(self) -> Sequence[WithdrawalRequest]:
        return [request for request in self._sorted() if not request.outcome]

    def of(self, version_id: str) -> Sequence[WithdrawalRequest]:
        return [request for request in self._sorted() if request.version_id == version_id]

    def add(self, request: WithdrawalRequest) -> None:
        utc(request.order.asked_at)
        if request.id in self._data.withdrawals or any(
            r.version_id == request.version_id for r in self.open()
        ):
            raise ConcurrentChangeError(f"the withdrawal of {request.order.number}")
        self._data.withdrawals[request.id] = request

    def sign(self, request_id: str, signature: Signature) -> None:
        if request_id not in {request.id for request in self.open()}:
            raise NotFoundError(request_id)
        kept = self._data.withdrawals[request_id]
        self._data.withdrawals[request_id] = replace(kept, given=(*kept.given, signature))

    def rename(self, request_id: str, steps: Sequence[Step]) -> None:
        if request_id not in {request.id for request in self.open()}:
            raise NotFoundError(request_id)
        self._data.withdrawals[request_id] = replace(self._data.withdrawals[request_id], steps=tuple(steps))

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
        if request_id not in {request.id for request in self.open()}:
            raise NotFoundError(request_id)
        kept = self._data.withdrawals[request_id]
        closed = replace(
            kept, outcome=outcome, closed_at=utc(at), closed_by=by, answer=answer, signature=signature
        )
        self._data.withdrawals[request_id] = closed

    def _sorted(self) -> list[WithdrawalRequest]:
        return sorted(self._data.withdrawals.values(), key=lambda r: (r.order.asked_at, r.id))
