"""Withdrawals: the quality office asks, the approving post reads and signs."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.queries import documents
from sopctl.application.queries.documents import DocumentPage
from sopctl.application.release import withdrawal
from sopctl.application.upkeep import order_pages
from sopctl.application.upkeep.order_pages import OrderKind, OrderPage
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.thai.dates import ThaiDateError, bangkok_day, parse
from sopctl.web import context, errors, files
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("withdrawals", __name__)
_ONE = "/documents/<number:number>/withdrawal"
_READ = "/documents/<number:number>/versions/<version:version>/withdrawal"


@pages.get(_ONE)
def read(number: DocumentNumber) -> str:
    """What is asked and the form to sign it; for the quality office, the form to ask."""
    return _page(number)


@pages.post(f"{_ONE}/ask")
def ask(number: DocumentNumber) -> ResponseReturnValue:
    """Ask that the version in force is withdrawn from a day on."""
    form, library, actor = request.form, context.library(), context.actor()
    try:
        day = _day(form.get("from", "").strip())
        label = VersionLabel.parse(form["version"]) if form.get("version") else None
        withdrawal.ask_withdrawal(
            library, actor, number, reason=form.get("reason", ""), from_day=day, version=label
        )
    except (SopctlError, ThaiDateError) as error:
        return _refused(number, error, "ask")
    flash(say("ส่งคำขอยกเลิกใช้แล้ว รอผู้อนุมัติลงนาม", "Asked; it waits for the approving post"))
    return redirect(url_for(".read", number=number))


@pages.post(f"{_ONE}/sign")
def sign(number: DocumentNumber) -> ResponseReturnValue:
    """Sign the withdrawal as the approving post."""
    form = request.form
    try:
        done = withdrawal.sign_withdrawal(
            context.library(), context.actor(), number, password=form.get("password", ""),
            shown=form.get("shown", ""), code=form.get("one_time_code", ""),
        )  # fmt: skip
    except SopctlError as error:
        return _refused(number, error, "sign")
    if done.release.withdrawn_from is None:
        flash(say("ลงนามแล้ว รอผู้ลงนามอื่น", "Signed; others are still to sign"))
    else:
        flash(say("ยกเลิกใช้แล้ว", "Withdrawn"))
    # Not to the document: it may not be for whoever signs.
    return redirect(url_for("work.onwards"))


@pages.post(f"{_ONE}/decline")
def decline(number: DocumentNumber) -> ResponseReturnValue:
    """Refuse the withdrawal, or take the request back, with reasons."""
    form = request.form
    try:
        label = VersionLabel.parse(form["version"]) if form.get("version") else None
        withdrawal.decline_withdrawal(
            context.library(), context.actor(), number, form.get("reason", ""), label
        )
    except SopctlError as error:
        return _refused(number, error, "decline")
    flash(say("ไม่ยกเลิกใช้ เอกสารยังบังคับใช้ต่อไป", "Declined; the document stays in force"))
    return redirect(url_for("work.onwards"))


@pages.get(f"{_READ}/copy.pdf")
def copy(number: DocumentNumber, version: VersionLabel) -> Response:
    """The copy that the order names."""
    data = order_pages.order_copy(context.library(), context.actor(), OrderKind.WITHDRAWAL, number, version)
    return files.preview(data, "application/pdf", f"{number.slug}-v{version}.pdf")


@pages.get(f"{_READ}/files/<name>")
def file(number: DocumentNumber, version: VersionLabel, name: str) -> Response:
    """A picture of the version that is asked about."""
    data = order_pages.order_file(
        context.library(), context.actor(), OrderKind.WITHDRAWAL, number, version, name
    )
    return files.image(data, name)


def _page(number: DocumentNumber, refusal: Refusal | None = None, form: str = "") -> str:
    asked = request.values.get("version")
    label = VersionLabel.parse(asked) if asked else None
    view = withdrawal.withdrawal_view(context.library(), context.actor(), number, label)
    page: OrderPage | DocumentPage
    digits = context.digits().value
    if view is None:
        page = documents.document_page(context.library(), context.reader(), number, label, digits=digits)
    else:  # who signs it need not be among those for whom the document is
        page = order_pages.order_page(
            context.library(), context.actor(), OrderKind.WITHDRAWAL, number, view.request.order.version,
            digits=digits,
        )  # fmt: skip
    today = bangkok_day(context.library().clock())
    return render_template(
        "withdrawal.html", number=number, view=view, page=page, refusal=refusal, form=form,
        typed=request.form, today=f"{today.day}/{today.month}/{today.year + 543}",
    )  # fmt: skip


def _refused(number: DocumentNumber, error: SopctlError | ThaiDateError, form: str) -> ResponseReturnValue:
    """The page again with what was typed, and the sentence where it belongs."""
    found = errors.refusal(error)
    return _page(number, found, form), found.status


def _day(text: str) -> date | None:
    """A date as a person writes it, None for today. Raises a ThaiDateError."""
    return parse(text, today=bangkok_day(context.library().clock())).date if text else None
