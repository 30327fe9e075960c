"""What hospital files hold besides words (fields, tabs, looks, layouts, crops) is carried, or told."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from sopctl.application.ports.intake import Imported
from sopctl.content.blocks import Heading, Table, plain
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.intake.files import FileIntake
from sopctl.intake.word.symbols import restored
from tests.support.word_parts import (
    docx,
    field,
    heading_styles,
    p,
    picture,
    png,
    run,
    story,
    styles,
    tbl,
    tc,
    text_box,
)

TODAY = date(2026, 1, 15)
TAB = "<w:r><w:tab/></w:r>"
BIG = '<w:b/><w:bCs/><w:szCs w:val="40"/>'
CENTRE = '<w:jc w:val="center"/>'
CHANGE = 'w:id="1" w:author="สมศรี" w:date="2023-01-01T00:00:00Z"'


def taken(*body: str, parts: dict[str, str | bytes] | None = None, **more: object) -> Imported:
    data = docx(*body, parts=parts, **more)  # type: ignore[arg-type]
    return FileIntake().read(data, "x.docx", today=TODAY)


def told(found: Imported, code: str) -> list[str]:
    return [one.excerpt for one in found.findings if one.code == code]


def form(kind: str, asked: str, result: str = "") -> str:
    """A field of a Word 97 form, with what it asks for."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{asked}</w:ffData></w:fldChar></w:r>'
        f"<w:r><w:instrText> {kind} </w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def bare_field(instruction: str) -> str:
    """A field whose result is not in the file."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def columns(*words: str) -> str:
    pieces = [piece for at, word in enumerate(words) for piece in ([TAB] if at else []) + [run(word)]]
    return p(*pieces)


def test_boxes_of_a_form_keep_their_ticks_and_the_choice_that_was_made() -> None:
    box = "<w:checkBox><w:sizeAuto/>{}</w:checkBox>"
    choices = "".join(f'<w:listEntry w:val="{one}"/>' for one in ("ต่ำ", "กลาง", "สูง"))
    found = taken(
        p(form("FORMCHECKBOX", box.format('<w:default w:val="0"/>')), run(" ไม่แพ้ยา")),
        p(form("FORMCHECKBOX", box.format('<w:default w:val="0"/><w:checked/>')), run(" แพ้ยา")),
        p(form("FORMCHECKBOX", box.format('<w:default w:val="1"/>')), run(" ยินยอม")),
        p(run("ความเสี่ยง "), form("FORMDROPDOWN", f'<w:ddList><w:result w:val="2"/>{choices}</w:ddList>')),
        p(run("ชื่อ "), form("FORMTEXT", "<w:textInput/>", run("สมศรี"))),
    )
    assert found.body_text == "☐ ไม่แพ้ยา\n\n☑ แพ้ยา\n\n☑ ยินยอม\n\nความเสี่ยง สูง\n\nชื่อ สมศรี\n"
    assert told(found, "import-field") == ["ต่ำ / กลาง / สูง"]


def test_a_field_without_a_result_is_shown_or_told() -> None:
    found = taken(
        p(run("ตรวจ"), bare_field('SYMBOL 252 \\f "Wingdings" \\s 12')),
        p(bare_field("MACROBUTTON NoMacro คลิกพิมพ์ชื่อ")),
        p(run("เศษ "), bare_field("EQ \\f(1,2)")),
        p(run("รูป "), bare_field('INCLUDEPICTURE "http://10.0.0.1/x.png"')),
        p(bare_field('XE "ดัชนี"'), run("คำ")),
        '<w:p><w:fldSimple w:instr=" SYMBOL 174 \\f Symbol "/></w:p>',
    )
    assert found.body_text == "ตรวจ✓\n\nคลิกพิมพ์ชื่อ\n\nเศษ\n\nรูป\n\nคำ\n\n→\n"
    assert told(found, "import-field") == ["EQ \\f(1,2)", 'INCLUDEPICTURE "http://10.0.0.1/x.png"']


@pytest.mark.parametrize(
    ("code", "shown"), [("0183", "·"), ("0xD800", "▯"), ("9999999", "▯"), ("๑", "๑"), ("0xB5", "µ")]
)
def test_a_symbol_of_no_font_is_its_character_and_a_code_of_none_is_a_box(code: str, shown: str) -> None:
    assert taken(p(run("ค่า "), bare_field(f"SYMBOL {code}"))).body_text == f"ค่า {shown}\n"


def test_what_a_field_asks_with_is_not_shown() -> None:
    inner = field("MERGEFIELD ward", "ER")
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>' + inner
        + '<w:r><w:instrText> = "ER" "ฉุกเฉิน" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("ฉุกเฉิน")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )  # fmt: skip
    assert taken(p("หน่วย ", nested)).body_text == "หน่วย ฉุกเฉิน\n"


def test_a_quoted_address_is_taken_whole() -> None:
    found = taken(p(field('HYPERLINK "https://a.go.th/x y" \\o "คำแนะนำ"', "ลิงก์")))
    assert found.body_text == "[ลิงก์](https://a.go.th/x%20y)\n"


def test_lines_in_columns_of_tabs_become_a_table() -> None:
    found = taken(
        p("ยา", style="Heading1"),
        columns("ชื่อยา", "ขนาด", "วิธีให้"),
        columns("KCl", "20 mEq", "IV drip"),
        p("คั่น"),
        columns("คำเดียว", "กับอีกคำ"),
        columns("สองบรรทัด", "ไม่พอ"),
    )
    table = next(one for one in found.body.blocks if isinstance(one, Table))
    assert [plain(cell) for cell in table.head] == ["ชื่อยา", "ขนาด", "วิธีให้"]
    assert [[plain(cell) for cell in row] for row in table.rows] == [["KCl", "20 mEq", "IV drip"]]
    assert told(found, "import-tabbed-table") == ["ชื่อยา ขนาด วิธีให้\nKCl 20 mEq IV drip"]
    assert found.body_text.endswith("คั่น\n\nคำเดียว กับอีกคำ\n\nสองบรรทัด ไม่พอ\n")


def test_labels_before_tabs_stay_labels() -> None:
    found = taken(
        columns("๑.", "วัตถุประสงค์"), columns("", "เพื่อความปลอดภัย"), columns("๒.", "ขอบเขต"),
        columns("o", "หนึ่ง"), columns("o", "สอง"), columns("o", "สาม"),
    )  # fmt: skip
    assert not told(found, "import-tabbed-table")
    assert [plain(one.text) for one in found.body.headings()] == ["วัตถุประสงค์", "ขอบเขต"]


def test_lines_to_write_on_stay() -> None:
    leader = '<w:tabs><w:tab w:val="left" w:leader="dot" w:pos="4000"/></w:tabs>'
    found = taken(
        p(run("ชื่อ"), TAB, run("อายุ"), TAB, properties=leader),
        p(run("ลงชื่อ"), run("      ", '<w:u w:val="single"/>')),
    )
    assert found.body_text == "ชื่อ ………… อายุ …………\n\nลงชื่อ …………\n"


def test_looks_that_a_draft_does_not_have_are_told_once() -> None:
    found = taken(
        p(
            run("ห้าม", '<w:color w:val="FF0000"/>'),
            run("ดำ", '<w:color w:val="000000"/>'),
            run("เน้น", '<w:highlight w:val="yellow"/>'),
        ),
        p(run("ด้วย", '<w:color w:val="C00000"/>'), run("ขีด", '<w:u w:val="single"/>')),
        p('<w:hyperlink w:anchor="x">' + run("ลิงก์", '<w:u w:val="single"/>') + "</w:hyperlink>"),
    )
    assert sorted(told(found, "import-look")) == ["ขีด", "ห้าม\nด้วย", "เน้น"]


def test_landscape_pages_and_columns_are_told() -> None:
    wide = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'
    two = '<w:sectPr><w:cols w:num="2"/></w:sectPr>'
    found = taken(p("หนึ่ง", properties=two), p("สอง", properties=wide), p("สาม"))
    layouts = [one for one in found.findings if one.code == "import-page-layout"]
    assert [one.line for one in layouts] == [1, 3]
    assert ["columns" in layouts[0].message_en, "landscape" in layouts[1].message_en] == [True, True]


def test_open_changes_of_cells_and_looks_are_told() -> None:
    gone = tc("ช่องที่ลบ", properties=f"<w:cellDel {CHANGE}/>")
    changed = f"<w:b/><w:bCs/><w:rPrChange {CHANGE}><w:rPr/></w:rPrChange>"
    found = taken(tbl(("ก", "ข"), ("ค", gone)), p(run("หนา", changed)))
    assert "ช่องที่ลบ" not in found.body_text
    assert told(found, "import-tracked") == ["ช่องที่ลบ", ""]


def test_pictures_of_a_page_header_and_of_a_comment_are_told() -> None:
    comment = '<w:comment w:id="1" w:author="หัวหน้า">' + p("ดูภาพ", picture("rc")) + "</w:comment>"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        'Target="media/a.png"/></Relationships>'
    )
    found = taken(
        p("ข้อความ", '<w:r><w:commentReference w:id="1"/></w:r>'),
        parts={
            "header1.xml": story("hdr", p(picture("rh", "ตราโรงพยาบาล"))),
            "comments.xml": story("comments", comment),
            "media/a.png": png(),
            "_rels/header1.xml.rels": relations.format("rh"),
            "_rels/comments.xml.rels": relations.format("rc"),
        },
    )
    assert told(found, "import-page-furniture") == ["[ตราโรงพยาบาล]"]
    assert told(found, "import-comment") == ["ดูภาพ [ภาพ picture]"]


def test_cropped_pictures_and_links_on_them_are_told() -> None:
    shown = picture("r1", "ฟิล์มเอกซเรย์")
    cropped = shown.replace("</pic:blipFill>", '<a:srcRect l="50000"/></pic:blipFill>')
    linked = shown.replace("<a:graphic>", '<a:hlinkClick r:id="rl"/><a:graphic>', 1)
    whole = shown.replace("</pic:blipFill>", '<a:srcRect l="0"/></pic:blipFill>')
    found = taken(
        p(cropped), p(linked), p(whole),
        parts={"media/a.png": png()},
        relations={"r1": ("image", "media/a.png"), "rl": ("hyperlink", "https://example.org/")},
    )  # fmt: skip
    assert told(found, "import-picture-cropped") == ["ฟิล์มเอกซเรย์"]
    assert told(found, "import-external") == ["https://example.org/"]


def test_a_chart_is_told_with_its_words_and_figures() -> None:
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p><a:r><a:t>อัตราติดเชื้อ</a:t></a:r>'
        "</a:p><c:pt><c:v>ไตรมาสหนึ่ง</c:v></c:pt><c:pt><c:v>4.25</c:v></c:pt></c:chartSpace>"
    )
    shown = (
        '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="rc" xmlns:c='
        '"http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )
    found = taken(
        p(shown), parts={"charts/chart1.xml": chart}, relations={"rc": ("chart", "charts/chart1.xml")}
    )
    assert told(found, "import-object") == ["อัตราติดเชื้อ\nไตรมาสหนึ่ง\n4.25"]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (("สํ", "าคัญ"), "สำคัญ"),
        (("น้ํ", "าดื่ม"), "น้ำดื่ม"),
        (("เ", "เผนก"), "แผนก"),
        (("ก", "า"), "กา"),
    ],
)
def test_a_letter_that_two_runs_cut_is_whole(runs: tuple[str, str], text: str) -> None:
    assert taken(p(*(run(one) for one in runs))).body_text == f"{text}\n"


def test_letters_typed_in_a_symbol_font_are_what_they_show() -> None:
    assert restored("m", "Symbol")[0] == "μ"  # μg, a thousandth of mg
    assert restored("n", "Wingdings")[0] == "■"
    assert restored("mg 5", "TH Sarabun New")[0] == "mg 5"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ÊÇÑÊ´Õ¤ÃÑº mg", "สวัสดีครับ mg"),
        ("café à la crème", "café à la crème"),
        ("±×÷° ····", "±×÷° ····"),
        ("สวัสดี", "สวัสดี"),
    ],
)
def test_thai_that_was_taken_for_western_letters_is_thai_again(written: str, read: str) -> None:
    assert restored(written, "Cordia New")[0] == read


def test_a_section_between_two_others_is_one_too() -> None:
    found = taken(
        p("๑. วัตถุประสงค์"), p("เพื่อ"), p("๒. รายการยา"), p("ยาสามชนิด"), p("๓. ขั้นตอน"),
        p("๓.๑ ตรวจสอบ"), p("๓.๒ คำนวณ"), p("๓.๒.๑ คำนวณขนาดยา"), p("๓.๓ ลงนาม"),
    )  # fmt: skip
    shown = [(one.number, plain(one.text)) for one in found.body.blocks if isinstance(one, Heading)]
    assert shown == [
        ((1,), "วัตถุประสงค์"), ((2,), "รายการยา"), ((3,), "ขั้นตอน"), ((3, 1), "ตรวจสอบ"), ((3, 2), "คำนวณ"),
        ((3, 3), "ลงนาม"),
    ]  # fmt: skip


def test_chapters_and_clauses_of_a_regulation() -> None:
    found = taken(
        p(run("ระเบียบว่าด้วยการเบิกจ่าย", BIG), properties=CENTRE),
        p(run("หมวด ๑ บททั่วไป", BIG), properties=CENTRE),
        p("ข้อ ๑ ระเบียบนี้เรียกว่า ระเบียบการเบิกจ่าย"),
        p(run("ส่วนที่ ๒ การเบิก", BIG)),
        p("ก.๑ ย่อย"),
        style_xml=styles(heading_styles()),
    )
    assert found.facts.title == "ระเบียบว่าด้วยการเบิกจ่าย"
    assert [plain(one.text) for one in found.body.headings()] == ["หมวด ๑ บททั่วไป", "ส่วนที่ ๒ การเบิก"]
    assert all(one.number == () for one in found.body.headings())
    assert found.body_text.endswith("ก.๑ ย่อย\n")


def test_a_cover_whose_labels_are_short() -> None:
    found = taken(
        p("เลขที่ WI–ICU–๐๑๒", properties=CENTRE),
        p("ฉบับที่ ๔ (แก้ไขครั้งที่ ๒)", properties=CENTRE),
        p("ขอบเขต", style="Heading1"),
        p("ไอซียู"),
    )
    assert found.facts.number == DocumentNumber("WI-ICU-012")
    assert found.facts.version == VersionLabel(4, 2)


def test_a_list_of_documents_is_no_header() -> None:
    found = taken(
        p("เอกสารอ้างอิง", style="Heading1"),
        tbl(("รหัสเอกสาร", "ชื่อเรื่อง"), ("SOP-A-001", "ล้างมือ"), ("SOP-A-002", "แยกขยะ")),
    )
    assert Counter(type(one) for one in found.body.blocks)[Table] == 1
    assert found.facts.title == "x"


def test_a_text_box_with_columns_inside_keeps_its_words() -> None:
    found = taken(p(text_box(columns("ก้าวที่", "ทำอะไร", "ใครทำ"), columns("หนึ่ง", "คัดกรอง", "พยาบาล"))))
    assert all(word in found.body_text for word in ("ก้าวที่", "ทำอะไร", "ใครทำ", "หนึ่ง", "คัดกรอง", "พยาบาล"))
