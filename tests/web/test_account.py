from __future__ import annotations

import html
import re
from io import BytesIO

import pytest

from sopctl.accounts.second_factors import TotpFactors
from sopctl.application.library import Actor
from sopctl.application.people import passwords, roster
from sopctl.application.people.proof import WrongPasswordError, reauthenticate
from sopctl.domain.people import Person, Role
from tests.application.house import PASSWORD, House
from tests.application.people.test_pictures import png
from tests.web.sites import make


def test_a_picture_is_kept_shown_and_taken_away() -> None:
    site = make()
    browser = site.of("director")
    refused = browser.post("/account/picture", {"picture": (BytesIO(b"GIF89a"), "a.png")})
    assert refused.status_code == 400
    assert "PNG" in refused.get_data(as_text=True)
    data = png()
    assert browser.post("/account/picture", {"picture": (BytesIO(data), "a.png")}).status_code == 302
    assert browser.get("/account/picture.png").data == data
    assert "/account/picture.png" in browser.text("/account")
    assert browser.post("/account/picture", {"remove": "1"}).status_code == 302
    assert browser.get("/account/picture.png").status_code == 404


def test_a_second_factor_is_set_up_and_then_asked_for_at_sign_in_and_signing() -> None:
    site = make()
    house, browser = site.house, site.of("reviewer")
    round_id = house.submit(house.write())
    page = f"/rounds/{round_id}"
    assert "one_time_code" not in browser.text(page)
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', browser.text("/account/second-factor"))
    assert secret is not None
    form = {"secret": secret[1], "password": PASSWORD}
    assert browser.post("/account/second-factor", {**form, "one_time_code": "1"}).status_code == 403
    done = browser.post("/account/second-factor", {**form, "one_time_code": _code(house, secret[1])})
    assert len(re.findall(r"<li><code>[a-z2-7-]{19}</code>", done.get_data(as_text=True))) == 10
    shown = browser.text(page)
    assert "one_time_code" in shown
    sign = {
        "action": "review",
        "password": PASSWORD,
        "shown": shown.partition('name="shown" value="')[2][:64],
    }
    assert browser.post(f"{page}/sign", sign).status_code == 403
    signed = browser.post(f"{page}/sign", {**sign, "one_time_code": _code(house, secret[1])})
    assert signed.status_code == 302
    other = site.nobody()
    asked = other.post("/sign-in", {"user": "reviewer", "password": PASSWORD})
    assert asked.status_code == 403
    assert "one_time_code" in asked.get_data(as_text=True)
    known = {"user": "reviewer", "password": PASSWORD, "one_time_code": _code(house, secret[1])}
    assert other.post("/sign-in", known).status_code == 302


def test_a_reset_ends_with_a_number_that_the_person_tells_the_quality_office() -> None:
    site = make()
    reset = site.of("admin").post("/admin/people/reviewer/password")
    given = re.search(r"<code>([a-z2-7-]{19})</code>", reset.get_data(as_text=True))
    assert given is not None
    assert reset.headers["Cache-Control"] == "no-store"
    browser = site.nobody()
    assert browser.post("/sign-in", {"user": "reviewer", "password": given[1]}).status_code == 403
    form = {"user": "reviewer", "given": given[1], "new": "my own long password"}
    assert browser.post("/first-password", {**form, "new": "short"}).status_code == 400
    assert browser.post("/first-password", form).status_code == 302
    browser.post("/sign-in", {"user": "reviewer", "password": form["new"]})
    word = re.search(r'class="one-time">([0-9]{6})<', browser.text("/account"))
    assert word is not None
    page = f"/rounds/{site.house.submit(site.house.write())}"
    assert "ให้บุคคลที่สองยืนยันก่อนลงนาม" in browser.text(page)
    quality = site.of("quality")
    assert "/account/confirmations" in quality.text("/inbox")
    shown = quality.text("/account/confirmations")
    where = re.search(r'action="(/account/confirmations/[^"]+/confirm)"', shown)
    assert where is not None
    assert word[1] not in shown  # who confirms hears it from the person
    wrong = quality.post(where[1], {"word": "1", "password": PASSWORD})
    assert wrong.status_code == 400
    assert quality.post(where[1], {"word": word[1], "password": PASSWORD}).status_code == 302
    assert "ให้บุคคลที่สองยืนยันก่อนลงนาม" not in browser.text(page)
    assert "ยืนยันแล้ว (ศูนย์คุณภาพ)" in browser.text("/account")  # every reset stays on the person's own page


