"""What waits for one person: all that would be left undone if they left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sopctl.application.distribution.readership.duties import Duties
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.knowing import knows
from sopctl.application.queries.readers import Reader
from sopctl.application.records import ReaffirmationRequest, WithdrawalRequest
from sopctl.application.release.orders import live_reaffirmations
from sopctl.application.release.withdrawal import waiting
from sopctl.application.requests.views import OPEN
from sopctl.application.review.overview import document_types
from sopctl.domain.acknowledgements import Audience, AudienceKind, ReadingList
from sopctl.domain.authority import Offices, grant
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula
from sopctl.domain.prints import HolderKind, Print
from sopctl.domain.requests import ChangeRequest, RequestState
from sopctl.domain.types import DocumentType, SignerKind, Step
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State
from sopctl.thai.dates import bangkok_day

_IN_WORK = (State.DRAFT, State.IN_REVIEW, State.IN_CHECK, State.IN_APPROVAL, State.APPROVED)


class Work(StrEnum):
    """What can be left undone."""

    DRAFT = "draft"
    STEP = "step"
    POST = "post"
    DELEGATION = "delegation"
    WITHDRAWAL = "withdrawal"  # waits for a signature by name
    REVIEW = "reaffirmation"  # the same for a periodic review
    REQUEST = "request"  # a change request to carry out
    ASKED = "asked"  # a change request of their own, still open
    ALONE = "alone"  # nobody else has the role that an open step asks for
    LIST = "list"
    TYPE = "type"
    PRINT = "print"
    READING = "reading"


class Obstacle(StrEnum):
    """Why a piece of work stays with whom it was."""

    ROLE = "role"  # the new one does not write documents
    SIGNED = "signed"  # the new one signs, or signed, what they would now prepare
    NOT_REPLACEABLE = "not-replaceable"
    QUALITY = "quality"  # the quality office does this
    ADMIN = "admin"  # an administrator does this
    READER = "reader"  # the new one may not read the document
    TYPE = "type"  # the document type is changed in the library
    ALONE = "alone"  # somebody else is given the role
    OWN = "own"  # nobody reads for another


@dataclass(frozen=True)
class Piece:
    """One piece of work: ``subject`` is a version, a round and step, a holding, a document or a print.

    ``version`` and ``copy`` say which of the document ``number`` is meant; ``obstacle`` is set where it was
    not handed over. ``shown`` is "" and ``number`` None for whoever may not know the document.
    """

    kind: Work
    subject: str
    shown: str
    number: DocumentNumber | None = None
    obstacle: Obstacle | None = None
    version: str = ""
    copy: int = 0


@dataclass(frozen=True)
class OpenWork:
    """Everything that waits for one person."""

    person: Person
    pieces: tuple[Piece, ...]


def open_work(library: Library, actor: Actor, user: str) -> OpenWork:
    """What waits for somebody. For the quality office, administrators, auditors and the person themselves.

    Raises NotFoundError, NotAllowedError.
    """
    with library.reading() as uow:
        _may_see(uow, actor, user)
        person = uow.people.get(user)
        if person is None:
            raise NotFoundError(user)
        moment = Moment.of(library, uow)
        pieces = pieces_of(library, uow, moment, person)
        return OpenWork(person, tuple(as_known(uow, person_of(uow, actor), pieces, moment.day, user)))


def leavers_with_work(library: Library, actor: Actor) -> tuple[OpenWork, ...]:
    """Who is gone, or has a last day, and has left something undone. Raises NotAllowedError."""
    with library.reading() as uow:
        _may_see(uow, actor, "")
        gone = [p for p in uow.people.all() if not p.active or p.leaves is not None]
        moment = Moment.of(library, uow)
        me, day = person_of(uow, actor), moment.day
        found = [OpenWork(p, tuple(as_known(uow, me, _undone(moment, p), day, p.user))) for p in gone]
    return tuple(each for each in found if each.pieces)


def as_known(uow: UnitOfWork, viewer: Person, pieces: Iterable[Piece], day: date, of: str) -> Iterator[Piece]:
    """Pieces of ``of``'s work as somebody may see them: of what is restricted, that there is a piece."""
    who = Reader(viewer)
    for piece in pieces:
        if viewer.user == of or piece.number is None or knows(uow, who, piece.number, day):
            yield piece
        else:
            yield replace(piece, shown="", number=None, version="", copy=0)


@dataclass(frozen=True)
class Moment:
    """Everything in which somebody can be named, read once however many people leave."""

    day: date
    versions: tuple[Version, ...]
    offices: Offices
    lists: tuple[ReadingList, ...]
    prints: tuple[Print, ...]
    types: tuple[DocumentType, ...]
    orders: tuple[tuple[Work, WithdrawalRequest | ReaffirmationRequest], ...]
    requests: tuple[ChangeRequest, ...]
    people: tuple[Person, ...]

    @classmethod
    def of(cls, library: Library, uow: UnitOfWork) -> Moment:
        """The moment of a transaction."""
        orders: list[tuple[Work, WithdrawalRequest | ReaffirmationRequest]] = []
        day = bangkok_day(library.clock())
        orders += [(Work.WITHDRAWAL, request) for request in waiting(library, uow, day)]
        orders += [(Work.REVIEW, request) for request in live_reaffirmations(uow, day)]
        return cls(
            day,
            tuple(uow.versions.in_states(_IN_WORK)),
            uow.posts.offices(),
            tuple(uow.readings.lists().values()),
            tuple(uow.prints.out()),
            document_types(library),
            tuple(orders),
            tuple(uow.requests.in_states(OPEN)),
            tuple(uow.people.all()),
        )


