"""The main job in headless Chromium: written, reviewed, checked, signed, released, found, verified."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.support.chromium import installed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PASSWORD = "sopctl-demo"
SOPCTL = Path(sys.executable).with_name("sopctl")
PHONE: ViewportSize = {"width": 375, "height": 780}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def home(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo library of this module's own."""
    copy = tmp_path_factory.mktemp("browser") / "library"
    shutil.copytree(demo_library, copy)
    return copy


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """The demo library behind the real server."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = os.environ | {"SOPCTL_PUBLIC_URL": url}
    server = subprocess.Popen(
        [SOPCTL, "serve", "--home", home, "--port", str(port), "--workers", "2"], env=environ
    )
    try:
        for _ in range(100):
            try:
                with urlopen(f"{url}/healthz", timeout=1):  # noqa: S310  # our own address
                    break
            except OSError:
                assert server.poll() is None, "the server ended"
                time.sleep(0.2)
        else:
            pytest.fail("the server did not answer within twenty seconds")
        yield url
    finally:
        server.terminate()
        server.wait(40)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        yield browser
        browser.close()


class People:
    """Opens a window of its own for each person; what a page complains about is kept."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self.address = browser, address
        self._windows: list[BrowserContext] = []
        self.complaints: list[str] = []

    def visit(self, size: ViewportSize, user: str | None = None, *, scripts: bool = True) -> Page:
        window = self._browser.new_context(
            base_url=self.address, viewport=size, locale="th-TH", java_script_enabled=scripts
        )
        window.set_default_timeout(20_000)
        self._windows.append(window)
        page = window.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)
        if user is not None:
            sign_in(page, user)
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def close(self) -> None:
        for window in self._windows:
            window.close()


@pytest.fixture
def people(chromium: Browser, address: str) -> Iterator[People]:
    everybody = People(chromium, address)
    yield everybody
    everybody.close()
    assert everybody.complaints == []


