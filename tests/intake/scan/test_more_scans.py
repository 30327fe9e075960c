"""Five more scans as hospitals have them: what was read of each, and that no line was lost."""

from __future__ import annotations

from datetime import date

import pytest

from sopctl.domain.numbers import DocumentNumber, VersionLabel
from tests.intake.scan.test_reading import codes, headings, read, untold

ROMAN = """\
โรงพยาบาลศรีสังวาลย์            หน้า 1 จาก 3
ระเบียบปฏิบัติ เลขที่ QP-NUR-๐๐๔        แก้ไขครั้งที่ : ๐๓
I. วัตถุประสงค์
   เพื่อความปลอดภัย
II. ขอบเขต
   ทุกหอผู้ป่วย
โรงพยาบาลศรีสังวาลย์            หน้า 2 จาก 3
ระเบียบปฏิบัติ เลขที่ QP-NUR-๐๐๔        แก้ไขครั้งที่ : ๐๓
III. ขั้นตอน
   □ ตรวจแล้ว   □ ยังไม่ตรวจ
~~~~~~
 ^^ ,, ' .
"""
BARE = """\
SOP NO.: SOP-LAB-0I2          ISSUE: 2        DATE: 05/O6/2564
1 วัตถุประสงค์
เพื่อเจาะเลือด
2 ขอบเขต
ห้องปฏิบัติการ
3 วิธีปฏิบัติ
3.1 ระบุตัว
3.1.1 ถามชื่อ
3.1.2 ดูป้าย
ความ-
ยาวเข็ม 1.5 นิ้ว
4 เอกสารอ้างอิง
3.4 ติดฉลาก
漢字 ปนอยู่
"""
MEMO = """\
บันทึกข้อความ
ที่ สป 0032.1/ว 123       วันที่ ๑๕ มกราคม ๒๕๖๖
เรื่อง รหัสผ่าน
  ๑. ยาว ๑๒ ตัวอักษร
  ๒. ห้ามใช้ร่วมกัน
     ก. ภายใน
     ง. ข้าม ค
  ๒. เลขซ้ำ
  ๕. กระโดด
(ลงชื่อ)......
   - อนุมัติ
"""
BARRED = """\
| รหัส | WI-XR-003 | ฉบับที่ | ๑ | วันที่ | ๑ ก.พ. ๒๕๖๗ |
| เรื่อง | ทรวงอก | หน้า | ๑/๑ |
+---+---+
| ท่า | kVp |
| PA | 120 |
| Lateral |
| AP | 80 | เกิน |
ภาคผนวก ก ตารางค่า
1. ค่าอ้างอิง
ภาคผนวก ก ตารางค่า
2. ค่าอื่น
ผู้อนุมัติใช้: พญ. ดวงใจ  แจ่มใส     ผู้อำนวยการ
"""
SIGNS = """\
ร พ . ท ด ส อ บ
1. หนึ่ง
# ชาร์ป
> มากกว่า
| ท่อเดี่ยว
```
[^1]: x
<b>tag</b>
![](x)
---
\t\tแท็บ\tสอง
-- 1 --
\fร พ . ท ด ส อ บ
1.1.1.1.1.1.1.1 ลึกมาก
๙๙๙. เลขใหญ่
0. ศูนย์
-- 2 --
"""

LEADING = """\
โรงพยาบาลทดสอบ
ระเบียบปฏิบัติเรื่อง การจัดการยาหมดอายุ   หน้า ๑
เอกสารเลขที่ SOP-PHA-012
สารบัญ
๑. วัตถุประสงค์ ........................ ๑
๒. ขอบเขต . . . . . . . . . . . . . ๑
\f๓. วิธีปฏิบัติ ............................ ๒
เริ่มใช้วันที่ ๑ มกราคม ๒๕๖๗
๑. วัตถุประสงค์
เพื่อกันยาหมดอายุ
๒. ขอบเขต
ห้องยา
๓. วิธีปฏิบัติ
๑) คนไข้นอนตรวจทุกเดือน
๒) คืนคลัง
   ก. เดือนละครั้ง
   ข. ปีละครั้ง
   ค. ครั้งละ 2.5 วัน
๔. เอกสารอ้างอิง
ระเบียบปฏิบัติเรื่อง การควบคุมเอกสาร
ผู้รับ ........................ 1
"""


@pytest.mark.parametrize("text", [ROMAN, BARE, MEMO, BARRED, SIGNS, LEADING])
def test_no_line_is_lost(text: str) -> None:
    assert untold(text, read(text)) == []


def test_a_header_row_whose_number_follows_what_the_document_is_called() -> None:
    found = read(ROMAN)
    assert found.facts.number == DocumentNumber("QP-NUR-004")
    assert found.facts.version == VersionLabel(3)
    assert "หน้า 2" not in found.body_text  # the running head came again with another page's number


def test_roman_figures_and_bare_numbers_before_the_name_of_a_section() -> None:
    assert headings(read(ROMAN)) == ["1 วัตถุประสงค์", "2 ขอบเขต", "3 ขั้นตอน"]
    assert [one for one in headings(read(BARE)) if "." not in one] == [
        "1 วัตถุประสงค์",
        "2 ขอบเขต",
        "3 วิธีปฏิบัติ",
        "4 เอกสารอ้างอิง",
    ]
    assert headings(read("5 คนต่อเวร\nV. ไม่ใช่หัวข้อ\n")) == []


def test_a_header_row_of_cells_gives_each_label_the_cell_beside_it() -> None:
    facts = read(BARRED).facts
    assert facts.number == DocumentNumber("WI-XR-003")
    assert (facts.title, facts.version, facts.effective) == ("ทรวงอก", VersionLabel(1), date(2024, 2, 1))
    assert facts.approver == "พญ. ดวงใจ แจ่มใส"


def test_a_number_that_may_be_misread_and_an_appendix_that_comes_twice_are_told() -> None:
    unclear = [one.excerpt for one in read(BARE).findings if one.code == "import-fact-unclear"]
    assert unclear == ["SOP-LAB-0I2", "05/O6/2564"]
    again = [one.excerpt for one in read(BARRED).findings if one.code == "import-label-changed"]
    assert again == ["ภาคผนวก ก ตารางค่า"]
    assert "import-left-out" not in codes(read(BARRED))


def test_a_table_of_contents_is_told_and_the_line_that_names_the_document_gives_its_title() -> None:
    found = read(LEADING)
    assert codes(found).count("import-contents") == 3
    assert found.facts.title == "การจัดการยาหมดอายุ"
    assert found.facts.effective == date(2024, 1, 1)
    assert headings(found) == ["1 วัตถุประสงค์", "2 ขอบเขต", "3 วิธีปฏิบัติ", "4 เอกสารอ้างอิง"]
    assert "ระเบียบปฏิบัติเรื่อง การควบคุมเอกสาร" in found.body_text  # a reference is no title
    assert "ผู้รับ ........................ 1" in found.body_text  # one line to write on is no contents


def test_a_clause_that_begins_with_a_measure_of_time_is_an_item_all_the_same() -> None:
    text = read(LEADING).body_text
    assert "1. คนไข้นอนตรวจทุกเดือน" in text
    assert "{.letters}\n   1. เดือนละครั้ง\n   2. ปีละครั้ง\n   3. ครั้งละ 2.5 วัน" in text
