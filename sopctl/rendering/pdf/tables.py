"""Tables: columns by content, rows kept whole where they can be, the header row on every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import Literal

from sopctl.content.blocks import Align, Table
from sopctl.content.profile import TextStyle
from sopctl.rendering.colours import RULE
from sopctl.rendering.pdf.colour import stroke
from sopctl.rendering.pdf.composition import box
from sopctl.rendering.pdf.flow import Flow, note_keys
from sopctl.rendering.pdf.geometry import Place
from sopctl.rendering.pdf.lines import balanced_lines, break_lines
from sopctl.rendering.pdf.painting import paint
from sopctl.rendering.pdf.setting import Cell, Grid, Row, Setting
from sopctl.rendering.pdf.shaping import Line, Shaped
from sopctl.rendering.pdf.structure import Element

PAD, VERTICAL_PAD = 5.0, 3.0
_AFTER = 10.0
_WIDEST_WORD = 0.4  # of the table: a word that is wider is cut, so that other columns keep their room
_FAIR = (1.0, 0.7)  # of an even share: up to which a column is narrow, in two ways to divide
_RAGGED = 1.06  # lines are not filled to their ends
_SPLIT_FROM = 0.3  # of a page: a row taller than this may go on overleaf
_ALIGN: dict[Align, Literal["centre", "right"]] = {Align.CENTRE: "centre", Align.RIGHT: "right"}


def column_widths(
    table_width: float,
    shares: tuple[float, ...],
    rows: list[list[float]],
    widest_word: Callable[[int], float],
) -> list[float]:
    """Column widths in points, padding included.

    ``shares`` are relative widths, or empty. ``rows``: of each cell its whole text on one line, and
    ``widest_word`` that of a column, in points with padding. Columns get what they want where there is room;
    else, of two ways to divide it, the one that makes the table shortest.
    """
    if shares and sum(shares) > 0:
        return [table_width * share / sum(shares) for share in shares]
    columns = list(zip(*rows, strict=True))
    most = list(map(max, columns))
    if sum(most) <= table_width:
        spare = table_width - sum(most)
        return [width + spare * width / sum(most) for width in most]
    cap = table_width * _WIDEST_WORD
    least = [min(widest_word(column), cap) for column in range(len(columns))]
    if sum(least) >= table_width:
        return [table_width * width / sum(least) for width in least]
    ways = [_divided(table_width, least, most, fair) for fair in _FAIR]
    return min(ways, key=lambda widths: _estimated_lines(rows, widths))


def _divided(table_width: float, least: list[float], most: list[float], fair: float) -> list[float]:
    """Narrow columns as wide as they want, the rest divided. ``fair``: up to how much of an even share."""
    narrow: set[int] = set()
    for k in sorted(range(len(most)), key=most.__getitem__):
        others = [j for j in range(len(most)) if j not in narrow]
        free = table_width - sum(most[j] for j in narrow)
        if most[k] > fair * free / len(others) or free - most[k] < sum(least[j] for j in others if j != k):
            break
        narrow.add(k)
    rest = table_width - sum(most[k] if k in narrow else least[k] for k in range(len(most)))
    # The square root gives shorter columns more than their part, so that a long one does not starve them.
    pulls = [0.0 if k in narrow else (most[k] - least[k]) ** 0.5 for k in range(len(most))]
    total = sum(pulls) or 1.0
    return [most[k] if k in narrow else least[k] + rest * pulls[k] / total for k in range(len(most))]


def _estimated_lines(rows: list[list[float]], widths: list[float]) -> int:
    """About how many lines high a table would be."""
    rooms = [max(width - 2 * PAD, 1.0) for width in widths]
    return sum(
        max(ceil((cell - 2 * PAD) * _RAGGED / room) for cell, room in zip(row, rooms, strict=True))
        for row in rows
    )


def lay_out(setting: Setting, table: Table, place: Place) -> Grid:
    """Shape and break a table's cells, once for each place: its start is measured before it is drawn."""
    key = (id(table), place.x, place.width)
    grid = setting.grids.get(key)
    if grid is None:
        grid = setting.grids[key] = _lay_out(setting, table, place)
    return grid


