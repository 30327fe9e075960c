"""What every refusal says: each code once, from ``templates/errors.yaml``."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import yaml
from werkzeug.exceptions import HTTPException

from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import VersionLabel
from sopctl.resources import templates_dir
from sopctl.thai.dates import Form, ThaiDateError, format_date
from sopctl.thai.digits import Digits, in_digits
from sopctl.web.language import Pair

_LOG = logging.getLogger(__name__)


# An identity that no page shows, and what stands there instead.
_ID = re.compile(r"(?:\b(draft|version|round) )?\b[0-9a-f]{32}\b")


_THIS: Mapping[str, Pair] = {
    "draft": ("ร่างนี้", "this draft"),
    "version": ("ฉบับนี้", "this version"),
    "round": ("รอบนี้", "this round"),
    "": ("สิ่งที่ขอ", "what was asked for"),
}


_HTTP = {404: "page-not-found", 405: "method-refused", 413: "too-large"}


_HTTP_ENGLISH = {
    "page-not-found": "There is no such page.",
    "form-expired": "This form has expired and nothing was changed. Open the page again and retry.",
    "request-refused": "The request could not be understood; nothing was changed.",
    "method-refused": "That cannot be done with this page.",
    "too-large": "The file is too large.",
    "unexpected": "Something went wrong and this was not done. Try again, or tell the administrator.",
}


@dataclass(frozen=True)
class Refusal:
    """A refusal ready to show: its code, HTTP status, and the sentence in both languages.

    ``thai_digits`` is the Thai one with what the program counted in Thai digits, where it counted anything.
    """

    code: str
    status: int
    thai: str
    english: str
    thai_digits: str = ""

    def told(self, digits: Digits) -> Pair:
        """The sentence as a pair, counts in the digits of the page; what somebody typed stays."""
        return self.thai_digits if self.thai_digits and digits is Digits.THAI else self.thai, self.english


@dataclass(frozen=True)
class Sentence:
    """A line of the table: the HTTP status, the Thai sentence, whether it tells of the machine."""

    status: int
    thai: str
    inside: bool


@cache
def sentences() -> Mapping[str, Sentence]:
    """Every code with its sentence."""
    entries = _table()["errors"]
    return {code: Sentence(e["status"], e["th"], e.get("inside", False)) for code, e in entries.items()}


def refusal(error: SopctlError | ThaiDateError) -> Refusal:
    """What to show of an error. What tells of the machine is logged, and shown only as a failure."""
    if isinstance(error, ThaiDateError):
        return Refusal(error.code, 400, error.message_th, error.message)
    entry = sentences().get(error.code)
    if entry is None or entry.inside:
        _LOG.error("Refused with %s: %s", error.code, error)
        return of_web("unexpected", entry.status if entry else 500)
    thai, thai_digits = (
        _ID.sub(lambda m: _THIS[m[1] or ""][0], _filled(entry.thai, error.values, digits))
        for digits in (Digits.ARABIC, Digits.THAI)
    )
    english = _ID.sub(lambda m: _THIS[m[1] or ""][1], str(error))
    if english != str(error):
        english = english[:1].upper() + english[1:]
    return Refusal(error.code, entry.status, thai, english, thai_digits)


def note(error: SopctlError, why: str) -> None:
    """Say in the program's log what the page does not tell."""
    _LOG.warning("Refused with %s: %s", error.code, why)


def of_http(error: HTTPException) -> Refusal:
    """A failure of the protocol, such as a page that is not there."""
    status = error.code or 500
    fallback = "unexpected" if status >= 500 else "request-refused"
    return of_web(_HTTP.get(status, fallback), status)


def of_web(code: str, status: int) -> Refusal:
    """What the web itself refuses, by its code in the table."""
    return Refusal(code, status, sentences()[code].thai, _HTTP_ENGLISH[code])


def _filled(sentence: str, values: Mapping[str, object], digits: Digits) -> str:
    words = {key: _in_thai(key, value, digits) for key, value in values.items()}
    try:
        return sentence.format_map(words)
    except KeyError:
        _LOG.exception("A sentence asks for a fact that its error does not have")
        return sentences()["refused"].thai


def _in_thai(key: str, value: object, digits: Digits) -> str:
    if isinstance(value, int | VersionLabel):
        return in_digits(str(value), digits)
    if type(value) is date:
        try:
            return format_date(value, Form.LONG, digits)
        except ThaiDateError:  # a day that no calendar of ours has was refused for just that
            return str(value)
    return _word(key, str(value))


def _word(key: str, value: str) -> str:
    tables = _table()["words"]
    if key in ("possible", "request_possible"):
        known = tables["action" if key == "possible" else key]
        return ", ".join(known.get(part, part) for part in value.split(", "))
    return str(tables.get(key, {}).get(value, value))


@cache
def _table() -> dict[str, dict]:  # type: ignore[type-arg]  # the packaged file's own shape
    loaded: dict[str, dict] = yaml.safe_load((templates_dir() / "errors.yaml").read_text("utf-8"))  # type: ignore[type-arg]
    return loaded
