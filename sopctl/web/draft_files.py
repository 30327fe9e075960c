"""What lies beside a draft: its images, and the copy that it would make."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.authoring import drafts, submission, writing
from sopctl.content.picture_facts import named
from sopctl.web import context, errors, files
from sopctl.web.language import say

pages = Blueprint("draft_files", __name__)
_TYPES = {"pdf": "application/pdf", "docx": files.WORD}


@pages.get("/drafts/<draft>/copy.<any(pdf,docx):extension>")
def copy(draft: str, extension: str) -> Response:
    """The copy that the draft makes as it is saved, marked ร่าง."""
    data = submission.preview_copy(context.library(), context.actor(), draft, extension)
    return files.preview(data, _TYPES[extension], f"draft.{extension}")


@pages.post("/drafts/<draft>/files")
def add(draft: str) -> ResponseReturnValue:
    """Put an image beside the draft; a script gets the number of the save back."""
    upload = request.files.get("file")
    name, data = (upload.filename or "", upload.read()) if upload else ("", b"")
    if request.accept_mimetypes.best == "application/json":
        kept = drafts.add_file(context.library(), context.actor(), draft, name, data)
        return jsonify(save_number=kept.save_number, name=name, note=_taken_out(name, data))
    try:
        drafts.add_file(context.library(), context.actor(), draft, name, data)
        flash(f"{say(f'เพิ่มรูป {name} แล้ว', f'Added {name}')} {_taken_out(name, data)}".rstrip())
    except drafts.FileRefusedError as error:
        flash(say(*errors.refusal(error).told(context.digits())), "refused")
    return redirect(url_for("drafts.edit", draft=draft))


def _taken_out(name: str, data: bytes) -> str:
    """What the picture told beside its pixels, which was not kept; "" when it told nothing."""
    facts = drafts.bare_picture(name, data).facts
    th, en = named(facts)
    return say(f"นำข้อมูลแฝงออกแล้ว: {th}", f"Taken out of it: {en}") if facts else ""


@pages.get("/drafts/<draft>/files/<name>")
def file(draft: str, name: str) -> Response:
    """An image of the draft."""
    return files.image(writing.draft_file(context.library(), context.actor(), draft, name), name)
