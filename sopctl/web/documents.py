"""Documents: the version in force, named versions, copies, history, comparison."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from sopctl.application.queries import changes, documents
from sopctl.application.queries import history as past
from sopctl.application.upkeep import due
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.standing import Standing
from sopctl.web import approvals, comparison, context, files, kept_parts

pages = Blueprint("documents", __name__)

_ONE = "/documents/<number:number>"
_VERSION = f"{_ONE}/versions/<version:version>"


@pages.get(_ONE)
def document(number: DocumentNumber) -> str:
    """The version in force."""
    return _page(number, None)


@pages.get(_VERSION)
def version(number: DocumentNumber, version: VersionLabel) -> str:
    """A named version, with how it stands."""
    return _page(number, version)


@pages.get(f"{_ONE}.<any(pdf,docx):extension>")
def copy(number: DocumentNumber, extension: str) -> Response:
    """The official copy of the version in force; ``?copy=master`` is the ต้นฉบับ, for the quality office."""
    return _copy(number, None, extension)


@pages.get(f"{_VERSION}.<any(pdf,docx):extension>")
def version_copy(number: DocumentNumber, version: VersionLabel, extension: str) -> Response:
    """The copy of a named version, with the mark of its standing."""
    return _copy(number, version, extension)


@pages.get(f"{_VERSION}/files/<name>")
def file(number: DocumentNumber, version: VersionLabel, name: str) -> ResponseReturnValue:
    """An image of a version's text; a file that is the document is handed out with its standing instead."""
    data = documents.document_file(context.library(), context.reader(), number, version, name)
    if not files.is_image(data):
        return redirect(url_for("file_bodies.original", number=number, version=version, name=name))
    return files.image(data, name)


@pages.get(f"{_ONE}/history")
def history(number: DocumentNumber) -> str:
    """Who did what to which version, and when."""
    found = past.history(context.library(), context.reader(), number)
    standings = {x.released.release.version_id: x for x in found.listed}
    signed = {key: approvals.of_record(x.released.record) for key, x in standings.items()}
    return render_template("history.html", found=found, number=number, standings=standings, signed=signed)


@pages.get(f"{_ONE}/compare")
def compare(number: DocumentNumber) -> ResponseReturnValue:
    """Two released versions side by side, by Thai word."""
    old = VersionLabel.parse(request.args.get("from", ""))
    new = VersionLabel.parse(request.args.get("to", ""))
    library, reader = context.library(), context.reader()
    found = past.compare_versions(library, reader, number, old, new)
    listed = documents.released_versions(library, reader, number)
    return render_template(
        "compare.html", number=number, old=old, new=new, listed=listed, rows=comparison.rows(found)
    )


@pages.post(f"{_ONE}/compare")
def compare_file(number: DocumentNumber) -> ResponseReturnValue:
    """What a file says otherwise than a released version, on a page or in Word; the file is not kept."""
    context.actor()  # nobody without an account has files read
    old = VersionLabel.parse(request.form.get("from", ""))
    upload = request.files.get("file")
    name, data = (upload.filename or "", upload.read()) if upload else ("", b"")
    library, reader = context.library(), context.reader()
    if "word" in request.form:
        changed = changes.file_in_word(library, reader, number, old, data, name)
        return files.attachment(changed, files.WORD, f"{number.slug}-v{old}-{Path(name).stem}.docx")
    found = past.compare_with_file(library, reader, number, old, data, name)
    listed = documents.released_versions(library, reader, number)
    return render_template(
        "compare.html", number=number, old=old, file=name, listed=listed, rows=comparison.rows(found)
    )


@pages.get(f"{_ONE}/compare.docx")
def compare_word(number: DocumentNumber) -> Response:
    """Two released versions as a Word document with tracked changes."""
    old = VersionLabel.parse(request.args.get("from", ""))
    new = VersionLabel.parse(request.args.get("to", ""))
    data = changes.changes_in_word(context.library(), context.reader(), number, old, new)
    return files.attachment(data, files.WORD, f"{number.slug}-v{old}-v{new}.docx")


def _page(number: DocumentNumber, label: VersionLabel | None) -> str:
    heading, main = kept_parts.kept(lambda: _drawn(number, label), "document", number, label)
    return render_template("document.html", heading=heading, main=main)


def _drawn(number: DocumentNumber, label: VersionLabel | None) -> tuple[str, Markup]:
    """The page's title, and everything below its top."""
    page = documents.document_page(
        context.library(), context.reader(), number, label, digits=context.digits().value
    )
    shown = page.released.release
    older = [x.released for x in page.versions if x.released.release.version < shown.version]
    main = render_template(
        "_document.html",
        page=page,
        number=number,
        named=label is not None,
        before=older[0] if older else None,
        review=_review(page),
        signed=approvals.of_record(page.released.record),
    )
    return f"{number} {page.released.title}", Markup(main)  # noqa: S704  # drawn by a template, which escapes


def _copy(number: DocumentNumber, label: VersionLabel | None, extension: str) -> Response:
    master = request.args.get("copy") == "master"
    return files.copy(
        documents.copy_of(context.library(), context.reader(), number, label, extension, master=master)
    )


def _review(page: documents.DocumentPage) -> due.Review | None:
    """When the version in force is due for its review."""
    if page.standing is not Standing.IN_FORCE:
        return None
    return due.review_of(context.library(), page.released)
