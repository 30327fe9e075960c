"""The cover: document type, title, logo, owner and hospital, and the sign-off table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from sopctl.application.ports.copies import OfficialCopy, SignOff
from sopctl.content.profile import OFFICIAL_TO_SARABUN, TextStyle
from sopctl.domain.signatures import Meaning, Medium
from sopctl.rendering import wording
from sopctl.rendering.colours import MARK_COLOURS, RULE
from sopctl.rendering.pdf.colour import stroke
from sopctl.rendering.pdf.composition import box
from sopctl.rendering.pdf.figures import draw_picture
from sopctl.rendering.pdf.geometry import CM, Place
from sopctl.rendering.pdf.images import Picture
from sopctl.rendering.pdf.lines import balanced_lines, break_lines
from sopctl.rendering.pdf.painting import paint
from sopctl.rendering.pdf.setting import Setting, whole_line
from sopctl.rendering.pdf.shaping import Line, Shaped
from sopctl.rendering.pdf.structure import Element
from sopctl.rendering.pdf.tables import PAD

_SHARES = (0.21, 0.11, 0.43, 0.25)
_PICTURE = 30.0  # points: the height of a signature's picture
_ROW_PAD = 5.0
_SMALLEST_LOGO = 1.8 * CM
_BLANK = "." * 44
_UNSIGNED = tuple(SignOff(meaning) for meaning in (Meaning.PREPARED, Meaning.REVIEWED, Meaning.APPROVED))


class _Part(NamedTuple):
    """A paragraph of the cover and the share of free space before it; the logo follows the title."""

    text: Shaped
    style: TextStyle
    space: float
    height: float
    title: bool


@dataclass(frozen=True)
class _Item:
    """One line of a sign-off cell, or a picture in its place."""

    text: Shaped | None = None
    line: Line | None = None
    style: TextStyle | None = None
    picture: bytes | None = None
    label: str = ""

    @property
    def height(self) -> float:
        return self.style.leading if self.style else _PICTURE


def draw_cover(setting: Setting, copy: OfficialCopy, parent: Element) -> None:
    """Draw the cover into a flow of its own."""
    flow, profile = setting.flow, setting.profile
    frame = flow.frame
    place = Place(frame.left, frame.right - frame.left, parent)
    parts = _parts(setting, copy, place.width)
    table = SignOffTable(setting, copy, place)
    fixed = sum(part.height for part in parts) + table.height
    picture = setting.images.picture("logo", copy.logo) if copy.logo else None
    logo = 0.0
    if picture:
        spare = flow.height - fixed - 130
        logo = max(
            min(profile.logo_height * CM, spare, place.width * 0.6 * picture.height / picture.width),
            _SMALLEST_LOGO,
        )
    free = max(flow.height - fixed - logo, 0.0)
    _mark(setting, copy, parent)
    weights = sum(part.space for part in parts) + (2.7 if picture else 2.0)
    flow.y -= free / weights * (0.7 if picture else 1.0)
    for part in parts:
        flow.y -= free / weights * part.space
        flow.paragraph(part.text, part.style, place, Element("P", parent))
        if picture and part.title:
            flow.y -= free / weights * 0.7
            _logo(setting, copy, picture, parent, logo)
    flow.y = max(min(flow.y - 10, frame.bottom + table.height), flow.y - free) if free else flow.y - 6
    table.draw(parent)
    flow.finish()


def _parts(setting: Setting, copy: OfficialCopy, width: float) -> list[_Part]:
    profile = setting.profile
    kind, title, owner = (
        size * OFFICIAL_TO_SARABUN
        for size in (profile.cover_type_size, profile.cover_title_size, profile.cover_owner_size)
    )
    effective = wording.effective_words(copy.effective, profile.digits)
    texts = (
        (copy.type_th, kind, True, 0.6),
        (copy.type_en, kind * 0.72, False, 0.0),
        (f"{wording.SUBJECT} {copy.title}", title, True, 1.3),
        (copy.owner, owner * 0.86, False, 1.3),
        (copy.hospital, owner, True, 0.0),
        (f"{wording.EFFECTIVE} {effective}", profile.small.size + 1.5, False, 0.2),
    )
    parts = []
    for text, size, bold, space in texts:
        if not text:
            continue
        style = TextStyle(size, size * 1.5, bold=bold, align="centre")
        shaped = setting.shaper.plain(text, bold=bold)
        limit = width * 1000 / size
        height = len(break_lines(shaped, limit, limit)) * style.leading
        parts.append(_Part(shaped, style, space, height, title=text.startswith(wording.SUBJECT)))
    return parts


def _logo(setting: Setting, copy: OfficialCopy, picture: Picture, parent: Element, height: float) -> None:
    flow = setting.flow
    width = height * picture.width / picture.height
    spot = ((flow.frame.left + flow.frame.right - width) / 2, flow.y - height, width, height)
    draw_picture(flow.page, picture, spot, parent, f"ตรา{copy.hospital}")
    flow.y -= height


def _mark(setting: Setting, copy: OfficialCopy, parent: Element) -> None:
    """The standing, framed in the upper right corner."""
    flow, digits = setting.flow, setting.profile.digits
    headline = wording.mark_words(copy.mark)[0]
    lines = [headline]
    if copy.copy_number:
        lines.append(f"เลขที่ {wording.figures(copy.copy_number, digits)}")
    if copy.holder:
        lines.append(copy.holder)
    colour = MARK_COLOURS[copy.mark]
    shaped = [setting.shaper.plain(text, bold=k == 0) for k, text in enumerate(lines)]
    styles = [
        TextStyle(13 if k == 0 else 9, 20 if k == 0 else 13.5, align="centre") for k in range(len(lines))
    ]
    width = max(text.width * style.size / 1000 for text, style in zip(shaped, styles, strict=True)) + 22
    width = min(max(width, 84.0), 220.0)
    height = sum(style.leading for style in styles) + 7
    x, y = flow.frame.right - width, flow.frame.top
    flow.page.artifact(f"{stroke(colour)} 1.1 w {x:.2f} {y - height:.2f} {width:.2f} {height:.2f} re S 0 G")
    y -= 3.5
    element = Element("P", parent)
    for text, style in zip(shaped, styles, strict=True):
        at = (x, width, y)
        paint(flow.composition, flow.page, text, [whole_line(text)], style, at, element, colour=colour)
        y -= style.leading


class SignOffTable:
    """The table of signatures: number and version span its rows."""

    def __init__(self, setting: Setting, copy: OfficialCopy, place: Place) -> None:
        self._setting, self._copy = setting, copy
        self._style = replace(setting.profile.cell, align="centre")
        edges = [place.x]
        for share in _SHARES:
            edges.append(edges[-1] + share * place.width)
        self._edges = edges
        self._sign_offs = copy.sign_offs or _UNSIGNED
        self._rows = [(self._signature(each), self._when(each)) for each in self._sign_offs]

    @property
    def height(self) -> float:
        """The height of the whole table in points."""
        return self._head_height + sum(map(self._row_height, self._rows))

    @property
    def _head_height(self) -> float:
        return self._style.leading + 2 * _ROW_PAD - 2

    @staticmethod
    def _row_height(row: tuple[list[_Item], list[_Item]]) -> float:
        return max(sum(item.height for item in cell) for cell in row) + 2 * _ROW_PAD

    def _items(self, text: str, column: int, *, bold: bool = False, smaller: bool = False) -> list[_Item]:
        style = (
            replace(self._style, size=self._style.size - 1, leading=self._style.leading - 1.6)
            if smaller
            else self._style
        )
        limit = (self._edges[column + 1] - self._edges[column] - 2 * PAD) * 1000 / style.size
        shaped = self._setting.shaper.plain(text, bold=bold)
        return [_Item(shaped, line, style) for line in balanced_lines(shaped, limit)]

    def _signature(self, sign_off: SignOff) -> list[_Item]:
        items = self._items(wording.meaning_words(sign_off.meaning), 2, bold=True)
        if sign_off.picture:
            items.append(_Item(picture=sign_off.picture, label=sign_off.name or ""))
        elif sign_off.medium is Medium.ELECTRONIC and sign_off.moment is not None:
            items += self._items(wording.ELECTRONIC, 2, smaller=True)
        if sign_off.name is None:
            items += self._items(" ", 2)
            items += self._items(f"({_BLANK})", 2)
        else:
            items += self._items(f"({sign_off.name})", 2)
        for line in (sign_off.post, sign_off.formula):
            if line:
                items += self._items(line, 2, smaller=True)
        return items

    def _when(self, sign_off: SignOff) -> list[_Item]:
        lines = wording.signed_when(sign_off, self._setting.profile.digits)
        return [item for k, line in enumerate(lines) for item in self._items(line, 3, smaller=k > 0)]

    def draw(self, parent: Element) -> None:
        """Draw the table from where the flow stands, over pages where it must."""
        flow = self._setting.flow
        table = Element("Table", parent)
        heads = Element("TR", Element("THead", table))
        levels = self._header(
            [Element("TH", heads, "/A<</O/Table/Scope/Column>>") for _ in wording.SIGN_OFF_COLUMNS]
        )
        body = Element("TBody", table)
        span = f"/A<</O/Table/RowSpan {len(self._rows)}>>"
        spanning: list[Element | None] = []
        for sign_off, row in zip(self._sign_offs, self._rows, strict=True):
            height = self._row_height(row)
            if flow.y - height < flow.bottom - 0.01 and len(levels) > 2:
                self._end_page(levels, spanning)
                spanning = [None, None]
                flow.new_page()
                levels = self._header(None)
            tr = Element("TR", body)
            if not spanning:
                spanning = [Element("TD", tr, span), Element("TD", tr, span)]
            self._cell(2, row[0], Element("TD", tr), height, sign_off)
            self._cell(3, row[1], Element("TD", tr), height, sign_off)
            flow.y -= height
            levels.append(flow.y)
        self._end_page(levels, spanning)

    def _header(self, elements: list[Element] | None) -> list[float]:
        """Draw the header row; the heights of its rules."""
        flow, edges = self._setting.flow, self._edges
        top, style = flow.y, replace(self._style, bold=True)
        flow.page.artifact(
            box(
                edges[0],
                top - self._head_height,
                edges[-1] - edges[0],
                self._head_height,
                self._setting.profile.tint,
            )
        )
        for k, name in enumerate(wording.SIGN_OFF_COLUMNS):
            text = self._setting.shaper.plain(name, bold=True)
            at = (edges[k], edges[k + 1] - edges[k], top - _ROW_PAD + 1)
            element = elements[k] if elements else None
            paint(flow.composition, flow.page, text, [whole_line(text)], style, at, element)
        flow.y -= self._head_height
        return [top, flow.y]

    def _cell(self, k: int, items: list[_Item], element: Element, height: float, sign_off: SignOff) -> None:
        flow, left, right = self._setting.flow, self._edges[k], self._edges[k + 1]
        y = flow.y - (height - sum(item.height for item in items)) / 2
        for item in items:
            if item.picture is not None:
                label = f"ลายมือชื่อ {sign_off.name or ''}".strip()
                picture = self._setting.images.picture(label, item.picture)
                scale = min(_PICTURE / picture.height, (right - left - 2 * PAD) / picture.width)
                width, tall = picture.width * scale, picture.height * scale
                x = (left + right - width) / 2
                draw_picture(flow.page, picture, (x, y - tall, width, tall), element, label)
            elif item.text and item.line and item.style:
                at = (left + PAD, right - left - 2 * PAD, y)
                paint(flow.composition, flow.page, item.text, [item.line], item.style, at, element)
            y -= item.height

    def _end_page(self, levels: list[float], elements: list[Element | None]) -> None:
        """Draw the rules, and number and version amid the rows; on later pages again, untagged."""
        self._rules(levels)
        flow, digits = self._setting.flow, self._setting.profile.digits
        values = (str(self._copy.number), wording.version_words(self._copy.version, digits))
        for k, (value, element) in enumerate(zip(values, elements, strict=True)):
            items = self._items(value, k, bold=True)
            y = (levels[1] + levels[-1] + sum(item.height for item in items)) / 2
            left, right = self._edges[k] + PAD, self._edges[k + 1] - PAD
            for item in items:
                if item.text and item.line and item.style:
                    at = (left, right - left, y)
                    paint(flow.composition, flow.page, item.text, [item.line], item.style, at, element)
                y -= item.height

    def _rules(self, levels: list[float]) -> None:
        edges, page = self._edges, self._setting.flow.page
        out = [f"{x:.2f} {levels[0]:.2f} m {x:.2f} {levels[-1]:.2f} l" for x in edges]
        for k, y in enumerate(levels):
            outer = k in (0, 1, len(levels) - 1)
            out.append(f"{edges[0] if outer else edges[2]:.2f} {y:.2f} m {edges[-1]:.2f} {y:.2f} l")
        page.artifact(f"{stroke(RULE)} .5 w {' '.join(out)} S 0 G")
