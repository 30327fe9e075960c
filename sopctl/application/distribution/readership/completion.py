"""How far reading has come: by document, by department, by person, today and on any day before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sopctl.application.distribution.readership.duties import Duties, Owed
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.knowing import hidden
from sopctl.application.queries.readers import Reader as Looker
from sopctl.application.records import ReleasedVersion
from sopctl.domain.acknowledgements import Acknowledgement
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.thai.dates import BANGKOK, bangkok_day

PERSON_ACTS = ("person:add", "person:change", "person:confirm", "person:deactivate")


@dataclass(frozen=True)
class Share:
    """How many must read, how many of them have, how many are late."""

    must: int
    done: int
    late: int

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down, so that 100 means everybody; 100 where nobody must."""
        return 100 * self.done // self.must if self.must else 100


@dataclass(frozen=True)
class Completion:
    """Where reading stands on a day. ``owed`` is longest asked first. ``department`` "" is all."""

    day: date
    department: str
    all: Share
    documents: tuple[tuple[ReleasedVersion, Share], ...]
    departments: tuple[tuple[str, Share], ...]
    owed: tuple[Owed, ...]


@dataclass(frozen=True)
class Reader:
    """One person and one version: whether they must read it, since when, and what they declared.

    ``acknowledged`` None: not read. ``carried``: read in the version that this amendment stands on.
    """

    user: str
    name: str
    department: str
    must: bool
    since: date | None
    acknowledged: Acknowledgement | None
    carried: bool = False


@dataclass(frozen=True)
class RegisterReaders:
    """A version in force on a day, and its readers: those who must or did read it by that day."""

    released: ReleasedVersion
    readers: tuple[Reader, ...]

    @property
    def share(self) -> Share:
        """Of those who must."""
        asked = [reader for reader in self.readers if reader.must]
        return Share(len(asked), sum(reader.acknowledged is not None for reader in asked), 0)


def completion(library: Library, actor: Actor) -> Completion:
    """Where reading stands today, in a fixed number of queries.

    The quality office and auditors see the hospital, a department head (role reviewer) their department.
    Raises NotAllowedError for others.
    """
    day = bangkok_day(library.clock())
    with library.reading() as uow:
        department = _scope(uow, actor)
        found = uow.people.all()
        people = [p for p in found if not department or p.department == department]
        return _completion(Duties(library, uow, day, people), department)


def _completion(duties: Duties, department: str) -> Completion:
    """Counted over pairs of a person and a document."""
    must: Counter[str] = Counter()
    done: Counter[str] = Counter()
    late: Counter[str] = Counter()
    documents: list[tuple[ReleasedVersion, Share]] = []
    everything: list[Owed] = []
    people = duties.readership.people
    for released in duties.in_force:
        asked = duties.must(released)
        if not asked:
            continue
        read = asked & duties.read(released)
        owed = duties.owed(released)
        behind = [each for each in owed if each.due < duties.day]
        must.update(people[user].department for user in asked)
        done.update(people[user].department for user in read)
        late.update(each.person.department for each in behind)
        documents.append((released, Share(len(asked), len(read), len(behind))))
        everything += owed
    return Completion(
        day=duties.day,
        department=department,
        all=Share(must.total(), done.total(), late.total()),
        documents=tuple(documents),
        departments=tuple((code, Share(must[code], done[code], late[code])) for code in sorted(must)),
        owed=tuple(sorted(everything, key=lambda o: (o.since, o.person.department, o.person.user))),
    )


def readers_on(
    library: Library, actor: Actor, number: DocumentNumber, on: date | None = None
) -> RegisterReaders:
    """The version of a document in force on a day (else today), and who must or did read it by then.

    Raises NotFoundError when none was in force, NotAllowedError.
    """
    found = [line for line in _register(library, actor, on, number) if line.released.release.number == number]
    if not found:
        raise NotFoundError(number)
    return found[0]


def register_readers(library: Library, actor: Actor, on: date | None = None) -> tuple[RegisterReaders, ...]:
    """What was in force on a day, and who had read it by then. Raises NotAllowedError.

    Who must is worked out from people as they were on that day, as far as the ledger tells it.
    """
    return tuple(_register(library, actor, on, None))


