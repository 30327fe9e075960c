from __future__ import annotations

import re
from io import BytesIO

import pytest

from sopctl.application.authoring import drafts
from sopctl.application.library import Actor
from tests.application.house import PASSWORD, text
from tests.support.pictures import PNG, photograph
from tests.web.sites import Browser, Site

JSON = {"Accept": "application/json"}
PICTURE = PNG


def _save(browser: Browser, draft: str, number: int, **fields: str) -> tuple[int, str]:
    form = {"save_number": str(number), "markdown": text(), "reason": "", "effective": "", **fields}
    answer = browser.post(f"/drafts/{draft}", form)
    return answer.status_code, answer.get_data(as_text=True)


def test_a_new_document_begins_from_its_types_skeleton(site: Site) -> None:
    browser = site.of("author")
    form = {"number": "sop-it-007", "title": "เรื่องใหม่", "type": "SOP", "department": "IT"}
    answer = browser.post("/drafts", form)
    assert answer.status_code == 302
    page = browser.text(answer.headers["Location"])
    assert "number: SOP-IT-007" in page
    assert "# วัตถุประสงค์" in page
    assert "SOP-IT-007" in browser.text("/drafts")


def test_a_new_document_without_a_number_takes_the_next_free_one(site: Site) -> None:
    site.house.publish()
    browser = site.of("author")
    assert "SOP-IT-002" in browser.text("/drafts")
    form = {"number": "", "title": "เรื่องใหม่", "type": "SOP", "department": "IT"}
    first, second = (browser.post("/drafts", form).headers["Location"] for _ in range(2))
    assert "number: SOP-IT-002" in browser.text(first)
    assert "number: SOP-IT-003" in browser.text(second)
    elsewhere = browser.post("/drafts", {**form, "type": "WI"}).headers["Location"]
    assert "number: WI-IT-001" in browser.text(elsewhere)


def test_a_type_without_numbers_of_its_own_asks_for_one(site: Site) -> None:
    form = {"number": "", "title": "เรื่องใหม่", "type": "ไม่มี", "department": "IT"}
    assert site.of("author").post("/drafts", form).status_code == 400


