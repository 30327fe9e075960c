"""Refusals, as pages for people and as problems for programs."""

from __future__ import annotations

import logging

from flask import Flask, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from sopctl.domain.errors import SopctlError
from sopctl.thai.dates import ThaiDateError
from sopctl.web.api import problems
from sopctl.web.context import SignInNeededError, person
from sopctl.web.errors import Refusal, of_http, of_web, refusal
from sopctl.web.security import from_here

_LOG = logging.getLogger(__name__)
# Passwords, codes and secrets are never written back into a page.
_NOT_KEPT = {"csrf_token", "password", "new", "one_time_code", "secret", "pin", "pin_again", "ticket", "file"}


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
    return _answer(of_web("form-expired", 400))


def _typed() -> list[tuple[str, str]]:
    return [(k, v) for k, v in request.form.items(multi=True) if k not in _NOT_KEPT]


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):
        # A host that is not ours has no addresses to put into a page.
        return _plain(of_web("request-refused", 400))
    if error.code is None or error.code < 400:
        return error
    if request.path.startswith("/api/"):
        return problems.http(error)
    return _answer(of_http(error))


def _unexpected(error: Exception) -> ResponseReturnValue:
    _LOG.exception("A page failed: %s %s", request.method, request.path, exc_info=error)
    found = of_web("unexpected", 500)
    try:
        return _answer(found)
    except Exception:
        _LOG.exception("The page of that failure failed too")
        return _plain(found)


def _plain(found: Refusal) -> ResponseReturnValue:
    return f"{found.thai}\n{found.english}\n", found.status, {"Content-Type": "text/plain; charset=utf-8"}


def _answer(found: Refusal) -> ResponseReturnValue:
    if _by_script():
        return jsonify(code=found.code, th=found.thai, en=found.english), found.status
    return render_template("error.html", refusal=found), found.status


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
