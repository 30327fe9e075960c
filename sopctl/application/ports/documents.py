"""Documents, their versions and drafts, what was released, and the search over it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sopctl.application.records import (
    CopyKey,
    Document,
    Draft,
    ReleasedVersion,
    SearchEntry,
    SearchHit,
    Shelf,
    WithdrawalRequest,
)
from sopctl.domain.access import OpenTo
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.signatures import Signature
from sopctl.domain.types import Step
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State


class Documents(Protocol):
    """Documents by number."""

    def get(self, number: DocumentNumber) -> Document | None: ...
    def all(self) -> Sequence[Document]: ...
    def add(self, document: Document) -> None: ...
    def save(self, document: Document) -> None: ...


class Versions(Protocol):
    """Versions with their history and rounds. ``save`` only ever appends."""

    def get(self, version_id: str) -> Version | None: ...
    def find(self, number: DocumentNumber, label: VersionLabel) -> Version | None:
        """The one that was not abandoned, else None."""
        ...

    def of(self, number: DocumentNumber) -> Sequence[Version]:
        """All of a document, oldest first, abandoned ones too."""
        ...

    def by_round(self, round_id: str) -> Version | None: ...
    def again(self, version: Version) -> Version:
        """A version that was read before, as it stands now; cheap while nothing came to it since.

        Raises NotFoundError.
        """
        ...

    def in_states(self, states: Iterable[State]) -> Sequence[Version]:
        """Those in the states, longest waiting first."""
        ...

    def add(self, version: Version) -> None: ...
    def save(self, version: Version) -> None:
        """Append what is new.

        Raises ConcurrentChangeError when the stored history is not a prefix of it, and while an intent about
        the version is open: what has begun is finished, and nothing comes in between.
        """
        ...

    def set_author(self, version_id: str, author: str) -> None:
        """Give a version to another author. Raises NotFoundError."""
        ...


@dataclass(frozen=True)
class DraftWindow:
    """A page in which somebody has a draft open; ``live`` when it keeps saying so by itself."""

    version_id: str
    user: str
    id: str
    live: bool
    seen_at: datetime


class Drafts(Protocol):
    """The text that authors work on, and who has it open."""

    def get(self, version_id: str) -> Draft | None: ...
    def save(self, draft: Draft) -> None:
        """Keep it when ``save_number`` follows the stored one. Raises ConcurrentChangeError otherwise."""
        ...

    def look_in(self, window: DraftWindow) -> None:
        """Keep when a window was seen last."""
        ...

    def leave(self, window: DraftWindow) -> None: ...
    def windows(self, version_id: str, since: datetime) -> Sequence[DraftWindow]:
        """The windows on a draft that were seen since then, the latest first."""
        ...

    def forget_windows(self, before: datetime) -> None: ...


class Releases(Protocol):
    """Released versions."""

    def get(self, version_id: str) -> ReleasedVersion | None: ...
    def of(self, number: DocumentNumber) -> Sequence[ReleasedVersion]:
        """All of a document, by effective day and version, oldest first."""
        ...

    def count_on(self, shelf: Shelf, day: date) -> int:
        """How many documents of a shelf are in force on a day."""
        ...

    def page_on(self, shelf: Shelf, day: date, first: int, limit: int) -> Sequence[ReleasedVersion]:
        """Some of them, by number, from a place on that counts from 0."""
        ...

    def standards_on(self, day: date) -> frozenset[str]:
        """The standards that documents in force serve, of those that everybody may read."""
        ...

    def by_token(self, token: str) -> ReleasedVersion | None: ...
    def by_manifest(self, manifest_sha256: str) -> ReleasedVersion | None: ...
    def by_source(self, sha256: str) -> Sequence[ReleasedVersion]:
        """Those whose approval record names a source with this hash, by effective day, oldest first."""
        ...

    def in_force_on(
        self,
        day: date,
        known_at: datetime | None = None,
        *,
        numbers: Collection[DocumentNumber] | None = None,
    ) -> Sequence[ReleasedVersion]:
        """The version in force of every document, by number, as ``domain.standing.in_force`` says."""
        ...

    def open_on(self, day: date, numbers: Collection[DocumentNumber]) -> Mapping[DocumentNumber, OpenTo]:
        """Of these documents those that are in force on a day, and whom each is open to."""
        ...

    def all(self) -> Sequence[ReleasedVersion]: ...
    def add(self, released: ReleasedVersion) -> None: ...
    def add_copies(self, version_id: str, copies: Mapping[CopyKey, str]) -> None: ...
    def withdraw(self, version_id: str, from_day: date, recorded_at: datetime) -> None: ...


class Withdrawals(Protocol):
    """Withdrawals that were asked for; each stays, with what became of it."""

    def open(self) -> Sequence[WithdrawalRequest]:
        """Those that wait for a signature, oldest first."""
        ...

    def of(self, version_id: str) -> Sequence[WithdrawalRequest]:
        """All of a version, oldest first."""
        ...

    def add(self, request: WithdrawalRequest) -> None:
        """Raises ConcurrentChangeError when one for the same version waits."""
        ...

    def sign(self, request_id: str, signature: Signature) -> None:
        """One more signature. Raises NotFoundError for one that does not wait."""
        ...

    def rename(self, request_id: str, steps: Sequence[Step]) -> None:
        """The same steps with other named signers. Raises NotFoundError for one that does not wait."""
        ...

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
        """Raises NotFoundError for one that does not wait."""
        ...


class SearchIndex(Protocol):
    """The search index over what is in force; changed in the same transaction as what it describes."""

    def put(self, entry: SearchEntry) -> None:
        """Add or replace a document's entry."""
        ...

    def remove(self, number: DocumentNumber) -> None: ...
    def entries(self) -> Sequence[SearchEntry]:
        """Every entry as it was put, by number."""
        ...

    def versions(self) -> Mapping[DocumentNumber, str]:
        """The version whose entry each document has."""
        ...

    def find(
        self,
        query: str,
        *,
        restricted_departments: frozenset[str] | None,
        type_code: str = "",
        department: str = "",
        standard: str = "",
        limit: int = 20,
    ) -> Sequence[SearchHit]:
        """Number first, then title, then body.

        ``restricted_departments``: departments whose restricted documents the reader may see; None sees all.
        """
        ...

    def known(
        self, phrases: Collection[str], *, restricted_departments: frozenset[str] | None
    ) -> frozenset[str]:
        """Those of the phrases that stand in some document that the reader may see."""
        ...

    def near(
        self, query: str, *, restricted_departments: frozenset[str] | None, limit: int = 5
    ) -> Sequence[str]:
        """Words of documents that the reader may see, which differ from a word of the query by a slip.

        Folded, the nearest first; never one of the query's own words.
        """
        ...
