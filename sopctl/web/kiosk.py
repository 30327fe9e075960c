"""The shared machine of a ward: employee number and PIN, my list, the document, done; nothing stays open.

Who reads is known by a ticket that travels in the page and not in a cookie: closing the page ends it.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sopctl.application.distribution import readership
from sopctl.application.distribution.readership import AlreadyAcknowledgedError, WrongPinError
from sopctl.application.library import Actor
from sopctl.application.queries import documents, readers
from sopctl.domain.acknowledgements import Means
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person
from sopctl.web import context, errors, readings, staff_words
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("kiosk", __name__, url_prefix="/read")
_NOT_KEPT = {"Cache-Control": "no-store"}


@pages.get("")
def start() -> ResponseReturnValue:
    """Ask for the employee number and the PIN."""
    return _start()


@pages.post("")
def begin() -> ResponseReturnValue:
    """Show the list of whoever gave their number and PIN."""
    form = request.form
    try:
        ticket, person = readership.open_ticket(
            context.library(), form.get("employee", ""), form.get("pin", ""), request.remote_addr or ""
        )
    except SopctlError as error:
        return _start(errors.refusal(error))
    return _list(ticket, person)


@pages.post("/list")
def again() -> ResponseReturnValue:
    """The list again."""
    ticket, person = _holder()
    return _list(ticket, person) if person else _ended()


@pages.post("/documents/<number:number>")
def document(number: DocumentNumber) -> ResponseReturnValue:
    """One document with the button below it."""
    ticket, person = _holder()
    return _document(ticket, person, number) if person else _ended()


@pages.post("/documents/<number:number>/acknowledge")
def acknowledge(number: DocumentNumber) -> ResponseReturnValue:
    """Declare to have read and understood it; after the last one the machine is free for the next person."""
    ticket, person = _holder()
    if person is None:
        return _ended()
    try:
        readership.declare(
            context.library(), Actor(person.user), number, Means.KIOSK,
            version=VersionLabel.parse(request.form.get("version", "")), answers=readings.answers(),
        )  # fmt: skip
    except AlreadyAcknowledgedError:
        pass  # an impatient thumb; it is done
    except SopctlError as error:
        return _document(ticket, person, number, errors.refusal(error))
    return _list(ticket, person, done=number)


@pages.post("/end")
def end() -> ResponseReturnValue:
    """Leave the machine to the next person."""
    readership.close_ticket(context.library(), request.form.get("ticket", ""))
    return _start()


def _holder() -> tuple[str, Person | None]:
    ticket = request.form.get("ticket", "")
    return ticket, readership.holder(context.library(), ticket)


def _start(refusal: Refusal | None = None, done: str = "") -> ResponseReturnValue:
    status = refusal.status if refusal else 200
    typed = request.form.get("employee", "") if refusal else ""
    return render_template("kiosk.html", refusal=refusal, done=done, typed=typed), status, _NOT_KEPT


def _ended() -> ResponseReturnValue:
    """The ticket has ended; whoever reads begins again."""
    page = render_template("kiosk.html", refusal=None, done="", ended=True)
    return page, errors.refusal(WrongPinError()).status, _NOT_KEPT


def _list(ticket: str, person: Person, done: DocumentNumber | None = None) -> ResponseReturnValue:
    found = readership.my_readings(context.library(), Actor(person.user))
    if done is not None and not found.owed:
        readership.close_ticket(context.library(), ticket)
        words = say(f"{person.name} รับทราบครบทุกฉบับแล้ว", f"{person.name} has read everything")
        return _start(done=words)
    page = render_template("kiosk_list.html", found=found, ticket=ticket, reader=person, done=done)
    return page, 200, _NOT_KEPT


def _document(
    ticket: str, person: Person, number: DocumentNumber, refusal: Refusal | None = None
) -> ResponseReturnValue:
    found = readership.reading_of(context.library(), Actor(person.user), number)
    shown = documents.document_page(
        context.library(), readers.Reader(person), number, found.released.release.version,
        digits=context.digits().value,
    )  # fmt: skip
    page = render_template(
        "reading_document.html", found=found, page=shown, refusal=refusal, kiosk=ticket, reader=person,
        asked=readings.asked(found.questions), means=staff_words.means,
    )  # fmt: skip
    return page, refusal.status if refusal else 200, _NOT_KEPT
