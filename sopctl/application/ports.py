"""The ports of the stores: what the use cases ask of whatever keeps things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

from sopctl.application.records import (
    Account,
    CopyKey,
    Document,
    Draft,
    Intent,
    ReleasedVersion,
    SearchEntry,
    SearchHit,
    Session,
    WithdrawalRequest,
)
from sopctl.domain.authority import Offices
from sopctl.domain.errors import SopctlError
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person
from sopctl.domain.posts import Holding, Post
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State

Clock = Callable[[], datetime]


class ConcurrentChangeError(SopctlError):
    """Somebody else changed the same thing meanwhile."""

    code = "changed-meanwhile"

    def __init__(self, what: object) -> None:
        super().__init__(f"{what} was changed by somebody else meanwhile; look at it again.", what=what)


class FenceLostError(SopctlError):
    """The library's lock is no longer ours, so nothing may be made visible."""

    code = "lock-lost"

    def __init__(self) -> None:
        super().__init__("Another process took over the library's lock; nothing was released. Try again.")


class StoreRefusedError(SopctlError):
    """A disk that is full, may not be written, or gives back what cannot be read."""

    code = "store-refused"

    def __init__(self, store: str, reason: str) -> None:
        super().__init__(f"The {store} refused: {reason}; nothing was changed.", store=store, reason=reason)


class People(Protocol):
    """People and how they prove who they are."""

    def get(self, user: str) -> Person | None: ...
    def all(self) -> Sequence[Person]: ...
    def add(self, person: Person) -> None: ...
    def save(self, person: Person) -> None: ...
    def account(self, user: str) -> Account | None: ...
    def save_account(self, account: Account) -> None: ...


class Posts(Protocol):
    """Posts and who holds them."""

    def offices(self) -> Offices: ...
    def add(self, post: Post) -> None: ...
    def hold(self, holding: Holding, recorded_at: datetime) -> None: ...
    def end(self, holding_id: str, last: date, recorded_at: datetime) -> None: ...


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
    def in_states(self, states: Iterable[State]) -> Sequence[Version]:
        """Those in the states, longest waiting first."""
        ...

    def add(self, version: Version) -> None: ...
    def save(self, version: Version) -> None:
        """Append what is new. Raises ConcurrentChangeError when the stored history is not a prefix of it."""
        ...


class Drafts(Protocol):
    """The text that authors work on."""

    def get(self, version_id: str) -> Draft | None: ...
    def save(self, draft: Draft) -> None:
        """Keep it when ``save_number`` follows the stored one. Raises ConcurrentChangeError otherwise."""
        ...


class Releases(Protocol):
    """Released versions."""

    def get(self, version_id: str) -> ReleasedVersion | None: ...
    def of(self, number: DocumentNumber) -> Sequence[ReleasedVersion]:
        """All of a document, by effective day and version, oldest first."""
        ...

    def by_token(self, token: str) -> ReleasedVersion | None: ...
    def by_manifest(self, manifest_sha256: str) -> ReleasedVersion | None: ...
    def in_force_on(self, day: date, known_at: datetime | None = None) -> Sequence[ReleasedVersion]:
        """The version in force of every document, by number, as ``domain.standing.in_force`` says."""
        ...

    def all(self) -> Sequence[ReleasedVersion]: ...
    def add(self, released: ReleasedVersion) -> None: ...
    def add_copies(self, version_id: str, copies: Mapping[CopyKey, str]) -> None: ...
    def withdraw(self, version_id: str, from_day: date, recorded_at: datetime) -> None: ...


class Ledger(Protocol):
    """The append-only, hash-chained ledger."""

    def append(
        self,
        *,
        at: datetime,
        subject: str,
        action: str,
        actor: str,
        host_user: str = "",
        detail: Mapping[str, str] | None = None,
    ) -> LedgerRow: ...
    def head(self) -> str:
        """The hash of the last row, GENESIS when there is none."""
        ...

    def rows(self, first: int = 1) -> Iterator[tuple[LedgerRow, str]]:
        """Rows from a sequence number on, each with the hash stored beside it."""
        ...


class Intents(Protocol):
    """Releases that have begun and are not done."""

    def open(self) -> Sequence[Intent]: ...
    def add(self, intent: Intent) -> None:
        """Raises ConcurrentChangeError when one for the same version is open."""
        ...

    def close(self, intent_id: str, outcome: str) -> None: ...


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


class Sessions(Protocol):
    """Signed-in browsers."""

    def get(self, session_id: str) -> Session | None: ...
    def save(self, session: Session) -> None: ...
    def end(self, session_id: str) -> None: ...
    def end_all(self, user: str) -> None: ...


class UnitOfWork(Protocol):
    """One transaction over all that the database keeps; leaving without ``commit`` rolls back."""

    people: People
    posts: Posts
    documents: Documents
    versions: Versions
    drafts: Drafts
    releases: Releases
    ledger: Ledger
    intents: Intents
    withdrawals: Withdrawals
    search: SearchIndex
    sessions: Sessions

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def commit(self) -> None: ...
    def check_fence(self, fence: int) -> None:
        """Raises FenceLostError when the library's lock was given to somebody else since."""
        ...

    def damage(self) -> Sequence[tuple[str, str]]:
        """What the database finds wrong with itself: a table or row, and the words for it."""
        ...


