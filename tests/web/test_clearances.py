"""Clearing personal data on the pages, and the file that a draft came from."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

from sopctl.application.authoring import clearing, drafts
from sopctl.application.library import Actor
from sopctl.domain import canonical
from sopctl.domain.workflow import State
from sopctl.resources import documents_dir
from sopctl.web import create_app
from tests.application.house import text
from tests.web.sites import SETTINGS, Site

CITIZEN = "1-1017-00230-70-8"  # made up; its check digit is right
SCAN = (documents_dir() / "SOP-IT-001" / "scan.txt").read_bytes()


def mark(page: str) -> str:
    found = re.search(r'name="finding" value="([0-9a-f]{32})"', page)
    assert found is not None
    return found[1]


def test_it_is_cleared_beside_the_draft_and_the_signers_read_who_and_why(site: Site) -> None:
    house = site.house
    draft = house.write(text(purpose=f"บัตร {CITIZEN}"))
    author, quality = site.of("author"), site.of("quality")
    page = author.text(f"/drafts/{draft}")
    assert 'id="personal"' in page
    assert 'name="finding"' not in page  # the author cannot clear what is sure
    form = {"finding": mark(quality.text(f"/drafts/{draft}")), "reason": "เลขสมมติสำหรับสอน"}
    assert author.post(f"/drafts/{draft}/clear", form).status_code == 302
    assert drafts.view_draft(house.library, Actor("author"), draft).personal[0].clearance is None
    assert site.of("staff").post(f"/drafts/{draft}/clear", form).status_code == 403
    assert quality.post(f"/drafts/{draft}/clear", {**form, "reason": " "}).status_code == 302
    assert quality.post(f"/drafts/{draft}/clear", form).headers["Location"] == f"/drafts/{draft}#personal"
    page = author.text(f"/drafts/{draft}")
    assert page.count("ตรวจแล้วโดย ศูนย์คุณภาพ") == 2  # in the list of findings, and in its own card
    round_id = house.submit(draft)
    for signer in ("reviewer", "director"):
        read = site.of(signer).text(f"/rounds/{round_id}")
        assert "ตรวจแล้วโดย ศูนย์คุณภาพ" in read
        assert "เลขสมมติสำหรับสอน" in read


def test_the_author_is_sent_to_what_is_open_and_clears_a_likely_one(site: Site) -> None:
    house = site.house
    draft = house.write(text(purpose="โทร 081-234-5678"))
    author = site.of("author")
    page = author.text(f"/drafts/{draft}")
    kept = drafts.view_draft(house.library, Actor("author"), draft).draft
    form = {"markdown": kept.markdown, "save_number": str(kept.save_number), "reason": kept.reason}
    refused = author.post(f"/drafts/{draft}", {**form, "then": "submit"})
    assert refused.status_code == 422
    said = refused.get_data(as_text=True)
    assert "ยังไม่มีผู้ยืนยัน" in said
    assert 'href="#personal"' in said
    cleared = {"finding": mark(page), "reason": "เบอร์กลาง"}
    assert author.post(f"/drafts/{draft}/clear", cleared).status_code == 302
    form["save_number"] = str(drafts.view_draft(house.library, Actor("author"), draft).draft.save_number)
    assert author.post(f"/drafts/{draft}", {**form, "then": "submit"}).status_code == 302
    assert house.version(draft).state is State.IN_REVIEW


def test_what_is_not_known_to_be_cleared_is_cleared_on_the_page_of_the_round(site: Site) -> None:
    house = site.house
    version_id = house.write(text(purpose="โทร 081-234-5678"))
    (one,) = drafts.view_draft(house.library, Actor("author"), version_id).personal
    clearing.clear(house.library, Actor("author"), version_id, one.finding.fingerprint, "เบอร์กลาง")
    round_id = house.submit(version_id)
    # As after a rebuild without keys: the marks of what was cleared are others.
    house.library = replace(house.library, vouch=lambda data: canonical.sha256(b"another\0" + data))
    site = Site(house, create_app(house.library, SETTINGS))
    quality = site.of("quality")
    page = quality.text(f"/rounds/{round_id}")
    version = re.search(r'action="(/drafts/[^"]+/clear)"', page)
    assert version is not None
    answer = quality.post(version[1], {"finding": mark(page), "reason": "เบอร์กลาง", "round": round_id})
    assert answer.headers["Location"] == f"/rounds/{round_id}#personal"
    assert "เบอร์กลาง" in site.of("director").text(f"/rounds/{round_id}")


def test_a_scan_comes_in_and_its_bytes_are_kept_beside_the_draft(site: Site) -> None:
    author = site.of("author")
    looked = author.post("/drafts/import", {"file": (BytesIO(SCAN), "สแกน.txt")})
    page = looked.get_data(as_text=True)
    assert "ไม่พบชื่อหัวข้อ 3" in page
    held = re.search(r'name="held" value="([^"]+)"', page)
    assert held is not None
    form = {"held": held[1], "number": "SOP-IT-009", "title": "นโยบาย"}
    draft = author.post("/drafts/import/take", form).headers["Location"]
    link = re.search(rf'href="({draft}/originals/[0-9a-f]+)"', author.text(draft))
    assert link is not None
    kept = author.get(link[1])
    assert kept.data == SCAN
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert site.of("staff").get(link[1]).status_code == 403
    assert author.get(f"{draft}/originals/{'0' * 64}").status_code == 404
