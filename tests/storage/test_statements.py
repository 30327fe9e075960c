"""How many statements a page and an act take: as many in a large library as in a small one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from sopctl.application.library import Actor
from sopctl.application.review.rounds import sign, signing_view
from sopctl.domain.workflow import Action
from sopctl.storage.lock import FileLock
from sopctl.storage.sql.unit_of_work import SqlLibrary
from sopctl.web import create_app
from tests.application.house import PASSWORD, PEOPLE, build_empty, text
from tests.storage.databases import sqlite_copy, sqlite_template
from tests.support.people import settle_in
from tests.web.sites import SETTINGS

FEW, MANY = 3, 9
DOCUMENT = "/documents/SOP-IT-001"
MOST = {
    "home, not signed in": 5, "home, signed in": 9, "document, not signed in": 14, "document, signed in": 16,
    "register": 5, "search": 10, "inbox": 32, "approve": 26, "release": 120,
}  # fmt: skip


class Counted:
    """A library in SQLite, its web application, and the statements that it was asked."""

    def __init__(self, folder: Path) -> None:
        (folder / "template").mkdir()
        self._database = SqlLibrary.open(sqlite_copy(sqlite_template(folder / "template"), folder))
        self.house, database = build_empty(), self._database
        lock = FileLock(folder / "library.lock", database.engine)
        library = self.house.library = replace(
            self.house.library,
            unit=database.unit,
            passing=database.passing,
            reading=database.reading,
            head=database.head,
            lock=lock,
        )
        settle_in(library, PEOPLE, PASSWORD)
        self.house.appoint("director", self.house.today)
        self._app = create_app(library, SETTINGS)
        self.asked: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *given: self.asked.append(given[2]))

    @contextmanager
    def counting(self, found: dict[str, int], what: str) -> Iterator[None]:
        self.asked.clear()
        yield
        found[what] = sum(
            not each.lstrip().startswith(("PRAGMA", "SAVEPOINT", "RELEASE")) for each in self.asked
        )

    def browser(self, user: str = "") -> FlaskClient:
        client = self._app.test_client()
        if user:
            token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
            client.post("/sign-in", data={"csrf_token": token, "user": user, "password": PASSWORD})
        return client

    def counts(self, number: int) -> dict[str, int]:
        """What each page and act asks, right after an act, with one document more in work."""
        found: dict[str, int] = {}
        nobody, staff, director = self.browser(), self.browser("staff"), self.browser("director")
        waits = self.house.write(text(f"SOP-IT-{number:03}"))
        round_id = self.house.submit(waits)
        self.house.sign(round_id, Action.REVIEW, "reviewer")
        self.house.sign(round_id, Action.CHECK, "quality")
        for what, browser, path in (
            ("home, not signed in", nobody, "/"), ("home, signed in", staff, "/"),
            ("document, not signed in", nobody, DOCUMENT), ("document, signed in", staff, DOCUMENT),
            ("register", nobody, "/register"), ("search", nobody, "/search?q=ขอบเขต"),
            ("inbox", director, "/inbox"),
        ):  # fmt: skip
            with self.counting(found, what):
                assert browser.get(path).status_code == 200
        library, view = self.house.library, signing_view(self.house.library, Actor("director"), round_id)
        with self.counting(found, "approve"):
            sign(library, Actor("director"), round_id, Action.APPROVE, password=PASSWORD, shown=view.shown,
                 receipt=view.receipt)  # fmt: skip
        with self.counting(found, "release"):
            self.house.release(waits)
        return found


def test_statements_do_not_grow_with_the_library(tmp_path: Path) -> None:
    library = Counted(tmp_path)
    for number in range(1, FEW + 1):
        library.house.publish(text(f"SOP-IT-{number:03}"))
    few = library.counts(50)
    for number in range(FEW + 1, MANY + 1):
        library.house.publish(text(f"SOP-IT-{number:03}"))
    many = library.counts(60)
    assert {what: count for what, count in many.items() if count > few[what] + 1} == {}
    assert {what: count for what, count in many.items() if count > MOST[what]} == {}


def test_an_inbox_of_many_rounds_asks_as_often_as_one_of_few(tmp_path: Path) -> None:
    library, found = Counted(tmp_path), dict[str, int]()
    director = library.browser("director")
    for number in "12345":
        round_id = library.house.submit(library.house.write(text(f"SOP-IT-00{number}")))
        library.house.sign(round_id, Action.REVIEW, "reviewer")
        library.house.sign(round_id, Action.CHECK, "quality")
        with library.counting(found, number):
            assert f"SOP-IT-00{number}" in director.get("/inbox").text
    assert max(found.values()) <= found["1"] + 2  # and not one more for each that waits


@pytest.mark.parametrize("user", ["", "staff"])
def test_a_page_that_stands_asks_for_its_reader_alone(tmp_path: Path, user: str) -> None:
    library, found = Counted(tmp_path), dict[str, int]()
    library.house.publish()
    browser = library.browser(user)
    browser.get(DOCUMENT)
    with library.counting(found, "again"):
        assert browser.get(DOCUMENT).status_code == 200
    assert found["again"] <= (1 if user else 0)  # the bell
