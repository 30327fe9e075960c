"""Announcements of releases, and the looks that changed references ask for."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.distribution import announcing
from sopctl.application.distribution.announcing import Pick
from sopctl.application.library import Actor
from sopctl.application.release import referencing
from sopctl.application.release.referencing import FlagLine
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Role
from sopctl.web import context, errors, files
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("announcements", __name__)


@pages.get("/announcements")
def all_() -> str:
    """All announcements; for the quality office, what can be announced."""
    return _page()


@pages.post("/announcements")
def announce() -> ResponseReturnValue:
    """Make an announcement of what was chosen."""
    library, actor, form = context.library(), context.actor(), request.form
    picks = [_pick(value) for value in form.getlist("version")]
    try:
        made = announcing.announce(
            library, actor, picks, subject=form.get("subject", ""), to=form.get("to", "")
        )
    except SopctlError as error:
        found = errors.refusal(error)
        return _page(found), found.status
    flash(say(f"ออกประกาศที่ {made.number} แล้ว", f"Announcement {made.number} is made"))
    return redirect(url_for(".one", announcement_id=made.id))


@pages.get("/announcements/<announcement_id>")
def one(announcement_id: str) -> str:
    """One announcement with the documents it names."""
    context.actor()
    return render_template(
        "announcement.html",
        made=announcing.announcement(context.library(), announcement_id, context.reader()),
    )


@pages.get("/announcements/<announcement_id>.pdf")
def file(announcement_id: str) -> Response:
    """The memo as it went round."""
    context.actor()
    library = context.library()
    made = announcing.announcement(library, announcement_id, context.reader())
    data = announcing.announcement_file(library, announcement_id, context.reader())
    return files.preview(data, "application/pdf", f"announcement-{made.year}-{made.sequence}.pdf")


@pages.get("/announcements/<announcement_id>.docx")
def word(announcement_id: str) -> Response:
    """The same memo for Word."""
    context.actor()
    library = context.library()
    made = announcing.announcement(library, announcement_id, context.reader())
    data = announcing.announcement_word(library, announcement_id, context.reader())
    return files.attachment(data, files.WORD, f"announcement-{made.year}-{made.sequence}.docx")


@pages.get("/references")
def references() -> str:
    """The looks that changed references ask for."""
    return _references()


@pages.post("/references/<flag_id>")
def look(flag_id: str) -> ResponseReturnValue:
    """Say what a look found."""
    try:
        remark = request.form.get("remark", "")
        flag = referencing.look_at_reference(context.library(), context.actor(), flag_id, remark)
    except SopctlError as error:
        found = errors.refusal(error)
        return _references(found, flag_id), found.status
    flash(say(f"บันทึกการตรวจดู {flag.number} แล้ว", f"The look at {flag.number} is kept"))
    return redirect(url_for(".references"))


def flags_of(number: DocumentNumber) -> tuple[FlagLine, ...]:
    """What a document's page shows to those whom it concerns; nothing to others."""
    who = context.person()
    if who is None or not who.roles & {Role.QUALITY, Role.AUDITOR, Role.AUTHOR}:
        return ()
    return referencing.flags_of(context.library(), Actor(who.user), number)


def open_flags() -> int:
    """How many looks are asked for, for the overview."""
    return len(referencing.open_flags(context.library(), context.actor()))


def _pick(value: str) -> Pick:
    version_id, _, became = value.partition(":")
    return Pick(version_id, became == "withdrawn")


def _page(refusal: Refusal | None = None) -> str:
    context.actor()
    library, who = context.library(), context.person()
    offered = None
    if who is not None and who.has(Role.QUALITY):
        offered = announcing.announceable(library, Actor(who.user))
    return render_template(
        "announcements.html", made=announcing.announcements(library, context.reader()), offered=offered,
        house=announcing.house(library), subject=announcing.SUBJECT, refusal=refusal, typed=request.form,
    )  # fmt: skip


def _references(refusal: Refusal | None = None, about: str = "") -> str:
    library, actor, who = context.library(), context.actor(), context.person()
    oversees = who is not None and bool(who.roles & {Role.QUALITY, Role.AUDITOR})
    return render_template(
        "references.html", lines=referencing.open_flags(library, actor), refusal=refusal, about=about,
        typed=request.form,
        looked=referencing.looks(library, actor) if oversees else (),
    )  # fmt: skip
