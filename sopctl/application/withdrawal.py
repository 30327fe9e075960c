"""Withdrawal: the quality office asks, the post that approves the type signs, and no successor follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sopctl.application.copies import Mark
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices import tell, tell_declined
from sopctl.application.people import person_of, reauthenticate, require
from sopctl.application.ports import ConcurrentChangeError, UnitOfWork
from sopctl.application.publication import OUTSIDE_STEPS, get_version, round_of
from sopctl.application.reading import CopyMissingError
from sopctl.application.records import CopyKey, Intent, ReleasedVersion, WithdrawalRequest
from sopctl.application.recovery import finish_pending
from sopctl.application.release import EffectiveTooEarlyError
from sopctl.application.retraction import WithdrawalFacts, carry_out
from sopctl.application.shape import document_type
from sopctl.domain.authority import Grant, NotTheSignerError, OwnDocumentError, grant
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.rounds import StaleRoundError
from sopctl.domain.signatures import Meaning, Signature
from sopctl.domain.standing import in_force
from sopctl.domain.types import Step
from sopctl.domain.versions import ReasonMissingError, Version
from sopctl.domain.withdrawals import WithdrawalOrder
from sopctl.domain.workflow import Action, transition
from sopctl.thai.dates import bangkok_day


class NotInForceError(SopctlError):
    """A document without a version in force, of which nothing can be withdrawn."""

    code = "not-in-force"

    def __init__(self, number: DocumentNumber) -> None:
        super().__init__(f"{number} has no version in force that could be withdrawn.", number=number)


@dataclass(frozen=True)
class WithdrawalView:
    """What is read before signing. ``shown`` is sent back with the signature; ``may_sign`` is this reader."""

    request: WithdrawalRequest
    released: ReleasedVersion
    shown: str
    may_sign: bool


def ask_withdrawal(
    library: Library, actor: Actor, number: DocumentNumber, *, reason: str, from_day: date | None = None
) -> WithdrawalRequest:
    """The quality office asks that the version in force goes out of force from a day on, today by default.

    Raises NotAllowedError, NotInForceError, ReasonMissingError, EffectiveTooEarlyError,
    ConcurrentChangeError when that was asked already.
    """
    if not reason.strip():
        raise ReasonMissingError(Action.WITHDRAW)
    today = bangkok_day(library.clock())
    if from_day is not None and from_day < today:
        raise EffectiveTooEarlyError(from_day, today)
    with library.unit() as uow:
        person = require(uow, actor, Role.QUALITY, "ask for a withdrawal")
        released = _in_force(uow, number, today)
        release = released.release
        transition(get_version(uow, release.version_id).state, Action.WITHDRAW)
        copy = released.copies.get(CopyKey(Mark.UNCONTROLLED, "pdf"))
        if copy is None:
            raise CopyMissingError(number, release.version, Mark.UNCONTROLLED)
        order = WithdrawalOrder(
            number=number,
            version=release.version,
            manifest_sha256=released.manifest_sha256,
            copy_sha256=copy,
            from_day=from_day or today,
            reason=reason.strip(),
            asked_by=person.user,
            asked_name=person.name,
            asked_at=library.clock(),
        )
        request = WithdrawalRequest(library.new_id(), release.version_id, order)
        uow.withdrawals.add(request)
        record(library, uow, actor, f"version:{release.version_id}", "withdrawal:ask", number=str(number),
               version=str(release.version), reason=order.reason, order=order.sha256,
               **{"from": order.from_day.isoformat()})  # fmt: skip
        signers = [p.user for p in uow.people.all() if p.active and offered(library, uow, p, request)]
        tell(library, uow, NoticeKind.WITHDRAWAL_ASKED, signers, key=request.id, number=number,
             title=released.title, path=f"{number.address}/withdrawal")  # fmt: skip
        uow.commit()
    return request


def withdrawal_view(library: Library, actor: Actor, number: DocumentNumber) -> WithdrawalView | None:
    """The withdrawal that waits for a signature, None when nobody asked.

    Raises NotAllowedError for others than the quality office, auditors and whoever may sign it.
    """
    with library.reading() as uow:
        person = person_of(uow, actor)
        request = _waiting(uow, number, bangkok_day(library.clock()))
        if request is None:
            if person.has(Role.QUALITY) or person.has(Role.AUDITOR):
                return None
            raise NotAllowedError(actor.user, "read withdrawals")
        released = _released(uow, request)
        may_sign = offered(library, uow, person, request)
    if not (may_sign or person.roles & {Role.QUALITY, Role.AUDITOR}):
        raise NotAllowedError(actor.user, "read this withdrawal")
    return WithdrawalView(request, released, request.order.sha256, may_sign)


def sign_withdrawal(
    library: Library, actor: Actor, number: DocumentNumber, *, password: str, shown: str, code: str = ""
) -> ReleasedVersion:
    """The post that approves the type signs the withdrawal; ``shown`` is the order's hash as it was read.

    Raises NotFoundError, StaleRoundError, OwnDocumentError, NotTheSignerError, OutOfOrderError,
    WrongPasswordError, SigningLockedError, LibraryBusyError.
    """
    with library.reading() as uow:
        _signer(library, uow, actor, number, shown)
    reauthenticate(library, actor, password, code)
    with library.lock.hold() as fence:
        finish_pending(library, fence)
        with library.unit() as uow:
            request, version, person, granted = _signer(library, uow, actor, number, shown)
            released = _released(uow, request)
            at = library.clock()
            signature = Signature(
                round_id=round_of(version).id,
                step=OUTSIDE_STEPS,
                manifest_sha256=request.order.manifest_sha256,
                evidence_sha256=request.order.sha256,
                meaning=Meaning.WITHDRAWN,
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
            day = max(request.order.from_day, bangkok_day(at))
            facts = WithdrawalFacts(actor.user, actor.host_user, request.id, request.order, day, signature)
            intent = _intent(library, released, facts, at)
            uow.intents.add(intent)
            uow.commit()
        return carry_out(library, intent, fence)


def decline_withdrawal(library: Library, actor: Actor, number: DocumentNumber, reason: str) -> None:
    """Whoever may sign refuses, or the quality office takes its request back; the version stays in force.

    Raises ReasonMissingError, NotFoundError, NotAllowedError.
    """
    if not reason.strip():
        raise ReasonMissingError(Action.WITHDRAW)
    with library.unit() as uow:
        person = person_of(uow, actor)
        request = _waiting(uow, number, bangkok_day(library.clock()))
        if request is None:
            raise NotFoundError(f"{number}: a withdrawal that waits")
        if any(intent.version_id == request.version_id for intent in uow.intents.open()):
            raise ConcurrentChangeError(f"the withdrawal of {number}")  # it was signed and is being finished
        if not (person.has(Role.QUALITY) or offered(library, uow, person, request)):
            raise NotAllowedError(actor.user, "decline a withdrawal")
        uow.withdrawals.close(request.id, "declined", library.clock(), by=person.user, answer=reason.strip())
        record(library, uow, actor, f"version:{request.version_id}", "withdrawal:decline",
               number=str(number), reason=reason.strip(), order=request.order.sha256)  # fmt: skip
        tell_declined(library, uow, request, _released(uow, request).title, person.user)
        uow.commit()


def waiting(uow: UnitOfWork, today: date) -> tuple[WithdrawalRequest, ...]:
    """The withdrawals that wait for a signature and are about what is in force today."""
    requests = uow.withdrawals.open()
    if not requests:
        return ()
    current = {r.release.version_id for r in uow.releases.in_force_on(today)}
    return tuple(request for request in requests if request.version_id in current)


def offered(library: Library, uow: UnitOfWork, person: Person, request: WithdrawalRequest) -> bool:
    """Whether a person may sign a withdrawal that waits, today."""
    version = get_version(uow, request.version_id)
    own = person.user in {request.order.asked_by, version.author}
    return not own and _granted(library, uow, person, _released(uow, request)) is not None


def _signer(
    library: Library, uow: UnitOfWork, actor: Actor, number: DocumentNumber, shown: str
) -> tuple[WithdrawalRequest, Version, Person, Grant]:
    """The request, its version, and the ground of a signature that may be given now, or the refusal."""
    person = person_of(uow, actor)
    request = _waiting(uow, number, bangkok_day(library.clock()))
    if request is None:
        raise NotFoundError(f"{number}: a withdrawal that waits")
    version, released = get_version(uow, request.version_id), _released(uow, request)
    transition(version.state, Action.WITHDRAW)
    if person.user in {request.order.asked_by, version.author}:
        raise OwnDocumentError(person.user)
    granted = _granted(library, uow, person, released)
    if granted is None:
        raise NotTheSignerError(person.user, str(_approval(library, released).signers))
    if request.order.sha256 != shown:
        raise StaleRoundError(round_of(version).id)
    return request, version, person, granted


def _granted(library: Library, uow: UnitOfWork, person: Person, released: ReleasedVersion) -> Grant | None:
    today = bangkok_day(library.clock())
    return grant(_approval(library, released), person, uow.posts.offices(), released.department, today)


def _approval(library: Library, released: ReleasedVersion) -> Step:
    """The step that approves this type now: a withdrawal begins no round with steps of its own."""
    steps = document_type(library, released.type_code).steps
    return next(step for step in reversed(steps) if step.action is Action.APPROVE)


def _in_force(uow: UnitOfWork, number: DocumentNumber, today: date) -> ReleasedVersion:
    releases = uow.releases.of(number)
    if not releases:
        raise NotFoundError(number)
    current = in_force([r.release for r in releases], today)
    if current is None:
        raise NotInForceError(number)
    return next(r for r in releases if r.release.version_id == current.version_id)


def _waiting(uow: UnitOfWork, number: DocumentNumber, today: date) -> WithdrawalRequest | None:
    """The request about the version that is in force; one about a version since superseded asks nothing."""
    return next((r for r in waiting(uow, today) if r.order.number == number), None)


def _released(uow: UnitOfWork, request: WithdrawalRequest) -> ReleasedVersion:
    found = uow.releases.get(request.version_id)
    if found is None:
        raise NotFoundError(request.order.number)
    return found


def _intent(library: Library, released: ReleasedVersion, facts: WithdrawalFacts, at: datetime) -> Intent:
    release = released.release
    return Intent(
        id=library.new_id(),
        version_id=release.version_id,
        number=release.number,
        version=release.version,
        at=at,
        token=released.token,
        public_url=released.public_url,
        facts=facts.encode(),
    )
