"""A nurse reads on her telephone and at the ward's machine; the quality office sees it, in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.story.test_browser import (
    PHONE,
    SOPCTL,
    People,
    address,
    chromium,
    no_sideways_scroll,
    people,
)

__all__ = ["address", "chromium", "people"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-of-the-wards")]
PASSWORD = "sopctl-demo"
LIST = "รหัสพนักงาน,ชื่อผู้ใช้,ชื่อ-สกุล,หน่วยงาน\n10234,staff,นางสาวปาริชาติ แสงทอง,PR\n"


@pytest.fixture(scope="module")
def home(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo library in which the personnel office has given somebody an employee number."""
    copy = tmp_path_factory.mktemp("reading") / "library"
    shutil.copytree(demo_library, copy)
    file = copy.parent / "people.csv"
    file.write_text(LIST, encoding="utf-8-sig")
    command = [
        str(word) for word in (SOPCTL, "user", "import", file, "--yes", "--as", "admin", "--home", copy)
    ]
    subprocess.run(command, check=True, capture_output=True)
    return copy


def test_a_nurse_reads_on_the_telephone_and_at_the_ward(people: People) -> None:
    page = people.visit(PHONE, "staff")
    page.goto("/inbox")
    page.get_by_role("link", name=re.compile("มีเอกสารให้ท่านอ่าน")).click()
    assert no_sideways_scroll(page)
    page.get_by_role("link", name=re.compile("ตั้ง PIN")).click()
    page.get_by_label(re.compile("PIN ใหม่ \\(")).fill("592714")
    page.get_by_label("PIN ใหม่อีกครั้ง").fill("592714")
    page.get_by_label(re.compile("รหัสผ่านของ")).fill(PASSWORD)
    page.get_by_role("button", name="ตั้ง PIN").click()
    expect(page.get_by_role("main")).to_contain_text("ตั้ง PIN แล้ว")

    # The ward's machine: a number and a PIN, then three taps.
    ward = people.visit(PHONE)
    ward.goto("/read")
    ward.get_by_label("รหัสพนักงาน").fill("10234")
    ward.get_by_label(re.compile("PIN")).fill("592714")
    ward.get_by_role("button", name="ดูเอกสารที่ต้องอ่าน").click()
    ward.get_by_role("button", name=re.compile("SOP-PR-001")).click()
    assert no_sideways_scroll(ward)
    ward.get_by_role("button", name="รับทราบและเข้าใจ").click()
    expect(ward.get_by_role("status")).to_contain_text("รับทราบครบทุกฉบับแล้ว")
    ward.goto("/inbox")
    expect(ward.get_by_role("heading", level=1)).to_contain_text("เข้าสู่ระบบ")

    page.goto("/reading")
    expect(page.get_by_role("main")).to_contain_text("รหัสพนักงานและ PIN")
    quality = people.visit(PHONE, "quality")
    quality.goto("/readers/SOP-PR-001")
    expect(quality.get_by_role("main")).to_contain_text("รหัสพนักงานและ PIN")
    assert no_sideways_scroll(quality)


def test_one_declares_with_the_own_password(people: People) -> None:
    page = people.visit(PHONE, "reviewer")
    page.goto("/reading")
    page.get_by_role("link", name=re.compile("SOP-IT-002")).click()
    page.get_by_label(re.compile("รหัสผ่านของ")).fill("not the password")
    page.get_by_role("button", name="รับทราบและเข้าใจ").click()
    expect(page.get_by_role("alert")).to_contain_text("รหัสผ่าน")
    page.get_by_label(re.compile("รหัสผ่านของ")).fill(PASSWORD)
    page.get_by_role("button", name="รับทราบและเข้าใจ").click()
    expect(page.get_by_role("status")).to_contain_text("รับทราบ SOP-IT-002 แล้ว")
