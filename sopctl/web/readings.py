"""What I must read: my list, the document, and รับทราบและเข้าใจ."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.distribution import readership
from sopctl.application.distribution.readership import AlreadyAcknowledgedError
from sopctl.application.queries import documents
from sopctl.domain.acknowledgements import Question
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.web import context, errors, staff_words
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("readings", __name__, url_prefix="/reading")


@pages.get("")
def mine() -> str:
    """What waits to be read, and what I have read."""
    found = readership.my_readings(context.library(), context.actor())
    return render_template("reading.html", found=found, means=staff_words.means)


@pages.get("/<number:number>")
def read(number: DocumentNumber) -> str:
    """The version in force with its questions and the declaration below it."""
    return _page(number)


@pages.post("/<number:number>")
def acknowledge(number: DocumentNumber) -> ResponseReturnValue:
    """Declare to have read and understood it, with the password again."""
    actor, form = context.actor(), request.form
    try:
        readership.acknowledge(
            context.library(), actor, number, password=form.get("password", ""),
            code=form.get("one_time_code", ""), version=VersionLabel.parse(form.get("version", "")),
            answers=answers(),
        )  # fmt: skip
    except AlreadyAcknowledgedError:
        pass  # an impatient thumb; it is done
    except SopctlError as error:
        found = errors.refusal(error)
        return _page(number, found), found.status
    flash(say(f"รับทราบ {number} แล้ว", f"Acknowledged {number}"))
    return redirect(url_for(".mine"))


def answers() -> list[int | None]:
    """The answers of the form, by question; None where none was chosen."""
    given = request.form
    count = _whole(given.get("asked", "")) or 0
    return [_whole(given.get(f"answer-{place}", "")) for place in range(min(count, 50))]


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None


def asked(questions: tuple[Question, ...]) -> list[tuple[int, Question, int | None]]:
    """Questions with their place, and what was chosen before they were sent back."""
    chosen = answers() if request.method == "POST" else []
    return [(i, q, chosen[i] if i < len(chosen) else None) for i, q in enumerate(questions)]


def _page(number: DocumentNumber, refusal: Refusal | None = None) -> str:
    found = readership.reading_of(context.library(), context.actor(), number)
    page = documents.document_page(
        context.library(),
        context.reader(),
        number,
        found.released.release.version,
        digits=context.digits().value,
    )
    return render_template(
        "reading_document.html", found=found, page=page, refusal=refusal, asked=asked(found.questions),
        means=staff_words.means, kiosk=None,
    )  # fmt: skip


@pages.get("/pin")
def pin() -> str:
    """Set the PIN for the ward's shared machine."""
    return _pin()


@pages.post("/pin")
def set_pin() -> ResponseReturnValue:
    """Keep one's own PIN, with the password again."""
    form, actor = request.form, context.actor()
    try:
        if form.get("pin", "") != form.get("pin_again", ""):
            raise readership.PinsDifferError
        readership.set_pin(
            context.library(),
            actor,
            form.get("pin", ""),
            form.get("password", ""),
            form.get("one_time_code", ""),
        )
    except SopctlError as error:
        found = errors.refusal(error)
        return _pin(found), found.status
    flash(say("ตั้ง PIN แล้ว", "The PIN is set"))
    return redirect(url_for(".mine"))


def _pin(refusal: Refusal | None = None) -> str:
    has = readership.has_pin(context.library(), context.actor())
    return render_template("pin.html", refusal=refusal, has=has)
