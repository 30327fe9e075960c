"""Upkeep: the verdicts of a periodic review, keep, revise, withdraw, each signed (R8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sopctl.application.authoring import drafts
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell, with_role
from sopctl.application.people.proof import reauthenticate
from sopctl.application.ports import ConcurrentChangeError, UnitOfWork
from sopctl.application.ports.copies import Mark
from sopctl.application.queries.documents import CopyMissingError
from sopctl.application.queries.readers import Reader
from sopctl.application.records import CopyKey, Intent, ReaffirmationRequest, ReleasedVersion
from sopctl.application.release.intents import OUTSIDE_STEPS, get_version
from sopctl.application.release.orders import (
    approving_steps,
    live_reaffirmations,
    offered,
    remaining,
    sign_order,
)
from sopctl.application.release.reaffirming import ReaffirmationFacts, carry_out
from sopctl.application.release.recovery import finish_pending
from sopctl.application.remarks import reason_for
from sopctl.application.upkeep.due import Review, reviews_on
from sopctl.domain import canonical
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.orders import ReaffirmationOrder
from sopctl.domain.people import Person, Role
from sopctl.domain.signatures import Meaning, Signature
from sopctl.domain.standing import in_force
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action, transition
from sopctl.thai.dates import bangkok_day

_WAITS = "a review that waits for a signature"


@dataclass(frozen=True)
class ReviewView:
    """What is read before a verdict, or before a signature: ``shown`` is sent back with the signature.

    ``may_propose`` and ``may_sign`` are this reader's.
    """

    review: Review
    shown: str
    may_propose: bool
    may_sign: bool


def review_view(library: Library, actor: Actor, number: DocumentNumber) -> ReviewView:
    """The review of a document, for those who propose, sign or oversee it.

    Raises NotAllowedError, NotFoundError.
    """
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        person = person_of(uow, actor)
        released = _current_for(uow, person, number, today)
        review = reviews_on(library, uow, [released], today)[0]
        asked = review.asked
        may_sign = asked is not None and offered(uow, person, asked, released, today)
        signed = asked is not None and any(s.person == person.user for s in asked.given)
        may_propose = _may_propose(person, released)
    if not (may_sign or signed or may_propose or person.has(Role.AUDITOR)):
        _require_known(person, released, "a version in force")
        raise NotAllowedError(actor.user, "review this document")
    return ReviewView(review, asked.order.sha256 if asked else "", may_propose, may_sign)


def propose_keeping(
    library: Library, actor: Actor, number: DocumentNumber, reason: str
) -> ReaffirmationRequest:
    """The quality office or the owner's department finds that the version in force stays as it is.

    It waits for the signatures that approve its type. Raises ReasonMissingError, ReasonPersonalError,
    NotAllowedError, NotFoundError, ConcurrentChangeError when that was proposed already.
    """
    why = reason_for(Action.REAFFIRM, reason)
    today = bangkok_day(library.clock())
    with library.unit() as uow:
        person, released, review = _proposing(library, uow, actor, number, today)
        release = released.release
        transition(get_version(uow, release.version_id).state, Action.REAFFIRM)
        copy = released.copies.get(CopyKey(Mark.UNCONTROLLED, "pdf"))
        if copy is None:
            raise CopyMissingError(number, release.version, Mark.UNCONTROLLED)
        order = ReaffirmationOrder(
            number=number,
            version=release.version,
            manifest_sha256=released.manifest_sha256,
            copy_sha256=copy,
            day=review.due,
            reason=why,
            asked_by=person.user,
            asked_name=person.name,
            asked_at=library.clock(),
        )
        steps = approving_steps(library, released.type_code)
        request = ReaffirmationRequest(library.new_id(), release.version_id, order, steps)
        uow.reaffirmations.add(request)
        record(library, uow, actor, f"version:{release.version_id}", "reaffirmation:ask", number=str(number),
               version=str(release.version), reason=order.reason, order=order.sha256)  # fmt: skip
        _tell_signers(library, uow, request, released, today)
        uow.commit()
    return request


def sign_reaffirmation(
    library: Library, actor: Actor, number: DocumentNumber, *, password: str, shown: str, code: str = ""
) -> ReleasedVersion:
    """Sign by the rule of the type's approval that the version stays; ``shown`` is the order as it was read.

    With the last signature it is reaffirmed; before it, the release comes back as it is. Raises
    NotFoundError, StaleRoundError, OwnDocumentError, NotTheSignerError, AlreadySignedError, OutOfOrderError,
    LibraryBusyError, and what ``reauthenticate`` raises.
    """
    with library.reading() as uow:
        _signature(library, uow, actor, number, shown)
    reauthenticate(library, actor, password, code)
    with library.lock.hold() as fence:
        finish_pending(library, fence)
        with library.unit() as uow:
            request, released, signature = _signature(library, uow, actor, number, shown)
            given = (*request.given, signature)
            if remaining(request, given):
                uow.reaffirmations.sign(request.id, signature)
                record(library, uow, actor, f"version:{request.version_id}", "reaffirmation:sign",
                       number=str(number), order=request.order.sha256, signature=signature.digest,
                       signed=canonical.encode(signature.payload()).decode())  # fmt: skip
                _tell_signers(library, uow, replace(request, given=given), released,
                              bangkok_day(signature.at))  # fmt: skip
                uow.commit()
                return released
            facts = ReaffirmationFacts(actor.user, actor.host_user, request.id, request.order, given)
            release = released.release
            intent = Intent(library.new_id(), release.version_id, number, release.version, signature.at,
                            released.token, released.public_url, facts.encode())  # fmt: skip
            uow.intents.add(intent)
            uow.commit()
        return carry_out(library, intent, fence)


def decline_reaffirmation(library: Library, actor: Actor, number: DocumentNumber, reason: str) -> None:
    """Whoever may sign refuses, or whoever proposes takes it back; the review stays due.

    Raises ReasonMissingError, ReasonPersonalError, NotFoundError, NotAllowedError, ConcurrentChangeError.
    """
    why = reason_for(Action.REAFFIRM, reason)
    today = bangkok_day(library.clock())
    with library.unit() as uow:
        person = person_of(uow, actor)
        request = _waiting(uow, number, today)
        released = _current(uow, number, today)
        if any(intent.version_id == request.version_id for intent in uow.intents.open()):
            raise ConcurrentChangeError(f"the review of {number}")  # it was signed and is being finished
        if not (_may_propose(person, released) or offered(uow, person, request, released, today)):
            _require_known(person, released, _WAITS)
            raise NotAllowedError(actor.user, "decline this review")
        uow.reaffirmations.close(request.id, "declined", library.clock(), by=person.user,
                                 answer=why)  # fmt: skip
        record(library, uow, actor, f"version:{request.version_id}", "reaffirmation:decline",
               number=str(number), reason=why, order=request.order.sha256)  # fmt: skip
        told = {request.order.asked_by, *with_role(uow, Role.QUALITY)} - {person.user}
        tell(library, uow, NoticeKind.REAFFIRMATION_DECLINED, sorted(told), key=request.id, number=number,
             title=released.title, path=f"{number.address}/review")  # fmt: skip
        uow.commit()


def decide_revising(
    library: Library, actor: Actor, number: DocumentNumber, reason: str, *, password: str, code: str = ""
) -> str:
    """The verdict of a review is a new version: its reviewer signs it, and a draft begins with the reason.

    Returns the draft's id. Raises ReasonMissingError, ReasonPersonalError, NotAllowedError, NotFoundError,
    DraftOpenError, and what ``reauthenticate`` raises.
    """
    why = reason_for(Action.REAFFIRM, reason)
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        _proposing(library, uow, actor, number, today)
    reauthenticate(library, actor, password, code)
    why = f"ทบทวนตามรอบ: {why}"

    def sign(uow: UnitOfWork, begun: Version) -> None:
        person, released, review = _proposing(library, uow, actor, number, today)
        signature = _verdict(uow, person, released, library.clock(), why)
        record(library, uow, actor, f"version:{released.release.version_id}", "review:revise",
               number=str(number), version=str(released.release.version), draft=begun.id, reason=why,
               due=review.due.isoformat(), signature=signature.digest,
               signed=canonical.encode(signature.payload()).decode())  # fmt: skip

    return drafts.start_revision(library, actor, number, reason=why, also=sign)


def _verdict(uow: UnitOfWork, person: Person, released: ReleasedVersion, at: datetime, why: str) -> Signature:
    """The signature of whoever finds that a version is to be revised, on the ground on which they may."""
    role = Role.REVIEWER if person.has(Role.REVIEWER) else Role.AUTHOR
    return Signature(
        round_id=released.release.version_id,
        step=OUTSIDE_STEPS,
        manifest_sha256=released.manifest_sha256,
        evidence_sha256=released.copies.get(CopyKey(Mark.UNCONTROLLED, "pdf"), ""),
        meaning=Meaning.REVIEWED,
        person=person.user,
        name=person.name,
        post=uow.posts.offices().words(person, bangkok_day(at)),
        authority="role:quality" if person.has(Role.QUALITY) else f"department-role:{role.value}",
        at=at,
        previous=uow.ledger.head(),
        remark=why,
    )


def _may_propose(person: Person, released: ReleasedVersion) -> bool:
    owner = person.department == released.department and person.roles & {Role.AUTHOR, Role.REVIEWER}
    return person.active and (person.has(Role.QUALITY) or bool(owner))


def _proposing(
    library: Library, uow: UnitOfWork, actor: Actor, number: DocumentNumber, today: date
) -> tuple[Person, ReleasedVersion, Review]:
    person = person_of(uow, actor)
    released = _current_for(uow, person, number, today)
    if not _may_propose(person, released):
        _require_known(person, released, "a version in force")
        raise NotAllowedError(actor.user, "review this document")
    return person, released, reviews_on(library, uow, [released], today)[0]


def _require_known(person: Person, released: ReleasedVersion, what: str) -> None:
    """Raises NotFoundError, as where there is nothing, for whoever may not know of the document."""
    if not Reader(person).may_read(released.open_to):
        raise NotFoundError(f"{released.release.number}: {what}")


def _current_for(uow: UnitOfWork, person: Person, number: DocumentNumber, today: date) -> ReleasedVersion:
    """``_current`` for whoever may read it, or holds a post or is named and so may have it to sign.

    Anybody else is answered after the same questions as for a number that there is not. Raises NotFoundError.
    """
    waits = [r for r in uow.reaffirmations.open() if r.order.number == number]
    posts = any(each.person == person.user for each in uow.posts.offices().holdings)
    named = any(person.user in step.signers.people for request in waits for step in request.steps)
    released = _current(uow, number, today)
    if not (posts or named):
        _require_known(person, released, "a version in force")
    return released


def _current(uow: UnitOfWork, number: DocumentNumber, today: date) -> ReleasedVersion:
    releases = uow.releases.of(number)
    current = in_force([r.release for r in releases], today)
    if current is None:
        raise NotFoundError(f"{number}: a version in force")
    return next(r for r in releases if r.release.version_id == current.version_id)


def _waiting(uow: UnitOfWork, number: DocumentNumber, today: date) -> ReaffirmationRequest:
    found = next((r for r in live_reaffirmations(uow, today) if r.order.number == number), None)
    if found is None:
        raise NotFoundError(f"{number}: {_WAITS}")
    return found


def _signature(
    library: Library, uow: UnitOfWork, actor: Actor, number: DocumentNumber, shown: str
) -> tuple[ReaffirmationRequest, ReleasedVersion, Signature]:
    person, today = person_of(uow, actor), bangkok_day(library.clock())
    request = _waiting(uow, number, today)
    released = _current(uow, number, today)
    if not offered(uow, person, request, released, today):
        _require_known(person, released, _WAITS)
    version: Version = get_version(uow, request.version_id)
    transition(version.state, Action.REAFFIRM)
    return (
        request,
        released,
        sign_order(library, uow, person, request, released, version, Meaning.REAFFIRMED, shown),
    )


def _tell_signers(
    library: Library, uow: UnitOfWork, request: ReaffirmationRequest, released: ReleasedVersion, today: date
) -> None:
    signers = [p.user for p in uow.people.all() if p.active and offered(uow, p, request, released, today)]
    number = request.order.number
    tell(library, uow, NoticeKind.REAFFIRMATION_ASKED, signers, key=f"{request.id}:{len(request.given)}",
         number=number, title=released.title, path=f"{number.address}/review")  # fmt: skip
