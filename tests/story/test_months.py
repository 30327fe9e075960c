"""Some months of a library on one clock: who must read is told again, and what was so stays answered.

The pages are those that people see, the mail server a local one, the command line the real one. A day is set,
the worker does its rounds, and people do what they would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from sopctl import worker
from sopctl.application.library import Library
from sopctl.domain.numbers import DocumentNumber
from sopctl.rendering.html import HtmlRenderer
from sopctl.web import create_app
from tests.application.house import PASSWORD, text
from tests.faults.building import build, publish
from tests.notify.servers import MailServer, mail_server
from tests.story.test_two_times import Moving, withdraw
from tests.support.command_line import Sopctl
from tests.web.sites import SETTINGS, Browser

NAMED, NAMING = DocumentNumber("SOP-IT-002"), DocumentNumber("SOP-IT-001")
ASKED, REMINDED = "มีเอกสารให้ท่านอ่านและรับทราบ", "เตือน: ยังมีเอกสารรอท่านอ่านและรับทราบ"
MAILS = {"author": "author@hospital.example", "reviewer": "head@hospital.example"}


@dataclass
class Ward:
    """A library with a clock that the story sets, and everybody's way to it."""

    library: Library
    clock: Moving
    sopctl: Sopctl
    mail: MailServer
    app: Flask

    def on(self, month: int, day: int) -> None:
        """A day in the evening, after the worker did its rounds; twice, as it does many."""
        self.clock.on(month, day)
        for _ in range(2):
            worker.work(self.library)
            worker.tell(self.library)

    def browser(self, user: str) -> Browser:
        """Somebody who has just signed in: from day to day a session ends."""
        browser = Browser(self.app.test_client())
        assert browser.post("/sign-in", {"user": user, "password": PASSWORD}).status_code == 302
        return browser

    def seen_by(self, user: str, path: str, language: str = "th") -> str:
        browser = self.browser(user)
        browser.client.set_cookie("language", language)
        return browser.text(path)

    def does(self, user: str, path: str, **typed: str) -> None:
        answer = self.browser(user).post(path, typed)
        assert answer.status_code == 302, answer.get_data(as_text=True)

    def reads(self, user: str, number: DocumentNumber) -> None:
        """Opens what must be read, and declares it."""
        page = self.seen_by(user, f"/reading/{number}")
        version = re.search(r'name="version" value="([^"]+)"', page)
        assert version is not None
        self.does(user, f"/reading/{number}", version=version[1], asked="0", password=PASSWORD)

    def letters(self, user: str) -> list[tuple[str, str]]:
        """Subject and text of the mails to somebody, oldest first."""
        mails = [mail for mail in self.mail.mails if MAILS[user] in str(mail["To"])]
        return [(str(m["Subject"]), m.get_body(("plain",)).get_content()) for m in mails]  # type: ignore[union-attr]  # each has a body

    def in_force_and_read(self, on: str) -> dict[str, tuple[str, set[str]]]:
        """What the one command says of a day: the version of each document, and who had read it."""
        lines = self.sopctl.done("register", "--on", on, "--with-readers", "--as", "quality", "--json").json
        return {
            line["number"]: (line["version"], {r["user"] for r in line["readers"] if r["read"]})
            for line in lines
        }


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    home = tmp_path / "library"
    with mail_server() as mail:
        clock = Moving(datetime(2026, 4, 1, 1, tzinfo=UTC))
        built = build(home, {"SOPCTL_SMTP_URL": mail.url})
        library = replace(built, clock=clock, page=HtmlRenderer(link_number=lambda number: f"/{number}"))
        with library.unit() as uow:
            for user, address in MAILS.items():
                person = uow.people.get(user)
                assert person is not None
                uow.people.save(replace(person, mail=address))
            uow.commit()
        app = create_app(library, SETTINGS)
        yield Ward(library, clock, Sopctl(home), mail, app)
        library.sources.close()  # type: ignore[attr-defined]  # of the adapter


