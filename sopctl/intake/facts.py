"""Number, title, version, dates and people, read from the labels of a header, a cover or a sign-off table.

The labels are those of Thai hospital forms, in Thai and English; a value stands behind its label, in the next
cell or in the one below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sopctl.application.ports.intake import Facts
from sopctl.content.references import mentions
from sopctl.domain.numbers import DocumentNumber, NumberMalformedError, VersionLabel
from sopctl.thai.dates import ThaiDateError, parse
from sopctl.thai.digits import to_arabic
from sopctl.thai.repairs import repair

Rows = Sequence[Sequence[str]]

_LABELS: Final = {
    "number": r"(?:เลขที่|รหัส|หมายเลข)\s*เอกสาร(?:เลขที่)?|เอกสาร(?:เลขที่|หมายเลข)|รหัส\s*SOP(?!\s?[-–/])|"
    r"(?:รหัส|เลขที่|SOP\s*No\b)(?=[\s.:：]*(?:[A-Za-z]{1,8}\s?[-–/]|$))|"
    r"Document\s*(?:No\b|Number|Code|ID)|Doc(?:ument)?\.?\s*(?:No\b|Code|ID)",
    "amendment": r"แก้ไขครั้งที่|ครั้งที่แก้ไข|ปรับปรุงครั้งที่|Rev(?:ision)?\b\.?\s*(?:No\b\.?)?|Amendment",
    "edition": r"ฉบับที่(?!แล้ว)|พิมพ์ครั้งที่|Version\b|Ver\.|Edition|Issue\s*(?:No\b\.?)?(?!\s*date)",
    "effective": r"วัน(?:ที่)?(?:เริ่ม|ที่มีผล|มีผล)?(?:บังคับใช้|ใช้งาน|ประกาศใช้|เริ่มใช้)|วันที่มีผล(?:บังคับใช้)?|"
    r"มีผลบังคับใช้(?:ตั้งแต่)?(?:วันที่)?|เริ่มใช้วันที่|Effective\s*(?:Date)?",
    "other_date": r"วันที่(?:จัดทำ|ทบทวน|แก้ไข|อนุมัติ|ปรับปรุง|พิมพ์|ออกเอกสาร)(?:ครั้งต่อไป)?|ทบทวนครั้งต่อไป|"
    r"(?:Review|Issue|Issued|Revised|Approved|Print)\s*Date",
    "date": r"วันที่|Date",
    "title": r"ชื่อเอกสาร|ชื่อเรื่อง|เรื่อง|Document\s*(?:Title|Name)|Title|Subject",
    "department": r"หน่วยงาน(?:ที่รับผิดชอบ|เจ้าของเรื่อง|ที่จัดทำ)?|แผนก|ฝ่าย|กลุ่มงาน|งาน(?=\s*[:：])|"
    r"Department|Dept\.?|Unit(?=\s*[:：])",
    "approver": r"ผู้อนุมัติ(?:ใช้)?|อนุมัติโดย|Approved\s*by|Approver",
    "prepared": r"ผู้จัดทำ|จัดทำโดย|ผู้เขียน|Prepared\s*by|Author",
    "reviewed": r"ผู้(?:ทบทวน|ตรวจสอบ)|(?:ทบทวน|ตรวจสอบ)โดย|(?:Reviewed|Checked)\s*by",
    "page": r"หน้า(?:ที่)?(?=\s*(?:[:：/]|[0-9๐-๙]|$|ของ))|Page\b",
    "copy": r"สำเนา(?:ที่|ฉบับที่)|Copy\s*No\b",
}
# What a document is called, where its number follows in the same line.
_CALLED: Final = re.compile(
    r"\s*(?:ระเบียบ(?:การ)?ปฏิบัติ(?:งาน)?|วิธี(?:การ)?ปฏิบัติ(?:งาน)?|คู่มือ(?:การ)?(?:ปฏิบัติงาน|คุณภาพ)?|แนวทางปฏิบัติ|"
    r"แบบ(?:ฟอร์ม|บันทึก)|เอกสารคุณภาพ|นโยบาย|มาตรฐานการปฏิบัติงาน)\s*(?:\([^)]*\))?\s*"
)
_TITLED: Final = re.compile(_CALLED.pattern + r"เรื่อง\s*[:：]?\s*(?P<title>\S.{2,200}?)\s*(?:\s{3}.*)?")
_SEPARATOR: Final = r"[\s.:：=\-–…]*"
_LABEL: Final = re.compile(
    "|".join(f"(?P<{key}>{pattern})" for key, pattern in _LABELS.items()), re.IGNORECASE
)
# Never the tail of a word: “S0P-IT-021” is a misreading, and no document P-IT-021.
_NUMBER: Final = re.compile(
    r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][-/.–])[A-Za-zก-ฮ]{1,8}(?:\s?[-/.–]\s?[A-Za-zก-ฮ0-9]{1,10}){1,4}"
)
_EDITION: Final = re.compile(r"([0-9]{1,4})(?:\.([0-9]{1,3}))?")
_LONGEST_LINE: Final = 2_000  # characters: no header's row is as long, and a harmful line is
_COUNTED: Final = re.compile(r"[0-9๐-๙./\s]{1,12}")
_BLANK: Final = re.compile(r"[\s._…/()\-–]*")
_DAY: Final = re.compile(r"[0-9๐-๙]{1,2}\s*[/.\-\s]\s*[0-9๐-๙ก-๛.]+\s*[/.\-\s]\s*(?:พ\.ศ\.\s*)?[0-9๐-๙]{2,4}")
_HEADER: Final = frozenset(
    {"number", "amendment", "edition", "effective", "title", "page", "copy", "other_date"}
)
_SIGNERS: Final = frozenset({"approver", "prepared", "reviewed"})


@dataclass
class Sheet:
    """Labels met so far with their values, first come first; ``unclear``: values that could not be read."""

    values: dict[str, list[str]] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)

    def add(self, key: str, value: str) -> None:
        """Keep a value of a label."""
        bare = " ".join(value.split()).strip(" :：|")
        if bare and not _BLANK.fullmatch(bare):
            self.values.setdefault(key, []).append(bare)
        else:
            self.values.setdefault(key, [])


def labels_in(text: str) -> list[tuple[str, int, int]]:
    """The labels in a text: key, where it begins and where what stands behind it begins.

    A label inside running words is none: it begins its line, or follows a gap, a bar or a figure.
    """
    found: list[tuple[str, int, int]] = []
    if len(text) > _LONGEST_LINE:
        return found
    for match in _LABEL.finditer(text):
        before = text[: match.start()]
        opens = not before.strip() or bool(re.search(r"(?:\s\s|[|\t:：()\]]\s*|[0-9๐-๙A-Za-z]\s+)$", before))
        opens = opens or (match.lastgroup == "number" and _CALLED.fullmatch(before) is not None)
        tail = re.match(_SEPARATOR, text[match.end() :])
        if opens and match.lastgroup:
            found.append((match.lastgroup, match.start(), match.end() + (tail.end() if tail else 0)))
    return found


def is_header(rows: Rows) -> bool:
    """Whether a table is a document's header: two or more of its labels, and few words besides."""
    kinds = {key for row in rows for cell in row for key, _, _ in _leading(cell)}
    words = sum(len(cell) for row in rows for cell in row)
    return len(kinds & _HEADER) >= 2 and len(rows) <= 10 and words < 1_500 and not _is_list(rows)


