"""Tables of a Word document as tables of the dialect: one head, one line a cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from sopctl.content.blocks import Align, Block, Figure, RichText, Span, Table
from sopctl.content.running_text import trimmed
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.lines import Cell, Drawn, Grid, Line
from sopctl.intake.word.numbering import Kind, Marker
from sopctl.thai.digits import letter

_ALIGN: Final = {"center": Align.CENTRE, "right": Align.RIGHT, "end": Align.RIGHT}
_UNEVEN: Final = 0.2  # how far a column's share may lie from the even one before it is worth telling


def read_table(document: WordDocument, grid: Grid, caption: RichText) -> list[Block]:
    """The table with its caption, and the pictures that stood in its cells after it."""
    rows, merged = _squared(grid)
    columns = max((len(row) for row in rows), default=0)
    if not columns or not any(cell.lines for row in rows for cell in row):
        return []
    if merged:
        document.asides.add(
            "import-merged-cells", grid.place, f"ช่องที่รวมกัน {merged} แห่งถูกแยกเป็นช่องธรรมดา ช่องที่เหลือว่างไว้",
            f"{merged} merged cells were parted; the rest of each is empty",
        )  # fmt: skip
    _tell_flattened(document, grid, rows)
    cells = [tuple(_text(cell) for cell in row) + ((),) * (columns - len(row)) for row in rows]
    head = tuple(_not_bold(text) for text in cells[0])
    align = tuple(_alignment([row[at] for row in rows[1:] if at < len(row)]) for at in range(columns))
    table = Table(head, tuple(cells[1:]), align, caption, _shares(grid, columns))
    drawn = [one for row in rows for cell in row for line in cell.lines for one in line.pictures]
    return [table, *(Figure(one.source, one.alt, (), one.width) for one in drawn)]


def _squared(grid: Grid) -> tuple[list[list[Cell]], int]:
    """Rows in which every cell is one column wide, and how many were merged."""
    merged = 0
    rows: list[list[Cell]] = []
    for row in grid.rows:
        square: list[Cell] = []
        for cell in row:
            merged += cell.across > 1 or cell.below
            square.append(cell)
            square.extend(Cell([]) for _ in range(cell.across - 1))
        rows.append(square)
    # A column that is empty in every row was only there for the merging.
    width = max((len(row) for row in rows), default=0)
    used = [at for at in range(width) if any(at < len(row) and row[at].items for row in rows)]
    return [[row[at] if at < len(row) else Cell([]) for at in used] for row in rows], merged


def _tell_flattened(document: WordDocument, grid: Grid, rows: list[list[Cell]]) -> None:
    nested = [item for row in rows for cell in row for item in cell.items if isinstance(item, Grid)]
    several = sum(
        sum(not line.empty for line in cell.lines) > 1 or any(line.marker for line in cell.lines)
        for row in rows
        for cell in row
    )
    pictures = [one.source for row in rows for cell in row for line in cell.lines for one in line.pictures]
    if nested or several:
        document.asides.add(
            "import-table-flattened", grid.place,
            f"ช่องตารางมีหลายย่อหน้า รายการ หรือตารางซ้อน {several or len(nested)} ช่อง รวมเป็นบรรทัดเดียว",
            f"{several or len(nested)} cells held several paragraphs, lists or tables; each became one line",
        )  # fmt: skip
    if pictures:
        document.asides.add(
            "import-table-flattened", grid.place, "ภาพในตารางย้ายมาวางต่อจากตาราง",
            "pictures in the table stand after it", ", ".join(pictures),
        )  # fmt: skip


def _text(cell: Cell) -> RichText:
    """The lines of a cell as one, with the labels that their lists gave them."""
    spans: list[Span] = []
    for line in cell.lines:
        if line.empty:
            continue
        if spans:
            spans.append(Span(" "))
        if line.marker is not None:
            spans.append(Span(label_of(line.marker) + " "))
        spans.extend(_one_line(piece) for piece in line.pieces if not isinstance(piece, Drawn))
    return trimmed(spans)


def _one_line(span: Span) -> Span:
    return replace(span, text=span.text.replace("\n", " "))


def label_of(marker: Marker) -> str:
    """A label as running text."""
    if marker.kind is Kind.BULLET:
        return {True: "☑", False: "☐", None: "•"}[marker.checked]
    if marker.kind is Kind.LETTER:
        return f"{letter(max(1, marker.count))})"
    return ".".join(str(part) for part in marker.path) + ")"


def _not_bold(text: RichText) -> RichText:
    """A head is bold by itself."""
    words = [span for span in text if span.text.strip()]
    return tuple(replace(span, bold=False) for span in text) if all(span.bold for span in words) else text


def _alignment(cells: list[Cell]) -> Align:
    found = Counter(_ALIGN.get(_first(cell), Align.NONE) for cell in cells if cell.text)
    return found.most_common(1)[0][0] if found else Align.NONE


def _first(cell: Cell) -> str:
    return next((line.align for line in cell.lines if isinstance(line, Line) and line.text), "")


def _shares(grid: Grid, columns: int) -> tuple[float, ...]:
    """The columns' shares in hundredths, where they are uneven enough to matter."""
    total = sum(grid.widths)
    if len(grid.widths) != columns or total <= 0 or min(grid.widths) <= 0:
        return ()
    shares = [100 * width / total for width in grid.widths]
    even = 100 / columns
    if max(abs(share - even) for share in shares) < even * _UNEVEN:
        return ()
    return tuple(float(max(1, round(share))) for share in shares)