def test_a_revision_that_is_refused_keeps_what_was_typed(site: Site) -> None:
    site.house.publish()
    browser = site.of("author")
    assert '<option value="SOP-IT-001">' in browser.text("/drafts")
    answer = browser.post("/drafts/revisions", {"number": "SOP-IT-077", "amendment": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert 'name="number" value="SOP-IT-077" list="revisable"' in page
    assert 'name="amendment" value="1" checked' in page


def test_a_number_that_is_taken_keeps_what_was_typed(site: Site) -> None:
    site.house.publish()
    form = {"number": "SOP-IT-001", "title": "ชื่อที่พิมพ์ไว้", "type": "SOP", "department": "IT"}
    answer = site.of("author").post("/drafts", form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "มีผู้ใช้แล้ว" in page
    assert "is taken" in page
    assert 'value="ชื่อที่พิมพ์ไว้"' in page


def test_what_is_written_is_kept_and_submitted(site: Site) -> None:
    draft = site.house.write()
    browser = site.of("author")
    status, _ = _save(browser, draft, 2, markdown=text(purpose="เขียนใหม่"), effective="๑/๒/๒๕๖๙")
    assert status == 302
    page = browser.text(f"/drafts/{draft}")
    assert "เขียนใหม่" in page
    assert 'value="1/2/2569"' in page
    form = {"markdown": text(purpose="ส่ง"), "save_number": "3", "reason": "ประกาศใช้", "then": "submit"}
    sent = browser.post(f"/drafts/{draft}", form)
    assert sent.headers["Location"].startswith("/rounds/")
    assert site.house.version(draft).state == "in_review"


def test_windows_line_ends_of_a_form_do_not_reach_the_text(site: Site) -> None:
    draft = site.house.write()
    _save(site.of("author"), draft, 2, markdown=text().replace("\n", "\r\n"))
    kept = drafts.view_draft(site.house.library, Actor("author"), draft).draft.markdown
    assert "\r" not in kept
    assert kept == text()


def test_a_text_with_errors_is_not_submitted_and_stays_in_the_page(site: Site) -> None:
    draft = site.house.write()
    broken = text().replace("# ขอบเขต", "# อื่น ๆ")
    status, page = _save(site.of("author"), draft, 2, markdown=broken, reason="ทดลอง", then="submit")
    assert status == 422
    assert "# อื่น ๆ" in page
    assert "data-line=" in page
    assert site.house.version(draft).state == "draft"


def test_broken_front_matter_says_which_line(site: Site) -> None:
    draft = site.house.write()
    status, page = _save(site.of("author"), draft, 2, markdown="no front matter", then="submit")
    assert status == 400
    assert "บรรทัดที่ ๑" in page
    assert ">\nno front matter</textarea>" in page


def test_an_impossible_date_is_refused_and_the_text_stays(site: Site) -> None:
    draft = site.house.write()
    status, page = _save(site.of("author"), draft, 2, markdown=text(purpose="อย่าหาย"), effective="30/2/2569")
    assert status == 400
    assert "30/2/2569" in page
    assert "อย่าหาย" in page
    assert "ไม่มีวันที่ 30" in page


def test_two_people_in_one_draft_lose_nothing(site: Site) -> None:
    draft = site.house.write()
    one, two = site.of("author"), site.of("author")
    assert _save(one, draft, 2, markdown=text(purpose="ของคนแรก"))[0] == 302
    status, page = _save(two, draft, 2, markdown=text(purpose="ของคนที่สอง"))
    assert status == 409
    assert "ของคนแรก" in page
    assert "ของคนที่สอง" in page
    assert "บันทึกทับ" in page
    offered = re.search(r'name="save_number" value="([0-9]+)"', page)
    assert offered is not None
    assert _save(two, draft, int(offered[1]), markdown=text(purpose="ของคนที่สอง"))[0] == 302


def test_both_texts_of_a_conflict_are_compared_and_put_together(site: Site) -> None:
    draft = site.house.write()
    one, two = site.of("author"), site.of("author")
    assert _save(one, draft, 2, markdown=text(purpose="ของคนแรก"))[0] == 302
    _, page = _save(two, draft, 2, markdown=text(purpose="ของคนที่สอง"))
    assert "<ins>" in page
    assert "<del>" in page
    status, page = _save(two, draft, 2, markdown=text(purpose="ของคนที่สอง"), then="both")
    written = page.split('id="text"')[1].split("</textarea>")[0]
    assert status == 200
    assert "ของคนแรก" in written
    assert "ของคนที่สอง" in written
    assert written.count("number:") == 1
    assert "data-unsaved" in page
    assert 'name="save_number" value="3"' in page


def test_a_draft_says_who_else_has_it_open(site: Site) -> None:
    draft = site.house.write()
    author, quality = site.of("author"), site.of("quality")
    author.text(f"/drafts/{draft}")
    told = quality.text(f"/drafts/{draft}")
    assert "เปิดร่างนี้เมื่อ" in told  # without a script the hour is known
    form = {"window": "w1", "save": "2"}
    author.post(f"/drafts/{draft}/presence", form)
    told = quality.post(f"/drafts/{draft}/presence", {"window": "w2", "save": "1"}).get_data(as_text=True)
    assert "กำลังเขียนอยู่ในร่างนี้" in told
    assert "บันทึกข้อความใหม่แล้ว" in told
    told = author.post(f"/drafts/{draft}/presence", form).get_data(as_text=True)
    assert "กำลังเปิดอ่านร่างนี้" in told
    assert "บันทึกข้อความใหม่แล้ว" not in told
    assert quality.post(f"/drafts/{draft}/presence", {"window": "w2", "gone": "1"}).status_code == 204
    assert site.of("staff").post(f"/drafts/{draft}/presence", form).status_code == 403


def test_autosave_answers_a_script_and_refuses_an_old_save(site: Site) -> None:
    draft = site.house.write()
    browser = site.of("author")
    form = {"save_number": "2", "markdown": text(purpose="อัตโนมัติ"), "reason": "", "effective": ""}
    first = browser.post(f"/drafts/{draft}/autosave", form, headers=JSON)
    assert (first.status_code, first.get_json()) == (200, {"save_number": 3})
    second = browser.post(f"/drafts/{draft}/autosave", form, headers=JSON)
    assert second.status_code == 409
    assert second.get_json()["code"] == "changed-meanwhile"


def test_a_script_whose_session_ended_is_told_so_and_can_get_a_new_token(site: Site) -> None:
    draft = site.house.write()
    browser = site.of("author")
    form = {"save_number": "2", "markdown": text(), "csrf_token": browser.token()}
    site.house.pass_time(hours=13)
    late = browser.client.post(f"/drafts/{draft}/autosave", data=form, headers=JSON)
    assert (late.status_code, late.get_json()["code"]) == (401, "sign-in-needed")
    assert browser.get("/session/token", headers=JSON).status_code == 401
    browser.post("/sign-in", {"user": "author", "password": PASSWORD})
    stale = browser.client.post(f"/drafts/{draft}/autosave", data=form, headers=JSON)
    assert (stale.status_code, stale.get_json()["code"]) == (400, "form-expired")
    form["csrf_token"] = browser.get("/session/token", headers=JSON).get_json()["token"]
    assert browser.client.post(f"/drafts/{draft}/autosave", data=form, headers=JSON).status_code == 200


def test_a_session_that_ends_while_typing_loses_no_letter(site: Site) -> None:
    draft = site.house.write()
    browser = site.of("author")
    words = 'ข้อความ "ยาว" & <ทุกตัว>\nบรรทัดสอง'
    form = {
        "save_number": "2",
        "markdown": text(purpose=words),
        "reason": "เหตุ",
        "csrf_token": browser.token(),
    }
    site.house.pass_time(hours=13)
    here = {"Origin": "http://localhost"}
    late = browser.client.post(f"/drafts/{draft}", data=form, headers=here)
    page = late.get_data(as_text=True)
    assert late.status_code == 401
    assert "สิ่งที่พิมพ์ไว้ยังอยู่" in page
    kept = _hidden(page)
    again = browser.client.post(
        "/sign-in", data={**kept, "user": "author", "password": PASSWORD}, headers=here
    )
    onwards = again.get_data(as_text=True)
    assert f'action="/drafts/{draft}"' in onwards
    form |= _hidden(onwards)
    sent = browser.client.post(f"/drafts/{draft}", data=form, headers=here)
    assert sent.status_code == 302
    assert "บรรทัดสอง" in drafts.view_draft(site.house.library, Actor("author"), draft).draft.markdown


def test_a_browser_that_forgot_everything_is_asked_to_sign_in_and_keeps_the_text(site: Site) -> None:
    draft = site.house.write()
    browser = site.nobody()
    form = {"save_number": "2", "markdown": text(purpose="ยังอยู่"), "csrf_token": "of a session long gone"}
    late = browser.client.post(f"/drafts/{draft}", data=form, headers={"Origin": "http://localhost"})
    assert late.status_code == 401
    assert "ยังอยู่" in _hidden(late.get_data(as_text=True))["kept.markdown"]


def _hidden(page: str) -> dict[str, str]:
    from html import unescape

    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def test_preview_answers_with_the_page_and_its_findings(site: Site) -> None:
    draft = site.house.write()
    browser = site.of("author")
    page = browser.post(f"/drafts/{draft}/preview", {"markdown": text(purpose="เห็นทันที")}).get_data(
        as_text=True
    )
    assert "เห็นทันที" in page
    assert "<html" not in page
    broken = browser.post(f"/drafts/{draft}/preview", {"markdown": "---\nnumber: ?\n---\n"})
    assert "แก้ส่วนหัว" in broken.get_data(as_text=True)


def test_the_outline_names_each_heading_with_its_line(site: Site) -> None:
    draft = site.house.write()
    written = text(purpose="ก\n\n## ย่อย")
    page = site.of("author").post(f"/drafts/{draft}/preview", {"markdown": written}).get_data(as_text=True)
    outline = page.partition('class="outline"')[2].partition("</details>")[0]
    lines = written.split("\n")
    found = re.findall(r'data-line="(\d+)">(?:<span[^>]*>(.*?)</span> )?(.*?)</a>', outline)
    assert [lines[int(line) - 1].lstrip("# ") for line, _, _ in found] == [title for _, _, title in found]
    assert ("๑.๑", "ย่อย") in [(number, title) for _, number, title in found]
    # Who only reads has no text to go to: the outline leads into the page.
    reading = site.of("quality").get(f"/drafts/{draft}").get_data(as_text=True)
    assert 'class="outline"' in reading
    assert "data-line" not in reading


def test_a_picture_goes_beside_the_draft_and_anything_else_is_refused(site: Site) -> None:
    draft = site.house.write()
    browser = site.of("author")
    good = browser.post(f"/drafts/{draft}/files", {"file": (BytesIO(PICTURE), "flow.png")}, headers=JSON)
    assert good.get_json()["name"] == "flow.png"
    shown = browser.get(f"/drafts/{draft}/files/flow.png")
    assert (shown.mimetype, shown.data) == ("image/png", PICTURE)
    assert not good.get_json()["note"]
    photo = {"file": (BytesIO(photograph()), "photo.jpg")}
    assert "สถานที่ถ่าย" in browser.post(f"/drafts/{draft}/files", photo, headers=JSON).get_json()["note"]
    for name, data in (("a.svg", b"<svg onload=alert(1)>"), ("../up.png", PICTURE), ("x.png", b"<html>")):
        bad = browser.post(f"/drafts/{draft}/files", {"file": (BytesIO(data), name)}, headers=JSON)
        assert (bad.status_code, bad.get_json()["code"]) == (400, "file-refused"), name


def test_a_draft_as_a_copy_is_marked_and_not_cached(site: Site) -> None:
    draft = site.house.write()
    answer = site.of("author").get(f"/drafts/{draft}/copy.pdf")
    assert answer.mimetype == "application/pdf"
    assert b"draft" in answer.data


def test_take_back_and_give_up(site: Site) -> None:
    draft = site.house.write()
    round_id = site.house.submit(draft)
    browser = site.of("author")
    assert "ดึงกลับ" in browser.text(f"/rounds/{round_id}")
    browser.post(f"/drafts/{draft}/take-back")
    assert site.house.version(draft).state == "draft"
    assert browser.post(f"/drafts/{draft}/abandon", {"reason": " "}).status_code == 400
    browser.post(f"/drafts/{draft}/abandon", {"reason": "ไม่ใช้แล้ว"})
    assert site.house.version(draft).state == "abandoned"


def test_a_returned_draft_shows_why(site: Site) -> None:
    draft = site.house.write()
    round_id = site.house.submit(draft)
    site.of("reviewer").post(f"/rounds/{round_id}/return", {"reason": "ข้อ 3 ไม่ชัด"})
    browser = site.of("author")
    assert "ข้อ 3 ไม่ชัด" in browser.text("/inbox")
    assert "ข้อ 3 ไม่ชัด" in browser.text(f"/drafts/{draft}")


@pytest.mark.parametrize("number", ["", "-1", "๓", "x", "9" * 40])
def test_a_save_number_that_is_none_is_only_an_old_save(site: Site, number: str) -> None:
    draft = site.house.write()
    form = {"save_number": number, "markdown": text()}
    assert site.of("author").post(f"/drafts/{draft}", form).status_code == 409


def test_a_next_version_begins_from_the_one_in_force(site: Site) -> None:
    site.house.publish(text(purpose="ฉบับแรก"))
    browser = site.of("author")
    answer = browser.post("/drafts/revisions", {"number": "SOP-IT-001"})
    assert "ฉบับแรก" in browser.text(answer.headers["Location"])
    assert browser.post("/drafts/revisions", {"number": "SOP-IT-001"}).status_code == 409
