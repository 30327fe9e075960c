"""What stands around a text (header tables, cover, sign-off tables): read for facts and told, not carried."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from sopctl.intake.facts import Sheet, is_header, is_labelled, is_sign_off, labels_in, read_lines, read_rows
from sopctl.intake.typed import clause
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.lines import Grid, Item, Line
from sopctl.intake.word.outlining import Outline

_HOSPITAL: Final = re.compile(
    r"(?:โรงพยาบาล|รพ\.|กระทรวง|สำนักงานสาธารณสุข|.{0,60}\bhospital\b)", re.IGNORECASE
)
_KIND: Final = re.compile(
    r"(?:ระเบียบ(?:การ)?ปฏิบัติ(?:งาน)?|วิธี(?:การ)?ปฏิบัติ(?:งาน)?|คู่มือ(?:การ)?(?:ปฏิบัติงาน|คุณภาพ)?|แนวทางปฏิบัติ|เอกสารคุณภาพ|"
    r"มาตรฐานการปฏิบัติงาน|standard operating procedure|work instruction|quality procedure|procedure|sop)"
    r"\s*(?:\([^)]*\))?",
    re.IGNORECASE,
)  # fmt: skip
_DOTS: Final = re.compile(r"[.…_]{6,}")
_MOST: Final = 80  # paragraphs that may stand before a text


@dataclass
class Front:
    """What was read around a text. ``titles`` are lines of a cover that may be its title, largest first."""

    sheet: Sheet = field(default_factory=Sheet)
    titles: list[tuple[int, str]] = field(default_factory=list)
    styled: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # all that was taken, where a number may stand

    @property
    def title(self) -> str:
        """The title that the cover shows, "" for none."""
        if self.styled:
            return " ".join(self.styled)
        largest = max((size for size, _ in self.titles), default=0)
        return " ".join(text for size, text in self.titles if size == largest)


def take_front(document: WordDocument, items: list[Item], outline: Outline, front: Front) -> list[Item]:
    """The items of the text; what stands around it is read into ``front`` and told."""
    begins = _begins(items, outline)
    kept: list[Item] = []
    for at, item in enumerate(items):
        if isinstance(item, Grid):
            if not _table_taken(document, item, front, ends=at < begins or at >= len(items) - 12):
                kept.append(item)
        elif at >= begins or item.empty or not _line_taken(document, item, front):
            kept.append(item)
    return kept


def _begins(items: list[Item], outline: Outline) -> int:
    """Where the text begins: at its first heading that is numbered, styled or of a known name."""
    for at, item in enumerate(items[: _MOST + 1]):
        if not isinstance(item, Line) or (item.marker is None and _KIND.fullmatch(item.text)):
            continue
        if clause(item.text):
            return at
        title = outline.title(item)
        if title is not None and (title.number or not title.guessed or title.known):
            return at
    running = (at for at, item in enumerate(items) if isinstance(item, Line) and len(item.text) > 120)
    return min(_MOST, next(running, len(items)))


def _table_taken(document: WordDocument, grid: Grid, front: Front, *, ends: bool) -> bool:
    rows = [[cell.text for cell in row] for row in grid.rows]
    header = is_header(rows)
    if not header and not (ends and is_sign_off(rows)):
        return False
    read_rows(front.sheet, rows)
    pictures = [
        one.source for row in grid.rows for cell in row for line in cell.lines for one in line.pictures
    ]
    front.words.append(grid.text)
    words = grid.text + (f" [{', '.join(pictures)}]" if pictures else "")
    document.asides.add(
        "import-header", grid.place,
        "ตารางหัวเอกสารหรือตารางลงนาม อ่านข้อมูลไว้แล้ว ไม่อยู่ในเนื้อหาเพราะระบบสร้างให้เอง",
        "a header or sign-off table was read for its facts and left out; a copy gets its own", words,
    )  # fmt: skip
    return True


def _line_taken(document: WordDocument, line: Line, front: Front) -> bool:
    text = line.text
    style = line.style.title.lower()
    labelled = is_labelled(text) or bool(labels_in(text) and _DOTS.search(text))
    cover = line.centred or style in {"title", "subtitle"} or (line.bold and len(text) < 150)
    if labelled:
        read_lines(front.sheet, text.split("\n"))
    elif not cover or len(text) > 250 or line.marker is not None or line.pictures:
        return False
    elif style in {"title", "subtitle"}:
        front.styled.append(" ".join(text.split()))
    elif not _HOSPITAL.match(text) and not _KIND.fullmatch(text):
        front.titles.append((line.size, " ".join(text.split())))
    front.words.append(text)
    document.asides.add(
        "import-cover", line.place, "ข้อความหน้าปกหรือหัวเอกสาร อ่านข้อมูลไว้แล้ว ไม่อยู่ในเนื้อหา",
        "words of the cover were read for their facts and left out of the text", text,
    )  # fmt: skip
    return True
