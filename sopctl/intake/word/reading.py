"""A Word document as a draft's text, with what it says of itself and what could not be carried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from sopctl.application.ports.intake import Facts, Imported
from sopctl.content.blocks import Block, Body, Heading, Span
from sopctl.content.findings import Finding
from sopctl.content.mapping import mapped
from sopctl.content.markdown import parse_body
from sopctl.content.references import mentions
from sopctl.content.text import lines_of, plain_text
from sopctl.content.writer import write_body
from sopctl.domain.numbers import DocumentNumber
from sopctl.intake.facts import called, facts_of, read_lines, read_rows
from sopctl.intake.word.auditing import left_out
from sopctl.intake.word.building import Builder, Read, with_breaks
from sopctl.intake.word.document import WordDocument, body_of
from sopctl.intake.word.front import Front, take_front
from sopctl.intake.word.lines import Grid, Item, Line
from sopctl.intake.word.lines import walk as lines_in
from sopctl.intake.word.names import attribute, child, name, spoken
from sopctl.intake.word.outlining import Outline
from sopctl.intake.word.parts import Part
from sopctl.intake.word.story import StoryReader
from sopctl.thai.digits import to_arabic

FRONT_MARK: Final = "sopctl_front_"  # the bookmark around what this program writes before a draft's text
TEXT_MARK: Final = "sopctl_text"  # the bookmark in the last paragraph before the text
BLOCK_MARK: Final = "sopctl_b"  # the bookmark in which each block of a draft begins


@dataclass(frozen=True)
class Reading:
    """A Word document as it was read; ``base`` is the mark of the draft that it was made from, or ""."""

    reads: tuple[Read, ...]
    notes: Mapping[str, tuple[Block, ...]]
    document: WordDocument
    front: Front
    base: str
    before: str = ""  # the words of the front that this program wrote

    @property
    def body(self) -> Body:
        """The blocks and the footnotes."""
        return Body(tuple(read.block for read in self.reads), self.notes)


def read_word(data: bytes, name_: str, *, today: date) -> Imported:
    """Read a Word document. Raises NotWordError, FileHostileError, FileLockedError."""
    reading = read_blocks(data, {})
    return finished(reading, name_, today=today)


def read_blocks(data: bytes, known: Mapping[str, str]) -> Reading:
    """The blocks of a Word document; ``known`` names pictures by their SHA-256. Raises as ``read_word``."""
    document = WordDocument.open(data, known)
    base = _base(document.parts.document)
    own = bool(base)
    main = document.parts.document
    front = Front()
    if not own:
        _furniture(document, front)
    items = StoryReader(document, main, own=own).items(body_of(main))
    if not own:
        document.unseen.section(document.place, child(body_of(main), "w:sectPr"))
        document.unseen.tell(document.asides)
    before = ""
    if own:
        items, before = _after_front(items)
    else:
        items = take_front(document, items, Outline(_top(items)), front)
    reads = Builder(document, Outline(_top(items)), own=own).build(items)
    notes = _notes(document, own=own)
    _tell_unplaced(document)
    reads, notes = _renamed(document, reads if own else with_breaks(reads), notes)
    return Reading(tuple(reads), MappingProxyType(notes), document, front, base, before)


def finished(reading: Reading, name_: str, *, today: date) -> Imported:
    """What a reading gives to a draft: text, pictures, facts and findings."""
    document = reading.document
    body_text = write_body(reading.body)
    body = parse_body(body_text)
    facts = _facts(reading, name_, today)
    _audit(document, body)
    shown = {figure.source for figure in body.figures()}
    files = {one: data for one, data in document.pictures.files.items() if one in shown}
    return Imported("word", body_text, body, files, facts, findings_of(reading, body), reading.base)


def findings_of(reading: Reading, body: Body) -> tuple[Finding, ...]:
    """What there is to tell, each with its line in the text."""
    line_of: dict[int, int] = {}
    if len(body.blocks) == len(reading.reads):
        for read, block in zip(reading.reads, body.blocks, strict=True):
            line_of.setdefault(read.place, block.lines[0] + 1)
    return reading.document.asides.findings(line_of)


def _base(part: Part) -> str:
    """The mark of the draft that a document was made from."""
    for one in part.root.iter():
        title = attribute(one, "w:name") or "" if name(one) == "w:bookmarkStart" else ""
        if title.startswith(FRONT_MARK):
            return title.removeprefix(FRONT_MARK)
    return ""


def _top(items: list[Item]) -> list[Line]:
    return [item for item in items if isinstance(item, Line)]


def _after_front(items: list[Item]) -> tuple[list[Item], str]:
    """What stands behind the front that this program wrote, and that front's words."""
    start = 0
    for at, item in enumerate(items):
        keys = [key for line in lines_in([item]) for key in line.keys]
        if TEXT_MARK in keys:
            start = at + 1
            break
        if any(key.startswith(BLOCK_MARK) for key in keys):
            start = at
            break
    words = "\n".join(one.text for one in lines_in(items[:start]) if one.text)
    return items[start:], words


