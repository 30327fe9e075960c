"""Review and signing: the signer reads exactly what is signed, proves who they are, and signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sopctl.application.authoring.clearing import PersonalFinding, personal_of_round
from sopctl.application.copies.file_bodies import body_files
from sopctl.application.copies.official import Frozen, evidence
from sopctl.application.identity import person_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell_approved, tell_returned, tell_signers
from sopctl.application.people.proof import reauthenticate
from sopctl.application.ports import UnitOfWork
from sopctl.application.ports.copies import BodyFile
from sopctl.application.queries.knowing import access_of, may_know
from sopctl.application.queries.readers import Reader
from sopctl.application.records import WithdrawalRequest
from sopctl.application.release.orders import Request, live_reaffirmations, offered
from sopctl.application.release.withdrawal import waiting
from sopctl.application.remarks import nameless, reason_for
from sopctl.application.review import receipts
from sopctl.application.review.receipts import vouched
from sopctl.content.compare import Comparison, compare
from sopctl.content.markdown import parse_body
from sopctl.domain import canonical
from sopctl.domain.access import OpenTo
from sopctl.domain.authority import Grant, NotTheSignerError, Offices, OwnDocumentError, grant
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.people import Person, Role
from sopctl.domain.rounds import Replacement, Round, SignerNotReplaceableError, StaleRoundError
from sopctl.domain.signatures import MEANING_OF, Signature
from sopctl.domain.standing import in_force
from sopctl.domain.versions import Event, Version
from sopctl.domain.workflow import Action, OutOfOrderError, State
from sopctl.thai.dates import bangkok_day

_WAITING = (State.IN_REVIEW, State.IN_CHECK, State.IN_APPROVAL)


@dataclass(frozen=True)
class SigningView:
    """What a signer reads before signing.

    ``shown`` is the SHA-256 of the copy (a PDF kept as a blob): signing sends it back with its ``receipt``.
    ``html`` is the same text as a page. ``comparison`` is with the version in force, None for a first one.
    ``action`` is what this reader may sign now, None when nothing. ``files``: those that are the document.
    ``personal``: personal data in the text, with who cleared it. ``open_to``: who shall read it.
    """

    version: Version
    round: Round
    shown: str
    html: str
    comparison: Comparison | None
    compared_with: str
    remarks: tuple[Event, ...]
    action: Action | None
    changed_since_last: Comparison | None
    files: tuple[BodyFile, ...] = ()
    personal: tuple[PersonalFinding, ...] = ()
    receipt: str = ""
    open_to: OpenTo = field(default_factory=OpenTo)


def signing_view(library: Library, actor: Actor, round_id: str, *, digits: str = "thai") -> SigningView:
    """The one page of a round: the rendered copy, the comparison, the remarks, the reason for change.

    Raises NotFoundError, NotAllowedError.
    """
    with library.reading() as uow:
        person = person_of(uow, actor)
        version, opened = _round(uow, round_id)
        _may_read(uow, library, person, version, opened)
        action = _offered(library, person, version, opened, uow.posts.offices())
        before = in_force([r.release for r in uow.releases.of(version.number)], _today(library))
        previous = uow.releases.get(before.version_id) if before else None
        frozen = Frozen.of(library, opened.commit)
        personal = personal_of_round(library, uow, actor, version, opened, frozen)
    pdf = evidence(library, opened, frozen)
    segment = library.drawing(frozen.shape.dictionary).segment
    body, text = parse_body(frozen.source.body_text), frozen.readable
    comparison = None
    if previous is not None:
        old = Frozen.of(library, previous.commit)
        comparison = compare(old.readable, text, segment)
    earlier = next((r for r in reversed(version.rounds) if r.ordinal < opened.ordinal), None)
    since = None
    if earlier is not None:
        last = Frozen.of(library, earlier.commit)
        since = compare(last.readable, text, segment)
    shown = library.blobs.put(pdf)
    return SigningView(
        version=version,
        round=opened,
        shown=shown,
        receipt=receipts.receipt(library, opened, shown),
        html=library.page.render(body, digits=digits, image_base=f"/rounds/{round_id}/files/"),
        comparison=comparison,
        compared_with=str(previous.release.version) if previous else "",
        remarks=version.history,
        action=action,
        changed_since_last=since,
        files=body_files(frozen.source, frozen.images),
        personal=personal,
        open_to=access_of(frozen.source),
    )


def round_file(library: Library, actor: Actor, round_id: str, name: str) -> bytes:
    """An image of a round's text. Raises NotFoundError, NotAllowedError."""
    with library.reading() as uow:
        version, opened = _round(uow, round_id)
        _may_read(uow, library, person_of(uow, actor), version, opened)
    found = Frozen.of(library, opened.commit).images.get(name)
    if found is None:
        raise NotFoundError(name)
    return found


