"""The pages of controlled copies, their counts, and what their codes say (R22)."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook

from sopctl.application.distribution import prints
from sopctl.application.distribution.prints import Wanted
from sopctl.application.library import Actor
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Fate, HolderKind, Print
from tests.application.house import text
from tests.web.sites import Site

NUMBER, QUALITY = DocumentNumber("SOP-IT-001"), Actor("quality")


def issued(site: Site) -> tuple[Print, ...]:
    wanted = [Wanted(HolderKind.DEPARTMENT, "ED", "หอผู้ป่วยใน"), Wanted(HolderKind.PERSON, "staff", "ห้องยา")]
    return prints.issue_prints(site.house.library, QUALITY, NUMBER, wanted)


def test_one_empty_copy_stands_open_and_the_others_unfold(site: Site) -> None:
    browser = site.of("quality")
    page = browser.text("/prints/issue?holder=ED&place=ER&holder=&place=")
    before, _, folded = page.partition('<details class="quiet-details">')
    assert (before.count('name="holder"'), folded.count('name="holder"')) == (2, 3)
    assert '<details class="quiet-details" open>' in browser.text("/prints/issue?rows=10")


def test_copies_are_issued_printed_and_recalled_on_the_web(site: Site) -> None:
    site.house.publish()
    browser = site.of("quality")
    assert "ยังไม่มี" not in browser.text("/prints")
    form = {
        "document": "sop-it-001",
        "holder": ["ED เรียน", "staff พยาบาล", ""],
        "place": ["หอผู้ป่วยใน", "", "x"],
    }
    answer = browser.post("/prints/issue", form)
    assert answer.status_code == 302
    page = browser.text(answer.location)
    assert page.count("checked") == 2
    assert "หอผู้ป่วยใน" in page
    with site.house.library.reading() as uow:
        first, second = uow.prints.of(NUMBER)
    one = browser.post("/prints/files", {"id": first.id})
    assert one.headers["Content-Disposition"].startswith("attachment")
    assert b"controlled" in one.data
    both = browser.post("/prints/files", {"id": [first.id, second.id]})
    assert len(zipfile.ZipFile(BytesIO(both.data)).namelist()) == 2
    wrong = browser.post("/prints/recall", {"id": first.id, "fate": "lost", "on": "1/1/2569", "remark": "ก"})
    assert wrong.status_code == 400
    assert 'value="1/1/2569"' in wrong.get_data(as_text=True)
    assert f'value="{first.id}" checked' in wrong.get_data(as_text=True)
    assert f'value="{second.id}" checked' not in wrong.get_data(as_text=True)
    done = browser.post("/prints/recall", {"id": first.id, "fate": "destroyed", "remark": "หน้าหัวหน้าเวร"})
    assert done.status_code == 302
    assert "หน้าหัวหน้าเวร" in browser.text("/prints?state=destroyed")
    assert "SOP-IT-001-v1-copy-001" in one.headers["Content-Disposition"]
    refused = browser.post("/prints/files", {"id": first.id})
    assert refused.status_code == 409


def test_a_long_list_comes_in_pages_and_is_asked_by_part_of_a_number_or_a_title(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sopctl.web.prints._PER_PAGE", 1)
    site.house.publish()
    first, second = issued(site)
    browser = site.of("quality")
    page = browser.text("/prints?document=it 1")
    assert f'value="{first.id}"' in page
    assert f'value="{second.id}"' not in page
    assert 'href="/prints?page=2&amp;document=it+1"' in page
    assert f'value="{second.id}"' in browser.text("/prints?document=it 1&page=2")
    assert "ไม่มีสำเนาตามที่เลือก" in browser.text("/prints?document=ไม่มี")
    form = {"id": second.id, "fate": "lost", "page": "2", "document": "it 1"}
    wrong = browser.post("/prints/recall", {**form, "on": "1/1/2569"}).get_data(as_text=True)
    assert f'value="{second.id}" checked' in wrong
    assert browser.post("/prints/recall", form).location == "/prints?document=it+1&page=2"


def test_a_form_that_is_refused_keeps_what_was_typed(site: Site) -> None:
    site.house.publish()
    browser = site.of("quality")
    answer = browser.post("/prints/issue", {"document": "SOP-IT-001", "holder": "ghost", "place": "ที่นี่"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'value="ghost"' in page
    assert 'value="ที่นี่"' in page
    assert browser.post("/prints/issue", {"document": "SOP-IT-001"}).status_code == 400
    assert browser.post("/prints/issue", {"document": "ไม่ใช่", "holder": "ED"}).status_code == 400


def test_old_copies_are_exchanged_in_one_step(site: Site) -> None:
    site.house.publish()
    issued(site)
    site.house.publish(text(purpose="ฉบับใหม่"))
    browser = site.of("quality")
    assert "/prints/exchange?document=SOP-IT-001" in browser.text("/prints?document=SOP-IT-001")
    assert browser.text("/prints/exchange?document=SOP-IT-001").count('name="copy"') == 2
    done = browser.post("/prints/exchange", {"document": "SOP-IT-001", "copy": ["1", "2"], "returned": "1"})
    assert done.status_code == 302
    assert browser.text("/prints?document=SOP-IT-001").count('name="id"') == 2
    again = browser.post("/prints/exchange", {"document": "SOP-IT-001", "copy": ["1"]})
    assert again.status_code == 409
    assert browser.get("/prints/exchange?document=nothing").status_code == 404


def test_lists_are_closed_to_others_and_mine_is_mine(site: Site) -> None:
    site.house.publish()
    issued(site)
    for path in ("/prints", "/prints.xlsx", "/prints/counts", "/prints/place?place=ห้องยา"):
        assert site.nobody().get(path).status_code == 302
        assert site.of("staff").get(path).status_code == 403
        assert site.of("auditor").get(path).status_code == 200
    mine = site.of("staff").text("/prints/mine")
    assert mine.count('class="hit"') == 2
    assert "พยาบาล" in mine
    assert site.of("author").text("/prints/mine").count('class="hit"') == 0
    assert "ห้องยา" in site.of("auditor").text("/prints/place?place=ห้องยา")
    assert site.of("auditor").get("/prints/place?place=อื่น").status_code == 404
    assert 'name="id"' not in site.of("auditor").text("/prints")


def test_the_workbook_holds_the_list(site: Site) -> None:
    site.house.publish(text(title="=1+1"))
    issued(site)
    sheet = load_workbook(BytesIO(site.of("quality").get("/prints.xlsx").data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows] == ["1", "2"]
    assert rows[0][1] == "=1+1"
    assert next(sheet.iter_rows(min_row=2))[1].data_type == "s"


def test_the_code_of_a_copy_says_its_number_and_whether_it_was_recalled(site: Site) -> None:
    site.house.publish()
    first, second = issued(site)
    page = site.nobody().text(f"/verify/{first.token}")
    assert "ใช้ได้" in page
    assert "สำเนาควบคุมที่ 1" in page.replace("๑", "1")
    assert "หอผู้ป่วยใน" in page
    prints.recall_prints(site.house.library, QUALITY, NUMBER, [1], Fate.RETURNED)
    gone = site.nobody().text(f"/verify/{first.token}")
    assert "เรียกคืนแล้ว" in gone
    assert "ใช้ได้</h1>" not in gone
    site.house.publish(text(purpose="ใหม่"))
    assert "ถูกแทนที่" in site.nobody().text(f"/verify/{second.token}")


def test_the_code_of_a_restricted_copy_leaks_no_holder(site: Site) -> None:
    site.house.publish(text(access="restricted", title="เรื่องลับ"))
    (made,) = prints.issue_prints(
        site.house.library, QUALITY, NUMBER, [Wanted(HolderKind.DEPARTMENT, "IT", "ห้องเครื่อง")]
    )
    page = site.nobody().text(f"/verify/{made.token}")
    assert "เรื่องลับ" not in page
    assert "ห้องเครื่อง" not in page
    assert "ห้องเครื่อง" in site.of("reviewer").text(f"/verify/{made.token}")


def test_a_count_is_walked_from_the_list_the_code_and_the_paper(site: Site) -> None:
    site.house.publish()
    first, second = issued(site)
    browser = site.of("quality")
    assert browser.post("/prints/counts", {"place": "ที่ไม่มี"}).status_code == 409
    begun = browser.post("/prints/counts", {"place": ""})
    walk = begun.location
    assert browser.text(walk).count('value="found"') == 2
    assert browser.post(f"{walk}/close").status_code == 409
    assert browser.post(f"{walk}/scan", {"code": "ไม่รู้จัก"}).status_code == 404
    assert browser.post(f"{walk}/see", {"print": first.id, "finding": "nonsense"}).status_code == 404
    browser.post(f"{walk}/see", {"print": first.id, "finding": "missing"})
    assert "บันทึกว่าพบสำเนานี้" in browser.text(f"/verify/{second.token}")
    assert "บันทึกว่าพบสำเนานี้" not in site.nobody().text(f"/verify/{second.token}")
    browser.post(f"{walk}/scan", {"code": second.token})
    assert browser.post(f"{walk}/close", {"remark": "หายหนึ่ง"}).status_code == 302
    page = browser.text(walk)
    assert "หายหนึ่ง" in page
    assert 'value="found"' not in page
    assert browser.post(f"{walk}/scan", {"code": second.token}).status_code == 409


def test_a_long_count_is_walked_in_pages_and_by_place(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sopctl.web.counts._PER_PAGE", 1)
    site.house.publish()
    first, second = issued(site)
    browser = site.of("quality")
    walk = browser.post("/prints/counts", {"place": ""}).location
    page = browser.text(walk)
    assert page.count('name="print"') == 1
    assert f'href="{walk}?page=2"' in page
    ward = browser.text(f"{walk}?q=ห้องยา")
    assert f'value="{second.id}"' in ward
    assert f'value="{first.id}"' not in ward
    seen = browser.post(f"{walk}/see?q=ห้องยา", {"print": second.id, "finding": "found"})
    assert seen.status_code == 302
    assert "q=" in seen.location
    assert browser.post(f"{walk}/see", {"print": first.id, "finding": "found"}).status_code == 302
    assert f'href="{walk}?seen=2"' in browser.text(walk)
    assert "หน้า ๒ จาก ๒" in browser.text(f"{walk}?seen=2")


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_pages_speak_both_languages(site: Site, language: str) -> None:
    site.house.publish()
    first, _ = issued(site)
    browser = site.of("quality")
    browser.client.set_cookie("language", language)
    count = browser.post("/prints/counts", {"place": ""}).location
    for path in ("/prints?document=SOP-IT-001", "/prints/issue", "/prints/exchange?document=SOP-IT-001",
                 "/prints/mine", "/prints/counts", count, f"/verify/{first.token}"):  # fmt: skip
        page = browser.text(path)
        assert f'<html lang="{language}">' in page
        assert page.count("<h1") == 1
