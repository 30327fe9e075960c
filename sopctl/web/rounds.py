"""Rounds: read, sign, return, release."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.release import releasing
from sopctl.application.review import rounds
from sopctl.domain.authority import NotTheSignerError, OwnDocumentError
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.people import Role
from sopctl.domain.rounds import AlreadySignedError, Round, StaleRoundError
from sopctl.domain.signatures import MEANING_OF
from sopctl.domain.workflow import Action, OutOfOrderError, State
from sopctl.thai.dates import ThaiDateError, bangkok_day, parse
from sopctl.web import approvals, comparison, context, errors, files, unfolding, words
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("rounds", __name__)
_SIGNING = (Action.REVIEW, Action.CHECK, Action.APPROVE)
_LATE = (OutOfOrderError, StaleRoundError, AlreadySignedError, NotTheSignerError, OwnDocumentError,
         NotAllowedError)  # fmt: skip


@pages.get("/rounds/<round_id>")
def read(round_id: str) -> str:
    """Everything that a signer reads, then the form."""
    return _page(round_id)


@pages.get("/rounds/<round_id>/copy.pdf")
def copy(round_id: str) -> Response:
    """The copy that is signed, as PDF."""
    data = rounds.round_copy(context.library(), context.actor(), round_id)
    return files.preview(data, "application/pdf", f"{round_id}.pdf")


@pages.get("/rounds/<round_id>/files/<name>")
def file(round_id: str, name: str) -> Response:
    """An image of the round's text."""
    return files.image(rounds.round_file(context.library(), context.actor(), round_id, name), name)


@pages.post("/rounds/<round_id>/sign")
def sign(round_id: str) -> ResponseReturnValue:
    """Review, check or approve; a second click gets told that it is done."""
    form = request.form
    action = next((a for a in _SIGNING if a == form.get("action")), None)
    try:
        if action is None:
            raise OutOfOrderError(State.DRAFT, Action.APPROVE, _SIGNING)
        signed = rounds.sign(
            context.library(), context.actor(), round_id, action, password=form.get("password", ""),
            shown=form.get("shown", ""), remark=form.get("remark", ""), code=form.get("one_time_code", ""),
            receipt=form.get("receipt", ""),
        )  # fmt: skip
    except SopctlError as error:
        if action and isinstance(error, _LATE) and _signed_by_me(round_id, action):
            return render_template("signed.html", action=action, next=url_for("work.onwards")), 409
        return _refused(round_id, error, "sign")
    thai, english = words.ACTIONS[action]
    flash(say(f"{thai}แล้ว: {signed.number}", f"{english}: {signed.number} signed"))
    return redirect(url_for("work.onwards"))


@pages.post("/rounds/<round_id>/return")
def send_back(round_id: str) -> ResponseReturnValue:
    """Return the version to its author, with reasons."""
    try:
        rounds.return_for_correction(
            context.library(), context.actor(), round_id, request.form.get("reason", "")
        )
    except SopctlError as error:
        return _refused(round_id, error, "return")
    flash(say("ส่งกลับให้ผู้จัดทำแก้ไขแล้ว", "Returned to its author"))
    return redirect(url_for("work.onwards"))


@pages.post("/rounds/<round_id>/signer")
def replace_signer(round_id: str) -> ResponseReturnValue:
    """Put one named signer in the place of another, as the quality office."""
    form = request.form
    old, new = form.get("old", ""), form.get("new", "").strip()
    try:
        rounds.replace_signer(context.library(), context.actor(), round_id, old, new, form.get("reason", ""))
    except SopctlError as error:
        return _refused(round_id, error, "signer")
    flash(say("เปลี่ยนผู้ลงนามแล้ว", "The signer is replaced"))
    return redirect(url_for(".read", round_id=round_id))


@pages.post("/rounds/<round_id>/release")
def release_(round_id: str) -> ResponseReturnValue:
    """Release the approved version from a day on."""
    form = request.form
    library, actor = context.library(), context.actor()
    try:
        version = rounds.signing_view(library, actor, round_id).version
        day = _day(form.get("effective", "").strip())
        released = releasing.release_version(
            library, actor, version.id, password=form.get("password", ""), effective=day,
            code=form.get("one_time_code", ""),
        )  # fmt: skip
    except (SopctlError, ThaiDateError) as error:
        return _refused(round_id, error, "release")
    flash(say("ประกาศใช้แล้ว", "Released"))
    number, label = released.release.number, released.release.version
    return redirect(url_for("documents.version", number=number, version=label))


def _page(round_id: str, refusal: Refusal | None = None, form: str = "") -> str:
    view = rounds.signing_view(context.library(), context.actor(), round_id, digits=context.digits().value)
    who = context.person()
    last = view.version.round
    current = last is not None and last.id == round_id
    releasable = current and view.version.state is State.APPROVED and who is not None
    return render_template(
        "round.html",
        view=view,
        current=current,
        rows=comparison.rows(view.comparison) if view.comparison else None,
        pieces=unfolding.pieces(view.html, view.comparison),
        since=comparison.rows(view.changed_since_last) if view.changed_since_last else None,
        signed=approvals.of_round(view.round.signatures),
        release=releasable and who is not None and who.has(Role.QUALITY),
        named=_named(view.round) if current else (),
        earliest=_earliest(view.round.manifest.requested_effective),
        refusal=refusal,
        form=form,
        typed=request.form,
    )


def _named(opened: Round) -> tuple[str, ...]:
    """The persons named for a step that is not complete, who have not signed it."""
    open_ = [i for i in range(len(opened.steps)) if not opened.complete(i)]
    waiting = (u for i in open_ for u in opened.step_now(i).signers.people
               if all(s.person != u for s in opened.signed(i)))  # fmt: skip
    return tuple(dict.fromkeys(waiting))


def _refused(round_id: str, error: SopctlError | ThaiDateError, form: str) -> ResponseReturnValue:
    """The page again with what was typed, and the sentence where it belongs."""
    found = errors.refusal(error)
    return _page(round_id, found, form), found.status


def _signed_by_me(round_id: str, action: Action) -> bool:
    view = rounds.signing_view(context.library(), context.actor(), round_id)
    me = context.actor().user
    return any(s.person == me and s.meaning is MEANING_OF[action] for s in view.round.signatures)


def _day(text: str) -> date | None:
    """A date as a person writes it, None for the earliest. Raises a ThaiDateError."""
    return parse(text, today=bangkok_day(context.library().clock())).date if text else None


def _earliest(requested: date | None) -> str:
    """The day that stands in the release form at first."""
    day = max(filter(None, (bangkok_day(context.library().clock()), requested)))
    return f"{day.day}/{day.month}/{day.year + 543}"
