"""Everything by keyboard alone, at 400 % zoom, and two people in one draft: what needs a real browser."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.story.test_browser import (
    DESKTOP,
    PASSWORD,
    PHONE,
    People,
    address,
    chromium,
    no_sideways_scroll,
    people,
)

__all__ = ["address", "chromium", "people"]
# minutes: the whole way by keyboard and at 400 %
pytestmark = [pytest.mark.browser, pytest.mark.conformance, pytest.mark.xdist_group("by_keyboard")]
ZOOMED: ViewportSize = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %: WCAG 1.4.10
MANY = 90  # presses of Tab within which everything on a page must be reached
# What the eye needs: where the focus is, whether it is drawn, and whether it is in the window.
FOCUS = """() => {
    const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const around = at.closest(".find-box");
    const name = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || at.name || "";
    return {
        name: name.trim(),
        visible: ring || Boolean(around && getComputedStyle(around).outlineStyle !== "none"),
        inside: box.bottom > 0 && box.top < innerHeight, tag: at.tagName,
    };
}"""


@pytest.fixture(scope="module")
def home(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("keyboard") / "library"
    shutil.copytree(demo_library, copy)
    return copy


def tab_to(page: Page, wanted: str) -> list[str]:
    """Press Tab until what is named so has the focus; every stop on the way is drawn and in the window."""
    passed = list[str]()
    for _ in range(MANY):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert stop["visible"], f"no focus to be seen on {stop}"
        assert stop["inside"], f"the focus is out of the window on {stop}"
        passed.append(stop["name"])
        if re.search(wanted, stop["name"]):
            return passed
    raise AssertionError(f"{wanted} is not reached: {passed}")


def sign_in_by_keyboard(page: Page, user: str) -> None:
    page.goto("/sign-in")
    page.keyboard.type(user)  # the cursor stands in the first field
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_search_document_and_paper_without_a_mouse(people: People) -> None:
    page = people.visit(DESKTOP)
    page.goto("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("เวชระเบียน")
    expect(page.locator("#results .count")).to_contain_text("พบ")
    expect(page.get_by_role("searchbox")).to_be_focused()  # what htmx puts in takes no focus away
    expect(page.locator("#said")).to_contain_text("พบ")
    tab_to(page, "SOP-MR-001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("การเปิดเผยและขอสำเนาเวชระเบียน")
    passed = tab_to(page, "^PDF")
    assert passed[0] == "ข้ามไปยังเนื้อหา"  # the first stop of every page skips its menu
    with page.expect_response(re.compile(r"SOP-MR-001\.pdf")) as paper:
        page.keyboard.press("Enter")
    assert paper.value.ok


def test_the_skip_link_and_the_menu(people: People) -> None:
    page = people.visit(DESKTOP)
    sign_in_by_keyboard(page, "quality")
    page.goto("/register")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert "ณ วันที่" in page.evaluate(FOCUS)["name"]
    page.goto("/register")
    tab_to(page, "^เพิ่มเติม")
    page.keyboard.press("Enter")
    tab_to(page, "ทบทวนตามรอบ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ทบทวนตามรอบ")


def test_a_round_is_read_and_signed_without_a_mouse(people: People) -> None:
    page = people.visit(DESKTOP)
    sign_in_by_keyboard(page, "reviewer")
    page.goto("/inbox")
    tab_to(page, "SOP-IT-001")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rounds/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("นโยบายการบริหารความเสี่ยง")
    approve = page.locator("#decision").get_by_role("button", name="ลงนามทบทวน", exact=True)
    expect(approve).to_be_disabled()
    for _ in range(60):
        if approve.is_enabled():
            break
        page.keyboard.press("PageDown")
        page.wait_for_timeout(250)  # as long as an eye needs at the least
    expect(approve).to_be_enabled()
    tab_to(page, "^ความเห็น")
    page.keyboard.type("อ่านด้วยแป้นพิมพ์")
    tab_to(page, "^รหัสผ่านของ")
    page.keyboard.type(PASSWORD)
    tab_to(page, "^ลงนามทบทวน")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("ทบทวนแล้ว")


def test_two_people_in_one_draft_see_each_other_while_they_are_there(people: People) -> None:
    author, quality = people.visit(DESKTOP), people.visit(PHONE)
    sign_in_by_keyboard(author, "author")
    author.goto("/drafts")
    author.get_by_label("รหัสเอกสาร").fill("SOP-IT-094")
    author.get_by_label("เรื่อง").fill("การดูแลห้องแม่ข่าย")
    author.get_by_role("button", name=re.compile("เริ่มร่าง")).click()
    expect(author.locator("#present")).to_be_attached()
    tab_to(author, "ข้อความ \\(Markdown\\)")
    author.keyboard.press("Control+End")
    author.keyboard.type("พิมพ์ด้วยแป้นพิมพ์")
    expect(author.locator("#saving")).to_have_text("บันทึกแล้ว")
    tab_to(author, "^ส่งทบทวน")  # Tab leaves the text: no trap
    sign_in_by_keyboard(quality, "quality")
    quality.goto(author.url)
    expect(quality.locator("#present")).to_contain_text("นางสาวกมลชนก ใจดี กำลังเขียนอยู่ในร่างนี้")
    author.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # asks at once
    expect(author.locator("#present")).to_contain_text("นางสาวศิริพร มั่นคง กำลังเปิดอ่านร่างนี้")
    author.get_by_role("textbox", name="ข้อความ (Markdown)").press_sequentially(" อีกคำ")
    expect(author.locator("#saving")).to_have_text("บันทึกแล้ว")
    quality.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(quality.locator("#present")).to_contain_text("บันทึกข้อความใหม่แล้ว")
    quality.goto("/inbox")  # leaves
    author.wait_for_timeout(300)
    author.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(author.locator("#present")).not_to_contain_text("นางสาวศิริพร")


def test_four_hundred_per_cent_scrolls_one_way_only(people: People) -> None:
    page = people.visit(ZOOMED)
    for path in ("/", "/search?q=ผู้ป่วย", "/documents/SOP-IT-001", "/register", "/sign-in", "/verify"):
        page.goto(path)
        assert no_sideways_scroll(page), path


def test_the_work_of_a_signer_fits_at_four_hundred_per_cent(people: People) -> None:
    page = people.visit(ZOOMED)
    sign_in_by_keyboard(page, "director")
    for path in ("/inbox", "/account", "/reading", "/requests/new"):
        page.goto(path)
        assert no_sideways_scroll(page), path
