"""Sessions: signed-in browsers, seen and ended by their owner."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sopctl.application.identity import account_of, as_it_stands, person_of, require
from sopctl.application.library import Actor, Library, record, state_of, until_next_act
from sopctl.application.people.confirming import own_again
from sopctl.application.people.guessing import Origin, paced
from sopctl.application.people.proof import prove
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import Session
from sopctl.domain.errors import NotFoundError
from sopctl.domain.people import Person, Role

SESSION = timedelta(hours=12)
IDLE = timedelta(hours=2)
SEEN = timedelta(minutes=1)  # how often it is written that a session is in use
_UNKNOWN = Origin()
_AGENT = 300  # characters of what a browser says of itself


@dataclass(frozen=True)
class Browser:
    """One of the reader's sessions; ``here`` is the one that asks."""

    session: Session
    here: bool


def sign_in(
    library: Library, user: str, password: str, code: str = "", agent: str = "", origin: Origin = _UNKNOWN
) -> tuple[str, Person]:
    """Begin a session; returns the secret for the cookie and the person.

    ``agent`` is what the browser says of itself. Raises SignInSlowedError, WrongPasswordError,
    SecondFactorNeededError, WrongCodeError, PasswordNotOwnError, DirectoryUnreachableError.
    """
    with paced(library, user, origin):
        prove(library, Actor(user), password, code)
    with library.unit() as uow:
        secret, person = begin(library, uow, user, agent)
        uow.commit()
    return secret, person


def begin(library: Library, uow: UnitOfWork, user: str, agent: str) -> tuple[str, Person]:
    """Begin a session of somebody who has proven who they are, in the given transaction.

    Raises NotAllowedError for a person who is not active.
    """
    secret, now = secrets.token_urlsafe(32), library.clock()
    person = person_of(uow, Actor(user))
    for old in uow.sessions.of(user):
        if not _stands(old, now):
            uow.sessions.end(old.id)
    uow.sessions.save(Session(_session_id(secret), user, now, now, now + SESSION, agent[:_AGENT]))
    record(library, uow, Actor(user), f"person:{user}", "session:begin")
    if account_of(uow, user).directory and not all(c.ready for c in uow.confirmations.of(user) if c.locks):
        own_again(library, uow, Actor(user))  # the directory's password is theirs already
    return secret, person


def signed_in(library: Library, secret: str) -> Person | None:
    """The person behind a cookie's secret, or None when it is unknown, expired or idle for long."""
    session_id, now = _session_id(secret), library.clock()
    found = until_next_act(library, ("session", session_id), lambda: _with_person(library, session_id))
    if found is None:
        return None
    session, person = found
    if not _stands(session, now):  # another process may have seen it in use since
        session, person = _with_person(library, session_id) or found
        if not _stands(session, now):
            return None
    if now - session.seen_at > SEEN and not _see(library, session_id, person, now):
        return None
    return person if person is not None and person.active else None


def _with_person(library: Library, session_id: str) -> tuple[Session, Person | None] | None:
    with library.reading() as uow:
        session = uow.sessions.get(session_id)
        if session is None:
            return None
        person = uow.people.get(session.user)
        return session, person and as_it_stands(uow, person)


def _see(library: Library, session_id: str, person: Person | None, now: datetime) -> bool:
    """Note that a session is in use; False when it ended meanwhile.

    Written at most once a minute: a page must not wait for the writer's lock.
    """
    with library.passing() as uow:
        session = uow.sessions.get(session_id)
        if session is None:
            return False
        if now - session.seen_at > SEEN:
            session = replace(session, seen_at=now)
            uow.sessions.save(session)
            uow.commit()
    # No act, so the head stands still: what is kept of the session is put right by hand.
    library.state.keep((state_of(library, library.head()), ("session", session_id)), (session, person))
    return True


def sign_out(library: Library, secret: str) -> None:
    """End a session; an unknown one is no error."""
    with library.unit() as uow:
        session = uow.sessions.get(_session_id(secret))
        if session is None:
            return
        uow.sessions.end(session.id)
        record(library, uow, Actor(session.user), f"person:{session.user}", "session:end", sessions="1")
        uow.commit()


def line_of(secret: str) -> str:
    """By which line somebody comes who is signed in with this secret."""
    return f"session:{_session_id(secret)}"


def my_browsers(library: Library, actor: Actor, secret: str) -> tuple[Browser, ...]:
    """One's own sessions that stand, the one that asks first, then the last seen. Raises NotAllowedError."""
    here, now = _session_id(secret), library.clock()
    with library.reading() as uow:
        person_of(uow, actor)
        found = [Browser(each, each.id == here) for each in uow.sessions.of(actor.user) if _stands(each, now)]
    return tuple(sorted(found, key=lambda b: (b.here, b.session.seen_at), reverse=True))


def end_session(library: Library, actor: Actor, session_id: str) -> None:
    """End a session of one's own. Raises NotFoundError for one of somebody else's too, NotAllowedError."""
    with library.unit() as uow:
        person_of(uow, actor)
        session = uow.sessions.get(session_id)
        if session is None or session.user != actor.user:
            raise NotFoundError("That session")
        uow.sessions.end(session_id)
        record(library, uow, actor, f"person:{actor.user}", "session:end", sessions="1")
        uow.commit()


def end_other_sessions(library: Library, actor: Actor, secret: str) -> int:
    """End one's own sessions but the one that asks; returns how many. Raises NotAllowedError."""
    here = _session_id(secret)
    with library.unit() as uow:
        person_of(uow, actor)
        others = [each for each in uow.sessions.of(actor.user) if each.id != here]
        for each in others:
            uow.sessions.end(each.id)
        record(library, uow, actor, f"person:{actor.user}", "session:end", sessions=str(len(others)))
        uow.commit()
    return len(others)


def end_sessions_of(library: Library, actor: Actor, user: str) -> int:
    """An administrator signs somebody out everywhere; returns from how many browsers.

    Their tokens for programs go on: those end with ``revoke_token``. Raises NotAllowedError, NotFoundError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "end sessions of others")
        if uow.people.get(user) is None:
            raise NotFoundError(user)
        ended = len(uow.sessions.of(user))
        uow.sessions.end_all(user)
        record(library, uow, actor, f"person:{user}", "session:end", sessions=str(ended))
        uow.commit()
    return ended


def shut_out(library: Library, uow: UnitOfWork, user: str) -> None:
    """End whatever acts for somebody, browsers and programs, in the given transaction."""
    uow.sessions.end_all(user)
    uow.tokens.revoke_all(user, library.clock())
    for device in uow.guesses.devices(user):
        uow.guesses.drop_device(user, device)


def _stands(session: Session, now: datetime) -> bool:
    return session.expires_at > now and session.seen_at + IDLE > now


def _session_id(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
