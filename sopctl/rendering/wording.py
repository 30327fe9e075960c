"""The words that official copies write of themselves: labels, numbers, dates and standing, for every format.

PDF, DOCX and HTML take them from here, so that the same copy says the same in each. Numbers, dates and
letters are generated text and follow the profile's digits; the author's own text is never touched.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

from sopctl.application.ports.copies import Mark, OfficialCopy, SignOff
from sopctl.content.blocks import Heading, NoteKind
from sopctl.domain.numbers import VersionLabel
from sopctl.domain.signatures import Meaning, Medium
from sopctl.thai.dates import Form, bangkok_day, format_date, format_time
from sopctl.thai.digits import Digits, in_digits, letter

DigitStyle = Literal["thai", "arabic"]

UNSIGNED: Final = "....../....../......"
EMPTY_SIGNATURE: Final = f"({'.' * 44})"
NUMBER: Final = "รหัสเอกสาร"
VERSION: Final = "ฉบับที่"
EFFECTIVE: Final = "วันที่บังคับใช้"
PAGE: Final = "หน้า"
SUBJECT: Final = "เรื่อง"
SIGNATURE: Final = "ลงลายมือชื่อ"
DAY_MONTH_YEAR: Final = "วัน/เดือน/ปี"
REVISIONS: Final = "บันทึกการแก้ไขเอกสาร"
REVISION_DAY: Final = "วันที่"
REVISION_CHANGE: Final = "สิ่งที่แก้ไข"
CONTENTS: Final = "สารบัญ"
APPENDIX: Final = "ภาคผนวก"
APPROVED_ON_PAPER: Final = "อนุมัติบนกระดาษ"
SIGNED_ON_PAPER: Final = "ลงนามบนกระดาษ"
COPY_NUMBER: Final = "เลขที่"
HOLDER: Final = "ผู้ถือครอง"
ELECTRONIC: Final = "ลงนามอิเล็กทรอนิกส์"

SIGN_OFF_COLUMNS: Final = (NUMBER, VERSION, SIGNATURE, DAY_MONTH_YEAR)
REVISION_COLUMNS: Final = (REVISION_DAY, VERSION, REVISION_CHANGE)

CHECKED: Final = "\u2611"  # a copy's font must hold them, or its fallback
UNCHECKED: Final = "\u2610"
BULLETS: Final = ("•", "–", "•", "–")

_MEANINGS: Final = {
    Meaning.PREPARED: "ผู้จัดทำ",
    Meaning.REVIEWED: "ผู้ทบทวน",
    Meaning.CHECKED: "ผู้ตรวจสอบ",
    Meaning.APPROVED: "ผู้อนุมัติ",
    Meaning.RELEASED: "ผู้ประกาศใช้",
    Meaning.REGISTERED: "ผู้ขึ้นทะเบียน",
    Meaning.WITHDRAWN: "ผู้อนุมัติให้ยกเลิก",
    Meaning.REAFFIRMED: "ผู้ยืนยันให้ใช้ต่อ",
}
_MARKS: Final = {
    Mark.MASTER: ("ต้นฉบับ", "ห้ามทำสำเนาโดยไม่ได้รับอนุญาต"),
    Mark.CONTROLLED: ("สำเนาควบคุม", "ห้ามทำสำเนาโดยไม่ได้รับอนุญาต"),
    Mark.UNCONTROLLED: ("เอกสารไม่ควบคุม", "กรุณาตรวจสอบฉบับปัจจุบันก่อนใช้งาน"),
    Mark.WITHDRAWN: ("ยกเลิก", "ห้ามใช้งาน กรุณาใช้ฉบับปัจจุบัน"),
    Mark.DRAFT: ("ร่าง", "ยังไม่มีผลบังคับใช้ ห้ามนำไปใช้งาน"),
}
_NOTES: Final = {NoteKind.NOTE: "หมายเหตุ", NoteKind.CAUTION: "ข้อควรระวัง", NoteKind.QUOTE: ""}


def figures(text: str | int, digits: DigitStyle) -> str:
    """Generated figures, such as a count or a copy number, in the profile's digits."""
    return in_digits(str(text), Digits(digits))


def section_number(number: tuple[int, ...], digits: DigitStyle, *, appendix: bool = False) -> str:
    """A section's number as a reference names it: ``๓``, ``๓.๕``; in an appendix ``ก``, ``ก.๑``."""
    first = letter(number[0]) if appendix else figures(number[0], digits)
    return ".".join((first, *(figures(part, digits) for part in number[1:])))


