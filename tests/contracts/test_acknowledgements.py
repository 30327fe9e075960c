"""The contract of reading: lists, declarations, questions, reminders and PINs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sopctl.application.ports import ConcurrentChangeError, UnitOfWork
from sopctl.application.records import Machine, Pin
from sopctl.domain.acknowledgements import (
    Acknowledgement,
    Attempt,
    Audience,
    Entry,
    Means,
    Question,
    ReadingList,
    Waiver,
)
from sopctl.domain.numbers import VersionLabel
from tests.contracts import samples
from tests.contracts.conftest import Library
from tests.contracts.samples import DAY, NOW, NUMBER, SHA, later


def begin(unit: UnitOfWork) -> None:
    for user in ("somchai", "malee"):
        unit.people.add(samples.person(user))
    unit.documents.add(samples.document())
    unit.versions.add(samples.version())
    unit.versions.add(samples.version("v2", label=VersionLabel(1, 1), minutes=1))


def given(user: str = "somchai", version_id: str = "v1", minutes: float = 0) -> Acknowledgement:
    return Acknowledgement(
        version_id, user, "นายสมชาย ใจดี", "IT", Means.PAPER, DAY, later(minutes), "malee", SHA
    )


def test_a_reading_list_comes_back_as_it_was_set(library: Library) -> None:
    entries = (Entry(Audience.parse("department:IT"), DAY), Entry(Audience.parse("all")))
    first = ReadingList(NUMBER, entries, (Question("ถาม", ("ก", "ข"), 1),), 1, NOW, "malee")
    with library.unit() as unit:
        begin(unit)
        unit.readings.save_list(first)
        unit.commit()
    with library.unit() as unit:
        assert unit.readings.list_of(NUMBER) == first
        unit.readings.save_list(replace(first, entries=None, set_at=later(1)))
        unit.commit()
    with library.reading() as unit:
        assert unit.readings.lists() == {NUMBER: replace(first, entries=None, set_at=later(1))}


def test_somebody_declares_a_version_once(library: Library) -> None:
    with library.unit() as unit:
        begin(unit)
        for each in (given(), given("malee", minutes=1), given(version_id="v2", minutes=2)):
            unit.readings.add(each)
        with pytest.raises(ConcurrentChangeError):
            unit.readings.add(given(minutes=9))
        unit.commit()
    with library.reading() as unit:
        assert unit.readings.who_read(["v1", "v2", "v3"]) == {
            "v1": frozenset({"somchai", "malee"}), "v2": frozenset({"somchai"}),
        }  # fmt: skip
        assert unit.readings.who_read([]) == {}
        assert unit.readings.of_versions(["v1"]) == [given(), given("malee", minutes=1)]
        assert unit.readings.of_person("somchai") == [given(version_id="v2", minutes=2), given()]


def test_tries_waivers_and_reminders(library: Library) -> None:
    tries = [Attempt(f"a{i}", "v1", "malee", later(i), i, 3, i == 2) for i in (2, 1)]
    waiver = Waiver("v2", "v1", "malee", NOW, "แก้คำผิด")
    with library.unit() as unit:
        begin(unit)
        for attempt in tries:
            unit.readings.add_attempt(attempt)
        unit.readings.waive(waiver)
        with pytest.raises(ConcurrentChangeError):
            unit.readings.waive(waiver)
        unit.readings.remind([("v1", "malee"), ("v2", "malee")], DAY)
        unit.readings.remind([("v1", "malee")], DAY + timedelta(days=7))
        unit.commit()
    with library.reading() as unit:
        assert unit.readings.attempts("v1") == tries[::-1]
        assert unit.readings.waivers() == {"v2": waiver}
        assert unit.readings.reminded() == {
            ("v1", "malee"): DAY + timedelta(days=7), ("v2", "malee"): DAY,
        }  # fmt: skip


def test_one_pin_a_person(library: Library) -> None:
    pin = Pin("malee", "hash", 2, later(5), SHA, later(6))
    with library.unit() as unit:
        begin(unit)
        unit.pins.save(Pin("malee", "older"))
        unit.pins.save(pin)
        unit.pins.save(Pin("somchai", "other"))
        unit.pins.save_machine(Machine("10.0.0.7", NOW, 1))
        unit.pins.save_machine(Machine("10.0.0.7", NOW, 2, NOW))
        unit.commit()
    with library.reading() as unit:
        assert unit.pins.get("malee") == unit.pins.by_ticket(SHA) == pin
        assert unit.pins.machine("10.0.0.7") == Machine("10.0.0.7", NOW, 2, NOW)
        assert unit.pins.machine("10.0.0.8") is None
        assert unit.pins.by_ticket("") is unit.pins.get("nobody") is None


def test_what_the_personnel_office_knows_comes_back(library: Library) -> None:
    known = replace(
        samples.person(), employee="10234", mail="a@example.org", placed=DAY, leaves=date(2026, 9, 30)
    )
    with library.unit() as unit:
        unit.people.add(known)
        unit.people.add(samples.person("malee"))
        with pytest.raises(ConcurrentChangeError):
            unit.people.save(replace(samples.person("malee"), employee="10234"))
        with pytest.raises(ConcurrentChangeError):
            unit.people.add(replace(samples.person("wichai"), employee="10234"))
        unit.commit()
    with library.reading() as unit:
        assert unit.people.by_employee("10234") == unit.people.get("somchai") == known
        assert unit.people.by_employee("") is unit.people.by_employee("9") is None


def test_a_version_goes_to_another_author(library: Library) -> None:
    with library.unit() as unit:
        begin(unit)
        unit.versions.set_author("v1", "malee")
        unit.commit()
    with library.reading() as unit:
        found = unit.versions.get("v1")
    assert found == replace(samples.version(), author="malee")


def test_the_ledger_gives_the_rows_of_some_actions(library: Library) -> None:
    with library.unit() as unit:
        for action in ("person:add", "session:begin", "person:change"):
            unit.ledger.append(at=NOW, subject="person:malee", action=action, actor="malee")
        unit.commit()
    with library.reading() as unit:
        found = unit.ledger.of(["person:change", "person:add"])
        assert [row.action for row in found] == ["person:add", "person:change"]
