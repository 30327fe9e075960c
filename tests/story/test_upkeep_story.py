"""The quality office keeps a library up: releases announced, documents reviewed; in a browser."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from sopctl.application.library import Actor
from sopctl.application.release import releasing
from sopctl.bootstrap import open_library
from sopctl.config import load_settings
from sopctl.domain.numbers import DocumentNumber
from tests.story.test_browser import (
    DESKTOP,
    PASSWORD,
    PHONE,
    People,
    address,
    chromium,
    home,
    no_sideways_scroll,
    people,
)
from tests.support.command_line import Sopctl
from tests.support.lived_in import approved

__all__ = ["address", "chromium", "home", "people"]
# minutes: days of the ward in a browser
pytestmark = [pytest.mark.browser, pytest.mark.conformance, pytest.mark.xdist_group("upkeep_story")]
CHANGED = DocumentNumber("SOP-IT-003")
NAMES_IT = "SOP-IT-002"


@pytest.fixture
def desk(people: People) -> Page:
    return people.visit(DESKTOP, "quality")


@pytest.fixture(scope="module")
def released(home: Path) -> DocumentNumber:
    """A document that came into force anew."""
    library = open_library(load_settings({}, home))
    version, _ = approved(library, CHANGED, "ปรับตามกฎหมายใหม่")
    releasing.release_version(library, Actor("quality"), version, password=PASSWORD)
    return CHANGED


def test_a_release_goes_round_as_a_numbered_memo(released: DocumentNumber, desk: Page) -> None:
    desk.goto("/announcements")
    desk.get_by_label(re.compile(f"{released}.*ฉบับที่ ๒")).check()
    desk.get_by_role("button", name=re.compile("ออกเลขที่")).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("ประกาศใช้เอกสารควบคุม")
    expect(desk.get_by_role("main")).to_contain_text(str(released))
    number = desk.locator("main .number").first.inner_text()
    memo = {kind: BytesIO(desk.request.get(f"{desk.url}.{kind}").body()) for kind in ("pdf", "docx")}
    printed = "".join(page.extract_text() for page in PdfReader(memo["pdf"]).pages)
    word = Document(memo["docx"])
    cells = "".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    for text in (printed, "".join(p.text for p in word.paragraphs) + cells):
        for said in ("บันทึกข้อความ", number, "ประกาศใช้เอกสารควบคุม", str(released)):
            assert said in text


def test_whoever_names_a_changed_document_looks_and_says_so(
    released: DocumentNumber, people: People, desk: Page, home: Path
) -> None:
    sopctl = Sopctl(home)
    desk.goto("/dashboard")
    desk.get_by_role("main").get_by_role("link", name=re.compile("เอกสารที่อ้างถึงเปลี่ยนแปลง")).first.click()
    expect(_looks(desk)).to_contain_text(str(released))

    author = people.visit(PHONE, "author")
    author.goto("/notices")
    told = author.get_by_role("main").get_by_role("link", name=re.compile(f"อ้างถึง.*{NAMES_IT}"))
    told.first.click()
    look = _looks(author)
    expect(look).to_contain_text(str(released))
    assert no_sideways_scroll(author)
    look.get_by_label("ตรวจดูแล้วพบว่า").fill("ข้อที่อ้างถึงยังถูกต้อง")
    look.get_by_role("button", name="บันทึกการตรวจดู").click()
    expect(author.get_by_role("status")).to_contain_text(f"บันทึกการตรวจดู {NAMES_IT} แล้ว")

    author.goto(f"/documents/{NAMES_IT}")
    expect(author.locator("#references")).to_have_count(0)
    desk.reload()
    expect(_looks(desk)).to_have_count(0)
    expect(desk.get_by_role("main")).to_contain_text("SOP-QM-002")  # which nobody has looked at
    open_ = sopctl.done("document", "flags", "--as", "quality", "--json").json
    assert NAMES_IT not in [flag["number"] for flag in open_]
    assert any("ข้อที่อ้างถึงยังถูกต้อง" in row and NAMES_IT in row for row in sopctl.ledger())


def _looks(page: Page) -> Locator:
    """What the page of changed references asks about one document."""
    return page.locator("section.card").filter(has=page.get_by_role("heading", name=re.compile(NAMES_IT)))


def test_a_review_that_is_due_is_kept_by_a_signature_on_a_phone(people: People, desk: Page) -> None:
    desk.goto("/documents/SOP-QM-001/review")
    desk.get_by_label(re.compile("เหตุผล เช่น")).fill("ตรวจกับการปฏิบัติจริงแล้ว")
    desk.get_by_role("button", name="ส่งให้ผู้อนุมัติลงนาม").click()
    expect(desk.get_by_role("main")).to_contain_text("รอผู้อนุมัติ")
    boss = people.visit(PHONE, "director")
    boss.goto("/inbox")
    boss.get_by_role("link", name=re.compile("SOP-QM-001")).click()
    assert no_sideways_scroll(boss)
    boss.locator("#decision").get_by_label(re.compile("รหัสผ่านของ")).fill(PASSWORD)
    boss.get_by_role("button", name="ลงนามให้ใช้ต่อ").click()
    anybody = people.visit(PHONE)
    anybody.goto("/documents/SOP-QM-001")
    expect(anybody.get_by_role("main")).to_contain_text("ทบทวนแล้ว")
    desk.goto("/documents/SOP-QM-001/history")
    expect(desk.get_by_role("main")).to_contain_text("ตรวจกับการปฏิบัติจริงแล้ว")


def test_a_review_finds_that_a_document_must_change(people: People, home: Path) -> None:
    author = people.visit(DESKTOP, "author")
    author.goto("/documents/SOP-IT-004/review")
    author.get_by_text("ผลทบทวน: ต้องแก้ไข").click()
    form = author.locator("details[open]")
    form.get_by_label(re.compile("ต้องแก้อะไร")).fill("แบบฟอร์มรายงานเปลี่ยนแล้ว")
    form.get_by_label(re.compile("รหัสผ่านของ")).fill(PASSWORD)
    form.get_by_role("button", name="ลงนามและเริ่มร่างฉบับใหม่").click()
    expect(author.get_by_role("textbox", name="ข้อความ (Markdown)")).to_be_visible()
    expect(author.get_by_role("main")).to_contain_text("แบบฟอร์มรายงานเปลี่ยนแล้ว")
    assert any("แบบฟอร์มรายงานเปลี่ยนแล้ว" in row for row in Sopctl(home).ledger())


def test_a_review_finds_that_a_document_is_needed_no_more(people: People, desk: Page, home: Path) -> None:
    desk.goto("/documents/SOP-ED-001/review")
    desk.get_by_role("link", name="ผลทบทวน: ยกเลิกใช้").click()
    desk.get_by_label("เหตุผลที่ยกเลิก").fill("รวมเข้ากับฉบับอื่นแล้ว")
    desk.get_by_role("button", name="ส่งให้ผู้อนุมัติลงนาม").click()
    expect(desk.get_by_role("main")).to_contain_text("รอผู้อนุมัติ")
    boss = people.visit(PHONE, "director")
    boss.goto("/inbox")
    boss.get_by_role("link", name=re.compile("SOP-ED-001")).click()
    assert no_sideways_scroll(boss)
    boss.locator("#decision").get_by_label(re.compile("รหัสผ่านของ")).fill(PASSWORD)
    boss.get_by_role("button", name="ลงนามยกเลิกใช้").click()
    anybody = people.visit(PHONE)
    anybody.goto("/documents/SOP-ED-001")
    expect(anybody.get_by_role("main")).to_contain_text("ยกเลิกใช้")
    # What names it is to be looked at, for this cause too.
    flags = Sopctl(home).done("document", "flags", "--as", "quality", "--json").json
    assert "SOP-MR-001" in [flag["number"] for flag in flags if flag["points_to"] == "SOP-ED-001"]
