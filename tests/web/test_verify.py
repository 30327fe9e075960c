from __future__ import annotations

from io import BytesIO

from tests.application.house import text
from tests.web.sites import Site


def _tokens(site: Site) -> list[str]:
    with site.house.library.reading() as uow:
        return [r.token for r in sorted(uow.releases.all(), key=lambda r: r.release.version)]


def test_the_code_of_a_paper_answers_in_one_word_first(site: Site) -> None:
    site.house.publish()
    page = site.nobody().text(f"/verify/{_tokens(site)[0]}")
    assert "<h1>ใช้ได้</h1>" in page
    assert page.index("ใช้ได้</h1>") < page.index("SOP-IT-001</dd>")


def test_a_superseded_paper_is_red_and_leads_on(site: Site) -> None:
    site.house.publish()
    site.house.publish(text(purpose="เพื่อแก้ไข"))
    old, new = _tokens(site)
    page = site.nobody().text(f"/verify/{old}")
    assert "<h1>ถูกแทนที่</h1>" in page
    assert 'class="verdict no"' in page
    assert 'href="/documents/SOP-IT-001"' in page
    assert 'class="verdict yes"' in site.nobody().text(f"/verify/{new}")


def test_a_code_that_nobody_issued_is_said_to_be_unknown(site: Site) -> None:
    answer = site.nobody().get("/verify/made-up")
    assert answer.status_code == 404
    assert "ไม่ได้ออกรหัสนี้" in answer.get_data(as_text=True)


def test_a_file_that_is_no_copy_is_not_genuine(site: Site) -> None:
    answer = site.nobody().post("/verify", {"file": (BytesIO(b"hello"), "a.pdf")})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "ไม่ใช่ของแท้" in page


def test_no_file_and_a_file_too_large_get_a_sentence(site: Site) -> None:
    empty = site.nobody().post("/verify", {"file": (BytesIO(b""), "a.pdf")})
    assert empty.status_code == 400
    assert "ยังไม่ได้เลือกไฟล์" in empty.get_data(as_text=True)
    kind = "multipart/form-data; boundary=x"
    large = site.nobody().client.post("/verify", data=b"x" * 30_000_001, content_type=kind)
    assert large.status_code == 413
    assert "ไฟล์ใหญ่เกินไป" in large.get_data(as_text=True)
