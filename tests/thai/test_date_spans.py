from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.thai.dates import (
    BANGKOK,
    Form,
    NotARangeError,
    NotATimeError,
    ParsedRange,
    RangeReversedError,
    format_moment,
    format_range,
    format_time,
    parse_moment,
    parse_range,
    parse_time,
)
from sopctl.thai.digits import Digits

TODAY = date(2026, 1, 15)
days = st.dates(date(1913, 4, 1), date(2156, 12, 31))


@given(st.tuples(days, days), st.sampled_from(Form), st.sampled_from(Digits))
def test_every_written_range_comes_back(ends: tuple[date, date], form: Form, digits: Digits) -> None:
    first, last = sorted(ends)
    if first != last:
        written = format_range(first, last, form, digits)
        assert parse_range(written, today=TODAY) == ParsedRange(first, last, ())


@given(days, st.integers(1, 40), st.sampled_from(Form))
def test_short_ranges_come_back(first: date, length: int, form: Form) -> None:
    last = date.fromordinal(min(first.toordinal() + length, date(2156, 12, 31).toordinal()))
    if first != last:
        assert parse_range(format_range(first, last, form), today=TODAY) == ParsedRange(first, last, ())


@pytest.mark.parametrize(
    "text",
    [
        "1-3/6/2566",
        "1 – 3 มิถุนายน 2566",
        "1-3 มิ.ย. 2566",
        "ระหว่างวันที่ 1 มิถุนายน ถึงวันที่ 3 มิถุนายน 2566",
        "ตั้งแต่วันที่ 1 ถึง 3 มิถุนายน พ.ศ. 2566",
        "1-6-2566 - 3-6-2566",
        "วันพฤหัสบดีที่ 1 – วันเสาร์ที่ 3 มิถุนายน 2566",
    ],
)
def test_ranges_as_people_write_them(text: str) -> None:
    read = parse_range(text, today=TODAY)
    assert (read.first, read.last) == (date(2023, 6, 1), date(2023, 6, 3))


@pytest.mark.parametrize(
    "text",
    ["", "12/6/2566", "1-3-2566", "31 – 2 กรกฎาคม", "31 มิถุนายน – 2 กรกฎาคม 2566", "1 – 3 – 5 มิถุนายน 2566"],
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(NotARangeError):
        parse_range(text, today=TODAY)


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(RangeReversedError):
        parse_range("3 – 1 มิถุนายน 2566", today=TODAY)


@given(st.times(), st.sampled_from(Digits))
def test_every_written_time_comes_back(clock: time, digits: Digits) -> None:
    read = parse_time(format_time(clock, digits))
    assert read.time == clock.replace(second=0, microsecond=0)
    assert read.notes == ()


@pytest.mark.parametrize(
    "text", ["24.00 น.", "9.5 น.", "09.60 น.", "", "9 โมง", "09.05 น. 1", "109.05", "9" * 5000]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NotATimeError):
        parse_time(text)


@settings(max_examples=60)
@given(
    st.datetimes(datetime(1920, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from([form for form in Form if form is not Form.ISO]),
    st.sampled_from(Digits),
)
def test_every_written_moment_comes_back(moment: datetime, form: Form, digits: Digits) -> None:
    read = parse_moment(format_moment(moment, form, digits), today=TODAY)
    assert read.moment == moment.replace(second=0, microsecond=0)
    assert read.moment.tzinfo is BANGKOK