def round_copy(library: Library, actor: Actor, round_id: str) -> bytes:
    """The PDF that a signer reads. Raises NotFoundError, NotAllowedError."""
    with library.reading() as uow:
        version, opened = _round(uow, round_id)
        _may_read(uow, library, person_of(uow, actor), version, opened)
    return evidence(library, opened, Frozen.of(library, opened.commit))


def sign(
    library: Library,
    actor: Actor,
    round_id: str,
    action: Action,
    *,
    password: str,
    shown: str,
    remark: str = "",
    code: str = "",
    receipt: str = "",
) -> Version:
    """Review, check or approve: one signature on the open round.

    ``shown`` is the hash of the copy that the signer read, ``receipt`` what came with it: without one the
    copy is drawn again, to see that it is this one. Raises OutOfOrderError, StaleRoundError,
    OwnDocumentError, NotTheSignerError, ReasonPersonalError, WrongPasswordError, SigningLockedError.
    """
    said = nameless(remark)
    # Refuse what cannot be signed before asking the password: a wrong step is no failed signing.
    with library.reading() as uow:
        version, opened = _round(uow, round_id)
        _authority(uow, library, actor, version, opened, action)
    if not vouched(library, opened, shown, receipt):
        drawn = evidence(library, opened, Frozen.of(library, opened.commit))
        if canonical.sha256(drawn) != shown:
            raise StaleRoundError(round_id)
    reauthenticate(library, actor, password, code)
    with library.unit() as uow:
        version = uow.versions.again(version)
        current = _of(version, round_id)
        if current.signatures != opened.signatures:
            raise StaleRoundError(round_id)
        person, step, granted = _authority(uow, library, actor, version, current, action)
        at = library.clock()
        signature = Signature(
            round_id=round_id,
            step=step,
            manifest_sha256=current.manifest.sha256,
            evidence_sha256=shown,
            meaning=MEANING_OF[action],
            person=person.user,
            name=person.name,
            post=granted.post,
            authority=granted.ground,
            at=at,
            previous=uow.ledger.head(),
            formula=granted.formula,
            remark=said,
            picture_sha256=person.picture,
        )
        signed = version.sign(action, signature)
        uow.versions.save(signed)
        _log_signature(library, uow, actor, signature, f"round:{action}")
        tell_signers(library, uow, signed)
        tell_approved(library, uow, signed)
        uow.commit()
    return signed


def return_for_correction(library: Library, actor: Actor, round_id: str, reason: str) -> Version:
    """A signer of the open step sends the version back to its author, with reasons.

    Raises ReasonMissingError, ReasonPersonalError, OutOfOrderError, OwnDocumentError, NotTheSignerError.
    """
    why = reason_for(Action.RETURN, reason)
    with library.unit() as uow:
        version, opened = _round(uow, round_id)
        person = person_of(uow, actor)
        if not _takes_part(library, person, version, opened, uow.posts.offices()):
            _require_known(uow, library, person, version, opened)
        if version.state not in _WAITING or version.round != opened:
            raise OutOfOrderError(version.state, Action.RETURN)
        action = opened.step_now(opened.open_steps()[0]).action
        _authority(uow, library, actor, version, opened, action)
        returned = version.apply(Action.RETURN, by=actor.user, at=library.clock(), reason=why)
        uow.versions.save(returned)
        record(library, uow, actor, f"round:{round_id}", "round:return", reason=why)
        tell_returned(library, uow, returned)
        uow.commit()
    return returned


def replace_signer(library: Library, actor: Actor, round_id: str, old: str, new: str, reason: str) -> Version:
    """The quality office puts one named signer in the place of another in the open round.

    How many must sign stays as it is. Raises NotAllowedError, NotFoundError for somebody who is not here any
    more, StaleRoundError, OutOfOrderError, ReasonMissingError, ReasonPersonalError,
    SignerNotReplaceableError.
    """
    why = nameless(reason)
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "replace a signer")
        version, opened = _round(uow, round_id)
        if version.round != opened:
            raise StaleRoundError(round_id)
        person = uow.people.get(new)
        if person is None or not person.active:
            raise NotFoundError(new)
        if new == version.author:
            raise SignerNotReplaceableError(old, new)
        named = (i for i in range(len(opened.steps)) if old in opened.step_now(i).signers.people)
        step = next((i for i in named if not opened.complete(i)), -1)
        replacement = Replacement(step, old, new, actor.user, library.clock(), why)
        changed = version.replace_signer(replacement)
        uow.versions.save(changed)
        record(library, uow, actor, f"round:{round_id}", "round:replace-signer", step=str(step), old=old,
               new=new, reason=replacement.reason)  # fmt: skip
        tell_signers(library, uow, changed)
        uow.commit()
    return changed


