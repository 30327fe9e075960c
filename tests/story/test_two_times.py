"""The register of a past day, as known now and as known then, on the command line, the page and in files.

A document with a superseded and a (then) scheduled version, one that was withdrawn, and one that was approved
on paper years before it was registered.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from sopctl.application.library import Actor, Library
from sopctl.application.paper.registration import PaperFacts, register_paper
from sopctl.application.release.withdrawal import ask_withdrawal, sign_withdrawal, withdrawal_view
from sopctl.domain.numbers import DocumentNumber
from sopctl.rendering.html import HtmlRenderer
from sopctl.web import create_app
from tests.application.house import PASSWORD, text
from tests.faults.building import build, draft, publish
from tests.support.command_line import Sopctl
from tests.web.sites import SETTINGS, Browser

TWO = DocumentNumber("SOP-IT-002")


@dataclass
class Moving:
    """A clock that a test sets; every reading is a little later."""

    now: datetime

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def on(self, month: int, day: int) -> None:
        """Nine in the evening in Bangkok, near the end of the day."""
        self.now = datetime(2026, month, day, 14, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """A library with a past, and the two ways in which it is asked."""

    sopctl: Sopctl
    web: Browser


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    home = tmp_path_factory.mktemp("times") / "library"
    clock = Moving(datetime(2026, 2, 20, tzinfo=UTC))
    library = replace(build(home), clock=clock, page=HtmlRenderer(link_number=lambda number: f"/{number}"))
    clock.on(3, 1)
    publish(library)
    clock.on(3, 10)
    publish(library, text(str(TWO), "เรื่องที่ยกเลิก"))
    clock.on(3, 20)
    publish(library, text(purpose="ฉบับที่สอง"), effective=date(2026, 4, 1))
    clock.on(4, 5)
    withdraw(library)
    clock.on(4, 10)
    register(library)
    app = create_app(library, SETTINGS)
    browser = Browser(app.test_client())
    assert browser.post("/sign-in", {"user": "quality", "password": PASSWORD}).status_code == 302
    yield Told(Sopctl(home), browser)
    library.sources.close()  # type: ignore[attr-defined]  # of the adapter


def withdraw(library: Library) -> None:
    ask_withdrawal(library, Actor("quality"), TWO, reason="เลิกใช้")
    view = withdrawal_view(library, Actor("director"), TWO)
    assert view is not None
    sign_withdrawal(library, Actor("director"), TWO, password=PASSWORD, shown=view.shown)


def register(library: Library) -> None:
    version_id = draft(library, text("SOP-IT-003", "เรื่องบนกระดาษ"))
    paper = PaperFacts("นายแพทย์สมมติ", "ผู้อำนวยการ", date(2023, 6, 2), b"%PDF-1.4 scan")
    register_paper(
        library, Actor("quality"), version_id, password=PASSWORD, effective=date(2023, 6, 12), paper=paper
    )


NOW = ""
FIRST, SECOND = ("SOP-IT-001", "1"), ("SOP-IT-001", "2")
GONE, PAPER = ("SOP-IT-002", "1"), ("SOP-IT-003", "1")
ANSWERS = [
    # on the day, as known at the end of the day: what stands how
    ("12/6/2566", NOW, {PAPER: "in_force"}),
    ("12/6/2566", "9/4/2569", {}),
    ("15/3/2569", NOW, {FIRST: "in_force", GONE: "in_force", PAPER: "in_force"}),
    ("25/3/2569", NOW, {FIRST: "in_force", SECOND: "scheduled", GONE: "in_force", PAPER: "in_force"}),
    ("25/3/2569", "25/3/2569", {FIRST: "in_force", SECOND: "scheduled", GONE: "in_force"}),
    ("25/3/2569", "19/3/2569", {FIRST: "in_force", GONE: "in_force"}),
    ("6/4/2569", NOW, {SECOND: "in_force", GONE: "withdrawn", PAPER: "in_force"}),
    ("6/4/2569", "5/4/2569", {SECOND: "in_force", GONE: "withdrawn"}),
    ("6/4/2569", "4/4/2569", {SECOND: "in_force", GONE: "in_force"}),
    ("6/4/2569", "9/3/2569", {FIRST: "in_force"}),
]


@pytest.mark.parametrize(("on", "known", "stands"), ANSWERS)
def test_the_command_line_answers_for_both_times(
    told: Told, on: str, known: str, stands: dict[tuple[str, str], str]
) -> None:
    more = ["--known-at", known] if known else []
    lines = told.sopctl.done("register", "--on", on, "--json", *more).json
    assert {(line["number"], line["version"]): line["standing"] for line in lines} == stands


@pytest.mark.parametrize(("on", "known", "stands"), ANSWERS)
def test_the_page_and_its_files_answer_the_same(
    told: Told, on: str, known: str, stands: dict[tuple[str, str], str]
) -> None:
    asked = f"?on={on}&known={known}&lang=en"
    page = told.web.text(f"/register{asked}")
    links = re.findall(r'href="/documents/([A-Z0-9-]+)/versions/([0-9.]+)"', page)
    assert set(links) == set(stands)
    rows = list(csv.reader(StringIO(told.web.get(f"/register.csv{asked}").data.decode("utf-8-sig"))))[1:]
    assert {(row[0], row[2]) for row in rows} == set(stands)
    sheet = load_workbook(BytesIO(told.web.get(f"/register.xlsx{asked}").data)).active
    assert sheet is not None
    assert {(row[0], row[2]) for row in sheet.iter_rows(min_row=2, values_only=True)} == set(stands)


def test_a_paper_approval_keeps_both_its_times_everywhere(told: Told) -> None:
    line = next(x for x in told.sopctl.done("register", "--json").json if x["number"] == "SOP-IT-003")
    assert (line["effective"], line["approved"]["day"], line["approved"]["medium"]) == (
        "2023-06-12", "2023-06-02", "paper",
    )  # fmt: skip
    assert line["recorded_at"].startswith("2026-04-10")
    sheet = told.sopctl.done("register", "--to", "csv", "--known-at", "10/4/2569").out
    assert "2023-06-12" in sheet
    assert "2026-04-10" in sheet


def test_the_page_says_that_it_is_of_another_time(told: Told) -> None:
    page = told.web.text("/register?on=6/4/2569&known=4/4/2569")
    assert "ตามที่ระบบทราบเมื่อสิ้นวันที่" in page
    assert "ตามที่ระบบทราบเมื่อสิ้นวันที่" not in told.web.text("/register?on=6/4/2569")
    refused = told.web.get("/register?known=31/2/2569")
    assert refused.status_code == 400
    assert 'value="31/2/2569" placeholder' in refused.get_data(as_text=True)
