"""Registrations from sheets as hospitals have them: titles, merged heads, blank lines, every kind of date."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sopctl.intake.registration_book import report, template
from sopctl.intake.spreadsheets import (
    ScansUnreadableError,
    SheetUnreadableError,
    cell_text,
    read_registrations,
    unpack_scans,
)

HEAD = ["รหัสเอกสาร *", "เรื่อง", "ฉบับที่", "วันที่บังคับใช้ *", "ผู้อนุมัติ"]


def book(fill: Callable[[Worksheet], None]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    return saved(made)


def saved(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_heads_are_found_below_a_title_and_over_merged_rows() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["ทะเบียนเอกสาร", None, None, None, None])
        sheet.merge_cells("A1:E1")
        sheet.append([])
        sheet.append(["รหัสเอกสาร", "เรื่อง", "ฉบับที่", "วันที่บังคับใช้", "การอนุมัติ", None])
        sheet.merge_cells("E3:F3")
        sheet.append([None, None, None, None, "ผู้อนุมัติ", "ตำแหน่ง"])
        sheet.append([])
        sheet.append(["SOP-IT-001", "เรื่องหนึ่ง", 1, "๑๒/๖/๒๕๖๐", "นพ.ก", "ผอ."])
        sheet.append(["รหัสเอกสาร", "เรื่อง", "ฉบับที่", "วันที่บังคับใช้", "ผู้อนุมัติ", "ตำแหน่ง"])
        sheet.append(["SOP-IT-002", "เรื่องสอง", 2.0, date(2560, 6, 12), "นพ.ก", "ผอ."])

    lines = read_registrations(book(fill))
    assert [line.row for line in lines] == [6, 8]
    assert lines[0].value("post") == "ผอ."
    assert [line.value("effective") for line in lines] == ["๑๒/๖/๒๕๖๐", "12/6/2560"]
    assert lines[1].value("version") == "2"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, ""),
        (3.0, "3"),
        (2.1, "2.1"),
        (date(2017, 6, 12), "12/6/2017"),
        ("  สอง\n บรรทัด ", "สอง บรรทัด"),
    ],
)
def test_cells_are_read_as_people_mean_them(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_the_sheet_with_the_heads_may_be_any() -> None:
    made = Workbook()
    made.create_sheet("สอง").append(HEAD)
    made["สอง"].append(["SOP-IT-001", "ก", "1", "1/1/2560", "ข"])
    assert [line.value("number") for line in read_registrations(saved(made))] == ["SOP-IT-001"]


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 no", b"text", book(lambda sheet: sheet.append(["ก", "ข"]))]
)
def test_what_is_no_sheet_says_so_in_thai(data: bytes) -> None:
    with pytest.raises(SheetUnreadableError) as refused:
        read_registrations(data)
    assert any("\u0e01" <= letter <= "\u0e5b" for letter in refused.value.facts["reason"])


def test_the_template_reads_as_an_empty_list_with_choices() -> None:
    data = template(["SOP ระเบียบปฏิบัติงาน", "FM แบบฟอร์ม"], ["IT ศูนย์คอมพิวเตอร์"])
    assert read_registrations(data) == ()
    sheet = load_workbook(io.BytesIO(data))["ทะเบียน"]
    assert len(sheet.data_validations.dataValidation) == 2
    made = load_workbook(io.BytesIO(data))
    made["ทะเบียน"].append(["SOP-IT-009", "เรื่อง", "SOP ระเบียบปฏิบัติงาน"])
    assert [line.value("type") for line in read_registrations(saved(made))] == ["SOP ระเบียบปฏิบัติงาน"]


def test_a_report_holds_text_that_never_runs() -> None:
    sheet = load_workbook(io.BytesIO(report(["ก"], [["=1+1"]], "ผล"))).active
    assert isinstance(sheet, Worksheet)
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


def test_scans_come_out_of_a_zip_without_their_folders() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("สแกน/ก.pdf", b"%PDF-1.4")
        package.writestr("../../ข.png", b"x")
        package.writestr("__MACOSX/._ก.pdf", b"no")
    assert dict(unpack_scans(out.getvalue())) == {"ก.pdf": b"%PDF-1.4", "ข.png": b"x"}
    with pytest.raises(ScansUnreadableError):
        list(unpack_scans(b"PK no"))
