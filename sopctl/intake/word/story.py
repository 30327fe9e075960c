"""A story of a Word document (its text, a header, a note, a text box) as lines and grids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sopctl.content.blocks import Span
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.layouts import laid_out
from sopctl.intake.word.lines import Cell, Grid, Item, Line, Piece
from sopctl.intake.word.names import Element, attribute, child, children, is_on, name, spoken, value, whole
from sopctl.intake.word.numbering import Marker
from sopctl.intake.word.parts import Part
from sopctl.intake.word.runs import RunReader
from sopctl.intake.word.styles import Style, indent_of, numbering_of, outline
from sopctl.intake.word.tabbed import leaders_of, tables_of, untabbed

_INSIDE: Final = frozenset({"w:ins", "w:moveTo", "w:customXml", "w:smartTag"})
_DEEPEST: Final = 12  # tables and boxes inside one another
_MOST_ACROSS: Final = 60  # columns
_MOST_CELLS: Final = 20_000


class StoryReader:
    """Reads containers of one part. ``own``: the document was written by this program."""

    def __init__(
        self, document: WordDocument, part: Part, *, own: bool = False, counted: bool = True
    ) -> None:
        self._document = document
        self._part = part
        self._own = own
        self._counted = counted
        self._joined: list[Piece] = []  # of a paragraph whose end was deleted: they open the next one
        self._cells = 0
        self._beyond: list[str] = []  # the words of cells beyond what is read
        self._contents = 0  # fields open around paragraphs of a table of contents

    def items(self, container: Element | None, depth: int = 0) -> list[Item]:
        """What stands in a container, in reading order."""
        found: list[Item] = []
        for element in container if container is not None else ():
            found.extend(self._item(element, depth))
        if self._own or depth:
            return found
        return tables_of(self._document, laid_out(self._document, found) if self._counted else found)

    def _item(self, element: Element, depth: int) -> Iterator[Item]:
        kind = name(element)
        if kind == "w:p":
            yield from self._paragraph(element, depth)
        elif kind == "w:tbl":
            grid = self._table(element, depth)
            if grid is not None:
                yield grid
        elif kind == "w:sdt":
            yield from self._control(element, depth)
        elif kind in _INSIDE:
            yield from self.items(element, depth)
        elif kind == "mc:AlternateContent":
            yield from self.items(next(iter(element), None), depth)
        elif kind in {"w:del", "w:moveFrom"}:
            self._deleted([spoken(element)])
        elif kind == "w:altChunk":
            self._document.tell(
                "import-object",
                "มีเอกสารอื่นฝังอยู่ทั้งฉบับ นำเข้าไม่ได้ ให้เปิดใน Word แล้วบันทึกใหม่ (Word จะรวมเป็นเนื้อหา) จากนั้นนำเข้าอีกครั้ง",
                "another document inside is not carried; save the file anew in Word, which takes it in",
            )

    def _control(self, element: Element, depth: int) -> Iterator[Item]:
        """A content control; one that holds a table of contents is told, not carried."""
        content = child(element, "w:sdtContent")
        gallery = value(element, "w:sdtPr", "w:docPartObj", "w:docPartGallery") or ""
        if content is not None and "table of contents" in gallery.lower():
            self._contents_told(spoken(content))
        else:
            yield from self.items(content, depth)

    def _contents_told(self, words: str) -> None:
        self._document.tell(
            "import-contents", "สารบัญไม่ได้นำเข้า เพราะระบบสร้างให้จากหัวข้อ",
            "a table of contents is not carried: it is made from the headings", words,
        )  # fmt: skip

    def _deleted(self, words: list[str]) -> None:
        told = " … ".join(word for word in words if word.strip())
        if told:
            self._document.tell(
                "import-tracked", "มีข้อความที่ถูกลบไว้ในการติดตามการแก้ไข นำเข้าตามผลที่แก้แล้ว",
                "text removed as a tracked change was left out, as accepting the changes does", told,
            )  # fmt: skip

    def _paragraph(self, element: Element, depth: int) -> Iterator[Item]:
        document = self._document
        document.place += self._counted
        properties = child(element, "w:pPr")
        style = document.styles.get(value(properties, "w:pStyle") or document.styles.default)
        before = sum(1 for one in element.iter() if name(one) in {"w:ins", "w:moveTo"})
        reader = RunReader(document, self._part, style, self._own)
        if self._counted and not self._own:
            document.unseen.paragraph(document.place, properties, element)
        self._fields_around(element, reader)
        reader.pieces = self._joined
        self._joined = []
        reader.read(element)
        self._deleted(reader.deleted)
        if before and any(isinstance(piece, Span) and piece.text.strip() for piece in reader.pieces):
            document.tell(
                "import-tracked", "มีข้อความที่เพิ่มไว้ในการติดตามการแก้ไข นำเข้าตามผลที่แก้แล้ว",
                "text added as a tracked change was taken, as accepting the changes does",
            )  # fmt: skip
        if (
            child(properties, "w:rPr", "w:del") is not None
            or child(properties, "w:rPr", "w:moveFrom") is not None
            or _drops(properties)
        ):
            self._joined = reader.pieces
        elif reader.contents or self._in_contents(style):
            words = spoken(element)
            if words:
                self._contents_told(words)
        else:
            line = self._line(properties, style, reader)
            yield line
        for box in reader.boxes:
            yield from self._box(box, depth)

    def _fields_around(self, element: Element, reader: RunReader) -> None:
        """Know a table of contents that began in an earlier paragraph."""
        reader.contents = self._contents > 0
        for one in element.iter():
            if name(one) == "w:instrText" and (one.text or "").strip().upper().startswith("TOC "):
                self._contents, reader.contents = 1, True
            elif name(one) == "w:fldChar" and self._contents:
                kind = attribute(one, "w:fldCharType")
                if kind == "begin":
                    self._contents += 1
                elif kind == "end":
                    self._contents -= 1

    def _in_contents(self, style: Style) -> bool:
        title = style.title.lower()
        return title.startswith("toc ") and title[4:].isdigit()

    def _line(self, properties: Element | None, style: Style, reader: RunReader) -> Line:
        marker = self._marker(properties, style)
        left = indent_of(properties)
        if left is None:
            left = marker.left if marker is not None and marker.left is not None else style.left or 0
        align = value(properties, "w:jc") or ""
        pieces, columns = untabbed(reader.pieces, () if self._own else leaders_of(properties))
        return Line(
            self._document.place, pieces, style,
            level=outline(properties) or style.level, marker=marker, left=left, size=reader.size,
            centred=align == "center", align=align, bold=bool(reader.bold),
            break_before=reader.break_before or bool(is_on(properties, "w:pageBreakBefore")),
            break_after=reader.break_after, keys=tuple(reader.keys), columns=columns,
        )  # fmt: skip

    def _marker(self, properties: Element | None, style: Style) -> Marker | None:
        numbering = numbering_of(properties)
        if numbering is not None and not numbering[0] and style.numbering:
            numbering = (style.numbering[0], numbering[1])
        numbering = numbering or style.numbering
        return self._document.numbering.marker(*numbering) if numbering else None

    def _box(self, box: Element, depth: int) -> Iterator[Item]:
        """A text box: its words follow the paragraph that it hangs on."""
        if depth >= _DEEPEST:
            self._document.tell(
                "import-left-out", "กล่องข้อความซ้อนกันลึกเกินไป", "boxes nested too deep", spoken(box)
            )
            return
        inside = self.items(box, depth + 1)
        words = "\n".join(item.text for item in inside if item.text)
        if words or any(isinstance(item, Line) and item.pictures for item in inside):
            self._document.tell(
                "import-text-box", "กล่องข้อความ นำมาวางต่อจากย่อหน้าที่กล่องผูกอยู่ ให้ตรวจลำดับ",
                "a text box: its words follow the paragraph that it hangs on", words,
            )  # fmt: skip
            yield from inside

    def _table(self, element: Element, depth: int) -> Grid | None:
        if depth >= _DEEPEST:
            self._document.tell(
                "import-left-out", "ตารางซ้อนกันลึกเกินไป", "tables nested too deep", spoken(element)
            )
            return None
        properties = child(element, "w:tblPr")
        style = self._document.styles.get(value(properties, "w:tblStyle"))
        widths = tuple(
            whole(attribute(one, "w:w")) or 0 for one in children(child(element, "w:tblGrid"), "w:gridCol")
        )
        place = self._document.place + 1
        rows = [row for one in _rows(element) if (row := self._row(one, depth)) is not None]
        beyond, self._beyond = self._beyond, []
        if beyond:
            self._document.tell(
                "import-left-out", "ตารางใหญ่เกินไป", "a table is too large", " | ".join(filter(None, beyond))
            )
        left = whole(attribute(child(properties, "w:tblInd"), "w:w")) or 0
        return Grid(place, rows, style, widths[:_MOST_ACROSS], left) if rows else None

    def _row(self, element: Element, depth: int) -> list[Cell] | None:
        properties = child(element, "w:trPr")
        if child(properties, "w:del") is not None:
            self._deleted([spoken(element)])
            return None
        before = whole(value(properties, "w:gridBefore")) or 0
        row = [Cell([])] * min(before, _MOST_ACROSS)
        for cell in _cells(element):
            if child(cell, "w:tcPr", "w:cellDel") is not None:
                self._deleted([spoken(cell)])
            else:
                row.append(self._cell(cell, depth))
        return row

    def _cell(self, element: Element, depth: int) -> Cell:
        self._cells += 1
        properties = child(element, "w:tcPr")
        if self._cells > _MOST_CELLS:
            self._beyond.append(spoken(element))
            return Cell([])
        across = max(1, min(_MOST_ACROSS, whole(value(properties, "w:gridSpan")) or 1))
        merge = child(properties, "w:vMerge")
        below = merge is not None and (attribute(merge, "w:val") or "continue") == "continue"
        return Cell(self.items(element, depth + 1), across, below)


def _drops(properties: Element | None) -> bool:
    """Whether a paragraph is the large first letter of the next one."""
    return attribute(child(properties, "w:framePr"), "w:dropCap") in {"drop", "margin"}


def _rows(table: Element) -> Iterator[Element]:
    """Rows, those inside content controls too."""
    for one in table:
        if name(one) == "w:tr":
            yield one
        elif name(one) in {"w:sdt", "w:sdtContent", "w:ins", "w:customXml"}:
            yield from _rows(one)


def _cells(row: Element) -> Iterator[Element]:
    for one in row:
        if name(one) == "w:tc":
            yield one
        elif name(one) in {"w:sdt", "w:sdtContent", "w:ins", "w:customXml"}:
            yield from _cells(one)