def _furniture(document: WordDocument, front: Front) -> None:
    """Headers and footers: read for facts, told once each."""
    told: set[str] = set()
    for kind in ("header", "footer"):
        for part in document.parts.related(kind):
            items = StoryReader(document, part, counted=False).items(part.root)
            shown = [one.alt or one.source for line in lines_in(items) for one in line.pictures]
            words = "\n".join([*(item.text for item in items if item.text), *(f"[{one}]" for one in shown)])
            if not words.strip() or words in told:
                continue
            told.add(words)
            for item in items:
                if isinstance(item, Grid):
                    read_rows(front.sheet, [[cell.text for cell in row] for row in item.rows])
                else:
                    read_lines(front.sheet, item.text.split("\n"))
            document.asides.add(
                "import-page-furniture", 0, "หัวหรือท้ายกระดาษ อ่านข้อมูลไว้แล้ว ไม่อยู่ในเนื้อหา",
                "a page header or footer was read for its facts and left out of the text", words,
            )  # fmt: skip


def _notes(document: WordDocument, *, own: bool) -> dict[str, tuple[Block, ...]]:
    """The footnotes in order of their first mention; a note may mention another."""
    found: dict[str, tuple[Block, ...]] = {}
    parts = {letter: document.parts.one(kind) for letter, kind in (("f", "footnotes"), ("e", "endnotes"))}
    for key in document.mentioned:
        part = parts[key[0]]
        if part is None or key in found:
            continue
        items = StoryReader(document, part, own=own, counted=False).items(document.notes[key])
        outline = Outline([])
        found[key] = tuple(read.block for read in Builder(document, outline, own=own, top=False).build(items))
    if any(key.startswith("e") for key in found):
        document.asides.add("import-endnote", 0, "อ้างอิงท้ายเรื่องกลายเป็นเชิงอรรถ", "endnotes became footnotes")
    return found


def _tell_unplaced(document: WordDocument) -> None:
    """Comments and notes that nothing in the text mentions, and what lies outside the file."""
    for ident, (author, text) in document.comments.items():
        if ident not in document.told and text:
            document.asides.add("import-comment", 0, f"ความเห็นของ {author}", f"a comment by {author}", text)
    for key, note in document.notes.items():
        words = spoken(note)
        if key not in document.mentioned and words:
            document.asides.add(
                "import-left-out", 0, "เชิงอรรถที่ไม่มีจุดอ้างถึง", "a note that nothing mentions", words
            )
    for relation in document.parts.outside:
        document.asides.add(
            "import-external", 0, "ส่วนที่อยู่นอกไฟล์ ระบบไม่ดึงจากภายนอก",
            "a part outside the file, which is not fetched", relation.target,
        )  # fmt: skip


