"""Column widths from what the cells hold, by the advances of Sarabun."""

from __future__ import annotations

from functools import cache

import uharfbuzz as hb

from sopctl.content.blocks import Table, plain
from sopctl.rendering.docx.typeset import Typeset
from sopctl.rendering.fonts import FontFile, font_bytes

_PADDING = 10.0  # points beside a cell's text
_LONGEST_WORD = 60.0  # points: a longer run of Thai letters has a place to break, which readers find


@cache
def _advances(font: FontFile) -> dict[str, int]:
    face = hb.Face(font_bytes(font))
    shaped = hb.Font(face)
    return {chr(code): shaped.get_glyph_h_advance(shaped.get_nominal_glyph(code)) for code in face.unicodes}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line in points; marks above and below take none."""
    advances = _advances(FontFile.BOLD if bold else FontFile.REGULAR)
    return sum(advances.get(char, 600) for char in text) * size / 1000


def column_widths(table: Table, width: float, set_: Typeset) -> list[float]:
    """Widths in centimetres that add up to ``width``: the author's shares, or by what the cells hold."""
    if sum(table.widths) > 0:
        return [width * share / sum(table.widths) for share in table.widths]
    size, room = set_.profile.cell.size, width / 2.54 * 72
    wants = [_wants(table, column, size) for column in range(len(table.head))]
    return [width * each / room for each in _shared_out(room, wants)]


def _shared_out(room: float, wants: list[tuple[float, float]]) -> list[float]:
    """What each column gets of ``room``: all it wants where that fits, else its least and a part of the rest.

    Parts go by the square root of what is missing, so that one long column does not starve the others.
    """
    least, most = [want[0] for want in wants], [want[1] for want in wants]
    if sum(most) <= room:
        return [room * each / sum(most) for each in most]
    if sum(least) >= room:
        return [room * each / sum(least) for each in least]
    widths, missing = list(least), {k for k in range(len(wants)) if most[k] > least[k]}
    while missing:
        rest = room - sum(widths)
        pulls = {k: (most[k] - widths[k]) ** 0.5 for k in missing}
        full = {k for k in missing if most[k] - widths[k] <= rest * pulls[k] / sum(pulls.values())}
        for k in full or missing:
            widths[k] = most[k] if full else widths[k] + rest * pulls[k] / sum(pulls.values())
        missing = missing - full if full else set()
    return widths


def _wants(table: Table, column: int, size: float) -> tuple[float, float]:
    """The least and the most that a column asks for, in points."""
    lines = [(line, False) for row in table.rows for line in plain(row[column]).split("\n")]
    lines += [(line, True) for line in plain(table.head[column]).split("\n")]
    most = max(text_width(line, size, bold=bold) for line, bold in lines)
    least = max(
        (_least(text_width(word, size, bold=bold), word) for line, bold in lines for word in line.split()),
        default=0.0,
    )
    return least + _PADDING, most + _PADDING


def _least(width: float, word: str) -> float:
    breakable = any("\u0e01" <= char <= "\u0e4e" for char in word)
    return min(width, _LONGEST_WORD) if breakable else width