def _register(
    library: Library, actor: Actor, on: date | None, number: DocumentNumber | None
) -> list[RegisterReaders]:
    today = bangkok_day(library.clock())
    day = on or today
    with library.reading() as uow:
        department = _scope(uow, actor)
        everybody = list(uow.people.all())
        people = everybody if day >= today else _people_on(uow, everybody, day)
        duties = Duties(library, uow, day, people)
        who = Looker(person_of(uow, actor))
        shown = [
            r for r in duties.in_force
            if number in (None, r.release.number) and who.may_read(r.open_to)
        ]  # fmt: skip
        if day != today and not who.sees_all:  # what is restricted today was perhaps not on that day
            gone = hidden(who, uow.releases.all(), today)
            shown = [r for r in shown if r.release.number not in gone]
        ids = {r.release.version_id for r in shown} | {w.stands_on for w in duties.waivers.values()}
        given = [a for a in uow.readings.of_versions(ids) if a.day <= day]
    by_version: dict[str, dict[str, Acknowledgement]] = {}
    for each in given:
        by_version.setdefault(each.version_id, {})[each.person] = each
    lines = [_line(duties, released, by_version) for released in shown]
    if not department:
        return lines
    return [
        RegisterReaders(x.released, tuple(r for r in x.readers if r.department == department)) for x in lines
    ]


def _line(
    duties: Duties, released: ReleasedVersion, by_version: dict[str, dict[str, Acknowledgement]]
) -> RegisterReaders:
    """Those who must, by department and name, then those who read it unasked."""
    version_id = released.release.version_id
    own, carried = by_version.get(version_id, {}), dict[str, Acknowledgement]()
    at = duties.waivers.get(version_id)
    while at is not None and at.stands_on != version_id:
        carried = {**by_version.get(at.stands_on, {}), **carried}
        at = duties.waivers.get(at.stands_on)
    people, must = duties.readership.people, duties.must(released)
    readers = []
    for user in must | own.keys() | carried.keys():
        given = own.get(user) or carried.get(user)
        person = people.get(user)
        if person is None and given is None:
            continue
        readers.append(
            Reader(
                user=user,
                name=person.name if person else given.name if given else user,
                department=person.department if person else given.department if given else "",
                must=user in must,
                since=duties.since(person, released) if person and user in must else None,
                acknowledged=given,
                carried=user not in own and user in carried,
            )
        )
    readers.sort(key=lambda r: (not r.must, r.department, r.name, r.user))
    return RegisterReaders(released, tuple(readers))


def _scope(uow: UnitOfWork, actor: Actor) -> str:
    """The department whose reading somebody may see; "" for all."""
    person = person_of(uow, actor)
    if person.roles & {Role.QUALITY, Role.AUDITOR}:
        return ""
    if person.has(Role.REVIEWER) and person.department:
        return person.department
    raise NotAllowedError(actor.user, "see who has read")


def _people_on(uow: UnitOfWork, people: Sequence[Person], day: date) -> list[Person]:
    """People as they were at the end of a day: what the ledger tells of later days is taken back."""
    end = datetime.combine(day + timedelta(days=1), time(), BANGKOK)
    later: dict[str, list[LedgerRow]] = {}
    for row in uow.ledger.of(PERSON_ACTS):
        if row.at >= end:
            later.setdefault(row.subject.removeprefix("person:"), []).append(row)
    found: list[Person] = []
    for person in people:
        was: Person | None = person
        for row in reversed(later.get(person.user, ())):
            was = None if row.action == "person:add" else _before(was, row) if was else None
        if was is not None:
            found.append(was)
    return found


def _before(person: Person, row: LedgerRow) -> Person:
    """The person before a row of a change or a deactivation."""
    if row.action == "person:deactivate":
        return replace(person, active=True)
    detail = row.detail
    known = {role.value for role in Role}
    roles = frozenset(Role(r) for r in detail.get("roles_before", "").split(",") if r in known)
    return replace(
        person,
        name=detail.get("name_before", person.name),
        department=detail.get("department_before", person.department),
        roles=roles if "roles_before" in detail else person.roles,
        active=detail.get("active_before", str(person.active).lower()) == "true",
    )
