"""Who may vouch for what an administrator did: independent of it, with an account that stands (R12).

Hundreds of acts wait after a list of new staff. So what they are judged by is read once for all of them.
"""

from __future__ import annotations

from functools import cached_property

from sopctl.application.identity import locked
from sopctl.application.library import Library
from sopctl.application.ports import UnitOfWork
from sopctl.domain.confirmations import Confirmation
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula
from sopctl.thai.dates import bangkok_day

_OFFICE = (Role.QUALITY, Role.AUDITOR, Role.ADMIN)


class Vouching:
    """Judges for one transaction, in which what it has read stays true; never kept for a later one."""

    def __init__(self, library: Library, uow: UnitOfWork) -> None:
        self._uow = uow
        self._today = bangkok_day(library.clock())
        self._stand: dict[str, bool] = {}

    def may_confirm(self, person: Person, asked: Confirmation) -> bool:
        """Whether a person is independent of an act and of whoever did it.

        Their own account must stand: one that an administrator made or reset vouches for nothing before a
        second person has vouched for it, so a chain of puppets never begins. The quality office, auditors,
        administrators and holders of posts confirm; where none of them is left, any other account that
        stands.
        """
        if not person.active or not self._independent(person.user, asked):
            return False
        if person.user in self._office:
            return True
        return not any(self._independent(other, asked) for other in self._office)

    def _independent(self, user: str, asked: Confirmation) -> bool:
        return user not in {asked.by, asked.person} and self._stands(user)

    def _stands(self, user: str) -> bool:
        if user not in self._stand:
            has = self._uow.people.account(user) is not None
            self._stand[user] = has and not locked(self._uow, user)
        return self._stand[user]

    @cached_property
    def _office(self) -> frozenset[str]:
        """The active people of the office, and who holds a post today, not by a delegation."""
        offices, people = self._uow.posts.offices(), self._uow.people
        holders = {h.person for h in offices.holdings if h.formula is Formula.NONE and h.covers(self._today)}
        found = [p for role in _OFFICE for p in people.with_role(role)]
        return frozenset(p.user for p in (*found, *people.named(holders)) if p.active)
