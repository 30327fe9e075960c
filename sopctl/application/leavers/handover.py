"""Handing what waits for one person to another: visibly, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sopctl.application.identity import person_of
from sopctl.application.leavers.giving import GIVE, TYPES, Handover, rename_types
from sopctl.application.leavers.open_work import Moment, Obstacle, Piece, Work, as_known, pieces_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.people.posts import hold_post
from sopctl.application.remarks import reason_for
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Holding
from sopctl.domain.workflow import Action
from sopctl.thai.dates import bangkok_day

_BY: Mapping[Work, Role | None] = {
    Work.DRAFT: None,
    Work.POST: Role.ADMIN,
    Work.DELEGATION: Role.ADMIN,
    **dict.fromkeys(
        (Work.STEP, Work.LIST, Work.PRINT, Work.REQUEST, Work.ASKED, Work.WITHDRAWAL, Work.REVIEW, Work.TYPE),
        Role.QUALITY,
    ),
}
_ELSE = {Role.QUALITY: Obstacle.QUALITY, Role.ADMIN: Obstacle.ADMIN}
_STAYS = {Work.READING: Obstacle.OWN, Work.ALONE: Obstacle.ALONE}
_AFTERWARDS = (Work.POST, Work.TYPE)  # each in a transaction of its own


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
    replaced, in rounds and in the hospital's document types, and how many must sign stays. Posts wait for a
    second person, as posts do. What ``old`` must read stays, and is listed. Raises ReasonMissingError,
    ReasonPersonalError, SamePersonError, NotFoundError, NotAllowedError.
    """
    why = reason_for(Action.ABANDON, reason)
    with library.unit() as uow:
        me = person_of(uow, actor)
        if not me.roles & {Role.QUALITY, Role.ADMIN}:
            raise NotAllowedError(actor.user, "hand work over")
        leaver, heir = uow.people.get(old), uow.people.get(new)
        if leaver is None or heir is None:
            raise NotFoundError(new if leaver else old)
        if old == new or not heir.active:
            raise SamePersonError(old, new)
        it = Handover(library, uow, actor, leaver, heir, why)
        waiting = pieces_of(library, uow, Moment.of(library, uow), leaver)
        pieces = [_give(it, me, piece) for piece in waiting]
        uow.commit()
    pieces = [_give_afterwards(library, actor, piece, old, new, it.reason) for piece in pieces]
    with library.reading() as uow:
        pieces = list(as_known(uow, me, pieces, bangkok_day(library.clock()), old))
    return HandedOver(
        tuple(p for p in pieces if p.obstacle is None), tuple(p for p in pieces if p.obstacle is not None)
    )


def _give(it: Handover, me: Person, piece: Piece) -> Piece:
    """Hand one piece over, or say why not; what comes afterwards is only allowed here."""
    if piece.kind in _STAYS:
        return replace(piece, obstacle=_STAYS[piece.kind])
    role = _BY[piece.kind]
    if role is not None and not me.has(role):
        return replace(piece, obstacle=_ELSE[role])
    if piece.kind in _AFTERWARDS:
        return piece
    return replace(piece, obstacle=GIVE[piece.kind](it, piece))


def _give_afterwards(library: Library, actor: Actor, piece: Piece, old: str, new: str, reason: str) -> Piece:
    if piece.obstacle is not None or piece.kind not in _AFTERWARDS:
        return piece
    if piece.kind is Work.POST:
        return _give_post(library, actor, piece, new)
    return _give_type(library, actor, piece, old, new, reason)


def _give_post(library: Library, actor: Actor, piece: Piece, new: str) -> Piece:
    """The post from today; it stands, and the one before ends, when a second person has confirmed it."""
    with library.reading() as uow:
        offices = uow.posts.offices()
        holding: Holding = next(h for h in offices.holdings if h.id == piece.subject)
        post = next(p for p in offices.posts if p.code == holding.post)
    hold_post(library, actor, post, new, bangkok_day(library.clock()), holding.last)
    return piece


def _give_type(library: Library, actor: Actor, piece: Piece, old: str, new: str, reason: str) -> Piece:
    """The hospital's type names the new one from now on; running rounds have steps of their own.

    The row comes first: killed in between, the type still names who leaves, and is listed again. Nobody
    writes themselves into a type.
    """
    if new == actor.user:
        return replace(piece, obstacle=Obstacle.TYPE)
    path = f"{TYPES}/{piece.subject}.yaml"
    with library.lock.hold():
        files = dict(library.sources.main_files("library"))
        changed = rename_types({path: files[path]} if path in files else {}, old, new)
        if not changed:
            return replace(piece, obstacle=Obstacle.TYPE)
        with library.unit() as uow:
            record(library, uow, actor, f"type:{piece.subject}", "type:hand-over", old=old, new=new,
                   reason=reason)  # fmt: skip
            uow.commit()
        message = f"Name {new} in the place of {old} in {piece.subject}"
        library.sources.move_main({"library": {**files, **changed}}, message=message, at=library.clock())
    return piece
