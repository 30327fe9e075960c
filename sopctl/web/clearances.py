"""Clearing personal data on the web, and the file that a draft came from."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.authoring import clearing, importing
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.web import context, errors, files
from sopctl.web.language import say

pages = Blueprint("clearances", __name__)


@pages.post("/drafts/<draft>/clear")
def clear(draft: str) -> ResponseReturnValue:
    """Answer for a finding of personal data, on the page of the draft or of the round that was open."""
    form = request.form
    try:
        clearing.clear(
            context.library(), context.actor(), draft, form.get("finding", ""), form.get("reason", "")
        )
        flash(say("บันทึกการยืนยันแล้ว", "The clearing is kept"))
    except (NotAllowedError, NotFoundError):
        raise
    except SopctlError as error:
        flash(say(*errors.refusal(error).told(context.digits())), "refused")
    opened = form.get("round", "")
    page = url_for("rounds.read", round_id=opened) if opened else url_for("drafts.edit", draft=draft)
    return redirect(f"{page}#personal")


@pages.get("/drafts/<draft>/originals/<sha256>")
def original(draft: str, sha256: str) -> Response:
    """The file that a draft came from, byte for byte, to download."""
    name, data = importing.original(context.library(), context.actor(), draft, sha256)
    return files.attachment(data, "application/octet-stream", name)
