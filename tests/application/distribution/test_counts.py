"""Counting controlled prints at a place with the list in hand (R22)."""

from __future__ import annotations

import pytest

from sopctl.application.distribution import counts, prints
from sopctl.application.library import Actor
from sopctl.domain.counts import CountClosedError, CountUnfinishedError, Finding, NothingToCountError
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Fate
from tests.application.distribution.test_prints import ED, NUMBER, QUALITY, STAFF, issue
from tests.application.house import House, text
from tests.application.test_attacks import refused


def test_a_walk_with_the_list_finds_what_is_there_missing_old_and_astray(house: House) -> None:
    house.publish()
    first, second, third = issue(house, ED, ED, STAFF)
    old = issue(house, ED)[0]
    house.publish(text("SOP-IT-002"))
    (other,) = prints.issue_prints(house.library, QUALITY, DocumentNumber("SOP-IT-002"), [ED])
    prints.recall_prints(house.library, QUALITY, NUMBER, [third.copy], Fate.RETURNED)
    with refused(house, NothingToCountError):
        counts.begin_count(house.library, QUALITY, "ที่ไม่มี")
    with refused(house, NotAllowedError):
        counts.begin_count(house.library, Actor("staff"))
    count = counts.begin_count(house.library, QUALITY, "หอผู้ป่วยใน")
    assert {s.print_id for s in count.sightings} == {first.id, second.id, old.id, other.id}
    house.publish(text(purpose="ฉบับใหม่"))
    seen = counts.see(house.library, QUALITY, count.id, first.id, Finding.FOUND)
    assert seen.finding is Finding.OLD  # the right place, the wrong version
    counts.see(house.library, QUALITY, count.id, second.id, Finding.MISSING, remark="หาไม่พบ")
    _, by_address = counts.scan(
        house.library, QUALITY, count.id, f"https://sop.example/verify/{old.token}?x=1"
    )
    assert by_address.finding is Finding.OLD
    with refused(house, CountUnfinishedError):
        counts.close_count(house.library, QUALITY, count.id)
    issued, by_name = counts.scan(house.library, QUALITY, count.id, "sop-it-002 5".replace("5", "1"))
    assert (issued, by_name.finding) == (other, Finding.FOUND)
    _, astray = counts.scan(house.library, QUALITY, count.id, third.token)
    assert (astray.finding, astray.expected) == (Finding.OLD, False)
    for code in ("nothing", "SOP-IT-002 9", "SOP-XX 1", ""):
        with refused(house, NotFoundError):
            counts.scan(house.library, QUALITY, count.id, code)
    for user in ("staff", "auditor"):
        with refused(house, NotAllowedError):
            counts.see(house.library, Actor(user), count.id, first.id, Finding.FOUND)
    closed = counts.close_count(house.library, QUALITY, count.id, "ครบทุกรายการ")
    assert closed.result == {Finding.FOUND: 1, Finding.MISSING: 1, Finding.OLD: 3, Finding.ASTRAY: 0}
    with refused(house, CountClosedError):
        counts.scan(house.library, QUALITY, count.id, other.token)
    view = counts.count_view(house.library, Actor("auditor"), count.id)
    assert [x.sighting.finding for x in view.lines].count(Finding.OLD) == 3
    with pytest.raises(NotAllowedError):
        counts.count_view(house.library, Actor("staff"), count.id)
    assert house.ledger_actions()[-1] == "count:close"


def test_a_copy_that_belongs_elsewhere_is_astray(house: House) -> None:
    house.publish()
    first, second = issue(house)
    count = counts.begin_count(house.library, QUALITY, first.place)
    assert counts.scan(house.library, QUALITY, count.id, second.token)[1].finding is Finding.ASTRAY
    everywhere = counts.begin_count(house.library, QUALITY)
    assert counts.scan(house.library, QUALITY, everywhere.id, second.token)[1].finding is Finding.FOUND
    assert [c.id for c in counts.open_counts(house.library, QUALITY)] == [everywhere.id, count.id]
    assert counts.open_counts(house.library, Actor("auditor")) == ()
