"""Withdrawal: the quality office asks, the post that approves the type signs, and no successor follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sopctl.application.identity import person_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell, tell_declined
from sopctl.application.people.proof import reauthenticate
from sopctl.application.ports import ConcurrentChangeError, UnitOfWork
from sopctl.application.ports.copies import Mark
from sopctl.application.queries.documents import CopyMissingError
from sopctl.application.queries.readers import Reader
from sopctl.application.records import CopyKey, Intent, ReleasedVersion, WithdrawalRequest
from sopctl.application.release.intents import get_version
from sopctl.application.release.orders import approving_steps, offered, remaining, sign_order
from sopctl.application.release.recovery import finish_pending
from sopctl.application.release.releasing import EffectiveTooEarlyError
from sopctl.application.release.retraction import WithdrawalFacts, carry_out
from sopctl.application.remarks import reason_for
from sopctl.domain import canonical
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.orders import WithdrawalOrder
from sopctl.domain.people import Person, Role
from sopctl.domain.signatures import Meaning, Signature
from sopctl.domain.standing import Standing, standing
from sopctl.domain.workflow import Action, transition
from sopctl.thai.dates import bangkok_day

_WAITS = "a withdrawal that waits"


class NotInForceError(SopctlError):
    """A document without a version in force or scheduled, of which nothing can be withdrawn."""

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
    library: Library,
    actor: Actor,
    number: DocumentNumber,
    *,
    reason: str,
    from_day: date | None = None,
    version: VersionLabel | None = None,
) -> WithdrawalRequest:
    """The quality office asks that a version goes out of force from a day on, today by default.

    ``version`` None is the one in force, else one that is scheduled, which then never takes force. Raises
    NotAllowedError, NotInForceError, ReasonMissingError, ReasonPersonalError, EffectiveTooEarlyError,
    ConcurrentChangeError when that was asked already.
    """
    why = reason_for(Action.WITHDRAW, reason)
    today = bangkok_day(library.clock())
    if from_day is not None and from_day < today:
        raise EffectiveTooEarlyError(from_day, today)
    with library.unit() as uow:
        person = require(uow, actor, Role.QUALITY, "ask for a withdrawal")
        released = _target(uow, number, version, today)
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
            day=from_day or today,
            reason=why,
            asked_by=person.user,
            asked_name=person.name,
            asked_at=library.clock(),
        )
        steps = approving_steps(library, released.type_code)
        request = WithdrawalRequest(library.new_id(), release.version_id, order, steps=steps)
        uow.withdrawals.add(request)
        record(library, uow, actor, f"version:{release.version_id}", "withdrawal:ask", number=str(number),
               version=str(release.version), reason=order.reason, order=order.sha256,
               **{"from": order.from_day.isoformat()})  # fmt: skip
        signers = [p.user for p in uow.people.all() if p.active and offered(uow, p, request, released, today)]
        tell(library, uow, NoticeKind.WITHDRAWAL_ASKED, signers, key=request.id, number=number,
             title=released.title, path=f"{number.address}/withdrawal")  # fmt: skip
        uow.commit()
    return request


def withdrawal_view(
    library: Library, actor: Actor, number: DocumentNumber, version: VersionLabel | None = None
) -> WithdrawalView | None:
    """The withdrawal that waits for a signature, None when nobody asked.

    Raises NotAllowedError for others than the quality office, auditors and whoever may sign it.
    """
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        person = person_of(uow, actor)
        request = _waiting(library, uow, number, today, version)
        if request is None:
            if person.has(Role.QUALITY) or person.has(Role.AUDITOR):
                return None
            raise NotAllowedError(actor.user, "read withdrawals")
        released = _released(uow, request)
        may_sign = offered(uow, person, request, released, today)
        signed = any(s.person == person.user for s in request.given)
    if not (may_sign or signed or person.roles & {Role.QUALITY, Role.AUDITOR}):
        raise NotAllowedError(actor.user, "read withdrawals")
    return WithdrawalView(request, released, request.order.sha256, may_sign)


def sign_withdrawal(
    library: Library, actor: Actor, number: DocumentNumber, *, password: str, shown: str, code: str = ""
) -> ReleasedVersion:
    """Sign the withdrawal by the rule of the type's approval; ``shown`` is the order's hash as it was read.

    With the last signature that the rule asks for, the version is withdrawn; before it, the release comes
    back as it is. Raises NotFoundError, StaleRoundError, OwnDocumentError, NotTheSignerError,
    AlreadySignedError, OutOfOrderError, LibraryBusyError, and what ``reauthenticate`` raises.
    """
    with library.reading() as uow:
        _signature(library, uow, actor, number, shown)
    reauthenticate(library, actor, password, code)
    with library.lock.hold() as fence:
        finish_pending(library, fence)
        with library.unit() as uow:
            request, released, signature = _signature(library, uow, actor, number, shown)
            if remaining(request, (*request.given, signature)):
                _sign_in_part(library, uow, actor, request, released, signature)
                uow.commit()
                return released
            day = max(request.order.from_day, bangkok_day(signature.at))
            facts = WithdrawalFacts(
                actor.user, actor.host_user, request.id, request.order, day, signature, request.given
            )
            intent = _intent(library, released, facts, signature.at)
            uow.intents.add(intent)
            uow.commit()
        return carry_out(library, intent, fence)


def _sign_in_part(
    library: Library, uow: UnitOfWork, actor: Actor, request: WithdrawalRequest, released: ReleasedVersion,
    signature: Signature,
) -> None:  # fmt: skip
    """One signature of several; whoever signs next is told."""
    uow.withdrawals.sign(request.id, signature)
    record(library, uow, actor, f"version:{request.version_id}", "withdrawal:sign",
           number=str(request.order.number), order=request.order.sha256, signature=signature.digest,
           signed=canonical.encode(signature.payload()).decode())  # fmt: skip
    now = replace(request, given=(*request.given, signature))
    today = bangkok_day(signature.at)
    signers = [p.user for p in uow.people.all() if p.active and offered(uow, p, now, released, today)]
    tell(library, uow, NoticeKind.WITHDRAWAL_ASKED, signers, key=f"{request.id}:{len(now.given)}",
         number=request.order.number, title=released.title,
         path=f"{request.order.number.address}/withdrawal")  # fmt: skip


def decline_withdrawal(
    library: Library, actor: Actor, number: DocumentNumber, reason: str, version: VersionLabel | None = None
) -> None:
    """Whoever may sign refuses, or the quality office takes its request back; the version stays in force.

    ``version`` says which is meant where one in force and one scheduled both wait. Raises ReasonMissingError,
    ReasonPersonalError, NotFoundError, NotAllowedError.
    """
    why = reason_for(Action.WITHDRAW, reason)
    with library.unit() as uow:
        person = person_of(uow, actor)
        today = bangkok_day(library.clock())
        request = _waiting(library, uow, number, today, version)
        if request is None:
            raise NotFoundError(f"{number}: {_WAITS}")
        _require_known(uow, person, request, today)
        if any(intent.version_id == request.version_id for intent in uow.intents.open()):
            raise ConcurrentChangeError(f"the withdrawal of {number}")  # it was signed and is being finished
        if not (person.has(Role.QUALITY) or offered(uow, person, request, _released(uow, request), today)):
            raise NotAllowedError(actor.user, "decline a withdrawal")
        uow.withdrawals.close(request.id, "declined", library.clock(), by=person.user, answer=why)
        record(library, uow, actor, f"version:{request.version_id}", "withdrawal:decline",
               number=str(number), reason=why, order=request.order.sha256)  # fmt: skip
        tell_declined(library, uow, request, _released(uow, request).title, person.user)
        uow.commit()


def waiting(library: Library, uow: UnitOfWork, today: date) -> tuple[WithdrawalRequest, ...]:
    """The withdrawals that wait for a signature and are about what is in force today, or scheduled."""
    found = []
    for request in uow.withdrawals.open():
        facts = [r.release for r in uow.releases.of(request.order.number)]
        release = next((r for r in facts if r.version_id == request.version_id), None)
        if release and standing(release, facts, today) in (Standing.IN_FORCE, Standing.SCHEDULED):
            found.append(request if request.steps else _with_steps(library, uow, request))
    return tuple(found)


def _with_steps(library: Library, uow: UnitOfWork, request: WithdrawalRequest) -> WithdrawalRequest:
    """A request of before steps were kept: those of its type now."""
    return replace(request, steps=approving_steps(library, _released(uow, request).type_code))


def _signature(
    library: Library, uow: UnitOfWork, actor: Actor, number: DocumentNumber, shown: str
) -> tuple[WithdrawalRequest, ReleasedVersion, Signature]:
    """The request that was read, its release, and the signature that may be given now, or the refusal."""
    person = person_of(uow, actor)
    mine = [r for r in waiting(library, uow, bangkok_day(library.clock())) if r.order.number == number]
    if not mine:
        raise NotFoundError(f"{number}: {_WAITS}")
    request = next((r for r in mine if r.order.sha256 == shown), mine[0])
    version, released = get_version(uow, request.version_id), _released(uow, request)
    _require_known(uow, person, request, bangkok_day(library.clock()))
    transition(version.state, Action.WITHDRAW)
    return (
        request,
        released,
        sign_order(library, uow, person, request, released, version, Meaning.WITHDRAWN, shown),
    )


def _require_known(uow: UnitOfWork, person: Person, request: WithdrawalRequest, today: date) -> None:
    """Raises NotFoundError, as where nothing waits, for whoever neither signs nor may know the document."""
    released = _released(uow, request)
    if Reader(person).may_read(released.open_to):
        return
    signed = any(given.person == person.user for given in request.given)
    if not (signed or offered(uow, person, request, released, today)):
        raise NotFoundError(f"{request.order.number}: {_WAITS}")


def _target(
    uow: UnitOfWork, number: DocumentNumber, version: VersionLabel | None, today: date
) -> ReleasedVersion:
    """The version that would be withdrawn: the one named, else the one in force, else one scheduled."""
    releases = uow.releases.of(number)
    if not releases:
        raise NotFoundError(number)
    facts = [r.release for r in releases]
    stands = {r.release.version: standing(r.release, facts, today) for r in releases}
    for wanted in (Standing.IN_FORCE, Standing.SCHEDULED):
        for released in releases:
            label = released.release.version
            if stands[label] is wanted and version in (None, label):
                return released
    raise NotInForceError(number)


def _waiting(
    library: Library, uow: UnitOfWork, number: DocumentNumber, today: date,
    version: VersionLabel | None = None,
) -> WithdrawalRequest | None:  # fmt: skip
    """The request about a document; one about a version since superseded asks nothing."""
    found = (r for r in waiting(library, uow, today) if r.order.number == number)
    return next((r for r in found if version in (None, r.order.version)), None)


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
