"""Two days of the quality office in headless Chromium: paper out of the house, and what the wards ask for."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.story.test_browser import (
    DESKTOP,
    PHONE,
    People,
    address,
    chromium,
    home,
    no_sideways_scroll,
    people,
)
from tests.support.command_line import Sopctl

__all__ = ["address", "chromium", "home", "people"]
# minutes: days of the ward in a browser
pytestmark = [pytest.mark.browser, pytest.mark.conformance, pytest.mark.xdist_group("wards")]


def test_copies_go_out_are_superseded_exchanged_and_counted_on_a_phone(people: People, home: Path) -> None:
    sopctl = Sopctl(home)
    desk = people.visit(DESKTOP, "quality")
    desk.goto("/prints/issue?document=SOP-IT-001")
    _fill(desk, 0, "IT ศูนย์คอมพิวเตอร์", "ห้องเครื่อง")
    desk.locator("summary", has_text="สำเนาเพิ่มอีก").click()
    _fill(desk, 1, "MR", "ห้องเวชระเบียน")
    desk.get_by_role("button", name="ออกสำเนา", exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text("ออกสำเนาควบคุมแล้ว ๒ ฉบับ")
    with desk.expect_download() as fetched:
        desk.get_by_role("button", name="ดาวน์โหลดเพื่อพิมพ์").click()
    assert fetched.value.suggested_filename == "SOP-IT-001-copies.zip"

    for verb, user in (("review", "reviewer"), ("check", "quality"), ("approve", "director")):
        assert sopctl.sign(verb, "SOP-IT-001", user).status == 0
    assert sopctl.sign("release", "SOP-IT-001", "quality").status == 0

    desk.goto("/prints?document=SOP-IT-001")
    expect(desk.get_by_role("main")).to_contain_text("ต้องเรียกคืน")
    desk.get_by_role("link", name=re.compile("ออกฉบับปัจจุบันให้ผู้ถือเดิม")).click()
    desk.get_by_label(re.compile("สำเนาที่ ๒")).uncheck()
    desk.get_by_role("button", name=re.compile("ออกสำเนาใหม่")).click()
    expect(desk.get_by_role("main")).to_contain_text("ออกสำเนาใหม่แล้ว ๑ ฉบับ")
    new = sopctl.done("print", "list", "--document", "SOP-IT-001", "--as", "quality", "--json").json[-1]
    assert (new["copy"], new["version"], new["place"]) == (3, "2", "ห้องเครื่อง")

    phone = people.visit(PHONE, "quality")
    phone.goto("/prints/counts")
    phone.get_by_label(re.compile("สถานที่ที่จะเดินตรวจ")).select_option("ห้องเครื่อง")
    phone.get_by_role("button", name="เริ่มตรวจนับ").click()
    assert no_sideways_scroll(phone)
    walk = phone.url
    cards = phone.locator("form.tick")
    expect(cards).to_have_count(2)
    cards.filter(has_text="สำเนาที่ ๑").get_by_role("button", name="พบ", exact=True).click()
    expect(phone.get_by_role("status")).to_contain_text("ฉบับเก่า")
    # The camera of the telephone opens what the code on the paper says.
    phone.goto(f"/verify/{new['verify'].rpartition('/')[2]}")
    expect(phone.get_by_role("main")).to_contain_text("สำเนาควบคุมที่ ๓")
    assert no_sideways_scroll(phone)
    phone.get_by_role("button", name="บันทึกว่าพบสำเนานี้").click()
    expect(phone).to_have_url(walk)
    phone.get_by_label(re.compile("สรุปผล")).fill("เก็บฉบับเก่ากลับแล้ว")
    phone.get_by_role("button", name="ปิดการตรวจนับ").click()
    expect(phone.get_by_role("main")).to_contain_text("เก็บฉบับเก่ากลับแล้ว")
    expect(phone.locator(".tally")).to_contain_text(re.compile("พบฉบับเก่า ๑"))

    desk.goto("/prints?document=SOP-IT-001&place=ห้องเครื่อง&state=to-recall")
    desk.get_by_label(re.compile("SOP-IT-001 สำเนาที่ ๑")).check()
    desk.get_by_label(re.compile("ผู้นำมาคืน")).fill("เก็บจากแฟ้มตอนตรวจนับ")
    desk.get_by_role("button", name="บันทึก", exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text("บันทึกแล้ว ๑ สำเนา")
    anybody = people.visit(PHONE)
    anybody.goto(f"/verify/{_code(sopctl, 1)}")
    expect(anybody.get_by_role("heading", level=1)).to_have_text("ถูกแทนที่")


def test_a_nurse_asks_for_a_change_and_sees_it_done(people: People, home: Path, tmp_path: Path) -> None:
    sopctl = Sopctl(home)
    nurse = people.visit(PHONE, "staff")
    nurse.goto("/documents/SOP-IT-004")
    nurse.get_by_role("link", name="ขอแก้ไข").click()
    assert no_sideways_scroll(nurse)
    expect(nurse.get_by_label(re.compile("รหัสเอกสาร"))).to_have_value("SOP-IT-004")
    nurse.get_by_label(re.compile("เหตุผลที่ขอ")).fill("กลุ่มเปลี่ยนชื่อแล้ว")
    nurse.get_by_label(re.compile("สิ่งที่เสนอ")).fill("ข้อ ๒ ชื่อกลุ่มใหม่")
    nurse.get_by_role("button", name="ส่งคำขอ").click()
    expect(nurse.get_by_role("main")).to_contain_text("รอศูนย์คุณภาพพิจารณา")
    page = nurse.url
    number = page.rpartition("/")[2]

    desk = people.visit(DESKTOP, "quality")
    desk.goto("/dashboard")
    desk.get_by_role("link", name=number).click()
    desk.get_by_label("ผู้ดำเนินการ").select_option("author")
    desk.get_by_role("button", name="รับดำเนินการ", exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text("รับดำเนินการแล้ว")
    form = desk.request.get(f"{page}.pdf")
    assert form.ok
    assert form.body().startswith(b"%PDF-")

    author = people.visit(DESKTOP, "author")
    author.goto("/requests")
    author.get_by_role("link", name=re.compile(number)).click()
    author.get_by_role("button", name="เริ่มร่างตามคำขอนี้").click()
    expect(author.get_by_role("textbox", name="ข้อความ (Markdown)")).to_be_visible()
    nurse.goto(page)
    expect(nurse.get_by_role("main")).to_contain_text("ฉบับที่ ๒")

    file = tmp_path / "draft.md"
    file.write_text(sopctl.done("draft", "show", "SOP-IT-004", "--as", "author").out, encoding="utf-8")
    sopctl.done("draft", "save", "SOP-IT-004", file, "--reason", "ตามคำขอ", "--as", "author")
    sopctl.done("submit", "SOP-IT-004", "--as", "author")
    for verb, user in (("review", "reviewer"), ("check", "quality"), ("approve", "director")):
        assert sopctl.sign(verb, "SOP-IT-004", user).status == 0
    assert sopctl.sign("release", "SOP-IT-004", "quality").status == 0
    nurse.goto(page)
    expect(nurse.get_by_role("main")).to_contain_text("ดำเนินการเสร็จแล้ว")


def test_a_new_document_a_withdrawal_and_a_copy_are_asked_for_and_answered(
    people: People, home: Path
) -> None:
    sopctl, nurse, desk = Sopctl(home), people.visit(PHONE, "staff"), people.visit(DESKTOP, "quality")
    new = _ask(nurse, "จัดทำเอกสารใหม่", "ยังไม่มีแนวทาง", title="การส่งเวร")
    _accept(desk, new, "author")
    author = people.visit(DESKTOP, "author")
    author.goto(new)
    author.get_by_label("รหัสเอกสารใหม่").fill("SOP-PR-071")
    author.get_by_label("ประเภท").select_option("SOP")
    author.get_by_role("button", name="เริ่มร่างตามคำขอนี้").click()
    expect(author.get_by_role("textbox", name="ข้อความ (Markdown)")).to_be_visible()
    nurse.goto(new)
    expect(nurse.get_by_role("main")).to_contain_text("SOP-PR-071")

    withdrawal = _ask(nurse, "ยกเลิกเอกสาร", "ไม่ได้ใช้แล้ว", document="SOP-QM-002")
    _accept(desk, withdrawal, "quality")
    sopctl.done("withdraw", "SOP-QM-002", "--ask", "--reason", "ตามคำขอ", "--as", "quality")
    assert sopctl.sign("withdraw", "SOP-QM-002", "director").status == 0
    copy = _ask(nurse, "ขอสำเนาควบคุมเพิ่ม", "ฉบับที่หอชำรุด", document="SOP-ED-001", place="หอผู้ป่วยหญิง")
    _accept(desk, copy, "quality")
    desk.get_by_role("link", name=re.compile("ออกสำเนา")).last.click()
    desk.get_by_role("button", name="ออกสำเนา", exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text("ออกสำเนาควบคุมแล้ว ๑ ฉบับ")
    refused = _ask(nurse, "จัดทำเอกสารใหม่", "อยากได้", title="ซ้ำกับที่มี")
    desk.goto(refused)
    desk.get_by_text("ไม่รับดำเนินการ").first.click()
    desk.get_by_label("เหตุผลที่ไม่รับ").fill("มี SOP-IT-004 อยู่แล้ว")
    desk.get_by_role("button", name="ไม่รับดำเนินการ").click()
    for asked, outcome in (
        (withdrawal, "ดำเนินการเสร็จแล้ว"),
        (copy, "ดำเนินการเสร็จแล้ว"),
        (refused, "มี SOP-IT-004"),
    ):
        nurse.goto(asked)
        expect(nurse.get_by_role("main")).to_contain_text(outcome)
        link = nurse.get_by_role("link", name=re.compile("ใบคำขอ")).get_attribute("href")
        printed = PdfReader(BytesIO(nurse.request.get(link or "").body()))
        form = "".join(page.extract_text() for page in printed.pages)
        for words in ("ใบคำขอดำเนินการเอกสาร", asked.rpartition("/")[2], "ศูนย์คุณภาพ"):
            assert words in form


def _ask(nurse: Page, kind: str, reason: str, *, document: str = "", title: str = "", place: str = "") -> str:
    """Ask as the form does; the page of the request."""
    nurse.goto("/requests/new")
    nurse.get_by_label(kind).check()
    nurse.get_by_label(re.compile("รหัสเอกสาร")).fill(document)
    nurse.get_by_label(re.compile("ชื่อเรื่อง|เรื่อง \\(")).fill(title)
    nurse.get_by_label(re.compile("เหตุผลที่ขอ")).fill(reason)
    nurse.get_by_label(re.compile("สถานที่")).fill(place)
    nurse.get_by_role("button", name="ส่งคำขอ").click()
    expect(nurse.get_by_role("main")).to_contain_text("รอศูนย์คุณภาพพิจารณา")
    return nurse.url


def _accept(desk: Page, request: str, doer: str) -> None:
    desk.goto(request)
    desk.get_by_label("ผู้ดำเนินการ").first.select_option(doer)
    desk.get_by_role("button", name="รับดำเนินการ", exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text("รับดำเนินการแล้ว")


def _fill(page: Page, row: int, holder: str, place: str) -> None:
    page.locator("input[name=holder]").nth(row).fill(holder)
    page.locator("input[name=place]").nth(row).fill(place)


def _code(sopctl: Sopctl, copy: int) -> str:
    every = sopctl.done(
        "print", "list", "--document", "SOP-IT-001", "--all", "--as", "quality", "--json"
    ).json
    found = next(each for each in every if each["copy"] == copy)
    return str(found["verify"]).rpartition("/")[2]
