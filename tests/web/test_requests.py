"""The pages of change requests, from the document's page to the filed form (R20)."""

from __future__ import annotations

import pytest

from sopctl.application.library import Actor
from sopctl.application.requests import handling
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.requests import ChangeRequest, RequestAction, RequestKind
from tests.application.house import text
from tests.web.sites import Browser, Site

NUMBER = DocumentNumber("SOP-IT-001")
SAID = {"kind": "revise", "document": "SOP-IT-001", "reason": "ข้อ 3 ไม่ตรง", "proposal": "แก้ข้อ 3"}


def asked(site: Site, kind: RequestKind = RequestKind.REVISE) -> ChangeRequest:
    return handling.ask(
        site.house.library, Actor("staff"), kind, reason="ข้อ 3 ไม่ตรง", document=NUMBER, proposal="แก้ข้อ 3",
        place="หอผู้ป่วยใน",
    )  # fmt: skip


def step(browser: Browser, request: ChangeRequest, action: str, **more: str) -> int:
    path = f"/requests/{request.number}/step"
    return int(browser.post(path, {"action": action, **more}).status_code)


def test_a_reader_asks_from_the_page_of_the_document(site: Site) -> None:
    site.house.publish()
    browser = site.of("staff")
    assert "/requests/new?document=SOP-IT-001&amp;kind=revise" in browser.text("/documents/SOP-IT-001")
    assert "ขอแก้ไข" not in site.nobody().text("/documents/SOP-IT-001")
    form = browser.text("/requests/new?document=SOP-IT-001&kind=revise")
    assert 'value="SOP-IT-001"' in form
    assert 'value="revise" checked' in form
    refused = browser.post("/requests/new", {**SAID, "proposal": " ", "wished": "1/7/2569"})
    assert refused.status_code == 400
    assert 'value="1/7/2569"' in refused.get_data(as_text=True)
    assert browser.post("/requests/new", {**SAID, "wished": "31/2/2569"}).status_code == 400
    sent = browser.post(
        "/requests/new", {**SAID, "wished": "1/7/2569", "files": site.upload(b"%PDF-1.7", "แบบ ฟอร์ม.pdf")}
    )
    assert sent.status_code == 302
    page = browser.text(sent.location)
    assert "DAR-2569-0001" in page
    assert "รอศูนย์คุณภาพพิจารณา" in page
    file = browser.get(f"{sent.location}/files/แบบ ฟอร์ม.pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.data == b"%PDF-1.7"
    assert "DAR-2569-0001" in browser.text("/requests")


def test_all_requests_come_in_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sopctl.web.requests._PER_PAGE", 1)
    site.house.publish()
    asked(site)
    asked(site, RequestKind.COPY)
    quality, staff = site.of("quality"), site.of("staff")
    first, second = quality.text("/requests"), quality.text("/requests?page=2")
    assert "DAR-2569-0001" in first
    assert "DAR-2569-0002" not in first
    assert 'href="/requests?page=2"' in first
    assert "DAR-2569-0002" in second
    assert all(number in staff.text("/requests") for number in ("DAR-2569-0001", "DAR-2569-0002"))


def test_the_quality_office_sees_what_waits_and_decides(site: Site) -> None:
    site.house.publish()
    request = asked(site)
    quality, staff = site.of("quality"), site.of("staff")
    assert request.number in quality.text("/dashboard")
    assert request.number in quality.text("/requests")
    assert step(quality, request, "ask-back", words="ย่อหน้าใด") == 302
    assert "ย่อหน้าใด" in staff.text(f"/requests/{request.number}")
    assert step(staff, request, "answer", words="ย่อหน้าแรก") == 302
    assert step(staff, request, "accept", assignee="author") == 403
    assert step(quality, request, "accept") == 400
    assert step(quality, request, "nonsense") == 400
    assert step(quality, request, "accept", assignee="author", words="ทำได้") == 302
    assert step(quality, request, "accept", assignee="author") == 409
    assert request.number not in quality.text("/dashboard")
    assert request.number in site.of("author").text("/requests")
    assert site.of("director").get(f"/requests/{request.number}").status_code == 404
    assert site.nobody().get("/requests").status_code == 302


def test_whoever_does_it_begins_the_draft_from_the_request(site: Site) -> None:
    site.house.publish()
    request = asked(site)
    author = site.of("author")
    assert step(site.of("quality"), request, "accept", assignee="author") == 302
    begun = author.post(f"/requests/{request.number}/begin")
    assert begun.location.startswith("/drafts/")
    page = author.text(f"/requests/{request.number}")
    assert "ฉบับที่ 2" in page.replace("๒", "2")
    assert "/begin" not in page
    again = author.post(f"/requests/{request.number}/begin")
    assert again.status_code == 409  # a draft is open


def test_a_new_document_begins_with_its_number_and_type(site: Site) -> None:
    staff, quality = site.of("staff"), site.of("quality")
    sent = staff.post("/requests/new", {"kind": "new", "title": "การส่งเวร", "reason": "ยังไม่มี"})
    path = sent.location
    assert quality.post(f"{path}/step", {"action": "accept", "assignee": "author"}).status_code == 302
    author = site.of("author")
    form = {"document": "SOP-IT-044", "type": "SOP", "department": "IT"}
    assert author.post(f"{path}/begin", {**form, "type": "XX"}).status_code == 400
    assert author.post(f"{path}/begin", form).status_code == 302
    site.house.write(text("SOP-IT-045"))
    assert quality.post(f"{path}/link", {"document": "SOP-IT-045"}).status_code == 302
    assert quality.post(f"{path}/link", {"document": "SOP-IT-099"}).status_code == 404
    assert "SOP-IT-045" in author.text(path)


def test_an_extra_copy_goes_from_the_request_to_the_form_for_issuing(site: Site) -> None:
    site.house.publish()
    request = asked(site, RequestKind.COPY)
    quality = site.of("quality")
    assert step(quality, request, "accept", assignee="quality") == 302
    assert f"request={request.number}" in quality.text(f"/requests/{request.number}")
    form = quality.text(f"/prints/issue?document=SOP-IT-001&request={request.number}")
    assert 'value="หอผู้ป่วยใน"' in form
    assert 'name="holder" value="ED"' in form
    said = {"document": "SOP-IT-001", "request": request.number, "holder": "ED", "place": "หอผู้ป่วยใน"}
    assert quality.post("/prints/issue", said).status_code == 302
    assert "ดำเนินการเสร็จแล้ว" in site.of("staff").text(f"/requests/{request.number}")
    assert request.number in quality.text("/prints")


def test_a_request_is_cancelled_by_who_asked(site: Site) -> None:
    site.house.publish()
    request = asked(site)
    assert step(site.of("quality"), request, "cancel") == 403
    assert step(site.of("staff"), request, "cancel") == 302
    quality = site.of("quality")
    assert request.number not in quality.text("/requests")
    assert request.number in quality.text("/requests?show=ended")


def test_the_form_is_a_pdf_for_whoever_reads_the_request(site: Site) -> None:
    site.house.publish()
    request = asked(site)
    answer = site.of("staff").get(f"/requests/{request.number}.pdf")
    assert answer.mimetype == "application/pdf"
    drawn = answer.data.decode()
    for words in (request.number, "ข้อ 3 ไม่ตรง", "หัวหน้าหน่วยงาน", "พยาบาล"):
        assert words in drawn
    assert site.of("director").get(f"/requests/{request.number}.pdf").status_code == 404


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_pages_speak_both_languages(site: Site, language: str) -> None:
    site.house.publish()
    request = asked(site)
    handling.decide(
        site.house.library, Actor("quality"), request.number, RequestAction.ASK_BACK, words="ย่อหน้าใด"
    )
    for user in ("staff", "quality", "auditor"):
        browser = site.of(user)
        browser.client.set_cookie("language", language)
        for path in ("/requests", "/requests/new", f"/requests/{request.number}", "/requests?show=ended"):
            page = browser.text(path)
            assert f'<html lang="{language}">' in page
            assert page.count("<h1") == 1
