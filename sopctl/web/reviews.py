"""Periodic reviews: what is due, and the verdicts keep, revise and withdraw."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.queries import documents
from sopctl.application.upkeep import reviews
from sopctl.application.upkeep.due import due_reviews
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.web import context, errors
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("reviews", __name__)
_ONE = "/documents/<number:number>/review"


@pages.get("/reviews")
def due() -> str:
    """Every document that is overdue or due soon, for those who take part in document control."""
    context.actor()
    found = due_reviews(context.library(), context.reader())
    return render_template("reviews.html", found=found)


@pages.get(_ONE)
def read(number: DocumentNumber) -> str:
    """The document in force, when it is due, and the forms of the verdicts."""
    return _page(number)


@pages.post(f"{_ONE}/keep")
def keep(number: DocumentNumber) -> ResponseReturnValue:
    """Propose that it stays as it is."""
    try:
        reviews.propose_keeping(context.library(), context.actor(), number, request.form.get("reason", ""))
    except SopctlError as error:
        return _refused(number, error, "keep")
    flash(say("เสนอให้ใช้ต่อแล้ว รอผู้อนุมัติลงนาม", "Proposed; it waits for the approving post"))
    return redirect(url_for(".read", number=number))


@pages.post(f"{_ONE}/revise")
def revise(number: DocumentNumber) -> ResponseReturnValue:
    """Sign that it is to be revised; its draft begins."""
    form = request.form
    try:
        draft = reviews.decide_revising(
            context.library(), context.actor(), number, form.get("reason", ""),
            password=form.get("password", ""), code=form.get("one_time_code", ""),
        )  # fmt: skip
    except SopctlError as error:
        return _refused(number, error, "revise")
    flash(say("ลงนามผลทบทวนแล้ว เริ่มร่างฉบับใหม่", "Signed; the draft of the next version begins"))
    return redirect(url_for("drafts.edit", draft=draft))


@pages.post(f"{_ONE}/sign")
def sign(number: DocumentNumber) -> ResponseReturnValue:
    """Sign that it stays as it is, as the approving post."""
    form = request.form
    try:
        reviews.sign_reaffirmation(
            context.library(), context.actor(), number, password=form.get("password", ""),
            shown=form.get("shown", ""), code=form.get("one_time_code", ""),
        )  # fmt: skip
    except SopctlError as error:
        return _refused(number, error, "sign")
    flash(say("ลงนามแล้ว", "Signed"))
    return redirect(url_for("documents.document", number=number))


@pages.post(f"{_ONE}/decline")
def decline(number: DocumentNumber) -> ResponseReturnValue:
    """Refuse a proposal, or take it back."""
    try:
        reviews.decline_reaffirmation(
            context.library(), context.actor(), number, request.form.get("reason", "")
        )
    except SopctlError as error:
        return _refused(number, error, "decline")
    flash(say("ไม่ยืนยันให้ใช้ต่อ เอกสารยังรอผลทบทวน", "Declined; the review stays due"))
    return redirect(url_for("documents.document", number=number))


def _page(number: DocumentNumber, refusal: Refusal | None = None, form: str = "") -> str:
    view = reviews.review_view(context.library(), context.actor(), number)
    page = documents.document_page(context.library(), context.reader(), number, digits=context.digits().value)
    return render_template(
        "review.html", number=number, view=view, page=page, refusal=refusal, form=form, typed=request.form
    )


def _refused(number: DocumentNumber, error: SopctlError, form: str) -> ResponseReturnValue:
    """The page again with what was typed, and the sentence where it belongs."""
    found = errors.refusal(error)
    return _page(number, found, form), found.status
