"""What stands on a copy besides its text: cover, header, footer, marks, properties, protection."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from lxml import etree

from sopctl.application.ports.copies import Mark, Seal, SignOff, UndrawableError
from sopctl.content.blocks import Align, Block, Body, Figure, Paragraph, Span, Table
from sopctl.domain.signatures import Meaning, Medium
from sopctl.rendering.docx import DocxRenderer
from sopctl.rendering.pdf import PdfRenderer
from sopctl.thai.words import Words
from tests.rendering.docx.ooxml import WP, R, W, paragraphs, parts, style_of, text, xml
from tests.rendering.docx.samples import copy_of, para, picture, profile, sign_offs, words, words_row

TABLE = Table(words_row("ซ้าย", "ขวา"), (words_row("ซ้ายล่าง", "ขวาล่าง"),), (Align.LEFT, Align.LEFT))
SHORT = Body((para("ข้อความ"),))


def render(mark: Mark = Mark.UNCONTROLLED, name: str = "default", **changed: object) -> bytes:
    return DocxRenderer(None).render(copy_of(mark, SHORT, **changed), profile(name))


def cover_of(data: bytes) -> list[str]:
    found = []
    for paragraph in paragraphs(xml(data, "word/document.xml")):
        found.append(text(paragraph))
        if paragraph.find(f"{W}pPr/{W}sectPr") is not None:
            break
    return [words for words in found if words]


def test_the_cover_says_what_the_document_is_and_who_signed() -> None:
    assert cover_of(render(Mark.CONTROLLED)) == [
        "สำเนาควบคุม\nเลขที่ ๑๐๐๑\nหอผู้ป่วยใน",
        "ระเบียบปฏิบัติ",
        "Standard Operating Procedure",
        "เรื่อง นโยบายการบริหารความเสี่ยงทาง Social media โรงพยาบาลวิชัยเกษม",
        "ศูนย์คอมพิวเตอร์",
        "โรงพยาบาลวิชัยเกษม",
        "วันที่บังคับใช้ ๑/๒/๒๕๖๙",
        "รหัสเอกสาร",
        "ฉบับที่",
        "ลงลายมือชื่อ",
        "วัน/เดือน/ปี",
        "SOP-IT-001",
        "๒.๑",
        "ผู้จัดทำ",
        "(นางสาวสมใจ รักงาน)",
        "นักวิชาการคอมพิวเตอร์",
        "๑๕/๑/๒๕๖๙",
        "เวลา ๐๙.๐๕ น.",
        "ผู้ทบทวน",
        "(นายวิทยา ใจดี)",
        "หัวหน้างานเทคโนโลยีสารสนเทศ",
        "๑๒/๖/๒๕๖๖",
        "ลงนามบนกระดาษ",
        "ผู้อนุมัติ",
        "ลงนามอิเล็กทรอนิกส์",
        "(แพทย์หญิงปราณี ศรีสุข)",
        "รองผู้อำนวยการฝ่ายการแพทย์",
        "รักษาการแทน ผู้อำนวยการโรงพยาบาลวิชัยเกษม",
        "๑๕/๑/๒๕๖๙",
        "เวลา ๐๙.๐๕ น.",
    ]


def test_an_approval_on_paper_says_so() -> None:
    paper = SignOff(
        Meaning.APPROVED,
        Medium.PAPER,
        "นายแพทย์วิชัยเกษม",
        "ผู้อำนวยการ",
        datetime(2023, 6, 12, tzinfo=UTC).date(),
    )
    assert cover_of(render(sign_offs=(paper,)))[-2:] == ["๑๒/๖/๒๕๖๖", "อนุมัติบนกระดาษ"]


@pytest.mark.parametrize("rows", [(), (SignOff(Meaning.APPROVED),)])
def test_an_unsigned_place_is_neither_blank_nor_today(rows: tuple[SignOff, ...]) -> None:
    cover = cover_of(render(Mark.DRAFT, sign_offs=rows))
    assert cover.count("....../....../......") == (len(rows) or 3)


def test_a_signature_is_described_by_who_signed() -> None:
    document = xml(render(sign_offs=sign_offs()), "word/document.xml")
    described = [each.get("descr") for each in document.iter(f"{WP}docPr")]
    assert described == ["โรงพยาบาลวิชัยเกษม", "ลงลายมือชื่อ นางสาวสมใจ รักงาน"]


def test_the_header_names_the_copy_and_counts_its_pages() -> None:
    header = xml(render(), "word/header2.xml")
    assert [text(each) for each in paragraphs(header) if text(each)] == [
        "โรงพยาบาลวิชัยเกษม",
        "ระเบียบปฏิบัติ  ศูนย์คอมพิวเตอร์",
        "เรื่อง นโยบายการบริหารความเสี่ยงทาง Social media โรงพยาบาลวิชัยเกษม",
        "รหัสเอกสาร\tSOP-IT-001",
        "ฉบับที่\t๒.๑",
        "วันที่บังคับใช้\t๑/๒/๒๕๖๙",
        "หน้า\t1/1",
    ]
    assert [(each.text or "").split()[0] for each in header.iter(f"{W}instrText")] == [
        "PAGE",
        "SECTIONPAGES",
        "PAGEREF",
    ]


@pytest.mark.parametrize("last", [para("จบ"), TABLE])
def test_the_count_of_pages_is_the_page_of_the_last_words(last: Block) -> None:
    root = xml(
        DocxRenderer(None).render(copy_of(body=Body((para("ต้น"), last))), profile()), "word/document.xml"
    )
    (mark,) = [each for each in root.iter(f"{W}bookmarkStart") if each.get(f"{W}name") == "lastpage"]
    line = mark.getparent()
    assert line is not None
    assert text(line) in {"จบ", "ขวาล่าง"}


def test_pages_count_from_one_after_the_cover() -> None:
    first, second = xml(render(), "word/document.xml").iter(f"{W}sectPr")
    assert first.find(f"{W}pgNumType") is None
    start = second.find(f"{W}pgNumType")
    assert start is not None
    assert start.get(f"{W}start") == "1"
    used = [each.find(f"{W}headerReference") for each in (first, second)]
    assert len({each.get(f"{R}id") for each in used if each is not None}) == 2, (
        "the cover has no header table"
    )


def test_an_unknown_effective_date_prints_as_the_empty_place() -> None:
    assert "วันที่บังคับใช้\t....../....../......" in text(xml(render(Mark.DRAFT), "word/header2.xml"))


@pytest.mark.parametrize(
    ("mark", "lines"),
    [
        (Mark.MASTER, ["ต้นฉบับ"]),
        (Mark.CONTROLLED, ["สำเนาควบคุม เลขที่ ๑๐๐๑ ผู้ถือครอง หอผู้ป่วยใน"]),
        (Mark.UNCONTROLLED, ["เอกสารไม่ควบคุม", "กรุณาตรวจสอบฉบับปัจจุบันก่อนใช้งาน"]),
        (Mark.WITHDRAWN, ["ยกเลิก", "ห้ามใช้งาน กรุณาใช้ฉบับปัจจุบัน", "แทนที่ด้วยฉบับที่ ๓"]),
        (Mark.DRAFT, ["ร่าง"]),
    ],
)
def test_every_page_bears_its_mark(mark: Mark, lines: list[str]) -> None:
    data = render(mark)
    footer = [text(each) for each in paragraphs(xml(data, "word/footer1.xml")) if text(each)]
    assert footer[: len(lines)] == lines
    for section in xml(data, "word/document.xml").iter(f"{W}sectPr"):
        assert section.find(f"{W}footerReference") is not None


@pytest.mark.parametrize("mark", list(Mark))
def test_withdrawn_and_draft_stand_across_every_page(mark: Mark) -> None:
    files = parts(render(mark))
    for name in ("word/header1.xml", "word/header2.xml"):
        shapes = list(etree.fromstring(files[name]).iter("{urn:schemas-microsoft-com:vml}shape"))
        if mark not in {Mark.WITHDRAWN, Mark.DRAFT}:
            assert not shapes
            continue
        (shape,) = shapes
        (path,) = shape.iter("{urn:schemas-microsoft-com:vml}textpath")
        assert path.get("string") == ("ยกเลิก" if mark is Mark.WITHDRAWN else "ร่าง")
        assert shape.get("fillcolor") == ("#C00000" if mark is Mark.WITHDRAWN else "#A6A6A6")


@pytest.mark.parametrize("mark", [Mark.WITHDRAWN, Mark.DRAFT])
def test_nothing_behind_text_hides_the_mark(mark: Mark) -> None:
    styles = xml(render(mark), "word/styles.xml")
    assert {each.get(f"{W}fill") for each in styles.iter(f"{W}shd")} == {"auto"}
    assert "EEF1F5" in {each.get(f"{W}fill") for each in xml(render(), "word/styles.xml").iter(f"{W}shd")}


@pytest.mark.parametrize("mark", list(Mark))
def test_only_a_draft_may_be_edited(mark: Mark) -> None:
    protection = xml(render(mark), "word/settings.xml").find(f"{W}documentProtection")
    if mark is Mark.DRAFT:
        assert protection is None
    else:
        assert protection is not None
        assert protection.get(f"{W}edit") == "readOnly"
        assert protection.get(f"{W}enforcement") == "1"


def test_the_code_opens_the_verification_page_where_there_is_one() -> None:
    drawn = [each.get("descr") for each in xml(render(), "word/footer1.xml").iter(f"{WP}docPr")]
    assert drawn == ["https://sop.example.org/verify/AbCdEf0123456789"]
    assert not list(xml(render(Mark.DRAFT), "word/footer1.xml").iter(f"{WP}docPr"))


def test_core_properties_come_from_the_copy() -> None:
    made = Document(BytesIO(render())).core_properties
    assert made.title == "นโยบายการบริหารความเสี่ยงทาง Social media โรงพยาบาลวิชัยเกษม"
    assert (made.subject, made.version, made.revision) == ("SOP-IT-001", "2.1", 2)
    assert (made.language, made.author, made.content_status) == ("th-TH", "ศูนย์คอมพิวเตอร์", "uncontrolled")
    assert made.created == made.modified == datetime(2026, 1, 20, 3, 0, tzinfo=UTC)


def test_an_address_is_written_as_a_uri() -> None:
    body = Body((Paragraph((Span("ลิงก์", href='https://example.org/ก ข?q="1"'),)),))
    relations = parts(DocxRenderer(None).render(copy_of(body=body), profile()))[
        "word/_rels/document.xml.rels"
    ]
    assert b'Target="https://example.org/%E0%B8%81%20%E0%B8%82?q=%221%22"' in relations


def test_a_property_holds_no_more_than_office_keeps() -> None:
    made = Document(BytesIO(render(title="ก" * 300))).core_properties
    assert made.title == "ก" * 254 + "…"


def test_the_record_of_revisions_has_a_row_for_each_version() -> None:
    document = Document(BytesIO(render()))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert rows == [
        ["วันที่", "ฉบับที่", "สิ่งที่แก้ไข"],
        ["๑๒/๖/๒๕๖๖", "๑", "ออกเอกสารครั้งแรก"],
        ["๑/๒/๒๕๖๙", "๒.๑", "เพิ่มข้อ 3.1–3.4 และแก้ชื่อเรื่อง"],
    ]


def test_contents_link_to_every_heading_and_show_the_pages_of_the_pdf() -> None:
    copy = copy_of(Mark.MASTER)
    pages = PdfRenderer(Words.default()).pages(copy, profile())
    assert set(pages) == {one.key for one in copy.body.headings() if one.level <= 3}
    assert list(pages.values()) == sorted(pages.values())
    root = xml(
        DocxRenderer(None, PdfRenderer(Words.default()).pages).render(copy, profile()), "word/document.xml"
    )
    entries = [
        each
        for each in paragraphs(root)
        if (style_of(each) or "").startswith("TOC") and each.find(f"{W}hyperlink") is not None
    ]
    first = pages["aim"]
    assert [text(each) for each in entries][:2] == [
        f"๑. วัตถุประสงค์\t{first}",
        f"๑.๑ ขอบเขต ทุกหน่วยงาน\t{pages['scope']}",
    ]
    marks = {each.get(f"{W}name") for each in root.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for each in entries for link in each.iter(f"{W}hyperlink")} <= marks
    asked = {words.split()[1] for each in entries for words in each.itertext() if "PAGEREF" in words}
    assert asked <= marks, "each number is a field that readers can work out"


def test_a_short_copy_has_no_contents_nor_has_one_that_the_pdf_refuses() -> None:
    pages = PdfRenderer(Words.default()).pages
    short = copy_of(Mark.MASTER, SHORT)
    assert pages(short, profile()) == {}
    assert "สารบัญ" not in text(xml(DocxRenderer(None, pages).render(short, profile()), "word/document.xml"))
    assert pages(copy_of(body=Body((Figure("absent.png", "ภาพ"),))), profile()) == {}


def test_headings_are_words_own() -> None:
    document = Document(BytesIO(DocxRenderer(None).render(copy_of(Mark.MASTER), profile())))
    found = [
        (each.style.name, each.text)
        for each in document.paragraphs
        if each.style and each.style.name.startswith("Heading")
    ]
    assert found[:3] == [
        ("Heading 1", "๑. วัตถุประสงค์"),
        ("Heading 2", "๑.๑ ขอบเขต ทุกหน่วยงาน"),
        ("Heading 3", "๑.๑.๑ รายการย่อย"),
    ]
    assert ("Heading 1", "ภาคผนวก ก แบบฟอร์ม") in found
    assert ("Heading 2", "ก.๑ วิธีกรอก") in found


def test_tables_repeat_their_header_and_keep_rows_whole() -> None:
    root = xml(DocxRenderer(None).render(copy_of(Mark.MASTER), profile()), "word/document.xml")
    table = next(each for each in root.iter(f"{W}tbl") if len(each.findall(f"{W}tr")) == 31)
    heads = [row for row in table.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    assert heads == [table.find(f"{W}tr")]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(f"{W}tr"))
    widths = [int(each.get(f"{W}w") or 0) for each in table.iter(f"{W}gridCol")]
    assert abs(sum(widths) - (21.0 - 2 * 2.54) / 2.54 * 1440) <= 3


def test_links_lead_to_addresses_headings_and_documents() -> None:
    data = DocxRenderer(None).render(copy_of(Mark.MASTER), profile())
    relations = parts(data)["word/_rels/document.xml.rels"].decode()
    assert 'Target="https://example.org/law?a=1&amp;b=2" TargetMode="External"' in relations
    assert 'Target="https://sop.example.org/documents/SOP-IT-002"' in relations
    inside = [each.get(f"{W}anchor") for each in xml(data, "word/document.xml").iter(f"{W}hyperlink")]
    assert any(inside)


@pytest.mark.parametrize("href", ["#nowhere", "javascript:alert(1)", "file:///etc/passwd", "http://[x"])
def test_a_link_that_leads_nowhere_is_text(href: str) -> None:
    body = Body((Paragraph((Span("ลิงก์", href=href),)),))
    root = xml(DocxRenderer(None).render(copy_of(body=body), profile()), "word/document.xml")
    assert not [each for each in root.iter(f"{W}hyperlink") if "ลิงก์" in text(each)]
    assert "ลิงก์" in text(root)


@pytest.mark.parametrize(
    "data",
    [None, b"", b"no picture", picture()[:60], picture()[:-40]],
    ids=["none", "empty", "text", "head", "cut"],
)
def test_an_image_that_is_missing_or_broken_refuses_the_copy(data: bytes | None) -> None:
    images = {} if data is None else {"a.png": data}
    with pytest.raises(UndrawableError, match=r"a\.png"):
        DocxRenderer(None).render(copy_of(body=Body((Figure("a.png", "ภาพ"),)), images=images), profile())


def test_an_image_that_word_cannot_show_is_written_as_png() -> None:
    body = Body((Figure("a.webp", "ภาพ", words("คำบรรยาย"), 0.5),))
    data = DocxRenderer(None).render(
        copy_of(body=body, images={"a.webp": picture(kind="WEBP")}, logo=None), profile()
    )
    stored = [content for name, content in parts(data).items() if name.startswith("word/media/")]
    assert all(content.startswith(b"\x89PNG") for content in stored)
    extent = next(xml(data, "word/document.xml").iter(f"{WP}inline")).find(f"{WP}extent")
    assert extent is not None


class Key:
    """A seal that nothing here calls."""

    size = 10

    def sign(self, digest: bytes) -> bytes:
        return digest


class Notary:
    """Puts the record among the parts, and nothing else."""

    def seal(self, parts: dict[str, bytes], seal: Seal, record: bytes) -> dict[str, bytes]:
        assert {"[Content_Types].xml", "_rels/.rels", "word/document.xml"} <= set(parts)
        assert seal.size == 10
        return {**parts, "sopctl/record.json": record}


def test_a_sealed_copy_goes_through_the_sealer_with_its_record() -> None:
    copy = copy_of(Mark.MASTER, SHORT)
    sealed = DocxRenderer(Notary()).render(copy, profile(), Key())
    plain = DocxRenderer(Notary()).render(copy, profile())
    assert parts(sealed) == {**parts(plain), "sopctl/record.json": b"{}"}


def test_a_seal_without_sealer_or_record_is_refused() -> None:
    with pytest.raises(UndrawableError):
        DocxRenderer(None).render(copy_of(Mark.MASTER, SHORT), profile(), Key())
    with pytest.raises(UndrawableError, match="record"):
        DocxRenderer(Notary()).render(copy_of(Mark.MASTER, SHORT, attachments=()), profile(), Key())


def test_figures_are_described_and_keep_their_shape() -> None:
    root = xml(DocxRenderer(None).render(copy_of(Mark.MASTER), profile()), "word/document.xml")
    figures = {each.get("descr"): each.getparent() for each in root.iter(f"{WP}docPr")}
    inline = figures["ผังการทำงานสามขั้น"]
    assert inline is not None
    extent = inline.find(f"{WP}extent")
    assert extent is not None
    across, down = int(extent.get("cx") or 0), int(extent.get("cy") or 1)
    assert across == pytest.approx(0.6 * (21.0 - 2 * 2.54) * 360000, rel=0.001)
    assert across / down == pytest.approx(320 / 120, rel=0.01)
    caption = next(each for each in paragraphs(root) if text(each) == "ผังการส่งต่อข้อมูล")
    assert style_of(caption) == "Caption"
