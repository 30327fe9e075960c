from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl

from sopctl.rendering.workbooks import to_xlsx
from tests.web.sites import Site

ROWS = [
    ["รหัสพนักงาน", "ชื่อผู้ใช้", "ชื่อ-สกุล", "หน่วยงาน", "วันที่ออก"],
    ["1001", "staff", "พยาบาล", "IT", ""],
    ["1002", "", "คนใหม่", "คอม", ""],
    ["1003", "", "=HYPERLINK(\"http://x\")", "ไม่มี", ""],
    ["1004", "author", "ผู้จัดทำ", "IT", "1/1/2569"],
]  # fmt: skip


def sent(kind: str) -> tuple[BytesIO, str]:
    if kind == "csv":
        return BytesIO("\n".join(",".join(row) for row in ROWS).encode("cp874")), "people.csv"
    return BytesIO(to_xlsx("คน", ROWS[0], ROWS[1:])), "people.xlsx"


def look(site: Site, kind: str = "xlsx") -> tuple[Any, str]:
    browser = site.of("admin")
    answer = browser.post("/admin/import", {"list": sent(kind)}, content_type="multipart/form-data")
    return browser, answer.get_data(as_text=True)


def test_a_list_is_shown_then_decided_once(site: Site) -> None:
    site.house.write()
    for kind in ("csv", "xlsx"):
        browser, page = look(site, kind)
        for words in ("เข้าใหม่", "ย้ายหน่วยงาน", "พ้นหน้าที่", "ไม่มีหน่วยงานนี้"):
            assert words in page
        assert site.house.ledger_actions().count("people:import") == 0
    form = {name: re.findall(f'name="{name}" value="([^"]+)"', page)[0] for name in ("digest", "file")}
    assert browser.post("/admin/import/decide", {**form, "digest": "0" * 64}).status_code == 409
    done = browser.post("/admin/import/decide", form)
    assert done.status_code == 200
    assert "e1002" in done.get_data(as_text=True)
    assert 'href="/admin/people/author/work"' in done.get_data(as_text=True)
    assert browser.post("/admin/import/decide", form).status_code == 409  # it is done
    assert "ผู้จัดทำ" in browser.text("/admin/import")  # what the leaver has left
    assert "SOP-IT-001" in browser.text("/admin/people/author/work")
    unknown = browser.post("/admin/people/author/work", {"new": "ไม่มีคนนี้", "reason": "ลาออก"})
    assert unknown.status_code == 404
    assert 'value="ไม่มีคนนี้"' in unknown.get_data(as_text=True)
    (shown,) = re.findall(r'<option value="(other [^"]+)">', browser.text("/admin/people/author/work"))
    handed = browser.post("/admin/people/author/work", {"new": shown, "reason": "ลาออก"})
    assert handed.status_code == 200
    assert "ไม่มีงานค้าง" in browser.text("/admin/people/author/work")


def test_what_is_no_list_is_refused(site: Site) -> None:
    browser = site.of("admin")
    for data in (b"", b"PK\x03\x04 broken", b"a,b\n1,2\n", b"\x00\x01"):
        answer = browser.post(
            "/admin/import", {"list": (BytesIO(data), "x.xlsx")}, content_type="multipart/form-data"
        )
        assert answer.status_code in (400, 422), data
    assert (
        site.of("quality")
        .post("/admin/import", {"list": sent("csv")}, content_type="multipart/form-data")
        .status_code
        == 403
    )


def test_no_cell_runs() -> None:
    book = openpyxl.load_workbook(BytesIO(to_xlsx("x", ["ก"], [["=1+1"], ["@SUM(A1)"]])))
    assert [cell.data_type for row in book.worksheets[0].iter_rows(min_row=2) for cell in row] == ["s", "s"]