def section_label(heading: Heading, digits: DigitStyle) -> str:
    """What stands before a heading's text: ``๓.``, ``๓.๕``, ``ภาคผนวก ก``, ``ก.๑``; or nothing."""
    if not heading.number:
        return ""
    name = section_number(heading.number, digits, appendix=heading.appendix)
    if len(heading.number) > 1:
        return name
    return f"{APPENDIX} {name}" if heading.appendix else f"{name}."


def list_label(path: tuple[int, ...], digits: DigitStyle, *, letters: bool = False) -> str:
    """The label of an ordered item: ``๒)``, inside another ``๒.๑)``, or a letter ``ข)``.

    ``path`` holds the counts of the numbered lists around the item that follow one another without a break,
    outermost first, its own last; bullets and lettered lists in between begin a new path.
    """
    if letters:
        return f"{letter(path[-1])})"
    return ".".join(figures(part, digits) for part in path) + ")"


def bullet(depth: int) -> str:
    """The bullet of an unordered list; ``depth`` counts the lists around it, from 0."""
    return BULLETS[depth % len(BULLETS)]


def note_label(kind: NoteKind) -> str:
    """The word before a set-off block; empty for a quotation."""
    return _NOTES[kind]


def meaning_words(meaning: Meaning) -> str:
    """Who a signature makes someone: ผู้จัดทำ, ผู้ทบทวน, ผู้ตรวจสอบ, ผู้อนุมัติ …"""
    return _MEANINGS[meaning]


def mark_words(mark: Mark) -> tuple[str, str]:
    """A mark's headline (ต้นฉบับ, ยกเลิก …) and the advice that goes with it."""
    return _MARKS[mark]


def standing_lines(copy: OfficialCopy, digits: DigitStyle) -> tuple[str, ...]:
    """The footer's words: the mark (with copy number and holder), its advice, the copy's standing note."""
    headline, advice = mark_words(copy.mark)
    if copy.copy_number:
        headline += f" {COPY_NUMBER} {figures(copy.copy_number, digits)}"
    if copy.holder:
        headline += f" {HOLDER} {copy.holder}"
    return (headline, advice, copy.standing_note) if copy.standing_note else (headline, advice)


def version_words(version: VersionLabel, digits: DigitStyle) -> str:
    """A version label in the profile's digits: ``๒``, ``๒.๑``."""
    return figures(str(version), digits)


def day_words(day: date, digits: DigitStyle) -> str:
    """A day in tables and headers: ``๑๒/๖/๒๕๖๖``. Raises YearOutOfRangeError before 1 April 2456 BE."""
    return format_date(day, Form.SLASH, Digits(digits))


def moment_words(moment: datetime, digits: DigitStyle) -> tuple[str, str]:
    """The Bangkok day and time of an aware moment: ``("๑๒/๖/๒๕๖๖", "เวลา ๐๙.๐๕ น.")``."""
    return day_words(bangkok_day(moment), digits), format_time(moment, Digits(digits))


def unsigned() -> str:
    """The place of a date or signature that is not given yet: never blank, never today."""
    return UNSIGNED


def signed_when(sign_off: SignOff, digits: DigitStyle) -> tuple[str, ...]:
    """The lines of a sign-off's date cell: day and time, day and อนุมัติบนกระดาษ, or the empty place."""
    if sign_off.medium is Medium.PAPER and sign_off.day is not None:
        approved = sign_off.meaning is Meaning.APPROVED
        return (day_words(sign_off.day, digits), APPROVED_ON_PAPER if approved else SIGNED_ON_PAPER)
    if sign_off.moment is not None:
        return moment_words(sign_off.moment, digits)
    return (UNSIGNED,)


def effective_words(effective: date | None, digits: DigitStyle) -> str:
    """The effective date, or the empty place while it is not known."""
    return UNSIGNED if effective is None else day_words(effective, digits)


def signature_lines(sign_off: SignOff) -> tuple[str, ...]:
    """What stands under a signature's picture: name, post, acting formula; dots while nobody signed.

    An electronic signature without a picture says that it is one.
    """
    if sign_off.name is None:
        return (EMPTY_SIGNATURE,)
    lines = [f"({sign_off.name})", sign_off.post, sign_off.formula]
    if sign_off.medium is Medium.ELECTRONIC and sign_off.picture is None:
        lines.insert(0, ELECTRONIC)
    return tuple(line for line in lines if line)
