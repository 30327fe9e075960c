"""A folder of Word files as ugly as real ones: what was carried, and what was told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sopctl.application.ports.intake import Imported
from sopctl.content.blocks import Figure, Heading, ListBlock, Note, Table, plain
from sopctl.content.text import plain_text
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.intake.files import FileIntake
from sopctl.intake.typed import typed
from sopctl.intake.word.auditing import _runs
from sopctl.intake.word.parts import WordParts
from sopctl.intake.word.symbols import restored
from tests.support.ugly import FOLDER
from tests.support.ugly_layouts import LAYOUTS

TODAY = date(2026, 1, 15)
DATA = Path(__file__).parents[1] / "data"


def read(name: str) -> Imported:
    return FileIntake().read(FOLDER[name](), name, today=TODAY)


def codes(found: Imported) -> Counter[str]:
    return Counter(finding.code for finding in found.findings)


def headings(found: Imported) -> list[str]:
    return [plain(one.text) for one in found.body.headings()]


def excerpt(found: Imported, code: str) -> str:
    return "\n".join(one.excerpt for one in found.findings if one.code == code)


@pytest.mark.parametrize("name", [*FOLDER, *LAYOUTS])
def test_every_run_is_in_the_draft_or_in_a_finding(name: str) -> None:
    data = {**FOLDER, **LAYOUTS}[name]()
    found = FileIntake().read(data, name, today=TODAY)
    alts = " ".join(figure.alt for figure in found.body.figures())
    pool = _bare(plain_text(found.body) + alts + " ".join(one.excerpt for one in found.findings))
    parts = WordParts(data)
    roots = [
        parts.package.xml(path)
        for path in parts.package.names
        if path.startswith("word/") and path.endswith(".xml")
    ]
    for root in roots:
        for text, _, font in _runs(root):
            for word in restored(text, font)[0].split():
                label = typed(word)
                bare = _bare(word[label.length :] if label else word)
                assert bare in pool, word


def _bare(text: str) -> str:
    return "".join(restored(text, "")[0].split())


def test_a_template_with_numbers_typed_by_hand() -> None:
    found = read("typed-numbers.docx")
    assert found.facts.number == DocumentNumber("SOP-NUR-007")
    assert found.facts.title == "การป้องกันผู้ป่วยพลัดตกหกล้ม"
    assert found.facts.version == VersionLabel(2)
    assert found.facts.effective == date(2023, 10, 1)
    assert found.facts.department == "กลุ่มการพยาบาล"
    assert headings(found) == ["วัตถุประสงค์", "ขอบเขต", "ขั้นตอนการปฏิบัติ", "ผู้รับผิดชอบ", "ตัวชี้วัด"]
    assert [one.number for one in found.body.headings()] == [
        (1,),
        (2,),
        (3,),
        (4,),
        (6,),
    ]  # a gap stays a gap
    steps = next(one for one in found.body.blocks if isinstance(one, ListBlock))
    assert len(steps.items) == 3
    letters = steps.items[1].blocks[1]
    assert isinstance(letters, ListBlock)
    assert letters.letters
    assert len(letters.items) == 3
    bullets = steps.items[2].blocks[1]
    assert isinstance(bullets, ListBlock)
    assert not bullets.ordered
    assert "๓.๑ ๓.๒ ก) ข) ค) ๓.๓ - -" in excerpt(found, "import-label-changed")
    assert codes(found)["import-heading-guessed"] == 5


def test_a_header_table_in_the_text_is_read_wherever_it_stands() -> None:
    found = read("header-in-text.docx")
    assert found.facts.number == DocumentNumber("WI-ER-012")
    assert found.facts.title == "Triage at the emergency room"
    assert found.facts.version == VersionLabel(3)
    assert found.facts.effective == date(2023, 6, 12)
    assert found.facts.approver == "นายแพทย์วิชัย เกษม"
    assert found.facts.prepared_by == "นางสมศรี ใจดี"
    assert (
        found.body_text
        == "# Purpose\n\nTo sort patients by urgency.\n\n# Procedure\n\nTake vital signs within 5 minutes.\n"
    )
    assert codes(found)["import-header"] == 3


def test_words_own_lists_keep_levels_letters_and_counts() -> None:
    found = read("word-lists.docx")
    assert found.body_text == (
        "# ขั้นตอนการปฏิบัติ\n\n"
        "1. รับใบสั่งยา\n\n   {.letters}\n   1. ตรวจชื่อผู้ป่วย\n"
        "   2. ตรวจประวัติแพ้ยา\n\n      - ถามผู้ป่วยซ้ำ\n2. จัดยา\n\n"
        "ระหว่างนี้ห้ามรับโทรศัพท์\n\n"
        "3. จ่ายยา\n\n"
        "1) First\n2) Second\n"
    )
    assert "lowerRoman" in excerpt(found, "import-label-changed")


def test_text_boxes_follow_the_paragraph_that_they_hang_on() -> None:
    found = read("text-boxes.docx")
    words = plain_text(found.body)
    order = ["เริ่ม", "ผู้ป่วยมาถึง", "คัดกรอง", "คำอธิบายผัง", "กล่องแบบเก่า"]
    assert [words.index(one) for one in order] == sorted(words.index(one) for one in order)
    assert words.count("ผู้ป่วยมาถึง") == 1  # Word writes each box twice
    assert codes(found)["import-text-box"] == 3
    assert codes(found)["import-shape"] == 2
    assert "สำเนาควบคุม" in excerpt(found, "import-shape")  # WordArt


def test_merged_cells_lists_and_tables_in_cells() -> None:
    found = read("merged-cells.docx")
    table = next(one for one in found.body.blocks if isinstance(one, Table))
    assert plain(table.caption) == "ตารางที่ 1 การตรวจสอบ"
    assert [plain(cell) for cell in table.head] == ["ขั้นตอน", "", "ผู้รับผิดชอบ"]
    assert [plain(cell) for cell in table.rows[1]] == ["", "ตรวจตำแหน่ง ทำเครื่องหมาย", "แพทย์"]
    assert [figure.alt for figure in found.body.figures()] == ["ป้ายข้อมือ"]
    assert codes(found)["import-merged-cells"] == 1
    assert codes(found)["import-table-flattened"] == 2
    assert found.facts.version == VersionLabel(3)


def test_pictures_are_carried_written_anew_or_told() -> None:
    found = read("pictures.docx")
    figures = [one for one in found.body.blocks if isinstance(one, Figure)]
    assert [one.alt for one in figures] == ["ล้างมือเจ็ดขั้นตอน", "จากกล้อง", "ภาพเก่า"]
    assert sorted(found.files) == ["image-1.png", "image-2.jpg", "image-3.png"]
    assert all(data.startswith((b"\x89PNG", b"\xff\xd8\xff")) for data in found.files.values())
    told = excerpt(found, "import-picture")
    assert "ผังจาก Visio" in told
    assert "https://example.org/x.png" in told
    assert "ภาพเสีย" in told


def test_tracked_changes_are_taken_as_accepted() -> None:
    found = read("tracked.docx")
    assert "ส่งตรวจภายใน 30 นาที" in found.body_text
    assert "ต่อกัน" in found.body_text  # the end of a paragraph was deleted
    assert found.body_text.count("ย้ายไปท้าย") == 1
    assert "60" in excerpt(found, "import-tracked")
    assert excerpt(found, "import-comment") == "ควรระบุเวลา"
    line = next(one.line for one in found.findings if one.code == "import-comment")
    assert "30 นาที" in found.body_text.split("\n")[line - 1]


def test_notes_and_links() -> None:
    found = read("notes.docx")
    assert list(found.body.footnotes) == ["1", "2"]
    assert "[เว็บไซต์](https://example.org/)" in found.body_text
    assert "[ดูหัวข้อนี้](#" in found.body_text
    assert "[ลิงก์แบบเก่า](https://example.org/a)" in found.body_text
    assert "secret.docx" not in found.body_text
    assert "secret.docx" in excerpt(found, "import-external")
    assert excerpt(found, "import-left-out") == "ไม่มีใครอ้าง"


def test_thai_is_bold_by_its_own_half_and_old_codes_are_read() -> None:
    found = read("fonts.docx")
    assert "**ตัวหนาไทย** Latin not bold ละตินหนา**BOLD**" in found.body_text
    assert "*เอียง* และ H~2~O" in found.body_text
    assert "ผู้ปว่ย ที่ ทำงาน แผนก" in found.body_text
    assert "✓ ตรวจแล้ว ☑" in found.body_text
    assert "~~ขีดฆ่า~~" in found.body_text
    assert excerpt(found, "import-hidden") == "ซ่อนไว้"
    assert codes(found)["import-symbol"] == 1


def test_fields_contents_and_controls() -> None:
    found = read("fields.docx")
    assert found.facts.number == DocumentNumber("SOP-ADM-004")
    assert found.facts.title == "การลาพักผ่อน"
    assert headings(found) == ["วัตถุประสงค์", "ขอบเขต"]
    for words in ("ดูข้อ 2.1 หน้า 7", "ในกล่องควบคุม", "ในบรรทัด", "สมศรี", "\n---\n"):
        assert words in found.body_text
    assert codes(found)["import-contents"] == 3


def test_what_another_program_drew_is_told() -> None:
    found = read("objects.docx")
    assert "คำนวณ BMI=kg/m²" in found.body_text
    assert codes(found)["import-object"] == 2
    assert codes(found)["import-equation"] == 1
    assert codes(found)["import-external"] == 1


def test_a_google_export_and_boxes() -> None:
    found = read("google-docs.docx")
    assert found.facts.title == "แนวทางการล้างมือ"
    assert found.body_text.endswith("- ก่อนสัมผัสผู้ป่วย\n\n  - ใช้แอลกอฮอล์เจล\n- หลังสัมผัสผู้ป่วย\n")
    boxes = read("boxes.docx")
    assert boxes.facts.number == DocumentNumber("SOP-BB-011")
    assert boxes.facts.title == "การให้เลือด"
    assert [one.kind for one in boxes.body.blocks if isinstance(one, Note)] == ["caution", "note"]
    last = [one for one in boxes.body.blocks if isinstance(one, Heading)][-1]
    assert last.appendix
    assert last.number == (1,)


def test_what_libreoffice_itself_exported() -> None:
    """Written as HTML, opened and saved as .odt, and that as .docx, by LibreOffice 7.4."""
    found = FileIntake().read((DATA / "libreoffice-export.docx").read_bytes(), "x.docx", today=TODAY)
    assert found.facts.number == DocumentNumber("SOP-IT-077")
    assert found.facts.title == "การสำรองข้อมูล"
    assert (found.facts.version, found.facts.effective) == (VersionLabel(1), date(2025, 10, 1))
    assert found.body_text == (
        "# วัตถุประสงค์\n\nเพื่อ**สำรอง**ข้อมูล *ทุกวัน* ตาม [ระเบียบ](https://example.org/x)\n\n"
        "# ขั้นตอนการปฏิบัติ\n\n1. เปิดเครื่อง\n\n   1. ตรวจไฟ\n   2. ตรวจเทป\n2. กดสำรอง\n\n"
        "| ชื่อ | โทร |\n| --- | --- |\n| เวร 081-234-5678 |  |\n\nอ้าง SOP-IT-001 ฉบับที่ 1 และ SOP-ZZ-999\n"
    )
    assert codes(found) == {
        "import-header": 1, "import-number-typed": 2, "import-label-changed": 1, "import-merged-cells": 1,
    }  # fmt: skip


def test_a_file_without_any_order_is_still_whole() -> None:
    found = read("broken-order.docx")
    assert found.facts.number is None
    assert codes(found)["import-number-missing"] == 1
    for words in ("บันทึกข้อความ", "ในแท็กของโปรแกรมอื่น", "วันที่ ไปขวา", "คำ(อ่าน)"):
        assert words in found.body_text


def test_the_text_reads_back_as_what_was_built() -> None:
    for name in FOLDER:
        found = read(name)
        assert found.body.remarks == (), (name, found.body.remarks)
