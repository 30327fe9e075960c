"""Declaring รับทราบและเข้าใจ: my list, the questions, and the declaration itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sopctl.application.distribution.readership.duties import Duties, Owed
from sopctl.application.distribution.readership.facts import record_acknowledgement, record_attempt
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.people.proof import reauthenticate
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.readers import Reader
from sopctl.application.records import ReleasedVersion
from sopctl.domain.acknowledgements import Acknowledgement, Attempt, Means, Question, marked
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person
from sopctl.domain.standing import in_force
from sopctl.thai.dates import bangkok_day


class AlreadyAcknowledgedError(SopctlError):
    """A second declaration of the same version."""

    code = "already-acknowledged"

    def __init__(self, number: DocumentNumber, version: VersionLabel) -> None:
        super().__init__(
            f"You have acknowledged {number} version {version} already.", number=number, version=version
        )


class ReadingChangedError(SopctlError):
    """Another version came into force while one was being read."""

    code = "reading-changed"

    def __init__(self, number: DocumentNumber, version: VersionLabel) -> None:
        super().__init__(
            f"Version {version} of {number} is in force now; read that one.", number=number, version=version
        )


class AnswersWrongError(SopctlError):
    """Too few right answers; the try is kept, and the document is to be read again."""

    code = "answers-wrong"

    def __init__(self, right: int, asked: int, needed: int) -> None:
        super().__init__(
            f"{right} of {asked} answers are right, and {needed} must be; read the document again.",
            right=right,
            asked=asked,
            needed=needed,
        )


@dataclass(frozen=True)
class MyReading:
    """What a person must read, the longest owed first, and what they acknowledged, latest first.

    ``done`` holds each acknowledgement with its release; ``today`` is the Bangkok day.
    """

    owed: tuple[Owed, ...]
    done: tuple[tuple[Acknowledgement, ReleasedVersion], ...]
    today: date


@dataclass(frozen=True)
class Reading:
    """One document in front of its reader: the version in force, the questions, what they said before."""

    released: ReleasedVersion
    questions: tuple[Question, ...]
    needed: int
    acknowledged: Acknowledgement | None


def my_readings(library: Library, actor: Actor) -> MyReading:
    """What waits to be read by this person. Raises NotAllowedError."""
    day = bangkok_day(library.clock())
    with library.reading() as uow:
        person = person_of(uow, actor)
        given = uow.readings.of_person(person.user)
        duties = Duties(library, uow, day, [person], {a.version_id: {person.user} for a in given})
        releases = {a.version_id: uow.releases.get(a.version_id) for a in given}
    owed = [owed for released in duties.in_force for owed in duties.owed(released)]
    done = tuple((a, found) for a in given if (found := releases[a.version_id]) is not None)
    return MyReading(tuple(sorted(owed, key=lambda o: (o.since, o.released.release.number))), done, day)


def reading_of(library: Library, actor: Actor, number: DocumentNumber) -> Reading:
    """The version in force as a person reads it. Raises NotFoundError, NotAllowedError."""
    with library.reading() as uow:
        return _reading(library, uow, person_of(uow, actor), number)


def acknowledge(
    library: Library,
    actor: Actor,
    number: DocumentNumber,
    *,
    password: str,
    code: str = "",
    version: VersionLabel | None = None,
    answers: Sequence[int | None] = (),
) -> Acknowledgement:
    """Declare to have read and understood the version in force, with the password again.

    ``version`` is what was on the screen. ``answers`` count from 0, None for no answer. Raises
    NotFoundError, AlreadyAcknowledgedError, ReadingChangedError, AnswersWrongError, WrongPasswordError and
    what else ``reauthenticate`` raises.
    """
    with library.reading() as uow:  # what cannot be declared is no failed proof
        _open(library, uow, person_of(uow, actor), number, version)
    reauthenticate(library, actor, password, code)
    return declare(library, actor, number, Means.ACCOUNT, version=version, answers=answers)


def declare(
    library: Library,
    actor: Actor,
    number: DocumentNumber,
    means: Means,
    *,
    version: VersionLabel | None = None,
    answers: Sequence[int | None] = (),
) -> Acknowledgement:
    """Record the declaration of somebody who has proved who they are. Raises as ``acknowledge`` does.

    A try at the questions is kept whether it passes or not.
    """
    with library.unit() as uow:
        person = person_of(uow, actor)
        reading = _open(library, uow, person, number, version)
        version_id, now = reading.released.release.version_id, library.clock()
        if reading.questions:
            right = marked(reading.questions, answers)
            passed = right >= reading.needed
            asked = len(reading.questions)
            attempt = Attempt(library.new_id(), version_id, person.user, now, right, asked, passed)
            uow.readings.add_attempt(attempt)
            record_attempt(library, uow, actor, attempt)
            if not passed:
                uow.commit()
                raise AnswersWrongError(right, asked, reading.needed)
        given = Acknowledgement(
            version_id, person.user, person.name, person.department, means, bangkok_day(now), now, actor.user
        )
        uow.readings.add(given)
        record_acknowledgement(library, uow, actor, reading.released, given)
        uow.commit()
    return given


def in_force_version(library: Library, uow: UnitOfWork, number: DocumentNumber) -> ReleasedVersion:
    """The version of a document in force today. Raises NotFoundError."""
    releases = {r.release.version_id: r for r in uow.releases.of(number)}
    found = in_force([r.release for r in releases.values()], bangkok_day(library.clock()))
    if found is None:
        raise NotFoundError(number)
    return releases[found.version_id]


def _reading(library: Library, uow: UnitOfWork, person: Person, number: DocumentNumber) -> Reading:
    released = in_force_version(library, uow, number)
    if not Reader(person).may_read(released.open_to):
        raise NotFoundError(number)
    given = uow.readings.of_versions([released.release.version_id])
    own = uow.readings.list_of(number)
    mine = next((a for a in given if a.person == person.user), None)
    return Reading(released, own.questions if own else (), own.needed if own else 0, mine)


def _open(
    library: Library, uow: UnitOfWork, person: Person, number: DocumentNumber, version: VersionLabel | None
) -> Reading:
    """A reading that can be declared now, or the refusal."""
    reading = _reading(library, uow, person, number)
    label = reading.released.release.version
    if version is not None and version != label:
        raise ReadingChangedError(number, label)
    if reading.acknowledged is not None:
        raise AlreadyAcknowledgedError(number, label)
    return reading
