"""Who acts: the active person behind an actor, their account, and the role that an act asks for."""

from __future__ import annotations

from dataclasses import replace

from sopctl.application.library import Actor
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import Account
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.people import Person, Role

SEES_ALL = frozenset({Role.QUALITY, Role.AUDITOR})  # whose roles open every document


class AccountNotConfirmedError(SopctlError):
    """An account that an administrator made or reset, and that no second person has confirmed yet."""

    code = "account-not-confirmed"

    def __init__(self, user: str) -> None:
        super().__init__(
            f"An administrator made or reset the account of {user}; a second person confirms it first.",
            user=user,
        )


def person_of(uow: UnitOfWork, actor: Actor) -> Person:
    """The active person who acts, as they stand. Raises NotAllowedError for anybody else."""
    return as_it_stands(uow, _active(uow, actor))


def as_it_stands(uow: UnitOfWork, person: Person) -> Person:
    """The person without what opens every document while their account waits to be confirmed (ADR 0014).

    Else an administrator, who reads no document by that role, would make an auditor and read as one.
    """
    if person.roles & SEES_ALL and locked(uow, person.user):
        return replace(person, roles=person.roles - SEES_ALL | {Role.STAFF})
    return person


def _active(uow: UnitOfWork, actor: Actor) -> Person:
    person = uow.people.get(actor.user)
    if person is None or not person.active:
        raise NotAllowedError(actor.user or "nobody", "act")
    return person


def require(uow: UnitOfWork, actor: Actor, role: Role, action: str) -> Person:
    """The acting person when they have a role and an account that stands.

    Raises NotAllowedError, AccountNotConfirmedError.
    """
    person = _active(uow, actor)
    if not person.has(role):
        raise NotAllowedError(actor.user, action)
    require_confirmed(uow, actor.user)
    return person


def require_confirmed(uow: UnitOfWork, user: str) -> None:
    """Raises AccountNotConfirmedError while an administrator's act upon the account waits to be confirmed."""
    if locked(uow, user):
        raise AccountNotConfirmedError(user)


def locked(uow: UnitOfWork, user: str) -> bool:
    """Whether an administrator's act upon somebody's account waits to be confirmed."""
    return any(each.locks for each in uow.confirmations.of(user))


def account_of(uow: UnitOfWork, user: str) -> Account:
    """The account of a person. Raises NotFoundError."""
    account = uow.people.account(user)
    if account is None:
        raise NotFoundError(user)
    return account
