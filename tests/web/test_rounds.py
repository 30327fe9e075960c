from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from werkzeug.test import TestResponse

from sopctl.domain.workflow import Action
from tests.application.house import PASSWORD, text
from tests.web.sites import Browser, Site


def _shown(page: str) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def _sign(browser: Browser, round_id: str, action: str, **fields: str) -> TestResponse:
    page = browser.text(f"/rounds/{round_id}")
    form = {"action": action, "shown": _shown(page), "password": PASSWORD, **fields}
    return browser.post(f"/rounds/{round_id}/sign", form)


def test_the_round_walks_from_review_to_release_in_the_browser(site: Site) -> None:
    site.house.publish()
    draft = site.house.write(text(purpose="ฉบับใหม่"))
    round_id = site.house.submit(draft)
    for user, action, state in (("reviewer", "review", "in_check"), ("quality", "check", "in_approval"),
                                ("director", "approve", "approved")):  # fmt: skip
        browser = site.of(user)
        assert f"/rounds/{round_id}" in browser.text("/inbox")
        assert _sign(browser, round_id, action).status_code == 302
        assert site.house.version(draft).state == state
    quality = site.of("quality")
    assert "ประกาศใช้" in quality.text(f"/rounds/{round_id}")
    released = quality.post(f"/rounds/{round_id}/release", {"password": PASSWORD, "effective": "15/1/2569"})
    assert released.headers["Location"] == "/documents/SOP-IT-001/versions/2"
    assert "ถูกแทนที่" in site.nobody().text("/documents/SOP-IT-001/versions/1")


def test_nothing_can_be_signed_before_it_was_shown(site: Site) -> None:
    site.house.publish()
    round_id = site.house.submit(site.house.write(text(purpose="เนื้อหาที่ลงนาม")))
    browser = site.of("reviewer")
    page = browser.text(f"/rounds/{round_id}")
    form = page.index('name="password"')
    assert page.index("เทียบกับฉบับที่บังคับใช้") < page.index("เนื้อหาที่จะลงนาม") < form
    assert page.index("<del>เพื่อทดสอบ") < form
    assert f"/rounds/{round_id}/copy.pdf" in page
    blind = browser.post(f"/rounds/{round_id}/sign", {"action": "review", "password": PASSWORD, "shown": ""})
    assert blind.status_code == 409
    assert "อ่านอีกครั้ง" in blind.get_data(as_text=True)


def test_a_wrong_password_keeps_the_remark_and_changes_nothing(site: Site) -> None:
    draft = site.house.write()
    round_id = site.house.submit(draft)
    answer = _sign(site.of("reviewer"), round_id, "review", password="wrong", remark="ข้อ 2 <ดี> แล้ว")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "ข้อ 2 <ดี> แล้ว" in unescape(page)
    assert "รหัสผ่านไม่ถูกต้อง" in page
    assert "wrong" not in re.sub(r"is wrong|wrong-password", "", page)
    assert site.house.version(draft).state == "in_review"


def test_a_refusal_far_down_the_page_is_where_the_form_leads_without_a_script_too(site: Site) -> None:
    round_id = site.house.submit(site.house.write())
    browser = site.of("reviewer")
    page = browser.text(f"/rounds/{round_id}")
    assert f'action="/rounds/{round_id}/sign#answer"' in page
    assert f'action="/rounds/{round_id}/return#answer"' in page
    assert 'id="answer"' not in page
    wrong = _sign(browser, round_id, "review", password="wrong").get_data(as_text=True)
    assert wrong.count('id="answer"') == 1
    assert wrong.index('id="decision"') < wrong.index('id="answer"') < wrong.index("#answer")


def test_a_second_click_is_told_that_it_is_signed(site: Site) -> None:
    draft = site.house.write()
    round_id = site.house.submit(draft)
    browser = site.of("reviewer")
    form = {"action": "review", "shown": _shown(browser.text(f"/rounds/{round_id}")), "password": PASSWORD}
    assert browser.post(f"/rounds/{round_id}/sign", form).status_code == 302
    second = browser.post(f"/rounds/{round_id}/sign", form)
    assert second.status_code == 409
    assert "ท่านลงนามแล้ว" in second.get_data(as_text=True)
    assert site.house.ledger_actions().count("round:review") == 1


