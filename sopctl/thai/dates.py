"""Thai dates, read and written without ever being wrong silently.

The public names of five rooms: `calendar` (eras, Bangkok days, fiscal years), `date_reader`, `date_spans`
(times, moments, ranges), `date_forms` (writing) and `date_errors`. Days are Gregorian `date` values
inside; the Buddhist era exists only in text.
"""

from sopctl.thai.calendar import BANGKOK, bangkok, bangkok_day, be_year, end_of_bangkok_day, fiscal_year
from sopctl.thai.date_errors import (
    AmbiguousYearError,
    BadMonthError,
    EraContradictsYearError,
    EraUnsupportedError,
    FiscalYearUnknownError,
    NaiveMomentError,
    NeverExistedError,
    NoSuchDayError,
    NotAFullDateError,
    NotARangeError,
    NotATimeError,
    RangeReversedError,
    ThaiDateError,
    WeekdayMismatchError,
    YearOutOfRangeError,
)
from sopctl.thai.date_forms import (
    Form,
    format_date,
    format_fiscal_year,
    format_moment,
    format_range,
    format_time,
)
from sopctl.thai.date_names import MONTHS, MONTHS_SHORT, WEEKDAYS
from sopctl.thai.date_reader import Note, ParsedDate, parse
from sopctl.thai.date_spans import (
    ParsedMoment,
    ParsedRange,
    ParsedTime,
    parse_moment,
    parse_range,
    parse_time,
)

__all__ = [
    "BANGKOK", "MONTHS", "MONTHS_SHORT", "WEEKDAYS",
    "AmbiguousYearError", "BadMonthError", "EraContradictsYearError", "EraUnsupportedError",
    "FiscalYearUnknownError", "Form", "NaiveMomentError", "NeverExistedError", "NoSuchDayError",
    "NotAFullDateError", "NotARangeError", "NotATimeError", "Note", "ParsedDate", "ParsedMoment",
    "ParsedRange", "ParsedTime",
    "RangeReversedError", "ThaiDateError", "WeekdayMismatchError", "YearOutOfRangeError",
    "bangkok", "bangkok_day", "be_year", "end_of_bangkok_day", "fiscal_year", "format_date",
    "format_fiscal_year", "format_moment",
    "format_range", "format_time", "parse", "parse_moment", "parse_range", "parse_time",
]  # fmt: skip
