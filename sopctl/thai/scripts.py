"""Findings in Thai text that a person must look at: foreign scripts, private use, lone marks, broken
characters.

Nothing is dropped or changed here; what can be repaired safely is in `repairs`.
"""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from sopctl.thai.lazy import Lazy


class FindingCode(StrEnum):
    """The name of one kind of finding."""

    FOREIGN_SCRIPT = "foreign-script"
    PRIVATE_USE = "private-use"
    LONE_MARK = "lone-mark"
    CONTROL_CHARACTER = "control-character"
    BROKEN_CHARACTER = "broken-character"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    ``offset`` and ``length`` count characters of the text; ``excerpt`` shows the place with a little of what
    stands around it; ``script`` names the foreign script in English and ``script_th`` in Thai, else both
    are "".
    """

    code: FindingCode
    offset: int
    length: int
    excerpt: str
    script: str = ""
    script_th: str = ""


# First and last code point, English and Thai name: the scripts that turn up beside Thai, by their main blocks
# (Unicode Blocks.txt). What is listed nowhere takes the first word of its Unicode character name.
_SCRIPTS: tuple[tuple[int, int, str, str], ...] = (
    (0x0400, 0x052F, "Cyrillic", "ซีริลลิก"),
    (0x0530, 0x058F, "Armenian", "อาร์มีเนีย"),
    (0x0590, 0x05FF, "Hebrew", "ฮีบรู"),
    (0x0600, 0x06FF, "Arabic", "อาหรับ"),
    (0x0750, 0x077F, "Arabic", "อาหรับ"),
    (0x0900, 0x097F, "Devanagari", "เทวนาครี"),
    (0x0980, 0x09FF, "Bengali", "เบงกาลี"),
    (0x0B80, 0x0BFF, "Tamil", "ทมิฬ"),
    (0x0D80, 0x0DFF, "Sinhala", "สิงหล"),
    (0x0E80, 0x0EFF, "Lao", "ลาว"),
    (0x0F00, 0x0FFF, "Tibetan", "ทิเบต"),
    (0x1000, 0x109F, "Myanmar", "พม่า"),
    (0x1100, 0x11FF, "Hangul", "เกาหลี"),
    (0x1780, 0x17FF, "Khmer", "เขมร"),
    (0x1950, 0x197F, "Tai Le", "ไทใต้คง"),
    (0x1980, 0x19DF, "New Tai Lue", "ไทลื้อใหม่"),
    (0x19E0, 0x19FF, "Khmer", "เขมร"),
    (0x1A20, 0x1AAF, "Tai Tham", "ธรรม"),
    (0x2E80, 0x2FDF, "Han", "จีน"),
    (0x3040, 0x309F, "Hiragana", "ฮิรางานะ"),
    (0x30A0, 0x30FF, "Katakana", "คาตากานะ"),
    (0x3130, 0x318F, "Hangul", "เกาหลี"),
    (0x3400, 0x9FFF, "Han", "จีน"),
    (0xA9E0, 0xA9FF, "Myanmar", "พม่า"),
    (0xAA60, 0xAA7F, "Myanmar", "พม่า"),
    (0xAA80, 0xAADF, "Tai Viet", "ไทดำ"),
    (0xAC00, 0xD7AF, "Hangul", "เกาหลี"),
    (0xF900, 0xFAFF, "Han", "จีน"),
    (0xFB50, 0xFDFF, "Arabic", "อาหรับ"),
    (0xFE70, 0xFEFE, "Arabic", "อาหรับ"),
    (0x20000, 0x3FFFF, "Han", "จีน"),
)
_STARTS = [row[0] for row in _SCRIPTS]
# Names of letters that belong to every script: signs, and Latin and Greek in special dress.
_COMMON_NAMES = (
    "LATIN",
    "GREEK",
    "THAI",
    "MODIFIER",
    "COMBINING",
    "SUPERSCRIPT",
    "SUBSCRIPT",
    "FULLWIDTH",
    "MICRO",
    "FEMININE",
    "MASCULINE",
    "OHM",
    "KELVIN",
    "ANGSTROM",
    "SCRIPT",
    "BLACK-LETTER",
    "DOUBLE-STRUCK",
    "MATHEMATICAL",
    "ALEF",
    "BET",
    "GIMEL",
    "DALET",
    "INFORMATION",
    "EULER",
    "TURNED",
    "ROMAN",
    "PLANCK",
    "VARIATION",
    "CIRCLED",
    "NEGATIVE",
    "SQUARED",
    "ENCLOSED",
    "IDEOGRAPHIC",
    "VERTICAL",
    "SUMMATION",
)
_PLAIN = Lazy(
    "[\t\n\r -~\u00a0-\u02ff\u0e00-\u0e7f\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u23ff\u2500-\u27bf]*"
)
_THAI_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_LONE = Lazy(f"(?<![\u0e01-\u0e2e{_THAI_MARKS}\u25cc-])[{_THAI_MARKS}]+")
_AROUND = 8


def inspect(text: str) -> list[Finding]:
    """What in ``text`` a person must look at, in the order of its places; any string is accepted.

    A run of one foreign script is one finding, spaces and signs between its words included. Greek counts as
    foreign nowhere: its letters are signs of medicine (α, β, µ). A lone mark is a Thai vowel or tone mark
    without a consonant under it.
    """
    findings = [
        _finding(FindingCode.LONE_MARK, text, m.start(), m.end()) for m in _LONE.compiled.finditer(text)
    ]
    if not _PLAIN.compiled.fullmatch(text):
        findings += _special(text)
    return sorted(findings, key=lambda finding: finding.offset)


def script_of(char: str) -> tuple[str, str] | None:
    """The English and Thai name of the foreign script of one character; None for Latin, Thai, Greek and
    signs.
    """
    if unicodedata.category(char)[0] not in "LMN" or char < "\u0300":
        return None
    row = _SCRIPTS[max(bisect_right(_STARTS, ord(char)) - 1, 0)]
    if row[0] <= ord(char) <= row[1]:
        return row[2], row[3]
    first = unicodedata.name(char, "UNKNOWN").split()[0]
    if first in _COMMON_NAMES or unicodedata.category(char) in ("Nl", "No"):
        return None
    name = first.split("-", 1)[0].title()
    return name, name


def _special(text: str) -> list[Finding]:
    findings: list[Finding] = []
    open_script: tuple[str, str] | None = None
    start = end = 0
    for place, char in enumerate(text):
        script = script_of(char)
        if open_script is not None and script != open_script and (script is not None or not _neutral(char)):
            findings.append(_finding(FindingCode.FOREIGN_SCRIPT, text, start, end, open_script))
            open_script = None
        if script is not None:
            start, end, open_script = (start if open_script else place), place + 1, script
        elif code := _code_of(char):
            _extend(findings, code, text, place)
    if open_script is not None:
        findings.append(_finding(FindingCode.FOREIGN_SCRIPT, text, start, end, open_script))
    return findings


def _neutral(char: str) -> bool:
    return char != "\n" and unicodedata.category(char)[0] in "ZPS"


def _code_of(char: str) -> FindingCode | None:
    category = unicodedata.category(char)
    if category == "Co":
        return FindingCode.PRIVATE_USE
    if category in ("Cs", "Cn") or char == "\ufffd":
        return FindingCode.BROKEN_CHARACTER
    if category == "Cc" and char not in "\t\n\r":
        return FindingCode.CONTROL_CHARACTER
    return None


def _extend(findings: list[Finding], code: FindingCode, text: str, place: int) -> None:
    start = place
    if findings and findings[-1].code is code and findings[-1].offset + findings[-1].length == place:
        start = findings.pop().offset
    findings.append(_finding(code, text, start, place + 1))


def _finding(
    code: FindingCode, text: str, start: int, end: int, script: tuple[str, str] = ("", "")
) -> Finding:
    shown = text[max(0, start - _AROUND) : min(end, start + 4 * _AROUND) + _AROUND]
    return Finding(code, start, end - start, shown, *script)
