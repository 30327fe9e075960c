"""Reading Thai dates: the whole string or an error, day before month, and a note for whatever was assumed.

Sources: พ.ร.บ. ปีประดิทิน พ.ศ. ๒๔๘๓ (see `calendar`); names after ราชบัณฑิตยสภา. What was read with an assumption
carries a `Note`; what could be read in two ways is refused.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sopctl.thai.calendar import FIRST_BE, FIRST_DAY, LAST_BE, common_year, days_in_month
from sopctl.thai.date_errors import (
    AmbiguousYearError,
    BadMonthError,
    EraContradictsYearError,
    EraUnsupportedError,
    NeverExistedError,
    NoSuchDayError,
    NotAFullDateError,
    WeekdayMismatchError,
    YearOutOfRangeError,
)
from sopctl.thai.date_names import WEEKDAYS, WEEKDAYS_ENGLISH, Era, era_of, month_of, weekday_of
from sopctl.thai.digits import to_arabic
from sopctl.thai.lazy import Lazy
from sopctl.thai.repairs import repair

_LONGEST = 120
_YEARS_BACK, _YEARS_AHEAD = 35, 5


class Note(StrEnum):
    """Something that reading a date assumed; the value is its stable code."""

    TWO_DIGIT_YEAR = "two-digit-year"
    MIXED_DIGITS = "mixed-digits"
    MONTH_MISSPELT = "month-misspelt"
    OCR_SPACING = "ocr-spacing"

    @property
    def message(self) -> str:
        """The English sentence."""
        return _SENTENCES[self][0]

    @property
    def message_th(self) -> str:
        """The Thai sentence."""
        return _SENTENCES[self][1]


_SENTENCES = {
    Note.TWO_DIGIT_YEAR: ("The year has two digits.", "ปีเขียนเพียงสองหลัก"),
    Note.MIXED_DIGITS: ("Thai and Arabic digits are mixed.", "ใช้เลขไทยปนเลขอารบิก"),
    Note.MONTH_MISSPELT: ("The month is misspelt.", "ชื่อเดือนสะกดผิด"),
    Note.OCR_SPACING: ("A space stands inside the date.", "มีช่องว่างแทรกในวันที่"),
}


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A day, with what reading it assumed, each note once and in the order of `Note`."""

    date: date
    notes: tuple[Note, ...]


