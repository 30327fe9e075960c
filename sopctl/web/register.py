"""The register of controlled documents, on any day, as a page and as spreadsheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from sopctl.application.queries import readers, register
from sopctl.application.queries.register import RegisterLine
from sopctl.domain.signatures import Medium
from sopctl.rendering.workbooks import Cell, to_csv
from sopctl.thai.dates import ThaiDateError, bangkok_day, end_of_bangkok_day, parse
from sopctl.thai.order import sort_key
from sopctl.web import context, errors, files, lists, words
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("register", __name__)
_PER_PAGE = 100  # lines of a page; the spreadsheets have all
_ASKED = ("on", "known", "q", "department", "standing", "sort", "down")
_SORTS: dict[str, Callable[[RegisterLine], object]] = {
    "number": lambda line: line.released.release.number,
    "title": lambda line: sort_key(line.released.title),
    "effective": lambda line: (line.released.release.effective, line.released.release.number),
    "approver": lambda line: sort_key(line.released.approval.name),
}


@pages.get("/register")
def table() -> ResponseReturnValue:
    """The register as it is, or was, on a day: ``?on=12/6/2566``; ``&known=`` as it was known then."""
    refusal: Refusal | None = None
    wrong = ""
    days: dict[str, date | None] = {"on": None, "known": None}
    for wrong in days:
        try:
            days[wrong] = _day(wrong)
        except ThaiDateError as error:
            refusal = errors.refusal(error)
            break
    page = render_template(
        "register.html",
        part=lists.part(_shown(days["on"], days["known"]), _PER_PAGE),
        on=days["on"] or readers.today(context.library()),
        known=days["known"],
        wrong=wrong if refusal else "",
        refusal=refusal,
        args=lists.asked(*_ASKED),
        sort=_sort(),
    )
    return page, refusal.status if refusal else 200


@pages.get("/register.xlsx")
def workbook() -> Response:
    """The register for Excel."""
    on, known = _day("on"), _day("known")
    rows = map(_row, _shown(on, known))
    title = say("ทะเบียนเอกสารควบคุม", "Register")
    return files.workbook(title, _heads(), rows, _name(on, known, "xlsx"))


@pages.get("/register.csv")
def comma_separated() -> Response:
    """The register for other programs."""
    on, known = _day("on"), _day("known")
    data = to_csv(_heads(), map(_row, _shown(on, known)))
    return files.attachment(data, "text/csv", _name(on, known, "csv"))


def _day(name: str) -> date | None:
    """The day that is asked for, None when none is. Raises a ThaiDateError."""
    asked = request.args.get(name, "").strip()
    return parse(asked, today=readers.today(context.library())).date if asked else None


def _shown(on: date | None, known: date | None) -> list[RegisterLine]:
    """The lines of a day that are asked for, in the order that is asked for."""
    known_at = end_of_bangkok_day(known) if known else None
    found = register.register(context.library(), context.reader(), on, known_at)
    lines = [line for line in found if _fits(line)]
    return sorted(
        lines, key=cast("Callable[[RegisterLine], str]", _SORTS[_sort()]), reverse="down" in request.args
    )


def _sort() -> str:
    asked = request.args.get("sort", "")
    return asked if asked in _SORTS else "number"


def _fits(line: RegisterLine) -> bool:
    department, standing = request.args.get("department", ""), request.args.get("standing", "")
    released, question = line.released, lists.asked("q").get("q", "")
    return (
        department in {"", released.department}
        and standing in {"", line.standing.value}
        and (not question or lists.holds(question, str(released.release.number), released.title))
    )


def _name(on: date | None, known: date | None, extension: str) -> str:
    day = (on or readers.today(context.library())).isoformat()
    thai, english = f"ทะเบียนเอกสารควบคุม {day}", f"register {day}"
    if known:
        thai, english = f"{thai} ตามที่ทราบ {known.isoformat()}", f"{english} as known {known.isoformat()}"
    return f"{say(thai, english)}.{extension}"


def _heads() -> list[str]:
    """The heads of the columns in the request's language."""
    return [
        say("รหัสเอกสาร", "Number"), say("เรื่อง", "Title"), say("ฉบับที่", "Version"),
        say("วันที่บังคับใช้", "Effective"), say("สถานะ", "Standing"), say("ประเภท", "Type"),
        say("หน่วยงาน", "Department"), say("ผู้รับผิดชอบ", "Owner"), say("ผู้อนุมัติ", "Approved by"),
        say("ตำแหน่ง", "Post"), say("วันที่อนุมัติ", "Approved on"), say("วิธีอนุมัติ", "Medium"),
        say("วันที่บันทึก", "Recorded on"),
    ]  # fmt: skip


def _row(line: RegisterLine) -> list[Cell]:
    """One line of the register; days as days."""
    released = line.released
    approval = released.approval
    medium = (
        say("บนกระดาษ", "on paper") if approval.medium is Medium.PAPER else say("อิเล็กทรอนิกส์", "electronic")
    )
    return [
        str(released.release.number), released.title, str(released.release.version),
        released.release.effective, words.standing(line.standing), released.type_code,
        words.department(released.department), released.owner, approval.name, approval.post, approval.day,
        medium, bangkok_day(released.release.recorded_at),
    ]  # fmt: skip
