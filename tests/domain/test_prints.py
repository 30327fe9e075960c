"""Prints end once, on a day that can be; counts are closed when everything was looked for (R22)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from sopctl.domain.counts import (
    Count,
    CountClosedError,
    CountUnfinishedError,
    Finding,
    NothingToCountError,
)
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.prints import (
    Fate,
    Holder,
    HolderKind,
    Print,
    PrintEndedError,
    PrintState,
    RecallDayWrongError,
)
from sopctl.domain.standing import Standing

AT = datetime(2026, 1, 15, 3, tzinfo=UTC)
FIRST, TODAY = date(2026, 1, 15), date(2026, 2, 1)
MADE = Print(
    "p", DocumentNumber("SOP-IT-001"), "v", VersionLabel(2, 1), 3,
    Holder(HolderKind.DEPARTMENT, "MR", "งานเวชระเบียน"), "หอผู้ป่วย 5", "token", "https://sop.example", AT,
    "quality", "DAR-2569-0001", "older",
)  # fmt: skip


def end(issued: Print, fate: Fate, on: date = TODAY) -> Print:
    return issued.end(fate, on, issued_on=FIRST, today=TODAY, at=AT, by="quality", remark="เวรเช้า")


def test_where_a_print_is_follows_from_its_version_until_it_ends() -> None:
    assert MADE.state(Standing.IN_FORCE) is PrintState.OUT
    assert MADE.state(Standing.SUPERSEDED) is PrintState.TO_RECALL
    assert MADE.state(Standing.WITHDRAWN) is PrintState.TO_RECALL
    for stands in Standing:
        assert end(MADE, Fate.DESTROYED).state(stands) is PrintState.DESTROYED


def test_a_print_ends_once_but_a_lost_one_may_turn_up() -> None:
    for fate in Fate:
        with pytest.raises(PrintEndedError):
            end(end(MADE, Fate.RETURNED), fate)
    found = end(end(MADE, Fate.LOST), Fate.RETURNED)
    assert found.fate is Fate.RETURNED
    with pytest.raises(PrintEndedError):
        end(end(MADE, Fate.LOST), Fate.LOST)


@pytest.mark.parametrize("day", [date(2026, 1, 14), date(2026, 2, 2)])
def test_a_print_does_not_end_before_it_was_issued_nor_tomorrow(day: date) -> None:
    with pytest.raises(RecallDayWrongError):
        end(MADE, Fate.RETURNED, day)


def test_the_ledger_tells_enough_to_know_a_print_again() -> None:
    assert Print.from_facts("p", MADE.facts(), "quality") == MADE
    assert MADE.holder_words == "งานเวชระเบียน (หอผู้ป่วย 5)"


def test_a_count_closes_when_all_was_looked_for_and_then_stays() -> None:
    with pytest.raises(NothingToCountError):
        Count.begin("c", "หอ", [], at=AT, by="quality")
    count = Count.begin("c", "หอ", ["a", "b"], at=AT, by="quality")
    with pytest.raises(CountUnfinishedError):
        count.close(at=AT, by="quality")
    seen = count.see("a", Finding.MISSING, at=AT, by="quality").see("a", Finding.FOUND, at=AT, by="quality")
    seen = seen.see("x", Finding.ASTRAY, at=AT, by="quality").see("b", Finding.OLD, at=AT, by="quality")
    assert (seen.left, [s.expected for s in seen.sightings]) == (0, [True, True, False])
    assert seen.result == {Finding.FOUND: 1, Finding.MISSING: 0, Finding.OLD: 1, Finding.ASTRAY: 1}
    closed = seen.close(at=AT, by="quality")
    late: tuple[Callable[[], Count], ...] = (
        lambda: closed.see("a", Finding.FOUND, at=AT, by="q"),
        lambda: closed.close(at=AT, by="q"),
    )
    for act in late:
        with pytest.raises(CountClosedError):
            act()
