"""Days, moments and generated numbers as the pages show them.

In Thai: the Buddhist era, in the digits of the hospital's profile. In English: the Gregorian day with the
Buddhist year beside it, so that it can be matched with a printed copy.
"""

from __future__ import annotations

from datetime import date, datetime

from sopctl.thai.dates import Form, bangkok, bangkok_day, be_year, format_date, format_time
from sopctl.thai.digits import Digits, in_digits, letter
from sopctl.web.language import Language, current

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip


def figures(value: object, digits: Digits) -> str:
    """A generated number, such as a count or a version, in the digits of the page."""
    return in_digits(str(value), digits) if current() is Language.THAI else str(value)


def day(value: date, digits: Digits, *, short: bool = False) -> str:
    """A day in words, which no line's end cuts: ``๑๒ มิถุนายน ๒๕๖๖`` or ``12 June 2023 (2566)``."""
    if current() is Language.THAI:
        return format_date(value, Form.MEDIUM if short else Form.LONG, digits).replace(" ", "\u00a0")
    month = _MONTHS[value.month - 1][: 3 if short else None]
    return f"{value.day}\u00a0{month}\u00a0{value.year} ({be_year(value)})"


def moment(value: datetime, digits: Digits, *, short: bool = False) -> str:
    """An aware moment on Bangkok's clock: day and time."""
    written = day(bangkok_day(value), digits, short=short)
    if current() is Language.THAI:
        clock = format_time(value, digits).replace(" ", "\u00a0")  # its unit never stands alone on a line
        return f"{written} {clock}"
    return f"{written}, {bangkok(value):%H:%M}"


def section(number: tuple[int, ...], digits: Digits, *, appendix: bool) -> str:
    """A section's generated number, ``๓.๕``; in an appendix ``ก.๑``;  for none."""
    if not number:
        return ""
    first = letter(number[0]) if appendix else in_digits(str(number[0]), digits)
    return ".".join((first, *(in_digits(str(part), digits) for part in number[1:])))


def age(since: datetime, now: datetime, digits: Digits) -> str:
    """How long something has waited, in the largest whole unit: ``๓ วัน`` or ``3 days``."""
    seconds = max(0, int((now - since).total_seconds()))
    for size, thai, english in ((86_400, "วัน", "day"), (3_600, "ชั่วโมง", "hour"), (60, "นาที", "minute")):
        count = seconds // size
        if count:
            if current() is Language.THAI:
                return f"{in_digits(str(count), digits)} {thai}"
            return f"{count} {english}{'' if count == 1 else 's'}"
    return "ไม่ถึงหนึ่งนาที" if current() is Language.THAI else "less than a minute"
