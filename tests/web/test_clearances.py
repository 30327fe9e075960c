"""Clearing personal data on the pages, and the file that a draft came from."""

from __future__ import annotations

import re
from io import BytesIO

from sopctl.application.authoring import drafts
from sopctl.application.library import Actor
from sopctl.resources import documents_dir
from tests.application.house import text
from tests.web.sites import Site

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


def test_a_likely_one_is_cleared_on_the_page_of_the_round(site: Site) -> None:
    round_id = site.house.submit(site.house.write(text(purpose="โทร 081-234-5678")))
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
