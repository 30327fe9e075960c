"""The two languages of the pages. Every text is a pair, so neither catalogue can lack what the other has."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from flask import g, has_request_context, request
from markupsafe import Markup

COOKIE = "language"
COOKIE_DAYS = 365

Pair = tuple[str, str]


class Language(StrEnum):
    """A language of the pages."""

    THAI = "th"
    ENGLISH = "en"


def current() -> Language:
    """The language of this request: what its cookie asks for, else Thai."""
    if not has_request_context():
        return Language.THAI
    if "language" not in g:
        asked = request.cookies.get(COOKIE)
        g.language = Language.ENGLISH if asked == Language.ENGLISH else Language.THAI
    found: Language = g.language
    return found


def saying() -> Callable[[str, str], str]:
    """``say`` for one page: a page says some hundred texts, all in one language."""
    return _in_thai if current() is Language.THAI else _in_english


def _in_thai(thai: str, english: str) -> str:
    del english
    return thai


def _in_english(thai: str, english: str) -> str:
    del thai
    return english


def say(thai: str, english: str) -> str:
    """The text of the pair in the request's language."""
    return thai if current() is Language.THAI else english


def spoken(text: str) -> Markup:
    """The attribute that names the language of a person's own words, where the page speaks another one.

    WCAG 2.2, 3.1.2: a screen reader would read a Thai title with an English voice.
    """
    foreign = current() is not Language.THAI and any("\u0e01" <= char <= "\u0e5b" for char in text)
    return Markup(' lang="th"') if foreign else Markup()
