"""One-time codes, and second persons: who vouches for what an administrator did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.library import Actor
from sopctl.application.people import confirming, passwords
from sopctl.domain.errors import SopctlError
from sopctl.web import context, errors, lists
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("confirmations", __name__)
_PER_PAGE = 20  # each with a form of its own


@pages.get("/first-password")
def first_password() -> str:
    """The form for whoever got a one-time code."""
    return render_template(
        "first_password.html", user=request.args.get("user", ""), refusal=None, factor=False
    )


@pages.post("/first-password")
def set_first_password() -> ResponseReturnValue:
    """Set a password of one's own with the one-time code."""
    form = request.form
    user = form.get("user", "").strip().lower()
    try:
        passwords.change_password(
            context.library(), Actor(user), form.get("given", "").strip(), form.get("new", ""),
            code=form.get("one_time_code", ""), origin=context.origin(),
        )  # fmt: skip
    except SopctlError as error:
        found = errors.refusal(error)
        factor = found.code in {"second-factor-needed", "wrong-code"}
        return render_template("first_password.html", user=user, refusal=found, factor=factor), found.status
    flash(say("ตั้งรหัสผ่านแล้ว เข้าสู่ระบบได้เลย", "Your password is set; sign in with it"))
    return redirect(url_for("sessions.sign_in"))


@pages.get("/account/confirmations")
def waiting() -> str:
    """What waits for a second person, and what was confirmed."""
    return _page()


@pages.post("/account/confirmations/<confirmation>/confirm")
def confirm(confirmation: str) -> ResponseReturnValue:
    """Vouch for a person or a post, with one's own password."""
    form = request.form
    try:
        confirming.confirm(
            context.library(), context.actor(), confirmation, word=form.get("word", ""),
            password=form.get("password", ""), code=form.get("one_time_code", ""),
        )  # fmt: skip
    except SopctlError as error:
        found = errors.refusal(error)
        return _page(found, confirmation), found.status
    flash(say("ยืนยันแล้ว", "Confirmed"))
    return redirect(url_for(".waiting", **_kept()))


@pages.post("/account/confirmations/<confirmation>/refuse")
def refuse(confirmation: str) -> ResponseReturnValue:
    """Refuse a post or roles that an administrator gave."""
    try:
        confirming.refuse(context.library(), context.actor(), confirmation)
    except SopctlError as error:
        found = errors.refusal(error)
        return _page(found, confirmation), found.status
    flash(say("ไม่รับรองแล้ว ตำแหน่งหรือหน้าที่นี้จะไม่มีผล", "Refused; it never takes effect"))
    return redirect(url_for(".waiting", **_kept()))


def _page(refusal: Refusal | None = None, about: str = "") -> str:
    found = confirming.confirmations_for(context.library(), context.actor())
    question = _kept().get("q", "")
    fitting = [each for each in found if lists.holds(question, each.name, each.confirmation.person)]
    waiting = [each for each in fitting if each.confirmation.outcome is None]
    # What can be done now comes first: whoever has not set a password yet is still to come.
    waiting.sort(key=lambda each: not (each.may_confirm and each.confirmation.ready))
    return render_template(
        "confirmations.html", refusal=refusal, about=about, part=lists.part(waiting, _PER_PAGE), kept=_kept(),
        many=bool(question) or len(waiting) > _PER_PAGE,
        closed=[each for each in fitting if each.confirmation.outcome is not None][:100],
    )  # fmt: skip


def _kept() -> Mapping[str, Any]:
    """Where in the list somebody was, so that an act leads back there."""
    return lists.asked("q", "page")
