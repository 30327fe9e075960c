"""Personal tokens for programs: made by their owner, shown once, ended by them or an administrator."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from sopctl.application.identity import as_it_stands, person_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.people.proof import reauthenticate
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.people import Person, Role
from sopctl.domain.tokens import MAX_DAYS, Scope, Token, TokenLifeError

PREFIX = "sopctl_"  # so that a scanner for leaked secrets knows one when it sees it
_MAX_NAME = 100
_NOTED_EVERY = timedelta(hours=1)


def make_token(
    library: Library, actor: Actor, *, name: str, scopes: Collection[Scope], days: int, password: str,
    code: str = "",
) -> tuple[str, Token]:  # fmt: skip
    """Make a token of one's own; returns its secret, shown this once, and what is kept of it.

    Raises TokenLifeError and what ``reauthenticate`` raises.
    """
    name = name.strip()
    if not name or len(name) > _MAX_NAME or not scopes or not 0 < days <= MAX_DAYS:
        raise TokenLifeError
    reauthenticate(library, actor, password, code, signing=False)
    secret, now = PREFIX + secrets.token_urlsafe(32), library.clock()
    token = Token(
        id=library.new_id(), user=actor.user, name=name, scopes=frozenset(scopes), sha256=_digest(secret),
        created_at=now, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    with library.unit() as uow:
        person_of(uow, actor)
        uow.tokens.add(token)
        record(library, uow, actor, f"person:{actor.user}", "token:make", token=token.id, name=name,
               scopes=",".join(sorted(scopes)), expires=token.expires_at.isoformat())  # fmt: skip
        uow.commit()
    return secret, token


def tokens_of(library: Library, actor: Actor, user: str | None = None) -> tuple[Token, ...]:
    """One's own tokens, or for an administrator those of somebody, latest first. Raises NotAllowedError."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        if user not in {None, actor.user} and not person.has(Role.ADMIN):
            raise NotAllowedError(actor.user, "see tokens of others")
        found = uow.tokens.of(user or actor.user)
    return tuple(sorted(found, key=lambda token: token.created_at, reverse=True))


def revoke_token(library: Library, actor: Actor, token_id: str) -> Token:
    """End a token at once; one that has ended stays so. Raises NotFoundError for others than its owner and
    administrators.
    """
    with library.unit() as uow:
        person = person_of(uow, actor)
        token = uow.tokens.get(token_id)
        if token is None or (token.user != actor.user and not person.has(Role.ADMIN)):
            raise NotFoundError("That token")
        if token.revoked_at is not None:
            return token
        ended = replace(token, revoked_at=library.clock())
        uow.tokens.save(ended)
        record(library, uow, actor, f"person:{token.user}", "token:revoke", token=token.id, name=token.name)
        uow.commit()
    return ended


def holder(library: Library, secret: str) -> tuple[Person, Token] | None:
    """Whose token a secret is, or None when it is unknown or ended, or its person is not active.

    The lookup is by hash, so that time tells nothing of the secret.
    """
    now = library.clock()
    with library.reading() as uow:
        token = uow.tokens.by_sha256(_digest(secret))
        person = uow.people.get(token.user) if token is not None else None
        person = person and as_it_stands(uow, person)
    if token is None or person is None or not person.active or not token.stands(now):
        return None
    if token.used_at is None or now - token.used_at > _NOTED_EVERY:
        with library.unit() as uow:
            current = uow.tokens.get(token.id)
            if current is not None:
                uow.tokens.save(replace(current, used_at=now))
                uow.commit()
    return person, token


def _digest(secret: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()
