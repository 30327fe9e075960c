"""To the hospital's sign-in page and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.people import provided
from sopctl.application.ports import Begun, NotProvenError
from sopctl.domain.errors import SopctlError
from sopctl.web import context, errors
from sopctl.web.language import say
from sopctl.web.security import local_path

pages = Blueprint("provided", __name__)
_LEFT = "left"
_KEYS = frozenset({"url", "state", "nonce", "verifier"})


@pages.get("/sign-in/provider")
def leave() -> ResponseReturnValue:
    """Go to the hospital's sign-in page; what must come back with the answer stays in this browser."""
    try:
        begun = provided.leave(context.library(), _back())
    except SopctlError as error:
        return _refused(error)
    target = local_path(request.args.get("next")) or ""
    session[_LEFT] = {**asdict(begun), "url": "", "at": context.library().clock().isoformat(), "next": target}
    return redirect(begun.url)


@pages.get("/sign-in/provider/back")
def back() -> ResponseReturnValue:
    """Begin a session for whom the page proves; an answer works once, in the browser that asked for it."""
    left = session.pop(_LEFT, None)
    kept = left if isinstance(left, dict) else {}
    begun = Begun(**{key: str(kept[key]) for key in _KEYS}) if kept.keys() >= _KEYS else None
    left_at = datetime.fromisoformat(kept["at"]) if begun is not None else None
    try:
        secret, _ = provided.come_back(
            context.library(), begun, left_at, request.args.to_dict(), _back(),
            agent=request.user_agent.string,
        )  # fmt: skip
    except SopctlError as error:
        return _refused(error)
    session.clear()  # what was in the cookie before proves nothing
    session[context.SECRET] = secret
    return redirect(local_path(kept.get("next")) or url_for("work.inbox"))


@pages.get("/sign-out/provider")
def goodbye() -> ResponseReturnValue:
    """Go to where one signs out of the page as well; here one is signed out already."""
    try:
        where = provided.goodbye(context.library(), context.settings().public_url + url_for("search.home"))
    except SopctlError as error:
        return _refused(error)
    if not where:
        flash(say("ออกจากระบบที่หน้าของโรงพยาบาลด้วยตนเอง", "Sign out on the hospital's own page."))
    return redirect(where or url_for("search.home"))


def _back() -> str:
    # Never from the Host header: the code must come to the address that the provider knows.
    return context.settings().public_url + url_for(".back")


def _refused(error: SopctlError) -> ResponseReturnValue:
    if isinstance(error, NotProvenError):
        errors.note(error, error.why)
    found = errors.refusal(error)
    page = render_template("sign_in.html", next="", kept=[], user="", refusal=found)
    return page, found.status
