"""A head of department is told by mail and LINE as she chose: linked, at once, each morning, and reminded.

The mail server and the LINE platform are local ones that do as the real ones. ``tests/notify`` kills the
worker midway.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from sopctl.application.library import Library
from sopctl.bootstrap import now, open_library
from sopctl.config import load_settings
from sopctl.worker import remind, tell, work
from tests.notify.servers import LinePlatform, MailServer, line_platform, mail_server
from tests.story.test_browser import PHONE, People, address, chromium, no_sideways_scroll, people
from tests.support.command_line import Sopctl

__all__ = ["address", "chromium", "people"]
# a worker of a minute beside the server
pytestmark = [pytest.mark.browser, pytest.mark.conformance, pytest.mark.xdist_group("notices_story")]
SECRET = "the channel's secret"
LIST = "รหัสพนักงาน,ชื่อผู้ใช้,ชื่อ-สกุล,หน่วยงาน,อีเมล\n10236,reviewer,นายประเสริฐ ศรีสวัสดิ์,IT,head@hospital.example\n"


@dataclass(frozen=True)
class Outside:
    """What the hospital reaches people through."""

    mail: MailServer
    line: LinePlatform

    def mails(self) -> list[EmailMessage]:
        return [mail for mail in self.mail.mails if "head@hospital.example" in str(mail["To"])]

    def pushed(self) -> list[str]:
        return [push["messages"][0]["text"] for push in self.line.pushes if push["to"] == "U-head"]


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    with mail_server() as mail, line_platform() as line:
        yield Outside(mail, line)


@pytest.fixture(scope="module")
def home(demo_library: Path, outside: Outside, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo library whose settings name both, and whose personnel office knows a mail address."""
    copy = tmp_path_factory.mktemp("notices") / "library"
    shutil.copytree(demo_library, copy)
    (copy / "sopctl.toml").write_text(
        f'smtp_url = "{outside.mail.url}"\nline_token = "token"\nline_secret = "{SECRET}"\n'
        f'line_address = "{outside.line.url}"\n',
        encoding="utf-8",
    )
    people_list = copy.parent / "people.csv"
    people_list.write_text(LIST, encoding="utf-8-sig")
    Sopctl(copy).done("user", "import", people_list, "--yes", "--as", "admin")
    library = open_library(load_settings({}, copy))
    work(library)
    remind(library)
    with library.unit() as uow:
        for told in uow.notices.unplanned(1_000):  # before this story begins
            uow.notices.planned(told.id, now())
        uow.commit()
    return copy


def test_she_links_line_and_is_told_at_once_each_morning_and_again_when_it_waits(
    people: People, home: Path, outside: Outside, address: str
) -> None:
    page = people.visit(PHONE, "reviewer")
    _choose(page)
    _link(page, address)
    expect(page.locator("#line")).to_contain_text("เชื่อมแล้วเมื่อ")
    assert no_sideways_scroll(page)
    _until(lambda: any("LINE" in text for text in outside.pushed()))

    # What happens is said on LINE within seconds, and stands behind the bell.
    Sopctl(home).done("announcement", "make", "SOP-IT-003", "--as", "quality")
    _until(lambda: any("1/2569" in text or "ประกาศ" in text for text in outside.pushed()))
    page.goto("/inbox")
    page.get_by_role("link", name=re.compile("แจ้งเตือน")).first.click()
    expect(page.get_by_role("main")).to_contain_text("ประกาศใช้เอกสารควบคุม")

    # Mail told at once that an account was linked, as a warning. The rest waits for the morning, in one
    # letter of number, title and link.
    (warning,) = outside.mails()
    assert "LINE" in str(warning["Subject"])
    settings = load_settings({"SOPCTL_PUBLIC_URL": address}, home)
    library = open_library(settings)
    morning = (now() + timedelta(days=1)).replace(hour=0, minute=5)  # 07:05 in Bangkok
    tell(_at(library, morning))
    _, letter = outside.mails()
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # the letter has a body
    assert str(letter["Subject"]).startswith("แจ้งเตือนประจำวัน")
    assert "ประกาศใช้เอกสารควบคุม" in text
    assert f"{address}/" in text

    # What still waits on the fourth day is said again, once.
    before = len(outside.pushed())
    for _ in range(2):
        later = _at(library, morning + timedelta(days=3))
        remind(later)
        tell(later)
    reminded = outside.pushed()[before:]
    assert len([text for text in reminded if "SOP-IT-001" in text]) == 1
    # The reason for the change, and what the document says, stay inside.
    assert not any("ความทรงจำ” เป็น" in text for text in outside.pushed())
    listed = Sopctl(home).done("notice", "list", "--outcome", "undeliverable", "--as", "quality", "--json")
    assert listed.json == []


def _choose(page: Page) -> None:
    page.goto("/account")
    page.get_by_role("link", name=re.compile("วิธีรับแจ้งเตือน")).click()
    page.get_by_label(re.compile("ทางอีเมล")).select_option("daily")
    page.get_by_label("ทาง LINE").select_option("at-once")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("status")).to_contain_text("บันทึกวิธีรับแจ้งเตือนแล้ว")


def _link(page: Page, address: str) -> None:
    """Ask for a code, and send it to the hospital's account as LINE passes it on."""
    page.get_by_role("button", name="ขอรหัส").click()
    code = page.locator(".one-time").inner_text()
    event = {"type": "message", "source": {"userId": "U-head"}, "message": {"type": "text", "text": code}}
    body = json.dumps({"destination": "x", "events": [event]}).encode()
    signature = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
    with urlopen(  # noqa: S310  # our own address
        Request(f"{address}/line/webhook", body, {"X-Line-Signature": signature})  # noqa: S310
    ) as answer:
        assert answer.status == 200
    page.goto("/account/notices")


def _at(library: Library, moment: datetime) -> Library:
    return replace(library, clock=lambda: moment)


def _until(happened: Callable[[], bool]) -> None:
    for _ in range(120):
        if happened():
            return
        time.sleep(0.5)
    pytest.fail("nothing arrived within a minute")