def _is_list(rows: Rows) -> bool:
    """Whether labels stand bare above two or more rows of values: a list of documents or of changes."""
    bare = all(not _values_in(cell) for cell in rows[0]) if rows else False
    below = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    return bare and len(below) >= 2 and not any(_leading(cell) for row in below for cell in row)


def _values_in(cell: str) -> bool:
    """Whether a cell holds a label with its value."""
    return any(not _BLANK.fullmatch(line[start:]) for line in cell.split("\n")
               for _, _, start in labels_in(line))  # fmt: skip


def is_sign_off(rows: Rows) -> bool:
    """Whether a table is where people sign: two or more of those who do, and few words besides."""
    kinds = {key for row in rows for cell in row for key, _, _ in _leading(cell)}
    words = sum(len(cell) for row in rows for cell in row)
    return len(kinds & _SIGNERS) >= 2 and words < 1_500


def _leading(cell: str) -> list[tuple[str, int, int]]:
    return [label for line in cell.split("\n") for label in labels_in(line)]


def is_labelled(text: str) -> bool:
    """Whether a paragraph is nothing but labels of a header with their values."""
    found = labels_in(text)
    return bool(found) and found[0][1] == len(text) - len(text.lstrip()) and len(text) < 300 and (
        len(found) > 1 or (found[0][0] in _HEADER | _SIGNERS and ":" in text.replace("：", ":"))
        or found[0][0] in {"number", "effective", "title"}
        or (found[0][0] in {"edition", "amendment"} and bool(_COUNTED.fullmatch(text[found[0][2] :])))
    )  # fmt: skip


