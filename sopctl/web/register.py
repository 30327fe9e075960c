"""The register of controlled documents, on any day, as a page and as spreadsheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from sopctl.application import reading
from sopctl.application.reading import RegisterLine
from sopctl.thai.dates import ThaiDateError, parse
from sopctl.thai.order import sort_key
from sopctl.web import context, errors, files, spreadsheets
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("register", __name__)
_SORTS: dict[str, Callable[[RegisterLine], object]] = {
    "number": lambda line: line.released.release.number,
    "title": lambda line: sort_key(line.released.title),
    "effective": lambda line: (line.released.release.effective, line.released.release.number),
    "approver": lambda line: sort_key(line.released.approval.name),
}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/register")
def table() -> ResponseReturnValue:
    """The register as it is, or was, on a day: ``?on=12/6/2566``."""
    refusal: Refusal | None = None
    today = reading.today(context.library())
    asked = request.args.get("on", "").strip()
    try:
        day = _day(asked, today)
    except ThaiDateError as error:
        refusal, day = errors.refusal(error), today
    page = render_template(
        "register.html",
        lines=_shown(day),
        on=day,
        asked=asked,
        refusal=refusal,
        args=request.args,
        sort=_sort(),
    )
    return page, refusal.status if refusal else 200


@pages.get("/register.xlsx")
def workbook() -> Response:
    """The register for Excel."""
    day = _day(request.args.get("on", "").strip(), reading.today(context.library()))
    data = spreadsheets.as_xlsx(_shown(day), say("ทะเบียนเอกสารควบคุม", "Register"))
    return files.attachment(data, _XLSX, _name(day, "xlsx"))


@pages.get("/register.csv")
def comma_separated() -> Response:
    """The register for other programs."""
    day = _day(request.args.get("on", "").strip(), reading.today(context.library()))
    data = spreadsheets.as_csv(_shown(day))
    return files.attachment(data, "text/csv; charset=utf-8", _name(day, "csv"))


def _day(asked: str, today: date) -> date:
    """The day that is asked for, today when none is. Raises a ThaiDateError."""
    return parse(asked, today=today).date if asked else today


def _shown(day: date) -> list[RegisterLine]:
    """The lines of a day that are asked for, in the order that is asked for."""
    lines = [x for x in reading.register(context.library(), context.reader(), day) if _fits(x)]
    return sorted(
        lines, key=cast("Callable[[RegisterLine], str]", _SORTS[_sort()]), reverse="down" in request.args
    )


def _sort() -> str:
    asked = request.args.get("sort", "")
    return asked if asked in _SORTS else "number"


def _fits(line: RegisterLine) -> bool:
    department, standing = request.args.get("department", ""), request.args.get("standing", "")
    return department in {"", line.released.department} and standing in {"", line.standing.value}


def _name(day: date, extension: str) -> str:
    return say(f"ทะเบียนเอกสารควบคุม {day.isoformat()}.{extension}", f"register {day.isoformat()}.{extension}")
