"""How the library does right now, in figures for whoever keeps it running."""

from __future__ import annotations

from dataclasses import dataclass

from sopctl.application.library import Library
from sopctl.application.ports.outbox import UNDELIVERABLE
from sopctl.application.queries.readers import today
from sopctl.domain.workflow import State

MOST = 1_000
_IN_WORK = (State.DRAFT, State.IN_REVIEW, State.IN_CHECK, State.IN_APPROVAL, State.APPROVED)


@dataclass(frozen=True)
class Pulse:
    """Counts. ``unfinished``: releases that began and are not done; ``messages``: mails and LINE messages not
    sent yet, ``undeliverable``: those given up, both counted to 1,000; ``locked``: people whose signing is.
    """

    in_force: int
    in_work: int
    unfinished: int
    messages: int
    undeliverable: int
    locked: int


def pulse(library: Library) -> Pulse:
    """The figures now. They name nobody and no document."""
    with library.reading() as uow:
        accounts = (uow.people.account(person.user) for person in uow.people.all() if person.active)
        return Pulse(
            in_force=len(uow.releases.in_force_on(today(library))),
            in_work=len(uow.versions.in_states(_IN_WORK)),
            unfinished=len(uow.intents.open()),
            messages=len(uow.outbox.with_outcome("", MOST)),
            undeliverable=len(uow.outbox.with_outcome(UNDELIVERABLE, MOST)),
            locked=sum(a is not None and a.locked(library.clock()) for a in accounts),
        )
