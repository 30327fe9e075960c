"""Sending: from notices to messages, and messages out over their channels.

At least once, with the same id at every try: a message is claimed, handed over, and marked, each in a
transaction of its own. Killed in between it is sent again when its claim has run out, never lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sopctl.application.library import Library
from sopctl.application.notices.words import kind_words
from sopctl.application.ports import UnitOfWork
from sopctl.application.ports.outbox import (
    DROPPED,
    SENT,
    UNDELIVERABLE,
    Letter,
    LetterItem,
    Message,
    Messenger,
    MessengerError,
)
from sopctl.application.shape import hospital
from sopctl.domain.notices import GIVE_UP_AFTER, Channel, Notice, NoticeKind, Pace, next_digest, next_try
from sopctl.domain.people import Person
from sopctl.thai.dates import bangkok_day

_AT_A_TIME = 200  # notices planned in one transaction, so that writers do not wait for a large release
_LONGEST_PROBLEM = 300  # characters of a server's answer that are kept
PREFERENCES = "/account/notices"


@dataclass(frozen=True)
class Posted:
    """What one round of sending did."""

    sent: int = 0
    failed: int = 0


def post(library: Library) -> Posted:
    """Plan what was told since the last time, then send what is due."""
    plan(library)
    return send_due(library)


def plan(library: Library) -> int:
    """Give every new notice the messages that its person wants; returns how many notices were planned."""
    count = 0
    while True:
        with library.reading() as uow:
            if not uow.notices.unplanned(1):
                return count
        with library.unit() as uow:
            found = uow.notices.unplanned(_AT_A_TIME)
            for notice in found:
                _plan_one(library, uow, notice)
                uow.notices.planned(notice.id, library.clock())
            uow.commit()
        count += len(found)


def _plan_one(library: Library, uow: UnitOfWork, notice: Notice) -> None:
    person, now = uow.people.get(notice.person), library.clock()
    if person is None or not person.active:
        return
    for channel in library.messengers:
        pace = uow.outbox.preferences(person.user).pace(channel)
        if pace is Pace.OFF or not address_of(uow, person, channel):
            continue
        message = Message(library.new_id(), person.user, channel, now, now, (notice.id,))
        if pace is Pace.DAILY and notice.kind not in (NoticeKind.TEST, NoticeKind.LINE_LINKED):
            due = next_digest(now)
            uow.outbox.collect(replace(message, due_at=due, digest_day=bangkok_day(due)))
        else:
            uow.outbox.add(message)


def address_of(uow: UnitOfWork, person: Person, channel: Channel) -> str:
    """Where a channel reaches a person; "" when it cannot."""
    return person.mail if channel is Channel.MAIL else uow.outbox.preferences(person.user).line_user


def send_due(library: Library) -> Posted:
    """Send what is due, channel by channel; a channel that fails rests until the next round."""
    sent = failed = 0
    for channel, messenger in library.messengers.items():
        with library.reading() as uow:
            if uow.outbox.due(channel, library.clock()) is None:
                continue
        try:
            while (claimed := _claim(library, channel)) is not None:
                error = _hand_over(library, messenger, claimed)
                sent, failed = sent + (error is None), failed + (error is not None)
                if error is not None and not error.lasting:
                    break
        finally:
            messenger.close()
    return Posted(sent, failed)


def _claim(library: Library, channel: Channel) -> Message | None:
    """Take the next due message: its following try is set first, so that no other process sends it now."""
    with library.unit() as uow:
        now = library.clock()
        message = uow.outbox.due(channel, now)
        if message is None:
            return None
        attempts = message.attempts + 1
        claimed = replace(message, attempts=attempts, due_at=next_try(attempts, now))
        uow.outbox.save(claimed)
        uow.commit()
    return claimed


def _hand_over(library: Library, messenger: Messenger, message: Message) -> MessengerError | None:
    with library.reading() as uow:
        person = uow.people.get(message.person)
        to = address_of(uow, person, message.channel) if person is not None and person.active else ""
        off = uow.outbox.preferences(message.person).pace(message.channel) is Pace.OFF
        notices = uow.outbox.notices(message.id)
    if message.digest_day is not None:
        notices = [notice for notice in notices if notice.read_at is None]
    if person is None or not to or off or not notices:
        _close(library, message, DROPPED)
        return None
    try:
        messenger.send(message.id, to, letter_of(library, person, notices, message))
    except MessengerError as error:
        _failed(library, message, error)
        return error
    _close(library, message, SENT)
    return None


def letter_of(library: Library, person: Person, notices: Sequence[Notice], message: Message) -> Letter:
    """What a message says of its notices: number, title and link, nothing more (R28)."""
    return Letter(
        hospital=hospital(library).name,
        name=person.name,
        items=tuple(_item(library, notice) for notice in notices),
        preferences=f"{library.public_url}{PREFERENCES}",
        written_at=message.created_at,
        digest=message.digest_day is not None,
    )


def _item(library: Library, notice: Notice) -> LetterItem:
    thai, english = kind_words(notice.kind)
    number = str(notice.number) if notice.number else ""
    return LetterItem(thai, english, number, notice.title, f"{library.public_url}{notice.path}")


def _close(library: Library, message: Message, outcome: str) -> None:
    with library.unit() as uow:
        closed = replace(message, outcome=outcome, closed_at=library.clock(), problem="")
        uow.outbox.save(closed)
        uow.commit()


def _failed(library: Library, message: Message, error: MessengerError) -> None:
    """Keep why; give up when trying again would not help, or when it was tried for long enough."""
    now = library.clock()
    old = message.attempts > 1 and now - message.created_at >= GIVE_UP_AFTER[message.channel]
    over = error.lasting or old  # the first try is never the last: the worker itself may have been away
    problem = error.reason[:_LONGEST_PROBLEM]
    with library.unit() as uow:
        if over:
            kept = replace(message, outcome=UNDELIVERABLE, closed_at=now, problem=problem)
        else:
            kept = replace(message, problem=problem)
        uow.outbox.save(kept)
        uow.commit()
