from __future__ import annotations

from datetime import timedelta

from tests.application.house import text
from tests.web.sites import Site


def test_the_inbox_groups_what_waits_with_its_reason_and_age(site: Site) -> None:
    site.house.submit(site.house.write(reason="ปรับตามกฎหมาย"))
    site.house.pass_time(days=3, hours=1)
    page = site.of("reviewer").text("/inbox")
    assert "รอทบทวน" in page
    assert "ปรับตามกฎหมาย" in page
    assert "๓ วัน" in page
    assert "ไม่มีงานค้าง" in site.of("director").text("/inbox")


def test_one_hour_is_one_hour_in_english(site: Site) -> None:
    site.house.submit(site.house.write())
    site.house.pass_time(hours=1, minutes=5)
    browser = site.of("reviewer")
    browser.get("/language/en")
    page = browser.text("/inbox")
    assert "waiting 1 hour" in page
    assert "1 hours" not in page
    assert "To review" in page


def test_the_overview_shows_each_step_and_what_is_scheduled(site: Site) -> None:
    house = site.house
    house.publish()
    house.publish(text("SOP-IT-002", title="กำหนดไว้"), effective=house.today + timedelta(days=5))
    house.submit(house.write(text("SOP-IT-003", title="ในรอบ")))
    house.approve(house.write(text("SOP-IT-004", title="รอประกาศ")))
    house.write(text("SOP-IT-005", title="ยังร่าง"))
    page = site.of("quality").text("/dashboard")
    for title in ("กำหนดไว้", "ในรอบ", "รอประกาศ", "ยังร่าง"):
        assert title in page
    assert "๒๐\u00a0มกราคม\u00a0๒๕๖๙" in page
    assert page.index("รอประกาศ") < page.index("ในรอบ") < page.index("ยังร่าง")
