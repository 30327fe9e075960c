"""What the quality office and administrators see of messages, and the test of a channel."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sopctl.application.identity import person_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.sending import address_of, letter_of
from sopctl.application.ports import UnitOfWork
from sopctl.application.ports.outbox import DROPPED, UNDELIVERABLE, Message
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.notices import Channel, Notice, NoticeKind
from sopctl.domain.people import Role

_SETTINGS = {Channel.MAIL: "SOPCTL_SMTP_URL", Channel.LINE: "SOPCTL_LINE_TOKEN"}


class ChannelNotSetUpError(SopctlError):
    """A channel whose setting is missing."""

    code = "channel-not-set-up"

    def __init__(self, channel: Channel) -> None:
        name = _SETTINGS[channel]
        super().__init__(f"{channel} is not set up: {name} is missing.", channel=channel, name=name)


class NoAddressError(SopctlError):
    """A person whom a channel cannot reach."""

    code = "no-address"

    def __init__(self, user: str, channel: Channel) -> None:
        super().__init__(f"{user} has no address for {channel}.", user=user, channel=channel)


@dataclass(frozen=True)
class MessageLine:
    """A message, to whom it goes by name, and what it tells: of each notice the kind, number, title and link.

    Nothing more is shown of it than was sent (R28), and to administrators no number, title or link.
    """

    message: Message
    name: str
    notices: tuple[Notice, ...]


def messages(library: Library, actor: Actor, outcome: str = UNDELIVERABLE) -> tuple[MessageLine, ...]:
    """Messages with an outcome ("" for those that wait), latest first, at most 200.

    For the quality office, and for administrators without what a message was about. Raises NotAllowedError
    for others.
    """
    with library.reading() as uow:
        _require_post_office(uow, actor, "read what was sent")
        person = person_of(uow, actor)
        whole = person.has(Role.QUALITY)
        return tuple(_line(uow, message, whole=whole) for message in uow.outbox.with_outcome(outcome))


def try_again(library: Library, actor: Actor, message_id: str) -> None:
    """Send an undeliverable message after all, with the id it had. Raises NotAllowedError, NotFoundError."""
    with library.unit() as uow:
        _require_post_office(uow, actor, "send messages again")
        message = _undeliverable(uow, message_id)
        uow.outbox.save(replace(message, outcome="", closed_at=None, attempts=0, due_at=library.clock()))
        record(library, uow, actor, f"message:{message_id}", "message:again", person=message.person)
        uow.commit()


def give_up(library: Library, actor: Actor, message_id: str) -> None:
    """Let an undeliverable message be: the person was told otherwise, or is gone. It stays among the dropped.

    Raises NotAllowedError, NotFoundError.
    """
    with library.unit() as uow:
        _require_post_office(uow, actor, "give messages up")
        message = _undeliverable(uow, message_id)
        uow.outbox.save(replace(message, outcome=DROPPED, closed_at=library.clock()))
        record(library, uow, actor, f"message:{message_id}", "message:give-up", person=message.person)
        uow.commit()


def _require_post_office(uow: UnitOfWork, actor: Actor, action: str) -> None:
    if person_of(uow, actor).has(Role.QUALITY):
        require(uow, actor, Role.QUALITY, action)
    else:
        require(uow, actor, Role.ADMIN, action)


def _undeliverable(uow: UnitOfWork, message_id: str) -> Message:
    message = uow.outbox.get(message_id)
    if message is None or message.outcome != UNDELIVERABLE:
        raise NotFoundError(message_id)
    return message


def _line(uow: UnitOfWork, message: Message, *, whole: bool) -> MessageLine:
    person = uow.people.get(message.person)
    name = person.name if person else message.person
    notices = tuple(uow.outbox.notices(message.id))
    if not whole:
        notices = tuple(replace(each, number=None, title="", path="/admin/messages") for each in notices)
    return MessageLine(message, name, notices)


def send_test(library: Library, actor: Actor, user: str, channel: Channel) -> str:
    """Send one test message now, past the outbox; returns where it went.

    Raises NotAllowedError, NotFoundError, ChannelNotSetUpError, NoAddressError, MessengerError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "send test messages")
        messenger = library.messengers.get(channel)
        if messenger is None:
            raise ChannelNotSetUpError(channel)
        person = uow.people.get(user)
        if person is None or not person.active:
            raise NotFoundError(user)
        to = address_of(uow, person, channel)
        record(library, uow, actor, f"person:{user}", "message:test", channel=channel)
        uow.commit()
    if not to:
        raise NoAddressError(user, channel)
    now, message_id = library.clock(), library.new_id()
    notice = Notice(message_id, NoticeKind.TEST, user, message_id, now, path="/account/notices")
    message = Message(message_id, user, channel, now, now, (message_id,))
    try:
        messenger.send(message_id, to, letter_of(library, person, [notice], message))
    finally:
        messenger.close()
    return to
