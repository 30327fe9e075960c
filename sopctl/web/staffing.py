"""People in bulk: the personnel office's list, and the work of those who leave."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sopctl.application.leavers import handover, open_work
from sopctl.application.leavers.handover import HandedOver
from sopctl.application.people import roster, staffing
from sopctl.application.people.staff_lists import Plan, plan_import, require_importer
from sopctl.domain.errors import SopctlError
from sopctl.domain.people import Role
from sopctl.intake.tables import TableUnreadableError, read_rows
from sopctl.web import context, errors, persons, staff_words
from sopctl.web.errors import Refusal

pages = Blueprint("staffing", __name__, url_prefix="/admin")


@pages.get("/import")
def choose() -> str:
    """Ask for the list."""
    roster.list_people(context.library(), context.actor())
    return _import()


@pages.post("/import")
def preview() -> ResponseReturnValue:
    """Show what the list would change; nothing is changed."""
    actor = context.actor()
    require_importer(context.library(), actor)
    upload = request.files.get("list")
    data = upload.read() if upload else b""
    try:
        plan = plan_import(context.library(), actor, read_rows(data))
    except SopctlError as error:
        return _refused(error)
    return _import(plan, base64.b64encode(data).decode())


@pages.post("/import/decide")
def decide() -> ResponseReturnValue:
    """Do what was shown; the codes of new people are shown this once."""
    actor = context.actor()
    require_importer(context.library(), actor)
    try:
        done = staffing.import_people(context.library(), actor, _sent(), request.form.get("digest", ""))
    except SopctlError as error:
        return _refused(error)
    page = render_template("staff_imported.html", done=done, words_of=staff_words)
    return page, 200, {"Cache-Control": "no-store"}


@pages.get("/people/<user>/work")
def work(user: str) -> str:
    """What waits for somebody, and handing it over."""
    return _work(user)


@pages.post("/people/<user>/work")
def hand_over(user: str) -> ResponseReturnValue:
    """Hand everything that can be handed over to somebody else."""
    form, actor = request.form, context.actor()
    try:
        heir = persons.picked(dict(_heirs(user)), form.get("new", ""))
        done = handover.hand_over(context.library(), actor, user, heir, form.get("reason", ""))
    except SopctlError as error:
        found = errors.refusal(error)
        return _work(user, found), found.status
    return _work(user, done=done)


def _sent() -> Sequence[Sequence[str]]:
    """The list that was shown, as the page sends it back."""
    try:
        return read_rows(base64.b64decode(request.form.get("file", ""), validate=True))
    except (binascii.Error, ValueError) as error:
        raise TableUnreadableError("ไฟล์เปลี่ยนไประหว่างทาง", "it was changed on the way") from error


def _refused(error: SopctlError) -> ResponseReturnValue:
    found = errors.refusal(error)
    if found.status == 403:
        raise error
    return _import(refusal=found), found.status


def _import(plan: Plan | None = None, file: str = "", refusal: Refusal | None = None) -> str:
    who = context.person()
    left = open_work.leavers_with_work(context.library(), context.actor())
    return render_template(
        "staff_import.html", plan=plan, file=file, refusal=refusal, words_of=staff_words, left=left,
        may=who is not None and who.has(Role.ADMIN),
    )  # fmt: skip


def _work(user: str, refusal: Refusal | None = None, done: HandedOver | None = None) -> str:
    actor = context.actor()
    found = open_work.open_work(context.library(), actor, user)
    who = context.person()
    may = who is not None and bool(who.roles & {Role.ADMIN, Role.QUALITY})
    return render_template(
        "open_work.html", found=found, words_of=staff_words, refusal=refusal, may=may, done=done,
        heirs=_heirs(user) if may else [], typed=request.form,
    )  # fmt: skip


def _heirs(user: str) -> list[tuple[str, str]]:
    """Whoever can take over from somebody: user name and name. Raises NotAllowedError."""
    everybody = roster.list_people(context.library(), context.actor())
    return [(p.user, p.name) for p in everybody if p.active and p.user != user]
