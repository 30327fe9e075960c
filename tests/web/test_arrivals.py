"""Files from outside on the web: looked at first, taken by decision."""

from __future__ import annotations

import re
from io import BytesIO

from tests.support.ugly import FOLDER
from tests.web.sites import Site


def held(page: str) -> str:
    found = re.search(r'name="held" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_a_word_file_is_looked_at_before_it_becomes_a_draft(site: Site) -> None:
    browser = site.of("author")
    data = FOLDER["typed-numbers.docx"]()
    page = browser.post("/drafts/import", data={"file": (BytesIO(data), "fall.docx")})
    assert page.status_code == 200
    for words in ("SOP-NUR-007", "การป้องกันผู้ป่วยพลัดตกหกล้ม", "วัตถุประสงค์"):
        assert words in page.text
    assert not site.house.database.data.versions
    taken = browser.post(
        "/drafts/import/take", data={"held": held(page.text), "number": "SOP-IT-007", "title": "ชื่อใหม่"}
    )
    assert taken.status_code == 302
    draft = taken.location.rsplit("/", 1)[1]
    markdown = site.house.database.data.drafts[draft].markdown
    assert "number: SOP-IT-007" in markdown
    assert "title: ชื่อใหม่" in markdown
    assert "# วัตถุประสงค์" in markdown
    with site.house.library.reading() as uow:
        assert "draft:import" in [row.action for row, _ in uow.ledger.rows()]


def test_what_was_held_is_for_its_bringer_alone(site: Site) -> None:
    page = site.of("author").post(
        "/drafts/import", data={"file": (BytesIO(FOLDER["notes.docx"]()), "x.docx")}
    )
    other = site.of("quality").post(
        "/drafts/import/take", data={"held": held(page.text), "number": "SOP-IT-1"}
    )
    assert other.status_code == 404


def test_an_old_file_is_refused_with_the_way_out(site: Site) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    page = site.of("author").post("/drafts/import", data={"file": (BytesIO(data), "old.doc")})
    assert page.status_code == 415
    assert "บันทึกเป็น" in page.text