def test_some_months_of_a_library(ward: Ward) -> None:
    """One story in three parts, each on what the one before left."""
    who_has_not_read_is_told_again_each_week_and_in_one_letter_of_the_morning(ward)
    what_was_in_force_and_who_had_read_it_is_answered_for_a_day_that_is_past(ward)
    a_release_and_a_withdrawal_are_looked_at_and_the_remark_stays_to_be_read(ward)


def who_has_not_read_is_told_again_each_week_and_in_one_letter_of_the_morning(ward: Ward) -> None:
    ward.does("reviewer", "/account/notices", mail="daily", line="off")
    ward.clock.on(4, 2)
    publish(ward.library, text(str(NAMED), "เรื่องที่อ้างถึง"))
    publish(ward.library, text(str(NAMING), purpose=f"ทำตาม {NAMED}"))
    ward.on(4, 2)
    for user in MAILS:
        page = ward.seen_by(user, "/notices")
        assert (page.count(ASKED), page.count(REMINDED)) == (1, 0)  # one line for both documents
        assert f"{ASKED} ๒" in ward.seen_by(user, "/inbox")
    assert any(ASKED in subject for subject, _ in ward.letters("author"))
    assert ward.letters("reviewer") == []  # waits for the morning

    ward.on(4, 3)
    ((subject, letter),) = ward.letters("reviewer")
    assert subject.startswith("แจ้งเตือนประจำวัน")
    assert ASKED in letter
    assert "/reading" in letter

    ward.on(4, 5)
    for number in (NAMED, NAMING):
        ward.reads("author", number)
    ward.on(4, 9)
    assert ward.seen_by("reviewer", "/notices").count(REMINDED) == 1
    assert REMINDED not in ward.seen_by("author", "/notices")  # who has read is left alone
    ward.on(4, 10)
    assert REMINDED in ward.letters("reviewer")[-1][1]
    ward.reads("reviewer", NAMING)
    ward.on(4, 16)
    assert ward.seen_by("reviewer", "/notices").count(REMINDED) == 2  # of the one that is left
    assert "๓/๔" in ward.seen_by("quality", "/readers")
    ward.on(4, 20)
    assert "เกินกำหนด" in ward.seen_by("quality", "/readers")
    assert len(ward.letters("reviewer")) == 3


def what_was_in_force_and_who_had_read_it_is_answered_for_a_day_that_is_past(ward: Ward) -> None:
    ward.clock.on(4, 22)
    publish(ward.library, text(str(NAMED), "เรื่องที่อ้างถึง", purpose="แก้แล้ว"))
    ward.on(4, 23)
    expected: dict[str, dict[str, tuple[str, set[str]]]] = {
        "1/4/2569": {},
        "3/4/2569": {str(NAMED): ("1", set()), str(NAMING): ("1", set())},
        "6/4/2569": {str(NAMED): ("1", {"author"}), str(NAMING): ("1", {"author"})},
        "12/4/2569": {str(NAMED): ("1", {"author"}), str(NAMING): ("1", {"author", "reviewer"})},
        "23/4/2569": {str(NAMED): ("2", set()), str(NAMING): ("1", {"author", "reviewer"})},
    }
    for on, answer in expected.items():
        assert ward.in_force_and_read(on) == answer
        page = ward.seen_by("quality", f"/register/readers?on={on}")
        sheet = load_workbook(BytesIO(ward.browser("quality").get(f"/register/readers.xlsx?on={on}").data))
        assert sheet.active is not None
        rows = list(sheet.active.iter_rows(min_row=2, values_only=True))
        for number, (version, read) in answer.items():
            assert f"/documents/{number}/versions/{version}" in page
            assert sum(row[0] == number and isinstance(row[7], datetime) for row in rows) == len(read)
    before = ward.seen_by("quality", "/register/readers?on=6/4/2569")
    card = before[before.index(f"/documents/{NAMING}/versions/1") :]
    assert re.search(r"ผู้จัดทำ.*?๕\sเม\.ย\.\s๒๕๖๙.*?หัวหน้าแผนก.*?ยังไม่อ่าน", card, re.DOTALL)
    # The register of a day leads to its readers.
    register = ward.seen_by("quality", "/register?on=6/4/2569")
    assert 'href="/register/readers?on=2026-04-06"' in register


