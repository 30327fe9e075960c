"""Who must read what, who has, and the PINs of a shared machine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from sopctl.application.records import Machine, Pin
from sopctl.domain.acknowledgements import Acknowledgement, Attempt, ReadingList, Waiver
from sopctl.domain.numbers import DocumentNumber


class Readings(Protocol):
    """Reading lists and acknowledgements. An acknowledgement is given once and never changed."""

    def list_of(self, number: DocumentNumber) -> ReadingList | None: ...
    def lists(self) -> Mapping[DocumentNumber, ReadingList]: ...
    def save_list(self, given: ReadingList) -> None: ...
    def who_read(self, version_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
        """The users who acknowledged each of the versions; versions without one are left out."""
        ...

    def of_versions(self, version_ids: Collection[str]) -> Sequence[Acknowledgement]:
        """Every acknowledgement of the versions, by time and person."""
        ...

    def of_person(self, user: str) -> Sequence[Acknowledgement]:
        """Every acknowledgement of a person, latest first."""
        ...

    def add(self, given: Acknowledgement) -> None:
        """Raises ConcurrentChangeError when the person has acknowledged the version already."""
        ...

    def add_attempt(self, attempt: Attempt) -> None: ...
    def attempts(self, version_id: str) -> Sequence[Attempt]:
        """All of a version, oldest first."""
        ...

    def waivers(self) -> Mapping[str, Waiver]:
        """By the id of the version that does not ask again."""
        ...

    def waive(self, waiver: Waiver) -> None:
        """Raises ConcurrentChangeError for a version that has one."""
        ...

    def reminded(self) -> Mapping[tuple[str, str], date]:
        """The day on which a person was last told of a version, by version id and user."""
        ...

    def remind(self, pairs: Iterable[tuple[str, str]], day: date) -> None: ...


class Pins(Protocol):
    """PINs and the tickets that they open for a few minutes; one a person."""

    def get(self, user: str) -> Pin | None: ...
    def by_ticket(self, ticket: str) -> Pin | None:
        """The PIN with this ticket's hash; None for ""."""
        ...

    def save(self, pin: Pin) -> None:
        """Keep it; it replaces the one that the person had."""
        ...

    def machine(self, address: str) -> Machine | None: ...
    def save_machine(self, machine: Machine) -> None:
        """Keep it; it replaces what was known of that address."""
        ...
