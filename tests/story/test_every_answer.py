"""Every kind of answer, for everybody: pages in both languages and widths, and what a refused form answers.

``make test`` looks at each page once; here axe-core sees each of them in Thai and in English, on a phone and
at a desk, and beside them the answers to POST: forms with errors, refusals, what is missing or came too late.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from sopctl.web.language import COOKIE
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
from tests.story.test_every_page import Walk, visits
from tests.support.lived_in import ENDING, TWICE, LivedIn, furnish

__all__ = ["address", "chromium", "people"]
pytestmark = [pytest.mark.browser, pytest.mark.conformance]  # minutes: both languages at both widths
WRONG = "not the password"
# A form as a person would send it, whatever the page would have kept them from.
SEND = """([action, fields, token]) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action, enctype: "multipart/form-data" });
    if (token) fields.csrf_token = document.querySelector("input[name=csrf_token]").value;
    for (const [name, value] of Object.entries(fields)) {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name, value });
        form.append(input);
    }
    document.body.append(form);
    form.submit();
}"""


@dataclass(frozen=True)
class Sent:
    """Who sends what where; ``fields`` is None for an address that is only opened."""

    user: str | None
    path: str
    fields: dict[str, str] | None = None
    token: bool = True


def answers(found: LivedIn) -> Iterator[Sent]:
    """What goes wrong, by the person to whom it happens."""
    yield Sent(None, "/there-is-nothing-here")
    yield Sent(None, "/documents/SOP-ZZ-999")
    yield Sent(None, "/verify/AAAAAAAAAAAAAAAAAAAA")
    yield Sent(None, "/register?on=31/2/2569")
    yield Sent(None, f"/documents/{TWICE}/compare?from=1&to=9")
    yield Sent(None, "/sign-in", {"user": "quality", "password": WRONG})
    yield Sent(None, "/sign-in", {"user": "quality", "password": WRONG}, token=False)
    yield Sent(None, "/first-password", {"user": "quality", "code": "no", "password": "short"})
    yield Sent(None, "/read", {"employee": "1", "pin": "000000"})
    yield Sent(None, "/verify", {"nothing": "chosen"})
    yield Sent("staff", f"/documents/{TWICE}/compare", {"from": "1"})
    yield Sent("staff", "/admin")
    yield Sent("staff", "/dashboard")
    yield Sent("staff", "/requests/new", {"kind": "revise", "document": "SOP-ZZ-999"})
    yield Sent("staff", "/reading/pin", {"pin": "1", "again": "2", "password": WRONG})
    yield Sent("staff", f"/reading/{TWICE}", {"understood": ""})
    yield Sent("author", "/drafts", {"number": "SOP-IT-001", "title": "ซ้ำ", "type": "SOP"})
    yield Sent("author", "/drafts/revisions", {"number": "ไม่ใช่รหัส"})
    yield Sent("author", f"/drafts/{found.draft}", {"markdown": "x", "save_number": "0"})
    yield Sent("author", f"/drafts/{found.draft}", {"markdown": "x", "effective": "31/2/2569"})
    yield Sent("author", "/drafts/import", {"nothing": "chosen"})
    yield Sent("author", "/drafts/new-file", {"number": "x"})
    yield Sent("author", "/account/tokens", {"name": "", "password": WRONG})
    yield Sent("author", "/documents/SOP-IT-003/review/keep", {"password": WRONG})
    yield Sent("reviewer", f"/rounds/{found.in_review}/sign", {"action": "review", "password": WRONG})
    yield Sent("reviewer", f"/rounds/{found.in_review}/return", {"reason": ""})
    yield Sent("director", f"/rounds/{found.in_approval}/sign", {"action": "approve", "password": WRONG})
    yield Sent("director", f"/rounds/{found.in_approval}/sign", {"action": "check", "password": WRONG})
    yield Sent("director", f"/documents/{ENDING}/withdrawal/sign", {"password": WRONG})
    yield Sent("director", "/account/password", {"old": WRONG, "new": "short"})
    yield Sent("quality", f"/rounds/{found.approved}/release", {"effective": "31/2/2569", "password": WRONG})
    yield Sent("quality", f"/rounds/{found.approved}/release", {"password": WRONG})
    yield Sent("quality", "/prints/issue", {"number": "SOP-ZZ-999"})
    yield Sent("quality", "/register/paper", {"number": "x", "effective": "31/2/2569"})
    yield Sent("quality", "/register/paper/lists", {"nothing": "chosen"})
    yield Sent("quality", "/announcements", {"subject": ""})
    yield Sent("quality", f"/prints/counts/{found.count}/close", {})
    yield Sent("quality", f"/readers/{TWICE}/list", {"questions": "- ไม่มีคำถาม"})
    yield Sent("admin", "/admin/people", {"user": "ชื่อไทย", "name": ""})
    yield Sent("admin", "/admin/import", {"nothing": "chosen"})
    yield Sent("admin", "/admin/delegations", {"post": "nobody", "user": "nobody"})


@pytest.fixture(scope="module")
def home(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("every-answer") / "library"
    shutil.copytree(demo_library, copy)
    return copy


@pytest.fixture(scope="module")
def found(home: Path) -> LivedIn:
    return furnish(home, FIRST, png())


class Looks(Walk):
    """Walks with every look at what is seen."""

    def look(self, page: Page, where: str) -> None:
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            if not no_sideways_scroll(page):
                self.wrong.append(f"{where}: wider than {size['width']} px")
            self.wrong += [f"{where} at {size['width']} px: {line}" for line in self._axe(page)]
        if page.locator("h1").count() != 1:
            self.wrong.append(f"{where}: not one first heading")

    def window(self, user: str | None, language: str) -> Page:
        page = self._of(user)
        page.context.add_cookies([{"name": COOKIE, "value": language, "url": self._people.address}])
        return page


def test_every_page_in_both_languages_at_both_widths(people: People, found: LivedIn) -> None:
    looks, seen = Looks(people), set[str]()
    for user, endpoint, path in visits(found):
        if endpoint not in seen:
            seen.add(endpoint)
            for language in ("th", "en"):
                page = looks.window(user, language)
                page.goto(path)
                looks.look(page, f"{endpoint} as {user} in {language}")
    assert looks.wrong == []


def test_every_refusal_is_fit_for_everybody(people: People, found: LivedIn) -> None:
    looks = Looks(people)
    for sent in answers(found):
        for language in ("th", "en"):
            page = looks.window(sent.user, language)
            where = f"{sent.path} {sent.fields} as {sent.user} in {language}"
            if sent.fields is None:
                answer = page.goto(sent.path)
            else:
                page.goto("/sign-in" if sent.user is None else "/inbox")
                with page.expect_navigation() as gone:
                    page.evaluate(SEND, [sent.path, dict(sent.fields), sent.token])
                answer = gone.value
            if answer is None or not 400 <= answer.status < 500:
                looks.wrong.append(f"{where}: {answer.status if answer else 'nothing'}")
            looks.look(page, where)
    assert [line for line in looks.wrong if not line.startswith("console: Failed to load resource")] == []
