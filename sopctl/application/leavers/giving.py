"""How each kind of work goes from one person to another, in a transaction that is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sopctl.application.distribution.readership.facts import record_list
from sopctl.application.leavers.open_work import Obstacle, Piece, Work
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.readers import Reader
from sopctl.application.requests.handling import hand_over as hand_request_over
from sopctl.content.types import rename_person
from sopctl.domain.acknowledgements import Audience, AudienceKind
from sopctl.domain.errors import NotFoundError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.prints import Holder, HolderKind
from sopctl.domain.rounds import Replacement, SignerNotReplaceableError
from sopctl.domain.types import Step
from sopctl.domain.workflow import State
from sopctl.thai.dates import bangkok_day

TYPES = "types"


@dataclass(frozen=True)
class Handover:
    """Who gives what to whom, and why; within one transaction."""

    library: Library
    uow: UnitOfWork
    actor: Actor
    old: Person
    new: Person
    reason: str

    def record(self, subject: str, action: str, **detail: str) -> None:
        """A row that says who had it, who has it, and why."""
        record(self.library, self.uow, self.actor, subject, action, old=self.old.user, new=self.new.user,
               reason=self.reason, **detail)  # fmt: skip


def give_draft(it: Handover, piece: Piece) -> Obstacle | None:
    """Another author, visibly; nobody is made the author of what they sign."""
    version = it.uow.versions.get(piece.subject)
    if version is None:
        raise NotFoundError(piece.subject)
    if not it.new.roles & {Role.AUTHOR, Role.QUALITY}:
        return Obstacle.ROLE
    opened = version.round
    if opened is not None and version.state is not State.DRAFT:
        named = {u for i in range(len(opened.steps)) for u in opened.step_now(i).signers.people}
        # Nobody is made the author of what they have signed, or are named to sign.
        if it.new.user in named | {s.person for s in opened.signatures}:
            return Obstacle.SIGNED
    it.uow.versions.set_author(version.id, it.new.user)
    it.record(
        f"version:{version.id}", "version:hand-over", number=str(version.number), version=str(version.label)
    )
    return None


def give_step(it: Handover, piece: Piece) -> Obstacle | None:
    """Another named signer; how many must sign stays."""
    version_id, _, step = piece.subject.rpartition(":")
    version = it.uow.versions.get(version_id)
    if version is None or version.round is None:
        raise NotFoundError(piece.subject)
    if it.new.user == version.author:
        return Obstacle.NOT_REPLACEABLE
    now = it.library.clock()
    change = Replacement(int(step), it.old.user, it.new.user, it.actor.user, now, it.reason)
    try:
        changed = version.replace_signer(change)
    except SignerNotReplaceableError:
        return Obstacle.NOT_REPLACEABLE
    it.uow.versions.save(changed)
    it.record(f"round:{version.round.id}", "round:replace-signer", step=step)
    return None


def give_list(it: Handover, piece: Piece) -> Obstacle | None:
    """The new one must read, from today."""
    number = DocumentNumber.parse(piece.subject)
    given = it.uow.readings.list_of(number)
    if given is None or given.entries is None:
        return None
    before, after = (Audience(AudienceKind.PERSON, p.user) for p in (it.old, it.new))
    today = bangkok_day(it.library.clock())
    moved = [replace(e, audience=after, since=today) if e.audience == before else e for e in given.entries]
    kept = {entry.audience: entry for entry in reversed(moved)}
    entries = tuple(entry for entry in moved if kept[entry.audience] is entry)
    changed = replace(given, entries=entries, set_at=it.library.clock(), set_by=it.actor.user)
    it.uow.readings.save_list(changed)
    record_list(it.library, it.uow, it.actor, changed)
    return None


def end_delegation(it: Handover, piece: Piece) -> Obstacle | None:
    """A delegation is to one person by name; it ends, and whoever holds the post may give another."""
    holding = next(h for h in it.uow.posts.offices().holdings if h.id == piece.subject)
    it.uow.posts.end(holding.id, bangkok_day(it.library.clock()), it.library.clock())
    record(it.library, it.uow, it.actor, f"post:{holding.post}", "post:end", person=holding.person,
           reason=it.reason)  # fmt: skip
    return None


def give_print(it: Handover, piece: Piece) -> Obstacle | None:
    """The paper is with the new one, who is told; it goes on naming whom it was made for."""
    issued = it.uow.prints.get(piece.subject)
    released = it.uow.releases.get(issued.version_id) if issued else None
    if issued is None or released is None:
        raise NotFoundError(piece.subject)
    if not Reader(it.new).may_read(released.open_to):
        return Obstacle.READER
    it.uow.prints.hand_over(issued.hand_over(Holder(HolderKind.PERSON, it.new.user, it.new.name)))
    it.record(f"print:{issued.id}", "print:hand-over", number=str(issued.number), copy=str(issued.copy),
              name=it.new.name)  # fmt: skip
    tell(it.library, it.uow, NoticeKind.PRINT_ISSUED, [it.new.user], key=f"{issued.id}:{it.old.user}",
         number=issued.number, title=released.title, path="/prints/mine")  # fmt: skip
    return None


def give_request(it: Handover, piece: Piece) -> Obstacle | None:
    """Who does a change request, or who asks it on."""
    request = it.uow.requests.get(piece.subject)
    if request is None:
        raise NotFoundError(piece.subject)
    done = hand_request_over(it.library, it.uow, it.actor, request, it.old.user, it.new.user, it.reason)
    return None if done else Obstacle.ROLE


def give_order(it: Handover, piece: Piece) -> Obstacle | None:
    """Another named signer of a withdrawal or of a periodic review that waits."""
    orders = it.uow.withdrawals if piece.kind is Work.WITHDRAWAL else it.uow.reaffirmations
    request = next(r for r in orders.open() if r.id == piece.subject)
    version = it.uow.versions.get(request.version_id)
    # Whoever asked for it signs it no more than whoever wrote the version.
    taken = {request.order.asked_by, *(s.person for s in request.given)} | {
        user for step in request.steps for user in step.signers.people
    }
    if it.new.user in taken or (version is not None and it.new.user == version.author):
        return Obstacle.NOT_REPLACEABLE
    orders.rename(request.id, tuple(_renamed(step, it.old.user, it.new.user) for step in request.steps))
    it.record(f"version:{request.version_id}", f"{piece.kind}:replace-signer", number=str(piece.number))
    return None


def rename_types(types: Mapping[str, bytes], old: str, new: str) -> dict[str, bytes]:
    """The types that name ``old``, by their path, as they name ``new``; none that cannot be renamed."""
    found = {}
    for path, data in types.items():
        changed = rename_person(data.decode(), old, new)
        if changed is not None and changed.encode() != data:
            found[path] = changed.encode()
    return found


def _renamed(step: Step, old: str, new: str) -> Step:
    people = tuple(new if user == old else user for user in step.signers.people)
    return replace(step, signers=replace(step.signers, people=people))


GIVE: Mapping[Work, Callable[[Handover, Piece], Obstacle | None]] = {
    Work.DRAFT: give_draft,
    Work.STEP: give_step,
    Work.LIST: give_list,
    Work.DELEGATION: end_delegation,
    Work.PRINT: give_print,
    Work.REQUEST: give_request,
    Work.ASKED: give_request,
    Work.WITHDRAWAL: give_order,
    Work.REVIEW: give_order,
}