def test_after_signing_comes_what_waits_next(site: Site) -> None:
    first = site.house.submit(site.house.write())
    second = site.house.submit(site.house.write(text("SOP-IT-002")))
    browser = site.of("reviewer")
    assert _sign(browser, first, "review").headers["Location"] == "/inbox/next"
    assert browser.get("/inbox/next").headers["Location"] == f"/rounds/{second}"
    _sign(browser, second, "review")
    assert browser.get("/inbox/next").headers["Location"] == "/inbox"
    assert "ไม่มีงานค้าง" in browser.text("/inbox")


def test_a_return_needs_a_reason_and_shows_in_the_next_round(site: Site) -> None:
    draft = site.house.write()
    round_id = site.house.submit(draft)
    browser = site.of("reviewer")
    assert browser.post(f"/rounds/{round_id}/return", {"reason": "  "}).status_code == 400
    assert browser.post(f"/rounds/{round_id}/return", {"reason": "แก้ข้อ 1"}).status_code == 302
    assert site.house.version(draft).state == "draft"
    again = site.house.submit(draft)
    page = browser.text(f"/rounds/{again}")
    assert "แก้ข้อ 1" in page
    assert "สิ่งที่เปลี่ยนจากรอบก่อน" in page


@pytest.mark.parametrize("action", ["approve", "release", "", "draft", "review'"])
def test_a_step_out_of_order_is_refused_by_the_use_case(site: Site, action: str) -> None:
    draft = site.house.write()
    round_id = site.house.submit(draft)
    browser = site.of("director")
    shown = _shown(site.of("reviewer").text(f"/rounds/{round_id}"))
    form = {"action": action, "shown": shown, "password": PASSWORD}
    answer = browser.post(f"/rounds/{round_id}/sign", form)
    assert answer.status_code == 409
    assert site.house.version(draft).state == "in_review"


def test_a_session_that_ends_in_the_middle_of_signing_keeps_the_remark(site: Site) -> None:
    round_id = site.house.submit(site.house.write())
    browser = site.of("reviewer")
    page = browser.text(f"/rounds/{round_id}")
    form = {"action": "review", "shown": _shown(page), "password": PASSWORD, "remark": "ความเห็นยาว",
            "csrf_token": browser.token()}  # fmt: skip
    site.house.pass_time(hours=13)
    late = browser.client.post(f"/rounds/{round_id}/sign", data=form, headers={"Origin": "http://localhost"})
    page = late.get_data(as_text=True)
    assert late.status_code == 401
    assert 'name="kept.remark" value="ความเห็นยาว"' in page
    assert PASSWORD not in page


def test_a_release_date_may_be_later_and_never_earlier(site: Site) -> None:
    draft = site.house.write()
    round_id = site.house.approve(draft)
    browser = site.of("quality")
    early = browser.post(f"/rounds/{round_id}/release", {"password": PASSWORD, "effective": "14/1/2569"})
    page = early.get_data(as_text=True)
    assert early.status_code == 400
    assert "๑๕\u00a0มกราคม\u00a0๒๕๖๙" in page
    assert 'value="14/1/2569"' in page
    wrong = browser.post(f"/rounds/{round_id}/release", {"password": "no", "effective": "20/1/2569"})
    assert wrong.status_code == 403
    browser.post(f"/rounds/{round_id}/release", {"password": PASSWORD, "effective": "20/1/2569"})
    with site.house.library.reading() as uow:
        assert uow.releases.all()[0].release.effective == site.house.today + timedelta(days=5)


def test_signatures_given_so_far_are_on_the_page(site: Site) -> None:
    round_id = site.house.submit(site.house.write())
    site.house.sign(round_id, Action.REVIEW, "reviewer")
    page = site.of("quality").text(f"/rounds/{round_id}")
    assert "หัวหน้าแผนก" in page
    assert "ผู้ทบทวน" in page
    assert "เวลา\u00a0๑๐" in page


def test_a_signer_who_cannot_be_replaced_stays_in_the_form_with_the_reason(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sopctl.web.rounds._named", lambda opened: ("deputy", "reviewer"))
    round_id = site.house.submit(site.house.write())
    form = {"old": "reviewer", "new": "nobody-here", "reason": "ย้ายหน่วยงาน"}
    answer = site.of("quality").post(f"/rounds/{round_id}/signer", form)
    page = answer.get_data(as_text=True)
    assert answer.status_code in (404, 409)
    assert page.count('role="alert"') == 1
    assert "<option selected>reviewer</option>" in page
    assert 'value="nobody-here"' in page
    assert 'value="ย้ายหน่วยงาน"' in page
