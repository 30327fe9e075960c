"""What is worked out when Word draws it: fields without a result, symbols of fonts, equations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.equations import in_line
from sopctl.intake.word.names import Element, attribute, child, children, is_on, value, whole
from sopctl.intake.word.symbols import symbol

# Fields of ECMA-376 part 1, 17.16.5, that show nothing, or what every copy is given anew.
_QUIET: Final = frozenset(
    ["", "ASK", "HYPERLINK", "NOTEREF", "NUMPAGES", "PAGE", "PAGEREF", "PRINT", "PRIVATE", "RD", "REF",
     "SECTION", "SECTIONPAGES", "SET", "TA", "TC", "TOC", "XE", "FORMTEXT"]
)  # fmt: skip
_SYMBOL: Final = re.compile(r'SYMBOL\s+"?(0x[0-9A-Fa-f]{1,6}|[0-9]{1,7}|\S)"?(.*)', re.IGNORECASE | re.DOTALL)
_DIGITS: Final = frozenset("123456789")
_FONT: Final = re.compile(r'\\f\s+(?:"([^"]+)"|(\S+))', re.IGNORECASE)


@dataclass
class Field:
    """One field while its parts go by.

    ``shown``: its result has begun; ``spoken``: something stood in it. ``form`` is what it asks for.
    """

    instruction: str = ""
    shown: bool = False
    spoken: bool = False
    form: Element | None = None

    @property
    def kind(self) -> str:
        """Its first word, in capitals."""
        return next(iter(self.instruction.upper().split()), "")


def shown_by(document: WordDocument, field: Field) -> str:
    """What a field without a result shows; what only Word can work out is told."""
    match field.kind:
        case "FORMCHECKBOX":
            return "☑" if _ticked(field.form) else "☐"
        case "FORMDROPDOWN":
            return _chosen(document, field)
        case "SYMBOL":
            return _drawn(document, field.instruction.strip())
        case "MACROBUTTON" | "GOTOBUTTON":
            return "".join(field.instruction.strip().split(maxsplit=2)[2:])
        case kind if kind not in _QUIET:
            _tell(document, field.instruction.strip())
    return ""


def _tell(document: WordDocument, words: str) -> None:
    document.tell(
        "import-field", "ฟิลด์ของ Word ที่ไม่มีผลลัพธ์เก็บไว้ในไฟล์ ให้พิมพ์สิ่งที่ Word แสดงเอง",
        "a field whose result is not in the file; type what Word shows there", words,
    )  # fmt: skip


def _ticked(form: Element | None) -> bool:
    box = child(form, "w:checkBox")
    ticked = is_on(box, "w:checked")
    return bool(is_on(box, "w:default") if ticked is None else ticked)


def _chosen(document: WordDocument, field: Field) -> str:
    """The entry of a drop-down list that is chosen; the others are told."""
    choice = child(field.form, "w:ddList")
    entries = [attribute(one, "w:val") or "" for one in children(choice, "w:listEntry")]
    at = whole(value(choice, "w:result") or value(choice, "w:default")) or 0
    if not entries:
        return ""
    document.tell(
        "import-field", "ช่องให้เลือก นำเข้าเฉพาะค่าที่เลือกไว้",
        "a choice: only the entry that was chosen is carried", " / ".join(entries),
    )  # fmt: skip
    return entries[at] if 0 <= at < len(entries) else ""


def _drawn(document: WordDocument, instruction: str) -> str:
    """The character of a SYMBOL field."""
    found = _SYMBOL.match(instruction)
    if found is None:
        _tell(document, instruction)
        return ""
    given, rest = found.groups()
    sign = len(given) == 1 and given not in _DIGITS
    code = ord(given) if sign else int(given, 16 if given[:2].lower() == "0x" else 10)
    font = _FONT.search(rest)
    named = (font[1] or font[2]) if font else ""
    if not named and code >= 0x20:
        return chr(code) if code <= 0xFFFF and not 0xD800 <= code <= 0xDFFF else "▯"
    return drawn_by(document, named, code)


def drawn_by(document: WordDocument, font: str, code: int) -> str:
    """The character that a symbol font draws; one that is not known is told."""
    found = symbol(font, code)
    if found is None:
        document.tell(
            "import-symbol", f"สัญลักษณ์จากฟอนต์ {font} ที่ไม่รู้จัก แสดงเป็น ▯",
            f"a symbol of the font {font} is not known and stands as ▯", f"U+{code:04X}",
        )  # fmt: skip
    return found or "▯"


def equation(document: WordDocument, element: Element) -> str:
    """An equation as one line of characters, told."""
    words = in_line(element).strip()
    if words:
        document.tell(
            "import-equation", "สมการนำเข้าเป็นตัวอักษรบรรทัดเดียว (เศษส่วนเป็น / ยกกำลังเป็น ^) ให้ตรวจทาน",
            "an equation is carried as one line of characters", words,
        )  # fmt: skip
    return words