# The year of two or four digits. A space that tears it is accepted only where its beginning is no year by
# itself: "256 6" is a torn year, "12/6/20 23" may be a date and something left over.
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2}|[0-9]{3} [0-9]|[0-9] [0-9](?: ?[0-9]){2})"
_ERA = (
    r"พ ?\. ?ศ ?\.?|พศ\.?|พุทธศักราช|ค ?\. ?ศ ?\.?|คศ\.?|คริสต์?ศักราช"
    r"|(?i:B\.? ?E\.?|C\.? ?E\.?|A\.? ?D\.?)"
)
_OLD_ERA = (
    r"(?:ร ?\. ?ศ ?\.?|รศ\.?|รัตนโกสินทร์ ?ศก|จ ?\. ?ศ ?\.?|จศ\.?|จุลศักราช|ม ?\. ?ศ ?\.?|มหาศักราช"
    r"|ฮ ?\. ?ศ ?\.?|ฮิจเราะห์ศักราช|(?i:A\.? ?H\.?)) ?[0-9]{1,4}"
)
_WEEKDAY = (
    r"(?:วัน ?)?(?P<weekday>จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ?|ศุกร์|เสาร์|อาทิตย์)(?: ?ที่)?[ ,]{0,2}"
    r"|(?P<weekday2>(?:จ|อ|พ|พฤ|ศ|ส|อา)\.|[A-Za-z]{3,9}\.?(?=[ ,]))[ ,]{0,2}"
)
_BEFORE = rf"(?:(?:ณ|ลง|เมื่อ) ?)?(?:{_WEEKDAY}|วันที่ ?)?"
_DAY = r"(?P<day>[0-9]{1,2})"
_SEPARATOR = r"(?: ?[-/.,] ?| )?"
_AFTER_MONTH = rf"(?:(?:ปี ?)?(?P<era>{_ERA}) ?|ปี ?)?"
_AFTER = rf"(?: ?(?P<era2>{_ERA}))?"
_NAMED = Lazy(
    rf"{_BEFORE}{_DAY}(?i:st|nd|rd|th)?{_SEPARATOR}"
    r"(?:เดือน ?(?P<number>[0-9]{1,2})(?= )|(?:เดือน ?)?(?P<month>"
    r"[ก-ฮะ-ฺเ-๎][ก-ฮะ-ฺเ-๎. ]{1,18}?|[A-Za-z]{3,9}\.?))"
    rf"{_SEPARATOR}{_AFTER_MONTH}{_YEAR}{_AFTER}"
)
_FIGURES = Lazy(
    rf"{_BEFORE}{_DAY} ?(?P<separator>[-/.]) ?(?P<number>[0-9]{{1,2}}) ?(?P=separator) ?"
    rf"{_AFTER_MONTH}{_YEAR}{_AFTER}"
)
_ISO = Lazy(r"(?P<year>[0-9]{4})-(?P<number>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_OLD = Lazy(rf"{_BEFORE}{_DAY}.{{1,40}}?(?P<era>{_OLD_ERA})")
# Not str.split: it takes control characters for spaces.
_SPACES = Lazy("[ \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_TORN_FIGURES = Lazy("[0-9] [-/.]|[-/.] [0-9]")


def parse(text: str, *, today: date) -> ParsedDate:
    """Read ``text``, all of it, as one date; ``today`` (the Bangkok day) decides years of two digits.

    Raises a `ThaiDateError` whose code says why the text is no date, or could be more than one.
    """
    written = plain(text)
    shapes = (shape.compiled.fullmatch(written) for shape in (_ISO, _FIGURES, _NAMED))
    match = next(filter(None, shapes), None)
    if match is None:
        old = _OLD.compiled.fullmatch(written)
        raise EraUnsupportedError(text, old["era"].rstrip("0123456789 ")) if old else NotAFullDateError(text)
    return _Reading(text, match, today).result()


def plain(text: str) -> str:
    """``text`` repaired, in Arabic digits, with single spaces; raises `NotAFullDateError` when far too
    long.
    """
    if len(text) > _LONGEST:
        raise NotAFullDateError(text)
    return _SPACES.compiled.sub(" ", to_arabic(repair(text).text)).strip(" ")


class _Reading:
    """One date being read: the parts that were matched, and the notes so far."""

    def __init__(self, text: str, match: re.Match[str], today: date) -> None:
        self._text = text
        self._parts = {name: value for name, value in match.groupdict().items() if value}
        self._written = match[0]
        self._today = today
        self._notes: set[Note] = set()

    def result(self) -> ParsedDate:
        if re.search("[0-9]", self._text) and re.search("[๐-๙]", self._text):
            self._notes.add(Note.MIXED_DIGITS)
        month = self._month()
        year = self._common_year(month)
        day, days = int(self._parts["day"]), days_in_month(year, month)
        if not 1 <= day <= days:
            raise NoSuchDayError(self._text, day, days)
        found = date(year, month, day)
        if found < FIRST_DAY:
            raise YearOutOfRangeError(self._text)
        self._check_weekday(found)
        return ParsedDate(found, tuple(note for note in Note if note in self._notes))

    def _month(self) -> int:
        name = self._parts.get("month")
        if name is None:
            if "separator" in self._parts and _TORN_FIGURES.compiled.search(self._written):
                self._notes.add(Note.OCR_SPACING)
            number = int(self._parts["number"])
            if not 1 <= number <= 12:
                raise BadMonthError(self._text, self._parts["number"])
            return number
        known = month_of(name.strip())
        if known is None:
            raise NotAFullDateError(self._text) if era_of(name) else BadMonthError(self._text, name.strip())
        number, misspelt, torn = known
        self._notes |= {Note.MONTH_MISSPELT} if misspelt else set()
        self._notes |= {Note.OCR_SPACING} if torn else set()
        return number

    def _common_year(self, month: int) -> int:
        digits = self._parts["year"]
        if " " in digits:
            digits = digits.replace(" ", "")
            self._notes.add(Note.OCR_SPACING)
        era = self._era()
        if len(digits) == 2:
            self._notes.add(Note.TWO_DIGIT_YEAR)
            return self._near_year(digits, month, era)
        year = int(digits)
        of_year = Era.BUDDHIST if 2400 <= year <= LAST_BE else Era.COMMON if 1900 <= year <= 2199 else None
        if of_year is None or (of_year is Era.BUDDHIST and year < FIRST_BE):
            raise YearOutOfRangeError(self._text)
        if era is not None and era is not of_year:
            raise EraContradictsYearError(self._text, era.value, year)
        if of_year is Era.COMMON:
            return year
        common = common_year(year, month)
        if common is None:
            raise NeverExistedError(self._text)
        return common

    def _era(self) -> Era | None:
        words = [self._parts[key] for key in ("era", "era2") if key in self._parts]
        if len(words) > 1:
            raise NotAFullDateError(self._text)
        return era_of(words[0]) if words else None

    def _near_year(self, digits: str, month: int, era: Era | None) -> int:
        short = int(digits)
        years = [] if era is Era.COMMON else [century + short - 543 for century in (2400, 2500, 2600)]
        years += [] if era is Era.BUDDHIST else [century + short for century in (1900, 2000, 2100)]
        readings = tuple(sorted(year for year in years if self._is_near(year, month)))
        if len(readings) != 1:
            raise AmbiguousYearError(self._text, digits, readings)
        return readings[0]

    def _is_near(self, year: int, month: int) -> bool:
        # Compared as year, month and day, so that a 29 February needs no place in every year.
        today, place = self._today, (month, int(self._parts["day"]))
        first = (today.year - _YEARS_BACK, today.month, today.day)
        return first <= (year, *place) <= (today.year + _YEARS_AHEAD, today.month, today.day)

    def _check_weekday(self, found: date) -> None:
        written = next((self._parts[key] for key in ("weekday", "weekday2") if key in self._parts), None)
        if written is None:
            return
        weekday = weekday_of(written)
        if weekday is None:
            raise NotAFullDateError(self._text)
        if weekday != found.weekday():
            right = WEEKDAYS_ENGLISH[found.weekday()], WEEKDAYS[found.weekday()]
            raise WeekdayMismatchError(self._text, written, right)
