"""The quality office keeps a library up: releases announced, documents reviewed; in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

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
from tests.support.lived_in import approved

__all__ = ["address", "chromium", "home", "people"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-of-the-wards")]
CHANGED = DocumentNumber("SOP-IT-003")


@pytest.fixture
def desk(people: People) -> Page:
    return people.visit(DESKTOP, "quality")


def test_a_release_goes_round_as_a_numbered_memo(home: Path, desk: Page) -> None:
    library = open_library(load_settings({}, home))
    version, _ = approved(library, CHANGED, "ปรับตามกฎหมายใหม่")
    releasing.release_version(library, Actor("quality"), version, password=PASSWORD)

    desk.goto("/announcements")
    desk.get_by_label(re.compile(f"{CHANGED}.*ฉบับที่ ๒")).check()
    desk.get_by_role("button", name=re.compile("ออกเลขที่")).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("ประกาศใช้เอกสารควบคุม")
    expect(desk.get_by_role("main")).to_contain_text(str(CHANGED))
    memo = {kind: desk.request.get(f"{desk.url}.{kind}").body() for kind in ("pdf", "docx")}
    assert memo["pdf"].startswith(b"%PDF-")
    assert memo["docx"].startswith(b"PK")


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
