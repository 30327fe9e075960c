"""Pages for readers without an account, kept as long as nothing in the library changes.

Every act is a row of the ledger, written in the act's own transaction: while its head and the day in Bangkok
are the same, such a page comes out the same. A page is kept for five minutes at most all the same, for what
follows an act a little later (the search index after midnight, the hospital's face).
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import cast

from flask import Flask, Response, current_app, g, request, session

from sopctl.application.memory import Memory
from sopctl.thai.dates import bangkok_day
from sopctl.web import context, language

SECONDS = 300
_MOST = 256  # of each kind: the questions of a day push out no document
_LARGEST = 400_000  # bytes
_PAGES = frozenset({
    "search.home", "search.results", "documents.document", "documents.version", "documents.history",
    "documents.compare", "register.table", "verify.code",
})  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """A page as it was answered."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


def install(app: Flask) -> None:
    """Answer from what is kept before a page is made, and keep what was made."""
    app.extensions["sopctl.pages"] = {endpoint: Memory(_MOST) for endpoint in _PAGES}
    app.before_request(_answer)
    app.after_request(_keep)


def _answer() -> Response | None:
    if request.method != "GET" or request.endpoint not in _PAGES or _is_somebody():
        return None
    if not context.settings().anonymous_read:
        return None
    g.page_key = _key()
    kept: Kept | None = _pages().recall(g.page_key)
    if kept is None:
        return None
    g.page_key = None
    return Response(kept.body, headers=list(kept.headers))


def _keep(response: Response) -> Response:
    key = g.get("page_key")
    if key is None or response.status_code != 200 or "csrf_token" in g:
        return response  # a form's token is one browser's own
    if not response.is_streamed and (response.content_length or 0) < _LARGEST:
        headers = tuple((k, v) for k, v in response.headers if k not in {"Content-Length", "X-Request-ID"})
        _pages().keep(key, Kept(response.get_data(), headers))
    return response


def moment() -> Hashable:
    """The state of the library that this request sees: everything drawn since it last changed still holds."""
    if "moment" not in g:
        library = context.library()
        g.moment = (library.head(), bangkok_day(library.clock()), int(time.monotonic() // SECONDS))
    return cast("Hashable", g.moment)


def _key() -> Hashable:
    return (
        moment(), request.full_path, request.host, request.scheme, language.current(),
        request.headers.get("HX-Request", ""),
    )  # fmt: skip


def _is_somebody() -> bool:
    """Whether the page is for one person: signed in, or to be told something once."""
    return session.get(context.SECRET) is not None or "_flashes" in session


def _pages() -> Memory:
    rooms = cast("dict[str | None, Memory]", current_app.extensions["sopctl.pages"])
    return rooms[request.endpoint].during(moment())
