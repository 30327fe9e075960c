"""A periodic review as its users walk it: overview, proposal, signature, and the page after it."""

from __future__ import annotations

import re

from tests.application.house import PASSWORD
from tests.web.sites import Site

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
