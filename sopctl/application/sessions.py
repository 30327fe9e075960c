"""Sessions: signed-in browsers."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta

from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.proof import reauthenticate
from sopctl.application.records import Session
from sopctl.domain.people import Person

SESSION = timedelta(hours=12)
IDLE = timedelta(hours=2)


def sign_in(library: Library, user: str, password: str, code: str = "") -> tuple[str, Person]:
    """Begin a session; returns the secret for the cookie and the person.

    Raises WrongPasswordError, SigningLockedError, SecondFactorNeededError or WrongCodeError.
    """
    reauthenticate(library, Actor(user), password, code, signing=False)
    secret = secrets.token_urlsafe(32)
    now = library.clock()
    with library.unit() as uow:
        person = person_of(uow, Actor(user))
        uow.sessions.save(Session(_session_id(secret), user, now, now, now + SESSION))
        record(library, uow, Actor(user), f"person:{user}", "session:begin")
        uow.commit()
    return secret, person


def signed_in(library: Library, secret: str) -> Person | None:
    """The person behind a cookie's secret, or None when it is unknown, expired or idle for long."""
    session_id, now = _session_id(secret), library.clock()
    with library.reading() as uow:
        session = uow.sessions.get(session_id)
        if session is None or session.expires_at <= now or session.seen_at + IDLE <= now:
            return None
        person = uow.people.get(session.user)
    # Written at most once a minute: a page must not wait for the writer's lock.
    if now - session.seen_at > timedelta(minutes=1):
        with library.unit() as uow:
            uow.sessions.save(replace(session, seen_at=now))
            uow.commit()
    return person if person is not None and person.active else None


def sign_out(library: Library, secret: str) -> None:
    """End a session; an unknown one is no error."""
    with library.unit() as uow:
        uow.sessions.end(_session_id(secret))
        uow.commit()


def _session_id(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
