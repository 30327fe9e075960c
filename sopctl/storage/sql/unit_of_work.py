"""One transaction over everything that the database keeps."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError

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
from sopctl.domain.ledger import GENESIS
from sopctl.storage.sql.acknowledgements import SqlPins, SqlReadings
from sopctl.storage.sql.announcing import SqlAnnouncements, SqlReferences
from sopctl.storage.sql.confirmations import SqlConfirmations
from sopctl.storage.sql.documents import SqlDocuments
from sopctl.storage.sql.drafts import SqlDrafts
from sopctl.storage.sql.engine import make_engine, passing, reading, writing
from sopctl.storage.sql.integrity import damage
from sopctl.storage.sql.intents import SqlIntents
from sopctl.storage.sql.ledger import SqlLedger
from sopctl.storage.sql.notices import SqlNotices
from sopctl.storage.sql.outbox import SqlOutbox
from sopctl.storage.sql.paper import SqlPaperLists
from sopctl.storage.sql.people import SqlPeople
from sopctl.storage.sql.posts import SqlPosts
from sopctl.storage.sql.prints import SqlCounts, SqlPrints
from sopctl.storage.sql.programs import SqlReplies, SqlTokens
from sopctl.storage.sql.reaffirmations import SqlReaffirmations
from sopctl.storage.sql.releases import SqlReleases
from sopctl.storage.sql.requests import SqlRequests
from sopctl.storage.sql.search import SqlSearchIndex
from sopctl.storage.sql.sessions import SqlSessions
from sopctl.storage.sql.tables import fence
from sopctl.storage.sql.tries import SqlGuesses
from sopctl.storage.sql.versions import SqlVersions
from sopctl.storage.sql.withdrawals import SqlWithdrawals


class SqlUnitOfWork:
    """Port ``UnitOfWork``: use it in ``with``, once or several times, by one thread at a time.

    Entering raises LibraryBusyError when the writer before it does not finish in the engine's patience.
    """

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

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        connection = self._engine.connect()
        try:
            connection.begin()
        except OperationalError as failed:
            connection.close()
            if _is_busy(failed):
                raise LibraryBusyError from failed
            raise
        self._connection = connection
        self.people = SqlPeople(connection)
        self.posts = SqlPosts(connection)
        self.documents = SqlDocuments(connection)
        self.versions = SqlVersions(connection)
        self.drafts = SqlDrafts(connection)
        self.releases = SqlReleases(connection)
        self.ledger = SqlLedger(connection)
        self.intents = SqlIntents(connection)
        self.withdrawals = SqlWithdrawals(connection)
        self.reaffirmations = SqlReaffirmations(connection)
        self.confirmations = SqlConfirmations(connection)
        self.paper = SqlPaperLists(connection)
        self.prints = SqlPrints(connection)
        self.counts = SqlCounts(connection)
        self.requests = SqlRequests(connection)
        self.search = SqlSearchIndex(connection)
        self.sessions = SqlSessions(connection)
        self.guesses = SqlGuesses(connection)
        self.readings = SqlReadings(connection)
        self.pins = SqlPins(connection)
        self.tokens = SqlTokens(connection)
        self.replies = SqlReplies(connection)
        self.notices = SqlNotices(connection)
        self.outbox = SqlOutbox(connection)
        self.references = SqlReferences(connection)
        self.announcements = SqlAnnouncements(connection)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection, self._connection = self._open, None
        connection.close()  # rolls back what was not committed

    def commit(self) -> None:
        """Make everything since entering durable and visible at once."""
        self._open.commit()

    def check_fence(self, fence: int) -> None:
        """Raises FenceLostError when the library's lock was given to somebody else since."""
        if self._open.scalar(select(_FENCE.c.number).where(_FENCE.c.id == 1)) != fence:
            raise FenceLostError

    def damage(self) -> Sequence[tuple[str, str]]:
        """A table or row, and the words for it; what cannot be read at all is damage too."""
        return damage(self._open)

    @property
    def _open(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("a unit of work is used inside `with`")
        return self._connection


_HEAD = "SELECT hash FROM ledger ORDER BY sequence DESC LIMIT 1"
_FENCE = fence  # the parameter of check_fence has the port's name for it


def _is_busy(failed: OperationalError) -> bool:
    return "database is locked" in str(failed.orig) or getattr(failed.orig, "sqlstate", "") == "55P03"


class SqlLibrary:
    """A library's database: gives units of work. Shared by all threads of a process."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = writing(engine)
        self._passing = passing(engine)
        self._reading = reading(engine)

    @classmethod
    def open(cls, url: str) -> SqlLibrary:
        """The library at an address such as ``sqlite:///var/library/library.db``."""
        return cls(make_engine(url))

    def unit(self) -> UnitOfWork:
        """A unit of work that may write; one at a time over all processes."""
        return SqlUnitOfWork(self._writing)

    def passing(self) -> UnitOfWork:
        """A unit of work that may write what is worth no wait for the disk: a power cut may take it."""
        return SqlUnitOfWork(self._passing)

    def reading(self) -> UnitOfWork:
        """A unit of work that sees one moment of the library, waits for nobody and cannot write."""
        return SqlUnitOfWork(self._reading)

    def head(self) -> str:
        """The hash of the ledger's last row. Every kept page asks it, so past SQLAlchemy's statements."""
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(_HEAD)
            row = cursor.fetchone()
            cursor.close()
        finally:
            connection.close()
        return str(row[0]) if row else GENESIS

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()
