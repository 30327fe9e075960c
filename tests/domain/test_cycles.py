"""Review cycles."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sopctl.domain.cycles import CycleMalformedError, ReviewCycle


@pytest.mark.parametrize(("text", "months"), [("1y", 12), ("6m", 6), ("2 ปี", 24), ("18 เดือน", 18)])
def test_a_cycle_is_read_in_either_language(text: str, months: int) -> None:
    assert ReviewCycle.parse(text) == ReviewCycle(months)


@pytest.mark.parametrize("text", ["", "0y", "1", "y", "11y", "1w", "1y6m", "-1y", "๑y"])
def test_what_is_no_cycle_is_refused(text: str) -> None:
    with pytest.raises(CycleMalformedError):
        ReviewCycle.parse(text)


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2023, 6, 12), 12, date(2024, 6, 12)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2023, 12, 31), 1, date(2024, 1, 31)),
    ],
)
def test_a_review_is_due_on_the_same_day_or_the_months_last(day: date, months: int, due: date) -> None:
    assert ReviewCycle(months).after(day) == due


@given(st.integers(1, 99), st.sampled_from("ym"))
def test_cycles_round_trip(count: int, unit: str) -> None:
    try:
        cycle = ReviewCycle.parse(f"{count}{unit}")
    except CycleMalformedError:
        assert count * (12 if unit == "y" else 1) > 120
    else:
        assert ReviewCycle.parse(str(cycle)) == cycle
