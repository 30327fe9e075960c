"""Change requests: asking, seeing where mine stand, deciding as the quality office, the printed form."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.authoring import drafts
from sopctl.application.queries import documents, readers
from sopctl.application.requests import handling
from sopctl.application.requests import views as request_views
from sopctl.application.requests.form import request_form
from sopctl.application.requests.views import OPEN, RequestView
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Role
from sopctl.domain.requests import RequestAction, RequestIncompleteError, RequestKind, RequestState
from sopctl.domain.versions import Version
from sopctl.thai.dates import ThaiDateError, parse
from sopctl.web import context, dates, errors, files, lists
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("requests", __name__)
_PER_PAGE = 100
_HAND = (RequestAction.ACCEPT, RequestAction.REFUSE, RequestAction.ASK_BACK, RequestAction.ANSWER,
         RequestAction.ASSIGN, RequestAction.CANCEL)  # fmt: skip
_ENDED = (RequestState.DONE, RequestState.REFUSED, RequestState.CANCELLED)


@pages.app_context_processor
def _overview() -> dict[str, object]:
    return {"waiting_requests": waiting_requests, "requests_for": requests_for}


def waiting_requests() -> list[tuple[RequestView, str]]:
    """What waits for the quality office with its age, for the overview; nothing for others."""
    library = context.library()
    now, digits = library.clock(), context.digits()
    found = request_views.waiting_requests(library, context.actor())
    return [(view, dates.age(view.request.since, now, digits)) for view in found]


def requests_for(version: Version) -> tuple[RequestView, ...]:
    """The requests that a version answers, as far as the reader may know of them."""
    return request_views.requests_about(context.library(), context.actor(), version)


@pages.get("/requests")
def mine() -> str:
    """What I asked for and what I am asked to do; for the quality office, everything."""
    library, actor, person = context.library(), context.actor(), context.person()
    sees_all = person is not None and bool(person.roles & {Role.QUALITY, Role.AUDITOR})
    ended = request.args.get("show") == "ended"
    every = request_views.every_request(library, actor, _ENDED if ended else OPEN) if sees_all else ()
    now, part = library.clock(), lists.part(every, _PER_PAGE)
    ages = {v.request.id: dates.age(v.request.since, now, context.digits()) for v in part.lines}
    return render_template(
        "requests.html", mine=request_views.my_requests(library, actor), part=part, sees_all=sees_all,
        ended=ended, ages=ages,
    )  # fmt: skip


@pages.get("/requests/new")
def new() -> str:
    """The form, prefilled with the document that the reader came from."""
    context.actor()
    return _form()


@pages.post("/requests/new")
def ask() -> ResponseReturnValue:
    """Send it."""
    form = request.form
    kind = next((each for each in RequestKind if each.value == form.get("kind")), RequestKind.REVISE)
    text = form.get("document", "").strip()
    try:
        document = DocumentNumber.parse(text) if text else None
        made = handling.ask(
            context.library(), context.actor(), kind, reason=form.get("reason", ""), document=document,
            title=form.get("title", ""), proposal=form.get("proposal", ""), place=form.get("place", ""),
            wished=_day(form.get("wished", "")), files=_uploads(),
        )  # fmt: skip
    except (SopctlError, ThaiDateError) as error:
        found = errors.refusal(error)
        return _form(found), found.status
    flash(say(f"ส่งคำขอ {made.number} แล้ว ดูความคืบหน้าได้ที่หน้านี้", f"Sent as {made.number}; follow it here"))
    return redirect(url_for(".show", key=_key(made.number)))


@pages.get("/requests/<key>")
def show(key: str) -> str:
    """One request: where it stands, what happened, what I can do."""
    return _page(key)


@pages.get("/requests/<key>.pdf")
def form_pdf(key: str) -> Response:
    """The request as the form that is filed."""
    data = request_form(context.library(), context.actor(), _number(key))
    return files.preview(data, "application/pdf", f"{key}.pdf")


@pages.get("/requests/<key>/files/<name>")
def file(key: str, name: str) -> Response:
    """A file that came with it, always as a download."""
    data = handling.file_of(context.library(), context.actor(), _number(key), name)
    return files.attachment(data, "application/octet-stream", name)


@pages.post("/requests/<key>/step")
def step(key: str) -> ResponseReturnValue:
    """Take a step: accept, refuse, ask back, answer, give it to somebody, cancel."""
    form = request.form
    action = next((each for each in _HAND if each.value == form.get("action")), None)
    try:
        if action is None:
            raise RequestIncompleteError("words")
        words = form.get(f"words-{action}", form.get("words", ""))
        handling.decide(
            context.library(), context.actor(), _number(key), action, words=words,
            assignee=form.get("assignee", ""),
        )  # fmt: skip
    except SopctlError as error:
        return _refused(key, error, form.get("action", ""))
    flash(say("บันทึกแล้ว", "Recorded"))
    if action is RequestAction.CANCEL:
        return redirect(url_for(".mine"))
    return redirect(url_for(".show", key=key))


@pages.post("/requests/<key>/begin")
def begin(key: str) -> ResponseReturnValue:
    """Begin the draft that answers it, and tie it to the request."""
    library, actor, form = context.library(), context.actor(), request.form
    try:
        asked = request_views.request_page(library, actor, _number(key)).view.request.asked
        if asked.kind is RequestKind.NEW:
            number = DocumentNumber.parse(form.get("document", ""))
            draft = drafts.start_document(
                library, actor, number, asked.title, form.get("type", ""), form.get("department", "")
            )
        elif asked.document is not None:
            draft = drafts.start_revision(library, actor, asked.document)
        else:
            raise RequestIncompleteError("document")
        handling.link(library, actor, _number(key), draft)
    except SopctlError as error:
        return _refused(key, error, "begin")
    return redirect(url_for("drafts.edit", draft=draft))


@pages.post("/requests/<key>/link")
def link(key: str) -> ResponseReturnValue:
    """Tie it to the version in work of a document."""
    try:
        number = DocumentNumber.parse(request.form.get("document", ""))
        version = documents.open_version(context.library(), number)
        handling.link(context.library(), context.actor(), _number(key), version.id)
    except SopctlError as error:
        return _refused(key, error, "link")
    return redirect(url_for(".show", key=key))


def _form(refusal: Refusal | None = None) -> str:
    values = request.values
    known = documents.documents_in_force(context.library(), context.reader())
    asked = values.get("kind", "revise" if values.get("document") else "new")
    title = next((r.title for r in known if str(r.release.number) == values.get("document")), "")
    return render_template(
        "request_new.html", kinds=list(RequestKind), asked=asked, typed=values, documents=known,
        title_known=title, refusal=refusal,
    )  # fmt: skip


def _page(key: str, refusal: Refusal | None = None, form: str = "") -> str:
    found = request_views.request_page(context.library(), context.actor(), _number(key))
    return render_template(
        "request.html", page=found, view=found.view, r=found.view.request, refusal=refusal, form=form,
        typed=request.form, key=key,
    )  # fmt: skip


def _refused(key: str, error: SopctlError, form: str) -> ResponseReturnValue:
    found = errors.refusal(error)
    return _page(key, found, form), found.status


def _uploads() -> dict[str, bytes]:
    """The files that were chosen, by name; an empty field gives none."""
    chosen = [upload for upload in request.files.getlist("files") if upload.filename]
    return {
        (upload.filename or "").rpartition("/")[2].rpartition("\\")[2]: upload.read() for upload in chosen
    }


def _key(number: str) -> str:
    return number.replace("/", "_")


def _number(key: str) -> str:
    """A request's number from its address; ``_``, which none has, stands for ``/``."""
    return key.replace("_", "/")


def _day(text: str) -> date | None:
    """A date as a person writes it, None for none. Raises a ThaiDateError."""
    today = readers.today(context.library())
    return parse(text.strip(), today=today).date if text.strip() else None
