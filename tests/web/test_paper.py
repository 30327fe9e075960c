"""Paper on the web: one document with its errors beside the fields, and a list with one decision."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from sopctl.web import jobs
from tests.application.house import PASSWORD
from tests.web.sites import Browser, Site

PDF = b"%PDF-1.4 signed page"
TYPED = {
    "number": "SOP-IT-๐๗๗", "title": "แนวทางสำรองข้อมูล", "type": "SOP", "department": "IT", "version": "",
    "effective": "๑๒ มิ.ย. ๒๕๖๖", "approver": "นายแพทย์วิชัยเกษม", "post": "ผู้อำนวยการ", "approved": "",
    "reason": "", "text": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_once(site: Site) -> None:
    site.app.config[jobs.INLINE] = True


def sheet(*rows: tuple[str, ...]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in (("รหัสเอกสาร", "เรื่อง", "ประเภท", "หน่วยงาน", "วันที่บังคับใช้", "ผู้อนุมัติ", "ตำแหน่ง", "ไฟล์สแกน"), *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def scans(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files.items():
            package.writestr(f"{name}.pdf", data)
    return out.getvalue()


GOOD = ("SOP-IT-080", "หนึ่ง", "SOP", "IT", "12/6/2560", "นพ.ก", "ผอ.", "a.pdf")
BAD = ("SOP-IT-081", "สอง", "SOP", "IT", "31/2/2560", "นพ.ก", "ผอ.", "a.pdf")
LATE = ("SOP-IT-082", "สาม", "SOP", "IT", "12/6/2560", "นพ.ก", "ผอ.", "b.pdf")


def propose(site: Site, quality: Browser, *rows: tuple[str, ...]) -> str:
    answer = quality.post(
        "/register/paper/lists",
        {"sheet": site.upload(sheet(*rows), "เดิม.xlsx"), "scans": site.upload(scans(a=PDF), "scans.zip")},
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.headers["Location"]


def test_wrong_fields_are_told_beside_them_and_nothing_typed_is_lost(site: Site) -> None:
    quality = site.of("quality")
    answer = quality.post(
        "/register/paper",
        {**TYPED, "effective": "31/2/2566", "post": "", "scan_file": site.upload(PDF, "หน้า.pdf"),
         "password": PASSWORD},
    )  # fmt: skip
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="SOP-IT-๐๗๗"' in page
    assert 'value="31/2/2566"' in page
    assert re.search(
        r'id="effective"[^>]*aria-describedby="effective-problem-1 "[^>]*aria-invalid="true"', page
    )
    assert "ต้องกรอกตำแหน่ง" in page
    kept = re.search(r'name="scan_kept" value="([0-9a-f]{64})"', page)
    assert kept is not None
    assert PASSWORD not in page
    again = quality.post(
        "/register/paper", {**TYPED, "scan_kept": kept[1], "scan_name": "หน้า.pdf", "password": "wrong"}
    )
    assert again.status_code == 403
    assert "แนวทางสำรองข้อมูล" in again.get_data(as_text=True)
    done = quality.post(
        "/register/paper", {**TYPED, "scan_kept": kept[1], "scan_name": "หน้า.pdf", "password": PASSWORD}
    )
    assert done.headers["Location"] == "/documents/SOP-IT-077/versions/1"
    shown = quality.text("/documents/SOP-IT-077")
    assert "อนุมัติบนกระดาษ" in shown
    assert "SOP-IT-077-v1-scan.pdf" in shown
    assert "อนุมัติบนกระดาษ" in quality.text("/register")
    scan = quality.get("/documents/SOP-IT-077/versions/1/scan")
    assert scan.data == PDF
    assert site.nobody().get("/documents/SOP-IT-077/versions/1/scan").status_code == 302


def test_only_the_quality_office_registers_paper(site: Site) -> None:
    for path in ("/register/paper", "/register/paper/template.xlsx", "/register/paper/lists"):
        assert site.of("author").get(path).status_code == 403
        assert site.nobody().get(path).status_code == 302
    before = set(site.house.blobs.all())
    answer = site.of("author").post("/register/paper", {**TYPED, "scan_file": site.upload(PDF, "a.pdf")})
    assert answer.status_code == 403
    assert set(site.house.blobs.all()) == before
    assert "<form" in site.of("quality").text("/register/paper/lists")
    assert "ตรวจรายการ" not in site.of("auditor").text("/register/paper/lists")


def test_a_list_is_shown_decided_once_and_reported(site: Site) -> None:
    quality = site.of("quality")
    place = propose(site, quality, GOOD, BAD, LATE)
    page = quality.text(place)
    assert "ไม่มีวันที่ 31" in page
    assert "ไม่พบไฟล์สแกน “b.pdf”" in page
    answer = quality.post(f"{place}/scans", {"scans": site.upload(PDF, "b.pdf")})
    place = answer.headers["Location"]
    page = quality.text(place)
    assert "ไม่พบไฟล์สแกน" not in page
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    assert shown is not None
    wrong = quality.post(f"{place}/decide", {"shown": shown[1], "password": "wrong"})
    assert wrong.status_code == 403
    assert quality.post(f"{place}/decide", {"shown": shown[1], "password": PASSWORD}).status_code == 302
    done = quality.text(place)
    assert "เสร็จแล้วเมื่อ" in done
    assert '<a class="number" href="/documents/SOP-IT-080/versions/1">' in done
    report = load_workbook(io.BytesIO(quality.get(f"{place}/report.xlsx").data)).active
    assert report is not None
    rows = list(report.values)
    assert [row[4] for row in rows[1:]] == ["ขึ้นทะเบียนแล้ว", "ต้องแก้", "ขึ้นทะเบียนแล้ว"]
    facts = quality.get(f"{place}/report.json").get_json()
    assert [line["state"] for line in facts["lines"]] == ["done", "wrong", "done"]
    assert site.nobody().get("/documents/SOP-IT-082.pdf").status_code == 200


def test_a_running_list_is_taken_up_again_by_whoever_looks(site: Site) -> None:
    from sopctl.application.library import Actor
    from sopctl.application.paper import lists as paper_lists

    quality = site.of("quality")
    place = propose(site, quality, GOOD)
    list_id = place.rpartition("/")[2]
    view = paper_lists.view_list(site.house.library, Actor("quality"), list_id)
    paper_lists.decide(  # decided in a process that died before it could begin
        site.house.library, Actor("quality"), list_id, shown=view.paper_list.sha256, password=PASSWORD
    )
    assert "เสร็จแล้วเมื่อ" in site.of("auditor").text(place)


def test_a_sheet_that_cannot_be_read_is_told_and_a_list_can_be_put_away(site: Site) -> None:
    quality = site.of("quality")
    answer = quality.post("/register/paper/lists", {"sheet": site.upload(b"no sheet", "a.xlsx")})
    assert answer.status_code == 400
    assert "อ่านตารางไม่ได้" in answer.get_data(as_text=True)
    place = propose(site, quality, GOOD)
    assert quality.post(f"{place}/put-away").status_code == 302
    assert "ถูกเก็บโดยไม่ได้ขึ้นทะเบียน" in quality.text(place)
    assert site.nobody().get("/documents/SOP-IT-080").status_code == 404
