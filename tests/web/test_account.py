from __future__ import annotations

import re
from io import BytesIO

from sopctl.accounts.second_factors import TotpFactors
from tests.application.house import PASSWORD, House
from tests.application.test_pictures import png
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


def test_a_reset_password_asks_for_a_new_one_before_signing() -> None:
    site = make()
    reset = site.of("admin").post("/admin/people/reviewer/password", {"password": "temporary password"})
    assert reset.status_code == 302
    browser = site.nobody()
    browser.post("/sign-in", {"user": "reviewer", "password": "temporary password"})
    page = f"/rounds/{site.house.submit(site.house.write())}"
    assert "ตั้งรหัสใหม่ก่อนลงนาม" in browser.text(page)
    form = {"password": "temporary password", "new": "my own long password"}
    assert browser.post("/account/password", form).status_code == 302
    assert browser.get("/account").status_code == 302  # every session has ended


def test_locked_signing_alerts_the_quality_office_until_the_right_password_is_given() -> None:
    site = make()
    for _ in range(5):
        site.nobody().post("/sign-in", {"user": "director", "password": "guess"})
    quality = site.of("quality")
    assert "<code>director</code>" in quality.text("/dashboard")
    site.house.pass_time(minutes=16)
    site.of("director")
    assert "<code>director</code>" not in quality.text("/dashboard")


def _code(house: House, secret: str) -> str:
    house.pass_time(seconds=30)
    return TotpFactors().code(secret, house.now)
