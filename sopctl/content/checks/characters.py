"""Checks of the characters of a text: other scripts, lone marks, spelling repairs, what no font can draw."""

from __future__ import annotations

import unicodedata

from sopctl.content.checks.context import Report
from sopctl.content.findings import Fix
from sopctl.thai.text import FindingCode, RepairCode, inspect, repair

_REPAIRS = {
    RepairCode.NFC: ("อักขระที่ประกอบแยกส่วน", "characters in parts"),
    RepairCode.ZERO_WIDTH: ("อักขระที่มองไม่เห็น", "invisible characters"),
    RepairCode.SOFT_HYPHEN: ("ยัติภังค์ที่มองไม่เห็น", "soft hyphens"),
    RepairCode.DIRECTION_MARK: ("เครื่องหมายทิศทางที่มองไม่เห็น", "direction marks"),
    RepairCode.SARA_AM: ("สระอำที่พิมพ์แยกเป็นสองตัว", "sara am typed in two parts"),
    RepairCode.SARA_AE: ("สระแอที่พิมพ์เป็นสระเอสองตัว", "sara ae typed as two sara e"),
    RepairCode.MARK_ORDER: ("วรรณยุกต์ที่อยู่ก่อนสระ", "a tone mark before its vowel"),
    RepairCode.DOUBLED_MARK: ("สระหรือวรรณยุกต์ซ้ำ", "a doubled mark"),
}
_MOST = 50  # undrawable characters that are named one by one
_REPEATED = 12  # shorter lines repeat for good reasons


def check(report: Report) -> None:
    """Findings of the Thai text rules by line, lines that repeat, and characters without a glyph."""
    for number, line in enumerate(report.lines, 1):
        _repairs(report, number, line)
        _scripts(report, number, line)
    _repeated(report)
    _undrawable(report)


def _repairs(report: Report, number: int, line: str) -> None:
    repaired = repair(line)
    if not repaired.repairs:
        return
    codes = list(dict.fromkeys(one.code for one in repaired.repairs))
    what_th = " และ".join(_REPAIRS[code][0] for code in codes)
    what_en = ", ".join(_REPAIRS[code][1] for code in codes)
    fix = _smallest(number, line, repaired.text)
    report.add(
        "spelling",
        number,
        f"บรรทัดนี้มี{what_th} ให้กดแก้ไข ข้อความที่เห็นจะไม่เปลี่ยน",
        f"This line has {what_en}; accept the repair.",
        fix,
        repaired.text[max(0, fix.start - 8) : fix.start + len(fix.after) + 8],
    )


def _smallest(number: int, before: str, after: str) -> Fix:
    """The shortest repair that turns one line into another."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    stop = len(before) - end
    return Fix(number, start, stop, before[start:stop], after[start : len(after) - end])


def _scripts(report: Report, number: int, line: str) -> None:
    for found in inspect(line):
        place = line[found.offset : found.offset + found.length]
        points = " ".join(f"U+{ord(char):04X}" for char in place[:4])
        sentences = {
            FindingCode.FOREIGN_SCRIPT: (
                f"มีอักษร{found.script_th} “{place[:20]}” ให้ลบหรือแปลเป็นภาษาไทย",
                f"{found.script} script, “{place[:20]}”; remove or translate it.",
            ),
            FindingCode.LONE_MARK: (
                "มีสระหรือวรรณยุกต์ลอยที่ไม่มีพยัญชนะรองรับ ให้ลบหรือเติมพยัญชนะ",
                "A vowel or tone mark has no consonant under it; remove it or add the consonant.",
            ),
            FindingCode.PRIVATE_USE: (
                f"มีอักขระเฉพาะฟอนต์ ({points}) ที่เครื่องอื่นอ่านไม่ได้ ให้พิมพ์ใหม่ด้วยอักขระมาตรฐาน",
                f"Private-use characters ({points}) cannot be read elsewhere; type them anew.",
            ),
            FindingCode.CONTROL_CHARACTER: (
                f"มีอักขระควบคุมที่มองไม่เห็น ({points}) ให้ลบออก",
                f"Control characters ({points}); remove them.",
            ),
            FindingCode.BROKEN_CHARACTER: (
                f"มีอักขระที่เสียหาย ({points}) ให้พิมพ์ใหม่ตามต้นฉบับ",
                f"Broken characters ({points}); type them anew from the original.",
            ),
        }
        report.add(found.code.value, number, *sentences[found.code], excerpt=found.excerpt)


def _repeated(report: Report) -> None:
    last = ""
    for number, line in report.body_lines:
        bare = line.strip()
        if not bare:
            continue
        if bare == last and len(bare) >= _REPEATED and any(char.isalpha() for char in bare):
            report.add(
                "line-repeated",
                number,
                "บรรทัดนี้ซ้ำกับบรรทัดก่อนหน้า ให้ลบถ้าเป็นการพิมพ์ซ้ำ",
                "This line repeats the one before; remove it if it was typed twice.",
                excerpt=bare,
            )
        last = bare


def _undrawable(report: Report) -> None:
    missing = report.context.missing_characters(report.source.text) - {"\n", "\t"}
    for char in sorted(missing)[:_MOST]:
        number = report.source.text.count("\n", 0, report.source.text.find(char)) + 1
        name = unicodedata.name(char, "no name").lower()
        report.add(
            "character-undrawable",
            number,
            f"ไม่มีฟอนต์ที่แสดงอักขระ “{char}” (U+{ord(char):04X}) ให้ใช้อักขระอื่นหรือคำแทน",
            f"No font draws “{char}” (U+{ord(char):04X}, {name}); use another character or a word.",
            excerpt=char,
        )
