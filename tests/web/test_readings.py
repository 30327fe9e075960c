from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from sopctl.application.distribution import readership
from sopctl.application.library import Actor
from sopctl.domain.acknowledgements import read_questions
from sopctl.domain.numbers import DocumentNumber
from tests.application.house import PASSWORD, text
from tests.web.sites import Site

NUMBER = DocumentNumber("SOP-IT-001")
_TICKET = re.compile(r'name="ticket" value="([^"]+)"')


def with_pin(site: Site, user: str, employee: str, pin: str) -> None:
    with site.house.library.unit() as uow:
        person = uow.people.get(user)
        assert person is not None
        uow.people.save(replace(person, employee=employee))
        uow.commit()
    readership.set_pin(site.house.library, Actor(user), pin, PASSWORD)


def test_a_nurse_reads_and_declares(site: Site) -> None:
    site.house.publish()
    browser = site.of("author")
    assert "SOP-IT-001" in browser.text("/reading")
    assert "มีเอกสารให้ท่านอ่าน" in browser.text("/inbox")
    refused = browser.post("/reading/SOP-IT-001", {"version": "1", "password": "wrong"})
    assert refused.status_code == 403
    done = browser.post("/reading/SOP-IT-001", {"version": "1", "password": PASSWORD})
    assert done.status_code == 302
    again = browser.post("/reading/SOP-IT-001", {"version": "1", "password": PASSWORD})
    assert again.status_code == 302  # a second tap is no failure
    assert "อ่านครบแล้ว" in browser.text("/reading")


def test_wrong_answers_come_back_with_the_page(site: Site) -> None:
    site.house.publish()
    readership.set_reading_list(
        site.house.library, Actor("quality"), NUMBER, lines=None, questions=read_questions("ใคร\n- ก\n* ข\n")
    )
    browser = site.of("author")
    form = {"version": "1", "password": PASSWORD, "asked": "1"}
    refused = browser.post("/reading/SOP-IT-001", {**form, "answer-0": "0"})
    assert refused.status_code == 422
    assert "0 จาก 1" in refused.get_data(as_text=True) or "๐ จาก ๑" in refused.get_data(as_text=True)
    assert browser.post("/reading/SOP-IT-001", {**form, "answer-0": "1"}).status_code == 302


def test_three_taps_on_a_shared_machine_and_nothing_stays(site: Site) -> None:
    site.house.publish()
    with_pin(site, "author", "10234", "592714")
    with_pin(site, "reviewer", "10235", "826419")
    machine = site.nobody()
    assert machine.post("/read", {"employee": "10234", "pin": "000001"}).status_code == 403
    for employee, pin in (("๑๐๒๓๔", "592714"), ("10235", "826419")):
        page = machine.post("/read", {"employee": employee, "pin": pin}).get_data(as_text=True)
        assert "SOP-IT-001" in page
        found = _TICKET.search(page)
        assert found is not None
        ticket = {"ticket": found[1]}
        assert "รับทราบและเข้าใจ" in machine.post("/read/documents/SOP-IT-001", ticket).get_data(as_text=True)
        done = machine.post("/read/documents/SOP-IT-001/acknowledge", {**ticket, "version": "1"})
        assert "ครบทุกฉบับ" in done.get_data(as_text=True)
        assert done.headers["Cache-Control"] == "no-store"
        assert machine.post("/read/list", ticket).status_code == 403  # it ended with the last document
        assert machine.get("/inbox").status_code == 302
    with site.house.library.reading() as uow:
        (version,) = uow.releases.of(NUMBER)
        assert {a.means.value for a in uow.readings.of_versions([version.release.version_id])} == {"kiosk"}


def test_the_next_person_takes_the_machine(site: Site) -> None:
    site.house.publish()
    with_pin(site, "author", "10234", "592714")
    machine = site.nobody()
    page = machine.post("/read", {"employee": "10234", "pin": "592714"}).get_data(as_text=True)
    ticket = _TICKET.search(page)
    assert ticket is not None
    assert machine.post("/read/end", {"ticket": ticket[1]}).status_code == 200
    assert machine.post("/read/list", {"ticket": ticket[1]}).status_code == 403


