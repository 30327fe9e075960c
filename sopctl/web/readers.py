"""Who has read: by department, by document, on any day; who must; paper sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sopctl.application.distribution import readership
from sopctl.application.distribution.readership import Completion, ListView, RegisterReaders
from sopctl.application.library import Actor
from sopctl.application.queries import readers
from sopctl.domain.acknowledgements import read_questions, write_questions
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Role
from sopctl.rendering.workbooks import Cell
from sopctl.thai.dates import NotAFullDateError, ThaiDateError, parse
from sopctl.web import context, errors, files, lists, staff_words, words
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("readers", __name__)
_OVERSEERS = frozenset({Role.QUALITY, Role.AUDITOR})
_SHOWN = 200  # names of a list; the spreadsheet has all
_NAMES = 100  # readers of one document on a page
_PER_PAGE, _DOCUMENTS = 25, 100  # documents of a page with their readers, and without


def share_of_all() -> Completion | None:
    """Where reading stands, for the overview; None for whoever may not see it."""
    try:
        return readership.completion(context.library(), context.actor())
    except NotAllowedError:
        return None


@pages.get("/readers")
def overview() -> str:
    """Completion by department and by document, and who is late."""
    found = readership.completion(context.library(), context.actor())
    part = lists.part(found.documents, _DOCUMENTS)
    return render_template("readers.html", found=found, part=part, shown=_SHOWN)


@pages.get("/readers.xlsx")
def overview_workbook() -> Response:
    """Everybody who still must read something."""
    found = readership.completion(context.library(), context.actor())
    heads = [say("หน่วยงาน", "Department"), say("ชื่อ-สกุล", "Name"), say("รหัสเอกสาร", "Number"),
             say("เรื่อง", "Title"), say("ฉบับที่", "Version"), say("ขอให้อ่านตั้งแต่", "Asked since"),
             say("ภายใน", "Due")]  # fmt: skip
    rows: list[list[Cell]] = [
        [words.department(o.person.department), o.person.name, str(o.released.release.number),
         o.released.title, str(o.released.release.version), o.since, o.due]
        for o in found.owed
    ]  # fmt: skip
    name = say(f"ผู้ที่ยังไม่อ่าน {found.day}.xlsx", f"not read {found.day}.xlsx")
    return files.workbook(say("ค้างอ่าน", "To read"), heads, rows, name)


@pages.get("/register/readers")
def register() -> ResponseReturnValue:
    """What was in force on a day, and who had read it: ``?on=12/6/2566``."""
    actor, today = context.actor(), readers.today(context.library())
    asked = request.args.get("on", "").strip()
    refusal: Refusal | None = None
    try:
        day = _day(asked, today)
    except ThaiDateError as error:
        refusal, day = errors.refusal(error), today
    lines = readership.register_readers(context.library(), actor, day)
    question = lists.asked("q").get("q", "")
    found = [x for x in lines if lists.holds(question, str(x.released.release.number), x.released.title)]
    page = render_template("register_readers.html", part=lists.part(found, _PER_PAGE), on=day, asked=asked,
                           kept=lists.asked("on", "q"), shown=_SHOWN, refusal=refusal,
                           means=staff_words.means)  # fmt: skip
    return page, refusal.status if refusal else 200


@pages.get("/register/readers.xlsx")
def register_workbook() -> Response:
    """The same as a spreadsheet: a row for each document and person."""
    actor = context.actor()
    day = _day(request.args.get("on", "").strip(), readers.today(context.library()))
    lines = readership.register_readers(context.library(), actor, day)
    heads = [say("รหัสเอกสาร", "Number"), say("เรื่อง", "Title"), say("ฉบับที่", "Version"),
             say("บังคับใช้", "Effective"), say("หน่วยงาน", "Department"), say("ชื่อ-สกุล", "Name"),
             say("ต้องอ่าน", "Must read"), say("รับทราบเมื่อ", "Read on"), say("วิธี", "How")]  # fmt: skip
    rows = [_row(line, place) for line in lines for place in range(len(line.readers))]
    name = say(f"ผู้อ่านเอกสาร ณ {day}.xlsx", f"readers on {day}.xlsx")
    return files.workbook(say("ผู้อ่าน", "Readers"), heads, rows, name)


@pages.get("/readers/<number:number>")
def document(number: DocumentNumber) -> str:
    """Who must read a document and who has; its list, its questions, its sheets."""
    return _page(number)


@pages.get("/readers/<number:number>/sheet.pdf")
def sheet(number: DocumentNumber) -> Response:
    """A sheet to print, for a ward or for all."""
    data = readership.sign_sheet(
        context.library(), context.actor(), number, request.args.get("department", "")
    )
    return files.preview(data, "application/pdf", f"{number.slug}-sign-sheet.pdf")


@pages.post("/readers/<number:number>/list")
def set_list(number: DocumentNumber) -> ResponseReturnValue:
    """Set who must read it."""
    form, actor = request.form, context.actor()

    def keep() -> str:
        questions = read_questions(form.get("questions", ""))
        needed = form.get("needed", "").strip()
        people = [f"person:{user}" for user in form.get("people", "").lower().replace(",", " ").split()]
        lines = None if form.get("from_type") else [*form.getlist("lines"), *people]
        readership.set_reading_list(
            context.library(), actor, number, lines=lines, questions=questions,
            needed=int(needed) if needed.isascii() and needed.isdigit() else 0,
        )  # fmt: skip
        return say("บันทึกผู้ต้องอ่านแล้ว", "The reading list is set")

    return _done(number, "list", keep)


@pages.post("/readers/<number:number>/waive")
def waive(number: DocumentNumber) -> ResponseReturnValue:
    """Mark a minor amendment as not asking again."""
    form, actor = request.form, context.actor()

    def mark() -> str:
        label = VersionLabel.parse(form.get("version", ""))
        readership.waive(context.library(), actor, number, label, form.get("reason", ""))
        return say(f"ฉบับที่ {label} ไม่ต้องรับทราบใหม่", f"Version {label} does not ask again")

    return _done(number, "waive", mark)


@pages.post("/readers/<number:number>/paper")
def paper(number: DocumentNumber) -> ResponseReturnValue:
    """Enter a signed sheet as what it is."""
    form, actor = request.form, context.actor()
    scan = request.files.get("scan")

    def enter() -> str:
        text = form.get("day", "").strip()
        if not text:
            raise NotAFullDateError(text)
        given = readership.enter_sheet(
            context.library(), actor, number, users=form.getlist("users"),
            day=_day(text, readers.today(context.library())), scan=scan.read() if scan else b"",
            password=form.get("password", ""), code=form.get("one_time_code", ""),
        )  # fmt: skip
        return say(
            f"บันทึกผู้ลงนามบนกระดาษ {context.figures(len(given))} คน", f"{len(given)} entered as signed on paper"
        )

    return _done(number, "paper", enter)


def _done(number: DocumentNumber, form: str, act: Callable[[], str]) -> ResponseReturnValue:
    try:
        flash(act())
    except (SopctlError, ThaiDateError) as error:
        found = errors.refusal(error)
        if found.status == 403 and form != "paper":
            raise
        return _page(number, found, form), found.status
    return redirect(url_for(".document", number=number, **_kept()))


def _page(number: DocumentNumber, refusal: Refusal | None = None, form: str = "") -> str:
    actor = context.actor()
    line = readership.readers_on(context.library(), actor, number)
    who = context.person()
    overseer = who is not None and bool(who.roles & _OVERSEERS)
    view = _list(actor, number) if overseer else None
    departments = {code: say(th, en or th) for code, th, en in context.face().departments}
    typed, kept = request.form.get("questions"), _kept()
    question, department = kept.get("q", ""), kept.get("department", "")
    asked = [r for r in line.readers
             if department in {"", r.department} and lists.holds(question, r.name, r.user)]  # fmt: skip
    return render_template(
        "document_readers.html", line=line, part=lists.part(asked, _NAMES), asked=asked, kept=kept,
        many=bool(kept) or len(line.readers) > _NAMES, shown=_SHOWN,
        view=view, refusal=refusal, form=form, means=staff_words.means,
        may=who is not None and who.has(Role.QUALITY), typed=request.form,
        questions=typed if typed is not None else write_questions(view.questions) if view else "",
        chosen=_chosen(view), named=_named(view),
        audience=lambda value: staff_words.audience(value, departments, {}),
        units=sorted({r.department for r in line.readers if r.must}),
    )  # fmt: skip


def _kept() -> Mapping[str, Any]:
    """Which readers are asked for, so that an act leads back to them."""
    return lists.asked("q", "department", "page")


def _list(actor: Actor, number: DocumentNumber) -> ListView:
    return readership.reading_list(context.library(), actor, number)


def _chosen(view: ListView | None) -> set[str]:
    """The lines of the form that are ticked."""
    if request.method == "POST" and "lines" in request.form:
        return set(request.form.getlist("lines"))
    return {str(e.audience) for e in view.entries} if view and view.entries is not None else set()


def _named(view: ListView | None) -> str:
    entries = view.entries if view and view.entries is not None else ()
    return " ".join(e.audience.value for e in entries if e.audience.kind.value == "person")


def _row(line: RegisterReaders, place: int) -> list[Cell]:
    reader, released = line.readers[place], line.released
    given = reader.acknowledged
    return [
        str(released.release.number), released.title, str(released.release.version),
        released.release.effective, words.department(reader.department), reader.name,
        say("ต้องอ่าน", "yes") if reader.must else "", given.day if given else "",
        staff_words.means(given.means) if given else "",
    ]  # fmt: skip


def _day(asked: str, today: date) -> date:
    return parse(asked, today=today).date if asked else today
