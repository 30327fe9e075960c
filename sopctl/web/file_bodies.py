"""Documents whose body is a file: begun, attached to a draft, handed out as signed with their standing."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.authoring import attaching, drafts
from sopctl.application.authoring.attaching import Origin, Original
from sopctl.content.attached import BodyFileRefusedError
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Role
from sopctl.domain.standing import Standing
from sopctl.thai.dates import ThaiDateError, bangkok_day, parse
from sopctl.web import context, errors, files, words
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("file_bodies", __name__)
_ONE = "/documents/<number:number>"
_USABLE = (Standing.IN_FORCE, Standing.SCHEDULED)


@pages.get("/drafts/new-file")
def form() -> str:
    """The form for a new document whose body is a file."""
    _writers()
    return _form()


@pages.post("/drafts/new-file")
def start() -> ResponseReturnValue:
    """Begin a draft of the uploaded file."""
    _writers()
    typed = request.form
    upload = request.files.get("file")
    file = (upload.filename or "", upload.read()) if upload else ("", b"")
    try:
        number = DocumentNumber.parse(typed.get("number", ""))
        draft = attaching.start_file_document(
            context.library(), context.actor(), number, typed.get("title", "").strip(), typed.get("type", ""),
            typed.get("department", ""), file, _origin(),
        )  # fmt: skip
    except (SopctlError, ThaiDateError) as error:
        found = errors.refusal(error)
        return _form(found), found.status
    return redirect(url_for("drafts.edit", draft=draft))


@pages.post("/drafts/<draft>/body")
def attach(draft: str) -> ResponseReturnValue:
    """Put a file that is the document beside the draft, or replace it."""
    upload = request.files.get("file")
    name, data = (upload.filename or "", upload.read()) if upload else ("", b"")
    try:
        attaching.attach(context.library(), context.actor(), draft, name, data)
        flash(say(f"เก็บไฟล์ {name} แล้ว", f"Kept {name}"))
    except BodyFileRefusedError as error:
        flash(say(*errors.refusal(error).told(context.digits())), "refused")
    return redirect(url_for("drafts.edit", draft=draft))


@pages.post("/drafts/<draft>/body/remove")
def detach(draft: str) -> ResponseReturnValue:
    """Take a file that is the document away."""
    attaching.detach(context.library(), context.actor(), draft, request.form.get("name", ""))
    flash(say("เอาไฟล์ออกแล้ว", "Removed"))
    return redirect(url_for("drafts.edit", draft=draft))


@pages.get(f"{_ONE}/original")
def current(number: DocumentNumber) -> Response:
    """The first file of the version in force: the address for a link on the ward."""
    return _send(attaching.original_of(context.library(), context.reader(), number, None))


@pages.get(f"{_ONE}/versions/<version:version>/original/<name>")
def original(number: DocumentNumber, version: VersionLabel, name: str) -> ResponseReturnValue:
    """A file of a version byte for byte; one that is not in force asks before it is handed out."""
    found = attaching.original_of(context.library(), context.reader(), number, version, name)
    if found.standing not in _USABLE and request.args.get("past") != "1":
        return render_template("original_warning.html", found=found)
    return _send(found)


@pages.get(f"{_ONE}/versions/<version:version>/scan")
def scan(number: DocumentNumber, version: VersionLabel) -> Response:
    """The scan of the page that was signed on paper."""
    context.actor()
    return _send(attaching.scan_of(context.library(), context.reader(), number, version))


def draft_body(view: drafts.DraftView) -> tuple[str, ...]:
    """The names of a draft's body files, for its page; none while the front matter cannot be read."""
    return attaching.named_in(view.draft.markdown)


def _writers() -> None:
    """Only those who write documents. Raises SignInNeededError, NotAllowedError."""
    actor, who = context.actor(), context.person()
    if who is None or not who.roles & {Role.AUTHOR, Role.QUALITY}:
        raise NotAllowedError(actor.user, "write documents")


def _send(found: Original) -> Response:
    """The bytes as they were signed; the name of the download says number, version and standing."""
    release = found.released.release
    standing = words.STANDINGS[found.standing][0]
    said = standing if found.standing in _USABLE else f"{standing} ห้ามใช้งาน"
    name = f"{release.number.slug} ฉบับที่ {release.version} ({said}) {found.name}"
    media_type = found.kind.media_type if found.kind else "application/octet-stream"
    answer = files.attachment(found.data, media_type, name)
    answer.headers["X-Document-Standing"] = found.standing.value
    return answer


def _origin() -> Origin | None:
    typed = request.form
    issuer, edition, origin = (typed.get(name, "").strip() for name in ("issuer", "edition", "origin"))
    received = _day(typed.get("received", "").strip())
    return Origin(issuer, edition, received, origin) if issuer or edition or origin or received else None


def _day(text: str) -> date | None:
    return parse(text, today=bangkok_day(context.library().clock())).date if text else None


def _form(refusal: Refusal | None = None) -> str:
    return render_template("file_document.html", refusal=refusal, typed=request.form)
