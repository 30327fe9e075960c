"""What remembers: the ledger, open intents, blobs, the sources in git, and the lock over them all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sopctl.application.records import Intent
from sopctl.domain.ledger import LedgerRow


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

    def last(self) -> LedgerRow | None:
        """The last row, None when there is none."""
        ...

    def rows(self, first: int = 1) -> Iterator[tuple[LedgerRow, str]]:
        """Rows from a sequence number on, each with the hash stored beside it."""
        ...

    def of(self, actions: Collection[str]) -> Sequence[LedgerRow]:
        """The rows of some actions, oldest first."""
        ...


class Intents(Protocol):
    """Releases that have begun and are not done."""

    def open(self) -> Sequence[Intent]: ...
    def add(self, intent: Intent) -> None:
        """Raises ConcurrentChangeError when one for the same version is open."""
        ...

    def close(self, intent_id: str, outcome: str) -> None: ...


@dataclass(frozen=True)
class MirrorState:
    """How a mirror does, as its pushes remembered. Times are aware UTC, None for never.

    ``address`` names it without any password, ``failures`` counts those since it last took what was sent,
    and ``said`` is why the last one failed.
    """

    address: str
    tried_at: datetime | None
    succeeded_at: datetime | None
    failures: int
    said: str


class Mirror(Protocol):
    """Another git repository, elsewhere, that is sent everything and of which nothing is taken."""

    def state(self) -> MirrorState: ...

    def behind(self) -> bool:
        """Whether something waits to be sent."""
        ...

    def push(self, at: datetime) -> MirrorState:
        """Send what the mirror lacks, and remember how it went. It never raises for the mirror's sake."""
        ...


class LibraryLock(Protocol):
    """The one lock of a library, over all its processes."""

    def hold(self) -> AbstractContextManager[int]:
        """Wait for the lock; gives a fencing number that grows with every holder.

        Raises LibraryBusyError after the adapter's patience.
        """
        ...


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

    def anchor_ledger(self, lines: bytes, *, at: datetime, before: int = 0) -> str:
        """Put the ledger's JSON lines on ``refs/heads/ledger``; returns the commit.

        ``lines`` follow the first ``before`` rows, which stay as they are: a place from ``anchored_tail``.
        """
        ...

    def anchored_tail(self) -> tuple[int, bytes]:
        """The last lines on ``refs/heads/ledger``, and how many rows come before them.

        They are few however long the ledger is, so that an act need not read and write all of it.
        """
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
