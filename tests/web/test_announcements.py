from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sopctl.application.distribution import announcing
from sopctl.application.library import Actor
from sopctl.application.release import referencing
from tests.application.distribution.test_announcing import PlainSheet
from tests.application.house import text
from tests.web.sites import Site, make


@pytest.fixture
def office() -> Site:
    """A site whose memos tests can read."""
    site = make()
    drawing = site.house.library.drawing
    library = replace(site.house.library, drawing=lambda words: replace(drawing(words), sheet=PlainSheet()))
    site.house.library = site.app.extensions["sopctl"].library = library
    return site


def test_the_quality_office_announces_and_everybody_in_the_house_reads(office: Site) -> None:
    version = office.house.publish()
    browser = office.of("quality")
    assert f'value="{version}"' in browser.text("/announcements")
    refused = browser.post("/announcements", {"subject": "ประกาศ", "to": "ทุกท่าน"})
    assert refused.status_code == 400
    assert "อย่างน้อยหนึ่งฉบับ" in refused.get_data(as_text=True)
    answer = browser.post("/announcements", {"subject": "ประกาศ", "to": "ทุกท่าน", "version": version})
    place = answer.headers["Location"]
    (made,) = announcing.announcements(office.house.library)
    assert place == f"/announcements/{made.id}"
    staff = office.of("staff")
    assert "SOP-IT-001" in staff.text(place)
    assert "๑/๒๕๖๙" in staff.text("/announcements")
    assert "ทุกท่าน".encode() in staff.get(f"{place}.pdf").data
    assert "ออกเลขที่" not in staff.text("/announcements")
    assert office.nobody().get(place).status_code == 302


def test_a_changed_reference_stands_on_the_page_and_is_cleared_by_a_look(office: Site) -> None:
    house = office.house
    house.publish()
    house.publish(text("SOP-IT-002", purpose="ตาม SOP-IT-001"))
    house.publish(text(purpose="แก้แล้ว"))
    browser = office.of("quality")
    page = browser.text("/documents/SOP-IT-002")
    form = re.search(r'action="(/references/[^"]+)"', page)
    assert form is not None
    assert "References" not in office.of("staff").text("/documents/SOP-IT-002")
    assert 'id="references"' not in office.of("staff").text("/documents/SOP-IT-002")
    assert "/references" in browser.text("/dashboard")
    assert browser.post(form[1], {"remark": " "}).status_code == 400
    refused = browser.post(form[1], {"remark": "ผู้ป่วย HN 1234567 ไม่กระทบ"}).get_data(as_text=True)
    assert 'name="remark" value="ผู้ป่วย HN 1234567 ไม่กระทบ"' in refused
    assert refused.index(form[1]) < refused.index('role="alert"')  # where it was typed
    assert browser.post(form[1], {"remark": "ไม่กระทบ"}).status_code == 302
    assert referencing.open_flags(house.library, Actor("quality")) == ()
    assert 'id="references"' not in browser.text("/documents/SOP-IT-002")
