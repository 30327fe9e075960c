from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest

from sopctl.application.library import Actor
from sopctl.application.paper.registration import PaperFacts, register_paper
from tests.application.house import PASSWORD, text
from tests.web.sites import Site, make


def test_a_document_page_says_what_a_reader_asks(site: Site) -> None:
    site.house.publish()
    page = site.nobody().text("/documents/SOP-IT-001")
    for said in ("SOP-IT-001", "เรื่องทดสอบ", "บังคับใช้", "๑๕\u00a0มกราคม\u00a0๒๕๖๙", "ผู้อำนวยการ",
                 "ประกาศใช้ครั้งแรก", "ลงนามอิเล็กทรอนิกส์", "/documents/SOP-IT-001.pdf",
                 "/documents/SOP-IT-001.docx"):  # fmt: skip
        assert said in page
    assert re.search("เวลา\u00a0๑๐.๐[๐-๙]\u00a0น\\.", page)


def test_english_shows_the_gregorian_day_with_the_buddhist_year(site: Site) -> None:
    site.house.publish()
    browser = site.nobody()
    browser.get("/language/en?next=/register")
    page = browser.text("/documents/SOP-IT-001")
    assert '<html lang="en">' in page
    assert "15\u00a0January\u00a02026 (2569)" in page
    assert "In force" in page


def test_a_superseded_version_says_so_and_leads_on(site: Site) -> None:
    site.house.publish()
    site.house.publish(text(purpose="เพื่อแก้ไข"))
    old = site.nobody().text("/documents/SOP-IT-001/versions/1")
    assert "ห้ามใช้งาน" in old
    assert 'href="/documents/SOP-IT-001"' in old
    assert "ห้ามใช้งาน" not in site.nobody().text("/documents/SOP-IT-001")
    assert site.nobody().get("/documents/SOP-IT-001/versions/1.pdf").data != (
        site.nobody().get("/documents/SOP-IT-001.pdf").data
    )


def test_a_scheduled_version_names_its_day_and_is_hidden_from_staff(site: Site) -> None:
    site.house.publish()
    site.house.publish(text(purpose="ภายหน้า"), effective=site.house.today + timedelta(days=7))
    assert site.nobody().get("/documents/SOP-IT-001/versions/2").status_code == 404
    page = site.of("quality").text("/documents/SOP-IT-001/versions/2")
    assert "ยังไม่บังคับใช้" in page
    assert "๒๒\u00a0มกราคม\u00a0๒๕๖๙" in page


def test_what_was_approved_on_paper_never_looks_electronic(site: Site) -> None:
    house = site.house
    draft = house.write()
    day = house.today - timedelta(days=900)
    paper = PaperFacts("นายแพทย์สมมติ", "ผู้อำนวยการ", day, b"%PDF-1.4 scan")
    register_paper(house.library, Actor("quality"), draft, password=PASSWORD, effective=day, paper=paper)
    page = site.nobody().text("/documents/SOP-IT-001")
    assert "อนุมัติบนกระดาษ" in page
    assert "ลงนามอิเล็กทรอนิกส์" not in page
    assert "นายแพทย์สมมติ" in page


def test_a_restricted_document_is_not_there_for_others(site: Site) -> None:
    site.house.publish(text(title="ความลับ", access="restricted"))
    with site.house.library.reading() as uow:
        token = uow.releases.all()[0].token
    for user in (None, "staff"):
        browser = site.of(user) if user else site.nobody()
        for path in ("", ".pdf", "/history", "/versions/1", "/versions/1.docx", "/compare?from=1&to=1"):
            assert browser.get(f"/documents/SOP-IT-001{path}").status_code == 404, path
        for path in ("/", "/register", "/search?q=ความลับ", f"/verify/{token}", "/register.csv"):
            answer = browser.get(path)
            said = answer.get_data(as_text=True).replace('value="ความลับ"', "").replace("“ความลับ”", "")
            assert "ความลับ" not in said, path
    assert "ความลับ" in site.of("author").text("/documents/SOP-IT-001")


def test_a_copy_has_a_strong_etag_and_answers_ranges(site: Site) -> None:
    site.house.publish()
    browser = site.nobody()
    whole = browser.get("/documents/SOP-IT-001.pdf")
    etag = whole.headers["ETag"]
    assert whole.status_code == 200
    assert whole.mimetype == "application/pdf"
    assert etag.startswith('"')
    assert len(etag) == 66
    assert whole.headers["Cache-Control"] == "no-cache"
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert browser.get("/documents/SOP-IT-001.pdf", headers={"If-None-Match": etag}).status_code == 304
    part = browser.get("/documents/SOP-IT-001.pdf", headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.data) == (206, whole.data[2:6])
    assert part.headers["Content-Range"] == f"bytes 2-5/{len(whole.data)}"
    changed = browser.get("/documents/SOP-IT-001.pdf", headers={"Range": "bytes=2-5", "If-Range": '"other"'})
    assert (changed.status_code, changed.data) == (200, whole.data)
    assert browser.get("/documents/SOP-IT-001.pdf", headers={"Range": "bytes=9999999-"}).status_code == 416
    head = browser.client.head("/documents/SOP-IT-001.pdf")
    assert head.headers["ETag"] == etag


