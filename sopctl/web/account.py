"""One's own account: the password, the second factor, and the picture of one's signature."""

from __future__ import annotations

from collections.abc import Callable

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application import factors, people, pictures
from sopctl.domain.errors import SopctlError
from sopctl.web import context, errors, files
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
        people.change_password(
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
    except SopctlError as error:
        found = errors.refusal(error)
        return _page(found, form), found.status
    return redirect(url_for(".mine"))


def _page(refusal: Refusal | None = None, form: str = "") -> str:
    context.actor()
    return render_template("account.html", refusal=refusal, form=form, account=context.account())
