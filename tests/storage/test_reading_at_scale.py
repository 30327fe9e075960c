"""1,000 people and 500 documents: every figure of the overview is what the ledger says, and soon."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, text

from sopctl.application.distribution import readership
from sopctl.application.distribution.readership import facts
from sopctl.application.figures import figures
from sopctl.application.library import Actor, Library
from sopctl.application.people.vouching import Vouching
from sopctl.application.records import Account
from sopctl.application.review.overview import directory
from sopctl.domain.acknowledgements import DUE_AFTER
from sopctl.domain.confirmations import Confirmation, Touch
from sopctl.domain.ledger import LedgerRow
from sopctl.storage.sql.unit_of_work import SqlLibrary
from tests.application.house import build
from tests.storage.databases import sqlite_copy, sqlite_template
from tests.storage.lived_in_house import NOW, TODAY, YEAR, fill

QUERIES = 12
ALL_QUERIES = 240  # they grow with what is open, twenty looks here, and not with what there is
SECONDS = 6.0  # on two cores that others share; about one when they are free


@dataclass
class Large:
    """The library, its database, how many declared, and every statement that was sent."""

    library: Library
    database: SqlLibrary
    declared: int
    asked: list[str]

    def queries(self) -> int:
        return sum(query.lstrip().upper().startswith("SELECT") for query in self.asked)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Large]:
    folder = tmp_path_factory.mktemp("large")
    (folder / "template").mkdir()
    database = SqlLibrary.open(sqlite_copy(sqlite_template(folder / "template"), folder))
    library = replace(
        build().library,
        unit=database.unit,
        passing=database.passing,
        reading=database.reading,
        clock=lambda: NOW,
    )
    declared = fill(database)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    yield Large(library, database, declared, asked)
    database.close()


@dataclass(frozen=True)
class Told:
    """What the ledger alone tells, read row by row: nothing here asks the tables that the program reads."""

    effective: Mapping[str, Mapping[str, date]]  # document: version: from when
    cycle: Mapping[str, int]  # version: months between reviews
    withdrawn: Mapping[str, date]
    again: frozenset[str]  # versions that were reaffirmed today
    last: Mapping[str, str]  # subject: its last act

    @classmethod
    def of(cls, rows: Iterable[LedgerRow]) -> Told:
        effective: dict[str, dict[str, date]] = defaultdict(dict)
        cycle: dict[str, int] = {}
        withdrawn: dict[str, date] = {}
        again: set[str] = set()
        last: dict[str, str] = {}
        for row in rows:
            last[row.subject] = row.action
            version = row.subject.removeprefix("version:")
            if row.action == "version:release":
                effective[row.detail["number"]][version] = date.fromisoformat(row.detail["effective"])
                cycle[version] = {"6m": 6, "1y": 12}[row.detail["cycle"]]
            elif row.action == "version:withdraw":
                withdrawn[version] = date.fromisoformat(row.detail["from"])
            elif row.action == "version:reaffirm":
                again.add(version)
        return cls(effective, cycle, withdrawn, frozenset(again), last)

    def in_force(self) -> dict[str, str]:
        """Document: the version in force today."""
        found = {}
        for number, versions in self.effective.items():
            begun = [(day, version) for version, day in versions.items() if day <= TODAY]
            if begun:
                version = max(begun)[1]
                if self.withdrawn.get(version, TODAY + timedelta(days=1)) > TODAY:
                    found[number] = version
        return found

    def due(self, version: str, number: str) -> date:
        """The day of the next review, by counting months on the calendar."""
        begun = TODAY if version in self.again else self.effective[number][version]
        months = begun.month - 1 + self.cycle[version]
        year, month = begun.year + months // 12, months % 12 + 1
        for day in (begun.day, 30, 29, 28):
            try:
                return date(year, month, day)
            except ValueError:
                continue
        raise AssertionError("every month has 28 days")

    def ending(self, kind: str) -> Counter[str]:
        """How many subjects of a kind ended with each act."""
        return Counter(act for subject, act in self.last.items() if subject.startswith(f"{kind}:"))


def test_every_figure_of_the_overview_equals_the_history(large: Large) -> None:
    large.asked.clear()
    begun = time.perf_counter()
    found = figures(large.library, Actor("quality")).facts()
    took = time.perf_counter() - begun
    print(f"figures: {took:.2f} s, {large.queries()} queries")
    assert took < SECONDS
    assert large.queries() <= ALL_QUERIES
    with large.database.reading() as uow:
        rows = [row for row, _ in uow.ledger.rows() if row.action != facts.ACKNOWLEDGE]
    told = Told.of(rows)
    standing = told.in_force()
    assert len(standing) == 490  # of 500: ten are withdrawn since yesterday
    days = [(told.due(version, number) - TODAY).days for number, version in standing.items()]
    gone = {v for versions in told.effective.values() for v, day in versions.items()
            if day <= TODAY and v not in standing.values()}  # fmt: skip
    prints = {row.subject: row.detail["version_id"] for row in rows if row.action == "print:issue"}
    out = [version for print_, version in prints.items() if told.last[print_] == "print:issue"]
    steps, asks = told.ending("version"), told.ending("request")
    drafts = {row.subject for row in rows if row.action == "version:begin"}
    flags = Counter(row.action for row in rows if row.action.startswith("reference:"))
    waiting = Counter(row.action.partition(":")[2] for row in rows
                      if row.action.startswith(("withdrawal:", "reaffirmation:")))  # fmt: skip
    with large.database.engine.connect() as connection:
        undeliverable = connection.scalar(
            text("SELECT count(*) FROM messages WHERE outcome = 'undeliverable'")
        )
    expected = {
        "in_force": len(standing),
        "scheduled": sum(day > TODAY for versions in told.effective.values() for day in versions.values()),
        "draft": steps["version:begin"],
        "in_review": steps["round:submit"],
        "in_check": steps["version:review"],
        "in_approval": steps["version:check"],
        "approved": steps["version:approve"],
        "review_due": sum(0 <= left <= 60 for left in days),
        "review_overdue": sum(left < 0 for left in days),
        "orders_to_sign": waiting["ask"] - waiting["decline"] - len(told.again),
        "prints_out": sum(version not in gone for version in out),
        "prints_to_recall": sum(version in gone for version in out),
        "requests_asked": asks["request:ask"] + asks["request:answer"],
        "requests_unclear": asks["request:ask-back"],
        "requests_accepted": asks["request:accept"] + asks["request:assign"],
        "references_to_look_at": flags["reference:flag"] - flags["reference:look"],
        "announcements_this_year": sum(
            row.action == "announcement:make" and row.detail["year"] == str(YEAR) for row in rows
        ),
        "messages_undeliverable": undeliverable,
    }
    assert {name: found[name] for name in expected} == expected
    assert all(expected.values()), "a figure that is nothing proves nothing"
    assert len(drafts) == sum(steps.values()) - len({v for vs in told.effective.values() for v in vs})


def test_people_and_posts_are_read_at_once_however_many_there_are(large: Large) -> None:
    large.asked.clear()
    found = directory(large.library, Actor("quality"))
    assert len(found.people) > 1_000
    assert large.queries() <= 5


def test_who_may_vouch_is_read_once_however_many_acts_wait(large: Large) -> None:
    with large.database.unit() as uow:  # never committed: the other tests count what there is
        people = {p.user: p for p in uow.people.all()}
        users = sorted(people.keys() - {"quality"})
        reader, giver, new = users[0], users[1], users[2:202]
        for user in (reader, giver, "quality"):
            uow.people.save_account(Account(user, "hash"))
        asked = [Confirmation(f"c-{user}", Touch.ACCOUNT, user, giver, NOW) for user in new]
        for each in asked:
            uow.confirmations.add(each)
        large.asked.clear()
        vouching = Vouching(large.library, uow)
        assert not any(vouching.may_confirm(people[reader], each) for each in asked)
        assert large.queries() <= 12
        large.asked.clear()
        vouching = Vouching(large.library, uow)
        assert all(vouching.may_confirm(people["quality"], each) for each in uow.confirmations.waiting())
        assert large.queries() <= 12


def test_the_overview_of_reading_equals_the_history(large: Large) -> None:
    large.asked.clear()
    begun = time.perf_counter()
    found = readership.completion(large.library, Actor("quality"))
    took = time.perf_counter() - begun
    print(f"completion: {took:.2f} s")
    assert took < SECONDS
    assert large.queries() <= QUERIES

    # The same figures from the ledger alone, counted another way.
    with large.database.reading() as uow:
        read = {
            (row.subject.removeprefix("version:"), row.detail["person"])
            for row in uow.ledger.of([facts.ACKNOWLEDGE])
        }
        people = {p.user: p for p in uow.people.all() if p.department.startswith("D")}
        told = Told.of(row for row, _ in uow.ledger.rows())
        department = {str(d.number): d.department for d in uow.documents.all()}
    assert len(read) == large.declared
    must: Counter[str] = Counter()
    done: Counter[str] = Counter()
    late: Counter[str] = Counter()
    by_document: dict[str, tuple[int, int]] = {}
    for number, version in told.in_force().items():
        mine = [p for p in people.values() if p.department == department[number]]
        have = [p for p in mine if (version, p.user) in read]
        by_document[number] = len(mine), len(have)
        must[department[number]] += len(mine)
        done[department[number]] += len(have)
        late[department[number]] += sum(
            max(told.effective[number][version], p.placed or TODAY) + DUE_AFTER < TODAY
            for p in mine
            if (version, p.user) not in read
        )
    assert {str(r.release.number): (s.must, s.done) for r, s in found.documents} == by_document
    assert {code: (s.must, s.done, s.late) for code, s in found.departments} == {
        code: (must[code], done[code], late[code]) for code in must
    }
    assert (found.all.must, found.all.done, found.all.late) == (must.total(), done.total(), late.total())
    assert len(found.owed) == must.total() - done.total()
