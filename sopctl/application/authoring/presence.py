"""Who has a draft open beside me, and what its text was saved as meanwhile.

A page tells that it is open when it is drawn, and with a script every few seconds until it is closed. This is
no act: the ledger says who saved and who signed, not who looked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sopctl.application.authoring.drafts import readable_draft
from sopctl.application.library import Actor, Library
from sopctl.application.ports.documents import DraftWindow
from sopctl.domain.workflow import State

NOW = timedelta(seconds=40)  # a page that said so this lately is open; a script says it every fifteen seconds
LATELY = timedelta(minutes=15)  # a page without a script is told of for so long after it was drawn
_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Present:
    """Somebody who has the draft open; without ``now`` all that is known is when they opened it."""

    name: str
    writes: bool
    now: bool
    seen_at: datetime


@dataclass(frozen=True)
class Sight:
    """Who else is there (``again``: the reader in another window), and the last save."""

    others: tuple[Present, ...]
    again: bool
    save_number: int
    saved_by: str


def look_in(library: Library, actor: Actor, version_id: str, window: str, *, live: bool = False) -> Sight:
    """Say that a window of mine has the draft open, and learn who else has.

    Raises NotFoundError, NotAllowedError.
    """
    now = library.clock()
    mine = DraftWindow(version_id, actor.user, window[:64], live, now)
    with library.unit() as uow:
        version, draft = readable_draft(library, uow, actor, version_id)
        uow.drafts.forget_windows(now - _KEPT)
        uow.drafts.look_in(mine)
        seen = uow.drafts.windows(version_id, now - LATELY)
        people = {each.user: uow.people.get(each.user) for each in seen}
        saver = uow.people.get(draft.saved_by)
        uow.commit()
    latest = dict[str, DraftWindow]()
    for each in seen:  # the latest first, and of one person a live one before all others
        if each.live and now - each.seen_at <= NOW:
            latest.setdefault(each.user, each)
    alive = set(latest)
    for each in seen:
        if not each.live:
            latest.setdefault(each.user, each)
    others = tuple(
        Present(
            name=person.name if (person := people[user]) else user,
            writes=user == version.author and version.state is State.DRAFT,
            now=user in alive,
            seen_at=each.seen_at,
        )
        for user, each in latest.items()
        if user != actor.user
    )
    again = any(
        each.live and each.user == actor.user and each.id != mine.id and now - each.seen_at <= NOW
        for each in seen
    )
    return Sight(others, again, draft.save_number, saver.name if saver else draft.saved_by)


def leave(library: Library, actor: Actor, version_id: str, window: str) -> None:
    """Say that a window of mine is closed. Raises NotFoundError, NotAllowedError."""
    with library.unit() as uow:
        readable_draft(library, uow, actor, version_id)
        uow.drafts.leave(
            DraftWindow(version_id, actor.user, window[:64], live=False, seen_at=library.clock())
        )
        uow.commit()
