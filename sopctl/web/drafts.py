"""Drafts: begun, written, submitted, taken back, given up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.authoring import (
    drafts,
    holding,
    importing,
    merging,
    numbers,
    presence,
    submission,
    writing,
)
from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.queries import documents
from sopctl.application.records import Draft
from sopctl.application.review import overview
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import State
from sopctl.thai.dates import ThaiDateError, bangkok_day, parse
from sopctl.web import comparison, context, errors
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("drafts", __name__)


@dataclass(frozen=True)
class Typed:
    """What stands in the editor: from the library, or from a form that could not be kept."""

    markdown: str
    reason: str
    effective: str
    save_number: int


@pages.get("/drafts")
def mine() -> str:
    """My drafts, a new document, the next version of one in force."""
    return _list()


@pages.post("/drafts")
def start() -> ResponseReturnValue:
    """Begin a new document from its type's skeleton."""
    form = request.form
    try:
        number = _free(form.get("type", ""), form.get("department", "")) if not form.get("number") else None
        draft = drafts.start_document(
            context.library(), context.actor(), number or DocumentNumber.parse(form.get("number", "")),
            form.get("title", "").strip(), form.get("type", ""), form.get("department", ""),
        )  # fmt: skip
    except SopctlError as error:
        found = errors.refusal(error)
        return _list(found, "new"), found.status
    return redirect(url_for(".edit", draft=draft))


@pages.post("/drafts/revisions")
def revise() -> ResponseReturnValue:
    """Begin the next version of a document from its latest released text."""
    try:
        number = DocumentNumber.parse(request.form.get("number", ""))
        draft = drafts.start_revision(
            context.library(), context.actor(), number, amendment="amendment" in request.form
        )
    except SopctlError as error:
        found = errors.refusal(error)
        return _list(found, "revise"), found.status
    return redirect(url_for(".edit", draft=draft))


@pages.get("/drafts/<draft>")
def edit(draft: str) -> str:
    """The editor, or the text to read for those who do not write it."""
    return _editor(draft)


@pages.post("/drafts/<draft>")
def save(draft: str) -> ResponseReturnValue:
    """Keep what was written; with ``then=submit`` send it on. What cannot be kept stays in the page."""
    typed = _typed()
    if request.form.get("then") == "both":
        return _both(draft, typed)
    try:
        kept = _keep(draft, typed)
        typed = Typed(kept.markdown, kept.reason, typed.effective, kept.save_number)
        if request.form.get("then") == "submit":
            submitted = submission.submit(context.library(), context.actor(), draft)
            flash(say("ส่งทบทวนแล้ว", "Submitted for review"))
            return redirect(url_for("rounds.read", round_id=submitted.rounds[-1].id))
    except (SopctlError, ThaiDateError) as error:
        found = errors.refusal(error)
        overtaken = isinstance(error, ConcurrentChangeError)
        return _editor(draft, typed, found, overtaken=overtaken), found.status
    flash(say("บันทึกแล้ว", "Saved"))
    return redirect(url_for(".edit", draft=draft))


@pages.post("/drafts/<draft>/autosave")
def autosave(draft: str) -> ResponseReturnValue:
    """Keep what was written so far, for a script; answers with the number of the save."""
    kept = _keep(draft, _typed())
    return jsonify(save_number=kept.save_number)


@pages.post("/drafts/<draft>/presence")
def present(draft: str) -> ResponseReturnValue:
    """Who else has the draft open, as a piece of HTML, for a page that says that it still has."""
    library, actor, form = context.library(), context.actor(), request.form
    window = form.get("window", "")
    if "gone" in form:
        presence.leave(library, actor, draft, window)
        return "", 204
    sight = presence.look_in(library, actor, draft, window, live=True)
    shown = form.get("save", "")
    return render_template("_presence.html", sight=sight, shown=int(shown) if shown.isdecimal() else 0)


@pages.post("/drafts/<draft>/preview")
def preview(draft: str) -> str:
    """The page and the findings of a text that is being written, as a piece of HTML."""
    text = request.form.get("markdown", "")
    glance = writing.look_at(context.library(), context.actor(), draft, text, digits=context.digits().value)
    return render_template("_preview.html", glance=glance)


