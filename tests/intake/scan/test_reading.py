"""A scanned text as a draft: put in order by its numbers, and nothing left out untold."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sopctl.application.ports.intake import Imported
from sopctl.content.blocks import Block, Heading, ListBlock, Paragraph, Table, plain, walk
from sopctl.content.findings import Level
from sopctl.content.source import Source
from sopctl.content.text import lines_of
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.intake.errors import ConvertFirstError, FileEmptyError
from sopctl.intake.files import FileIntake
from sopctl.intake.scan.sorting import ink
from sopctl.resources import documents_dir
from sopctl.thai.digits import LIST_LETTERS, to_arabic, to_thai
from sopctl.thai.repairs import repair
from sopctl.thai.scripts import FindingCode, inspect

TODAY = date(2026, 1, 15)
SCAN = (documents_dir() / "SOP-IT-001" / "scan.txt").read_text(encoding="utf-8")
_BREAKS = re.compile("[\n\r\f\v\x85\u2028\u2029]")
_LABEL = re.compile(r"\s*(?:ข้อ(?:ที่)?\s*)?\(?([0-9]{1,3}(?:\.[0-9]{1,3})*)[.)]*\s*")


def read(text: str, name: str = "scan.txt") -> Imported:
    return FileIntake().read(text.encode("utf-8"), name, today=TODAY)


def headings(found: Imported) -> list[str]:
    return [f"{'.'.join(map(str, one.number))} {plain(one.text)}" for one in found.body.headings()]


def codes(found: Imported) -> list[str]:
    return [one.code for one in found.findings]


def shown(blocks: tuple[Block, ...]) -> list[str]:
    """A draft as a reader sees it, numbers and all."""
    seen: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            seen.append(f"{'.'.join(map(str, block.number))} {plain(block.text)}")
        elif isinstance(block, ListBlock):
            for at, item in enumerate(block.items, block.start):
                sign = (LIST_LETTERS[at - 1] if block.letters else str(at)) if block.ordered else ""
                first, *others = shown(item.blocks)
                seen += [f"{sign} {first}", *others]
        else:
            seen += lines_of(block)
    return seen


def untold(text: str, found: Imported) -> list[str]:
    """The lines of a text that are neither in the draft nor in a finding."""
    draft = ink("\n".join(shown(found.body.blocks)))
    told = [one.excerpt for one in found.findings if one.excerpt]
    inks, missing = {ink(one) for one in told}, []
    for raw in _BREAKS.split(text):
        if not raw.strip() or raw.strip() in told or (ink(raw) and ink(raw) in inks):
            continue
        rest = re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f]", "", repair(raw).text)
        for one in reversed([one for one in inspect(rest) if one.code is FindingCode.FOREIGN_SCRIPT]):
            if ink(rest[one.offset : one.offset + one.length]) not in inks:
                missing.append(raw)
            rest = rest[: one.offset] + " " + rest[one.offset + one.length :]
        label = _LABEL.match(to_arabic(rest))
        words = ink(rest)
        alone = label and ink(label[1].rpartition(".")[2]) + ink(rest[label.end() :])
        if words not in draft and not (alone and alone in draft):
            missing.append(raw)
    return missing


def test_the_first_document_comes_out_in_order() -> None:
    found = read(SCAN)
    assert headings(found) == [
        "1 วัตถุประสงค์",
        "2 ข้อมูลที่เกี่ยวข้อง",
        "2.1 ประกาศคณะกรรมการสุขภาพแห่งชาติ เรื่อง การใช้งานสื่อสังคม",
        "3 [ไม่ปรากฏชื่อหัวข้อ 3]",
        "3.5 การนำข้อมูล รูปภาพ ผู้ป่วยเผยแพร่การใช้งาน",
        "4 กลุ่มเป้าหมาย / ขอบเขต",
        "5 ผู้รับผิดชอบ",
        "6 เกณฑ์การชี้วัด",
    ]
    facts = found.facts
    assert (facts.number, facts.version) == (DocumentNumber.parse("SOP-IT-001"), VersionLabel(1))
    assert facts.effective == date(2023, 6, 12)
    assert facts.title == "นโยบายการบริหารความทรงจำทาง Social media โรงพยาบาลวิชัยเกษม"
    assert facts.approver == "นายแพทย์วิชัยเกษม"
    assert untold(SCAN, found) == []
    told = {one.code: one for one in found.findings}
    assert told["import-foreign-script"].excerpt == "កខគឃង ចឆជឈញ ដឋឌឍណ"
    assert told["import-line-repeated"].excerpt == "เพื่อเป็นแนวทางในการปฏิบัติงานของบุคลากร"
    assert codes(found).count("import-header") == 4
    assert all(one.message_th and one.message_en for one in found.findings)


def test_the_scan_and_the_transcript_made_by_hand_agree() -> None:
    """What a person made of the scan has the same sections in the same order, and the same facts."""
    source = (documents_dir() / "SOP-IT-001" / "document.md").read_text(encoding="utf-8")
    hand = Source.parse(source, today=TODAY)
    found = read(SCAN)
    theirs = [
        line.strip("# ").removesuffix(" {number=5}") for line in hand.body_text.split("\n") if line[:1] == "#"
    ]
    ours = [plain(one.text) for one in found.body.headings()]
    assert len(ours) == len(theirs)
    for mine, wanted in zip(ours, theirs, strict=True):
        assert wanted.startswith(mine) or (mine.startswith("[") and wanted == "แนวทางปฏิบัติ")
    assert (hand.number, hand.title) == (found.facts.number, found.facts.title)
    assert (hand.front.version, hand.front.effective) == (found.facts.version, found.facts.effective)
    lists = [block for block in walk(found.body.blocks) if isinstance(block, ListBlock)]
    assert [(block.ordered, len(block.items)) for block in lists] == [(False, 5), (True, 2)]


def test_lists_of_every_sign_keep_their_counts() -> None:
    found = read(
        "1. วัตถุประสงค์\nเพื่อทดสอบ\n2. ขั้นตอนการปฏิบัติ\n1) เตรียม\n  ก. ล้างมือ\n  ข. สวมถุงมือ\n2) ทำ\n(4) เก็บ\n"
        "- ย่อย\n3. ตัวชี้วัด\nไม่มี\n"
    )
    assert headings(found) == ["1 วัตถุประสงค์", "2 ขั้นตอนการปฏิบัติ", "3 ตัวชี้วัด"]
    lists = [block for block in walk(found.body.blocks) if isinstance(block, ListBlock)]
    assert [(one.ordered, one.letters, one.start, len(one.items)) for one in lists] == [
        (True, False, 1, 2),
        (True, True, 1, 2),
        (True, False, 4, 1),
        (False, False, 1, 1),
    ]


def test_a_list_numbered_like_the_sections_stays_a_list() -> None:
    steps = "\n".join(f"{count}. ขั้นที่ {count} ทำงาน" for count in range(1, 8))
    found = read(f"1. วัตถุประสงค์\nก\n2. ขอบเขต\nข\n3. ขั้นตอนการปฏิบัติ\n{steps}\n4. ตัวชี้วัด\nร้อยละ")
    assert headings(found) == ["1 วัตถุประสงค์", "2 ขอบเขต", "3 ขั้นตอนการปฏิบัติ", "4 ตัวชี้วัด"]


def test_a_dose_is_no_section() -> None:
    found = read("1. วัตถุประสงค์\nให้ยาครั้งละ\n2.5 มก. ทุก 6 ชั่วโมง\n9.9 เลขที่ไม่มีหัวข้อ\n2. ขอบเขต\nทุกหน่วย")
    assert headings(found) == ["1 วัตถุประสงค์", "2 ขอบเขต"]


def test_page_headers_and_numbers_are_folded() -> None:
    page = "โรงพยาบาลทดสอบ\nงานการพยาบาล\n{text}\nหน้า {count}/3\n"
    text = "\f".join(page.format(text=f"{n}. {name}\nเนื้อหา {n}", count=n) for n, name in
                     ((1, "วัตถุประสงค์"), (2, "ขอบเขต"), (3, "ตัวชี้วัด")))  # fmt: skip
    found = read(text)
    assert untold(text, found) == []
    words = "\n".join(shown(found.body.blocks))
    assert words.count("โรงพยาบาลทดสอบ") == words.count("งานการพยาบาล") == 1
    assert "หน้า" not in words
    same = "1. วัตถุประสงค์\nไม่มี\n2. ขอบเขต\nไม่มี\n"
    assert "\n".join(shown(read(same).body.blocks)).count("ไม่มี") == 2


def test_appendices_tables_and_names_without_numbers() -> None:
    text = (
        "วัตถุประสงค์\nเพื่อทดสอบ\nขอบเขต\nทุกหน่วย\n| ลำดับ | รายการ |\n| 1 | เตียง |\n| 2 | รถเข็น |\n"
        "ภาคผนวก ก แบบบันทึก\n1. ส่วนแรก\nข้อความ\n"
    )
    found = read(text)
    assert headings(found) == ["1 วัตถุประสงค์", "2 ขอบเขต", "1 แบบบันทึก", "1.1 ส่วนแรก"]
    table = next(block for block in found.body.blocks if isinstance(block, Table))
    assert [plain(cell) for cell in table.rows[1]] == ["2", "รถเข็น"]
    assert untold(text, found) == []


@pytest.mark.parametrize(
    ("written", "note"),
    [("๑๒ / ๖ / ๒๕๖๖", "ocr-spacing"),
     ("๑๒/๖/๒๕๖๖", ""), ("12 มิ ถุนายน 2566", "ocr-spacing"), ("๑2/๖/๒๕66", "mixed-digits"),
     ("12/6/66", "two-digit-year")],
)  # fmt: skip
def test_dates_as_a_scanner_leaves_them(written: str, note: str) -> None:
    found = read(f"รหัสเอกสาร SOP-IT-009   ฉบับที่ ๒\nวันที่บังคับใช้ : {written}\n1. วัตถุประสงค์\nก\n")
    assert found.facts.effective == date(2023, 6, 12)
    assert found.facts.version == VersionLabel(2)
    assert ("import-date-note" in codes(found)) is bool(note)


@pytest.mark.parametrize("encoding", ["cp874", "tis-620", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_old_encodings_are_recognised(encoding: str) -> None:
    text = "รหัสเอกสาร SOP-IT-009\r\n1. วัตถุประสงค์\r\nเพื่อทดสอบ ๑๒๓\r\n"
    found = FileIntake().read(text.encode(encoding), "old.txt", today=TODAY)
    assert headings(found) == ["1 วัตถุประสงค์"]
    assert found.facts.number == DocumentNumber.parse("SOP-IT-009")
    assert ("import-encoding" in codes(found)) is (encoding != "utf-8-sig")


@pytest.mark.parametrize(
    "data", [b"caf\xe9 r\xe9sum\xe9", "привет мир".encode("cp1251"), b"\x00\x01\x02\x03", bytes(range(256))]
)
def test_what_is_no_text_is_refused_clearly(data: bytes) -> None:
    with pytest.raises(ConvertFirstError):
        FileIntake().read(data, "x.txt", today=TODAY)


LINES = st.sampled_from(
    [line for line in SCAN.split("\n") if line.strip()]
    + ["(๑) เตรียมอุปกรณ์", "ก. ล้างมือ", "ข) สวมถุงมือ", "๓.๕.๑ ข้อย่อย", "หน้า ๒/๕", "- ๓ -",
       "ภาคผนวก ก แบบฟอร์ม", "| ก | ข |",
       "| 1 | 2 |", "ผู้อนุมัติ: (นายสมชาย ใจดี)", "# ไม่ใช่หัวข้อ", "> *ดาว* _ขีด_ [ก](ข)", "  ```", "---",
       "[^1]: ก", "10. ข้อสิบ", "0. ศูนย์"]
)  # fmt: skip
SCRAPS = st.text(
    "กขคงเแโอาิีุู่้๊์ำฯๆ๑๒๓123.)(-–•|:/ \tabcXYZសខ中ا\u200b\u0e4d\f\x07*_#`[]{}<>&~^\\!=+", max_size=30,
)  # fmt: skip


def assert_told(text: str) -> None:
    """Every line is in the draft or told; a text without one is refused."""
    if text.encode().strip():
        assert untold(text, read(text)) == []
    else:
        with pytest.raises(FileEmptyError):
            read(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(LINES, SCRAPS), max_size=25), st.randoms(use_true_random=False))
def test_every_line_of_a_noisy_scan_is_in_the_draft_or_told(lines: list[str], luck: random.Random) -> None:
    noisy = []
    for line in lines:
        kept = " " * luck.randrange(4) + line if luck.random() < 0.3 else line
        kept = (
            to_thai(kept) if luck.random() < 0.2 else kept.replace("แ", "เเ") if luck.random() < 0.2 else kept
        )
        noisy += [kept] * (2 if luck.random() < 0.2 else 1) + [""] * (luck.random() < 0.2)
    text = "\n".join(noisy)
    assert_told(text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=120))
@example("1. 1. ก\n1.1.1.1.1.1 ข")
def test_every_line_of_any_text_is_in_the_draft_or_told(text: str) -> None:
    assert_told(text)


def test_a_word_amid_the_text_is_set_aside_with_its_place() -> None:
    found = read("1. วัตถุประสงค์\nเพื่อ ភាសា ทดสอบ\n")
    told = next(one for one in found.findings if one.code == "import-foreign-script")
    assert (told.excerpt, told.level, told.line) == ("ភាសា", Level.WARNING, 3)
    assert [plain(one.text) for one in found.body.blocks if isinstance(one, Paragraph)] == ["เพื่อ   ทดสอบ"]
