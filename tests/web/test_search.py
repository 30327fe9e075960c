from __future__ import annotations

import pytest

from sopctl.web.marking import excerpt, unbroken
from tests.application.house import text
from tests.web.sites import Site


def test_the_first_page_lists_what_is_in_force_with_the_cursor_in_the_box(site: Site) -> None:
    site.house.publish()
    page = site.nobody().text("/")
    assert "autofocus" in page
    assert 'href="/documents/SOP-IT-001.pdf"' in page  # from search to paper in two taps
    assert "คอม" in page


def test_a_question_finds_number_title_and_words_with_marks(site: Site) -> None:
    site.house.publish(text(purpose="ผู้ป่วย ทุกราย ต้องได้รับการดูแล"))
    site.house.publish(text("SOP-IT-002", title="การดูแลผู้ป่วยนอก"))
    page = site.nobody().text("/search?q=ผู้ป่วย")
    assert "พบ ๒" in page
    assert "<mark>ผู้ป่วย</mark>" in page
    assert page.index("SOP-IT-002") < page.index("SOP-IT-001")


def test_a_whole_number_leads_to_its_document(site: Site) -> None:
    site.house.publish()
    browser = site.nobody()
    for typed in ("sop-it-001", "SOP-IT-๐๐๑", " SOP-IT-001 ", "sop it 1", "SOPIT001"):
        answer = browser.get("/search", query_string={"q": typed, "go": "1"})
        assert answer.headers["Location"] == "/documents/SOP-IT-001", typed
    assert "พบ ๑" in browser.text("/search?q=sop-it-001")  # the back button must not lead forward again
    for part in ("sop-it", "it-001", "001", "sop-it-0010"):
        assert browser.get("/search", query_string={"q": part, "go": "1"}).status_code == 200, part


def test_a_script_gets_only_the_results(site: Site) -> None:
    site.house.publish()
    answer = site.nobody().get("/search?q=SOP-IT-001", headers={"HX-Request": "true"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<html" not in page
    assert "SOP-IT-001" in page


def test_department_and_type_narrow_what_is_shown(site: Site) -> None:
    site.house.publish()
    assert "SOP-IT-001" in site.nobody().text("/?department=IT&type=SOP")
    assert "SOP-IT-001" not in site.nobody().text("/?department=ED")
    assert "SOP-IT-001" not in site.nobody().text("/?type=WI")


def test_nothing_found_is_said(site: Site) -> None:
    assert "ไม่มีเอกสารที่บังคับใช้ตรงกับ" in site.nobody().text("/search?q=zzzz")


def test_everyday_words_find_what_documents_call_otherwise(site: Site) -> None:
    site.house.publish(text(purpose="เมื่อพบ มัลแวร์เรียกค่าไถ่ ให้ถอดสาย"))
    page = site.nobody().text("/search?q=แรนซัมแวร์")
    assert "<mark>มัลแวร์เรียกค่าไถ่</mark>" in page
    assert "ไม่พบครบทุกคำ" not in page
    some = site.nobody().text("/search?q=แรนซัมแวร์ zzzz")
    assert "ไม่พบครบทุกคำ" in some
    assert "SOP-IT-001" in some


def test_what_is_not_found_leads_to_near_words_and_departments(site: Site) -> None:
    site.house.publish(text(purpose="เปลี่ยน รหัสผ่าน ทุกปี"))
    page = site.nobody().text("/search?q=รหัดผ่าน")
    assert "พบ ๐" in page
    assert ">รหัสผ่าน</a>" in page
    assert 'href="/?department=IT"' in page


def test_an_excerpt_is_escaped_and_keeps_to_its_marks() -> None:
    assert excerpt("a <b> c", [(2, 5)]) == "a <mark>&lt;b&gt;</mark> c"
    assert excerpt("abc", [(0, 99), (2, 1)]) == "abc"
    assert "<mark>ยา</mark>" in excerpt("ข้อความ " * 40 + "ยา" + " ต่อ" * 60, [(320, 322)])


def test_an_excerpt_ends_where_a_word_ends() -> None:
    assert excerpt("ผู้จัดการ " * 30, [(0, 3)]).endswith("ผู้จัดการ …")
    assert str(excerpt("กี้" * 90, [])).removesuffix(" …") == "กี้" * 50
    assert str(excerpt("เกม" * 50 + "เก" * 9, [])).removesuffix(" …") == "เกม" * 50
    assert excerpt("ก" * 130 + " " + "ข" * 60, [(0, 145)]).endswith("</mark> …")


def test_a_long_list_comes_in_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sopctl.web.search._PER_PAGE", 1)
    site.house.publish()
    site.house.publish(text("SOP-IT-002"))
    first, second = site.nobody().text("/"), site.nobody().text("/?page=2")
    assert "SOP-IT-001" in first
    assert "SOP-IT-002" not in first
    assert "SOP-IT-002" in second
    assert "บังคับใช้อยู่ ๒" in first
    for page in ("0", "-1", "x", "๒", "99"):
        assert "บังคับใช้อยู่ ๒" in site.nobody().text(f"/?page={page}")


def test_a_question_shows_the_best_and_more_when_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sopctl.web.search._FIRST", 1)
    monkeypatch.setattr("sopctl.web.search._MOST", 2)
    for number in (1, 2):
        site.house.publish(text(f"SOP-IT-00{number}", purpose="ผู้ป่วย ทุกราย ต้องได้รับการดูแล"))
    browser = site.nobody()
    first = browser.text("/search?q=ผู้ป่วย&type=SOP")
    assert "ตรงที่สุด ๑" in first
    assert "SOP-IT-002" not in first
    assert "more=1&amp;type=SOP#more" in first
    every = browser.text("/search?q=ผู้ป่วย&type=SOP&more=1")
    assert "พบ ๒" in every
    assert every.index("SOP-IT-001") < every.index('id="more"') < every.index("SOP-IT-002")
    site.house.publish(text("SOP-IT-003", purpose="ผู้ป่วย ทุกราย ต้องได้รับการดูแล"))
    narrower = browser.text("/search?q=ผู้ป่วย&more=1")
    assert "ตรงที่สุด ๒" in narrower
    assert "พิมพ์คำให้เฉพาะขึ้น" in narrower


def test_a_title_breaks_only_between_words() -> None:
    words = {"ระบบโรงพยาบาล (ใหม่) <b>": ["ระบบ", "โรงพยาบาล", " ", "(", "ใหม่", ")", " ", "<", "b", ">"]}
    made = unbroken("ระบบโรงพยาบาล (ใหม่) <b>", lambda text: words[text])
    assert made == (
        '<span class="w">ระบบ</span><wbr><span class="w">โรงพยาบาล</span> <wbr>'
        '<span class="w">(ใหม่)</span> <wbr><span class="w">&lt;b&gt;</span><wbr>'
    )
