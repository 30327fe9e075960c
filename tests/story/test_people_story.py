"""The personnel office's spreadsheets: people come, change wards and leave, and no work of theirs is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect

from tests.story.test_browser import (
    DESKTOP,
    PHONE,
    People,
    address,
    chromium,
    home,
    no_sideways_scroll,
    people,
    sign_in,
)
from tests.support.command_line import Sopctl

__all__ = ["address", "chromium", "home", "people"]
# twenty seconds of processor
pytestmark = [pytest.mark.browser, pytest.mark.conformance, pytest.mark.xdist_group("people_story")]
HEAD = ("รหัสพนักงาน", "ชื่อ-สกุล", "ชื่อผู้ใช้", "หน่วยงาน", "ตำแหน่ง", "บทบาท", "วันที่ออก")
LEAVER, HEIR, MOVER = "somying", "patcharee", "mana"
FIRST = (
    ("30001", "นางสมหญิง ลาออก", LEAVER, "IT", "นักวิชาการ", "ผู้จัดทำเอกสาร", None),
    ("30002", "นางสาวพัชรี รับงาน", HEIR, "IT", "นักวิชาการ", "ผู้จัดทำเอกสาร", None),
    ("30003", "นายมานะ ย้ายตึก", MOVER, "PR", "เจ้าหน้าที่", "ผู้ปฏิบัติงาน", None),
)
LATER = (
    ("30001", "นางสมหญิง ลาออก", LEAVER, "IT", "นักวิชาการ", "ผู้จัดทำเอกสาร", "31/1/2569"),
    ("30003", "นายมานะ ย้ายตึก", MOVER, "MR", "เจ้าหน้าที่", "ผู้ปฏิบัติงาน", None),
    ("30004", "ไม่มีหน่วยงานนี้", "nobody", "ZZ", "เจ้าหน้าที่", "ผู้ปฏิบัติงาน", None),
)
TITLE = "งานของผู้ลาออก"
PASSWORD = "ต้นไม้ใหญ่ริมน้ำ 42"


def spreadsheet(file: Path, rows: tuple[tuple[str | None, ...], ...]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(file)
    return file


def test_people_come_change_wards_and_leave_and_their_work_is_handed_over(
    people: People, home: Path, tmp_path: Path
) -> None:
    sopctl = Sopctl(home)
    admin = people.visit(DESKTOP, "admin")
    _show(admin, spreadsheet(tmp_path / "first.xlsx", FIRST))
    admin.get_by_role("button", name="ยืนยันการเปลี่ยนแปลงทั้งหมด").click()
    codes = admin.get_by_role("row").filter(has=admin.get_by_role("cell", name=HEIR)).locator("code")
    code = codes.last.inner_text()

    sopctl.done(
        "document", "new", "SOP-IT-070", "--title", "งานของผู้ลาออก", "--department", "IT", "--as", LEAVER
    )
    sopctl.done("print", "issue", "SOP-IT-003", "--to", f"{LEAVER}@โต๊ะทำงาน", "--as", "quality")

    # What a list would do is shown, and nothing is done by showing it.
    _show(admin, spreadsheet(tmp_path / "later.xlsx", LATER))
    moved, left = _group(admin, "ย้ายหน่วยงาน"), _group(admin, "พ้นหน้าที่")
    expect(moved).to_contain_text(re.compile("นายมานะ.*งานประชาสัมพันธ์ → งานเวชระเบียน", re.DOTALL))
    expect(left).to_contain_text(re.compile("นางสมหญิง.*๓๑\\sมกราคม\\s๒๕๖๙", re.DOTALL))
    expect(_group(admin, "ไม่รับ")).to_contain_text("ไม่มีหน่วยงานนี้")
    assert _person(sopctl, MOVER)["department"] == "PR"
    assert _person(sopctl, LEAVER)["active"]
    admin.get_by_role("button", name="ยืนยันการเปลี่ยนแปลงทั้งหมด").click()
    assert _person(sopctl, MOVER)["department"] == "MR"
    assert not _person(sopctl, LEAVER)["active"]

    # The leaver's work is listed, and the quality office gives it to somebody who can do it.
    admin.get_by_role("link", name=re.compile("งานค้างของ นางสมหญิง")).click()
    expect(admin.get_by_role("main")).to_contain_text(re.compile("เอกสารที่จัดทำอยู่\\s*SOP-IT-070 ฉบับที่ ๑"))
    desk = people.visit(PHONE, "quality")
    desk.goto("/admin/import")
    desk.get_by_role("link", name=re.compile("นางสมหญิง")).click()
    expect(desk.get_by_role("main")).to_contain_text(re.compile("SOP-IT-003 ฉบับที่ ๑ · สำเนาที่ ๑"))
    assert no_sideways_scroll(desk)
    desk.get_by_label("ผู้รับงาน").fill(HEIR)
    desk.get_by_label("เหตุผล").fill("ลาออก")
    desk.get_by_role("button", name="ส่งมอบ").click()
    expect(desk.get_by_role("status")).to_contain_text("๒")
    expect(desk.get_by_role("main")).to_contain_text("ไม่มีงานค้าง")
    assert sopctl.done("user", "work", LEAVER, "--as", "quality", "--json").json == []

    # Whoever takes it over finds it: the draft, and the copy on the desk.
    heir = people.visit(PHONE)
    heir.goto("/first-password")
    heir.get_by_label("ชื่อผู้ใช้").fill(HEIR)
    heir.get_by_label("รหัสใช้ครั้งเดียว").fill(code)
    heir.get_by_label(re.compile("รหัสผ่านใหม่")).fill(PASSWORD)
    heir.get_by_role("button", name="ตั้งรหัสผ่าน").click()
    heir.wait_for_load_state()
    if "/sign-in" in heir.url:
        sign_in(heir, HEIR, PASSWORD)
    heir.goto("/drafts")
    expect(heir.get_by_role("main")).to_contain_text(TITLE)
    heir.goto("/prints/mine")
    expect(heir.get_by_role("main")).to_contain_text("SOP-IT-003")
    held = sopctl.done("print", "list", "--as", "quality", "--json").json
    assert [each["copy"] for each in held if HEIR in str(each) or "พัชรี" in str(each)] == [1]


def _show(admin: Page, file: Path) -> None:
    """Go to the page of people, and let it say what a list would change."""
    admin.goto("/admin")
    admin.get_by_role("link", name=re.compile("นำเข้ารายชื่อ")).click()
    admin.get_by_label(re.compile("ไฟล์จากงานบุคคล")).set_input_files(file)
    admin.get_by_role("button", name="ดูว่าจะเปลี่ยนอะไร").click()
    expect(admin.get_by_role("main")).to_contain_text("ยังไม่มีสิ่งใดเปลี่ยนแปลง")


def _group(admin: Page, head: str) -> Locator:
    return admin.locator("section.group").filter(has=admin.get_by_role("heading", name=head))


def _person(sopctl: Sopctl, user: str) -> dict[str, object]:
    everybody = sopctl.done("user", "list", "--as", "admin", "--json").json
    return next(each for each in everybody if each["user"] == user)
