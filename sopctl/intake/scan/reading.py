"""A scanned text as a draft's: read for its facts, put in order, and nothing left out untold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from sopctl.application.ports.intake import Facts, Imported
from sopctl.content.blocks import Body
from sopctl.content.markdown import parse_body
from sopctl.content.references import mentions
from sopctl.content.text import plain_text
from sopctl.content.writer import write_body
from sopctl.intake.asides import Asides
from sopctl.intake.facts import Sheet, called, facts_of, read_rows
from sopctl.intake.scan.building import Placed, blocks_of, missing
from sopctl.intake.scan.sections import Chapter, chapters
from sopctl.intake.scan.sorting import Kind, Row, approval, ink, rows_of
from sopctl.intake.typed import appendix
from sopctl.thai.dates import ThaiDateError, parse
from sopctl.thai.digits import to_arabic
from sopctl.thai.repairs import needs_repair, repair

_KINDS: Final = {
    Kind.HEADER: (
        "import-header", "หัวเอกสารหรือส่วนลงนาม อ่านข้อมูลไว้แล้ว ไม่อยู่ในเนื้อหาเพราะระบบสร้างให้เอง",
        "a header or sign-off was read for its facts and left out; a copy gets its own",
    ),
    Kind.PAGE: (
        "import-page-furniture", "เลขหน้า เลขสำเนา หรือเส้นคั่น ไม่อยู่ในเนื้อหา",
        "a page or copy number, or a rule, was left out of the text",
    ),
    Kind.FURNITURE: (
        "import-page-furniture", "หัวหรือท้ายกระดาษที่ซ้ำทุกหน้า คงไว้ครั้งแรกครั้งเดียว",
        "a page header or footer that comes again was kept once, where it stood first",
    ),
    Kind.CONTENTS: (
        "import-contents", "สารบัญไม่ได้นำเข้า เพราะระบบสร้างให้จากหัวข้อ",
        "a table of contents is not carried: it is made from the headings",
    ),
    Kind.AGAIN: (
        "import-line-repeated", "บรรทัดนี้ซ้ำกับบรรทัดก่อนหน้า จึงคงไว้บรรทัดเดียว",
        "this line repeats the one before and was kept once",
    ),
    Kind.FOREIGN: ("import-foreign-script", "บรรทัดนี้เป็นอักษรอื่นทั้งบรรทัด จึงแยกออกจากเนื้อหา",
                   "a line in another script was set aside"),
}  # fmt: skip
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_MISREAD: Final = re.compile(r"-(?=[0-9OIl]*[OIl])(?=[0-9OIl]*[0-9])[0-9OIl]{2,}$")
_LONGEST_TITLE: Final = 300
_OPENING: Final = 12  # lines in which a document says what it is called


def read_scan(text: str, name: str, *, today: date) -> Imported:
    """A text as a scanner leaves it. Every line is in the text that comes out or in a finding.

    Header rows are read for their facts wherever they stand. Sections come in the order of their numbers;
    lines that repeat and runs of other scripts are set aside. Nothing is added but the heading of a section
    that only its subsections name, in brackets and told.
    """
    rows = rows_of(text)
    asides = Asides(("บรรทัดที่", "line"))
    sheet = Sheet()
    for row in rows:
        _tell(asides, row)
        if row.kind is Kind.HEADER:
            read_rows(sheet, [row.cells])
    _tell_repairs(asides, rows)
    found = chapters([row for row in rows if row.kind is Kind.TEXT])
    placed = blocks_of(found)
    _tell_sections(asides, found)
    _tell_labels(asides, found)
    body_text = write_body(Body(tuple(one.block for one in placed)))
    body = parse_body(body_text)
    facts = _facts(asides, sheet, rows, name, today)
    _audit(asides, found, body)
    return Imported(
        "text", body_text, body, facts=facts, findings=asides.findings(_lines(placed, body))
    )  # fmt: skip


def _tell(asides: Asides, row: Row) -> None:
    if row.kind is not Kind.TEXT:
        asides.add(_KINDS[row.kind][0], row.place, *_KINDS[row.kind][1:], row.raw.strip())
    if row.kind is Kind.FOREIGN:
        return
    for run, script, script_th in row.foreign:
        asides.add(
            "import-foreign-script", row.place, f"อักษร{script_th}ในบรรทัดนี้ถูกแยกออกจากเนื้อหา",
            f"{script} script in this line was set aside", run,
        )  # fmt: skip


def _tell_repairs(asides: Asides, rows: list[Row]) -> None:
    """One finding for all lines whose spelling was repaired, one for all with control characters."""
    mended = [str(row.place) for row in rows if needs_repair(row.raw)]
    if mended:
        places = ", ".join(dict.fromkeys(mended))
        asides.add(
            "import-repaired", 0, f"ซ่อมอักขระที่พิมพ์แยกหรือสลับกันในบรรทัดที่ {places} ของไฟล์ ตัวหนังสือที่เห็นไม่เปลี่ยน",
            f"characters typed in parts or in the wrong order were mended in lines {places} of the file",
        )  # fmt: skip
    points = sorted({char for row in rows for char in _CONTROL.findall(row.raw)})
    if points:
        codes = " ".join(f"U+{ord(char):04X}" for char in points)
        places = ", ".join(dict.fromkeys(str(row.place) for row in rows if _CONTROL.search(row.raw)))
        asides.add(
            "import-control-character", 0, f"ลบอักขระควบคุมที่มองไม่เห็น {codes} ในบรรทัดที่ {places} ของไฟล์",
            f"control characters {codes} were left out of lines {places} of the file",
        )  # fmt: skip


def _tell_labels(asides: Asides, found: list[Chapter]) -> None:
    """Labels that come back as others: Roman figures, and the letter of an appendix that comes twice."""
    parts = [part for chapter in found for part in chapter.parts()]
    changed = [part for part in parts if part.label is not None and part.label.label[0] in "IVX"]
    openings = [chapter.opening for chapter in found if chapter.opening is not None]
    for count, part in enumerate(openings, 1):
        label = appendix(part.row.text)
        if label is not None and label.path[0] == count:
            asides.add("import-number-typed", part.row.place, "อักษรภาคผนวกที่พิมพ์เองกลายเป็นอักษรอัตโนมัติ",
                       "an appendix's letter became a generated one", part.row.raw.strip())  # fmt: skip
        elif label is not None:
            changed.append(part)
    for part in changed:
        asides.add(
            "import-label-changed", part.row.place, "เลขโรมันหรืออักษรภาคผนวกที่พิมพ์เองกลายเป็นเลขอัตโนมัติ",
            "a Roman figure or an appendix's letter became a generated one", part.row.raw.strip(),
        )  # fmt: skip


def _tell_sections(asides: Asides, found: list[Chapter]) -> None:
    for chapter in found:
        for top in chapter.sections:
            for one in top.walk():
                number = ".".join(map(str, one.path))
                if one.part is None:
                    first = next(each.part for each in one.walk() if each.part is not None)
                    asides.add(
                        "import-section-missing", first.row.place,
                        f"ไม่พบชื่อหัวข้อ {number} ในไฟล์ จึงใส่ “{missing(one.path)}” ไว้แทน ให้เติมจากต้นฉบับ",
                        f"heading {number} is not in the file; a mark stands in its place",
                    )  # fmt: skip
                elif one.moved:
                    asides.add(
                        "import-section-moved", one.part.row.place,
                        f"หัวข้อ {number} อยู่สลับลำดับในไฟล์ จึงจัดไว้ตามเลขข้อ",
                        f"section {number} stood out of order and was put in its place",
                        one.part.row.raw.strip(),
                    )  # fmt: skip


def _facts(asides: Asides, sheet: Sheet, rows: list[Row], name: str, today: date) -> Facts:
    """What the header rows say; what was guessed or assumed is told."""
    facts = facts_of(sheet, today=today)
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
    number = facts.number
    if number is None:
        words = "\n".join([stem, *(row.text for row in rows)])[:20_000]
        seen = {one.number for one in mentions(to_arabic(words)) if "-" in one.number.text}
        number = seen.pop() if len(seen) == 1 else None
        if number is None:
            asides.add("import-number-missing", 0, "ไม่พบรหัสเอกสารในไฟล์ ให้ระบุเอง",
                       "no document number was found; give one")  # fmt: skip
        else:
            asides.add("import-fact-unclear", 0, "รหัสเอกสารไม่มีป้ายกำกับ ใช้ที่พบ",
                       "the number had no label; the one found was taken", str(number))  # fmt: skip
    elif _MISREAD.search(str(number)):
        asides.add("import-fact-unclear", 0, "รหัสมีตัวอักษรปนตัวเลข อาจอ่านผิดจากการสแกน (O กับ 0, I กับ 1)",
                   "the number mixes letters and figures: O for 0, I for 1?", str(number))  # fmt: skip
    title = " ".join(facts.title.split())
    if not title:
        title = called(row.text for row in rows[:_OPENING]) or stem
        asides.add("import-title-guessed", 0, "ไม่พบช่องชื่อเรื่อง ใช้ข้อความนี้แทน",
                   "no title was labelled; this was taken", title)  # fmt: skip
    _tell_dates(asides, sheet, today)
    for value in dict.fromkeys(sheet.unclear):
        asides.add("import-fact-unclear", 0, "ค่าที่อ่านไม่ออก", "a value that could not be read", value)
    approver = _approver(rows) or facts.approver
    if approver:
        asides.add("import-approver", 0, "ผู้อนุมัติตามไฟล์เดิม จะไม่ถือเป็นลายมือชื่อ",
                   "the approver that the file names; it counts as no signature", approver)  # fmt: skip
    return replace(facts, number=number, title=title[:_LONGEST_TITLE], approver=approver)


def _approver(rows: list[Row]) -> str:
    signed = (approval(row) for row in rows if row.kind is Kind.HEADER)
    return next((found[0] for found in signed if found is not None), "")


def _tell_dates(asides: Asides, sheet: Sheet, today: date) -> None:
    """What reading a date assumed: two figures of a year, figures of both kinds, a torn month."""
    for value in (*sheet.values.get("effective", ()), *sheet.values.get("date", ())):
        try:
            notes = parse(repair(value).text.strip(), today=today).notes
        except ThaiDateError:
            continue
        for note in notes:
            asides.add("import-date-note", 0, note.message_th, note.message, value)


def _audit(asides: Asides, found: list[Chapter], body: Body) -> None:
    """Tell every line of the text that is, against all care, not in it; labels come back as numbers."""
    words = plain_text(body)
    lines, whole = {ink(line) for line in words.split("\n")}, ink(words)
    for part in (part for chapter in found for part in chapter.parts()):
        label = appendix(part.text) if part.label is None else None
        said = ink(part.text[label.length :] if label else part.text)
        if said in lines or said in whole:
            continue
        asides.add(
            "import-left-out", part.row.place, "ข้อความที่ไม่ได้นำเข้า ให้ตรวจและพิมพ์เพิ่มถ้าจำเป็น",
            "words that were not carried; look, and add them where they are needed", part.row.raw.strip(),
        )  # fmt: skip


def _lines(placed: list[Placed], body: Body) -> dict[int, int]:
    """The line of the text at which a line of the file came to stand."""
    blocks = body.blocks
    if len(blocks) != len(placed):
        return {0: 1}
    found = {0: 1}
    for one, block in zip(placed, blocks, strict=True):
        if one.place:
            found.setdefault(one.place, getattr(block, "lines", (0, 0))[0] + 1)
    return found
