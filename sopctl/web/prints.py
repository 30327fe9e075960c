"""Controlled prints: the list of copies out, issuing, exchanging, recalling, printing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.distribution import prints
from sopctl.application.distribution.print_copies import files_to_print
from sopctl.application.distribution.print_lists import PrintLine, PrintList, held_by_me, print_list
from sopctl.application.distribution.prints import Wanted
from sopctl.application.queries import documents, readers
from sopctl.application.requests import views as request_views
from sopctl.application.review import overview
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Fate, HolderKind, PrintState
from sopctl.domain.requests import RequestIncompleteError
from sopctl.rendering.workbooks import Cell
from sopctl.thai.dates import ThaiDateError, bangkok_day, parse
from sopctl.web import context, errors, files, lists, print_words
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("prints", __name__)
_ROWS, _MOST_ROWS = 5, 40
_PER_PAGE = 200  # lines of a page; the spreadsheet has all
_ASKED = ("document", "place", "state")


@pages.app_context_processor
def _words() -> dict[str, object]:
    return {"pw": print_words}


@pages.get("/prints")
def table() -> str:
    """The copies that are out, or were, by document, place and state."""
    return _table()


@pages.get("/prints.xlsx")
def workbook() -> Response:
    """The list for Excel."""
    title = say("สำเนาควบคุม", "Controlled copies")
    heads = [
        say("รหัสเอกสาร", "Number"), say("เรื่อง", "Title"), say("ฉบับที่", "Version"), say("สำเนาที่", "Copy"),
        say("ผู้ถือ", "Holder"), say("สถานที่", "Place"), say("ออกเมื่อ", "Issued"), say("สถานะ", "State"),
        say("วันที่คืน/ทำลาย/หาย", "Ended on"), say("หมายเหตุ", "Remark"), say("คำขอ", "Request"),
    ]  # fmt: skip
    rows = [_cells(line) for line in _shown().lines]
    today = readers.today(context.library())
    return files.workbook(title, heads, rows, f"{title} {today.isoformat()}.xlsx")


@pages.get("/prints/mine")
def mine() -> str:
    """The copies that are out with me or my department."""
    return render_template("prints_mine.html", lines=held_by_me(context.library(), context.actor()))


@pages.get("/prints/place")
def place() -> str:
    """The sheet for a ward's notice board: which controlled copies lie here."""
    where = request.args.get("place", "")
    found = print_list(context.library(), context.actor(), place=where)
    out = [line for line in found.lines if line.state in (PrintState.OUT, PrintState.TO_RECALL)]
    if not where or not out:
        raise NotFoundError(where or "A place")
    return render_template("prints_place.html", place=where, lines=out, now=context.library().clock())


@pages.post("/prints/files")
def print_files() -> Response:
    """The chosen copies for the printer: a PDF, or a zip of several; each hand-out is recorded."""
    found = files_to_print(context.library(), context.actor(), request.form.getlist("id"))
    return files.attachment(found.data, found.media_type, found.name)


@pages.post("/prints/recall")
def recall() -> ResponseReturnValue:
    """Record the chosen copies as returned, destroyed or lost."""
    form = request.form
    fate = next((each for each in Fate if each.value == form.get("fate")), Fate.RETURNED)
    try:
        ended = prints.recall_by_id(
            context.library(), context.actor(), form.getlist("id"), fate, on=_day(form.get("on", "")),
            remark=form.get("remark", ""),
        )  # fmt: skip
    except (SopctlError, ThaiDateError) as error:
        found = errors.refusal(error)
        return _table(found), found.status
    count = len(ended)
    flash(
        say(f"บันทึกแล้ว {context.figures(count)} สำเนา: {print_words.fate(fate)}", f"{count} recorded: {fate}")
    )
    return redirect(_back())


@pages.get("/prints/issue")
def issue_form() -> str:
    """The form to issue copies of a version in force."""
    return _issue_page()


@pages.post("/prints/issue")
def issue() -> ResponseReturnValue:
    """Issue a copy for each line that names a holder."""
    form = request.form
    try:
        number = DocumentNumber.parse(form.get("document", ""))
        pairs = zip(form.getlist("holder"), form.getlist("place"), strict=False)
        wanted = [_wanted(holder, where) for holder, where in pairs if holder.strip()]
        if not wanted:
            raise RequestIncompleteError("holder")
        made = prints.issue_prints(
            context.library(), context.actor(), number, wanted, request=form.get("request", "").strip()
        )
    except SopctlError as error:
        found = errors.refusal(error)
        return _issue_page(found), found.status
    flash(say(f"ออกสำเนาควบคุมแล้ว {context.figures(len(made))} ฉบับ", f"{len(made)} controlled copies issued"))
    return redirect(url_for(".table", document=number, new=",".join(str(p.copy) for p in made)))


@pages.get("/prints/exchange")
def exchange_form() -> str:
    """The older copies of a document that are out, to be exchanged in one step."""
    return _exchange_page()