def waiting_for(library: Library, actor: Actor) -> tuple[tuple[Version, Action, datetime], ...]:
    """The inbox: what waits for this person to do, since when, the longest waiting first."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        offices = uow.posts.offices()
        found: list[tuple[Version, Action, datetime]] = []
        for version in uow.versions.in_states((*_WAITING, State.APPROVED, State.DRAFT)):
            since = version.history[-1].at if version.history else version.created_at
            action = _next_action(library, person, version, offices)
            if action is not None:
                found.append((version, action, since))
        today = _today(library)
        requests: tuple[Request, ...] = (*waiting(library, uow, today), *live_reaffirmations(uow, today))
        for request in requests:
            asked, released = uow.versions.get(request.version_id), uow.releases.get(request.version_id)
            if asked and released and offered(uow, person, request, released, today):
                action = Action.WITHDRAW if isinstance(request, WithdrawalRequest) else Action.REAFFIRM
                found.append((asked, action, request.order.asked_at))
    return tuple(sorted(found, key=lambda item: item[2]))


def _next_action(library: Library, person: Person, version: Version, offices: Offices) -> Action | None:
    if version.state is State.APPROVED:
        return Action.RELEASE if person.has(Role.QUALITY) else None
    if version.state is State.DRAFT:
        return Action.SUBMIT if version.author == person.user else None
    return _offered(library, person, version, version.round, offices) if version.round else None


def _offered(
    library: Library, person: Person, version: Version, opened: Round, offices: Offices
) -> Action | None:
    if version.state not in _WAITING or version.round != opened:
        return None
    if person.user in {opened.prepared_by, version.author}:
        return None
    for index in opened.open_steps():
        step = opened.step_now(index)
        if not _signed(opened, index, person) and grant(
            step, person, offices, opened.department, _today(library)
        ):
            return step.action
    return None


def _authority(
    uow: UnitOfWork, library: Library, actor: Actor, version: Version, opened: Round, action: Action
) -> tuple[Person, int, Grant]:
    """The person, the step and the ground of a signature that may be given now, or the refusal."""
    person, offices = person_of(uow, actor), uow.posts.offices()
    if not _takes_part(library, person, version, opened, offices):
        _require_known(uow, library, person, version, opened)
    if version.round != opened:
        raise StaleRoundError(opened.id)
    steps = opened.waits_for(action) if version.state in _WAITING else ()
    if not steps:
        raise OutOfOrderError(version.state, action)
    if opened.prepared_by == person.user or version.author == person.user:
        raise OwnDocumentError(person.user)
    found = [
        (_signed(opened, index, person), index, granted)
        for index in steps
        if (granted := grant(opened.step_now(index), person, offices, opened.department, _today(library)))
    ]
    if not found:
        raise NotTheSignerError(person.user, str(opened.step_now(steps[0]).signers))
    # Of parallel steps one that they have not signed; a second signature on the same is refused by the round.
    _, index, granted = min(found, key=lambda each: each[:2])
    return person, index, granted


def _signed(opened: Round, index: int, person: Person) -> bool:
    return any(signature.person == person.user for signature in opened.signed(index))


def _may_read(uow: UnitOfWork, library: Library, person: Person, version: Version, opened: Round) -> None:
    if not _takes_part(library, person, version, opened, uow.posts.offices()):
        _require_known(uow, library, person, version, opened)
        raise NotAllowedError(person.user, "read this round")


def _takes_part(library: Library, person: Person, version: Version, opened: Round, offices: Offices) -> bool:
    if person.user == version.author or person.roles & {Role.QUALITY, Role.AUDITOR}:
        return True
    if any(s.person == person.user for r in version.rounds for s in r.signatures):
        return True
    steps = (opened.step_now(index) for index in range(len(opened.steps)))
    return any(grant(s, person, offices, opened.department, _today(library)) for s in steps)


def _require_known(
    uow: UnitOfWork, library: Library, person: Person, version: Version, opened: Round
) -> None:
    """Raises NotFoundError for whoever takes no part in a round and may not know what it is about."""
    if not may_know(uow, Reader(person), version, _today(library)):
        raise NotFoundError(opened.id)


def _round(uow: UnitOfWork, round_id: str) -> tuple[Version, Round]:
    version = uow.versions.by_round(round_id)
    if version is None:
        raise NotFoundError(round_id)
    return version, _of(version, round_id)


def _of(version: Version, round_id: str) -> Round:
    return next(each for each in version.rounds if each.id == round_id)


def _log_signature(
    library: Library, uow: UnitOfWork, actor: Actor, signature: Signature, action: str
) -> None:
    record(
        library,
        uow,
        actor,
        f"round:{signature.round_id}",
        action,
        signature=signature.digest,
        manifest=signature.manifest_sha256,
        evidence=signature.evidence_sha256,
        meaning=signature.meaning,
        name=signature.name,
        post=signature.post,
        authority=signature.authority,
    )


def _today(library: Library) -> date:
    return bangkok_day(library.clock())
