"""Every page as the person it is for: nothing for axe-core, nothing wider than the window, no complaint.

A route that is neither visited nor excused with a reason fails the test. The rules are those of axe-core
tagged for WCAG 2.0 to 2.2, levels A and AA. What it cannot tell is seen in pictures, by people.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sopctl.bootstrap import open_library
from sopctl.config import load_settings
from sopctl.web import create_app
from sopctl.web.language import COOKIE
from sopctl.web.server import web_settings
from tests.application.copies.test_file_bodies import FIRST
from tests.application.people.test_pictures import png
from tests.story.test_browser import (
    DESKTOP,
    PHONE,
    People,
    address,
    chromium,
    no_sideways_scroll,
    people,
)
from tests.support.lived_in import ENDING, FORM, TWICE, LivedIn, furnish

__all__ = ["address", "chromium", "people"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.conformance,
]  # minutes: every page, through axe-core
AXE = Path(__file__).parents[1] / "support" / "axe" / "axe-4.14.1.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NOT_PAGES = {
    "static": "files of our own",
    "sessions.choose_language": "sends back to where one was; the walk reads both languages",
    "provided.leave": "needs a sign-in page; tests/web/test_provided.py walks there and back",
    "provided.back": "the same",
    "provided.goodbye": "the same",
    "sessions.token": "answers scripts with JSON",
    "operators.healthz": "for machines",
    "operators.readyz": "for machines",
    "operators.metrics": "for machines",
    "work.onwards": "sends on to the next round that waits",
    "notices.follow": "sends on to what the notice is about",
    "account.picture": "a picture",
    "documents.file": "a picture",
    "draft_files.file": "a picture",
    "rounds.file": "a file that signers download",
    "withdrawals.file": "a picture",
    "reviews.file": "a picture",
    "file_bodies.original": "a file, byte for byte; the page before an old one has a test in tests/web",
    "file_bodies.scan": "a file, byte for byte",
    "requests.file": "a file that came with a request",
}
FILES = (
    "announcements.file", "announcements.word", "documents.copy", "documents.version_copy",
    "documents.compare_word", "file_bodies.current", "clearances.original", "draft_files.copy",
    "prints.workbook", "readers.overview_workbook", "readers.sheet", "register.comma_separated",
    "register.workbook",
    "paper.blank", "paper.download", "readers.register_workbook", "requests.form_pdf", "rounds.copy",
    "withdrawals.copy", "reviews.copy",
)  # fmt: skip  # handed out as files, which other tests open


def visits(found: LivedIn) -> list[tuple[str | None, str, str]]:
    """Who goes where: user (None for anybody), endpoint, path."""
    count, paper, round_ = found.count, found.paper_list, "/rounds"
    return [
        (None, "search.home", "/"),
        (None, "search.results", "/search?q=ผู้ป่วย"),
        (None, "search.results", "/search?q=ไม่มีคำนี้แน่"),
        (None, "documents.document", "/documents/SOP-IT-003"),
        (None, "documents.document", f"/documents/{FORM}"),
        (None, "documents.version", f"/documents/{TWICE}/versions/1"),
        (None, "documents.history", f"/documents/{TWICE}/history"),
        (None, "documents.compare", f"/documents/{TWICE}/compare?from=1&to=2"),
        (None, "register.table", "/register"),
        (None, "verify.file", "/verify"),
        (None, "verify.code", f"/verify/{found.token}"),
        (None, "sessions.sign_in", "/sign-in"),
        (None, "confirmations.first_password", "/first-password"),
        (None, "kiosk.start", "/read"),
        ("staff", "readings.mine", "/reading"),
        ("staff", "readings.read", f"/reading/{TWICE}"),
        ("staff", "readings.pin", "/reading/pin"),
        ("staff", "requests.mine", "/requests"),
        ("staff", "requests.new", f"/requests/new?document={TWICE}&kind=revise"),
        ("staff", "prints.mine", "/prints/mine"),
        ("staff", "announcements.all_", "/announcements"),
        ("staff", "announcements.one", f"/announcements/{found.announcement}"),
        ("staff", "notices.choices", "/account/notices"),
        ("author", "drafts.mine", "/drafts"),
        ("author", "drafts.edit", f"/drafts/{found.draft}"),
        ("author", "arrivals.bring", "/drafts/import"),
        ("author", "file_bodies.form", "/drafts/new-file"),
        ("author", "tokens.mine", "/account/tokens"),
        ("author", "work.inbox", "/inbox"),
        ("author", "reviews.due", "/reviews"),
        ("author", "reviews.read", "/documents/SOP-IT-003/review"),
        ("reviewer", "rounds.read", f"{round_}/{found.in_review}"),
        ("director", "work.inbox", "/inbox"),
        ("director", "rounds.read", f"{round_}/{found.in_approval}"),
        ("director", "withdrawals.read", f"/documents/{ENDING}/withdrawal"),
        ("director", "account.mine", "/account"),
        ("director", "account.offer_second_factor", "/account/second-factor"),
        ("quality", "work.inbox", "/inbox"),
        ("quality", "work.dashboard", "/dashboard"),
        ("quality", "documents.document", f"/documents/{TWICE}"),
        ("quality", "rounds.read", f"{round_}/{found.approved}"),
        ("quality", "drafts.edit", f"/drafts/{found.draft}"),
        ("quality", "confirmations.waiting", "/account/confirmations"),
        ("quality", "announcements.all_", "/announcements"),
        ("quality", "announcements.references", "/references"),
        ("quality", "notices.mine", "/notices"),
        ("quality", "counts.listing", "/prints/counts"),
        ("quality", "counts.walk", f"/prints/counts/{count}"),
        ("quality", "prints.table", "/prints"),
        ("quality", "prints.exchange_form", f"/prints/exchange?document={TWICE}"),
        ("quality", "prints.issue_form", f"/prints/issue?document={TWICE}"),
        ("quality", "prints.place", "/prints/place?place=ห้องยา"),
        ("quality", "readers.overview", "/readers"),
        ("quality", "readers.document", f"/readers/{TWICE}"),
        ("quality", "readers.register", "/register/readers"),
        ("quality", "register.table", "/register"),
        ("quality", "paper.form", "/register/paper"),
        ("quality", "paper.index", "/register/paper/lists"),
        ("quality", "paper.show", f"/register/paper/lists/{paper}"),
        ("quality", "requests.mine", "/requests"),
        ("quality", "requests.show", f"/requests/{found.request}"),
        ("quality", "reviews.due", "/reviews"),
        ("admin", "admin.directory", "/admin"),
        ("admin", "admin.person", "/admin/people/author"),
        ("admin", "hospital.own", "/admin/hospital"),
        ("admin", "staffing.choose", "/admin/import"),
        ("admin", "staffing.work", "/admin/people/author/work"),
        ("admin", "notices.messages", "/admin/messages"),
    ]


@pytest.fixture(scope="module")
def home(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("every-page") / "library"
    shutil.copytree(demo_library, copy)
    return copy


@pytest.fixture(scope="module")
def found(home: Path) -> LivedIn:
    return furnish(home, FIRST, png())


def test_every_route_is_visited_or_excused(home: Path, found: LivedIn) -> None:
    settings = load_settings({}, home)
    app = create_app(open_library(settings), web_settings(settings))
    routes = {r.endpoint for r in app.url_map.iter_rules() if r.methods and "GET" in r.methods}
    routes = {endpoint for endpoint in routes if not endpoint.startswith("api.")}  # JSON for programs
    assert routes == {endpoint for _, endpoint, _ in visits(found)} | set(NOT_PAGES) | set(FILES)


class Walk:
    """Opens pages for each person in one window of theirs, and keeps what is wrong with them."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._windows: dict[str | None, Page] = {}
        self._seen: set[str] = set()
        self.wrong: list[str] = []

    def see(self, user: str | None, endpoint: str, path: str) -> None:
        """One page: in both widths, and when it is new in both languages and on a phone before axe-core."""
        page, new = self._of(user), endpoint not in self._seen
        self._seen.add(endpoint)
        for language in ("en", "th") if new else ("th",):
            page.context.add_cookies([{"name": COOKIE, "value": language, "url": self._people.address}])
            answer = page.goto(path)
            where = f"{endpoint} as {user} in {language}"
            if answer is None or not answer.ok or ("/sign-in" in page.url and endpoint != "sessions.sign_in"):
                self.wrong.append(f"{where}: not answered")
                return
            for size in (DESKTOP, PHONE):
                page.set_viewport_size(size)
                if not no_sideways_scroll(page):
                    self.wrong.append(f"{where}: wider than {size['width']} px")
            if page.locator("h1").count() != 1:
                self.wrong.append(f"{where}: not one first heading")
        if new:
            self.wrong += [f"{endpoint} as {user}: {line}" for line in self._axe(page)]

    def _of(self, user: str | None) -> Page:
        if user not in self._windows:
            page = self._people.visit(PHONE, user)
            page.wait_for_load_state()
            page.on(
                "console", lambda m: self.wrong.append(f"console: {m.text}") if m.type == "error" else None
            )
            self._windows[user] = page
        return self._windows[user]

    @staticmethod
    def _axe(page: Page) -> list[str]:
        page.evaluate(AXE.read_text(encoding="utf-8"))  # not as an element: the page's policy allows none
        only = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        found: dict[str, Any] = page.evaluate("options => axe.run(options)", only)
        return [
            f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]
        ]


def test_every_page_is_fit_for_everybody(people: People, found: LivedIn) -> None:
    walk = Walk(people)
    for user, endpoint, path in visits(found):
        walk.see(user, endpoint, path)
    assert walk.wrong == []
