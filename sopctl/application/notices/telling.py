"""Telling people: inside the transaction of what happened, so that neither is there without the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sopctl.application.library import Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import WithdrawalRequest
from sopctl.domain.authority import grant
from sopctl.domain.notices import Notice, NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.orders import WithdrawalOrder
from sopctl.domain.people import Role
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State
from sopctl.thai.dates import bangkok_day

WAITING = (State.IN_REVIEW, State.IN_CHECK, State.IN_APPROVAL)


def tell(
    library: Library,
    uow: UnitOfWork,
    kind: NoticeKind,
    people: Iterable[str],
    *,
    key: str,
    number: DocumentNumber | None = None,
    title: str = "",
    path: str = "/inbox",
) -> None:
    """Tell people (by user name) of something, in the given transaction; a channel follows later.

    ``key`` makes it at most once for a person and kind. People who are gone are left out.
    """
    now, wanted = library.clock(), tuple(dict.fromkeys(people))
    here = {person.user for person in uow.people.named(wanted) if person.active}
    uow.notices.add_all([
        Notice(library.new_id(), kind, user, key, now, number, title, path) for user in wanted if user in here
    ])  # fmt: skip


def with_role(uow: UnitOfWork, role: Role) -> tuple[str, ...]:
    """The user names of the active people with a role."""
    return tuple(person.user for person in uow.people.with_role(role))


def signers_now(uow: UnitOfWork, version: Version, day: date) -> dict[int, tuple[str, ...]]:
    """Who can sign each open step of a version on a day, holders and acting holders of posts included."""
    opened = version.round
    if opened is None or version.state not in WAITING:
        return {}
    offices, everybody = uow.posts.offices(), uow.people.all()
    found: dict[int, tuple[str, ...]] = {}
    for index in opened.open_steps():
        step = opened.step_now(index)
        done = {opened.prepared_by, version.author, *(s.person for s in opened.signed(index))}
        found[index] = tuple(
            p.user
            for p in everybody
            if p.user not in done and grant(step, p, offices, opened.department, day) is not None
        )
    return found


def tell_signers(library: Library, uow: UnitOfWork, version: Version) -> None:
    """Tell whoever can sign the open steps of a version that it waits for them."""
    opened = version.round
    for step, users in signers_now(uow, version, bangkok_day(library.clock())).items():
        if opened is not None:
            tell(library, uow, NoticeKind.STEP_WAITING, users, key=f"{opened.id}:{step}",
                 number=version.number, title=opened.manifest.title, path=f"/rounds/{opened.id}")  # fmt: skip


def tell_approved(library: Library, uow: UnitOfWork, version: Version) -> None:
    """Tell the quality office, and the author, when the last signature approved a version."""
    if version.state is State.APPROVED and version.round is not None:
        people = (*with_role(uow, Role.QUALITY), version.author)
        _tell_of(library, uow, NoticeKind.APPROVED, people, version, f"/rounds/{version.round.id}")


def tell_returned(library: Library, uow: UnitOfWork, version: Version) -> None:
    """Tell the author that a version came back."""
    _tell_of(library, uow, NoticeKind.RETURNED, (version.author,), version, f"/drafts/{version.id}")


def tell_released(library: Library, uow: UnitOfWork, version: Version, by: str) -> None:
    """Tell the author and everybody who signed that a version was released; not the one who did it."""
    people = _took_part(version, by)
    _tell_of(library, uow, NoticeKind.RELEASED, people, version, version.number.address)


def tell_withdrawn(
    library: Library, uow: UnitOfWork, version: Version, order: WithdrawalOrder, by: str
) -> None:
    """Tell the quality office, the author and everybody who signed; not the one who signed the withdrawal."""
    asked = (order.asked_by, *with_role(uow, Role.QUALITY))
    people = (user for user in (*asked, *_took_part(version, by)) if user != by)
    _tell_of(library, uow, NoticeKind.WITHDRAWN, people, version, f"{version.number.address}/history")


def tell_declined(library: Library, uow: UnitOfWork, request: WithdrawalRequest, title: str, by: str) -> None:
    """Tell who asked for a withdrawal that it was declined, unless they took it back themselves."""
    if by != request.order.asked_by:
        tell(library, uow, NoticeKind.WITHDRAWAL_DECLINED, (request.order.asked_by,), key=request.id,
             number=request.order.number, title=title, path=request.order.number.address)  # fmt: skip


def _took_part(version: Version, by: str) -> tuple[str, ...]:
    opened = version.round
    signers = (s.person for s in opened.signatures) if opened else ()
    return tuple(user for user in (version.author, *signers) if user != by)


def _tell_of(
    library: Library, uow: UnitOfWork, kind: NoticeKind, people: Iterable[str], version: Version, path: str
) -> None:
    opened = version.round
    title = opened.manifest.title if opened else ""
    key = opened.id if opened else version.id
    tell(library, uow, kind, people, key=key, number=version.number, title=title, path=path)
