"""The fake of a library's database: units of work over one bag of data."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from sopctl.application.ports import (
    Announcements,
    Confirmations,
    Counts,
    Documents,
    Drafts,
    FenceLostError,
    Guesses,
    Intents,
    Ledger,
    LibraryBusyError,
    Notices,
    Outbox,
    PaperLists,
    People,
    Pins,
    Posts,
    Prints,
    Readings,
    Reaffirmations,
    References,
    Releases,
    Replies,
    Requests,
    SearchIndex,
    Sessions,
    Tokens,
    UnitOfWork,
    Versions,
    Withdrawals,
)
from tests.fakes.acknowledgements import FakePins, FakeReadings
from tests.fakes.announcing import FakeAnnouncements, FakeReferences
from tests.fakes.authority import FakeConfirmations, FakeReaffirmations
from tests.fakes.data import Data
from tests.fakes.drafts import FakeDrafts
from tests.fakes.notices import FakeNotices, FakeOutbox
from tests.fakes.paper import FakePaperLists
from tests.fakes.people import FakeGuesses, FakePeople, FakePosts, FakeSessions
from tests.fakes.prints import FakeCounts, FakePrints, FakeRequests
from tests.fakes.programs import FakeReplies, FakeTokens
from tests.fakes.repositories import (
    FakeDocuments,
    FakeIntents,
    FakeLedger,
    FakeReleases,
    FakeVersions,
    FakeWithdrawals,
)
from tests.fakes.search import FakeSearchIndex


class FakeLibrary:
    """Gives units of work, as ``SqlLibrary`` does. ``fence`` is the number of the lock's last holder."""

    def __init__(self) -> None:
        self.data = Data()
        self.fence = 0
        self.writer: FakeUnitOfWork | None = None

    def unit(self) -> UnitOfWork:
        return FakeUnitOfWork(self, writes=True)

    def passing(self) -> UnitOfWork:
        return self.unit()

    def reading(self) -> UnitOfWork:
        return FakeUnitOfWork(self, writes=False)


class FakeUnitOfWork:
    """Works on a copy of the data; a commit puts it in the library's place."""

    people: People
    posts: Posts
    documents: Documents
    versions: Versions
    drafts: Drafts
    releases: Releases
    ledger: Ledger
    intents: Intents
    withdrawals: Withdrawals
    reaffirmations: Reaffirmations
    confirmations: Confirmations
    paper: PaperLists
    prints: Prints
    counts: Counts
    requests: Requests
    search: SearchIndex
    sessions: Sessions
    guesses: Guesses
    readings: Readings
    pins: Pins
    tokens: Tokens
    replies: Replies
    notices: Notices
    outbox: Outbox
    references: References
    announcements: Announcements

    def __init__(self, library: FakeLibrary, *, writes: bool) -> None:
        self._library = library
        self._writes = writes
        self._data = self._before = Data()

    def __enter__(self) -> Self:
        if self._writes and self._library.writer is not None:
            raise LibraryBusyError  # the real writer would wait for the one before it, in vain
        if self._writes:
            self._library.writer = self
        self._before = self._library.data
        data = self._data = self._before.copy()
        self.people = FakePeople(data)
        self.posts = FakePosts(data)
        self.documents = FakeDocuments(data)
        self.versions = FakeVersions(data)
        self.drafts = FakeDrafts(data)
        self.releases = FakeReleases(data)
        self.ledger = FakeLedger(data)
        self.intents = FakeIntents(data)
        self.withdrawals = FakeWithdrawals(data)
        self.reaffirmations = FakeReaffirmations(data)
        self.confirmations = FakeConfirmations(data)
        self.paper = FakePaperLists(data)
        self.prints = FakePrints(data)
        self.counts = FakeCounts(data)
        self.requests = FakeRequests(data)
        self.search = FakeSearchIndex(data)
        self.sessions = FakeSessions(data)
        self.guesses = FakeGuesses(data)
        self.readings = FakeReadings(data)
        self.pins = FakePins(data)
        self.tokens = FakeTokens(data)
        self.replies = FakeReplies(data)
        self.notices = FakeNotices(data)
        self.outbox = FakeOutbox(data)
        self.references = FakeReferences(data)
        self.announcements = FakeAnnouncements(data)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writes:
            self._library.writer = None
        elif kind is None and self._data != self._before:
            raise AssertionError("a unit of work that only reads has written")

    def commit(self) -> None:
        if not self._writes:
            return
        self._data.check_references()
        self._library.data = self._data.copy()

    def damage(self) -> Sequence[tuple[str, str]]:
        return ()

    def check_fence(self, fence: int) -> None:
        if self._library.fence != fence:
            raise FenceLostError
