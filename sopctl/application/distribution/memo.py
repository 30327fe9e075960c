"""The memo of an announcement as it is printed: บันทึกข้อความ in the order of the official form.

The order (ส่วนราชการ, ที่, วันที่, เรื่อง, เรียน, the matter, what is asked, the signer) is that of ระเบียบ
สำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. ๒๕๒๖ แบบที่ ๒; without the Garuda, which only paper of the state carries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sopctl.application.library import Library
from sopctl.application.ports.copies import PrintedForm, UndrawableError
from sopctl.application.shape import hospital
from sopctl.content.blocks import Align, Block, Body, Paragraph, RichText, Span, Table
from sopctl.content.profile import Profile, load_profile
from sopctl.domain.announcements import AnnouncedVersion, Announcement
from sopctl.thai.dates import Form, format_date
from sopctl.thai.digits import Digits, in_digits

TITLE, TITLE_EN = "บันทึกข้อความ", "Memorandum"
_INDENT = "\u2003\u2003"
_BETWEEN = "\u2003" * 8
_RIGHT = "\u2003" * 15  # the signer stands right of the middle


@dataclass(frozen=True)
class Memo:
    """An announcement with what the hospital says of it: the office that writes, and to whom."""

    announcement: Announcement
    office: str
    to: str


def draw_memo(library: Library, memo: Memo) -> bytes:
    """A PDF of the memo; its QR code opens the announcement. Raises UndrawableError."""
    profile = _profile(library)
    form = _form(library, memo, Digits(profile.digits))
    return library.drawing(library.own("dictionary.txt") or b"").sheet.render_form(form, profile)


def write_memo(library: Library, memo: Memo) -> bytes:
    """The memo as a Word file, to be written on; what went round is the PDF. Raises UndrawableError."""
    profile, made = _profile(library), memo.announcement
    digits = Digits(profile.digits)
    form = _form(library, memo, digits)
    office, *rest = form.body.blocks
    day = format_date(made.day, Form.LONG, digits)
    number = in_digits(made.number, digits)
    numbered = Paragraph((Span("ที่\u2003", bold=True), Span(f"{number}{_BETWEEN}"),
                          Span("วันที่\u2003", bold=True), Span(day)))  # fmt: skip
    writer = library.drawing(library.own("dictionary.txt") or b"").forms
    if writer is None:
        raise UndrawableError("nothing here writes Word files")
    return writer.render_form(replace(form, body=Body((office, numbered, *rest))), profile)


def _profile(library: Library) -> Profile:
    path = f"official/{hospital(library).profile}.yaml"
    return load_profile((library.own(path) or library.packaged(path) or b"").decode())


def _form(library: Library, memo: Memo, digits: Digits) -> PrintedForm:
    facts, made = hospital(library), memo.announcement
    return PrintedForm(
        number=made.number,
        title=TITLE,
        title_en=TITLE_EN,
        hospital=facts.name,
        facts=(("ที่", in_digits(made.number, digits)), ("วันที่", format_date(made.day, Form.LONG, digits))),
        foot=("ตรวจสอบเอกสารที่ประกาศและเปิดอ่านได้ที่", f"{library.public_url}/announcements/{made.id}"),
        body=Body(_blocks(memo, digits)),
        made_at=made.made_at,
        logo=library.own("logo.png"),
        link=f"{library.public_url}/announcements/{made.id}",
    )


def _blocks(memo: Memo, digits: Digits) -> tuple[Block, ...]:
    made = memo.announcement
    return (
        _named("ส่วนราชการ", memo.office),
        _named("เรื่อง", made.subject),
        _named("เรียน", memo.to),
        _plain(f"{_INDENT}{_matter(made.lines, digits)} ดังนี้"),
        _table(made.lines, digits),
        _plain(f"{_INDENT}{_asked(made.lines)}"),
        _plain("\u00a0"),
        _plain(f"{_RIGHT}ลงชื่อ {'.' * 40}"),
        _plain(f"{_RIGHT}({made.signer})"),
        _plain(f"{_RIGHT}{made.post}"),
    )


def _matter(lines: tuple[AnnouncedVersion, ...], digits: Digits) -> str:
    released, withdrawn = (sum(line.withdrawn is wanted for line in lines) for wanted in (False, True))
    parts = []
    if released:
        parts.append(f"ประกาศใช้เอกสารควบคุม จำนวน {in_digits(str(released), digits)} ฉบับ")
    if withdrawn:
        parts.append(f"ยกเลิกใช้เอกสารควบคุม จำนวน {in_digits(str(withdrawn), digits)} ฉบับ")
    return f"ด้วยโรงพยาบาลได้{' และ'.join(parts)}"


def _asked(lines: tuple[AnnouncedVersion, ...]) -> str:
    words = "จึงเรียนมาเพื่อทราบและถือปฏิบัติ"
    old = any(line.withdrawn or line.version.edition > 1 or line.version.amendment for line in lines)
    return f"{words} และขอให้นำสำเนาควบคุมของฉบับเดิมส่งคืนศูนย์คุณภาพ" if old else words


def _table(lines: tuple[AnnouncedVersion, ...], digits: Digits) -> Table:
    heads = ("ที่", "รหัสเอกสาร", "เรื่อง", "ฉบับที่", "ผล")
    rows = tuple(_row(place, line, digits) for place, line in enumerate(lines, 1))
    align = (Align.CENTRE, Align.LEFT, Align.LEFT, Align.CENTRE, Align.LEFT)
    return Table(tuple(map(_text, heads)), rows, align, widths=(0.5, 1.5, 3.6, 0.8, 1.6))


def _row(place: int, line: AnnouncedVersion, digits: Digits) -> tuple[RichText, ...]:
    day = format_date(line.day, Form.MEDIUM, digits).replace(" ", "\u00a0")
    became = f"{'ยกเลิกใช้' if line.withdrawn else 'บังคับใช้'}ตั้งแต่\n{day}"
    title = (Span(line.title, href=line.link),)  # on paper the code at the foot leads to all of them
    figures = (in_digits(str(value), digits) for value in (place, line.version))
    first, version = map(_text, figures)
    return (first, _text(str(line.number)), title, version, _text(became))


def _named(name: str, value: str) -> Paragraph:
    return Paragraph((Span(f"{name}\u2003", bold=True), Span(value)))


def _plain(text: str) -> Paragraph:
    return Paragraph(_text(text))


def _text(text: str) -> RichText:
    return (Span(text),)
