"""The register of controlled documents, on any day, as a page and as spreadsheets."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from sopctl.application import reading
from sopctl.application.reading import RegisterLine
from sopctl.thai.dates import ThaiDateError, parse
from sopctl.web import context, errors, files, spreadsheets
from sopctl.web.errors import Refusal
from sopctl.web.language import say

pages = Blueprint("register", __name__)
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
    lines = _lines(day)
    shown = [line for line in lines if _fits(line)]
    page = render_template(
        "register.html", lines=shown, on=day, asked=asked, today=today, refusal=refusal, args=request.args
    )
    return page, refusal.status if refusal else 200


@pages.get("/register.xlsx")
def workbook() -> Response:
    """The register for Excel."""
    day = _day(request.args.get("on", "").strip(), reading.today(context.library()))
    lines = [line for line in _lines(day) if _fits(line)]
    data = spreadsheets.as_xlsx(lines, say("ทะเบียนเอกสารควบคุม", "Register"))
    return files.attachment(data, _XLSX, _name(day, "xlsx"))


@pages.get("/register.csv")
def comma_separated() -> Response:
    """The register for other programs."""
    day = _day(request.args.get("on", "").strip(), reading.today(context.library()))
    data = spreadsheets.as_csv(line for line in _lines(day) if _fits(line))
    return files.attachment(data, "text/csv; charset=utf-8", _name(day, "csv"))


def _day(asked: str, today: date) -> date:
    """The day that is asked for, today when none is. Raises a ThaiDateError."""
    return parse(asked, today=today).date if asked else today


def _lines(day: date) -> tuple[RegisterLine, ...]:
    return reading.register(context.library(), context.reader(), day)


def _fits(line: RegisterLine) -> bool:
    department, standing = request.args.get("department", ""), request.args.get("standing", "")
    return department in {"", line.released.department} and standing in {"", line.standing.value}


def _name(day: date, extension: str) -> str:
    return say(f"ทะเบียนเอกสารควบคุม {day.isoformat()}.{extension}", f"register {day.isoformat()}.{extension}")
