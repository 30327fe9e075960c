"""A document with every construct, and the copies made of it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

from PIL import Image, ImageDraw

from sopctl.application.ports.copies import Attachment, Mark, OfficialCopy, RevisionEntry, SignOff
from sopctl.content.blocks import (
    Align,
    Block,
    Body,
    CodeBlock,
    Definition,
    Definitions,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Note,
    NoteKind,
    PageBreak,
    Paragraph,
    RichText,
    Span,
    Table,
)
from sopctl.content.profile import Profile, load_profile
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.signatures import Meaning, Medium

_PROFILES = Path(__file__).parents[3] / "templates" / "official"


def profile(name: str = "default") -> Profile:
    return load_profile((_PROFILES / f"{name}.yaml").read_text(encoding="utf-8"))


def words(*spans: str | Span) -> RichText:
    return tuple(Span(span) if isinstance(span, str) else span for span in spans)


def para(*spans: str | Span) -> Paragraph:
    return Paragraph(words(*spans))


def item(*content: str | Block, checked: bool | None = None) -> ListItem:
    return ListItem(tuple(para(one) if isinstance(one, str) else one for one in content), checked)


def numbered(*items: ListItem, start: int = 1, letters: bool = False) -> ListBlock:
    return ListBlock(True, items, start, letters)


def bullets(*items: ListItem) -> ListBlock:
    return ListBlock(False, items)


def picture(width: int = 320, height: int = 120, colour: str = "#2F4A6D", kind: str = "PNG") -> bytes:
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((6, 6, width - 7, height - 7), outline=colour, width=5)
    draw.line(
        (12, height // 2, width // 3, 20, width // 2, height - 20, width - 14, 24), fill=colour, width=6
    )
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


LONG = (
    "บุคลากรทุกคนต้องตรวจสอบชื่อ นามสกุล และเลขประจำตัวผู้ป่วยทุกครั้งก่อนให้บริการ "
    "ผู้ที่พบว่าข้อมูลไม่ตรงกันต้องหยุดการทำงานนั้นทันที แล้วแจ้งหัวหน้าเวร "
    "เพื่อแก้ไขข้อมูลในระบบ HIS ให้ถูกต้องก่อนดำเนินการต่อ "
    "ทั้งนี้ให้บันทึกเหตุการณ์ตามแนวทาง ISO 15189:2022 ภายใน 24 ชั่วโมง"
)


def every_construct() -> Body:
    blocks: tuple[Block, ...] = (
        Heading(1, words("วัตถุประสงค์"), "aim", (1,)),
        para(LONG),
        para(
            "ตัวหนา",
            Span("สำคัญมาก", bold=True),
            " ตัวเอน",
            Span("น้ำเสียง", italic=True),
            " ทั้งสอง",
            Span("เน้นย้ำ", bold=True, italic=True),
            " ขีดฆ่า",
            Span("ยกเลิกแล้ว", struck=True),
            " H",
            Span("2", lowered=True),
            "O และ 10",
            Span("9", raised=True),
            " รหัส ",
            Span("HN 0012345", code=True),
            " ขึ้นบรรทัด\nใหม่ สัญลักษณ์ ☎ ≥ 95 % ⚠ และเชิงอรรถ",
            Span("", note="law"),
        ),
        Heading(2, words("ขอบเขต ", Span("ทุกหน่วยงาน", italic=True)), "scope", (1, 1)),
        para(
            "ดู",
            Span("ระเบียบ", href="https://example.org/law?a=1&b=2"),
            " และ",
            Span("ภาคผนวก ก", href="#form"),
            " และ",
            Span("SOP-IT-002", href="/documents/SOP-IT-002"),
            " อ้างซ้ำ",
            Span("", note="law"),
            " และใหม่",
            Span("", note="how"),
        ),
        Heading(3, words("รายการย่อย"), "lists", (1, 1, 1)),
        numbered(
            item("ขั้นแรก " + LONG[:90], para("ย่อหน้าต่อของข้อแรก " + LONG[:120])),
            item(
                "ขั้นที่สอง",
                numbered(item("ข้อย่อยหนึ่ง", numbered(item("ลึกสามชั้น"), item("ลึกสามชั้นอีกข้อ"))), item("ข้อย่อยสอง")),
            ),
            item("ขั้นที่สาม", bullets(item("จุดหนึ่ง", numbered(item("นับใหม่ใต้จุด"))), item("จุดสอง"))),
            item("ขั้นที่สี่", numbered(item("เริ่มนับใหม่ได้"))),
        ),
        numbered(item("เริ่มที่ห้า"), item("หก"), start=5),
        numbered(item("ตัวอักษร"), item("ตัวต่อไป"), item("ข้าม ฃ"), letters=True),
        bullets(item("จุด"), item("จุดอีก", bullets(item("ขีด")))),
        bullets(item("ทำแล้ว", checked=True), item("ยังไม่ทำ", checked=False)),
        Heading(1, words("ตารางและรูป"), "tables", (2,)),
        Table(
            words_row("ลำดับ", "รายการตรวจ", "จำนวน"),
            tuple(
                words_row(str(n), f"รายการที่ {n} ตรวจสอบความพร้อมของอุปกรณ์ช่วยชีวิตก่อนรับเวร", str(n * 7))
                for n in range(1, 31)
            ),
            (Align.CENTRE, Align.LEFT, Align.RIGHT),
            words("ตารางตรวจสอบประจำเวร"),
        ),
        Table(
            words_row("ก", "ข"),
            (words_row("กว้างหนึ่งส่วน", "กว้างสามส่วน"),),
            (Align.NONE, Align.NONE),
            (),
            (1.0, 3.0),
        ),
        Figure("flow.png", "ผังการทำงานสามขั้น", words("ผังการส่งต่อข้อมูล"), 0.6),
        Figure("own.jpg", "ภาพขนาดของตัวเอง"),
        Heading(1, words("ข้อความเน้น"), "notes", (3,)),
        Note(NoteKind.NOTE, (para(LONG[:150]),)),
        Note(NoteKind.CAUTION, (para("ห้ามส่งข้อมูลผู้ป่วยทางกลุ่มที่ไม่เกี่ยวข้อง"), bullets(item("หนึ่ง"), item("สอง")))),
        Note(NoteKind.QUOTE, (para("ผู้ป่วยมีสิทธิได้รับการปกปิดข้อมูลของตน"), bullets(item("ข้อหนึ่ง")))),
        Definitions(
            (
                Definition(words("ข้อมูลส่วนบุคคล"), (para("ข้อมูลที่ทำให้ระบุตัวบุคคลได้"),)),
                Definition(words("HN"), (para("เลขประจำตัวผู้ป่วย"), bullets(item("ไม่ซ้ำกัน")))),
            )
        ),
        CodeBlock("SELECT hn FROM visits\n  WHERE day = '2026-01-15';\n-- หมายเหตุ ภาษาไทย ─┐", "sql"),
        PageBreak(),
        para("ขึ้นหน้าใหม่แล้ว"),
        Heading(1, words("แบบฟอร์ม"), "form", (1,), appendix=True),
        para("แนบท้าย"),
        Heading(2, words("วิธีกรอก"), "fill", (1, 1), appendix=True),
        para("กรอกให้ครบ"),
    )
    notes: dict[str, tuple[Block, ...]] = {
        "law": (para("ราชกิจจานุเบกษา เล่ม ๑๓๔ ตอนพิเศษ ๘๘ ง ", Span("ที่นี่", href="https://example.org/")),),
        "how": (para("วิธีทำ", Span("", bold=True)), bullets(item("ข้อหนึ่งในเชิงอรรถ"))),
    }
    return Body(blocks, MappingProxyType(notes))


def words_row(*cells: str) -> tuple[RichText, ...]:
    return tuple(words(cell) for cell in cells)


def sign_offs() -> tuple[SignOff, ...]:
    moment = datetime(2026, 1, 15, 2, 5, tzinfo=UTC)
    return (
        SignOff(
            Meaning.PREPARED,
            name="นางสาวสมใจ รักงาน",
            post="นักวิชาการคอมพิวเตอร์",
            moment=moment,
            picture=picture(240, 80),
        ),
        SignOff(Meaning.REVIEWED, Medium.PAPER, "นายวิทยา ใจดี", "หัวหน้างานเทคโนโลยีสารสนเทศ", date(2023, 6, 12)),
        SignOff(
            Meaning.APPROVED,
            name="แพทย์หญิงปราณี ศรีสุข",
            post="รองผู้อำนวยการฝ่ายการแพทย์",
            moment=moment,
            formula="รักษาการแทน ผู้อำนวยการโรงพยาบาลวิชัยเกษม",
        ),
    )


def copy_of(mark: Mark = Mark.UNCONTROLLED, body: Body | None = None, **changed: object) -> OfficialCopy:
    values: dict[str, object] = {
        "number": DocumentNumber("SOP-IT-001"),
        "version": VersionLabel(2, 1),
        "title": "นโยบายการบริหารความเสี่ยงทาง Social media โรงพยาบาลวิชัยเกษม",
        "type_th": "ระเบียบปฏิบัติ",
        "type_en": "Standard Operating Procedure",
        "hospital": "โรงพยาบาลวิชัยเกษม",
        "owner": "ศูนย์คอมพิวเตอร์",
        "effective": None if mark is Mark.DRAFT else date(2026, 2, 1),
        "mark": mark,
        "made_at": datetime(2026, 1, 20, 3, 0, tzinfo=UTC),
        "body": every_construct() if body is None else body,
        "sign_offs": (SignOff(Meaning.PREPARED), SignOff(Meaning.APPROVED))
        if mark is Mark.DRAFT
        else sign_offs(),
        "revisions": (
            RevisionEntry(date(2023, 6, 12), VersionLabel(1), "ออกเอกสารครั้งแรก"),
            RevisionEntry(date(2026, 2, 1), VersionLabel(2, 1), "เพิ่มข้อ 3.1–3.4 และแก้ชื่อเรื่อง"),
        ),
        "images": {"flow.png": picture(), "own.jpg": picture(400, 160, "#9B2C1F", "JPEG")},
        "attachments": (Attachment("approval.json", b"{}", "application/json", "Data", "approval record"),),
        "verify_url": None if mark is Mark.DRAFT else "https://sop.example.org/verify/AbCdEf0123456789",
        "logo": picture(200, 200, "#1B6B3A"),
        "copy_number": "1001" if mark is Mark.CONTROLLED else None,
        "holder": "หอผู้ป่วยใน" if mark is Mark.CONTROLLED else None,
        "standing_note": "แทนที่ด้วยฉบับที่ ๓" if mark is Mark.WITHDRAWN else None,
    }
    return OfficialCopy(**{**values, **changed})  # type: ignore[arg-type]  # a dictionary of the fields
