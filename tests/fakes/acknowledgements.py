"""Fakes of what people read and of their PINs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import Machine, Pin
from sopctl.domain.acknowledgements import Acknowledgement, Attempt, ReadingList, Waiver
from sopctl.domain.numbers import DocumentNumber
from tests.fakes.data import Data


class FakeReadings:
    def __init__(self, data: Data) -> None:
        self._data = data

    def list_of(self, number: DocumentNumber) -> ReadingList | None:
        return self._data.reading_lists.get(number)

    def lists(self) -> Mapping[DocumentNumber, ReadingList]:
        return dict(self._data.reading_lists)

    def save_list(self, given: ReadingList) -> None:
        self._data.reading_lists[given.number] = given

    def who_read(self, version_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for version_id, user in self._data.acknowledgements:
            if version_id in set(version_ids):
                found[version_id].add(user)
        return {version_id: frozenset(users) for version_id, users in found.items()}

    def of_versions(self, version_ids: Collection[str]) -> Sequence[Acknowledgement]:
        found = [a for a in self._data.acknowledgements.values() if a.version_id in set(version_ids)]
        return sorted(found, key=lambda a: (a.at, a.person, a.version_id))

    def of_person(self, user: str) -> Sequence[Acknowledgement]:
        found = [a for a in self._data.acknowledgements.values() if a.person == user]
        return sorted(found, key=lambda a: (a.at, a.version_id), reverse=True)

    def add(self, given: Acknowledgement) -> None:
        key = (given.version_id, given.person)
        if key in self._data.acknowledgements:
            raise ConcurrentChangeError(f"the acknowledgement of {given.person}")
        self._data.acknowledgements[key] = given

    def add_attempt(self, attempt: Attempt) -> None:
        self._data.attempts[attempt.id] = attempt

    def attempts(self, version_id: str) -> Sequence[Attempt]:
        found = (a for a in self._data.attempts.values() if a.version_id == version_id)
        return sorted(found, key=lambda a: (a.at, a.id))

    def waivers(self) -> Mapping[str, Waiver]:
        return dict(self._data.waivers)

    def waive(self, waiver: Waiver) -> None:
        if waiver.version_id in self._data.waivers:
            raise ConcurrentChangeError(waiver.version_id)
        self._data.waivers[waiver.version_id] = waiver

    def reminded(self) -> Mapping[tuple[str, str], date]:
        return dict(self._data.reminders)

    def remind(self, pairs: Iterable[tuple[str, str]], day: date) -> None:
        for pair in pairs:
            self._data.reminders[pair] = day


class FakePins:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, user: str) -> Pin | None:
        return self._data.pins.get(user)

    def by_ticket(self, ticket: str) -> Pin | None:
        found = (pin for pin in self._data.pins.values() if ticket and pin.ticket == ticket)
        return next(found, None)

    def save(self, pin: Pin) -> None:
        self._data.pins[pin.user] = pin

    def machine(self, address: str) -> Machine | None:
        return self._data.machines.get(address)

    def save_machine(self, machine: Machine) -> None:
        self._data.machines[machine.address] = machine
