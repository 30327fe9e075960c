"""Checks: every code once where it should be found, and nowhere in a sound document."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.content.attached_text import Gap, Unread
from sopctl.content.checks import LEVELS, PERSONAL, CheckContext, Finding, Level, apply, check
from sopctl.content.checks.personal import citizen_number, masked
from sopctl.content.markdown import parse_body
from sopctl.content.source import Source
from sopctl.content.types import load_type
from sopctl.domain.numbers import VersionLabel
from sopctl.domain.types import DocumentType
from sopctl.domain.workflow import Action
from sopctl.resources import documents_dir, templates_dir

TODAY = date(2026, 1, 15)


def shipped(code: str) -> DocumentType:
    return load_type((templates_dir() / "types" / f"{code}.yaml").read_text(encoding="utf-8"))


PLAIN = replace(shipped("SOP"), required_sections=())
STANDING = {
    "SOP-IT-001": "known",
    "SOP-IT-002": "known",
    "SOP-IT-003": "withdrawn",
    "SOP-IT-004": "superseded",
}
CONTEXT = CheckContext(
    type=PLAIN,
    today=TODAY,
    standing=STANDING,
    departments=frozenset({"IT", "ER"}),
    files=frozenset({"a.png", "ผัง 1.png"}),
    missing_characters=lambda text: set(text) & {"☭"},
    current=lambda number: VersionLabel(2, 1) if str(number) == "SOP-IT-002" else None,
)
HEAD = "---\nnumber: SOP-IT-001\ntitle: ก\n---\n"


def findings(body: str, head: str = HEAD, context: CheckContext = CONTEXT) -> tuple[Finding, ...]:
    source = Source.parse(head + body, today=TODAY)
    return check(source, parse_body(source.body_text), context)


def codes(body: str, head: str = HEAD, context: CheckContext = CONTEXT) -> list[str]:
    return [finding.code for finding in findings(body, head, context)]


def head(*lines: str) -> str:
    return "---\nnumber: SOP-IT-001\ntitle: ก\n" + "".join(line + "\n" for line in lines) + "---\n"


SOUND = """\
# วัตถุประสงค์

ดู SOP-IT-002 และแบบ ISO 15189:2022 เรื่อง COVID-19 ตาม ICD-10 วันที่ 12/6/2566 หรือ ๒๙ กุมภาพันธ์ ๒๕๖๗
ให้ยา 5 mg BP 120/80 โทร 1669 อีเมล it@hospital.go.th สัดส่วน 1/3 ข้อ 3.1–3.4 ครั้งที่ 12 - 9 มิถุนายน 2566
ระหว่าง 30 มิถุนายน – 2 กรกฎาคม 2566 และ 1–3 มิ.ย. 2566 เลขที่ สธ 0207.1/ว 123

## ย่อย

5 ส. และ 3 วันก่อนผ่าตัด[^1]

![ผังงาน](ผัง%201.png)

| ก | ข |
|---|---|
| ใช่ | ใช่ |

# 5ส. ในหน่วยงาน

