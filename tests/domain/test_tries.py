from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sopctl.domain.tries import FORGOTTEN, Pace, Tries

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PACE = Pace(2, timedelta(minutes=1), timedelta(minutes=4))


def test_waits_double_up_to_the_longest_and_end_with_a_day() -> None:
    tries: Tries | None = None
    waits = []
    for _ in range(6):
        tries = PACE.after(tries, "k", NOW)
        waits.append(int((tries.free_at - NOW).total_seconds() // 60))
    assert waits == [0, 1, 2, 4, 4, 4]
    assert PACE.after(tries, "k", NOW + FORGOTTEN).failures == 1


def test_a_failure_that_was_none_is_taken_back() -> None:
    two = PACE.after(PACE.after(None, "k", NOW), "k", NOW)
    assert PACE.without(two, NOW) == Tries("k", 1, NOW, NOW)


@pytest.mark.parametrize("pace", [PACE, Pace(5, timedelta(minutes=15), timedelta(minutes=15))])
def test_the_most_tries_of_a_day_are_those_that_a_patient_guesser_gets(pace: Pace) -> None:
    tries, now = None, NOW
    count = 0
    while now < NOW + timedelta(days=1):
        tries = pace.after(tries, "k", now)
        now = max(now, tries.free_at)
        count += 1
    assert count == pace.a_day()


def test_free_failures_ask_for_no_wait_whichever_clock_was_ahead() -> None:
    one = PACE.after(None, "k", NOW)
    assert PACE.left(None, NOW) == PACE.left(one, NOW - timedelta(seconds=1)) == timedelta()


def test_a_wait_runs_out_and_a_clock_that_was_set_back_makes_it_no_longer_than_the_longest() -> None:
    two = PACE.after(PACE.after(None, "k", NOW), "k", NOW)
    assert PACE.left(two, NOW) == timedelta(minutes=1)
    assert PACE.left(two, NOW + timedelta(minutes=1)) == timedelta()
    assert PACE.left(two, NOW - timedelta(hours=5)) == timedelta()
