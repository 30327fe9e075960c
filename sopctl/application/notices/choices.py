"""What a person chooses for each channel, and the link between them and their LINE account."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell
from sopctl.application.ports import UnitOfWork
from sopctl.application.ports.outbox import LineCode, Preferences
from sopctl.domain.notices import Channel, NoticeKind, Pace

CODE_LIFE = timedelta(minutes=15)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which people mistake for each other
_CODE_LENGTH = 8  # 31^8: with a quarter of an hour to live, guessing one over a chat is hopeless


@dataclass(frozen=True)
class Choices:
    """A person's choices, where mail reaches them, and which channels the hospital has set up."""

    preferences: Preferences
    mail: str
    channels: frozenset[Channel]


@dataclass(frozen=True)
class OfferedCode:
    """A code to send to the hospital's LINE account, and until when it works (aware UTC)."""

    code: str
    expires_at: datetime


def my_choices(library: Library, actor: Actor) -> Choices:
    """What I chose, or what everybody begins with. Raises NotAllowedError."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        preferences = uow.outbox.preferences(person.user)
    return Choices(preferences, person.mail, frozenset(library.messengers))


def choose(library: Library, actor: Actor, *, mail: Pace, line: Pace) -> Preferences:
    """Choose how soon each channel tells me. Raises NotAllowedError."""
    with library.unit() as uow:
        person = person_of(uow, actor)
        chosen = replace(uow.outbox.preferences(person.user), mail=mail, line=line)
        uow.outbox.save_preferences(chosen)
        record(library, uow, actor, f"person:{person.user}", "person:notices", mail=mail, line=line)
        uow.commit()
    return chosen


def offer_line_code(library: Library, actor: Actor) -> OfferedCode:
    """A new code for me; the one before stops working. Raises NotAllowedError."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    with library.unit() as uow:
        person = person_of(uow, actor)
        offered = OfferedCode(code, library.clock() + CODE_LIFE)
        uow.outbox.add_line_code(LineCode(_hash(code), person.user, offered.expires_at))
        uow.commit()
    return offered


def link_line(library: Library, text: str, line_user: str) -> bool:
    """Link a LINE account to whoever has the code that it sent; whether there was such a code.

    One account belongs to one person: an earlier link of it ends.
    """
    code = "".join(text.split()).upper()
    if len(code) != _CODE_LENGTH or not set(code) <= set(_LETTERS) or not line_user:
        return False
    with library.unit() as uow:
        now = library.clock()
        taken = uow.outbox.take_line_code(_hash(code))
        if taken is None:
            return False
        person = uow.people.get(taken.person)
        linked = taken.expires_at > now and person is not None and person.active
        if linked:
            for other in uow.outbox.by_line_user(line_user):
                if other.person != taken.person:
                    _unlink(library, uow, Actor(taken.person), other)
            preferences = uow.outbox.preferences(taken.person)
            linked_now = replace(preferences, line_user=line_user, line_linked_at=now)
            uow.outbox.save_preferences(linked_now)
            subject = f"person:{taken.person}"
            record(library, uow, Actor(taken.person), subject, "person:line-link")
            tell(library, uow, NoticeKind.LINE_LINKED, (taken.person,), key=now.isoformat(),
                 path="/account/notices")  # fmt: skip
        uow.commit()
    return linked


def unlink_line(library: Library, actor: Actor) -> None:
    """End the link between me and my LINE account; no link is no error. Raises NotAllowedError."""
    with library.unit() as uow:
        person = person_of(uow, actor)
        _unlink(library, uow, actor, uow.outbox.preferences(person.user))
        uow.commit()


def unlink_line_user(library: Library, line_user: str) -> None:
    """End the links of a LINE account whose owner blocked the hospital's."""
    with library.unit() as uow:
        for preferences in uow.outbox.by_line_user(line_user) if line_user else ():
            _unlink(library, uow, Actor(preferences.person), preferences)
        uow.commit()


def _unlink(library: Library, uow: UnitOfWork, actor: Actor, preferences: Preferences) -> None:
    if preferences.line_user:
        uow.outbox.save_preferences(replace(preferences, line_user="", line_linked_at=None))
        record(library, uow, actor, f"person:{preferences.person}", "person:line-unlink")


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