def pieces_of(library: Library, uow: UnitOfWork, moment: Moment, person: Person) -> list[Piece]:
    """What is undone, and what the person must read while they are here."""
    found = _undone(moment, person)
    if person.active:
        read = {given.version_id: {person.user} for given in uow.readings.of_person(person.user)}
        duties = Duties(library, uow, moment.day, [person], read)
        owed = (each.released.release for released in duties.in_force for each in duties.owed(released))
        found += [_of_version(Work.READING, r.version_id, r.number, str(r.version)) for r in owed]
    return found


def _undone(moment: Moment, person: Person) -> list[Piece]:
    user, found = person.user, list[Piece]()
    for version in moment.versions:
        number, label = version.number, str(version.label)
        if version.author == user:
            found.append(_of_version(Work.DRAFT, version.id, number, label))
        found += [_of_version(Work.STEP, f"{version.id}:{i}", number, label) for i in _steps(version, user)]
        if _alone(moment, version, person):
            found.append(_of_version(Work.ALONE, version.id, number, label))
    found += [
        _of_version(kind, request.id, request.order.number, str(request.order.version))
        for kind, request in moment.orders
        if any(user in step.signers.people for step in request.steps)
        and all(given.person != user for given in request.given)
    ]
    for asked in moment.requests:
        shown, about = f"{asked.number} {asked.asked.title}", asked.asked.document
        if user == asked.assignee and asked.state is RequestState.ACCEPTED:
            found.append(Piece(Work.REQUEST, asked.number, shown, about))
        if user == asked.requester:
            found.append(Piece(Work.ASKED, asked.number, shown, about))
    for holding in moment.offices.holdings:
        if holding.person == user and (holding.last is None or holding.last >= moment.day):
            kind = Work.POST if holding.formula is Formula.NONE else Work.DELEGATION
            found.append(Piece(kind, holding.id, moment.offices.title(holding.post)))
    named = Audience(AudienceKind.PERSON, user)
    found += [
        Piece(Work.LIST, str(given.number), str(given.number), given.number)
        for given in moment.lists
        if any(entry.audience == named for entry in given.entries or ())
    ]
    found += [
        Piece(
            Work.PRINT,
            each.id,
            f"{each.number} {each.version} / {each.copy}",
            each.number,
            version=str(each.version),
            copy=each.copy,
        )
        for each in moment.prints
        if each.held_by.kind is HolderKind.PERSON and each.held_by.code == user
    ]
    found += [
        Piece(Work.TYPE, kind.code, kind.code)
        for kind in moment.types
        if any(user in step.signers.people for step in (*kind.steps, *kind.amendment_steps))
        or str(named) in kind.reading_list
    ]
    return found


def _of_version(kind: Work, subject: str, number: DocumentNumber, label: str) -> Piece:
    return Piece(kind, subject, f"{number} {label}", number, version=label)


def _steps(version: Version, user: str) -> tuple[int, ...]:
    """The steps of an open round that name somebody who has not signed them."""
    opened = version.round
    if opened is None or version.state in (State.DRAFT, State.APPROVED):
        return ()
    return tuple(
        i
        for i in range(len(opened.steps))
        if not opened.complete(i)
        and opened.step_now(i).signers.kind is SignerKind.PEOPLE
        and user in opened.step_now(i).signers.people
        and all(s.person != user for s in opened.signed(i))
    )


def _alone(moment: Moment, version: Version, person: Person) -> bool:
    """Whether a step waits for a role that this person has, or had, and nobody else who could sign."""
    opened = version.round
    if opened is None or version.state in (State.DRAFT, State.APPROVED):
        return False
    here = replace(person, active=True)
    others = [p for p in moment.people if p.user not in (person.user, version.author)]
    for i in opened.open_steps():
        step = opened.step_now(i)
        if step.signers.kind not in (SignerKind.ROLE, SignerKind.DEPARTMENT_ROLE):
            continue

        def fits(who: Person, step: Step = step) -> bool:
            return grant(step, who, moment.offices, opened.department, moment.day) is not None

        if fits(here) and not any(map(fits, others)):
            return True
    return False


def _may_see(uow: UnitOfWork, actor: Actor, user: str) -> None:
    person = person_of(uow, actor)
    if person.user != user and not person.roles & {Role.QUALITY, Role.ADMIN, Role.AUDITOR}:
        raise NotAllowedError(actor.user, "see open work")