def a_release_and_a_withdrawal_are_looked_at_and_the_remark_stays_to_be_read(ward: Ward) -> None:
    looks_at(ward, "ซึ่งมีฉบับใหม่ ฉบับที่ ๒", "ข้อที่อ้างถึงยังถูกต้อง")
    ward.clock.on(5, 4)
    withdraw(ward.library)
    ward.on(5, 5)
    assert 'href="/references"' in ward.seen_by("quality", "/dashboard")
    assert "รอตรวจดู" in ward.seen_by("quality", f"/documents/{NAMING}/history")
    looks_at(ward, "ซึ่งยกเลิกใช้แล้ว", "จะตัดข้ออ้างอิงออกในฉบับหน้า")

    history = _section(ward.seen_by("quality", f"/documents/{NAMING}/history"), "looks")
    told = re.findall(r"<b>ตรวจดูแล้ว</b> ([^<]+?)\s*<br>.*?<q class=\"remark\">(.*?)</q>", history, re.DOTALL)
    assert told == [("ผู้จัดทำ", "ข้อที่อ้างถึงยังถูกต้อง"), ("ผู้จัดทำ", "จะตัดข้ออ้างอิงออกในฉบับหน้า")]
    assert "๕\u00a0พ.ค.\u00a0๒๕๖๙" in history
    english = _section(ward.seen_by("quality", f"/documents/{NAMING}/history", "en"), "looks")
    assert "which was withdrawn" in english
    assert "<b>Looked</b> ผู้จัดทำ" in english
    review = ward.seen_by("quality", f"/documents/{NAMING}/review")
    assert "จะตัดข้ออ้างอิงออก" in _section(review, "looks")  # for whoever reviews the document next
    done = _section(ward.seen_by("quality", "/references"), "looked")
    assert done.index("จะตัดข้ออ้างอิง") < done.index("ยังถูกต้อง")  # the latest first
    closed = ward.sopctl.done("document", "flags", "--closed", "--as", "quality", "--json").json
    assert [(c["cause"], c["closed_by"], c["remark"]) for c in closed] == [
        ("withdrawn", "author", "จะตัดข้ออ้างอิงออกในฉบับหน้า"),
        ("released", "author", "ข้อที่อ้างถึงยังถูกต้อง"),
    ]
    assert ward.sopctl.done("document", "flags", "--as", "quality", "--json").json == []
    assert 'id="looks"' not in ward.seen_by("reviewer", f"/documents/{NAMING}/history")


def looks_at(ward: Ward, why: str, remark: str) -> None:
    """The author is told, opens what the notice is about, and says what was found."""
    notices = ward.seen_by("author", "/notices")
    link = re.search(
        rf'href="(/notices/[^"]+)"(?:(?!</a>).)*?อ้างถึง(?:(?!</a>).)*{NAMING}', notices, re.DOTALL
    )
    assert link is not None
    assert "รอท่านตรวจดู ๑" in ward.seen_by("author", "/inbox")
    assert ward.browser("author").get(link[1]).headers["Location"].endswith("/references")
    page = ward.seen_by("author", "/references")
    assert why in page
    form = re.search(r'action="(/references/[^"]+)"', page)
    assert form is not None
    ward.does("author", form[1], remark=remark)
    ward.clock.now += timedelta(minutes=1)
    assert 'action="/references/' not in ward.seen_by("author", "/references")
    assert "รอท่านตรวจดู" not in ward.seen_by("author", "/inbox")


def _section(page: str, name: str) -> str:
    found = re.search(rf'<section class="card" id="{name}">(.*?)</section>', page, re.DOTALL)
    assert found is not None
    return found[1]
