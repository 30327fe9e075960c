from datetime import UTC, date, datetime, timedelta

import pytest

from sopctl.thai.dates import (
    FiscalYearUnknownError,
    NaiveMomentError,
    YearOutOfRangeError,
    bangkok_day,
    be_year,
    fiscal_year,
    format_fiscal_year,
)
from sopctl.thai.digits import Digits


def test_the_day_in_bangkok_begins_at_five_in_the_utc_afternoon() -> None:
    assert bangkok_day(datetime(2026, 1, 14, 16, 59, 59, tzinfo=UTC)) == date(2026, 1, 14)
    assert bangkok_day(datetime(2026, 1, 14, 17, tzinfo=UTC)) == date(2026, 1, 15)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(NaiveMomentError) as refused:
        bangkok_day(datetime(2026, 1, 14, 17))  # noqa: DTZ001 - what is refused
    assert refused.value.code == "naive-moment"


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(1913, 4, 1), 2456),
        (date(1914, 3, 31), 2456),
        (date(1914, 4, 1), 2457),
        (date(1940, 3, 31), 2482),
        (date(1940, 4, 1), 2483),
        (date(1940, 12, 31), 2483),
        (date(1941, 1, 1), 2484),
        (date(2023, 6, 12), 2566),
    ],
)
def test_the_year_began_in_april_until_2483(day: date, year: int) -> None:
    assert be_year(day) == year


def test_years_only_grow_and_only_at_their_beginning() -> None:
    day = date(1913, 4, 1)
    while day < date(1960, 1, 1):
        following = day + timedelta(days=1)
        begins = (following.month, following.day) == ((4, 1) if following < date(1941, 1, 1) else (1, 1))
        assert be_year(following) - be_year(day) == (1 if begins else 0), following
        day = following


def test_days_before_2456_have_no_year() -> None:
    with pytest.raises(YearOutOfRangeError):
        be_year(date(1913, 3, 31))


def test_the_fiscal_year_is_named_by_its_end() -> None:
    assert fiscal_year(date(2025, 9, 30)) == 2568
    assert fiscal_year(date(2025, 10, 1)) == 2569
    assert format_fiscal_year(2569) == "ปีงบประมาณ ๒๕๖๙"
    assert format_fiscal_year(2569, Digits.ARABIC) == "ปีงบประมาณ 2569"


def test_older_fiscal_years_are_refused() -> None:
    assert fiscal_year(date(1959, 10, 1)) == 2503
    with pytest.raises(FiscalYearUnknownError):
        fiscal_year(date(1959, 9, 30))