ดู [หัวข้อแรก](#วัตถุประสงค์) และ `**` ในรหัส

[^1]: เชิงอรรถ
"""


def test_a_sound_document_has_no_findings() -> None:
    assert findings(SOUND) == ()


CASES: list[tuple[str, str, str, int]] = [
    ("heading-numbered", HEAD, "# 1. ขอบเขต\n\nคำ\n", 5),
    ("heading-numbered", HEAD, "# ก\n\nคำ\n\n## ๑.๒ ขอบเขต\n\nคำ\n", 9),
    ("heading-level-jump", HEAD, "# ก\n\nคำ\n\n### ข\n\nคำ\n", 9),
    ("heading-level-jump", HEAD, "## ข\n\nคำ\n", 5),
    ("heading-empty", HEAD, "#\n\nคำ\n", 5),
    ("heading-nested", HEAD, "- # ก\n", 5),
    ("heading-underlined", HEAD, "คำ\n---\n\nคำ\n", 5),
    ("number-skipped", HEAD, "# ก\n\nคำ\n\n# ข {number=4}\n\nคำ\n", 9),
    ("number-repeated", HEAD, "# ก\n\nคำ\n\n# ข {number=1}\n\nคำ\n", 9),
    ("number-order", HEAD, "# ก {number=5}\n\nคำ\n\n# ข {number=3}\n\nคำ\n", 9),
    ("section-empty", HEAD, "# ก\n\n…\n\n# ข\n\nคำ\n", 5),
    ("figure-alt-missing", HEAD, "![](a.png)\n", 5),
    ("body-file-missing", "---\nnumber: SOP-IT-001\ntitle: ก\nbody: [ฟอร์ม.xlsx]\n---\n", "คำ\n", 4),
    ("figure-missing", HEAD, "![ผัง](b.png)\n", 5),
    ("figure-missing", HEAD, "![ผัง](https://example.org/a.png)\n", 5),
    ("image-inline", HEAD, "ดู ![ผัง](a.png) นี้\n", 5),
    ("raw-html", HEAD, "คำ\n\nคำ <b>หนา\n", 7),
    ("indented-code", HEAD, "คำ\n\n    คำ\n", 7),
    ("attribute-unknown", HEAD, "# ก {.red}\n\nคำ\n", 5),
    ("attribute-misplaced", HEAD, "{.letters}\n\nคำ\n", 5),
    ("table-row-too-long", HEAD, "| ก |\n|---|\n| 1 | 2 |\n", 7),
    ("nested-too-deep", HEAD, ">" * 60 + " ก\n", 5),
    ("link-title", HEAD, '[ก](https://example.org "ชื่อ")\n', 5),
    ("link-unused", HEAD, "คำ\n\n[x]: https://example.org\n", 7),
    ("link-anchor-unknown", HEAD, "[ก](#ไม่มี)\n", 5),
    ("footnote-unmentioned", HEAD, "คำ\n\n[^a]: ข\n", 7),
    ("footnote-undefined", HEAD, "คำ[^a]\n", 5),
    ("footnote-twice", HEAD, "คำ[^a]\n\n[^a]: ข\n\n[^a]: ค[^a-2]\n", 9),
    ("style-mark-stray", HEAD, "**คำ\n", 5),
    ("reference-undefined", HEAD, "ดู SOP-XX-001\n", 5),
    ("reference-undefined", head("references: [SOP-XX-001]"), "คำ\n", 4),
    ("reference-superseded", HEAD, "คำ\n\nตาม SOP-IT-002 ฉบับที่ ๑ ข้อ 2\n", 7),
    ("reference-withdrawn", HEAD, "คำ\n\nตามSOP-IT-003ข้อ 1\n", 7),
    ("reference-withdrawn", head("references: [SOP-IT-004]"), "คำ\n", 4),
    ("reference-self", head("references: [SOP-IT-001]"), "คำ\n", 4),
    ("key-unknown", head("reviewer: ก"), "คำ\n", 4),
    ("department-unknown", head("department: XX"), "คำ\n", 4),
    ("department-unknown", head("access: restricted", "departments: [IT, XX]"), "คำ\n", 5),
    ("access-department-missing", head("access: restricted"), "คำ\n", 4),
    ("access-departments-open", head("departments: [IT]"), "คำ\n", 4),
    ("access-departments-open", head("access: all", "departments: [IT]"), "คำ\n", 5),
    ("effective-assumed", head("effective: 12/6/66"), "คำ\n", 4),
    ("number-out-of-grammar", "---\nnumber: SOP-001\ntitle: ก\n---\n", "คำ\n", 2),
    (
        "likely-misreading",
        "---\nnumber: SOP-IT-001\ntitle: นโยบายการบริหารความทรงจำทาง Social media\n---\n",
        "คำ\n",
        3,
    ),
    ("foreign-script", HEAD, "คำ\n\nក្រសួង\n", 7),
    ("lone-mark", HEAD, "คำ ่\n", 5),
    ("private-use", HEAD, "คำ \ue000\n", 5),
    ("broken-character", HEAD, "คำ \ufffd\n", 5),
    ("control-character", HEAD, "คำ \x07\n", 5),
    ("spelling", HEAD, "คำ\nเเละ\n", 6),
    ("line-repeated", HEAD, "เพื่อเป็นแนวทางปฏิบัติ\n\nเพื่อเป็นแนวทางปฏิบัติ\n", 7),
    ("character-undrawable", HEAD, "คำ\n\n☭\n", 7),
    ("date-impossible", HEAD, "วันที่ 31/2/2566\n", 5),
    ("date-impossible", HEAD, "วันที่ ๒๙ กุมภาพันธ์ พ.ศ. ๒๕๖๘\n", 5),
    ("date-impossible", HEAD, "วันจันทร์ที่ 13 มิถุนายน 2566\n", 5),
    ("date-impossible", HEAD, "12/13/2566\n", 5),
    ("date-impossible", HEAD, "30 ก.พ. 2566\n", 5),
    ("date-range-reversed", HEAD, "ระหว่าง 30 มิถุนายน ถึงวันที่ 2 มิถุนายน 2566\n", 5),
    ("date-range-reversed", HEAD, "๑๒–๙ มิ.ย. ๒๕๖๖\n", 5),
    ("date-range-reversed", HEAD, "1/1/2566 - 31/12/2565\n", 5),
    ("personal-citizen-number", HEAD, "1-1017-00230-70-8\n", 5),
    ("personal-citizen-number", HEAD, "เลข ๑๑๐๑๗๐๐๒๓๐๗๐๘\n", 5),
    ("personal-phone", HEAD, "โทร 081-234-5678\n", 5),
    ("personal-phone", HEAD, "โทร.02 123 4567 ต่อ 12\n", 5),
    ("personal-phone", HEAD, "+66 81 234 5678\n", 5),
    ("personal-hospital-number", HEAD, "ผู้ป่วย HN 0012345\n", 5),
    ("personal-hospital-number", HEAD, "AN: ๖๖/๑๒๓ HN.12345/66\n", 5),
    ("personal-passport", HEAD, "Passport No. AA1234567\n", 5),
    ("personal-email", HEAD, "somchai.k@gmail.com\n", 5),
    (
        "personal-phone",
        "---\nnumber: SOP-IT-001\ntitle: แจ้งเหตุ 0812345678\n---\n",
        "คำ\n",
        3,
    ),
]


@pytest.mark.parametrize(("code", "front", "body", "line"), CASES)
def test_each_finding_has_its_place(code: str, front: str, body: str, line: int) -> None:
    found = [finding for finding in findings(body, front) if finding.code == code]
    assert [finding.line for finding in found] == [line]
    assert found[0].level is LEVELS[code]


def test_signers_whom_nobody_is_stand_at_the_department() -> None:
    context = replace(CONTEXT, unsigned=(Action.APPROVE,))
    (found,) = findings("คำ\n", head("department: IT"), context)
    assert (found.code, found.line, found.excerpt) == ("signer-unknown", 4, "ผู้อนุมัติ")


@pytest.mark.parametrize(
    "named", ["SOP-IT-002", "SOP-IT-002 ฉบับที่ 2.1", "SOP-IT-002 (Version 3)", "SOP-XX-002 ฉบับที่ 1"]
)
def test_a_version_in_force_or_none_at_all_is_not_superseded(named: str) -> None:
    assert "reference-superseded" not in codes(f"ตาม {named}\n")


def test_what_of_a_files_pages_was_not_looked_through_is_told_with_its_pages() -> None:
    gaps = (Gap(Unread.PICTURE, (2, 3, 4, 9)), Gap(Unread.CUT), Gap(Unread.BROKEN, tuple(range(1, 99, 2))))
    context = replace(CONTEXT, files=frozenset({"a.pdf"}), gaps={"a.pdf": gaps})
    picture, cut, broken = findings("คำ\n", head("body: [a.pdf]"), context)
    assert (picture.code, picture.level, picture.line) == ("body-file-picture", Level.INFO, 4)
    assert picture.message_th.startswith("ไฟล์ a.pdf หน้า 2-4, 9 เป็นภาพ")
    assert picture.message_en.startswith("a.pdf, page 2-4, 9, is a picture")
    assert (cut.code, cut.level) == ("body-file-unread", Level.WARNING)
    assert cut.message_en.startswith("a.pdf is longer")
    assert ", 21, 23 …" in broken.message_en


def test_personal_data_in_a_file_is_told_with_its_page_where_it_has_pages() -> None:
    lines = {"a.pdf": ("x", "โทร 081-234-5678", "HN 1234567"), "b.docx": ("โทร 081-234-5678",)}
    context = replace(CONTEXT, files=frozenset(lines), attached=lines, pages={"a.pdf": (1, 2, 0)})
    found = [one.message_en for one in findings("คำ\n", head("body: [a.pdf, b.docx]"), context)]
    assert [one.partition(":")[0].rpartition("in a.")[2] for one in found[:2]] == [
        "pdf, page 2", "pdf, in a field, a remark or the file's own facts",
    ]  # fmt: skip
    assert "b.docx, text 1:" in found[2]


def test_every_code_is_tried() -> None:
    tried = {code for code, *_ in CASES} | {"section-missing", "signer-unknown"}
    tried |= {"body-file-picture", "body-file-traces", "body-file-unread"}
    tried |= {"picture-facts-removed"}  # what importing did
    assert tried == set(LEVELS)


@pytest.mark.parametrize(("code", "front", "body", "line"), CASES)
def test_every_sentence_is_thai_first_short_and_says_what_to_do(
    code: str, front: str, body: str, line: int
) -> None:
    found = next(finding for finding in findings(body, front) if finding.code == code)
    assert re.search("[ก-๙]", found.message_th)
    assert "ให้" in found.message_th
    assert found.message_en[0].isupper() or found.message_en[0] in "“/*" or found.message_en[0].isdigit()
    assert found.message_en.endswith(".")
    assert "{}" not in found.message_th + found.message_en
    assert len(found.message_th) < 160
    assert found.line == line


def test_required_sections_may_have_other_names_and_must_say_something() -> None:
    context = replace(CONTEXT, type=shipped("SOP"))
    body = "# วัตถุประสงค์\n\nคำ\n\n# กลุ่มเป้าหมาย / ขอบเขต\n\nคำ\n\n# แนวทางปฏิบัติ\n\n"
    body += "## ย่อย\n\nคำ\n\n# ผู้รับผิดชอบ\n\n…\n"
    found = [(f.code, f.line, f.excerpt) for f in findings(body, head("type: SOP"), context)]
    assert found == [("section-missing", 4, "ตัวชี้วัด"), ("section-missing", 20, "ผู้รับผิดชอบ")]


@pytest.mark.parametrize(
    "names",
    [
        ("ความมุ่งหมาย", "ขอบข่าย", "หน้าที่ความรับผิดชอบ", "ขั้นตอนการดำเนินงาน", "เครื่องชี้วัด"),
        ("จุดประสงค์", "Scope", "5. ความรับผิดชอบ", "วิธีปฏิบัติ", "ดัชนีชี้วัดความสำเร็จ"),
        ("PURPOSE", "ขอบเขตของระเบียบ", "Responsibilities", "ขั้นตอนการปฏิบัติงาน", "ตัวชี้วัด (KPI)"),
    ],
)
def test_a_section_under_the_word_of_another_house_is_that_section(names: tuple[str, ...]) -> None:
    body = "".join(f"# {name}\n\nคำ\n\n" for name in names)
    assert "section-missing" not in codes(body, head("type: SOP"), replace(CONTEXT, type=shipped("SOP")))


def test_of_two_headings_that_hold_its_word_the_one_with_text_is_the_section() -> None:
    body = "# ขอบเขต\n\nคำ\n\n# วัตถุประสงค์\n\n# วัตถุประสงค์ทั่วไป\n\nคำ\n\n"
    body += "# ผู้รับผิดชอบ\n\nคำ\n\n# วิธีปฏิบัติ\n\nคำ\n\n# ตัวชี้วัด\n\nคำ\n"
    found = codes(body, head("type: SOP"), replace(CONTEXT, type=shipped("SOP")))
    assert "section-missing" not in found
    assert "section-empty" in found


def test_a_type_sets_levels() -> None:
    context = replace(CONTEXT, type=replace(PLAIN, levels={"raw-html": "error"}))
    assert [finding.level for finding in findings("<b>\n", context=context)] == [Level.ERROR]


def test_what_is_not_known_is_not_checked() -> None:
    context = CheckContext(type=PLAIN, today=TODAY)
    assert codes("ดู SOP-XX-001\n\n![ผัง](b.png)\n", head("department: XX"), context) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# 1. ขอบเขต", "# ขอบเขต"),
        ("# ข้อ ๑. ขอบเขต", "# ขอบเขต"),
        ("# 5. ขอบเขต", "# ขอบเขต {number=5}"),
        ("# 1.2 ขอบเขต", "# 1.2 ขอบเขต"),
        ("# **1. ขอบเขต**", "# **1. ขอบเขต**"),
        ("เเละกําหนด", "และกำหนด"),
        ("ป\u200bวด\u00ad", "ปวด"),
    ],
)
def test_safe_repairs_are_on_offer(before: str, after: str) -> None:
    text = HEAD + before + "\n\nคำ\n"
    fixes = [finding.fix for finding in findings(before + "\n\nคำ\n") if finding.fix]
    assert apply(text, fixes) == HEAD + after + "\n\nคำ\n"


def test_typed_subsection_numbers_are_repaired_where_they_follow_their_section() -> None:
    body = "# 1. ก\n\nคำ\n\n## 1.1 ข\n\nคำ\n\n## 1.4 ค\n\nคำ\n"
    fixes = [finding.fix for finding in findings(body) if finding.fix]
    repaired = apply(HEAD + body, fixes)
    assert repaired == HEAD + "# ก\n\nคำ\n\n## ข\n\nคำ\n\n## ค {number=4}\n\nคำ\n"


def test_the_misread_title_is_repaired_in_its_line() -> None:
    front = "---\nnumber: SOP-IT-001\ntitle: นโยบายการบริหารความทรงจำ\n---\n"
    fixes = [finding.fix for finding in findings("คำ\n", front) if finding.fix]
    assert "title: นโยบายการบริหารความเสี่ยง\n" in apply(front, fixes)


def test_personal_data_is_masked_in_every_sentence() -> None:
    for body in ("1-1017-00230-70-8\n", "โทร 081-234-5678\n", "HN 0012345\n", "somchai@gmail.com\n"):
        (found,) = findings(body)
        assert found.code in PERSONAL
        shown = found.message_th + found.message_en + found.excerpt
        assert body.strip().split()[-1] not in shown
        assert not re.search("[0-9]{2}", shown)


@pytest.mark.parametrize(
    "body",
    [
        "1-1017-00230-70-7",
        "1111111111111",
        "บาร์โค้ด 8850999320014 ชิ้น",
        "ISBN 978-616-11-1234-5",
        "http://example.org/0812345678/1101700230709",
        "เลขครุภัณฑ์ 6515-001-0001/66",
        "HN และ AN ของผู้ป่วย 3 ราย",
        "โทร 1669 ต่อ 1234",
        "พ.ศ. 2566-2570",
        "VN300 เครื่องช่วยหายใจ",
        "admin@hospital.go.th",
    ],
)
def test_what_only_looks_personal_is_left_alone(body: str) -> None:
    assert not PERSONAL & set(codes(body + "\n"))


@given(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_exactly_one_check_digit_fits(figures: str) -> None:
    fitting = [digit for digit in "0123456789" if citizen_number(figures + digit)]
    assert len(fitting) == 1 or len(set(figures)) == 1


def test_masking_keeps_first_and_last_only() -> None:
    assert masked("1-1017-00230-70-8") == "1-xxxx-xxxxx-xx-8"
    assert masked("a") == "x"


def test_a_cleared_finding_is_known_again_when_its_line_moves() -> None:
    first = findings("โทร 081-234-5678\n")[0]
    moved = findings("คำ\n\nโทร 081-234-5678\n")[0]
    changed = findings("โทร 081-234-5679\n")[0]
    assert first.fingerprint == moved.fingerprint != changed.fingerprint


@pytest.mark.parametrize("name", sorted(path.parent.name for path in documents_dir().glob("*/document.md")))
def test_the_starter_library_has_no_errors(name: str) -> None:
    folder = documents_dir() / name
    source = Source.parse((folder / "document.md").read_text(encoding="utf-8"), today=TODAY)
    standing = {path.parent.name: "known" for path in documents_dir().glob("*/document.md")}
    context = CheckContext(
        type=shipped(source.type),
        today=TODAY,
        standing=standing,
        files=frozenset(path.name for path in folder.iterdir()),
    )
    found = check(source, parse_body(source.body_text), context)
    assert [finding for finding in found if finding.level is Level.ERROR] == []


HOSTILE = {
    "figures": "1" * 50_000,
    "figures-apart": "1 " * 30_000,
    "phones": "0" * 50_000,
    "codes": "A-" * 30_000,
    "mails": "a." * 30_000 + "@",
    "dates": "1/1/" * 20_000,
    "months": "1 ม " * 20_000,
    "stars": "**" * 20_000,
    "passports": "passport " * 10_000,
    "HN": "HN " * 20_000,
    "headings": "# 1.1.1.1.1.1\n" * 3_000,
    "lines": "ก\n" * 30_000,
    "marks": "่" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_checked_in_bounded_time(name: str) -> None:
    began = time.process_time()
    findings(HOSTILE[name])
    assert time.process_time() - began < 15


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="กำเ่๑0126-/.@ab#*[]^!(){}=\n\u200b\ue000ក", max_size=120))
def test_any_text_can_be_checked_and_its_repairs_applied(body: str) -> None:
    text = HEAD + body
    source = Source.parse(text, today=TODAY)
    found = check(source, parse_body(source.body_text), CONTEXT)
    lines = source.text.split("\n")
    assert [finding.line for finding in found] == sorted(finding.line for finding in found)
    for finding in found:
        assert 1 <= finding.line <= len(lines)
        if finding.fix is not None:
            fix = finding.fix
            assert lines[fix.line - 1][fix.start : fix.end] == fix.before
    fixes = [finding.fix for finding in found if finding.fix]
    repaired = apply(source.text, fixes)
    assert repaired.count("\n") == source.text.count("\n")