def test_the_director_delegates_for_a_holiday_and_ends_it_early() -> None:
    site = make()
    browser = site.of("director")
    form = {"post": "director", "user": "deputy", "formula": "ACTING", "first": "๑๖/๑/๒๕๖๙",
            "last": "20/1/2569", "password": "wrong wrong wrong"}  # fmt: skip
    assert browser.post("/account/delegations", form).status_code == 403
    assert browser.post("/account/delegations", {**form, "last": ""}).status_code == 400
    (shown,) = re.findall(r'<option value="(deputy [^"]+)">', browser.text("/account"))
    form["user"] = shown  # as a suggestion writes it
    assert browser.post("/account/delegations", {**form, "password": PASSWORD}).status_code == 302
    page = browser.text("/account")
    assert "๑๖\u00a0มกราคม\u00a0๒๕๖๙" in page
    assert "รักษาการแทนผู้อำนวยการโรงพยาบาล" in page
    end = re.search(r'action="(/account/delegations/[^"]+/end)"', page)
    assert end is not None
    assert browser.post(end[1]).status_code == 302
    assert end[1] not in browser.text("/account")
    assert "การมอบหมายให้ผู้อื่น" not in site.of("staff").text("/account")


def test_locked_signing_alerts_the_quality_office_until_the_right_password_is_given() -> None:
    site = make()
    quality = site.of("quality")
    for _ in range(5):
        site.nobody().post("/sign-in", {"user": "director", "password": "guess"})
    assert "<code>director</code>" not in quality.text("/dashboard"), "strangers lock nobody"
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            reauthenticate(site.house.library, Actor("director"), "guess")
    assert "<code>director</code>" in quality.text("/dashboard")
    site.house.pass_time(minutes=16)
    assert "<code>director</code>" not in quality.text("/dashboard")


def _code(house: House, secret: str) -> str:
    house.pass_time(seconds=30)
    return TotpFactors().code(secret, house.now)


def test_a_person_sees_their_browsers_and_signs_another_one_out() -> None:
    site = make()
    telephone = site.nobody()
    agent = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) CriOS/120 <script>alert(1)</script>"}
    telephone.post("/sign-in", {"user": "author", "password": PASSWORD}, headers=agent)
    here = site.of("author")
    page = here.text("/account")
    assert "Chrome บน iPhone" in page
    assert page.count("เครื่องนี้</span>") == 1
    assert "<script>alert" not in page
    action = re.search(r'action="(/account/sessions/[0-9a-f]{64}/end)"', page)
    assert action is not None
    assert site.of("staff").post(action[1]).status_code == 404
    assert telephone.get("/inbox").status_code == 200
    assert here.post(action[1]).status_code == 302
    assert telephone.get("/inbox").status_code == 302
    assert site.of("admin").post("/admin/people/author/sessions/end").status_code == 302
    assert here.get("/inbox").status_code == 302


def test_many_who_wait_come_in_pages_and_are_asked_by_name_and_who_can_be_confirmed_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sopctl.web.confirmations._PER_PAGE", 2)
    site, admin = make(), Actor("admin")
    for place in range(3):
        ward = Person(f"ward{place}", f"นางหอ ที่{place}", frozenset({Role.STAFF}), "ED")
        given = roster.add_person(site.house.library, admin, ward)
        if place == 0:  # the oldest has set a password, so she can be confirmed now
            passwords.change_password(site.house.library, Actor("ward0"), given, "my own long password")
    quality = site.of("quality")

    def listed(path: str) -> list[str]:
        return re.findall(r"<code>(ward[0-9])</code>", quality.text(path))

    assert listed("/account/confirmations") == ["ward0", "ward2"]
    assert listed("/account/confirmations?page=2") == ["ward1"]
    assert listed("/account/confirmations?q=หอ ที่๑") == ["ward1"]
    page = quality.text("/account/confirmations?q=ward0")
    form = re.search(r'action="(/account/confirmations/[^"]+/confirm[^"]*)"', page)
    assert form is not None
    wrong = quality.post(html.unescape(form[1]), {"password": "wrong wrong wrong"})
    assert wrong.status_code == 403
    assert "ward2" not in wrong.get_data(as_text=True)
    done = quality.post(html.unescape(form[1]), {"password": PASSWORD})
    assert done.location == "/account/confirmations?q=ward0"
    assert listed("/account/confirmations") == ["ward2", "ward1"]