def read_rows(sheet: Sheet, rows: Rows) -> None:
    """Take the labels of a table with what stands behind, beside or below them."""
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            for line_at, line in enumerate(lines := cell.split("\n")):
                found = labels_in(line)
                for label_at, (key, _, start) in enumerate(found):
                    end = found[label_at + 1][1] if label_at + 1 < len(found) else len(line)
                    value = line[start:end]
                    if _BLANK.fullmatch(value):
                        after = "\n".join(lines[line_at + 1 :]) if label_at == len(found) - 1 else ""
                        value = _beside(rows, at, place, after)
                    sheet.add(key, value)


def _beside(rows: Rows, at: int, place: int, after: str) -> str:
    """The rest of the cell, else the cell beside it, else the first below it that says something."""
    below = [later[place] for later in rows[at + 1 :] if place < len(later)]
    beside = next((cell for cell in rows[at][place + 1 :] if cell.strip()), "")
    for value in (after, beside, *below):
        if value.strip() and not _leading(value) and _person(value):
            return value
    return ""


def read_lines(sheet: Sheet, lines: Iterable[str]) -> None:
    """Take the labels of lines of text."""
    for line in lines:
        read_rows(sheet, [[line]])


def facts_of(sheet: Sheet, *, today: date) -> Facts:
    """What the labels say; what they say unclearly is in the sheet's ``unclear``."""
    return Facts(
        number=_number(sheet), title=_first(sheet, "title"), version=_version(sheet),
        effective=_effective(sheet, today), department=_first(sheet, "department"),
        approver=_person(_first(sheet, "approver")), prepared_by=_person(_first(sheet, "prepared")),
    )  # fmt: skip


def _first(sheet: Sheet, key: str) -> str:
    return next(iter(sheet.values.get(key, ())), "")


def _person(text: str) -> str:
    """A name without the dots to sign on, brackets and the words around it."""
    bare = re.sub(r"[.…_]{3,}", " ", text)
    bare = re.sub(r"ลง(?:ลายมือ)?ชื่อ|ลายเซ็น|Signature", " ", bare, flags=re.IGNORECASE)
    named = re.search(r"\(([^()]{3,80})\)", bare)
    return " ".join((named[1] if named else bare).split()).strip(" :()")


def called(lines: Iterable[str]) -> str:
    """The title in a line such as “ระเบียบปฏิบัติ เรื่อง …”, which opens many a document; "" for none.

    A list of references names others so, and no line is taken away for it.
    """
    found = (_TITLED.fullmatch(line) for line in lines if len(line) <= _LONGEST_LINE)
    return next((match["title"] for match in found if match), "")


def number_in(text: str) -> DocumentNumber | None:
    """The first document number in a text, as people type it: Thai figures, spaces around the dashes."""
    plain = to_arabic(text).replace("–", "-").replace("_", "-")
    for match in _NUMBER.finditer(plain):
        bare = re.sub(r"\s", "", match[0]).strip(".-/")
        if any(char.isdigit() for char in bare):
            try:
                return DocumentNumber.parse(bare)
            except NumberMalformedError:
                continue
    return next((found.number for found in mentions(plain)), None)


def _number(sheet: Sheet) -> DocumentNumber | None:
    for value in sheet.values.get("number", ()):
        found = number_in(value)
        if found is not None:
            return found
        sheet.unclear.append(value)
    return None


def _count(sheet: Sheet, key: str) -> tuple[int, int] | None:
    for value in sheet.values.get(key, ()):
        match = _EDITION.search(to_arabic(value))
        if match:
            return int(match[1]), int(match[2] or 0)
        sheet.unclear.append(value)
    return None


def _version(sheet: Sheet) -> VersionLabel | None:
    """The edition with its amendment; an amendment alone counts on from a first edition called 0."""
    edition, amendment = _count(sheet, "edition"), _count(sheet, "amendment")
    if edition is not None:
        return VersionLabel(max(1, edition[0]), min(999, edition[1] or (amendment[0] if amendment else 0)))
    if amendment is not None:
        return VersionLabel(max(1, amendment[0]))
    return None


def _effective(sheet: Sheet, today: date) -> date | None:
    for key in ("effective", "date"):
        for value in sheet.values.get(key, ()):
            inside = _DAY.search(value)
            for text in (value, inside[0] if inside else ""):
                try:
                    return parse(repair(text).text.strip(), today=today).date
                except ThaiDateError:
                    continue
            sheet.unclear.append(value)
    return None
