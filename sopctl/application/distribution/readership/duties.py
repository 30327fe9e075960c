"""Who must read what is in force: worked out from the people and the lists of one day, never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sopctl.application.library import Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.readers import Reader
from sopctl.application.records import ReleasedVersion
from sopctl.application.shape import document_type
from sopctl.domain.access import Access
from sopctl.domain.acknowledgements import (
    DUE_AFTER,
    Audience,
    Entry,
    Readership,
    ReadingList,
    Waiver,
    asked_since,
    read_by,
)
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person
from sopctl.thai.dates import bangkok_day


@dataclass(frozen=True)
class Owed:
    """A version that somebody must read and has not: asked since a day, late after another."""

    person: Person
    released: ReleasedVersion
    since: date

    @property
    def due(self) -> date:
        """The last day on which it is in time."""
        return self.since + DUE_AFTER


class Duties:
    """What the people of a moment must read of what is in force on a Bangkok day.

    A fixed number of queries, however many people and documents. ``people`` may be one person alone, for
    that person's own list. ``read`` tells who acknowledged a version; else the library is asked for all.
    """

    def __init__(
        self,
        library: Library,
        uow: UnitOfWork,
        day: date,
        people: Iterable[Person] | None = None,
        read: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.day = day
        self.in_force = tuple(uow.releases.in_force_on(day))
        self.readership = Readership(uow.people.all() if people is None else people)
        self.lists: Mapping[DocumentNumber, ReadingList] = uow.readings.lists()
        self.waivers: Mapping[str, Waiver] = uow.readings.waivers()
        ids = {r.release.version_id for r in self.in_force} | {w.stands_on for w in self.waivers.values()}
        self._read = uow.readings.who_read(ids) if read is None else read
        self._library = library
        self._defaults: dict[str, tuple[Entry, ...]] = {}

    def entries(self, released: ReleasedVersion) -> tuple[Entry, ...]:
        """The document's own list, else its type's. Raises TypeUnknownError, TypeMalformedError."""
        own = self.lists.get(released.release.number)
        return self._default(released.type_code) if own is None or own.entries is None else own.entries

    def must(self, released: ReleasedVersion) -> frozenset[str]:
        """The users who must read a version; nobody is asked for what they may not open."""
        owner = released.department
        asked = frozenset[str]().union(
            *(self.readership.named_by(entry.audience, owner) for entry in self.entries(released))
        )
        if released.access is Access.ALL:
            return asked
        people = self.readership.people
        return frozenset(u for u in asked if Reader(people[u]).may_read(released.open_to))

    def read(self, released: ReleasedVersion) -> frozenset[str]:
        """The users who have read a version, or the one that an amendment of it stands on."""
        return read_by(released.release.version_id, self._read, self.waivers)

    def since(self, person: Person, released: ReleasedVersion) -> date:
        """The day from which a person owes a version."""
        first = max(released.release.effective, bangkok_day(released.release.recorded_at))
        return asked_since(person, self.entries(released), self.readership, released.department, first)

    def owed(self, released: ReleasedVersion) -> tuple[Owed, ...]:
        """Who must read a version and has not, by user name."""
        people = self.readership.people
        missing = sorted(self.must(released) - self.read(released))
        return tuple(Owed(people[u], released, self.since(people[u], released)) for u in missing)

    def _default(self, type_code: str) -> tuple[Entry, ...]:
        if type_code not in self._defaults:
            lines = document_type(self._library, type_code).reading_list
            self._defaults[type_code] = tuple(Entry(Audience.parse(line)) for line in lines)
        return self._defaults[type_code]
