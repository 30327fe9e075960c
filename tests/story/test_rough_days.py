"""What goes wrong on a ward: sessions end, thumbs press twice, lids close; nothing is lost."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.story.test_browser import (
    DESKTOP,
    PASSWORD,
    PHONE,
    People,
    address,
    chromium,
    open_waiting,
    people,
    read_to_the_end,
    sign,
    sign_in,
)

__all__ = ["address", "chromium", "people"]
# minutes: waits as people wait
pytestmark = [pytest.mark.browser, pytest.mark.conformance, pytest.mark.xdist_group("rough_days")]
MARKDOWN = "ข้อความ (Markdown)"


@pytest.fixture(scope="module")
def home(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("rough-days") / "library"
    shutil.copytree(demo_library, copy)
    return copy


def test_a_round_is_signed_through_everything_that_goes_wrong(people: People) -> None:
    _a_session_ends_in_the_middle_of_signing(people)
    _two_tabs_sign_once(people)
    _a_slow_network_and_the_back_button_sign_once(people)


def _a_session_ends_in_the_middle_of_signing(people: People) -> None:
    page = people.visit(PHONE, "reviewer")
    open_waiting(page)
    round_page = page.url
    page.get_by_label(re.compile("ความเห็น")).fill("ข้อ 3 ชัดเจนดีแล้ว")
    page.context.clear_cookies(name="sopctl")
    sign(page, "ลงนามทบทวน")
    main = page.get_by_role("main")
    main.get_by_label("ชื่อผู้ใช้").fill("reviewer")
    main.get_by_label("รหัสผ่าน").fill(PASSWORD)
    main.get_by_role("button", name="เข้าสู่ระบบ").click()
    expect(page.get_by_label(re.compile("ความเห็น"))).to_have_value("ข้อ 3 ชัดเจนดีแล้ว")
    page.get_by_role("button", name="ส่งต่อ").click()
    # The password was not kept, so it is asked for again; the remark was.
    expect(page.get_by_label(re.compile("ความเห็น"))).to_have_value("ข้อ 3 ชัดเจนดีแล้ว")
    sign(page, "ลงนามทบทวน")
    page.goto(round_page)
    expect(page.get_by_role("main")).to_contain_text("ข้อ 3 ชัดเจนดีแล้ว")
    expect(page.get_by_role("main")).to_contain_text("รอตรวจสอบ")


def _two_tabs_sign_once(people: People) -> None:
    one = people.visit(DESKTOP, "quality")
    open_waiting(one)
    other = one.context.new_page()
    other.goto(one.url)
    sign(one, "ลงนามตรวจสอบ")
    sign(other, "ลงนามตรวจสอบ")
    expect(other.get_by_role("main")).to_contain_text("ท่านลงนามแล้ว")


def _a_slow_network_and_the_back_button_sign_once(people: People) -> None:
    page = people.visit(PHONE, "director")
    open_waiting(page)
    round_page, sent = page.url, []

    def slowly(route: Route) -> None:
        sent.append(route.request.url)
        time.sleep(1.5)
        route.continue_()

    page.route("**/sign", slowly)
    read_to_the_end(page)
    page.locator("#decision").get_by_label(re.compile("รหัสผ่านของ")).fill(PASSWORD)
    # An impatient thumb while the network crawls.
    page.evaluate("""() => {
        const button = document.querySelector("#decision button[type=submit]");
        for (let press = 0; press < 4; press += 1) button.click();
    }""")
    page.wait_for_url(lambda url: url.split("#")[0] != round_page, timeout=20_000)
    assert len(sent) == 1
    page.unroute("**/sign")
    page.go_back()
    # Whether the browser kept the page or asks again, a second signature cannot come of it.
    if page.locator("#decision").get_by_role("button", name="อนุมัติ", exact=True).count():
        sign(page, "อนุมัติ")
        expect(page.get_by_role("main")).to_contain_text("ท่านลงนามแล้ว")
    page.goto(round_page)
    expect(page.get_by_role("main")).to_contain_text("อนุมัติแล้ว")
    expect(page.get_by_role("main").locator(".meaning", has_text="ผู้อนุมัติ")).to_have_count(1)


def _a_button_waits_for_the_save_on_its_way(page: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []
    # The library has the text, and its answer is slow to come.
    page.route("**/autosave", lambda route: held.append((route, route.fetch())))
    text = page.get_by_role("textbox", name=MARKDOWN)
    text.fill(text.input_value() + "\nพิมพ์แล้วกดทันที\n")
    expect(page.locator("#saving")).to_contain_text("กำลังบันทึก")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(page.locator(".notice.good")).to_contain_text("บันทึกแล้ว")
    expect(text).to_have_value(re.compile("พิมพ์แล้วกดทันที"))


def _begin(page: Page) -> str:
    page.goto("/drafts")
    page.get_by_label("รหัสเอกสาร").fill("SOP-IT-095")
    page.get_by_label("เรื่อง").fill("การสำรองข้อมูล")
    page.get_by_role("button", name=re.compile("เริ่มร่าง")).click()
    expect(page.get_by_role("textbox", name=MARKDOWN)).to_be_visible()
    return page.url.split("#")[0]  # to go to it again is to load it again


def test_a_closed_lid_and_a_second_window_lose_nothing_that_was_typed(people: People) -> None:
    page = people.visit(DESKTOP, "author")
    draft = _begin(page)
    text = page.get_by_role("textbox", name=MARKDOWN)
    markdown = text.input_value()

    # The network goes, the lid closes, and the text comes back when the page does.
    page.context.set_offline(True)
    text.fill(markdown + "\nพิมพ์ไว้ก่อนปิดฝาเครื่อง\n")
    expect(page.locator("#saving")).to_contain_text("บันทึกไม่ได้")
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    page = page.context.new_page()
    page.goto(draft)
    text = page.get_by_role("textbox", name=MARKDOWN)
    expect(text).to_have_value(re.compile("พิมพ์ไว้ก่อนปิดฝาเครื่อง"))
    expect(page.locator("#saving")).to_have_text("บันทึกแล้ว")

    # Somebody else sees whose draft it is and when it was saved.
    reader = people.visit(PHONE, "quality")
    reader.goto(draft)
    expect(reader.get_by_role("main")).to_contain_text("กำลังเขียนโดย นางสาวกมลชนก ใจดี")
    expect(reader.get_by_role("main")).to_contain_text("บันทึกล่าสุด")

    # Two windows of the author: the second to save is shown both texts and overwrites nothing unasked.
    second = people.visit(DESKTOP)
    sign_in(second, "author")
    second.goto(draft)
    before = second.get_by_role("textbox", name=MARKDOWN).input_value()
    text.fill(before + "\nจากหน้าต่างแรก\n")
    expect(page.locator("#saving")).to_have_text("บันทึกแล้ว")
    second.get_by_role("textbox", name=MARKDOWN).fill(before + "\nจากหน้าต่างที่สอง\n")
    expect(second.locator("#saving")).to_contain_text("มีการแก้ไขร่างนี้จากที่อื่น")
    second.get_by_role("button", name="บันทึก", exact=True).click()
    text_of_second = second.get_by_role("textbox", name=MARKDOWN)
    expect(text_of_second).to_have_value(re.compile("จากหน้าต่างที่สอง"))
    expect(second.get_by_label("ฉบับที่บันทึกไว้")).to_have_value(re.compile("จากหน้าต่างแรก"))
    # Typing on beside the two texts saves over neither, not even on its own.
    text_of_second.press("Control+End")
    text_of_second.press_sequentially("และต่ออีก")
    second.wait_for_timeout(3500)
    reader.goto(draft)
    expect(reader.get_by_role("main")).to_contain_text("จากหน้าต่างแรก")
    expect(reader.get_by_role("main")).not_to_contain_text("และต่ออีก")
    # The lid closes before a choice was made: what was typed comes back, beside what was saved meanwhile.
    window = second.context
    second.close(run_before_unload=False)
    second = window.new_page()
    second.goto(draft)
    expect(second.get_by_role("textbox", name=MARKDOWN)).to_have_value(re.compile("และต่ออีก"))
    expect(second.locator("#saving")).to_contain_text("มีการแก้ไขร่างนี้จากที่อื่น")
    second.get_by_role("button", name="บันทึก", exact=True).click()
    second.get_by_role("button", name="รวมสองฉบับ").click()
    expect(second.get_by_role("textbox", name=MARKDOWN)).to_have_value(re.compile("จากหน้าต่างแรก"))
    expect(second.get_by_role("textbox", name=MARKDOWN)).to_have_value(re.compile("และต่ออีก"))
    second.get_by_role("button", name="บันทึก", exact=True).click()
    expect(second.locator(".notice.good")).to_contain_text("บันทึกแล้ว")
    second.reload()
    expect(second.locator("#saving")).to_be_empty()
    _a_button_waits_for_the_save_on_its_way(second)
