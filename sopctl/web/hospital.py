"""What the hospital sets of its own: its name, its departments, its logo."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application import hospital
from sopctl.application.safekeeping.mirroring import mirror_trouble
from sopctl.application.shape import Department
from sopctl.domain.errors import SopctlError
from sopctl.web import context, errors
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("hospital", __name__, url_prefix="/admin/hospital")


@pages.app_template_global("mirror_refused")
def mirror_refused() -> bool:
    """Whether the git mirror elsewhere did not take the last push."""
    return mirror_trouble(context.library()) is not None


@pages.get("")
def own() -> str:
    """The name, the departments, the logo, and everything else that this hospital set."""
    return _page()


@pages.post("/names")
def set_names() -> ResponseReturnValue:
    """Change the hospital's name."""
    form, library, actor = request.form, context.library(), context.actor()
    name, name_en = form.get("name", "").strip(), form.get("name_en", "").strip()
    return _done(lambda: hospital.set_names(library, actor, name, name_en))


@pages.post("/departments")
def set_department() -> ResponseReturnValue:
    """Add a department, or change the names of one."""
    form, library, actor = request.form, context.library(), context.actor()
    given = Department(
        form.get("code", "").strip().upper(), form.get("name", "").strip(), form.get("name_en", "").strip()
    )
    return _done(lambda: hospital.set_department(library, actor, given))


@pages.post("/logo")
def set_logo() -> ResponseReturnValue:
    """Put the hospital's logo in place."""
    library, actor, file = context.library(), context.actor(), request.files.get("logo")
    data = file.read(hospital.MOST_BYTES + 1) if file else b""
    return _done(lambda: hospital.set_own(library, actor, "logo.png", data))


def _done(act: Callable[[], None]) -> ResponseReturnValue:
    """Do it and go back to the page, or show the page with the reason and what was typed."""
    try:
        act()
    except SopctlError as error:
        found = errors.refusal(error)
        return _page(found), found.status
    context.web().forget_face()
    flash(say("บันทึกแล้ว มีผลกับฉบับที่ส่งทบทวนหลังจากนี้", "Recorded, for what is submitted from now on"))
    return redirect(url_for(".own"))


def _page(refusal: Refusal | None = None) -> str:
    files = hospital.own_files(context.library(), context.actor())
    context.web().forget_face()
    return render_template("hospital.html", files=files, refusal=refusal, typed=request.form)