def test_the_quality_office_sees_and_sets_who_reads(site: Site) -> None:
    site.house.publish()
    quality = site.of("quality")
    assert "SOP-IT-001" in quality.text("/readers")
    assert "อ่านและรับทราบ" in quality.text("/dashboard")
    form = {"lines": ["department:ED"], "people": "deputy", "questions": "ถาม\n- ก\n* ข", "needed": ""}
    assert quality.post("/readers/SOP-IT-001/list", form).status_code == 302
    page = quality.text("/readers/SOP-IT-001")
    assert "พยาบาล" in page
    assert "* ข" in page
    wrong = quality.post("/readers/SOP-IT-001/list", {**form, "questions": "ถาม"})
    assert wrong.status_code == 400
    assert site.of("auditor").post("/readers/SOP-IT-001/list", form).status_code == 403
    sheet = quality.get("/readers/SOP-IT-001/sheet.pdf?department=ED")
    assert sheet.mimetype == "application/pdf"


def test_a_sheet_is_entered_with_its_scan(site: Site) -> None:
    site.house.publish()
    quality = site.of("quality")
    form = {
        "users": ["author"], "day": site.house.today.isoformat(), "password": PASSWORD,
        "scan": (BytesIO(b"%PDF-1.7"), "sheet.pdf"),
    }  # fmt: skip
    sent = quality.post("/readers/SOP-IT-001/paper", form, content_type="multipart/form-data")
    assert sent.status_code == 302
    assert "ลงนามบนกระดาษ" in quality.text("/readers/SOP-IT-001")


def test_readers_of_many_documents_come_in_pages_and_all_of_one_is_asked_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sopctl.web.readers._PER_PAGE", 1)
    monkeypatch.setattr("sopctl.web.readers._DOCUMENTS", 1)
    monkeypatch.setattr("sopctl.web.readers._SHOWN", 1)
    site.house.publish(text("SOP-IT-001", title="การล้างมือ"))
    site.house.publish(text("SOP-IT-002", title="การล้างแผล"))
    auditor = site.of("auditor")
    first, second = auditor.text("/register/readers"), auditor.text("/register/readers?page=2")
    assert "การล้างมือ" in first
    assert "การล้างแผล" not in first
    assert "ผู้จัดทำ" in first
    assert "หัวหน้าแผนก" not in first  # the second of two names
    assert 'href="/register/readers?q=SOP-IT-001"' in first
    assert "การล้างแผล" in second
    whole = auditor.text("/register/readers?q=it 001")
    assert "หัวหน้าแผนก" in whole
    assert "การล้างแผล" not in whole
    assert "ไม่มีเอกสารตามที่ค้น" in auditor.text("/register/readers?q=ไม่มี")
    assert auditor.get("/register/readers?endpoint=x").status_code == 200
    overview = auditor.text("/readers")
    assert "การล้างแผล" not in overview[: overview.index("หน้า ๑ จาก ๒")]


def test_a_thousand_readers_of_one_document_are_asked_by_name_and_department(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sopctl.web.readers._NAMES", 1)
    monkeypatch.setattr("sopctl.web.readers._SHOWN", 1)
    site.house.publish()
    quality, path = site.of("quality"), "/readers/SOP-IT-001"
    assert quality.post(f"{path}/list", {"lines": ["all"], "questions": "", "needed": ""}).status_code == 302

    def rows(query: str) -> tuple[str, list[str]]:
        page = quality.text(path + query)
        return page, re.findall(r"<tr><td>([^<]+)<", page)

    page, shown = rows("")
    assert len(shown) == 1
    assert page.count('name="users"') == 1
    assert "มีผู้ค้างอ่านมากกว่านี้" in page
    found, (nurse,) = rows("?q=staff&department=ED")
    assert "มีผู้ค้างอ่านมากกว่านี้" not in found
    assert f"{path}/paper?q=staff&amp;department=ED#answer" in found
    assert rows("?page=2")[1] != shown
    refused = quality.post(f"{path}/paper?q=staff", {"users": ["staff"], "day": "1/1/2569"})
    assert 'value="staff" checked' in refused.get_data(as_text=True)
    assert nurse in refused.get_data(as_text=True)


def test_who_had_read_on_a_day_is_a_page_and_a_workbook(site: Site) -> None:
    site.house.publish()
    readership.acknowledge(site.house.library, Actor("author"), NUMBER, password=PASSWORD)
    auditor = site.of("auditor")
    assert "ผู้จัดทำ" in auditor.text("/register/readers")
    assert "ไม่มีเอกสารบังคับใช้" in auditor.text("/register/readers?on=1/1/2569")
    assert auditor.get("/register/readers?on=31/2/2569").status_code == 400
    book = openpyxl.load_workbook(BytesIO(auditor.get("/register/readers.xlsx").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert {row[5] for row in rows[1:]} == {"ผู้จัดทำ", "หัวหน้าแผนก"}
