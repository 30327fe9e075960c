"""One's own account: the picture of one's signature."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application import pictures
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
    return render_template("account.html", refusal=refusal, form=form)
