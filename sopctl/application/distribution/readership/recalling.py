"""Reading made again from the ledger alone, for a library that is rebuilt from git."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from sopctl.application.distribution.readership import facts
from sopctl.application.ports import UnitOfWork
from sopctl.domain.acknowledgements import Acknowledgement
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.people import Person


@dataclass(frozen=True)
class Recalled:
    """How much of reading came back."""

    acknowledgements: int = 0
    attempts: int = 0
    lists: int = 0
    waivers: int = 0


def recall(uow: UnitOfWork, rows: Iterable[LedgerRow], versions: Collection[str]) -> Recalled:
    """Write what the rows tell of reading, in the given transaction.

    ``versions`` are the ids that are there; what tells of others is left out. Somebody whom the library does
    not know comes back by name, not active. Scans of sheets come back with the blobs, or not at all.
    """
    count = Recalled()
    makers: dict[str, Callable[[UnitOfWork, LedgerRow, Collection[str], Recalled], Recalled]] = {
        facts.ACKNOWLEDGE: _acknowledgement,
        facts.ATTEMPT: _attempt,
        facts.LIST: _list,
        facts.WAIVE: _waiver,
    }
    for row in rows:
        make = makers.get(row.action)
        if make is not None:
            count = make(uow, row, versions, count)
    return count


def _acknowledgement(uow: UnitOfWork, row: LedgerRow, versions: Collection[str], count: Recalled) -> Recalled:
    given = facts.acknowledgement_of(row)
    if given.version_id not in versions:
        return count
    _known(uow, given)
    uow.readings.add(given)
    return replace(count, acknowledgements=count.acknowledgements + 1)


def _attempt(uow: UnitOfWork, row: LedgerRow, versions: Collection[str], count: Recalled) -> Recalled:
    attempt = facts.attempt_of(row)
    if attempt.version_id not in versions or uow.people.get(attempt.person) is None:
        return count
    uow.readings.add_attempt(attempt)
    return replace(count, attempts=count.attempts + 1)


def _list(uow: UnitOfWork, row: LedgerRow, versions: Collection[str], count: Recalled) -> Recalled:
    del versions
    given = facts.list_of(row)
    if uow.documents.get(given.number) is None:
        return count
    uow.readings.save_list(given)
    return replace(count, lists=count.lists + 1)


def _waiver(uow: UnitOfWork, row: LedgerRow, versions: Collection[str], count: Recalled) -> Recalled:
    waiver = facts.waiver_of(row)
    if not {waiver.version_id, waiver.stands_on} <= set(versions):
        return count
    uow.readings.waive(waiver)
    return replace(count, waivers=count.waivers + 1)


def _known(uow: UnitOfWork, given: Acknowledgement) -> None:
    if uow.people.get(given.person) is None:
        uow.people.add(Person(given.person, given.name, frozenset(), given.department, active=False))
