"""Refusals, as pages and sentences: each code once, from ``templates/errors.yaml``."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import yaml
from flask import Flask, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from sopctl.domain.errors import SopctlError
from sopctl.resources import templates_dir
from sopctl.thai.dates import ThaiDateError, format_date
from sopctl.web.context import SignInNeededError, person
from sopctl.web.language import Pair
from sopctl.web.security import from_here

_LOG = logging.getLogger(__name__)
# An identity that no page shows, and what stands there instead.
_ID = re.compile(r"(?:\b(draft|version|round) )?\b[0-9a-f]{32}\b")
_THIS: Mapping[str, Pair] = {
    "draft": ("ร่างนี้", "this draft"),
    "version": ("ฉบับนี้", "this version"),
    "round": ("รอบนี้", "this round"),
    "": ("สิ่งที่ขอ", "what was asked for"),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HTTP = {404: "page-not-found", 405: "method-refused", 413: "too-large"}
_HTTP_ENGLISH = {
    "page-not-found": "There is no such page.",
    "form-expired": "This form has expired and nothing was changed. Open the page again and retry.",
    "request-refused": "The request could not be understood; nothing was changed.",
    "method-refused": "That cannot be done with this page.",
    "too-large": "The file is too large.",
    "unexpected": "Something went wrong and this was not done. Try again, or tell the administrator.",
}
# Passwords, codes and secrets are never written back into a page.
_NOT_KEPT = {"csrf_token", "password", "new", "one_time_code", "secret"}


@dataclass(frozen=True)
class Refusal:
    """A refusal ready to show: its code, HTTP status, and the sentence in both languages."""

    code: str
    status: int
    thai: str
    english: str

    @property
    def pair(self) -> Pair:
        """The sentence as a pair."""
        return self.thai, self.english


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
        return _of_web("unexpected", entry.status if entry else 500)
    thai = _ID.sub(lambda m: _THIS[m[1] or ""][0], _filled(entry.thai, error.facts))
    english = _ID.sub(lambda m: _THIS[m[1] or ""][1], str(error))
    if english != str(error):
        english = english[:1].upper() + english[1:]
    return Refusal(error.code, entry.status, thai, english)


def install(app: Flask) -> None:
    """Answer every error with a page that says what a person can do, and nothing of the inside."""
    app.register_error_handler(SopctlError, lambda error: _answer(refusal(error)))
    app.register_error_handler(ThaiDateError, lambda error: _answer(refusal(error)))
    app.register_error_handler(SignInNeededError, lambda _: sign_in_first())
    app.register_error_handler(CSRFError, lambda _: _form_expired())
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def sign_in_first() -> ResponseReturnValue:
    """Ask to sign in; what was typed in a form of ours is kept in the page and sent on afterwards."""
    if _by_script():
        return jsonify(code="sign-in-needed"), 401
    if request.method != "POST":
        return redirect(url_for("sessions.sign_in", next=request.full_path.rstrip("?")))
    kept = _typed() if from_here(request) else []
    return render_template("sign_in.html", next=request.path, kept=kept, user="", expired=True), 401


def _form_expired() -> ResponseReturnValue:
    # The browser says that the form is ours, so only its token is too old: offer to send it again.
    if from_here(request) and not _by_script() and request.endpoint not in {None, "sessions.sign_in"}:
        if person() is None:
            return sign_in_first()
        return render_template("continue.html", target=request.path, kept=_typed()), 400
    return _answer(_of_web("form-expired", 400))


def _typed() -> list[tuple[str, str]]:
    return [(k, v) for k, v in request.form.items(multi=True) if k not in _NOT_KEPT]


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):
        # A host that is not ours has no addresses to put into a page.
        return _plain(_of_web("request-refused", 400))
    if error.code is None or error.code < 400:
        return error
    fallback = "unexpected" if error.code >= 500 else "request-refused"
    return _answer(_of_web(_HTTP.get(error.code, fallback), error.code))


def _unexpected(error: Exception) -> ResponseReturnValue:
    _LOG.exception("A page failed: %s %s", request.method, request.path, exc_info=error)
    found = _of_web("unexpected", 500)
    try:
        return _answer(found)
    except Exception:
        _LOG.exception("The page of that failure failed too")
        return _plain(found)


def _plain(found: Refusal) -> ResponseReturnValue:
    return f"{found.thai}\n{found.english}\n", found.status, {"Content-Type": "text/plain; charset=utf-8"}


def _of_web(code: str, status: int) -> Refusal:
    return Refusal(code, status, sentences()[code].thai, _HTTP_ENGLISH[code])


def _answer(found: Refusal) -> ResponseReturnValue:
    if _by_script():
        return jsonify(code=found.code, th=found.thai, en=found.english), found.status
    return render_template("error.html", refusal=found), found.status


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _filled(sentence: str, facts: Mapping[str, str]) -> str:
    words = {key: _in_thai(key, value) for key, value in facts.items()}
    try:
        return sentence.format_map(words)
    except KeyError:
        _LOG.exception("A sentence asks for a fact that its error does not have")
        return sentences()["refused"].thai


def _in_thai(key: str, value: str) -> str:
    tables = _table()["words"]
    if key == "possible":
        return ", ".join(tables["action"].get(part, part) for part in value.split(", "))
    if _DAY.fullmatch(value):
        return format_date(date.fromisoformat(value))
    return str(tables.get(key, {}).get(value, value))


@cache
def _table() -> dict[str, dict]:  # type: ignore[type-arg]  # the packaged file's own shape
    loaded: dict[str, dict] = yaml.safe_load((templates_dir() / "errors.yaml").read_text("utf-8"))  # type: ignore[type-arg]
    return loaded
