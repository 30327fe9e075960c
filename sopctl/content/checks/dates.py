"""Checks of dates in running text: a day that cannot be is a mistake that a reader acts on."""

from __future__ import annotations

import re

from sopctl.content.checks.context import Report, short
from sopctl.thai.dates import (
    MONTHS,
    MONTHS_SHORT,
    WEEKDAYS,
    RangeReversedError,
    ThaiDateError,
    parse,
    parse_range,
)

_D = "[0-9๐-๙]"
_MONTH = "|".join(
    (*MONTHS, *(name.replace(".", r"\.?\s?") for name in MONTHS_SHORT))  # the dots are often left out
)
_NOT_INSIDE = r"(?<![0-9๐-๙/.\-])"
_DATE = re.compile(
    rf"{_NOT_INSIDE}{_D}{{1,2}}/{_D}{{1,2}}/{_D}{{4}}(?![0-9๐-๙/\-])"
    rf"|(?:วัน(?:{'|'.join(WEEKDAYS)})ที่\s?)?{_NOT_INSIDE}{_D}{{1,2}}\s?(?:{_MONTH})\s?"
    rf"(?:พ\.\s?ศ\.|ค\.\s?ศ\.)?\s?{_D}{{4}}(?![0-9๐-๙])"
)
_NAMED = rf"{_D}{{1,2}}\s?(?:{_MONTH})"
_YEAR = rf"\s?(?:พ\.\s?ศ\.|ค\.\s?ศ\.)?\s?{_D}{{4}}"
_SLASHED = rf"{_D}{{1,2}}/{_D}{{1,2}}/{_D}{{4}}"
# A day alone begins a range only when it touches the dash: “ครั้งที่ 12 - 9 มิถุนายน” is none.
_RANGE = re.compile(
    rf"{_NOT_INSIDE}(?:(?:{_D}{{1,2}}[–—-]|{_NAMED}(?:{_YEAR})?\s?(?:[–—-]|ถึง(?:วันที่)?)\s?){_NAMED}{_YEAR}"
    rf"|{_SLASHED}\s?(?:[–—-]|ถึง(?:วันที่)?)\s?{_SLASHED})(?![0-9๐-๙])"
)
_IMPOSSIBLE = frozenset(
    {
        "bad-month",
        "no-such-day",
        "weekday-mismatch",
        "era-contradicts-year",
        "never-existed",
        "year-out-of-range",
    }
)


def check(report: Report) -> None:
    """Whole dates (12/6/2566, 12 มิถุนายน 2566) that no calendar has, and ranges that end before they begin."""
    for number, line in report.body_lines:
        _ranges(report, number, line)
        for match in _DATE.finditer(line):
            try:
                parse(match[0], today=report.context.today)
            except ThaiDateError as error:
                if error.code in _IMPOSSIBLE:
                    report.add(
                        "date-impossible",
                        number,
                        f"วันที่ไม่ถูกต้อง: {error.message_th} ให้แก้ตามต้นฉบับ",
                        f"A date that cannot be: {error.message}",
                        excerpt=short(match[0]),
                    )


def _ranges(report: Report, number: int, line: str) -> None:
    for match in _RANGE.finditer(line):
        try:
            parse_range(match[0].replace("วันที่", ""), today=report.context.today)
        except RangeReversedError:
            report.add(
                "date-range-reversed",
                number,
                f"ช่วงวันที่ “{short(match[0])}” สิ้นสุดก่อนเริ่ม ให้แก้วันใดวันหนึ่ง",
                f"The range “{short(match[0])}” ends before it begins; correct one of its days.",
                excerpt=match[0],
            )
        except ThaiDateError:
            continue  # not a range after all, or with a day that is its own finding