def _renamed(
    document: WordDocument, reads: list[Read], notes: dict[str, tuple[Block, ...]]
) -> tuple[list[Read], dict[str, tuple[Block, ...]]]:
    """Footnotes by their order, links to headings by the headings' keys."""
    order = [key for key in document.mentioned if key in notes]
    names = {key: str(at) for at, key in enumerate(order, 1)}
    anchors = {
        title: read.block.key for read in reads if isinstance(read.block, Heading) for title in read.keys
    }
    lost: set[str] = set()

    def change(span: Span) -> Span:
        if span.note is not None:
            return replace(span, note=names.get(span.note, span.note))
        if span.href is None or not span.href.startswith("#"):
            return span
        title = span.href[1:]
        if title not in anchors:
            lost.add(title)
            return replace(span, href=None)
        return replace(span, href=f"#{anchors[title]}")

    for read in reads:
        read.block = mapped((read.block,), change)[0]
    renamed = {names[key]: mapped(notes[key], change) for key in order}
    if lost:
        document.asides.add(
            "import-external", 0, "ลิงก์ภายในที่ไม่ได้ชี้ไปยังหัวข้อ กลายเป็นข้อความธรรมดา",
            "links inside the file that lead to no heading became plain text", ", ".join(sorted(lost)),
        )  # fmt: skip
    return reads, renamed


def _facts(reading: Reading, name_: str, today: date) -> Facts:
    """What the file says of itself; what was guessed, or could not be read, is told."""
    document, front = reading.document, reading.front
    facts = facts_of(front.sheet, today=today)
    tell = document.asides.add
    stem = name_.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name_
    if facts.number is None:
        guess = _guessed_number(reading, stem)
        if guess is None:
            tell(
                "import-number-missing",
                0,
                "ไม่พบรหัสเอกสารในไฟล์ ให้ระบุเอง",
                "no document number was found; give one",
            )
        else:
            tell(
                "import-fact-unclear", 0, "รหัสเอกสารไม่มีป้ายกำกับ ใช้ที่พบ",
                "the number had no label; the one found was taken", str(guess),
            )  # fmt: skip
        facts = replace(facts, number=guess)
    if not facts.title:
        opening = [*front.words, *(line for block in reading.body.blocks[:4] for line in lines_of(block))]
        title = front.title or called(opening) or _core_title(document) or stem
        tell(
            "import-title-guessed",
            0,
            "ไม่พบช่องชื่อเรื่อง ใช้ข้อความนี้แทน",
            "no title was labelled; this was taken",
            title,
        )
        facts = replace(facts, title=title)
    for value in dict.fromkeys(front.sheet.unclear):
        tell("import-fact-unclear", 0, "ค่าที่อ่านไม่ออก", "a value that could not be read", value)
    if facts.approver:
        tell("import-approver", 0, "ผู้อนุมัติตามไฟล์เดิม จะไม่ถือเป็นลายมือชื่อ",
             "the approver that the file names; it counts as no signature", facts.approver)  # fmt: skip
    return replace(facts, title=" ".join(facts.title.split())[:300])


def _guessed_number(reading: Reading, stem: str) -> DocumentNumber | None:
    """The one number that stands around the text, in the file's name or at the head of the text."""
    first = "\n".join(lines_of(block)[0] for block in reading.body.blocks[:3] if lines_of(block))
    for words in ("\n".join(reading.front.words), stem, _core_title(reading.document), first):
        plain = to_arabic(words).replace("–", "-")
        found = {one.number for one in mentions(plain) if "-" in one.number.text}
        if len(found) == 1:
            return found.pop()
    return None


def _core_title(document: WordDocument) -> str:
    package = document.parts.package
    if "docProps/core.xml" not in package:
        return ""
    root = package.xml("docProps/core.xml")
    return next(((one.text or "").strip() for one in root if str(one.tag).endswith("}title")), "")


def _audit(document: WordDocument, body: Body) -> None:
    """Tell every run whose words are neither in the text nor in a finding."""
    told = "\n".join(f"{aside.excerpt}" for aside in document.asides.items)
    alts = "\n".join(figure.alt for figure in body.figures())
    for words in left_out(document, f"{plain_text(body)}\n{told}\n{alts}"):
        document.asides.add(
            "import-left-out", 0, "ข้อความที่ไม่ได้นำเข้า ให้ตรวจและพิมพ์เพิ่มถ้าจำเป็น",
            "words that were not carried; look, and add them where they are needed", words,
        )  # fmt: skip
