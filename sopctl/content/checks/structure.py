"""Checks of how a text is built: sections, numbers, figures, links and notes."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from sopctl.content import attributes
from sopctl.content.blocks import Block, Body, Figure, Heading, RichText, children, plain, walk
from sopctl.content.checks.context import Report, short
from sopctl.content.findings import Fix
from sopctl.content.text import lines_of, texts
from sopctl.thai.digits import to_arabic
from sopctl.thai.text import fold

_TYPED = re.compile(
    r"(?:ข้อ(?:ที่)?\s*)?([0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3})+[.)]?|[0-9๐-๙]{1,3}[.)])(?=\s|[^\W\d_])\s*"
)
_HEADING = re.compile(r"( {0,3}#{1,6}[ \t]+)(.*)")
_UNFINISHED = frozenset({"", "…", "...", "....", "-", "–"})
_MARK = re.compile(r"\*\*|(?<!\w)__(?=\S)")
_MENTION = re.compile(r"\[\^[^\s\[\]]+\]")


def check(report: Report, body: Body) -> None:
    """Everything about the build of a text."""
    headings = list(body.headings())
    _levels(report, headings)
    _typed_numbers(report, headings)
    _counters(report, headings)
    _sections(report, body)
    for blocks in (body.blocks, *body.footnotes.values()):
        for block in walk(blocks):
            if isinstance(block, Figure):
                _figure(report, block)
            for text in texts(block):
                _text(report, text, block, {heading.key for heading in headings})


def _levels(report: Report, headings: list[Heading]) -> None:
    before = 0
    for heading in headings:
        line = report.body_line(heading.lines[0])
        if not plain(heading.text).strip():
            report.add(
                "heading-empty",
                line,
                "หัวข้อนี้ไม่มีข้อความ ให้ตั้งชื่อหรือลบ",
                "This heading is empty; name or remove it.",
            )
        if heading.level > before + 1:
            allowed = "#" * (before + 1)
            report.add(
                "heading-level-jump",
                line,
                f"หัวข้อ “{short(plain(heading.text))}” ข้ามระดับ ให้ใช้ {allowed} แทน",
                f"The heading “{short(plain(heading.text))}” skips a level; use {allowed}.",
                excerpt=plain(heading.text),
            )
        before = heading.level


def _typed_numbers(report: Report, headings: list[Heading]) -> None:
    for heading in headings:
        typed = _TYPED.match(plain(heading.text))
        if typed is None:
            continue
        line = report.body_line(heading.lines[0])
        report.add(
            "heading-numbered",
            line,
            f"หัวข้อพิมพ์เลขไว้เอง “{typed[0].strip()}” ระบบใส่เลขให้แล้ว ให้ลบเลขออก",
            f"The heading has a typed number “{typed[0].strip()}”; numbers are generated, remove it.",
            _without_number(report, heading, line),
            plain(heading.text),
        )


def _without_number(report: Report, heading: Heading, line: int) -> Fix | None:
    """Take the typed number away; a last count that would be generated otherwise is set."""
    written = _HEADING.fullmatch(report.lines[line - 1])
    typed = _TYPED.match(written[2]) if written else None
    if (
        written is None
        or typed is None
        or attributes.trailing(written[2])
        or written[2].rstrip().endswith("#")
    ):
        return None
    counts = tuple(int(part) for part in re.findall("[0-9]+", to_arabic(typed[1])))
    if counts[:-1] != heading.number[:-1]:
        return None
    rest = written[2][typed.end() :].rstrip()
    after = rest if counts == heading.number else f"{rest} {{number={counts[-1]}}}"
    start = len(written[1])
    return Fix(line, start, start + len(written[2]), written[2], after) if rest else None


def _counters(report: Report, headings: list[Heading]) -> None:
    """Gaps, repeats and steps back, which only a set number can make."""
    last: dict[tuple[object, ...], int] = {}
    seen: set[tuple[object, ...]] = set()
    for heading in headings:
        if not heading.number:
            continue
        family = (heading.appendix, heading.level, heading.number[:-1])
        count, before = heading.number[-1], last.get(family, 0)
        last[family] = count
        shown = _dotted(heading.number)
        previous = _dotted((*heading.number[:-1], before))
        line = report.body_line(heading.lines[0])
        if (*family, count) in seen:
            report.add(
                "number-repeated",
                line,
                f"เลขข้อ {shown} ซ้ำกับหัวข้อก่อนหน้า ให้แก้เลขข้อ",
                f"The number {shown} stands at another heading too; change one.",
            )
        elif count > before + 1:
            report.add(
                "number-skipped",
                line,
                f"เลขข้อข้ามจาก {previous} ไปที่ {shown} ให้เติมหัวข้อที่ขาดหรือแก้เลขข้อ",
                f"The numbers go from {previous} to {shown}; add what is missing or change the number.",
            )
        elif count < before:
            report.add(
                "number-order",
                line,
                f"เลขข้อย้อนกลับจาก {previous} ไปที่ {shown} ให้เรียงหัวข้อใหม่",
                f"The numbers go back from {previous} to {shown}; put the headings in order.",
            )
        seen.add((*family, count))


def _dotted(number: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in number)


def _sections(report: Report, body: Body) -> None:
    """Sections that the type asks for, and headings with nothing under them."""
    kind = report.context.type
    empty = _empty(body)
    found = [(fold(plain(heading.text)), heading) for heading in body.headings()]
    required: set[str] = set()
    # Of a document whose body is a file, the text here is only what introduces it.
    for section in () if report.source.front.body else kind.required_sections:
        names = [fold(name) for name in (section, *kind.section_names.get(section, ()))]
        matches = [heading for text, heading in found if any(name in text for name in names)]
        match = next((one for one in matches if one.key not in empty), matches[0] if matches else None)
        if match is None:
            report.add(
                "section-missing",
                report.key_line("type"),
                f"{kind.title_th}ต้องมีหัวข้อ “{section}” ให้เพิ่มหัวข้อนี้",
                f"A document of type {kind.code} needs the section “{section}”; add it.",
                excerpt=section,
            )
        elif match.key in empty:
            required.add(match.key)
            report.add(
                "section-missing",
                report.body_line(match.lines[0]),
                f"หัวข้อ “{section}” ยังไม่มีข้อความ ให้เขียนเนื้อหา",
                f"The section “{section}” has no text yet; write it.",
                excerpt=section,
            )
    for heading in body.headings():
        if heading.key in empty - required:
            report.add(
                "section-empty",
                report.body_line(heading.lines[0]),
                f"หัวข้อ “{short(plain(heading.text))}” ยังไม่มีข้อความ ให้เขียนเนื้อหาหรือลบหัวข้อ",
                f"The section “{short(plain(heading.text))}” is empty; write it or remove the heading.",
                excerpt=plain(heading.text),
            )


def _empty(body: Body) -> set[str]:
    """The keys of headings under which nothing stands, sections below them included."""
    empty: set[str] = set()
    open_headings: list[Heading] = []
    for block in body.blocks:
        if isinstance(block, Heading):
            open_headings = [heading for heading in open_headings if heading.level < block.level]
            open_headings.append(block)
            empty.add(block.key)
        elif _says_something(block):
            empty -= {heading.key for heading in open_headings}
    return empty


def _says_something(block: Block) -> bool:
    inside = any(_says_something(one) for group in children(block) for one in group)
    return (
        inside
        or isinstance(block, Figure)
        or any(line.strip() not in _UNFINISHED for line in lines_of(block))
    )


def _figure(report: Report, figure: Figure) -> None:
    line = report.body_line(figure.lines[0])
    if not figure.alt.strip():
        report.add(
            "figure-alt-missing",
            line,
            f"ภาพ {short(figure.source)} ไม่มีคำบรรยายแทนภาพ ให้เขียนว่าภาพแสดงอะไรใน ![…]",
            f"The image {short(figure.source)} has no alternative text; say in ![…] what it shows.",
            excerpt=figure.source,
        )
    files = report.context.files
    if files is not None and posixpath.normpath(unquote(figure.source)) not in files:
        report.add(
            "figure-missing",
            line,
            f"ไม่มีไฟล์ภาพ “{short(figure.source)}” ให้แนบไฟล์หรือแก้ชื่อ",
            f"There is no image file “{short(figure.source)}”; attach it or correct the name.",
            excerpt=figure.source,
        )


def _text(report: Report, text: RichText, block: Block, keys: set[str]) -> None:
    line = report.body_line(block.lines[0])
    for span in text:
        if span.href and span.href.startswith("#") and unquote(span.href[1:]) not in keys:
            report.add(
                "link-anchor-unknown",
                line,
                f"ลิงก์ {short(span.href)} ไม่ตรงกับหัวข้อใดในเอกสาร ให้แก้ชื่อหัวข้อในลิงก์",
                f"The link {short(span.href)} leads to no heading of this document; correct it.",
                excerpt=span.href,
            )
        if span.code:
            continue
        if _MARK.search(span.text):
            report.add(
                "style-mark-stray",
                line,
                "มีเครื่องหมาย ** ที่ไม่จับคู่ จึงพิมพ์ออกมาเป็นดอกจัน ให้ลบ หรือวางชิดคำและเว้นวรรคด้านนอก",
                "A ** has no partner and prints as asterisks; remove it, or put it next to the word.",
                excerpt=span.text,
            )
        mention = _MENTION.search(span.text)
        if mention is not None:
            report.add(
                "footnote-undefined",
                line,
                f"ไม่มีข้อความของเชิงอรรถ {short(mention[0])} ให้เพิ่มบรรทัด {short(mention[0])}: ข้อความ",
                f"The footnote {short(mention[0])} has no text; add the line {short(mention[0])}: text.",
                excerpt=mention[0],
            )