class LibraryLock(Protocol):
    """The one lock of a library, over all its processes."""

    def hold(self) -> AbstractContextManager[int]:
        """Wait for the lock; gives a fencing number that grows with every holder.

        Raises LibraryBusyError after the adapter's patience.
        """
        ...


class LibraryBusyError(SopctlError):
    """The library's lock could not be had in time."""

    code = "library-busy"

    def __init__(self) -> None:
        super().__init__("Another release is running; try again in a moment.")


class Blobs(Protocol):
    """Bytes named by their SHA-256."""

    def put(self, data: bytes) -> str:
        """Keep bytes durably; returns their SHA-256. Putting the same bytes again is free."""
        ...

    def get(self, sha256: str) -> bytes:
        """Raises BlobMissingError, or BlobDamagedError when the bytes no longer match their name."""
        ...

    def has(self, sha256: str) -> bool: ...
    def all(self) -> Iterator[str]: ...


class BlobMissingError(SopctlError):
    """Bytes that should be kept and are not there."""

    code = "blob-missing"

    def __init__(self, sha256: str) -> None:
        super().__init__(f"Stored file {sha256[:12]} is missing; run sopctl doctor.", blob=sha256)


class BlobDamagedError(SopctlError):
    """Bytes that are not what their name says."""

    code = "blob-damaged"

    def __init__(self, sha256: str) -> None:
        super().__init__(f"Stored file {sha256[:12]} is damaged; run sopctl doctor.", blob=sha256)


class Sources(Protocol):
    """The memory of sources: submitted rounds, release tags, the released set, the ledger's anchor."""

    def freeze_round(
        self, round_id: str, files: Mapping[str, bytes], *, message: str, at: datetime, author: str
    ) -> str:
        """Keep a round's sources at ``refs/rounds/<round>``; returns the commit. Never moves one."""
        ...

    def read(self, commit: str) -> Mapping[str, bytes]:
        """Every file of a round's commit by its path."""
        ...

    def tag_release(self, tag: str, commit: str, message: str, *, at: datetime) -> None:
        """A signed annotated tag on a round's commit. The same tag with the same message again is no error.

        Raises TagTakenError when it exists and says something else.
        """
        ...

    def tag_message(self, tag: str) -> str | None:
        """The message of a release tag, without its signature; None when there is none."""
        ...

    def tag_valid(self, tag: str) -> bool:
        """Whether the tag carries a signature of the library's key over what it says."""
        ...

    def move_main(
        self, folders: Mapping[str, Mapping[str, bytes] | None], *, message: str, at: datetime
    ) -> str:
        """Replace (or, for None, remove) whole folders on ``main`` in one commit, by compare-and-swap."""
        ...

    def main_file(self, path: str) -> bytes | None:
        """A file on ``main``, such as ``library/types/SOP.yaml``; None when it is not there."""
        ...

    def main_files(self, folder: str) -> Mapping[str, bytes]:
        """Every file below a folder on ``main``, by its path within the folder."""
        ...

    def anchor_ledger(self, lines: bytes, *, at: datetime) -> str:
        """Put the ledger's JSON lines on ``refs/heads/ledger``; returns the commit."""
        ...

    def anchored_ledger(self) -> bytes:
        """The JSON lines on ``refs/heads/ledger``, empty when there are none."""
        ...

    def tags(self) -> Sequence[str]:
        """The names of all release tags, in order."""
        ...

    def tag_commit(self, tag: str) -> str | None:
        """The commit that a release tag stands on; None when there is no such tag."""
        ...

    def rounds(self) -> Mapping[str, str]:
        """The commit of every frozen round, by the round's id."""
        ...

    def damage(self) -> Sequence[tuple[str, str]]:
        """What the repository finds wrong with itself: an object's or ref's name, and the words for it."""
        ...

    def stale_locks(self) -> Sequence[str]:
        """Lock files in the repository that no live writer can have, once the library's lock is held."""
        ...

    def remove_stale_locks(self) -> Sequence[str]:
        """Remove what a killed process left and ``stale_locks`` names; only under the library's lock."""
        ...


class TagTakenError(SopctlError):
    """A release tag that stands for something else already."""

    code = "tag-taken"

    def __init__(self, tag: str) -> None:
        super().__init__(f"Release tag {tag} exists and says something else; run sopctl doctor.", tag=tag)


class SecondFactors(Protocol):
    """Codes that change with time, from a secret that a telephone keeps."""

    def new_secret(self) -> str: ...
    def address(self, secret: str, user: str, issuer: str) -> str:
        """What an app reads from a QR code."""
        ...

    def step(self, secret: str, code: str, at: datetime, after: int) -> int | None:
        """The time step whose code this is, near ``at`` and later than the step ``after``; else None."""
        ...


class Passwords(Protocol):
    """Hashes and checks passwords."""

    def hash(self, password: str) -> str: ...
    def matches(self, password_hash: str, password: str) -> bool: ...
