"""Why a Thai date, time or range was refused: one class per cause, each with its sentence in both
languages.
"""

from datetime import date

_SHOWN = 60


class ThaiDateError(ValueError):
    """A date, time or range that cannot be read, or a day that cannot be written.

    ``code`` is stable and kebab-case; ``message`` (also `str`) is the English sentence, ``message_th``
    the Thai one.
    """

    code = "thai-date"

    def __init__(self, message: str, message_th: str) -> None:
        super().__init__(message)
        self.message = message
        self.message_th = message_th


class NotAFullDateError(ThaiDateError):
    """The text as a whole is no date with day, month and year."""

    code = "not-a-full-date"

    def __init__(self, text: str) -> None:
        read = quoted(text)
        super().__init__(
            f"{read} is not a full date; write day, month and year, such as 12/6/2566.",
            f"{read} ไม่ใช่วันที่ที่ครบวัน เดือน ปี ให้เขียนเช่น 12/6/2566",
        )


class BadMonthError(ThaiDateError):
    """The month's number or name is none of the twelve."""

    code = "bad-month"

    def __init__(self, text: str, month: str) -> None:
        super().__init__(
            f"{quoted(text)} has no month: {quoted(month)} is none (day first, then month).",
            f"{quoted(text)} ไม่มีเดือน {quoted(month)} (เขียนวันก่อนเดือน)",
        )


class NoSuchDayError(ThaiDateError):
    """The month of that year does not have the day."""

    code = "no-such-day"

    def __init__(self, text: str, day: int, days: int) -> None:
        super().__init__(
            f"{quoted(text)} has no day {day}: that month has {days} days.",
            f"{quoted(text)} ไม่มีวันที่ {day} เดือนนั้นมี {days} วัน",
        )


class WeekdayMismatchError(ThaiDateError):
    """The weekday written is not that of the date."""

    code = "weekday-mismatch"

    def __init__(self, text: str, written: str, right: tuple[str, str]) -> None:
        super().__init__(
            f"{quoted(text)} says {quoted(written)}, but that day is a {right[0]}.",
            f"{quoted(text)} เขียนว่า {quoted(written)} แต่วันนั้นเป็นวัน{right[1]}",
        )


class EraContradictsYearError(ThaiDateError):
    """The era word does not fit the year."""

    code = "era-contradicts-year"

    def __init__(self, text: str, era: str, year: int) -> None:
        super().__init__(
            f"{quoted(text)} writes {year} as a year of {era}, but {year} can only belong to the other era.",
            f"{quoted(text)} เขียนปี {year} เป็น {era} แต่ปี {year} เป็นได้เฉพาะอีกศักราชหนึ่ง",
        )


class EraUnsupportedError(ThaiDateError):
    """An era other than the Buddhist and the common one."""

    code = "era-unsupported"

    def __init__(self, text: str, era: str) -> None:
        super().__init__(
            f"{quoted(text)} is dated in {era}; only พ.ศ. and ค.ศ. are read.",
            f"{quoted(text)} ใช้ศักราช {era} ระบบอ่านเฉพาะ พ.ศ. และ ค.ศ.",
        )


class NeverExistedError(ThaiDateError):
    """January to March 2483, which the calendar left out.

    พ.ร.บ. ปีประดิทิน พ.ศ. ๒๔๘๓ moved New Year to 1 January 2484, so that 2483 had April to December only.
    """

    code = "never-existed"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{quoted(text)} never existed: the year 2483 BE had only April to December.",
            f"{quoted(text)} ไม่เคยมีอยู่ ปี พ.ศ. 2483 มีเฉพาะเดือนเมษายนถึงธันวาคม",
        )


class AmbiguousYearError(ThaiDateError):
    """A year of two digits without exactly one reading near today."""

    code = "ambiguous-year"

    def __init__(self, text: str, year: str, readings: tuple[int, ...]) -> None:
        if readings:
            years = ", ".join(map(str, readings))
            why, why_th = f"could be any of {years} CE", f"อาจเป็น ค.ศ. {years}"
        else:
            why = "has no reading from 35 years ago to 5 years ahead"
            why_th = "ไม่ตรงกับปีใดในช่วง 35 ปีก่อนถึง 5 ปีข้างหน้า"
        super().__init__(
            f"{quoted(text)}: the year {quoted(year)} {why}; write four digits.",
            f"{quoted(text)} ปี {quoted(year)} {why_th} ให้เขียนปีสี่หลัก",
        )


class YearOutOfRangeError(ThaiDateError):
    """A year, read or to be written, outside what the calendar rules cover."""

    code = "year-out-of-range"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{quoted(text)} is out of range: years run from April 2456 to 2699 BE, or to 2199 CE.",
            f"{quoted(text)} อยู่นอกช่วงที่รองรับ คือเมษายน พ.ศ. 2456 ถึง พ.ศ. 2699 หรือ ค.ศ. 2199",
        )


class FiscalYearUnknownError(ThaiDateError):
    """A day before fiscal years began on 1 October."""

    code = "fiscal-year-unknown"

    def __init__(self, day: date) -> None:
        super().__init__(
            f"{day.isoformat()} lies before 1 October 2502 BE, when fiscal years began otherwise.",
            f"{day.isoformat()} อยู่ก่อน 1 ตุลาคม 2502 ซึ่งปีงบประมาณเริ่มต่างออกไป",
        )


class NotATimeError(ThaiDateError):
    """The text as a whole is no time of day."""

    code = "not-a-time"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{quoted(text)} is not a time of day; write hours and minutes, such as 09.05 น.",
            f"{quoted(text)} ไม่ใช่เวลา ให้เขียนชั่วโมงและนาที เช่น 09.05 น.",
        )


class NotARangeError(ThaiDateError):
    """The text as a whole is no range of dates, or more than one."""

    code = "not-a-date-range"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{quoted(text)} is not one range of dates, such as 1 – 3 มิถุนายน 2566.",
            f"{quoted(text)} ไม่ใช่ช่วงวันที่ช่วงเดียว เช่น 1 – 3 มิถุนายน 2566",
        )


class RangeReversedError(ThaiDateError):
    """The first day of a range comes after the last."""

    code = "range-reversed"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            f"the range begins on {first.isoformat()}, after its end on {last.isoformat()}.",
            f"ช่วงวันที่เริ่ม {first.isoformat()} หลังวันสิ้นสุด {last.isoformat()}",
        )


class NaiveMomentError(ThaiDateError):
    """A moment without a time zone; which day it is in Bangkok cannot be told."""

    code = "naive-moment"

    def __init__(self, moment: object) -> None:
        super().__init__(f"{moment} has no time zone.", f"{moment} ไม่มีเขตเวลา")


def quoted(text: str) -> str:
    """``text`` in quotes for a sentence: one line, printable, not longer than a line."""
    shown = "".join(char if char.isprintable() else " " for char in text[: _SHOWN + 1])
    return f"“{shown if len(text) <= _SHOWN else shown[:_SHOWN] + '…'}”"
