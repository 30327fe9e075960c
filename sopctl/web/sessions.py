"""Signing in and out, the language of the pages, and the token of a page that stayed open for long."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from sopctl.application.people import guessing, sessions
from sopctl.application.people.proof import SignInSlowedError
from sopctl.domain.errors import SopctlError
from sopctl.web import context, errors, language
from sopctl.web.language import Language
from sopctl.web.security import local_path

pages = Blueprint("sessions", __name__)
_KEPT = "kept."
_DEVICE_DAYS = 365


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Begin a session, then go where one wanted to go; a form that was sent meanwhile is sent on."""
    target = local_path(request.values.get("next")) or ""
    if request.method == "GET":
        if context.person() is not None:
            return redirect(target or url_for("work.inbox"))
        return render_template("sign_in.html", next=target, kept=[], user="", expired=bool(target))
    kept = [(k[len(_KEPT) :], v) for k, v in request.form.items(multi=True) if k.startswith(_KEPT)]
    user = request.form.get("user", "").strip().lower()
    try:
        secret, _ = sessions.sign_in(
            context.library(), user, request.form.get("password", ""), request.form.get("one_time_code", ""),
            agent=request.user_agent.string, origin=context.origin(),
        )  # fmt: skip
    except SopctlError as error:
        found = errors.refusal(error)
        page = render_template("sign_in.html", next=target, kept=kept, user=user, refusal=found)
        waits = {"Retry-After": error.facts["seconds"]} if isinstance(error, SignInSlowedError) else {}
        return page, found.status, waits
    session.clear()  # what was in the cookie before proves nothing
    session[context.SECRET] = secret
    goes_on = bool(kept and target)
    shown = render_template("continue.html", target=target, kept=kept) if goes_on else None
    answer = make_response(shown or redirect(target or url_for("work.inbox")))
    answer.set_cookie(
        context.DEVICE, guessing.remember(context.library(), user, context.origin()), httponly=True,
        max_age=_DEVICE_DAYS * 86_400, samesite="Strict", secure=context.settings().secure_cookies,
    )  # fmt: skip
    return answer


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session here and in the library."""
    secret = session.get(context.SECRET)
    if isinstance(secret, str):
        sessions.sign_out(context.library(), secret)
    session.clear()
    return redirect(url_for("search.home"))


@pages.get("/language/<any(th,en):code>")
def choose_language(code: str) -> Response:
    """Keep the language in a cookie and go back to the page."""
    answer = make_response(redirect(local_path(request.args.get("next")) or url_for("search.home")))
    answer.set_cookie(
        language.COOKIE, Language(code).value, max_age=language.COOKIE_DAYS * 86_400, httponly=True,
        samesite="Lax", secure=context.settings().secure_cookies,
    )  # fmt: skip
    return answer


@pages.get("/session/token")
def token() -> ResponseReturnValue:
    """A fresh form token for a page that stayed open over a new sign-in; only pages of ours can read it."""
    context.actor()
    return jsonify(token=generate_csrf()), 200, {"Cache-Control": "no-store"}
