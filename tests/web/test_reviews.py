"""A periodic review as its users walk it: overview, proposal, signature, and the page after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from sopctl.application.library import Actor
from sopctl.application.release import withdrawal
from sopctl.application.upkeep import reviews
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from tests.application.house import PASSWORD, House, text
from tests.web.sites import Browser, Site

NUMBER = DocumentNumber("SOP-IT-001")
PAGE = "/documents/SOP-IT-001/review"


def test_the_quality_office_proposes_and_the_director_signs(site: Site) -> None:
    site.house.publish()
    site.house.pass_time(days=370)
    quality, director = site.of("quality"), site.of("director")
    assert PAGE in quality.text("/dashboard")
    assert PAGE in quality.text("/reviews")
    assert "ยังใช้ได้ แต่เลยกำหนดทบทวน" in quality.text("/documents/SOP-IT-001")
    assert quality.post(f"{PAGE}/keep", {"reason": " "}).status_code == 400
    assert director.get(PAGE).status_code == 403
    assert quality.post(f"{PAGE}/keep", {"reason": "ตรวจกับการปฏิบัติแล้ว"}).status_code == 302
    inbox = director.text("/inbox")
    assert PAGE in inbox
    assert "เหตุผล: ตรวจกับการปฏิบัติแล้ว · โดย ศูนย์คุณภาพ" in inbox
    page = director.text(PAGE)
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    assert shown is not None
    form = {"shown": shown[1], "password": "wrong wrong wrong"}
    assert director.post(f"{PAGE}/sign", form).status_code == 403
    assert director.post(f"{PAGE}/sign", {**form, "password": PASSWORD}).status_code == 302
    document = site.nobody().text("/documents/SOP-IT-001")
    assert "ทบทวนแล้ว ให้ใช้ต่อ" in document
    assert "ตรวจกับการปฏิบัติแล้ว" in document
    assert "เลยกำหนด" not in document
    assert PAGE not in quality.text("/reviews")
    assert "เสนอให้ใช้ต่อ" in quality.text("/documents/SOP-IT-001/history")


def test_a_review_can_be_declined_and_then_revised(site: Site) -> None:
    site.house.publish()
    quality, director = site.of("quality"), site.of("director")
    quality.post(f"{PAGE}/keep", {"reason": "ยังใช้ได้"})
    assert director.post(f"{PAGE}/decline", {"reason": ""}).status_code == 400
    assert director.post(f"{PAGE}/decline", {"reason": "ต้องแก้ข้อ ๓"}).status_code == 302
    form = {"reason": "แก้ข้อ ๓", "password": PASSWORD}
    begun = quality.post(f"{PAGE}/revise", form)
    assert begun.status_code == 302
    assert "ทบทวนตามรอบ: แก้ข้อ ๓" in quality.text(begun.headers["Location"])
    site.house.pass_time(days=370)
    assert "กำลังจัดทำฉบับใหม่" in site.of("quality").text("/reviews")


def restricted_to_keep(house: House) -> str:
    house.publish(text(access="restricted"))
    reviews.propose_keeping(house.library, Actor("quality"), NUMBER, "ยังใช้ได้")
    return PAGE


def restricted_to_withdraw(house: House) -> str:
    house.publish(text(access="restricted"))
    withdrawal.ask_withdrawal(house.library, Actor("quality"), NUMBER, reason="เลิกใช้")
    return "/documents/SOP-IT-001/withdrawal"


def scheduled_to_withdraw(house: House) -> str:
    house.publish(text())
    house.publish(text(purpose="ฉบับใหม่"), effective=house.today + timedelta(days=9))
    two = VersionLabel(2)
    withdrawal.ask_withdrawal(house.library, Actor("quality"), NUMBER, reason="พบข้อผิด", version=two)
    return "/documents/SOP-IT-001/withdrawal"


@pytest.mark.parametrize("asked", [restricted_to_keep, restricted_to_withdraw, scheduled_to_withdraw])
def test_whoever_signs_an_order_reads_what_it_is_about_and_nobody_else_by_it(
    site: Site, asked: Callable[[House], str]
) -> None:
    """R14: the post that approves belongs to no department, and an order may be about a day to come."""
    page = asked(site.house)
    director, other = site.of("director"), site.of("other")
    assert page in director.text("/inbox")
    read = director.text(page)
    copy = re.search(r'href="(/documents/[^"]+/copy[.]pdf)"', read)
    assert copy is not None
    assert director.get(copy[1]).status_code == 200
    for path in (page, copy[1], copy[1].replace("copy.pdf", "files/a.png")):
        assert other.get(path).status_code in (403, 404), path
    assert director.get(copy[1].replace("copy.pdf", "files/a.png")).status_code == 404
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', read)
    assert shown is not None
    assert sign(director, page, shown[1]) == 302
    assert director.get(copy[1]).status_code in (403, 404)  # it was for signing


def test_after_a_signature_comes_the_next_order_that_waits(site: Site) -> None:
    site.house.publish()
    site.house.publish(text("SOP-IT-002"))
    reviews.propose_keeping(site.house.library, Actor("quality"), NUMBER, "ยังใช้ได้")
    site.house.pass_time(minutes=5)
    two = DocumentNumber("SOP-IT-002")
    withdrawal.ask_withdrawal(site.house.library, Actor("quality"), two, reason="เลิกใช้")
    director = site.of("director")
    for page in (PAGE, "/documents/SOP-IT-002/withdrawal"):
        assert director.get("/inbox/next").headers["Location"] == page
        shown = re.search(r'name="shown" value="([0-9a-f]{64})"', director.text(page))
        assert shown is not None
        assert sign(director, page, shown[1]) == 302
    assert director.get("/inbox/next").headers["Location"] == "/inbox"


def sign(browser: Browser, page: str, shown: str) -> int:
    return browser.post(f"{page}/sign", {"shown": shown, "password": PASSWORD}).status_code
