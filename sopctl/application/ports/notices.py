"""Notices, and the outbox of messages that carry them out of the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sopctl.application.ports.outbox import LineCode, Message, Preferences
from sopctl.domain.notices import Channel, Notice


class Notices(Protocol):
    """What each person was told. A notice stays; only whether it was read and planned changes."""

    def add(self, notice: Notice) -> bool:
        """Keep it; False, and nothing kept, when the person was told the same key of that kind before."""
        ...

    def add_all(self, notices: Sequence[Notice]) -> None:
        """Keep each as ``add`` does."""
        ...

    def of(self, person: str, limit: int = 100) -> Sequence[Notice]:
        """A person's, latest first."""
        ...

    def unread(self, person: str) -> int: ...
    def mark_read(self, person: str, at: datetime, notice_id: str | None = None) -> None:
        """Mark one of the person's own notices as read, or all of them."""
        ...

    def unplanned(self, limit: int) -> Sequence[Notice]:
        """Those for which nobody looked yet which messages they need, oldest first."""
        ...

    def planned(self, notice_id: str, at: datetime) -> None: ...


class Outbox(Protocol):
    """Messages by mail and LINE: what is to be sent, what was, and what could not be."""

    def add(self, message: Message) -> None: ...
    def collect(self, message: Message) -> None:
        """Add a digest, or put its notices into the one for the same person, channel and day."""
        ...

    def due(self, channel: Channel, now: datetime) -> Message | None:
        """The open one whose next try is longest overdue, None when none is."""
        ...

    def get(self, message_id: str) -> Message | None: ...
    def notices(self, message_id: str) -> Sequence[Notice]:
        """What a message tells, oldest first."""
        ...

    def save(self, message: Message) -> None:
        """Keep what became of a message; which notices it carries never changes. Raises NotFoundError."""
        ...

    def with_outcome(self, outcome: str, limit: int = 200) -> Sequence[Message]:
        """Those with an outcome ("" for open ones), latest first."""
        ...

    def count(self, outcome: str) -> int:
        """How many have that outcome."""
        ...

    def preferences(self, person: str) -> Preferences:
        """What a person chose, else what everybody begins with."""
        ...

    def save_preferences(self, preferences: Preferences) -> None: ...
    def by_line_user(self, line_user: str) -> Sequence[Preferences]:
        """Whoever linked this LINE account."""
        ...

    def add_line_code(self, code: LineCode) -> None:
        """Keep a code; it replaces the person's earlier ones."""
        ...

    def take_line_code(self, code_sha256: str) -> LineCode | None:
        """The code, which works this once; None when there is none."""
        ...
