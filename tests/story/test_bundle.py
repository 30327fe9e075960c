"""The day the server is down: a folder on a stick, searched in a browser, checked without us."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.support.chromium import installed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SOPCTL = Path(sys.executable).with_name("sopctl")


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SOPCTL, *arguments, "--home", home], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def stick(library_to_read: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stick") / "sop"
    done = run(library_to_read, "export", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def page(stick: Path) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 375, "height": 780})
        opened.route("http*://**", lambda route: pytest.fail(f"asked {route.request.url}"))
        opened.goto((stick / "index.html").as_uri())
        yield opened
        browser.close()


def test_a_nurse_finds_and_opens_a_document_without_a_server(page: Page) -> None:
    expect(page.locator(".as-of")).to_contain_text("ข้อมูล ณ")
    expect(page.locator("#too-old")).to_be_hidden()
    page.fill("#q", "sop it ๐๐๒")
    expect(page.locator("#hits li").first).to_contain_text("SOP-IT-002")
    page.fill("#q", "รหัสผ่าน")
    expect(page.locator("#hits mark").first).to_have_text("รหัสผ่าน")
    page.fill("#q", "ไม่มีคำนี้แน่นอน")
    expect(page.locator("#said")).to_contain_text("ไม่พบ")
    page.fill("#q", "SOP-IT-001")
    page.locator("#hits a").first.click()
    expect(page.locator("h1")).to_contain_text("Social media")
    expect(page.locator(".as-of")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    copy = page.locator(".actions a").first
    assert copy.get_attribute("href") == "SOP-IT-001-v1.pdf"


def test_an_old_bundle_says_so(page: Page, stick: Path) -> None:
    page.clock.set_fixed_time("2099-01-01T00:00:00Z")
    page.goto((stick / "index.html").as_uri())
    expect(page.locator("#too-old")).to_be_visible()


def test_the_bundle_proves_itself_and_names_what_was_changed(
    library_to_read: Path, stick: Path, tmp_path: Path
) -> None:
    certificate = tmp_path / "certificate.pem"
    certificate.write_text(run(library_to_read, "key", "certificate").stdout)
    nowhere = tmp_path / "nowhere"
    good = run(nowhere, "export", str(stick), "--check", "--certificate", str(certificate), "--json")
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["documents"] == 9
    changed = tmp_path / "changed"
    shutil.copytree(stick, changed)
    with (changed / "documents" / "SOP-IT-002" / "index.html").open("ab") as file:
        file.write(b" ")
    (changed / "documents" / "extra.html").write_text("slipped in")
    (changed / "icon.svg").unlink()
    bad = run(nowhere, "export", str(changed), "--check", "--certificate", str(certificate))
    assert bad.returncode == 1
    assert bad.stderr.startswith("bundle-changed:")
    for name in ("documents/SOP-IT-002/index.html", "documents/extra.html", "icon.svg"):
        assert name in bad.stderr
    forged = json.loads((stick / "manifest.json").read_text())
    forged["valid_on"] = "2099-01-01"
    (changed / "manifest.json").write_text(json.dumps(forged))
    assert run(nowhere, "export", str(changed), "--check", "--certificate", str(certificate)).returncode == 1


def test_a_folder_with_something_in_it_is_left_alone(library_to_read: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    refused = run(library_to_read, "export", str(tmp_path))
    assert refused.returncode == 1
    assert refused.stderr.startswith("folder-taken:")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
