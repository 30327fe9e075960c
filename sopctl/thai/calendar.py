"""The Thai civil calendar: Buddhist-era years, Bangkok days, fiscal years.

From 1 January 2484 BE the year is the common one plus 543. Until 2483 it began on 1 April, so January to
March of a year fell in the common year minus 542; 2483 itself ended in December (พ.ร.บ. ปีประดิทิน พ.ศ.
๒๔๘๓, ราชกิจจานุเบกษา).
"""

from datetime import UTC, date, datetime, time, timedelta, timezone

from sopctl.thai.date_errors import FiscalYearUnknownError, NaiveMomentError, YearOutOfRangeError

# Thailand has kept UTC+7, without summer time, since 1 April 1920, and no moment is recorded before that;
# a fixed zone needs no time zone data, which some systems lack.
BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")

FIRST_DAY = date(1913, 4, 1)  # 1 April 2456, the first day of the first year that is read
FIRST_BE, LAST_BE = 2456, 2699
_JANUARY_2484 = date(1941, 1, 1)
_FIRST_FISCAL_DAY = date(1959, 10, 1)


def bangkok_day(moment: datetime) -> date:
    """The day in Bangkok at ``moment``.

    Raises `NaiveMomentError` when the moment has no time zone.
    """
    return bangkok(moment).date()


def end_of_bangkok_day(day: date) -> datetime:
    """The last moment of a Bangkok day, as aware UTC."""
    return datetime.combine(day, time.max, BANGKOK).astimezone(UTC)


def bangkok(moment: datetime) -> datetime:
    """``moment`` on the clock of Bangkok.

    Raises `NaiveMomentError` when the moment has no time zone.
    """
    if moment.utcoffset() is None:
        raise NaiveMomentError(moment)
    return moment.astimezone(BANGKOK)


def be_year(day: date) -> int:
    """The Buddhist-era year of ``day``.

    Raises `YearOutOfRangeError` before 1 April 2456 BE.
    """
    if day < FIRST_DAY:
        raise YearOutOfRangeError(day.isoformat())
    if day >= _JANUARY_2484 or day.month >= 4:
        return day.year + 543
    return day.year + 542


def common_year(be: int, month: int) -> int | None:
    """The common year in which ``month`` of the Buddhist-era year ``be`` fell; None where it never
    existed.
    """
    if be >= 2484 or month >= 4:
        return be - 543
    return None if be == 2483 else be - 542


def days_in_month(year: int, month: int) -> int:
    """The number of days of a month of a common year."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def fiscal_year(day: date) -> int:
    """The Buddhist-era fiscal year of ``day``: from 1 October, named by the year in which it ends.

    Source: พ.ร.บ. วิธีการงบประมาณ พ.ศ. ๒๕๐๒ มาตรา ๔, the same in พ.ศ. ๒๕๖๑. Raises `FiscalYearUnknownError` for
    days before 1 October 2502, when fiscal years began otherwise.
    """
    if day < _FIRST_FISCAL_DAY:
        raise FiscalYearUnknownError(day)
    return day.year + 543 + (day.month >= 10)
