"""Writing Thai dates, times, ranges and fiscal years.

A year in Buddhist-era figures never takes the shape of an ISO date, and long forms carry no padding zeros.
"""

from datetime import date, datetime, time
from enum import StrEnum

from sopctl.thai.calendar import bangkok, be_year
from sopctl.thai.date_errors import RangeReversedError
from sopctl.thai.date_names import MONTHS, MONTHS_SHORT, WEEKDAYS
from sopctl.thai.digits import Digits, in_digits


class Form(StrEnum):
    """How a date is written; the example is 2023-06-12."""

    LONG = "long"  # ๑๒ มิถุนายน ๒๕๖๖
    ERA = "era"  # ๑๒ มิถุนายน พ.ศ. ๒๕๖๖
    FORM = "form"  # วันที่ ๑๒ เดือน มิถุนายน พ.ศ. ๒๕๖๖
    FULL = "full"  # วันจันทร์ที่ ๑๒ มิถุนายน พ.ศ. ๒๕๖๖
    MEDIUM = "medium"  # ๑๒ มิ.ย. ๒๕๖๖
    SLASH = "slash"  # ๑๒/๖/๒๕๖๖
    ISO = "iso"  # 2023-06-12, always in Arabic digits and the common era


# Forms whose first day in a range may leave out what the last one says.
_SHARING = (Form.LONG, Form.ERA, Form.MEDIUM)


def format_date(day: date, form: Form = Form.LONG, digits: Digits = Digits.THAI) -> str:
    """``day`` in the chosen form and digits.

    Raises `YearOutOfRangeError` before 1 April 2456 BE, except for `Form.ISO`.
    """
    if form is Form.ISO:
        return date.isoformat(day)
    return in_digits(_written(day, form), digits)


def format_time(moment: datetime | time, digits: Digits = Digits.THAI) -> str:
    """The time of day as ``เวลา ๐๙.๐๕ น.``: Bangkok's for a moment, as it stands for a plain `time`.

    Raises `NaiveMomentError` for a moment without a time zone.
    """
    clock = bangkok(moment) if isinstance(moment, datetime) else moment
    return in_digits(f"เวลา {clock.hour:02}.{clock.minute:02} น.", digits)


def format_moment(moment: datetime, form: Form = Form.LONG, digits: Digits = Digits.THAI) -> str:
    """Date and time in Bangkok: ``๑๒ มิถุนายน ๒๕๖๖ เวลา ๐๙.๐๕ น.``; `Form.ISO` gives 2023-06-12T09:05+07:00.

    Raises `NaiveMomentError` for a moment without a time zone, `YearOutOfRangeError` as `format_date`.
    """
    local = bangkok(moment)
    if form is Form.ISO:
        return local.isoformat(timespec="minutes")
    return f"{format_date(local.date(), form, digits)} {format_time(local, digits)}"


def format_range(first: date, last: date, form: Form = Form.LONG, digits: Digits = Digits.THAI) -> str:
    """A range of days, both included: ``๓๐ มิถุนายน – ๒ กรกฎาคม ๒๕๖๖``; one day alone is written once.

    Raises `RangeReversedError` when ``first`` is after ``last``, `YearOutOfRangeError` as `format_date`.
    """
    if first > last:
        raise RangeReversedError(first, last)
    if first == last:
        return format_date(last, form, digits)
    start = format_date(first, form, digits)
    if form in _SHARING and be_year(first) == be_year(last):
        start = str(first.day)
        if first.month != last.month:
            start += f" {(MONTHS_SHORT if form is Form.MEDIUM else MONTHS)[first.month - 1]}"
    return f"{start if form is Form.ISO else in_digits(start, digits)} – {format_date(last, form, digits)}"


def format_fiscal_year(year: int, digits: Digits = Digits.THAI) -> str:
    """A fiscal year, given in the Buddhist era (see `fiscal_year`): ``ปีงบประมาณ ๒๕๖๙``."""
    return in_digits(f"ปีงบประมาณ {year}", digits)


def _written(day: date, form: Form) -> str:
    year, month = be_year(day), MONTHS[day.month - 1]
    match form:
        case Form.ERA:
            return f"{day.day} {month} พ.ศ. {year}"
        case Form.FORM:
            return f"วันที่ {day.day} เดือน {month} พ.ศ. {year}"
        case Form.FULL:
            return f"วัน{WEEKDAYS[day.weekday()]}ที่ {day.day} {month} พ.ศ. {year}"
        case Form.MEDIUM:
            return f"{day.day} {MONTHS_SHORT[day.month - 1]} {year}"
        case Form.SLASH:
            return f"{day.day}/{day.month}/{year}"
        case _:
            return f"{day.day} {month} {year}"