@pages.post("/drafts/<draft>/take-back")
def take_back(draft: str) -> ResponseReturnValue:
    """Take a submitted version back to draft."""
    submission.take_back(context.library(), context.actor(), draft, request.form.get("reason", ""))
    flash(say("ดึงกลับมาเป็นร่างแล้ว", "Taken back to draft"))
    return redirect(url_for(".edit", draft=draft))


@pages.post("/drafts/<draft>/abandon")
def abandon(draft: str) -> ResponseReturnValue:
    """Give a version up, with a reason."""
    submission.abandon(context.library(), context.actor(), draft, request.form.get("reason", ""))
    flash(say("ยุติฉบับนี้แล้ว", "Given up"))
    return redirect(url_for("work.inbox"))


def _typed() -> Typed:
    form = request.form
    number = form.get("save_number", "")
    return Typed(
        form.get("markdown", "").replace("\r\n", "\n"),
        form.get("reason", ""),
        form.get("effective", "").strip(),
        int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0,
    )


def _keep(draft: str, typed: Typed) -> Draft:
    day = _day(typed.effective)
    return drafts.save_draft(
        context.library(), context.actor(), draft, save_number=typed.save_number, markdown=typed.markdown,
        reason=typed.reason, requested_effective=day, clear_effective=day is None,
    )  # fmt: skip


def _day(text: str) -> date | None:
    """A date as a person writes it, None for none. Raises a ThaiDateError."""
    if not text:
        return None
    return parse(text, today=bangkok_day(context.library().clock())).date


def _editor(
    draft: str, typed: Typed | None = None, refusal: Refusal | None = None, *, overtaken: bool = False,
    unsaved: bool = False,
) -> str:  # fmt: skip
    actor = context.actor()
    view = drafts.view_draft(context.library(), actor, draft)
    stored = view.draft
    effective = stored.requested_effective
    shown = typed or Typed(
        stored.markdown, stored.reason, _written(effective) if effective else "", stored.save_number
    )
    mine = view.version.author == actor.user
    open_ = view.version.state is State.DRAFT
    window = secrets.token_hex(8)
    glance = writing.look_at(context.library(), actor, draft, shown.markdown, digits=context.digits().value)
    return render_template(
        "editor.html", view=view, typed=shown, refusal=refusal, overtaken=overtaken, mine=mine, glance=glance,
        unsaved=unsaved or refusal is not None,
        writable=mine and open_,
        originals=importing.originals(context.library(), actor, draft),
        holder=holding.holder_name(context.library(), stored),
        window=window, shown=stored.save_number,
        sight=presence.look_in(context.library(), actor, draft, window) if open_ else None,
        differs=_differences(stored.markdown, shown.markdown) if overtaken else None,
    )  # fmt: skip


def _differences(saved: str, typed: str) -> comparison.Rows | None:
    found = merging.differences(context.library(), saved, typed)
    return comparison.rows(found) if found is not None else None


def _both(draft: str, typed: Typed) -> str:
    """The editor with what is saved and what was typed in one text, which is not saved yet."""
    stored = drafts.view_draft(context.library(), context.actor(), draft).draft
    text = merging.both(stored.markdown, typed.markdown)
    flash(
        say("รวมสองฉบับแล้ว ลบส่วนที่ซ้ำ แล้วกดบันทึก", "Both are in one text. Remove what is there twice, then save.")
    )
    return _editor(draft, replace(typed, markdown=text, save_number=stored.save_number), unsaved=True)


def _written(day: date) -> str:
    """A day as it stands in the field: figures that the reader of dates takes back."""
    return f"{day.day}/{day.month}/{day.year + 543}"


def _list(refusal: Refusal | None = None, form: str = "") -> str:
    library, actor = context.library(), context.actor()
    versions = overview.my_versions(library, actor)
    in_force = documents.documents_in_force(library, context.reader())
    open_numbers = {item.version.number for item in versions}
    revisable = [r for r in in_force if r.release.number not in open_numbers]
    who = context.person()
    kind = request.form.get("type", "SOP")
    unit = request.form.get("department", who.department if who else "")
    return render_template(
        "drafts.html", versions=versions, revisable=revisable, refusal=refusal, form=form, typed=request.form,
        free=_free(kind, unit),
    )  # fmt: skip


def _free(kind: str, unit: str) -> DocumentNumber | None:
    """The next free number of a type in a department, where there is one to offer."""
    try:
        return numbers.next_number(context.library(), context.actor(), kind, unit)
    except SopctlError:
        return None
