"""Files that are laid out with frames, hanging letters, broken lines and equations come out as text."""

from __future__ import annotations

from datetime import date

import pytest

from sopctl.application.ports.intake import Imported
from sopctl.content.blocks import Heading, ListBlock, Note, Paragraph, Table, plain
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.intake.files import FileIntake
from tests.support.ugly_layouts import LAYOUTS
from tests.support.word_parts import BOLD, docx, p, run, tbl, tc


def read(name: str) -> Imported:
    return FileIntake().read(LAYOUTS[name](), name, today=date(2026, 1, 15))


def excerpts(found: Imported, code: str) -> list[str]:
    return [one.excerpt for one in found.findings if one.code == code]


def test_a_form_that_is_one_table_gives_its_head_its_text_and_its_signers() -> None:
    found = read("framed.docx")
    assert [plain(one.text) for one in found.body.headings()] == ["วัตถุประสงค์", "วิธีปฏิบัติ"]
    kinds = [type(one) for one in found.body.blocks]
    assert kinds == [Heading, Paragraph, Heading, ListBlock, Table]
    facts = found.facts
    assert (facts.number, facts.version) == (DocumentNumber.parse("SOP-PHA-004"), VersionLabel(3))
    assert (facts.title, facts.effective) == ("การจ่ายยา", date(2024, 1, 15))
    assert (facts.prepared_by, facts.approver) == ("ภญ.สมใจ", "นพ.วิชัย")
    assert len(excerpts(found, "import-frame")) == 1


def test_a_box_with_a_remark_and_a_row_across_a_table_stay_what_they_are() -> None:
    box = tbl((tc(p("คำเตือน"), p("1. ห้ามผสมยา"), p("2. ตรวจซ้ำ"), p("3. ลงชื่อ"), p("4. เก็บ")),))
    across = tbl(("ยา", "ขนาด"), (tc("กลุ่มเสี่ยงสูง", properties='<w:gridSpan w:val="2"/>'),), ("KCl", "10 มล."))
    found = FileIntake().read(docx(p("ยา", style="Heading1"), box, across), "x.docx", today=date(2026, 1, 15))
    assert [type(one) for one in found.body.blocks] == [Heading, Note, Table]
    assert excerpts(found, "import-frame") == []


def test_a_hanging_letter_belongs_to_its_word_and_a_new_page_parts_two() -> None:
    found = read("drop-cap.docx")
    assert "การล้างมือป้องกันการติดเชื้อได้ดีที่สุด" in found.body_text
    assert "ก่อนสัมผัสผู้ป่วยหลัง" not in found.body_text
    assert excerpts(found, "import-hidden") == ["ฉบับร่างของหัวหน้า"]
    assert excerpts(found, "import-left-out") == []  # what is hidden is told once, and nothing with it


def test_lines_broken_by_hand_are_sections_where_they_are_labelled() -> None:
    found = read("broken-lines.docx")
    assert [plain(one.text) for one in found.body.headings()] == ["วัตถุประสงค์", "ขอบเขต", "ขั้นตอน"]
    steps = next(one for one in found.body.blocks if isinstance(one, ListBlock))
    assert len(steps.items) == 2
    last = found.body.blocks[-1]
    assert isinstance(last, Paragraph)  # an address keeps its lines
    assert plain(last.text) == "เลขที่ 1 ถนนใหญ่\nตำบลในเมือง\nโทร 1669"


def test_a_fraction_stays_a_fraction() -> None:
    told = excerpts(read("formulas.docx"), "import-equation")
    assert told == ["(ผู้ติดเชื้อใหม่ + ซ้ำ)/วันนอน × 1000", "x^(n+1)=√(a+b)", "∑_(i=1)^n (x-y)"]


def test_a_strict_file_reads_as_any_other() -> None:
    found = read("strict.docx")
    first, method, anew = found.body.headings()
    assert [plain(one.text) for one in (first, method, anew)] == ["วัตถุประสงค์", "วิธีปฏิบัติ", "เอกสารอ้างอิง"]
    assert "{number=5}" in found.body_text
    assert "{.letters}" in found.body_text


def test_a_page_inside_the_package_is_told_with_the_way_to_bring_it() -> None:
    found = read("enclosed.docx")
    told = [one.message_th for one in found.findings if one.code == "import-object"]
    assert any("บันทึกใหม่" in one for one in told)
    assert found.facts.number == DocumentNumber.parse("WI-LAB-001")


def test_a_bar_behind_a_head_is_the_head() -> None:
    styled = tbl((tc(p("วัตถุประสงค์", style="Heading1")),))
    numbered = tbl((tc(p(run("2. การดูแลก่อนผ่าตัด", BOLD))),))
    known = tbl((tc("3. ขอบเขต"),))
    plain_box = tbl((tc("ล้างมือทุกครั้ง"),))
    body = (styled, p("เพื่อ"), numbered, p("งดน้ำ"), known, p("ทุกหอ"), plain_box)
    found = FileIntake().read(docx(*body), "x.docx", today=date(2026, 1, 15))
    assert [plain(one.text) for one in found.body.headings()] == ["วัตถุประสงค์", "การดูแลก่อนผ่าตัด", "ขอบเขต"]
    assert isinstance(found.body.blocks[-1], Note)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("รหัส SOP-PHA-004", "SOP-PHA-004"),
        ("รหัส SOP: PHA-004", "PHA-004"),
        ("รหัสเอกสาร sop – it – ๐๒๑", "SOP-IT-021"),
        ("รหัสเอกสาร: S0P-IT-021", None),
    ],
)
def test_a_number_is_taken_whole_or_not_at_all(written: str, number: str | None) -> None:
    data = docx(p(written), p("1. วัตถุประสงค์"), p("เพื่อ"))
    facts = FileIntake().read(data, "x.docx", today=date(2026, 1, 15)).facts
    assert facts.number == (DocumentNumber.parse(number) if number else None)
