"""Upkeep: which documents are due for their periodic review, and who is told of it (R8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sopctl.application.copies.official import Frozen
from sopctl.application.library import Library
from sopctl.application.notices.telling import tell, with_role
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.readers import Reader
from sopctl.application.records import ReaffirmationRequest, ReleasedVersion
from sopctl.application.shape import document_type
from sopctl.domain.cycles import ReviewCycle
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Role
from sopctl.domain.workflow import State
from sopctl.thai.dates import bangkok_day

SOON = 60  # days before it is due, when the owner is first told
_AGAIN = 30  # days between reminders of an overdue one
_IN_WORK = (State.DRAFT, State.IN_REVIEW, State.IN_CHECK, State.IN_APPROVAL, State.APPROVED)


@dataclass(frozen=True)
class Review:
    """A document in force and its periodic review.

    ``last`` is the day it took force or was last reaffirmed, ``due`` the day by which the next review is due,
    ``days`` those until then, negative when it is overdue. ``revising``: a next version is in work.
    ``asked``: a proposal to keep it that waits for signatures.
    """

    released: ReleasedVersion
    last: date
    due: date
    days: int
    revising: bool
    asked: ReaffirmationRequest | None

    @property
    def overdue(self) -> bool:
        """Whether the day has passed."""
        return self.days < 0


def reviews(library: Library, who: Reader) -> tuple[Review, ...]:
    """The review of every document in force that a reader may see, the longest overdue first."""
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        found = [r for r in uow.releases.in_force_on(today) if who.may_read(r.open_to)]
        made = reviews_on(library, uow, found, today)
    return tuple(sorted(made, key=lambda each: (each.due, each.released.release.number)))


def due_reviews(library: Library, who: Reader, within: int = SOON) -> tuple[Review, ...]:
    """Those that are overdue, or due within so many days."""
    return tuple(each for each in reviews(library, who) if each.days <= within)


def review_of(library: Library, released: ReleasedVersion) -> Review:
    """The review of one version in force."""
    with library.reading() as uow:
        return reviews_on(library, uow, [released], bangkok_day(library.clock()))[0]


def remind_reviews(library: Library) -> int:
    """Tell the owners and the quality office of reviews that are near, due or overdue, once for each stage.

    Returns how many documents there are at some stage.
    """
    today = bangkok_day(library.clock())
    with library.unit() as uow:
        found = reviews_on(library, uow, list(uow.releases.in_force_on(today)), today)
        near = [each for each in found if each.days <= SOON and not each.revising and each.asked is None]
        for each in near:
            number = each.released.release.number
            told = (*with_role(uow, Role.QUALITY), *(
                p.user for p in uow.people.all()
                if p.has(Role.REVIEWER) and p.department == each.released.department
            ))  # fmt: skip
            tell(library, uow, NoticeKind.REVIEW_DUE, told, number=number, title=each.released.title,
                 key=f"{each.released.release.version_id}:{each.due}:{_stage(each.days)}",
                 path=f"{number.address}/review")  # fmt: skip
        uow.commit()
    return len(near)


def _stage(days: int) -> int:
    """60 before it is due, 0 from that day on, then -30, -60 … for each thirty days overdue."""
    if days > 0:
        return SOON
    return -(-days // _AGAIN) * _AGAIN


def reviews_on(library: Library, uow: UnitOfWork, found: list[ReleasedVersion], today: date) -> list[Review]:
    """The reviews of versions in force as they stand on a day, in a transaction."""
    open_ = _revised(uow, found)
    asked = {request.version_id: request for request in uow.reaffirmations.open()}
    types: dict[str, str] = {}
    made = []
    for released in found:
        release = released.release
        cycle = _own_cycle(library, released)
        if not cycle:
            if released.type_code not in types:
                types[released.type_code] = document_type(library, released.type_code).review_every
            cycle = types[released.type_code]
        last = max([release.effective, *(again.day for again in released.reaffirmed)])
        due = ReviewCycle.parse(cycle).after(last)
        made.append(
            Review(released, last, due, (due - today).days, release.number in open_,
                   asked.get(release.version_id))
        )  # fmt: skip
    return made


def _revised(uow: UnitOfWork, found: list[ReleasedVersion]) -> set[DocumentNumber]:
    """Which of the documents have a version in work; a page asks for one, a list for all."""
    if len(found) == 1:
        number = found[0].release.number
        return {number} if any(v.state in _IN_WORK for v in uow.versions.of(number)) else set()
    return {version.number for version in uow.versions.in_states(_IN_WORK)}


def _own_cycle(library: Library, released: ReleasedVersion) -> str:
    if released.review_every is not None:
        return released.review_every
    return str(Frozen.of(library, released.commit).source.review_every or "")
