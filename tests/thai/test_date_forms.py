from datetime import UTC, date, datetime, time, timedelta

import pytest

from sopctl.thai.dates import (
    Form,
    NaiveMomentError,
    ParsedDate,
    RangeReversedError,
    YearOutOfRangeError,
    format_date,
    format_moment,
    format_range,
    format_time,
    parse,
)
from sopctl.thai.digits import Digits

DAY = date(2023, 6, 12)
FIRST, LAST = date(1913, 4, 1), date(2156, 12, 31)  # 1 April 2456 – 31 December 2699 BE


@pytest.mark.parametrize(
    ("form", "thai", "arabic"),
    [
        (Form.LONG, "๑๒ มิถุนายน ๒๕๖๖", "12 มิถุนายน 2566"),
        (Form.ERA, "๑๒ มิถุนายน พ.ศ. ๒๕๖๖", "12 มิถุนายน พ.ศ. 2566"),
        (Form.FORM, "วันที่ ๑๒ เดือน มิถุนายน พ.ศ. ๒๕๖๖", "วันที่ 12 เดือน มิถุนายน พ.ศ. 2566"),
        (Form.FULL, "วันจันทร์ที่ ๑๒ มิถุนายน พ.ศ. ๒๕๖๖", "วันจันทร์ที่ 12 มิถุนายน พ.ศ. 2566"),
        (Form.MEDIUM, "๑๒ มิ.ย. ๒๕๖๖", "12 มิ.ย. 2566"),
        (Form.SLASH, "๑๒/๖/๒๕๖๖", "12/6/2566"),
        (Form.ISO, "2023-06-12", "2023-06-12"),
    ],
)
def test_every_form_in_both_digits(form: Form, thai: str, arabic: str) -> None:
    assert format_date(DAY, form) == thai
    assert format_date(DAY, form, Digits.ARABIC) == arabic


@pytest.mark.parametrize("digits", Digits)
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    "years",
    [
        # Both ends, the turn of a century, a leap year of each kind and 2100, which is none.
        pytest.param((1913, 1999, 2000, 2023, 2024, 2100, 2156), id="some-years"),
        pytest.param(tuple(range(1913, 2157)), id="every-year", marks=pytest.mark.conformance),
    ],
)
def test_every_day_of_the_calendar_comes_back(form: Form, digits: Digits, years: tuple[int, ...]) -> None:
    today = date(2026, 1, 15)
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert (format_date(days[0]), format_date(days[-1])) == ("๑ เมษายน ๒๔๕๖", "๓๑ ธันวาคม ๒๖๙๙")
    days = [day for day in days if day.year in years]
    wrong = [day for day in days if parse(format_date(day, form, digits), today=today) != ParsedDate(day, ())]
    assert wrong == []


def test_a_day_before_2456_is_written_in_iso_only() -> None:
    assert format_date(date(1913, 3, 31), Form.ISO) == "1913-03-31"
    with pytest.raises(YearOutOfRangeError):
        format_date(date(1913, 3, 31), Form.LONG)


def test_times_are_those_of_bangkok() -> None:
    moment = datetime(2023, 6, 12, 2, 5, tzinfo=UTC)
    assert format_time(moment) == "เวลา ๐๙.๐๕ น."
    assert format_time(time(9, 5), Digits.ARABIC) == "เวลา 09.05 น."
    assert format_moment(moment) == "๑๒ มิถุนายน ๒๕๖๖ เวลา ๐๙.๐๕ น."
    assert format_moment(moment, Form.ISO) == "2023-06-12T09:05+07:00"
    assert format_moment(datetime(2023, 6, 11, 17, 0, tzinfo=UTC), Form.SLASH) == "๑๒/๖/๒๕๖๖ เวลา ๐๐.๐๐ น."


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(NaiveMomentError):
        format_time(datetime(2023, 6, 12, 9, 5))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("first", "last", "form", "written"),
    [
        (date(2023, 6, 30), date(2023, 7, 2), Form.LONG, "๓๐ มิถุนายน – ๒ กรกฎาคม ๒๕๖๖"),
        (date(2023, 6, 1), date(2023, 6, 3), Form.LONG, "๑ – ๓ มิถุนายน ๒๕๖๖"),
        (date(2023, 6, 1), date(2023, 6, 3), Form.ERA, "๑ – ๓ มิถุนายน พ.ศ. ๒๕๖๖"),
        (date(2023, 6, 30), date(2023, 7, 2), Form.MEDIUM, "๓๐ มิ.ย. – ๒ ก.ค. ๒๕๖๖"),
        (date(2022, 12, 30), date(2023, 1, 2), Form.LONG, "๓๐ ธันวาคม ๒๕๖๕ – ๒ มกราคม ๒๕๖๖"),
        (date(2022, 6, 1), date(2023, 6, 3), Form.LONG, "๑ มิถุนายน ๒๕๖๕ – ๓ มิถุนายน ๒๕๖๖"),
        (date(2023, 6, 1), date(2023, 6, 3), Form.SLASH, "๑/๖/๒๕๖๖ – ๓/๖/๒๕๖๖"),
        (date(2023, 6, 1), date(2023, 6, 3), Form.ISO, "2023-06-01 – 2023-06-03"),
        (DAY, DAY, Form.LONG, "๑๒ มิถุนายน ๒๕๖๖"),
    ],
)
def test_a_range_says_a_shared_year_once(first: date, last: date, form: Form, written: str) -> None:
    assert format_range(first, last, form) == written


def test_a_range_does_not_run_backwards() -> None:
    with pytest.raises(RangeReversedError):
        format_range(date(2023, 6, 3), date(2023, 6, 1))
