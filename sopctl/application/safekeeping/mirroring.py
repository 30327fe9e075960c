"""Sending what git remembers to a repository elsewhere, again and again until it takes it.

The mirror is the anchor that the owner of this machine cannot rewrite, and what ``rebuild`` reads.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sopctl.application.library import Library
from sopctl.application.ports import MirrorState

LONGEST_WAIT = timedelta(hours=1)


def send_to_mirror(library: Library) -> MirrorState | None:
    """Push when something waits and the last failure is long enough ago: 1, 2, 4 … minutes, at most an hour.

    Returns how it went, None when there was nothing to do.
    """
    if library.mirror is None:
        return None
    state, now = library.mirror.state(), library.clock()
    if _rests(state, now) or not library.mirror.behind():
        return None
    return library.mirror.push(now)


def _rests(state: MirrorState, now: datetime) -> bool:
    if state.tried_at is None or not state.failures:
        return False
    return now < state.tried_at + min(timedelta(minutes=2 ** min(state.failures - 1, 10)), LONGEST_WAIT)


def mirror_trouble(library: Library) -> MirrorState | None:
    """The mirror's state when people should know: its last push failed."""
    if library.mirror is None:
        return None
    state = library.mirror.state()
    return state if state.failures else None