def test_the_etag_changes_when_a_new_version_takes_force(site: Site) -> None:
    site.house.publish()
    before = site.nobody().get("/documents/SOP-IT-001.pdf").headers["ETag"]
    site.house.publish(text(purpose="เพื่อแก้ไข"))
    after = site.nobody().get("/documents/SOP-IT-001.pdf", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_a_word_file_is_a_download_with_its_name(site: Site) -> None:
    site.house.publish()
    answer = site.nobody().get("/documents/SOP-IT-001.docx")
    assert answer.headers["Content-Disposition"] == "attachment; filename=SOP-IT-001-v1.docx"
    pdf = site.nobody().get("/documents/SOP-IT-001/versions/1.pdf")
    assert pdf.headers["Content-Disposition"] == "inline; filename=SOP-IT-001-v1.pdf"


def test_a_thai_number_gets_a_download_name_that_every_browser_reads(site: Site) -> None:
    answer = site.nobody().get("/register.xlsx")
    disposition = answer.headers["Content-Disposition"]
    assert "filename*=UTF-8''%E0%B8%97%E0%B8%B0" in disposition
    assert disposition.isascii()


def test_history_shows_each_signature_with_meaning_and_time(site: Site) -> None:
    site.house.publish()
    page = site.nobody().text("/documents/SOP-IT-001/history")
    for meaning in ("ผู้จัดทำ", "ผู้ทบทวน", "ผู้ตรวจสอบ", "ผู้อนุมัติ", "ผู้ประกาศใช้"):
        assert meaning in page
    assert "เวลา\u00a0๑๐" in page


def test_a_comparison_marks_words_added_and_removed(site: Site) -> None:
    site.house.publish(text(purpose="เพื่อ ทดสอบ ระบบ นี้"))
    site.house.publish(text(purpose="เพื่อ ใช้งาน ระบบ นี้"))
    page = site.nobody().text("/documents/SOP-IT-001/compare?from=1&to=2")
    assert "<del>ทดสอบ" in page
    assert "<ins>ใช้งาน" in page


def test_a_file_is_compared_with_a_version_and_not_kept(site: Site) -> None:
    site.house.publish(text(purpose="เพื่อ ทดสอบ ระบบ นี้"))
    path = "/documents/SOP-IT-001/compare"
    file = text(purpose="เพื่อ ใช้งาน ระบบ นี้").encode()
    kept = set(site.house.blobs.kept)
    staff = site.of("staff")
    assert f'action="{path}"' in staff.text("/documents/SOP-IT-001/history")
    assert f'action="{path}"' not in site.nobody().text("/documents/SOP-IT-001/history")
    page = staff.post(path, data={"from": "1", "file": (BytesIO(file), "ของฉัน.md")}).text
    assert "<del>ทดสอบ" in page
    assert "<ins>ใช้งาน" in page
    assert "ของฉัน.md" in page
    assert set(site.house.blobs.kept) == kept
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert staff.post(path, data={"from": "1", "file": (BytesIO(old), "old.doc")}).status_code == 415
    assert staff.post(path, data={"from": "1"}).status_code == 400
    assert staff.post(path, data={"from": "9", "file": (BytesIO(file), "a.md")}).status_code == 404
    assert site.nobody().post(path, data={"from": "1"}).status_code in {302, 401}


@pytest.mark.parametrize("query", ["", "?from=1", "?from=x&to=2", "?from=1&to=9"])
def test_a_comparison_of_nothing_is_refused(site: Site, query: str) -> None:
    site.house.publish()
    assert site.nobody().get(f"/documents/SOP-IT-001/compare{query}").status_code in {400, 404}


def test_reading_asks_for_an_account_where_the_hospital_wants_it() -> None:
    site = make(anonymous_read=False)
    site.house.publish()
    with site.house.library.reading() as uow:
        token = uow.releases.all()[0].token
    browser = site.nobody()
    for path in ("/", "/documents/SOP-IT-001", "/documents/SOP-IT-001.pdf", "/register.csv", "/search?q=x"):
        answer = browser.get(path)
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/sign-in?next=/")
    assert "เรื่องทดสอบ" not in browser.text(f"/verify/{token}")
    assert "ใช้ได้" in browser.text(f"/verify/{token}")
    assert "เรื่องทดสอบ" in site.of("staff").text("/documents/SOP-IT-001")