def _lay_out(setting: Setting, table: Table, place: Place) -> Grid:
    style, shaper = setting.profile.cell, setting.shaper
    head_style = replace(style, bold=True, align="centre")
    styles = [replace(style, align=_ALIGN.get(align, "left")) for align in table.align]
    head = [shaper.rich(cell, bold=True) for cell in table.head]
    rows = [[shaper.rich(cell, bold=style.bold) for cell in row] for row in table.rows]
    em = style.size / 1000
    cells = [head, *rows]

    def widest_word(column: int) -> float:
        widest = 0.0
        for row in cells:
            widest = row[column].widest(widest)
        return widest * em + 2 * PAD + 0.1

    sizes = [[cell.width * em + 2 * PAD + 0.1 for cell in row] for row in cells]
    widths = column_widths(place.width, table.widths, sizes, widest_word)
    edges = [place.x]
    for width in widths:
        edges.append(edges[-1] + width)
    limits = [max(width - 2 * PAD, 1.0) / em for width in widths]
    broken = [_row(row, limits) for row in rows]
    heads = [Cell(cell, balanced_lines(cell, limit)) for cell, limit in zip(head, limits, strict=True)]
    return Grid(edges, head_style, styles, _as_row(heads), broken)


def _row(cells: list[Shaped], limits: list[float]) -> Row:
    return _as_row(
        [Cell(cell, break_lines(cell, limit, limit)) for cell, limit in zip(cells, limits, strict=True)]
    )


def _as_row(cells: list[Cell]) -> Row:
    return Row(cells, max(1, *(len(cell.lines) for cell in cells)))


def head_height(grid: Grid) -> float:
    """The height of the header row in points."""
    return grid.head.height * grid.head_style.leading + 2 * VERTICAL_PAD


def table_start(setting: Setting, table: Table, place: Place) -> float:
    """The least height of a table's beginning: caption, header, and what may stand alone of its first row."""
    grid = lay_out(setting, table, place)
    leading = setting.profile.cell.leading
    first = grid.rows[0].height * leading if grid.rows else 0.0
    first = min(first, max(setting.flow.height * _SPLIT_FROM, 2 * leading))
    return _caption_height(setting, table, place) + head_height(grid) + first + 2 * VERTICAL_PAD


def _caption_height(setting: Setting, table: Table, place: Place) -> float:
    if not table.caption:
        return 0.0
    style = setting.profile.caption
    limit = place.width * 1000 / style.size
    lines = break_lines(setting.shaper.rich(table.caption, bold=style.bold), limit, limit)
    return style.before + len(lines) * style.leading + style.after


def draw_table(setting: Setting, table: Table, place: Place) -> None:
    """Draw a table with its caption above it."""
    flow, profile = setting.flow, setting.profile
    flow.flush_label(profile.body.leading)
    grid = lay_out(setting, table, place)
    element = Element("Table", place.parent)
    flow.room(table_start(setting, table, place))
    if table.caption:
        style = profile.caption
        caption = setting.shaper.rich(table.caption, bold=style.bold)
        flow.paragraph(caption, style, place, Element("Caption", element))
    else:
        flow.space(4)
    GridPainter(flow, grid, element, profile.tint).draw()
    flow.y -= _AFTER


