"""A nurse reads on her telephone and at the ward's machine; the quality office sees it, in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from sopctl.application.library import Actor
from sopctl.application.release import releasing
from sopctl.bootstrap import now, open_library
from sopctl.config import load_settings
from sopctl.domain.numbers import DocumentNumber
from sopctl.thai.dates import bangkok_day
from sopctl.thai.digits import to_arabic
from tests.story.test_browser import (
    DESKTOP,
    PHONE,
    SOPCTL,
    People,
    address,
    chromium,
    no_sideways_scroll,
    people,
)
from tests.support.command_line import Sopctl
from tests.support.lived_in import approved

__all__ = ["address", "chromium", "people"]
# minutes: days of the ward in a browser
pytestmark = [pytest.mark.browser, pytest.mark.conformance, pytest.mark.xdist_group("reading_story")]
PASSWORD = "sopctl-demo"
ASKED = "SOP-IT-003"
UNITS = ("งานเวชระเบียน", "งานประชาสัมพันธ์")
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


def test_who_must_read_is_set_asked_counted_and_asked_again(
    people: People, home: Path, tmp_path: Path
) -> None:
    desk = people.visit(DESKTOP, "quality")
    before = _read(desk)
    desk.goto(f"/readers/{ASKED}")
    form = desk.locator("#list")
    form.get_by_label(re.compile("ตามประเภทเอกสาร")).uncheck()
    form.get_by_label("หน่วยงาน: งานเวชระเบียน").check()
    form.get_by_label("ผู้มีหน้าที่: ผู้ตรวจประเมิน").check()
    form.get_by_label(re.compile("และบุคคล")).fill("staff")
    form.get_by_label(re.compile("คำถามสั้น")).fill("แจ้งใครก่อน\n- เพื่อน\n* ศูนย์คอมพิวเตอร์\n")
    form.get_by_role("button", name="บันทึกผู้ต้องอ่าน").click()
    for name in ("นางสุนีย์", "นายสมเกียรติ", "นางสาวปาริชาติ"):
        expect(desk.get_by_role("main").get_by_role("table").first).to_contain_text(name)

    nurse = people.visit(PHONE, "staff")
    nurse.goto("/reading")
    _open_and_answer(nurse, "เพื่อน")
    expect(nurse.get_by_role("alert")).to_contain_text("ตอบถูก ๐ จาก ๑ ข้อ")
    _answer(nurse, "ศูนย์คอมพิวเตอร์")
    expect(nurse.get_by_role("status")).to_contain_text(f"รับทราบ {ASKED} แล้ว")

    # A ward without machines signs on paper: printed, signed, scanned, entered as such.
    link = desk.get_by_role("link", name="ใบลงนาม งานเวชระเบียน")
    sheet = desk.request.get(link.get_attribute("href") or "").body()
    assert "นางสุนีย์" in "".join(page.extract_text() for page in PdfReader(BytesIO(sheet)).pages)
    (tmp_path / "scan.pdf").write_bytes(sheet)
    form = desk.locator("#paper")
    form.get_by_label("นางสุนีย์ รักษาธรรม").check()
    form.get_by_label("วันที่ลงนาม").fill(bangkok_day(now()).strftime("%d/%m/%Y"))
    form.get_by_label(re.compile("ภาพสแกน")).set_input_files(tmp_path / "scan.pdf")
    form.get_by_label(re.compile("รหัสผ่านของ")).fill(PASSWORD)
    form.get_by_role("button", name="บันทึกว่าลงนามบนกระดาษ").click()
    row = desk.get_by_role("row").filter(has_text="นางสุนีย์").first
    expect(row).to_contain_text("ลงนามบนกระดาษ")

    assert {unit: done - before[unit] for unit, done in _read(desk).items()} == dict.fromkeys(UNITS, 1)
    on = Sopctl(home).done("register", "--with-readers", "--as", "quality", "--json").json
    read = next(line for line in on if line["number"] == ASKED)
    assert sorted(r["user"] for r in read["readers"] if r["read"]) == ["reviewer-mr", "staff"]

    desk.goto("/register/readers")
    answer = desk.locator("section.card").filter(has_text=ASKED).first
    answer.get_by_text("รายชื่อ").click()
    expect(answer.get_by_role("row").filter(has_text="นางสุนีย์")).to_contain_text("ลงนามบนกระดาษ")

    # The next version asks everybody anew.
    library = open_library(load_settings({}, home))
    version, _ = approved(library, DocumentNumber(ASKED), "เปลี่ยนขั้นตอน")
    releasing.release_version(library, Actor("quality"), version, password=PASSWORD)
    nurse.goto("/reading")
    expect(nurse.get_by_role("link", name=re.compile(f"{ASKED}.*ฉบับที่ ๒", re.DOTALL))).to_be_visible()
    desk.goto(f"/readers/{ASKED}")
    expect(desk.get_by_role("main")).to_contain_text("๐/๓")


def _read(desk: Page) -> dict[str, int]:
    """How much each of the two departments has read, as the page of all readers counts it."""
    desk.goto("/readers")
    rows = {unit: desk.get_by_role("row").filter(has_text=unit).first.inner_text() for unit in UNITS}
    found = {unit: re.search(r"([0-9]+)/[0-9]+", to_arabic(row)) for unit, row in rows.items()}
    return {unit: int(share[1]) for unit, share in found.items() if share}


def _open_and_answer(page: Page, answer: str) -> None:
    page.get_by_role("link", name=re.compile(ASKED)).click()
    assert no_sideways_scroll(page)
    _answer(page, answer)


def _answer(page: Page, answer: str) -> None:
    page.get_by_label(answer, exact=True).check()
    page.get_by_label(re.compile("รหัสผ่านของ")).fill(PASSWORD)
    page.get_by_role("button", name="รับทราบและเข้าใจ").click()
