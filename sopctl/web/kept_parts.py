"""Parts of pages for readers with an account, kept for all who may see the same while nothing changes.

A part is drawn once for each kind of reader: what it shows may depend on the reader's roles and department
and on nothing else of theirs; of those who work on documents it may show what is theirs by name, so that
theirs is kept by name. The page around a part is each reader's own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from flask import current_app, g

from sopctl.application.memory import Memory
from sopctl.domain.people import Role
from sopctl.web import context, kept_pages, language

_KEPT = "sopctl.parts"
_MOST = 256  # of each name: the questions of a day push out no document
_ASKED_BY_NAME = frozenset({Role.AUTHOR, Role.QUALITY, Role.AUDITOR})  # flags and drafts are shown by user
_Drawn = TypeVar("_Drawn")


def kept(draw: Callable[[], _Drawn], name: str, *facts: Hashable) -> _Drawn:
    """What ``draw`` gives, or gave to a reader of the same kind since the last act.

    ``name`` and ``facts`` say which part it is. A part with a form is drawn each time: its token is one
    browser's own.
    """
    key = (kept_pages.moment(), language.current(), _kind(), *facts)
    rooms = cast("dict[str, Memory]", current_app.extensions.setdefault(_KEPT, {}))
    parts = rooms.setdefault(name, Memory(_MOST)).during(kept_pages.moment())
    found: _Drawn | None = parts.recall(key)
    if found is None:
        plain = "csrf_token" not in g
        found = draw()
        if plain and "csrf_token" not in g:
            parts.keep(key, found)
    return found


def _kind() -> Hashable:
    """What a part may depend on of its reader."""
    who = context.person()
    if who is None:
        return None
    return who.roles, who.department, who.user if who.roles & _ASKED_BY_NAME else ""