@pages.post("/prints/exchange")
def exchange() -> ResponseReturnValue:
    """Issue the version in force to the holders of the chosen older copies."""
    form = request.form
    try:
        number = DocumentNumber.parse(form.get("document", ""))
        copies = [int(copy) for copy in form.getlist("copy") if copy.isascii() and copy.isdigit()]
        today = readers.today(context.library())
        made = prints.exchange_prints(
            context.library(), context.actor(), number, copies=copies,
            returned_on=today if form.get("returned") else None,
        )  # fmt: skip
    except SopctlError as error:
        found = errors.refusal(error)
        return _exchange_page(found), found.status
    count = len(made.issued)
    flash(say(f"ออกสำเนาใหม่แล้ว {context.figures(count)} ฉบับ", f"{count} new copies issued"))
    if made.left:
        gone = ", ".join(str(each.copy) for each in made.left)
        thai = f"ไม่ได้ออกให้สำเนาที่ {gone} เพราะผู้ถือไม่อยู่แล้วหรือไม่มีสิทธิอ่าน"
        flash(say(thai, f"Nothing for copy {gone}: the holder is gone or may not read it"), "refused")
    return redirect(url_for(".table", document=number, new=",".join(str(p.copy) for p in made.issued)))


def _table(refusal: Refusal | None = None) -> str:
    found, number = _shown(), _number(request.values.get("document", ""))
    new = {int(copy) for copy in request.args.get("new", "").split(",") if copy.isascii() and copy.isdigit()}
    today = readers.today(context.library())
    stale = any(x.state is PrintState.TO_RECALL and x.replaced_by is None for x in found.lines)
    return render_template(
        "prints.html", found=found, part=lists.part(found.lines, _PER_PAGE), number=number, new=new,
        chosen=request.form.getlist("id"), refusal=refusal, args=request.values, kept=lists.asked(*_ASKED),
        today=f"{today.day}/{today.month}/{today.year + 543}", stale=stale, states=list(PrintState),
        fates=list(Fate),
    )  # fmt: skip


def _shown() -> PrintList:
    """The lines that are asked for; without a state, those that are out."""
    asked, typed = request.values.get("state", ""), request.values.get("document", "").strip()
    known = [state for state in PrintState if state.value == asked]
    states = known or ([] if asked == "all" else [PrintState.OUT, PrintState.TO_RECALL])
    number = _number(typed)
    found = print_list(
        context.library(),
        context.actor(),
        number=number,
        place=request.values.get("place", ""),
        states=states,
    )
    if number is not None or not typed:
        return found
    # No whole number: words of it, or of a title.
    return replace(
        found, lines=tuple(x for x in found.lines if lists.holds(typed, str(x.issued.number), x.title))
    )


def _issue_page(refusal: Refusal | None = None) -> str:
    values = request.values
    rows = [*zip(values.getlist("holder"), values.getlist("place"), strict=False)]
    asked = values.get("request", "")
    if asked and not rows:
        view = request_views.request_page(context.library(), context.actor(), asked).view
        rows = [(view.request.asked.holder.partition(":")[2], view.request.asked.place)]
    wanted = values.get("rows", "")
    size = min(int(wanted), _MOST_ROWS) if wanted.isascii() and wanted.isdigit() else _ROWS
    rows += [("", "")] * max(0, size - len(rows))
    directory = overview.directory(context.library(), context.actor())
    return render_template(
        "prints_issue.html", document=values.get("document", ""), rows=rows, asked=asked, refusal=refusal,
        unfold=bool(wanted),
        people=[p for p in directory.people if p.active],
        places=print_list(context.library(), context.actor()).places,
        documents=documents.documents_in_force(context.library(), context.reader()),
    )  # fmt: skip


def _exchange_page(refusal: Refusal | None = None) -> str:
    number = _number(request.values.get("document", ""))
    if number is None:
        raise NotFoundError(request.values.get("document", ""))
    found = print_list(context.library(), context.actor(), number=number, states=[PrintState.TO_RECALL])
    old = [line for line in found.lines if line.replaced_by is None]
    return render_template("prints_exchange.html", number=number, lines=old, refusal=refusal)


def _wanted(holder: str, place: str) -> Wanted:
    """A holder as the form has it: a department's code or a user name, with the name behind it."""
    code = holder.split(maxsplit=1)[0]
    departments = {c.upper(): c for c, _, _ in context.face().departments}
    if code.upper() in departments:
        return Wanted(HolderKind.DEPARTMENT, departments[code.upper()], place.strip())
    return Wanted(HolderKind.PERSON, code, place.strip())


def _cells(line: PrintLine) -> list[Cell]:
    issued = line.issued
    return [
        str(issued.number), line.title, str(issued.version), str(issued.copy), issued.held_by.name,
        issued.place, bangkok_day(issued.issued_at), print_words.print_state(line.state),
        issued.ended_on or "", issued.remark, issued.request,
    ]  # fmt: skip


def _number(text: str) -> DocumentNumber | None:
    """The document that is asked for; None for none, or for what is no number."""
    try:
        return DocumentNumber.parse(text)
    except SopctlError:
        return None


def _day(text: str) -> date | None:
    """A date as a person writes it, None for today. Raises a ThaiDateError."""
    today = readers.today(context.library())
    return parse(text.strip(), today=today).date if text.strip() else None


def _back() -> str:
    """The list as it was filtered."""
    document, place, state, page = (request.form.get(name) or None for name in (*_ASKED, "page"))
    return url_for(".table", document=document, place=place, state=state, page=page)
