"""Verification: what a printed copy's code says, and whether a file is genuine."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sopctl.application.distribution import counts
from sopctl.application.queries import verification
from sopctl.application.queries.readers import Reader
from sopctl.domain.errors import NotFoundError
from sopctl.web import approvals, context

pages = Blueprint("verify", __name__)


@pages.get("/verify/<token>")
def code(token: str) -> ResponseReturnValue:
    """The standing of a printed copy in one word, then the facts. Open to whoever holds the paper."""
    try:
        answer = verification.by_token(context.library(), token, Reader(context.person()))
    except NotFoundError:
        return render_template("verify_unknown.html"), 404
    # The holder of a restricted paper learns how it stands, and nothing that is not printed on it.
    open_ = answer.open and (context.person() is not None or context.settings().anonymous_read)
    counting = counts.open_counts(context.library(), context.actor()) if context.person() else ()
    return render_template(
        "verify_code.html", answer=answer, usable=answer.usable, open=open_,
        counts_open=counting if answer.issued else (),
    )  # fmt: skip


@pages.route("/verify", methods=["GET", "POST"])
def file() -> ResponseReturnValue:
    """Check a file that somebody has: genuine, unchanged, how it stands, who signed."""
    if request.method == "GET":
        return render_template("verify.html", found=None)
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    if not data:
        return render_template("verify.html", found=None, empty=True), 400
    found = verification.verify_file(context.library(), data, Reader(context.person()))
    name = upload.filename if upload else ""
    return render_template("verify.html", found=found, name=name, signed=_signed(found))


def _signed(found: verification.Verification) -> tuple[approvals.Signed, ...]:
    return approvals.of_facts(
        {
            "name": s.name,
            "post": s.post,
            "meaning": s.meaning,
            "medium": s.medium,
            "at": s.time,
            "day": s.time,
        }
        for s in found.signatures
    )
