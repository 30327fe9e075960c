from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import replace

import pytest

from sopctl.application.library import Actor
from sopctl.application.notices import board as noticeboard
from sopctl.application.notices import choices as notice_choices
from sopctl.domain.notices import Channel, Pace
from tests.application.notices.test_sending import Postman
from tests.web.sites import Site, make

SECRET = "a channel's secret"


@pytest.fixture
def linked() -> Site:
    """A site with LINE."""
    site = make(line_secret=SECRET)
    library = replace(site.house.library, messengers={Channel.LINE: Postman()})
    site.house.library = site.app.extensions["sopctl"].library = library
    return site


def hook(site: Site, *events: object, secret: str = SECRET) -> int:
    body = json.dumps({"destination": "x", "events": list(events)}).encode()
    signature = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    client = site.app.test_client()
    return client.post("/line/webhook", data=body, headers={"X-Line-Signature": signature}).status_code


def said(user: str, text: str) -> dict[str, object]:
    return {"type": "message", "source": {"userId": user}, "message": {"type": "text", "text": text}}


def test_the_bell_counts_and_following_a_notice_marks_it_and_leads_to_its_page() -> None:
    site = make()
    round_id = site.house.submit(site.house.write())
    browser = site.of("reviewer")
    assert '<span class="bell-count" aria-hidden="true">๑</span>' in browser.text("/inbox")
    page = browser.text("/notices")
    assert "มีเอกสารรอท่านลงนาม" in page
    assert "SOP-IT-001" in page
    place = re.search(r'href="(/notices/[0-9a-f]{32})"', page)
    assert place is not None
    assert browser.get(place[1]).headers["Location"] == f"/rounds/{round_id}"
    assert "bell-count" not in browser.text("/inbox")
    assert site.of("quality").get(place[1]).status_code == 404


def test_all_are_marked_at_once() -> None:
    site = make()
    site.house.submit(site.house.write())
    browser = site.of("reviewer")
    assert browser.post("/notices/read").status_code == 302
    assert noticeboard.unread(site.house.library, "reviewer") == 0


def test_a_page_that_shows_the_latest_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    site = make()
    site.house.submit(site.house.write())
    browser = site.of("reviewer")
    assert "รายการล่าสุด" not in browser.text("/notices")
    monkeypatch.setattr("sopctl.web.notices._SHOWN", 1)
    assert "แสดง ๑ รายการล่าสุด" in browser.text("/notices")


def test_a_person_chooses_and_finds_the_choice_again() -> None:
    site = make()
    browser = site.of("staff")
    assert browser.post("/account/notices", {"mail": "daily", "line": "off"}).status_code == 302
    chosen = notice_choices.my_choices(site.house.library, Actor("staff")).preferences
    assert (chosen.mail, chosen.line) == (Pace.DAILY, Pace.OFF)
    assert '<option value="daily" selected>' in browser.text("/account/notices")


def test_a_code_sent_to_line_links_the_account_and_blocking_it_unlinks(linked: Site) -> None:
    browser = linked.of("staff")
    page = browser.post("/account/line").get_data(as_text=True)
    code = re.search(r'class="one-time">([2-9A-Z]{8})<', page)
    assert code is not None
    assert hook(linked, said("U1", "สวัสดี"), said("U1", code[1])) == 200
    choices = notice_choices.my_choices(linked.house.library, Actor("staff"))
    assert choices.preferences.line_user == "U1"
    assert "เชื่อมแล้วเมื่อ" in browser.text("/account/notices")
    assert hook(linked, {"type": "unfollow", "source": {"userId": "U1"}}) == 200
    assert notice_choices.my_choices(linked.house.library, Actor("staff")).preferences.line_user == ""


def test_a_webhook_that_line_did_not_sign_changes_nothing(linked: Site) -> None:
    offered = notice_choices.offer_line_code(linked.house.library, Actor("staff"))
    assert hook(linked, said("U1", offered.code), secret="another") == 401
    assert hook(make(), said("U1", offered.code)) == 404
    client = linked.app.test_client()
    assert client.post("/line/webhook", data=b"{}").status_code == 401
    assert client.post("/line/webhook", data=b"x" * 300_000).status_code == 413
    assert notice_choices.my_choices(linked.house.library, Actor("staff")).preferences.line_user == ""
