"""A database that somebody holds, and a clock that steps back: waiting has an end, and nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sopctl.application.library import Actor, Library
from sopctl.application.people.sessions import sign_in, signed_in
from sopctl.application.ports import LibraryBusyError
from sopctl.application.safekeeping.doctor import Kind, examine, repair
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.lock import FileLock
from sopctl.storage.sql.engine import make_engine
from sopctl.storage.sql.unit_of_work import SqlLibrary
from tests.application.house import PASSWORD, text
from tests.faults.building import bring_out, clock, draft, publish

THIRD = DocumentNumber("SOP-IT-003")
PATIENCE = 0.2


@pytest.fixture
def impatient(library: Library, home: Path) -> Library:
    """The same library, whose writers wait a fifth of a second."""
    engine = make_engine(f"sqlite:///{home / 'library.db'}", patience=PATIENCE)
    database = SqlLibrary(engine)
    lock = FileLock(home / "library.lock", engine, patience=PATIENCE)
    return replace(library, unit=database.unit, passing=database.passing, reading=database.reading, lock=lock)


@pytest.fixture
def held(home: Path) -> Iterator[None]:
    """Another program holds the database for writing."""
    other = sqlite3.connect(home / "library.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


def approved(library: Library) -> str:
    with library.reading() as uow:
        return uow.versions.of(THIRD)[0].id


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    "act",
    [
        lambda library: bring_out(library, approved(library)),
        lambda library: draft(library, text("SOP-IT-050", "รอฐานข้อมูล")),
        lambda library: library.lock.hold().__enter__(),
    ],
    ids=["release", "draft", "lock"],
)
def test_a_database_that_somebody_holds_is_said_in_time(
    impatient: Library, act: Callable[[Library], object]
) -> None:
    with impatient.reading() as uow:
        before = [row.sequence for row, _ in uow.ledger.rows()]
    with pytest.raises(LibraryBusyError):
        act(impatient)
    with impatient.reading() as uow:
        assert [row.sequence for row, _ in uow.ledger.rows()] == before, "reading waits for nobody"


def test_work_goes_on_when_the_database_is_free_again(impatient: Library, home: Path) -> None:
    other = sqlite3.connect(home / "library.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    version_id = approved(impatient)
    with pytest.raises(LibraryBusyError):
        bring_out(impatient, version_id)
    other.close()
    bring_out(impatient, version_id)
    assert examine(impatient) == ()


def stepping_back(after: int) -> Callable[[], datetime]:
    """A clock that goes back by a day at its ``after``-th reading."""
    readings = 0

    def read() -> datetime:
        nonlocal readings
        readings += 1
        return clock() - (timedelta(days=1) if readings > after else timedelta())

    return read


@pytest.mark.parametrize("after", [0, 1, 2, 3, 5, 8])
def test_a_clock_may_step_back_in_the_middle_of_a_release(library: Library, after: int) -> None:
    bring_out(replace(library, clock=stepping_back(after)), approved(library))
    publish(library, text("SOP-IT-004", "หลังย้อนเวลา"))
    found = examine(library)  # on the day before, it was not yet in force: main follows when asked
    assert {problem.kind for problem in found} <= {Kind.MAIN_DIFFERS, Kind.SEARCH_DIFFERS}
    assert repair(library, Actor("operator"), found).left == ()
    with library.reading() as uow:
        rows = [row.sequence for row, _ in uow.ledger.rows()]
    assert rows == list(range(1, len(rows) + 1)), "the order of the ledger is not the clock's"


def test_a_clock_that_steps_back_neither_ends_nor_prolongs_a_session(library: Library) -> None:
    secret, person = sign_in(library, "author", PASSWORD)
    earlier = replace(library, clock=lambda: clock() - timedelta(hours=3))
    assert signed_in(earlier, secret) == person
    later = replace(library, clock=lambda: clock() + timedelta(days=40))
    assert signed_in(later, secret) is None
