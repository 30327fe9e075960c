"""Telling people what they must read: when it is asked, after a week, then each week; one notice for all."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from sopctl.application.distribution.readership.duties import Duties, Owed
from sopctl.application.library import Library
from sopctl.application.notices.telling import tell
from sopctl.domain.notices import NoticeKind
from sopctl.thai.dates import bangkok_day

EVERY = timedelta(days=7)
PATH = "/reading"


def remind_readers(library: Library) -> int:
    """Tell everybody who owes something that is new, or of which they were told a week ago.

    May run at any time and any number of times a day; being late only delays. Returns how many people were
    told.
    """
    day = bangkok_day(library.clock())
    with library.reading() as uow:
        duties = Duties(library, uow, day)
        told = uow.readings.reminded()
        due: dict[str, list[Owed]] = defaultdict(list)
        again: set[str] = set()
        for released in duties.in_force:
            for owed in duties.owed(released):
                last = told.get((released.release.version_id, owed.person.user))
                if owed.since <= day and (last is None or last + EVERY <= day):
                    due[owed.person.user].append(owed)
                    if last is not None:
                        again.add(owed.person.user)
    if not due:
        return 0
    with library.unit() as uow:
        for user, owed_now in due.items():
            kind = NoticeKind.READING_REMINDER if user in again else NoticeKind.READING_ASKED
            one = owed_now[0].released if len(owed_now) == 1 else None
            key = f"{day.isoformat()} {owed_now[0].released.release.version_id}"
            path = f"{PATH}/{one.release.number.text.replace('/', '_')}" if one else PATH
            tell(library, uow, kind, [user], key=key, path=path,
                 number=one.release.number if one else None, title=one.title if one else "")  # fmt: skip
            uow.readings.remind([(o.released.release.version_id, user) for o in owed_now], day)
        uow.commit()
    return len(due)
