"""Paper: one document approved on paper, or a whole list of them from a spreadsheet with scans."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from sopctl.application.paper import lists as paper_lists
from sopctl.application.paper import registration
from sopctl.application.paper.lines import FIELDS, LineProblem, TypedLine
from sopctl.application.paper.lists import ListView
from sopctl.application.paper.reading import Files, read_lines
from sopctl.application.ports.paper import LineState
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.people import Role
from sopctl.intake.spreadsheets import read_registrations, unpack_scans
from sopctl.rendering.workbooks import XLSX
from sopctl.web import context, errors, files, jobs
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("paper", __name__)
_TEXT = "text.md"
STATES = {
    LineState.WRONG: ("ต้องแก้", "Wrong"),
    LineState.WAITING: ("รอขึ้นทะเบียน", "Waiting"),
    LineState.DONE: ("ขึ้นทะเบียนแล้ว", "Registered"),
    LineState.REFUSED: ("ไม่ได้ขึ้นทะเบียน", "Refused"),
}


@pages.get("/register/paper")
def form() -> str:
    """The form for one document."""
    _quality()
    return _form({}, {}, ())


@pages.post("/register/paper")
def register() -> ResponseReturnValue:
    """Register one document as approved on paper; what cannot be is said beside its field."""
    _quality()
    library, actor = context.library(), context.actor()
    typed = {name: request.form.get(name, "") for name in (*FIELDS, "text")}
    names = _kept_scan()
    values = {name: typed[name] for name in FIELDS} | {"scan": next(iter(names), "")}
    if typed["text"].strip():
        names = {**names, _TEXT: library.blobs.put(typed["text"].encode())}
        values["body"] = _TEXT
    with library.reading() as uow:
        read = read_lines(library, uow, [TypedLine(1, values)], Files(names, library.blobs.get))[0]
    if read.line is None:
        return _form(typed, names, read.problems), 422
    digests = {read.line.scan, *read.line.body.values()}
    given = read.line.version({digest: library.blobs.get(digest) for digest in digests})
    try:
        released = registration.register_new(
            library, actor, given, password=request.form.get("password", ""),
            code=request.form.get("one_time_code", ""),
        )  # fmt: skip
    except SopctlError as error:
        found = errors.refusal(error)
        return _form(typed, names, read.problems, found), found.status
    flash(say("ขึ้นทะเบียนเป็นเอกสารที่อนุมัติบนกระดาษแล้ว", "Registered as approved on paper"))
    number, label = released.release.number, released.release.version
    return redirect(url_for("documents.version", number=number, version=label))


@pages.get("/register/paper/template.xlsx")
def blank() -> Response:
    """The empty workbook to fill in."""
    from sopctl.intake.registration_book import template  # noqa: PLC0415  # loads openpyxl

    _quality()
    types = [f"{kind.code} {kind.title_th}" for kind in context.face().types]
    departments = [f"{code} {name}" for code, name, _ in context.face().departments]
    data = template(types, departments)
    return files.attachment(data, XLSX, say("แม่แบบขึ้นทะเบียนเอกสารเดิม.xlsx", "paper-registration.xlsx"))


@pages.get("/register/paper/lists")
def index() -> str:
    """Every list, and the form to read one in."""
    return _index()


@pages.post("/register/paper/lists")
def propose() -> ResponseReturnValue:
    """Read a list in and show it; nothing is registered yet."""
    _quality()
    sheet = request.files.get("sheet")
    try:
        typed = read_registrations(sheet.read() if sheet else b"")
        name = (sheet.filename if sheet else "") or "list.xlsx"
        view = paper_lists.propose(context.library(), context.actor(), name, typed, _scans())
    except SopctlError as error:
        found = errors.refusal(error)
        return _index(found), found.status
    return redirect(url_for(".show", list_id=view.paper_list.id))


@pages.get("/register/paper/lists/<list_id>")
def show(list_id: str) -> str:
    """One list: what it would register, how far it is, or what became of it."""
    return _list(list_id)


@pages.post("/register/paper/lists/<list_id>/scans")
def add_scans(list_id: str) -> ResponseReturnValue:
    """Add scans that were missing; the list is read again."""
    _quality()
    try:
        view = paper_lists.add_scans(context.library(), context.actor(), list_id, _scans())
    except SopctlError as error:
        found = errors.refusal(error)
        return _list(list_id, found, "scans"), found.status
    return redirect(url_for(".show", list_id=view.paper_list.id))


@pages.post("/register/paper/lists/<list_id>/decide")
def decide(list_id: str) -> ResponseReturnValue:
    """Decide to register every right line of the list."""
    form = request.form
    try:
        paper_lists.decide(
            context.library(), context.actor(), list_id, shown=form.get("shown", ""),
            password=form.get("password", ""), code=form.get("one_time_code", ""),
        )  # fmt: skip
    except SopctlError as error:
        found = errors.refusal(error)
        return _list(list_id, found, "decide"), found.status
    jobs.go_on(context.library(), list_id)
    return redirect(url_for(".show", list_id=list_id))


@pages.post("/register/paper/lists/<list_id>/put-away")
def put_away(list_id: str) -> ResponseReturnValue:
    """Put a list away that nobody decided."""
    paper_lists.put_away(context.library(), context.actor(), list_id)
    flash(say("เก็บรายการแล้ว ไม่มีสิ่งใดขึ้นทะเบียน", "Put away; nothing was registered"))
    return redirect(url_for(".index"))


@pages.get("/register/paper/lists/<list_id>/report.<any(xlsx,json):extension>")
def download(list_id: str, extension: str) -> Response:
    """What became of each line, as a spreadsheet or for programs."""
    view = paper_lists.view_list(context.library(), context.actor(), list_id)
    if extension == "json":
        data = (json.dumps(_facts(view), ensure_ascii=False, indent=1) + "\n").encode()
        return files.attachment(data, "application/json", f"paper-list-{list_id[:8]}.json")
    from sopctl.intake.registration_book import report as as_workbook  # noqa: PLC0415  # loads openpyxl

    heads = [say("แถว", "Row"), say("รหัสเอกสาร", "Number"), say("เรื่อง", "Title"), say("ฉบับที่", "Version"),
             say("ผล", "Result"), say("รายละเอียด", "Details")]  # fmt: skip
    rows = [
        [str(read.typed.row), read.typed.value("number"), read.typed.value("title"),
         str(read.line.label) if read.line else read.typed.value("version"), say(*STATES[outcome.state]),
         "\n".join(filter(None, [say(outcome.thai or outcome.english, outcome.english),
                                 *(say(p.thai, p.english) for p in read.problems)]))]
        for read, outcome in view.lines
    ]  # fmt: skip
    data = as_workbook(heads, rows, say("ผลการขึ้นทะเบียน", "Registration"))
    return files.attachment(data, XLSX, say("ผลการขึ้นทะเบียน.xlsx", "registration.xlsx"))


def _facts(view: ListView) -> dict[str, object]:
    return {
        "list": view.paper_list.id,
        "sha256": view.paper_list.sha256,
        "decided_by": view.paper_list.decided_by,
        "lines": [
            {
                "row": read.typed.row,
                "number": read.typed.value("number"),
                "version": str(read.line.label) if read.line else read.typed.value("version"),
                "state": outcome.state.value,
                "code": outcome.code,
                "message": outcome.english,
                "problems": [problem.payload() for problem in read.problems],
            }
            for read, outcome in view.lines
        ],
    }


def _quality() -> None:
    """Only the quality office registers. Raises SignInNeededError, NotAllowedError."""
    actor = context.actor()
    who = context.person()
    if who is None or not who.has(Role.QUALITY):
        raise NotAllowedError(actor.user, "register")


def _kept_scan() -> dict[str, str]:
    """The scan of the form: uploaded now, or kept from the time before, so that nobody chooses it twice."""
    upload, library = request.files.get("scan_file"), context.library()
    data = upload.read() if upload else b""
    if upload and data:
        return {_plain(upload): library.blobs.put(data)}
    kept, name = request.form.get("scan_kept", ""), request.form.get("scan_name", "")
    return {name: kept} if kept and name and library.blobs.has(kept) else {}


def _scans() -> dict[str, str]:
    """The uploaded files, those in a ZIP each by itself, kept by their SHA-256."""
    kept: dict[str, str] = {}
    put = context.library().blobs.put
    for upload in request.files.getlist("scans"):
        data = upload.read()
        if not data:
            continue
        if data.startswith(b"PK") and (upload.filename or "").lower().endswith(".zip"):
            kept |= {name: put(content) for name, content in unpack_scans(data)}
        else:
            kept[_plain(upload)] = put(data)
    return kept


def _plain(upload: FileStorage) -> str:
    return PurePosixPath((upload.filename or "scan").replace("\\", "/")).name


def _form(
    typed: Mapping[str, str],
    names: Mapping[str, str],
    problems: tuple[LineProblem, ...],
    refusal: Refusal | None = None,
) -> str:
    wrong: dict[str, list[LineProblem]] = {}
    for problem in problems:
        wrong.setdefault(problem.field, []).append(problem)
    scan = next(((name, digest) for name, digest in names.items() if name != _TEXT), None)
    return render_template("paper.html", typed=typed, wrong=wrong, scan=scan, refusal=refusal)


def _index(refusal: Refusal | None = None) -> str:
    found = paper_lists.lists(context.library(), context.actor())
    return render_template("paper_lists.html", lists=found, refusal=refusal, LineState=LineState)


def _list(list_id: str, refusal: Refusal | None = None, form: str = "") -> str:
    library = context.library()
    view = paper_lists.view_list(library, context.actor(), list_id)
    if view.paper_list.running:  # a thread that ended with its process is taken up again by whoever looks
        jobs.go_on(library, list_id)
        view = paper_lists.view_list(library, context.actor(), list_id)
    counts = {state.value: view.paper_list.count(state) for state in LineState}
    return render_template(
        "paper_list.html", view=view, counts=counts, states=STATES, refusal=refusal, form=form,
    )  # fmt: skip
