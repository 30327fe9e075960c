"""Labels that somebody typed by hand: ``๑.๑``, ``2)``, ``ก.``, ``-``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sopctl.content.blocks import RichText
from sopctl.thai.digits import LIST_LETTERS, to_arabic
from sopctl.thai.repairs import repair

_SECTION: Final = re.compile(
    r"\s*([0-9]{1,3}(?:\.[0-9]{1,3}){1,5})[.)]?(?:\s+|(?=[\u0e01-\u0e2e\u0e40-\u0e44A-Za-z(“\"]))"
)
_SINGLE: Final = re.compile(r"\s*(?:ข้อ(?:ที่)?\s*)?([0-9]{1,3})\.(?![0-9])\s*(?=\S)")
_BARE: Final = re.compile(r"\s*([0-9]{1,2})\s+(?=\S)")  # before a section's name only
_ROMAN: Final = re.compile(r"\s*(X{0,2}(?:IX|IV|V?I{0,3}))[.)]\s*(?=\S)")
_ROMAN_FIGURES: Final = {"I": 1, "V": 5, "X": 10}
_BRACKET: Final = re.compile(r"\s*\(?([0-9]{1,3})\)\s*(?=\S)")
_LETTER: Final = re.compile(r"\s*\(?([ก-ฮ])[.)]\s*(?=[^\s0-9๐-๙])")
_BULLET: Final = re.compile(r"\s*(?:[•●▪■◆➢·‣○◦]\s*|[-–—*]\s+|-(?=[\u0e01-\u0e2e\u0e40-\u0e44]))(?=\S)")
_APPENDIX: Final = re.compile(r"\s*ภาคผนวก(?:ที่)?\s*([ก-ฮ]|[0-9]{1,2})?(?:\s*[:.\-–]\s*|\s+|$)")
_IN_APPENDIX: Final = re.compile(r"\s*([ก-ฮ])((?:\.[0-9]{1,3})+)\.?\s+")

# Sections that Thai hospital documents name, whatever they look like.
_KNOWN: Final = re.compile(
    r"(?:วัตถุประสงค์|นโยบาย|ขอบเขต(?:ของเอกสาร)?|ขอบข่าย|คำนิยาม(?:ศัพท์)?|คำจำกัดความ|นิยาม(?:ศัพท์)?|"
    r"(?:หน้าที่(?:และ)?)?(?:ความ|ผู้)รับผิดชอบ|หลักการและเหตุผล|กลุ่มเป้าหมาย|"
    r"(?:ขั้นตอน|วิธี|แนวทาง|ระเบียบ)(?:การ)?ปฏิบัติ(?:งาน)?|ขั้นตอน(?:การดำเนินการ)?|ผังการปฏิบัติงาน|ตัวชี้วัด|เกณฑ์(?:การ)?ชี้วัด|เครื่องชี้วัด|"
    r"เอกสาร(?:ที่)?(?:อ้างอิง|เกี่ยวข้อง|แนบ)|การจัดเก็บเอกสาร|บันทึก(?:คุณภาพ)?|อุปกรณ์|ข้อควรระวัง|ภาคผนวก|"
    r"purpose|objectives?|scope|definitions?|responsibilit(?:y|ies)|procedures?|references?|records?|appendix|"
    r"key performance indicators?|kpis?)\s*(?:\([^)]{1,60}\))?\s*[:：]?",
    re.IGNORECASE,
)  # fmt: skip


# Chapters of a regulation: words with a count, which stay as they were typed.
_CHAPTER: Final = re.compile(r"\s*(?:หมวด|ส่วน|บท|ตอน|ภาค)(?:ที่)?\s*[0-9๐-๙]{1,3}(?=\s|$|[.:])")
_CLAUSE: Final = re.compile(r"\s*ข้อ(?:ที่)?\s*[0-9๐-๙]{1,3}(?=[\s.:])")


class Sign(StrEnum):
    """The shape of a typed label."""

    SECTION = "section"  # 1. or 1.1
    BRACKET = "bracket"  # 1) or (1)
    LETTER = "letter"  # ก. or ก)
    BULLET = "bullet"
    APPENDIX = "appendix"  # ภาคผนวก ก


@dataclass(frozen=True)
class Typed:
    """A typed label: its counts, as it stands, and how many characters it takes."""

    sign: Sign
    path: tuple[int, ...]
    label: str
    length: int


def typed(text: str) -> Typed | None:
    """The label that a text begins with; None when it begins with none."""
    plain = to_arabic(text)
    for pattern, sign in ((_SECTION, Sign.SECTION), (_SINGLE, Sign.SECTION), (_BRACKET, Sign.BRACKET)):
        match = pattern.match(plain)
        if match:
            path = tuple(int(part) for part in match[1].split("."))
            return Typed(sign, path, text[: match.end()].strip(), match.end())
    named = _before_a_name(text, plain)
    if named is not None:
        return named
    match = _LETTER.match(text)
    if match and match[1] in LIST_LETTERS:
        return Typed(Sign.LETTER, (LIST_LETTERS.index(match[1]) + 1,), match[0].strip(), match.end())
    match = _BULLET.match(text)
    return Typed(Sign.BULLET, (), match[0].strip(), match.end()) if match else None


def _before_a_name(text: str, plain: str) -> Typed | None:
    """A bare or Roman number, which counts only before the name of a section."""
    for pattern in (_BARE, _ROMAN):
        match = pattern.match(plain)
        if match and match[1] and known_section(text[match.end() :]):
            count = int(match[1]) if pattern is _BARE else _roman(match[1])
            return Typed(Sign.SECTION, (count,), text[: match.end()].strip(), match.end())
    return None


def _roman(figures: str) -> int:
    values = [_ROMAN_FIGURES[one] for one in figures]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def appendix(text: str) -> Typed | None:
    """``ภาคผนวก ก`` at the beginning of a heading; a heading that says no more keeps its word."""
    plain = to_arabic(text)
    match = _APPENDIX.match(plain)
    if match and match.end() < len(text.rstrip()) and match[1]:
        count = LIST_LETTERS.find(match[1]) + 1 if match[1] in LIST_LETTERS else 0
        count = count or (int(match[1]) if match[1].isascii() else 1)
        return Typed(Sign.APPENDIX, (count,), text[: match.end()].strip(), match.end())
    match = _IN_APPENDIX.match(plain)
    if match and match[1] in LIST_LETTERS:
        path = (LIST_LETTERS.index(match[1]) + 1, *(int(part) for part in match[2].strip(".").split(".")))
        return Typed(Sign.APPENDIX, path, text[: match.end()].strip(), match.end())
    return None


def known_section(text: str) -> bool:
    """Whether a text is the name of a section that hospital documents have."""
    return _KNOWN.fullmatch(repair(text).text.strip()) is not None


def chapter(text: str) -> bool:
    """Whether a text begins a chapter of a regulation: ``หมวด ๑``, ``ส่วนที่ ๒``."""
    return _CHAPTER.match(text) is not None


def clause(text: str) -> bool:
    """Whether a text begins a clause of a regulation: ``ข้อ ๑``."""
    return _CLAUSE.match(text) is not None


def without(text: RichText, length: int) -> RichText:
    """Rich text without its first ``length`` characters."""
    kept = []
    for span in text:
        cut = min(length, len(span.text))
        length -= cut
        if cut < len(span.text) or span.note is not None:
            kept.append(replace(span, text=span.text[cut:]))
    return tuple(kept)
