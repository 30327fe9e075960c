"""Orders: withdrawals and reaffirmations, signed outside a round by the rule of the type's approval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sopctl.application.library import Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import ReaffirmationRequest, ReleasedVersion, WithdrawalRequest
from sopctl.application.release.intents import OUTSIDE_STEPS
from sopctl.application.shape import document_type
from sopctl.domain.authority import Grant, NotTheSignerError, OwnDocumentError, grant
from sopctl.domain.people import Person
from sopctl.domain.quorum import open_steps
from sopctl.domain.rounds import AlreadySignedError, StaleRoundError
from sopctl.domain.signatures import Meaning, Signature
from sopctl.domain.types import Step
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action
from sopctl.thai.dates import bangkok_day

Request = WithdrawalRequest | ReaffirmationRequest


def approving_steps(library: Library, type_code: str) -> tuple[Step, ...]:
    """The steps that approve a type now, copied into an order when it is asked for."""
    steps = document_type(library, type_code).steps
    return tuple(step for step in steps if step.action is Action.APPROVE)


def place(index: int) -> int:
    """The step number of a signature on an order's step: outside the round's, -1 for the first."""
    return OUTSIDE_STEPS - index


def remaining(request: Request, given: Sequence[Signature]) -> tuple[int, ...]:
    """The steps of an order that can be signed now, () when it has all its signatures."""
    return open_steps(request.steps, lambda index: sum(s.step == place(index) for s in given))


def offered(
    uow: UnitOfWork, person: Person, request: Request, released: ReleasedVersion, today: date
) -> bool:
    """Whether a person may sign an order today; never one that they asked for, nor their own version."""
    version = uow.versions.get(released.release.version_id)
    if version is None or person.user in {request.order.asked_by, version.author}:
        return False
    return _step_for(uow, person, request, released, today) is not None


def sign_order(
    library: Library,
    uow: UnitOfWork,
    person: Person,
    request: Request,
    released: ReleasedVersion,
    version: Version,
    meaning: Meaning,
    shown: str,
) -> Signature:
    """The signature that a person may give on an order now, or the refusal.

    Raises OwnDocumentError, AlreadySignedError, NotTheSignerError, StaleRoundError.
    """
    opened = version.round
    about = opened.id if opened else version.id
    if person.user in {request.order.asked_by, version.author}:
        raise OwnDocumentError(person.user)
    at = library.clock()
    found = _step_for(uow, person, request, released, bangkok_day(at))
    if found is None:
        if any(s.person == person.user for s in request.given):
            raise AlreadySignedError(person.user, about)
        waits = remaining(request, request.given)
        raise NotTheSignerError(person.user, str(request.steps[waits[0]].signers) if waits else "nobody")
    if request.order.sha256 != shown:
        raise StaleRoundError(about)
    index, granted = found
    return Signature(
        round_id=about,
        step=place(index),
        manifest_sha256=request.order.manifest_sha256,
        evidence_sha256=request.order.sha256,
        meaning=meaning,
        person=person.user,
        name=person.name,
        post=granted.post,
        authority=granted.ground,
        at=at,
        previous=uow.ledger.head(),
        formula=granted.formula,
        remark=request.order.reason,
        picture_sha256=person.picture,
    )


def _step_for(
    uow: UnitOfWork, person: Person, request: Request, released: ReleasedVersion, today: date
) -> tuple[int, Grant] | None:
    offices = uow.posts.offices()
    for index in remaining(request, request.given):
        mine = any(s.person == person.user and s.step == place(index) for s in request.given)
        granted = grant(request.steps[index], person, offices, released.department, today)
        if granted is not None and not mine:
            return index, granted
    return None


def live_reaffirmations(uow: UnitOfWork, today: date) -> tuple[ReaffirmationRequest, ...]:
    """The reaffirmations that wait and are about what is in force; one about the past asks nothing."""
    asked = uow.reaffirmations.open()
    about = {request.order.number for request in asked}
    current = {r.release.version_id for r in uow.releases.in_force_on(today, numbers=about)}
    return tuple(request for request in asked if request.version_id in current)
