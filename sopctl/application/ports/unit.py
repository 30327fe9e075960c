"""The one transaction over all that the database keeps, and the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from sopctl.application.ports.acknowledgements import Pins, Readings
from sopctl.application.ports.announcing import Announcements, References
from sopctl.application.ports.confirmations import Confirmations
from sopctl.application.ports.documents import Documents, Drafts, Releases, SearchIndex, Versions, Withdrawals
from sopctl.application.ports.memory import Intents, Ledger
from sopctl.application.ports.notices import Notices, Outbox
from sopctl.application.ports.paper import PaperLists
from sopctl.application.ports.people import Guesses, People, Posts, Sessions
from sopctl.application.ports.prints import Counts, Prints, Requests
from sopctl.application.ports.programs import Replies, Tokens
from sopctl.application.ports.reaffirmations import Reaffirmations

Clock = Callable[[], datetime]


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