class GridPainter:
    """Draws the rows of a grid down the pages."""

    def __init__(self, flow: Flow, grid: Grid, element: Element, tint: str) -> None:
        self._flow, self._grid, self._tint = flow, grid, tint
        self._element = element
        self._levels: list[float] = []

    def draw(self) -> None:
        """Draw the header and all rows."""
        grid = self._grid
        row_element = Element("TR", Element("THead", self._element))
        heads = [Element("TH", row_element, "/A<</O/Table/Scope/Column>>") for _ in grid.head.cells]
        self._header(heads)
        body = Element("TBody", self._element) if grid.rows else None
        for row in grid.rows:
            tr = Element("TR", body)
            self._row(row, [Element("TD", tr) for _ in row.cells])
        self._rules()

    def _header(self, elements: list[Element] | None) -> None:
        """The header row; without elements it is a repetition, and no content."""
        flow, grid = self._flow, self._grid
        left, right, height = grid.edges[0], grid.edges[-1], head_height(grid)
        flow.page.artifact(box(left, flow.y - height, right - left, height, self._tint))
        self._levels = [flow.y]
        leading = grid.head_style.leading
        for k, cell in enumerate(grid.head.cells):
            spare = (grid.head.height - len(cell.lines)) * leading / 2
            self._cell(k, cell, cell.lines, grid.head_style, elements[k] if elements else None, shift=spare)
        flow.y -= height
        self._levels.append(flow.y)

    def _row(self, row: Row, elements: list[Element]) -> None:
        flow, leading = self._flow, self._grid.styles[0].leading
        done = 0
        while done < row.height:
            fit = self._fitting(row, done)
            rest = row.height - done
            if fit < rest:
                tall = row.height * leading > flow.height * _SPLIT_FROM
                if not self._only_header and (not tall or fit < 2):
                    self._turn()
                    continue
                fit = max(1, fit - 1 if rest - fit == 1 and fit > 2 else fit)
            fit = min(fit, rest)
            self._notes(row, elements, done, fit)
            for k, cell in enumerate(row.cells):
                part = cell.lines[done : done + fit]
                if part or not done:
                    self._cell(k, cell, part, self._grid.styles[k], elements[k], start=done)
            flow.y -= fit * leading + 2 * VERTICAL_PAD
            self._levels.append(flow.y)
            done += fit
            if done < row.height:
                self._turn()

    @property
    def _only_header(self) -> bool:
        return len(self._levels) == 2 and self._levels[0] >= self._flow.frame.top - 1

    def _fitting(self, row: Row, done: int) -> int:
        """How many lines of a row fit on this page, with the footnotes that they name."""
        flow, leading = self._flow, self._grid.styles[0].leading
        space = flow.y - flow.bottom - 2 * VERTICAL_PAD + 1e-6
        if not any(cell.text.notes for cell in row.cells):
            return int(space / leading)
        keys: list[str] = []
        fit = 0
        for number in range(done, row.height):
            for cell in row.cells:
                keys += note_keys(cell.text, cell.lines[number : number + 1])
            if (fit + 1) * leading + flow.note_height(keys) > space:
                break
            fit += 1
        return fit

    def _notes(self, row: Row, elements: list[Element], done: int, fit: int) -> None:
        below = self._flow.y - fit * self._grid.styles[0].leading - 2 * VERTICAL_PAD
        for cell, element in zip(row.cells, elements, strict=True):
            self._flow.take_notes(cell.text, cell.lines[done : done + fit], element, below)

    def _cell(
        self, k: int, cell: Cell, lines: list[Line], style: TextStyle, element: Element | None,
        *, start: int = 0, shift: float = 0.0,
    ) -> None:  # fmt: skip
        flow, edges = self._flow, self._grid.edges
        if not lines:
            return
        at = (edges[k] + PAD, edges[k + 1] - edges[k] - 2 * PAD, flow.y - VERTICAL_PAD - shift)
        last = start + len(lines) >= len(cell.lines)
        paint(flow.composition, flow.page, cell.text, lines, style, at, element, first=start == 0, last=last)

    def _turn(self) -> None:
        """Go on overleaf, under the header row again."""
        self._rules()
        self._flow.new_page()
        self._header(None)

    def _rules(self) -> None:
        edges, levels = self._grid.edges, self._levels
        across = [f"{edges[0]:.2f} {y:.2f} m {edges[-1]:.2f} {y:.2f} l" for y in levels]
        down = [f"{x:.2f} {levels[0]:.2f} m {x:.2f} {levels[-1]:.2f} l" for x in edges]
        self._flow.page.artifact(f"{stroke(RULE)} .5 w {' '.join(across + down)} S 0 G")
