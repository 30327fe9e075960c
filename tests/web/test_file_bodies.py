"""Documents that are files, on the web: begun, replaced, opened by signers, handed out with a standing."""

from __future__ import annotations

import hashlib
from urllib.parse import unquote

from sopctl.application.authoring import drafts
from sopctl.application.library import Actor
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import Action
from tests.application.copies.test_file_bodies import FIRST, SECOND
from tests.web.sites import Site

NAME = "แบบ.xlsx"


def begin(site: Site) -> str:
    author = site.of("author")
    answer = author.post(
        "/drafts/new-file",
        {"number": "SOP-IT-031", "title": "แบบขออนุญาต", "type": "SOP", "department": "IT",
         "file": site.upload(FIRST, NAME), "issuer": "กรมการแพทย์", "received": "12/6/2566"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.get_data(as_text=True)
    draft = answer.headers["Location"].rpartition("/")[2]
    drafts.save_draft(site.house.library, Actor("author"), draft, save_number=1, reason="ประกาศใช้")
    return draft


def publish(site: Site, draft: str) -> str:
    round_id = site.house.submit(draft)
    site.house.sign(round_id, Action.REVIEW, "reviewer")
    site.house.sign(round_id, Action.CHECK, "quality")
    page = site.of("director").text(f"/rounds/{round_id}")
    site.house.sign(round_id, Action.APPROVE, "director")
    site.house.release(draft)
    return page


def test_a_signer_sees_and_opens_the_file_with_its_hash(site: Site) -> None:
    page = publish(site, begin(site))
    assert hashlib.sha256(FIRST).hexdigest() in page
    assert NAME in page


def test_what_is_downloaded_is_byte_for_byte_and_says_its_standing(site: Site) -> None:
    draft = begin(site)
    assert "กรมการแพทย์" in site.of("author").text(f"/drafts/{draft}")
    publish(site, draft)
    anyone = site.nobody()
    page = anyone.text("/documents/SOP-IT-031")
    assert "ดาวน์โหลดไฟล์" in page
    assert "กรมการแพทย์" in page
    now = anyone.get("/documents/SOP-IT-031/original")
    assert now.data == FIRST
    assert now.headers["X-Document-Standing"] == "in_force"
    assert "SOP-IT-031 ฉบับที่ 1 (บังคับใช้)" in unquote(now.headers["Content-Disposition"])
    second = drafts.start_revision(site.house.library, Actor("author"), DocumentNumber("SOP-IT-031"))
    site.of("author").post(f"/drafts/{second}/body", {"file": site.upload(SECOND, NAME)})
    saved = drafts.view_draft(site.house.library, Actor("author"), second).draft
    drafts.save_draft(site.house.library, Actor("author"), second, save_number=saved.save_number, reason="แก้")
    site.house.pass_time(days=1)
    publish(site, second)
    past = f"/documents/SOP-IT-031/versions/1/original/{NAME}"
    bare = anyone.get(f"/documents/SOP-IT-031/versions/1/files/{NAME}")
    assert unquote(bare.headers["Location"]) == past
    warned = anyone.text(past)
    assert "ห้ามใช้งาน" in warned
    taken = anyone.get(f"{past}?past=1")
    assert taken.data == FIRST
    assert "(ถูกแทนที่ ห้ามใช้งาน)" in unquote(taken.headers["Content-Disposition"])
    assert "วันที่และเวลา" in anyone.text("/documents/SOP-IT-031/compare?from=1&to=2")


def test_a_refused_file_says_why_and_keeps_what_was_typed(site: Site) -> None:
    answer = site.of("author").post(
        "/drafts/new-file",
        {"number": "SOP-IT-031", "title": "แบบขออนุญาต", "type": "SOP", "department": "IT",
         "file": site.upload(b"MZ", "โปรแกรม.exe")},
    )  # fmt: skip
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "รับเฉพาะ" in page
    assert 'value="แบบขออนุญาต"' in page
    draft = begin(site)
    author = site.of("author")
    author.post(f"/drafts/{draft}/body", {"file": site.upload(b"MZ", "x.exe")})
    assert "รับเฉพาะ" in author.text(f"/drafts/{draft}")
    author.post(f"/drafts/{draft}/body/remove", {"name": NAME})
    assert NAME not in author.text(f"/drafts/{draft}")
