"""One's own account: the password, the second factor, and the picture of one's signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.people import confirming, factors, passwords, pictures, posts, sessions
from sopctl.domain.errors import SopctlError
from sopctl.domain.posts import Formula
from sopctl.thai.dates import NotAFullDateError, ThaiDateError, bangkok_day, parse
from sopctl.web import context, errors, files, persons
from sopctl.web.devices import device
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("account", __name__, url_prefix="/account")


@pages.get("")
def mine() -> str:
    """What belongs to whoever is signed in."""
    return _page()


@pages.get("/picture.png")
def picture() -> Response:
    """The picture of one's own signature."""
    actor = context.actor()
    return files.preview(
        pictures.picture_of(context.library(), actor, actor.user), "image/png", "signature.png"
    )


@pages.post("/picture")
def set_picture() -> ResponseReturnValue:
    """Keep a picture of one's own signature, or take it away."""
    actor = context.actor()
    upload = request.files.get("picture")

    def keep() -> str:
        remove = "remove" in request.form
        data = None if remove else upload.read() if upload else b""
        pictures.set_picture(context.library(), actor, actor.user, data)
        return say("ลบภาพลายมือชื่อแล้ว", "Removed") if remove else say("บันทึกภาพลายมือชื่อแล้ว", "Kept")

    return _done("picture", keep)


@pages.post("/password")
def change_password() -> ResponseReturnValue:
    """Change one's own password; every session ends, so that one signs in again."""
    form, actor = request.form, context.actor()
    try:
        passwords.change_password(
            context.library(), actor, form.get("password", ""), form.get("new", ""),
            code=form.get("one_time_code", ""),
        )  # fmt: skip
    except SopctlError as error:
        found = errors.refusal(error)
        return _page(found, "password"), found.status
    flash(say("เปลี่ยนรหัสผ่านแล้ว กรุณาเข้าสู่ระบบใหม่", "The password is changed; sign in again"))
    return redirect(url_for("sessions.sign_in"))


@pages.get("/second-factor")
def offer_second_factor() -> str:
    """A new secret as a QR code; nothing is kept yet."""
    return _offer(factors.offer(context.library(), context.actor()))


@pages.post("/second-factor")
def set_up_second_factor() -> ResponseReturnValue:
    """Keep the secret when the code is of it; the recovery codes are shown this once."""
    form, library, actor = request.form, context.library(), context.actor()
    secret = form.get("secret", "")
    try:
        codes = factors.set_up(
            library, actor, form.get("password", ""), secret, form.get("one_time_code", "")
        )
    except SopctlError as error:
        found = errors.refusal(error)
        if isinstance(error, factors.SecondFactorSetError):
            return _page(found, "factor"), found.status
        return _offer(factors.offer(library, actor), found), found.status
    return render_template("recovery_codes.html", codes=codes)


@pages.post("/second-factor/remove")
def remove_second_factor() -> ResponseReturnValue:
    """Take one's own second factor away."""
    form, actor = request.form, context.actor()

    def take() -> str:
        password, code = form.get("password", ""), form.get("one_time_code", "")
        factors.remove(context.library(), actor, password, code)
        return say("ยกเลิกรหัสหกหลักแล้ว", "The second factor is removed")

    return _done("factor", take)


@pages.post("/sessions/<string(length=64):session_id>/end")
def end_session(session_id: str) -> ResponseReturnValue:
    """Sign out one of one's own browsers."""
    actor = context.actor()

    def end() -> str:
        sessions.end_session(context.library(), actor, session_id)
        return say("ออกจากระบบในเครื่องนั้นแล้ว", "That browser is signed out")

    return _done("sessions", end)


@pages.post("/sessions/end-others")
def end_other_sessions() -> ResponseReturnValue:
    """Sign out every browser of one's own but this one."""
    actor = context.actor()

    def end() -> str:
        sessions.end_other_sessions(context.library(), actor, session[context.SECRET])
        return say("ออกจากระบบในเครื่องอื่นทั้งหมดแล้ว", "Every other browser is signed out")

    return _done("sessions", end)


@pages.post("/delegations")
def delegate() -> ResponseReturnValue:
    """Let somebody sign for a post that one holds, between two days."""
    form, actor = request.form, context.actor()

    def allow() -> str:
        formula = Formula.ON_BEHALF if form.get("formula") == Formula.ON_BEHALF.name else Formula.ACTING
        names = posts.my_posts(context.library(), actor).names
        user = persons.picked(names, form.get("user", ""))
        posts.delegate(
            context.library(), actor, form.get("post", ""), user, _day("first"), _day("last"),
            formula, password=form.get("password", ""), code=form.get("one_time_code", ""),
        )  # fmt: skip
        return say("มอบหมายแล้ว", "The delegation stands")

    return _done("delegation", allow)


@pages.post("/delegations/<holding>/end")
def end_delegation(holding: str) -> ResponseReturnValue:
    """End a delegation before its last day."""
    actor = context.actor()

    def end() -> str:
        posts.end_delegation(context.library(), actor, holding)
        return say("สิ้นสุดการมอบหมายแล้ว", "The delegation has ended")

    return _done("delegation", end)


def _offer(offered: factors.Offer, refusal: Refusal | None = None) -> str:
    # Without a size of its own it fits a telephone; the style sheet bounds it elsewhere.
    drawn = segno.make(offered.address, error="l").svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True
    )
    return render_template("second_factor.html", offered=offered, drawn=drawn, refusal=refusal)


def _done(form: str, act: Callable[[], str]) -> ResponseReturnValue:
    """Do it and go back to the page, or show the page with the reason."""
    try:
        flash(act())
    except (SopctlError, ThaiDateError) as error:
        found = errors.refusal(error)
        return _page(found, form), found.status
    return redirect(url_for(".mine"))


def _page(refusal: Refusal | None = None, form: str = "") -> str:
    library, actor = context.library(), context.actor()
    desk = posts.my_posts(library, actor)
    today = bangkok_day(library.clock())
    return render_template(
        "account.html", refusal=refusal, form=form, account=context.account(), typed=request.form,
        browsers=sessions.my_browsers(library, actor, session[context.SECRET]), device=device,
        touched=confirming.my_confirmations(library, actor), posts=desk.mine or desk.acting,
        mine=[(p.code, p.title_th, p.title_en) for p in desk.mine], acting=desk.acting, names=desk.names,
        today=f"{today.day}/{today.month}/{today.year + 543}",
    )  # fmt: skip


def _day(field: str) -> date:
    """A date as a person writes it. Raises a ThaiDateError, for an empty field too."""
    text = request.form.get(field, "").strip()
    if not text:
        raise NotAFullDateError(text)
    return parse(text, today=bangkok_day(context.library().clock())).date
