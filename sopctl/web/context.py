"""What a view asks of the request: the library, who reads, who acts, how the hospital writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

from flask import current_app, g, request, session
from markupsafe import Markup

from sopctl.application.library import Actor, Library
from sopctl.application.memory import Memory
from sopctl.application.people import factors, sessions
from sopctl.application.people.guessing import Origin
from sopctl.application.queries import readers
from sopctl.application.review import overview
from sopctl.application.review.overview import Face
from sopctl.domain.people import Person
from sopctl.thai.digits import Digits, in_digits
from sopctl.web import marking
from sopctl.web.settings import WebSettings

_FACE_SECONDS = 30.0
_TITLES = 4_096
DEVICE = "sopctl_device"  # the cookie by which a browser is known again; it signs nobody in
_LONGEST_DEVICE = 100
SECRET = "secret"  # noqa: S105  # the name of the session's entry


class SignInNeededError(Exception):
    """The page is for people who are signed in."""


@dataclass
class Web:
    """What the application keeps beside Flask's own: the library, the settings, the hospital's face."""

    library: Library
    settings: WebSettings
    _face: Face | None = field(default=None, init=False)
    _face_until: float = field(default=0.0, init=False)
    _dictionary: bytes | None = field(default=None, init=False)
    _dictionary_until: float = field(default=0.0, init=False)
    _titles: Memory = field(default_factory=lambda: Memory(_TITLES), init=False)

    def face(self) -> Face:
        """The hospital's face, read again every half minute: it is on every page and changes once a year."""
        if self._face is None or time.monotonic() > self._face_until:
            self._face = overview.face(self.library)
            self._face_until = time.monotonic() + _FACE_SECONDS
        return self._face

    def forget_face(self) -> None:
        """Read the hospital's face anew, for whoever has just changed it; other processes follow."""
        self._face = None

    def title(self, text: str) -> Markup:
        """A title whose lines end only between words, remembered: a list has a hundred of them."""
        segment = self.segment
        return self._titles.get((self._dictionary, text), lambda: marking.unbroken(text, segment))

    @property
    def segment(self) -> Callable[[str], Sequence[str]]:
        """Cuts Thai into words, with the hospital's own dictionary; drawings are kept by dictionary."""
        if self._dictionary is None or time.monotonic() > self._dictionary_until:
            self._dictionary = self.library.own("dictionary.txt") or b""
            self._dictionary_until = time.monotonic() + _FACE_SECONDS
        return self.library.drawing(self._dictionary).segment


def web() -> Web:
    """The application's parts."""
    return cast("Web", current_app.extensions["sopctl"])


def library() -> Library:
    """The library that this application serves."""
    return web().library


def settings() -> WebSettings:
    """The settings of the web."""
    return web().settings


def face() -> Face:
    """What the pages show of the hospital."""
    return web().face()


def digits() -> Digits:
    """The digits of generated numbers on Thai pages."""
    return face().digits


def figures(count: int) -> str:
    """A count in a Thai sentence of ours, in the digits of the page."""
    return in_digits(str(count), digits())


def person() -> Person | None:
    """Who is signed in, if anybody."""
    if "person" not in g:
        secret = session.get(SECRET)
        g.person = sessions.signed_in(library(), secret) if isinstance(secret, str) else None
    return cast("Person | None", g.person)


def account() -> factors.Standing | None:
    """How the account of whoever is signed in proves itself."""
    who = person()
    if who is None:
        return None
    if "account" not in g:
        g.account = factors.standing_of(library(), Actor(who.user))
    return cast("factors.Standing", g.account)


def actor() -> Actor:
    """Who acts. Raises SignInNeededError."""
    who = person()
    if who is None:
        raise SignInNeededError
    return Actor(who.user, line=sessions.line_of(session[SECRET]))


def origin() -> Origin:
    """Where a try of a password comes from."""
    return Origin(request.remote_addr or "", request.cookies.get(DEVICE, "")[:_LONGEST_DEVICE])


def reader() -> readers.Reader:
    """Who reads. Raises SignInNeededError where reading asks for an account."""
    who = person()
    if who is None and not settings().anonymous_read:
        raise SignInNeededError
    return readers.Reader(who)