def sign_in(page: Page, user: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in")
    page.get_by_label("ชื่อผู้ใช้").fill(user)
    page.get_by_label("รหัสผ่าน").fill(password)
    page.get_by_role("main").get_by_role("button", name="เข้าสู่ระบบ").click()


def no_sideways_scroll(page: Page) -> bool:
    page.wait_for_load_state("domcontentloaded")
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def save(page: Page, kind: str, folder: Path) -> Path:
    """Fetch a copy by the link that a reader taps, under the name that the server gives it."""
    link = page.get_by_role("main").get_by_role("link", name=kind, exact=True).first
    answer = page.request.get(link.get_attribute("href") or "")
    assert answer.ok
    name = re.search(r"filename=\"?([^\";]+)", answer.headers["content-disposition"])
    assert name is not None
    file = folder / name[1]
    file.write_bytes(answer.body())
    return file


def open_waiting(page: Page, number: str = "SOP-IT-001") -> None:
    page.goto("/inbox")
    page.get_by_role("link", name=re.compile(number)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("นโยบายการบริหารความเสี่ยง")


def read_to_the_end(page: Page) -> None:
    """Scroll through the whole page as a thumb does, a part of the window at a time."""
    page.evaluate("""async () => {
        const frame = () => new Promise(requestAnimationFrame);
        for (let top = 0; top < document.body.scrollHeight; top += innerHeight * 0.7) {
            scrollTo(0, top);
            await frame();
            await frame();
        }
    }""")


def sign(page: Page, button: str, password: str = PASSWORD) -> None:
    read_to_the_end(page)
    decision = page.locator("#decision")
    decision.get_by_label(re.compile("รหัสผ่านของ")).fill(password)
    decision.get_by_role("button", name=button, exact=True).click()


def test_version_two_goes_from_draft_to_force_in_the_browser(
    people: People, home: Path, tmp_path: Path
) -> None:
    anybody = people.visit(DESKTOP)
    anybody.goto("/documents/SOP-IT-001")
    expect(anybody.get_by_role("main")).to_contain_text("ความทรงจำ")
    expect(anybody.get_by_role("main")).to_contain_text("อนุมัติบนกระดาษ")

    _the_author_rewrites_and_submits(people)
    _the_department_head_reviews(people)
    _the_quality_office_checks(people)
    _the_director_approves_on_a_phone(people)
    _the_quality_office_releases(people)

    anybody.goto("/")
    anybody.get_by_role("searchbox").fill("SOP-IT-๐๐๑")
    anybody.get_by_role("searchbox").press("Enter")
    anybody.get_by_role("link", name=re.compile("ความเสี่ยง")).first.click()
    expect(anybody.get_by_role("main")).to_contain_text("นายแพทย์วิชัยเกษม")
    expect(anybody.get_by_role("main")).to_contain_text("ถ้อยคำที่เพิ่มในการทดสอบ")
    files = {kind: save(anybody, kind, tmp_path) for kind in ("PDF", "DOCX")}
    anybody.goto("/documents/SOP-IT-001/versions/1")
    expect(anybody.get_by_role("main")).to_contain_text("ถูกแทนที่")

    anybody.goto("/verify")
    anybody.get_by_label(re.compile("ไฟล์")).set_input_files(files["PDF"])
    anybody.get_by_role("main").get_by_role("button", name=re.compile("ตรวจสอบ")).click()
    expect(anybody.get_by_role("main")).to_contain_text("นายแพทย์วิชัยเกษม")
    for file in files.values():
        command = [str(word) for word in (SOPCTL, "verify", file, "--json", "--home", home)]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        answer = json.loads(said.stdout)
        assert (answer["genuine"], answer["unchanged"], answer["standing"]) == (True, True, "in_force")
        assert {s["name"] for s in answer["signatures"] if s["meaning"] == "approved"} == {"นายแพทย์วิชัยเกษม"}


def _the_author_rewrites_and_submits(people: People) -> None:
    page = people.visit(DESKTOP, "author")
    page.goto("/drafts")
    page.get_by_role("link", name=re.compile("SOP-IT-001")).first.click()
    page.get_by_role("button", name="ดึงกลับเป็นร่าง").click()
    page.goto("/drafts")
    page.get_by_role("link", name=re.compile("SOP-IT-001")).first.click()
    text = page.get_by_role("textbox", name="ข้อความ (Markdown)")
    markdown = text.input_value()
    text.fill(markdown.replace("# วัตถุประสงค์\n", "# วัตถุประสงค์\n\nถ้อยคำที่เพิ่มในการทดสอบ\n", 1))
    expect(page.get_by_label("ตัวอย่าง", exact=True)).to_contain_text("ถ้อยคำที่เพิ่มในการทดสอบ")
    expect(page.locator("#saving")).to_contain_text("บันทึกแล้ว")
    link = page.get_by_label("ตัวอย่าง", exact=True).get_by_role("link", name="PDF")
    pdf = page.request.get(link.get_attribute("href") or "")
    assert pdf.ok
    assert pdf.body().startswith(b"%PDF-")
    page.get_by_role("button", name="ส่งทบทวน").click()
    expect(page.get_by_role("main")).to_contain_text("รอทบทวน")


def _the_department_head_reviews(people: People) -> None:
    page = people.visit(DESKTOP, "reviewer")
    open_waiting(page)
    page.get_by_label(re.compile("ความเห็น")).fill("ครบถ้วนดี")
    sign(page, "ลงนามทบทวน", password="not the password")
    expect(page.locator("#decision")).to_contain_text("รหัสผ่าน")
    expect(page.get_by_label(re.compile("ความเห็น"))).to_have_value("ครบถ้วนดี")
    sign(page, "ลงนามทบทวน")
    expect(page.get_by_role("main")).not_to_contain_text("นโยบายการบริหารความเสี่ยง")


def _the_quality_office_checks(people: People) -> None:
    page = people.visit(DESKTOP, "quality")
    open_waiting(page)
    expect(page.get_by_role("main")).to_contain_text("ครบถ้วนดี")
    sign(page, "ลงนามตรวจสอบ")


def _the_director_approves_on_a_phone(people: People) -> None:
    page = people.visit(PHONE, "director")
    open_waiting(page)
    page.get_by_role("button", name="เปิดทุกหัวข้อ").click()
    expect(page.locator("ins:visible").filter(has_text="ถ้อยคำที่เพิ่มในการทดสอบ").first).to_be_visible()
    assert no_sideways_scroll(page)
    approve = page.locator("#decision").get_by_role("button", name="อนุมัติ", exact=True)
    expect(approve).to_be_disabled()  # unseen
    bar = page.locator(".signing-bar")
    expect(bar).to_contain_text("อ่านก่อน")
    expect(bar.get_by_role("link", name="ลงนาม", exact=True)).to_be_hidden()
    page.evaluate("""() => {
        delete document.querySelector("[data-share]").dataset.zero;  // what only shows it may be missing
        document.querySelector(".signing-bar progress").remove();
        document.getElementById("decision").scrollIntoView();
    }""")
    expect(approve).to_be_disabled()  # a jump is no reading
    onwards = bar.get_by_role("button", name="ถัดไป", exact=True)
    for _ in range(90):  # one button leads through the changes and all that was not in the window
        if approve.is_enabled():
            break
        onwards.click()
        page.wait_for_timeout(50)
    expect(approve).to_be_enabled()
    expect(bar.get_by_role("link", name="เปิด PDF")).to_be_hidden()
    bar.get_by_role("link", name="ลงนาม", exact=True).click()
    round_page = page.url.split("#")[0]
    page.locator("#decision").get_by_label(re.compile("รหัสผ่านของ")).fill(PASSWORD)
    # Two clicks, as impatient thumbs do; one signature.
    page.locator("#decision").get_by_role("button", name="อนุมัติ", exact=True).dblclick()
    page.wait_for_url(lambda url: url.split("#")[0] != round_page)
    page.goto(round_page)
    expect(page.get_by_role("main")).to_contain_text("อนุมัติแล้ว")


def _the_quality_office_releases(people: People) -> None:
    page = people.visit(DESKTOP, "quality")
    open_waiting(page)
    sign(page, "ประกาศใช้")
    expect(page.get_by_role("main")).to_contain_text("บังคับใช้")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_search_to_paper_in_two_taps(people: People, size: ViewportSize) -> None:
    page = people.visit(size)
    page.goto("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("เวชระเบียน")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("SOP-MR-001")
    href = page.get_by_role("link", name=re.compile("PDF.*SOP-MR-001|SOP-MR-001.*PDF")).first.get_attribute(
        "href"
    )
    paper = page.request.get(href or "")
    assert paper.ok
    assert paper.body().startswith(b"%PDF-")
    assert no_sideways_scroll(page)


def test_reading_searching_and_signing_in_work_without_scripts(people: People) -> None:
    page = people.visit(PHONE, scripts=False)
    page.goto("/search?q=ละเมิด")
    page.get_by_role("link", name=re.compile("ละเมิด")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("การแจ้งและตอบสนองเหตุละเมิด")
    sign_in(page, "quality")
    expect(page.get_by_role("main")).to_be_visible()
    page.goto("/inbox")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_round_is_signed_without_scripts(people: People) -> None:
    page = people.visit(PHONE, "director", scripts=False)
    page.goto("/inbox")
    page.get_by_role("link", name=re.compile("SOP-PR-001")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("การอนุมัติเนื้อหาประชาสัมพันธ์")
    expect(page.locator(".signing-bar")).to_be_hidden()  # it would lead nowhere
    decision = page.locator("#decision")
    decision.get_by_label(re.compile("รหัสผ่านของ")).fill(PASSWORD)
    decision.get_by_role("button", name="อนุมัติ", exact=True).click()
    expect(page.locator(".notice.good")).to_contain_text("อนุมัติแล้ว")
