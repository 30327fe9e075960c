"""Change requests as people see them: where each stands, and what answers it, derived from facts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.requests.handling import grounds, may_read, readable, take_by_fact
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.people import Person, Role
from sopctl.domain.prints import Print
from sopctl.domain.requests import (
    REQUEST_TABLE,
    ChangeRequest,
    RequestAction,
    RequestKind,
    RequestState,
)
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State

WAITING = (RequestState.ASKED, RequestState.UNCLEAR)
OPEN = (*WAITING, RequestState.ACCEPTED)


@dataclass(frozen=True)
class Answer:
    """What answers a request: a version in work or released, a withdrawal, or a print.

    ``done_at`` (aware UTC) is when it was released, withdrawn or issued, None before.
    """

    version: Version | None = None
    issued: Print | None = None
    done_at: datetime | None = None


@dataclass(frozen=True)
class RequestView:
    """One request with what answers it. ``state`` is done as soon as the answer is, whoever recorded it.

    ``may`` are the steps that this reader can take now; ``assignee`` is a name.
    """

    request: ChangeRequest
    state: RequestState
    answer: Answer | None
    assignee: str
    may: tuple[RequestAction, ...]


@dataclass(frozen=True)
class RequestPage:
    """A request's page: the view, and who could be asked to do it (user name and name)."""

    view: RequestView
    able: tuple[Person, ...]


def my_requests(library: Library, actor: Actor) -> tuple[RequestView, ...]:
    """What I asked for, and what I am asked to do, latest first. Raises NotAllowedError."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        mine = list(uow.requests.of_person(person.user))
        given = [
            request
            for request in uow.requests.in_states([RequestState.ACCEPTED])
            if request.assignee == person.user and person.user not in (request.by, request.requester)
        ]
        found = sorted([*mine, *given], key=lambda r: (r.at, r.sequence), reverse=True)
        return tuple(_view(uow, person, request) for request in found)


def every_request(
    library: Library, actor: Actor, states: Collection[RequestState] = OPEN
) -> tuple[RequestView, ...]:
    """The requests in the states, oldest first, for the quality office and auditors.

    Raises NotAllowedError for others.
    """
    with library.reading() as uow:
        person = person_of(uow, actor)
        if not person.roles & {Role.QUALITY, Role.AUDITOR}:
            raise NotAllowedError(actor.user, "list all requests")
        # What was accepted may be done by fact, though nobody recorded it yet.
        asked = set(states) | ({RequestState.ACCEPTED} if RequestState.DONE in states else set())
        views = [_view(uow, person, request) for request in uow.requests.in_states(asked)]
    return tuple(view for view in views if view.state in states)


def waiting_requests(library: Library, actor: Actor) -> tuple[RequestView, ...]:
    """The requests that wait for the quality office, oldest first; nothing for anybody else."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        if not person.roles & {Role.QUALITY, Role.AUDITOR}:
            return ()
        return tuple(_view(uow, person, r) for r in uow.requests.in_states([RequestState.ASKED]))


def request_page(library: Library, actor: Actor, number: str) -> RequestPage:
    """One request. Raises NotFoundError for whoever it is not for."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        request = readable(uow, person, number)
        writes = request.asked.kind in (RequestKind.NEW, RequestKind.REVISE)
        roles = {Role.AUTHOR, Role.QUALITY} if writes else {Role.QUALITY}
        able = tuple(p for p in uow.people.all() if p.active and p.roles & roles)
        return RequestPage(_view(uow, person, request), able if person.has(Role.QUALITY) else ())


def requests_about(library: Library, actor: Actor, version: Version) -> tuple[RequestView, ...]:
    """The requests that a version answers, for those who may read them."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        about = [r for r in uow.requests.about(version.number) if may_read(person, r)]
        views = [_view(uow, person, request) for request in about]
    return tuple(v for v in views if v.answer and v.answer.version and v.answer.version.id == version.id)


def settle_requests(library: Library) -> int:
    """Record as done what was released or withdrawn since, and tell who asked; returns how many.

    Being late shows nobody another state: it is derived until then.
    """
    with library.reading() as uow:
        ready = [
            request.number
            for request in uow.requests.in_states([RequestState.ACCEPTED])
            if (answer := answer_of(uow, request)) is not None and answer.done_at is not None
        ]
    if not ready:
        return 0
    with library.unit() as uow:
        for number in ready:
            request = uow.requests.get(number)
            answer = answer_of(uow, request) if request else None
            if request and request.state is RequestState.ACCEPTED and answer and answer.version:
                words = f"{answer.version.number} {answer.version.label}"
                take_by_fact(library, uow, request, answer.version, words)
        uow.commit()
    return len(ready)


def answer_of(uow: UnitOfWork, request: ChangeRequest) -> Answer | None:
    """What answers a request now, None while nothing does.

    Without a link of its own, a revision is answered by the first version that was not released before the
    decision, and a withdrawal by the document's.
    """
    kind, _, key = request.answer.partition(":")
    if kind == "print":
        issued = uow.prints.get(key)
        return Answer(issued=issued, done_at=issued.issued_at) if issued else None
    decision = request.decision
    if decision is None or decision.action is RequestAction.REFUSE or request.asked.kind is RequestKind.COPY:
        return None
    version = uow.versions.get(key) if kind == "version" else None
    if version is None or version.state is State.ABANDONED:
        version = _version_for(uow, request, decision.at)
    if version is None:
        return None
    released = uow.releases.get(version.id)
    if released is None:
        return Answer(version)
    release = released.release
    if request.asked.kind is RequestKind.WITHDRAW:
        return Answer(version, done_at=release.withdrawn_recorded_at)
    return Answer(version, done_at=release.recorded_at)


def _version_for(uow: UnitOfWork, request: ChangeRequest, decided: datetime) -> Version | None:
    number = request.asked.document
    if number is None:
        return None
    versions = [v for v in uow.versions.of(number) if v.state is not State.ABANDONED]
    if request.asked.kind is RequestKind.WITHDRAW:
        for version in versions:
            released = uow.releases.get(version.id)
            gone = released.release.withdrawn_recorded_at if released else None
            asked = any(not w.outcome for w in uow.withdrawals.of(version.id))
            if asked or (gone is not None and gone > decided):
                return version
        return None
    for version in versions:
        released = uow.releases.get(version.id)
        if released is None or released.release.recorded_at > decided:
            return version
    return None


def _view(uow: UnitOfWork, person: Person, request: ChangeRequest) -> RequestView:
    answer = answer_of(uow, request)
    done = request.state is RequestState.ACCEPTED and answer is not None and answer.done_at is not None
    state = RequestState.DONE if done else request.state
    name = uow.people.get(request.assignee) if request.assignee else None
    mine = grounds(person, request)
    may = tuple(action for (at, action), step in REQUEST_TABLE.items() if at is state and mine & set(step.by))
    return RequestView(request, state, answer, name.name if name else request.assignee, may)
