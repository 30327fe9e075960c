"""People: who works on documents. Nobody is ever deleted."""

from __future__ import annotations

from dataclasses import replace

from sopctl.application.identity import account_of, person_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.passwords import MIN_PASSWORD, PasswordTooWeakError, change_password, reset_password
from sopctl.application.posts import delegate, hold_post
from sopctl.application.proof import (
    FAILURES_BEFORE_LOCK,
    PasswordNotOwnError,
    SecondFactorNeededError,
    SigningLockedError,
    WrongCodeError,
    WrongPasswordError,
    code_hash,
    reauthenticate,
)
from sopctl.application.records import Account
from sopctl.application.sessions import sign_in, sign_out, signed_in
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.people import Person, Role

# What other use cases ask about people stands here under one name, whichever room does it.
__all__ = [
    "FAILURES_BEFORE_LOCK",
    "MIN_PASSWORD",
    "PasswordNotOwnError",
    "PasswordTooWeakError",
    "SecondFactorNeededError",
    "SigningLockedError",
    "UserTakenError",
    "WrongCodeError",
    "WrongPasswordError",
    "account_of",
    "add_person",
    "change_password",
    "code_hash",
    "deactivate",
    "delegate",
    "demo_passwords_stand",
    "hold_post",
    "list_people",
    "person_of",
    "reauthenticate",
    "require",
    "reset_password",
    "sign_in",
    "sign_out",
    "signed_in",
]


class UserTakenError(SopctlError):
    """A user name that somebody has."""

    code = "user-taken"

    def __init__(self, user: str) -> None:
        super().__init__(f"The user name {user} is taken.", user=user)


def add_person(
    library: Library, actor: Actor, person: Person, password: str, *, demo: bool = False, own: bool = False
) -> None:
    """Add a person with a password. Raises UserTakenError, PasswordTooWeakError, NotAllowedError.

    The first active person of a library needs no administrator. ``own`` says that the person chose the
    password; with one that somebody else set, nothing can be signed.
    """
    if len(password) < MIN_PASSWORD and not demo:
        raise PasswordTooWeakError
    with library.unit() as uow:
        first = not any(known.active for known in uow.people.all())
        if not first:
            require(uow, actor, Role.ADMIN, "add people")
        known = uow.people.get(person.user)
        if known and (known.active or uow.people.account(person.user)):
            raise UserTakenError(person.user)
        if known:  # a rebuilt library knows people by what they signed
            uow.people.save(person)
        else:
            uow.people.add(person)
        account = Account(person.user, library.passwords.hash(password), demo=demo)
        uow.people.save_account(replace(account, set_by_another=not (demo or own or first)))
        roles = ",".join(sorted(person.roles))
        record(library, uow, actor, f"person:{person.user}", "person:add", roles=roles, name=person.name)
        uow.commit()


def deactivate(library: Library, actor: Actor, user: str) -> None:
    """Take a person out of work; nothing of theirs is deleted. Raises NotAllowedError, NotFoundError."""
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "deactivate people")
        person = uow.people.get(user)
        if person is None:
            raise NotFoundError(user)
        uow.people.save(replace(person, active=False))
        uow.sessions.end_all(user)
        record(library, uow, actor, f"person:{user}", "person:deactivate")
        uow.commit()


def list_people(library: Library, actor: Actor) -> tuple[Person, ...]:
    """Everybody, by user name. Raises NotAllowedError for others than admin, quality and auditor."""
    with library.reading() as uow:
        me = person_of(uow, actor)
        if not me.roles & {Role.ADMIN, Role.QUALITY, Role.AUDITOR}:
            raise NotAllowedError(actor.user, "list people")
        return tuple(sorted(uow.people.all(), key=lambda p: p.user))


def demo_passwords_stand(library: Library) -> bool:
    """Whether an active person still has a published demo password."""
    with library.reading() as uow:
        accounts = (uow.people.account(p.user) for p in uow.people.all() if p.active)
        return any(account is not None and account.demo for account in accounts)
