"""Notices: what people are told, over which channel, how soon, and when sending is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sopctl.domain.numbers import DocumentNumber

FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=3)  # RFC 5321 4.5.4.1 asks a mail sender for at least four to five in a queue
# of its own; the mail server that took a message does that, and this only bridges a server that is down.


class NoticeKind(StrEnum):
    """What somebody is told of. The words of each kind are in ``templates/mail/kinds.yaml``."""

    STEP_WAITING = "step-waiting"
    STEP_REMINDER = "step-reminder"
    RETURNED = "returned"
    APPROVED = "approved"
    RELEASED = "released"
    WITHDRAWAL_ASKED = "withdrawal-asked"
    WITHDRAWAL_DECLINED = "withdrawal-declined"
    WITHDRAWN = "withdrawn"
    SIGNING_LOCKED = "signing-locked"
    PRINT_ISSUED = "print-issued"
    PRINT_RECALL = "print-recall"
    REQUEST_ASKED = "request-asked"
    REQUEST_DECIDED = "request-decided"
    REQUEST_ASSIGNED = "request-assigned"
    REQUEST_DONE = "request-done"
    READING_ASKED = "reading-asked"
    READING_REMINDER = "reading-reminder"
    TEST = "test"


class Channel(StrEnum):
    """A way out of the program. The list inside the program always has every notice."""

    MAIL = "mail"
    LINE = "line"


class Pace(StrEnum):
    """How soon a channel is used for a person."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    OFF = "off"


@dataclass(frozen=True)
class Notice:
    """One thing that one person is told: number, title and link, nothing more (PDPA: R28).

    ``key`` makes it at most once for a person and kind. ``path`` is where the link leads, below the public
    address. ``at`` and ``read_at`` are aware UTC.
    """

    id: str
    kind: NoticeKind
    person: str
    key: str
    at: datetime
    number: DocumentNumber | None = None
    title: str = ""
    path: str = "/inbox"
    read_at: datetime | None = None


def next_try(attempts: int, at: datetime) -> datetime:
    """When to try again after ``attempts`` tries (from 1), the last at ``at``: doubling, with a cap."""
    doubled = FIRST_WAIT * (1 << min(attempts - 1, 12))
    return at + min(doubled, LONGEST_WAIT)
