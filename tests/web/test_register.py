from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from tests.application.house import text
from tests.web.sites import Site


def test_the_register_stands_as_of_a_day_in_thai_or_iso(site: Site) -> None:
    site.house.publish()
    assert "SOP-IT-001" in site.nobody().text("/register")
    assert "SOP-IT-001" in site.nobody().text("/register?on=๑๕/๑/๒๕๖๙")
    assert "SOP-IT-001" in site.nobody().text("/register?on=2026-01-15")
    assert "SOP-IT-001" not in site.nobody().text("/register?on=14 ม.ค. 2569")


def test_a_day_that_is_none_is_refused_in_place(site: Site) -> None:
    answer = site.nobody().get("/register?on=31/2/2566")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "ไม่มีวันที่ 31" in page
    assert 'value="31/2/2566"' in page
    assert site.nobody().get("/register.xlsx?on=31/2/2566").status_code == 400


def test_the_workbook_has_real_dates_and_no_formula(site: Site) -> None:
    site.house.publish(text(title="=HYPERLINK(1)"))
    data = site.nobody().get("/register.xlsx").data
    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2))
    assert rows[0][3].value == datetime(2026, 1, 15)  # noqa: DTZ001  # a day has no zone
    assert rows[0][3].is_date
    assert rows[0][1].value == "=HYPERLINK(1)"
    assert rows[0][1].data_type == "s"


def test_the_csv_opens_right_and_runs_nothing(site: Site) -> None:
    site.house.publish(text(title="=cmd|' /C calc'!A0"))
    answer = site.nobody().get("/register.csv")
    data = answer.data
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
    assert rows[1][1].startswith("'=")
    assert rows[1][6] == "คอม"  # the name, not the code
    assert rows[1][3] == date(2026, 1, 15).isoformat()


def test_filters_reach_the_spreadsheet(site: Site) -> None:
    site.house.publish()
    site.house.publish(text("SOP-IT-002"), effective=site.house.today + timedelta(days=9))
    browser = site.of("quality")
    page = browser.text("/register?standing=scheduled")
    assert "SOP-IT-002" in page
    assert "SOP-IT-001" not in page
    assert "/register.xlsx?standing=scheduled" in page
    assert b"SOP-IT-001" not in browser.get("/register.csv?standing=scheduled").data


def test_the_register_sorts_as_a_thai_dictionary_does(site: Site) -> None:
    site.house.publish(text("SOP-IT-001", title="เวชระเบียน"))
    site.house.publish(text("SOP-IT-002", title="กายภาพ"))
    site.house.publish(text("SOP-IT-003", title="วิสัญญี"))
    browser = site.nobody()

    def order(query: str) -> list[str]:
        rows = csv.reader(StringIO(browser.get(f"/register.csv{query}").data.decode("utf-8-sig")))
        return [row[1] for row in rows][1:]

    assert order("") == ["เวชระเบียน", "กายภาพ", "วิสัญญี"]
    assert order("?sort=title") == ["กายภาพ", "วิสัญญี", "เวชระเบียน"]
    assert order("?sort=title&down=1") == ["เวชระเบียน", "วิสัญญี", "กายภาพ"]
    assert order("?sort=nonsense") == order("")
    page = browser.text("/register?sort=title")
    assert 'aria-sort="ascending"' in page
    assert page.index("กายภาพ") < page.index("วิสัญญี")


def test_the_register_is_asked_by_words_and_comes_in_pages(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sopctl.web.register._PER_PAGE", 1)
    site.house.publish(text("SOP-IT-001", title="การล้างมือ"))
    site.house.publish(text("SOP-IT-002", title="การล้างแผล"))
    browser = site.nobody()
    first, second = browser.text("/register?sort=title"), browser.text("/register?sort=title&page=2")
    assert "การล้างแผล" in first
    assert "การล้างมือ" not in first
    assert "๒ รายการ" in first
    assert "หน้า ๑ จาก ๒" in first
    assert 'href="/register?page=2&amp;sort=title"' in first
    assert "การล้างมือ" in second
    assert "/register.xlsx?sort=title" in second  # the spreadsheet has every page
    for page in ("0", "-1", "x", "๒", "99"):
        assert "๒ รายการ" in browser.text(f"/register?page={page}")
    found = browser.text("/register?q=it ๐๐๒")
    assert "การล้างแผล" in found
    assert "๑ รายการ" in found
    assert b"SOP-IT-001" not in browser.get("/register.csv?q=ล้าง แผล").data
    assert "ไม่มีเอกสารตามที่เลือก" in browser.text("/register?q=ไม่มี")


def test_an_address_may_ask_for_anything_and_links_keep_what_the_list_knows(site: Site) -> None:
    page = site.nobody().text("/register?endpoint=x&_scheme=javascript&_external=1&standing=in_force")
    assert 'href="/register.xlsx?standing=in_force"' in page
    assert "javascript:" not in page
