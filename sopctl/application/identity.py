"""Who acts: the active person behind an actor, their account, and the role that an act asks for."""

from __future__ import annotations

from sopctl.application.library import Actor
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import Account
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.people import Person, Role


def person_of(uow: UnitOfWork, actor: Actor) -> Person:
    """The active person who acts. Raises NotAllowedError for anybody else."""
    person = uow.people.get(actor.user)
    if person is None or not person.active:
        raise NotAllowedError(actor.user or "nobody", "act")
    return person


def require(uow: UnitOfWork, actor: Actor, role: Role, action: str) -> Person:
    """The acting person when they have a role. Raises NotAllowedError."""
    person = person_of(uow, actor)
    if not person.has(role):
        raise NotAllowedError(actor.user, action)
    return person


def account_of(uow: UnitOfWork, user: str) -> Account:
    """The account of a person. Raises NotFoundError."""
    account = uow.people.account(user)
    if account is None:
        raise NotFoundError(user)
    return account
