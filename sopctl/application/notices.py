"""Telling people: inside the transaction of what happened, so that neither is there without the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sopctl.application.library import Library
from sopctl.application.ports import UnitOfWork
from sopctl.domain.authority import grant
from sopctl.domain.notices import Notice, NoticeKind
from sopctl.domain.numbers import DocumentNumber
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
    now = library.clock()
    for user in dict.fromkeys(people):
        person = uow.people.get(user)
        if person is not None and person.active:
            uow.notices.add(Notice(library.new_id(), kind, user, key, now, number, title, path))


def with_role(uow: UnitOfWork, role: Role) -> tuple[str, ...]:
    """The user names of the active people with a role."""
    return tuple(person.user for person in uow.people.all() if person.has(role))


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
