"""Files from outside on the web: brought, looked at with what was found in them, and only then taken."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from sopctl.application.authoring import importing
from sopctl.application.authoring.drafts import view_draft
from sopctl.content.compare import compare
from sopctl.content.markdown import parse_body
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import OutOfOrderError
from sopctl.thai.dates import ThaiDateError
from sopctl.web import comparison, context, errors
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("arrivals", __name__)
_DAY = 86_400  # seconds in which a file that was looked at can be taken


@pages.get("/drafts/import")
def bring() -> str:
    """Choose a file."""
    importing.check_writer(context.library(), context.actor())
    return _choose(None)


@pages.post("/drafts/import")
def look() -> ResponseReturnValue:
    """What a file would become, before anything is begun."""
    importing.check_writer(context.library(), context.actor())
    upload = request.files.get("file")
    name, data = (upload.filename or "", upload.read()) if upload else ("", b"")
    try:
        arrival = importing.look(context.library(), context.actor(), data, name)
        importing.hold(context.library(), context.actor(), data)
    except (SopctlError, ThaiDateError) as error:
        found = errors.refusal(error)
        return _choose(found), found.status
    return _review(arrival, None)


@pages.post("/drafts/import/take")
def take() -> ResponseReturnValue:
    """Begin a draft from the file that was looked at, under the number and title that a person settled."""
    form = request.form
    sha256, name = _held(form.get("held", ""))
    library, actor = context.library(), context.actor()
    data = importing.held(library, actor, sha256)
    try:
        number = DocumentNumber.parse(form.get("number", ""))
        _, draft = importing.bring(
            library,
            actor,
            data,
            name,
            number=number,
            title=form.get("title", ""),
            reason=form.get("reason", ""),
        )
    except (SopctlError, ThaiDateError) as error:
        found = errors.refusal(error)
        return _review(importing.look(library, actor, data, name), found), found.status
    flash(say("นำเข้าเป็นร่างแล้ว กรุณาตรวจทาน", "Imported as a draft; please read it through"))
    return redirect(url_for("drafts.edit", draft=draft))


@pages.post("/drafts/<draft>/word")
def look_again(draft: str) -> ResponseReturnValue:
    """What a Word file would change in a draft, word for word."""
    upload = request.files.get("file")
    name, data = (upload.filename or "", upload.read()) if upload else ("", b"")
    library, actor = context.library(), context.actor()
    try:
        edited = importing.look_again(library, actor, draft, data, name)
        importing.hold(library, actor, data)
    except (NotAllowedError, NotFoundError, OutOfOrderError):
        raise
    except SopctlError as error:
        flash(say(*errors.refusal(error).told(context.digits())), "refused")
        return redirect(url_for("drafts.edit", draft=draft))
    view = view_draft(library, actor, draft)
    old = importing.body_of(library, view.draft.markdown)
    found = compare(
        parse_body(old), edited.arrival.imported.body, lambda text: list(context.web().segment(text))
    )
    return render_template(
        "word_again.html", view=view, edited=edited, rows=comparison.rows(found), held=_seal(edited.arrival),
        came_back=bool(edited.arrival.imported.base),
    )  # fmt: skip


@pages.post("/drafts/<draft>/word/take")
def take_again(draft: str) -> ResponseReturnValue:
    """Make the draft's text what came back from Word."""
    sha256, name = _held(request.form.get("held", ""))
    number = request.form.get("save_number", "")
    library, actor = context.library(), context.actor()
    data = importing.held(library, actor, sha256)
    saved = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    try:
        importing.take_again(library, actor, draft, data, name, save_number=saved)
        flash(say("นำการแก้ไขจาก Word เข้าร่างแล้ว", "The edits made in Word are in the draft"))
    except (NotAllowedError, NotFoundError, OutOfOrderError):
        raise
    except SopctlError as error:
        flash(say(*errors.refusal(error).told(context.digits())), "refused")
    return redirect(url_for("drafts.edit", draft=draft))


def _choose(refusal: Refusal | None) -> str:
    return render_template("import.html", refusal=refusal)


def _review(arrival: importing.Arrival, refusal: Refusal | None) -> str:
    page = context.library().page.render(arrival.imported.body, digits=context.digits().value, image_base="#")
    return render_template(
        "import_review.html",
        arrival=arrival,
        refusal=refusal,
        held=_seal(arrival),
        page=page,
        typed=request.form,
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="arrival")


def _seal(arrival: importing.Arrival) -> str:
    """Names a file that is held, for the one who brought it alone."""
    return str(_signer().dumps([arrival.sha256, arrival.name, context.actor().user]))


def _held(token: str) -> tuple[str, str]:
    """The file that a page was about. Raises NotFoundError."""
    try:
        sha256, name, user = _signer().loads(token, max_age=_DAY)
    except (BadSignature, ValueError) as error:
        raise NotFoundError("the file that was looked at") from error
    if user != context.actor().user:
        raise NotFoundError("the file that was looked at")
    return str(sha256), str(name)
