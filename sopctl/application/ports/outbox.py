"""The values of the outbox, and the port that carries a message out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sopctl.domain.errors import SopctlError
from sopctl.domain.notices import Channel, Pace

SENT, UNDELIVERABLE, DROPPED = "sent", "undeliverable", "dropped"


@dataclass(frozen=True)
class Message:
    """One mail or LINE message for one person.

    ``id`` stays the same at every try, so that a receiver can tell a second delivery of the same. ``due_at``
    is the next try; ``digest_day`` the Bangkok day of a digest, None for a message sent at once.
    ``notice_ids`` are given when it is made. ``outcome`` is "" while it waits, then ``sent``,
    ``undeliverable`` or ``dropped`` (the person wants none any more). ``problem`` says why the last try
    failed.
    """

    id: str
    person: str
    channel: Channel
    created_at: datetime
    due_at: datetime
    notice_ids: tuple[str, ...] = ()
    digest_day: date | None = None
    attempts: int = 0
    outcome: str = ""
    closed_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True)
class Preferences:
    """How soon each channel tells a person; ``line_user`` is LINE's name for their account, "" unlinked."""

    person: str
    mail: Pace = Pace.AT_ONCE
    line: Pace = Pace.AT_ONCE
    line_user: str = ""
    line_linked_at: datetime | None = None

    def pace(self, channel: Channel) -> Pace:
        """How soon the channel is used."""
        return self.mail if channel is Channel.MAIL else self.line


@dataclass(frozen=True)
class LineCode:
    """A short-lived code with which a LINE account says whose it is; only its hash is kept."""

    code_sha256: str
    person: str
    expires_at: datetime


@dataclass(frozen=True)
class LetterItem:
    """One line of a letter: what happened in Thai and English, of which document, and the link."""

    thai: str
    english: str
    number: str
    title: str
    link: str


@dataclass(frozen=True)
class Letter:
    """What a message says: the hospital, to whom, the items, and where a person chooses what comes.

    ``digest``: a day's notices together. ``written_at`` is aware UTC and the same at every try.
    """

    hospital: str
    name: str
    items: tuple[LetterItem, ...]
    preferences: str
    written_at: datetime
    digest: bool = False


class MessengerError(SopctlError):
    """A message that a channel did not take. ``lasting``: trying again would not help."""

    code = "message-not-sent"

    def __init__(self, channel: Channel, reason: str, *, lasting: bool = False) -> None:
        super().__init__(f"The message by {channel} was not sent: {reason}.", channel=channel, reason=reason)
        self.reason = reason
        self.lasting = lasting


class Messenger(Protocol):
    """Carries a message over one channel. Filled by ``SmtpMail`` and ``LineMessages``."""

    def send(self, message_id: str, to: str, letter: Letter) -> None:
        """Hand it over; returning means that the other side took it.

        ``to`` is a mail address or LINE's name for an account. ``message_id`` (32 hexadecimal digits) is the
        same at every try. Raises MessengerError.
        """
        ...

    def close(self) -> None:
        """Give back what is kept open between messages."""
        ...
