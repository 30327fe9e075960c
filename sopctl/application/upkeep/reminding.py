"""Reminders on a schedule: what waits for somebody and nobody does."""

from __future__ import annotations

from datetime import datetime, timedelta

from sopctl.application.library import Library
from sopctl.application.notices.telling import WAITING, signers_now, tell, tell_signers, with_role
from sopctl.application.ports import UnitOfWork
from sopctl.application.release.orders import Request, live_reaffirmations, offered
from sopctl.application.release.withdrawal import waiting
from sopctl.domain.notices import NoticeKind
from sopctl.domain.people import Role
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State
from sopctl.thai.dates import bangkok_day

FIRST = timedelta(days=3)
THEN_EVERY = timedelta(days=7)


def remind(library: Library) -> None:
    """Tell signers of open steps who came since (a new holder of a post), and remind of what waits long.

    Each reminder is told once for its week, however often this runs.
    """
    with library.unit() as uow:
        now = library.clock()
        for version in uow.versions.in_states(WAITING):
            tell_signers(library, uow, version)
            _remind_signers(library, uow, version, now)
        for version in uow.versions.in_states((State.APPROVED,)):
            _remind_quality(library, uow, version, now)
        _remind_of_orders(library, uow, now)
        uow.commit()


def _week(since: datetime, now: datetime) -> int | None:
    """Which reminder is due, counted from 0; None before the first."""
    waited = now - since
    return None if waited < FIRST else (waited - FIRST) // THEN_EVERY


def _since(version: Version) -> datetime:
    return version.history[-1].at if version.history else version.created_at


def _remind_signers(library: Library, uow: UnitOfWork, version: Version, now: datetime) -> None:
    opened, week = version.round, _week(_since(version), now)
    if opened is None or week is None:
        return
    for step, users in signers_now(uow, version, bangkok_day(now)).items():
        tell(library, uow, NoticeKind.STEP_REMINDER, users, key=f"{opened.id}:{step}:{week}",
             number=version.number, title=opened.manifest.title, path=f"/rounds/{opened.id}")  # fmt: skip


def _remind_quality(library: Library, uow: UnitOfWork, version: Version, now: datetime) -> None:
    opened, week = version.round, _week(_since(version), now)
    if opened is not None and week is not None:
        tell(library, uow, NoticeKind.STEP_REMINDER, with_role(uow, Role.QUALITY),
             key=f"{opened.id}:release:{week}", number=version.number, title=opened.manifest.title,
             path=f"/rounds/{opened.id}")  # fmt: skip


def _remind_of_orders(library: Library, uow: UnitOfWork, now: datetime) -> None:
    """Of withdrawals and of versions to be kept after their review, told one by one."""
    today = bangkok_day(now)
    asked: list[tuple[Request, str]] = [(each, "withdrawal") for each in waiting(library, uow, today)]
    asked += [(each, "review") for each in live_reaffirmations(uow, today)]
    for request, page in asked:
        week, released = _week(request.order.asked_at, now), uow.releases.get(request.version_id)
        if week is None or released is None:
            continue
        number = request.order.number
        signers = [p.user for p in uow.people.all() if p.active and offered(uow, p, request, released, today)]
        tell(library, uow, NoticeKind.STEP_REMINDER, signers, key=f"{request.id}:{week}", number=number,
             title=released.title, path=f"{number.address}/{page}")  # fmt: skip
