"""Handing what waits for one person to another: visibly, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sopctl.application.distribution.readership.facts import record_list
from sopctl.application.identity import person_of
from sopctl.application.leavers.open_work import Moment, Obstacle, Piece, Work, pieces_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.people.posts import hold_post
from sopctl.application.ports import UnitOfWork
from sopctl.domain.acknowledgements import Audience, AudienceKind
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Holding
from sopctl.domain.rounds import Replacement, SignerNotReplaceableError
from sopctl.domain.versions import ReasonMissingError
from sopctl.domain.workflow import Action, State
from sopctl.thai.dates import bangkok_day


class SamePersonError(SopctlError):
    """A handover to the one who leaves, or to somebody who is gone."""

    code = "handover-refused"

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"The work of {old} cannot go to {new}.", old=old, new=new)


@dataclass(frozen=True)
class HandedOver:
    """What went to the new person, and what stays, with the reason."""

    done: tuple[Piece, ...]
    left: tuple[Piece, ...]


def hand_over(library: Library, actor: Actor, old: str, new: str, reason: str) -> HandedOver:
    """Give everything that waits for ``old`` to ``new``, as far as the one who acts may, and rules allow.

    Drafts get another author, visibly; nobody is made the author of what they sign. Named signers are
    replaced, and how many must sign stays. Posts wait for a second person, as posts do. Prints and what
    ``old`` must read stay, and are listed. Raises ReasonMissingError, SamePersonError, NotFoundError,
    NotAllowedError.
    """
    if not reason.strip():
        raise ReasonMissingError(Action.ABANDON)
    with library.unit() as uow:
        me = person_of(uow, actor)
        if not me.roles & {Role.QUALITY, Role.ADMIN}:
            raise NotAllowedError(actor.user, "hand work over")
        leaver, heir = uow.people.get(old), uow.people.get(new)
        if leaver is None or heir is None:
            raise NotFoundError(new if leaver else old)
        if old == new or not heir.active:
            raise SamePersonError(old, new)
        waiting = pieces_of(library, uow, Moment.of(library, uow), leaver)
        pieces = [_give(library, uow, actor, me, piece, leaver, heir, reason) for piece in waiting]
        uow.commit()
    pieces = [_give_post(library, actor, piece, new) if _is_post(piece) else piece for piece in pieces]
    return HandedOver(
        tuple(p for p in pieces if p.obstacle is None), tuple(p for p in pieces if p.obstacle is not None)
    )


def _give(
    library: Library,
    uow: UnitOfWork,
    actor: Actor,
    me: Person,
    piece: Piece,
    old: Person,
    new: Person,
    reason: str,
) -> Piece:
    """Hand one piece over in the given transaction; posts come afterwards, in their own."""
    quality = me.has(Role.QUALITY)
    match piece.kind:
        case Work.DRAFT:
            obstacle = _give_draft(library, uow, actor, piece, old, new, reason)
        case Work.STEP if quality:
            obstacle = _give_step(library, uow, actor, piece, old, new, reason)
        case Work.LIST if quality:
            obstacle = _give_list(library, uow, actor, piece, old, new)
        case Work.DELEGATION if me.has(Role.ADMIN):
            obstacle = _end_delegation(library, uow, actor, piece, reason)
        case Work.POST if me.has(Role.ADMIN):
            obstacle = None
        case Work.STEP | Work.LIST:
            obstacle = Obstacle.QUALITY
        case Work.POST | Work.DELEGATION:
            obstacle = Obstacle.ADMIN
        case Work.PRINT:
            obstacle = Obstacle.PRINT
        case Work.TYPE:
            obstacle = Obstacle.TYPE
        case _:
            obstacle = Obstacle.OWN
    return replace(piece, obstacle=obstacle)


def _give_draft(
    library: Library, uow: UnitOfWork, actor: Actor, piece: Piece, old: Person, new: Person, reason: str
) -> Obstacle | None:
    version = uow.versions.get(piece.subject)
    if version is None:
        raise NotFoundError(piece.subject)
    if not new.roles & {Role.AUTHOR, Role.QUALITY}:
        return Obstacle.ROLE
    opened = version.round
    if opened is not None and version.state is not State.DRAFT:
        named = {u for i in range(len(opened.steps)) for u in opened.step_now(i).signers.people}
        # Nobody is made the author of what they have signed, or are named to sign.
        if new.user in named | {s.person for s in opened.signatures}:
            return Obstacle.SIGNED
    uow.versions.set_author(version.id, new.user)
    record(library, uow, actor, f"version:{version.id}", "version:hand-over", number=str(version.number),
           version=str(version.label), old=old.user, new=new.user, reason=reason.strip())  # fmt: skip
    return None


def _give_step(
    library: Library, uow: UnitOfWork, actor: Actor, piece: Piece, old: Person, new: Person, reason: str
) -> Obstacle | None:
    version_id, _, step = piece.subject.rpartition(":")
    version = uow.versions.get(version_id)
    if version is None or version.round is None:
        raise NotFoundError(piece.subject)
    if new.user == version.author:
        return Obstacle.NOT_REPLACEABLE
    change = Replacement(int(step), old.user, new.user, actor.user, library.clock(), reason.strip())
    try:
        changed = version.replace_signer(change)
    except SignerNotReplaceableError:
        return Obstacle.NOT_REPLACEABLE
    uow.versions.save(changed)
    record(library, uow, actor, f"round:{version.round.id}", "round:replace-signer", step=step, old=old.user,
           new=new.user, reason=change.reason)  # fmt: skip
    return None


def _give_list(
    library: Library, uow: UnitOfWork, actor: Actor, piece: Piece, old: Person, new: Person
) -> Obstacle | None:
    number = DocumentNumber.parse(piece.subject)
    given = uow.readings.list_of(number)
    if given is None or given.entries is None:
        return None
    before, after = (Audience(AudienceKind.PERSON, p.user) for p in (old, new))
    today = bangkok_day(library.clock())
    moved = [replace(e, audience=after, since=today) if e.audience == before else e for e in given.entries]
    kept = {entry.audience: entry for entry in reversed(moved)}
    entries = tuple(entry for entry in moved if kept[entry.audience] is entry)
    changed = replace(given, entries=entries, set_at=library.clock(), set_by=actor.user)
    uow.readings.save_list(changed)
    record_list(library, uow, actor, changed)
    return None


def _end_delegation(
    library: Library, uow: UnitOfWork, actor: Actor, piece: Piece, reason: str
) -> Obstacle | None:
    """A delegation is to one person by name; it ends, and whoever holds the post may give another."""
    holding = next(h for h in uow.posts.offices().holdings if h.id == piece.subject)
    uow.posts.end(holding.id, bangkok_day(library.clock()), library.clock())
    record(
        library, uow, actor, f"post:{holding.post}", "post:end", person=holding.person, reason=reason.strip()
    )
    return None


def _is_post(piece: Piece) -> bool:
    return piece.kind is Work.POST and piece.obstacle is None


def _give_post(library: Library, actor: Actor, piece: Piece, new: str) -> Piece:
    """The post from today; it stands, and the one before ends, when a second person has confirmed it."""
    with library.reading() as uow:
        offices = uow.posts.offices()
        holding: Holding = next(h for h in offices.holdings if h.id == piece.subject)
        post = next(p for p in offices.posts if p.code == holding.post)
    hold_post(library, actor, post, new, bangkok_day(library.clock()), holding.last)
    return piece
