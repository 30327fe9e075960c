"""Who reads, on which day, and what is theirs to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sopctl.application.identity import SEES_ALL, person_of
from sopctl.application.library import Actor, Library
from sopctl.domain.access import OpenTo
from sopctl.domain.authority import Offices
from sopctl.domain.people import Person, Role
from sopctl.thai.dates import bangkok_day

_WORKS = frozenset({Role.AUTHOR, Role.REVIEWER, Role.QUALITY, Role.AUDITOR})


@dataclass(frozen=True)
class Reader:
    """Somebody who reads; ``person`` None is anybody without an account."""

    person: Person | None = None

    def may_read(self, open_to: OpenTo) -> bool:
        """Whether a released document that is open to these is for this reader."""
        return self.sees_all or open_to.lets_in(self.person.department if self.person else "")

    @property
    def sees_all(self) -> bool:
        """Whether the reader sees every document, restricted ones too."""
        return self.person is not None and bool(self.person.roles & SEES_ALL)

    @property
    def works(self) -> bool:
        """Whether the reader takes part in document control and sees what is not yet in force."""
        return self.person is not None and bool(self.person.roles & _WORKS)

    @property
    def departments(self) -> frozenset[str] | None:
        """Departments whose restricted documents the reader may see; None for all."""
        if self.person is None:
            return frozenset()
        return None if self.sees_all else frozenset({self.person.department} - {""})


def reader(library: Library, actor: Actor | None) -> Reader:
    """The reader behind an actor. Raises NotAllowedError for one that is not active."""
    if actor is None:
        return Reader()
    with library.reading() as uow:
        return Reader(person_of(uow, actor))


def today(library: Library) -> date:
    """The Bangkok day now."""
    return bangkok_day(library.clock())


def offices(library: Library) -> Offices:
    """The posts and who holds them, past and to come."""
    with library.reading() as uow:
        return uow.posts.offices()
