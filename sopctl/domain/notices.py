"""Notices: what people are told, over which channel, how soon, and when sending is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from enum import StrEnum

from sopctl.domain.numbers import DocumentNumber

FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)


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
    REFERENCE_CHANGED = "reference-changed"
    ANNOUNCED = "announced"
    LINE_LINKED = "line-linked"
    SIGNING_LOCKED = "signing-locked"
    SIGN_IN_GUESSED = "sign-in-guessed"
    ACCOUNT_TOUCHED = "account-touched"
    POST_GIVEN = "post-given"
    TO_CONFIRM = "to-confirm"
    CONFIRMED = "confirmed"
    DELEGATION_ENDED = "delegation-ended"
    REVIEW_DUE = "review-due"
    REAFFIRMATION_ASKED = "reaffirmation-asked"
    REAFFIRMATION_DECLINED = "reaffirmation-declined"
    REAFFIRMED = "reaffirmed"
    READING_ASKED = "reading-asked"
    READING_REMINDER = "reading-reminder"
    PRINT_ISSUED = "print-issued"
    PRINT_RECALL = "print-recall"
    REQUEST_ASKED = "request-asked"
    REQUEST_DECIDED = "request-decided"
    REQUEST_ASSIGNED = "request-assigned"
    REQUEST_DONE = "request-done"
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


# LINE forgets a retry key after 24 hours (Messaging API, “Retry failed API requests”): a later try could
# arrive a second time. Mail goes to a server that keeps a queue of its own, so this bridges its outages.
GIVE_UP_AFTER = {Channel.MAIL: timedelta(days=3), Channel.LINE: timedelta(hours=23)}
DIGEST_AT = time(7, 0)  # on Bangkok's clock
BANGKOK = timezone(timedelta(hours=7))  # no summer time since 1941


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


def next_digest(now: datetime) -> datetime:
    """The next seven o'clock in Bangkok after an aware moment, in UTC."""
    today = datetime.combine(now.astimezone(BANGKOK).date(), DIGEST_AT, BANGKOK)
    following = today if now < today else today + timedelta(days=1)
    return following.astimezone(UTC)
