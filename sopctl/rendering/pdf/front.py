"""What stands between cover and body: the revision history and the table of contents."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sopctl.application.ports.copies import OfficialCopy
from sopctl.content.blocks import Align, Span, Table
from sopctl.content.profile import TextStyle
from sopctl.rendering import wording
from sopctl.rendering.pdf.blocks import Entry
from sopctl.rendering.pdf.composition import Page, Target
from sopctl.rendering.pdf.geometry import Place, baseline
from sopctl.rendering.pdf.lines import break_lines
from sopctl.rendering.pdf.painting import paint
from sopctl.rendering.pdf.setting import Setting, whole_line
from sopctl.rendering.pdf.structure import Element
from sopctl.rendering.pdf.tables import draw_table

DEEPEST = 3  # levels in the contents
_STEP = 16.0
_NUMBER_ROOM = 34.0


@dataclass(frozen=True)
class _Waiting:
    """An entry whose page number is not known yet."""

    page: Page
    key: str
    element: Element
    y: float
    end: float


@dataclass
class Front:
    """Draws the front matter; ``entries`` are its own headings, for the bookmarks."""

    setting: Setting
    place: Place
    entries: list[Entry] = field(default_factory=list)
    _waiting: list[_Waiting] = field(default_factory=list)

    def _heading(self, text: str, key: str) -> None:
        flow = self.setting.flow
        style = replace(self.setting.profile.heading1, align="centre", indent=0.0)
        flow.room(style.leading * 4)
        flow.paragraph(
            self.setting.shaper.plain(text, bold=True), style, self.place, Element("H1", self.place.parent)
        )
        flow.composition.anchors[key] = Target(flow.page.number, flow.y + style.leading + style.after)
        self.entries.append(Entry(1, text, key))
        flow.y -= 4

    def revisions(self, copy: OfficialCopy) -> None:
        """Draw บันทึกการแก้ไขเอกสาร, one row for each released version."""
        digits = self.setting.profile.digits
        self._heading(wording.REVISIONS, ":revisions")
        rows = tuple(
            (
                (Span(wording.day_words(entry.day, digits)),),
                (Span(wording.version_words(entry.version, digits)),),
                (Span(entry.change),),
            )
            for entry in copy.revisions
        )
        head = tuple((Span(name),) for name in wording.REVISION_COLUMNS)
        table = Table(head, rows, (Align.CENTRE, Align.CENTRE, Align.LEFT), widths=(0.2, 0.12, 0.68))
        draw_table(self.setting, table, self.place)
        self.setting.flow.y -= 14

    def contents(self, entries: list[Entry]) -> None:
        """Draw the table of contents, without its page numbers."""
        self._heading(wording.CONTENTS, ":contents")
        toc = Element("TOC", self.place.parent)
        for entry in entries:
            if entry.level <= DEEPEST:
                self._entry(entry, toc)

    def _style(self) -> TextStyle:
        body = self.setting.profile.body
        return replace(body, align="left", indent=0.0, before=0.0, after=0.0)

    def _entry(self, entry: Entry, toc: Element) -> None:
        flow, style = self.setting.flow, self._style()
        x = self.place.x + _STEP * (entry.level - 1)
        width = self.place.x + self.place.width - x
        limit = (width - _NUMBER_ROOM) * 1000 / style.size
        text = self.setting.shaper.plain(entry.text)
        lines = break_lines(text, limit, limit)
        flow.room(len(lines) * style.leading)
        element = Element("Link", Element("Reference", Element("TOCI", toc)))
        paint(flow.composition, flow.page, text, lines, style, (x, width - _NUMBER_ROOM, flow.y), element)
        top = flow.y
        flow.y -= len(lines) * style.leading
        area = (x, flow.y, x + width, top)
        flow.composition.link(flow.page, area, f"#{entry.key}", element, entry.text)
        end = x + lines[-1].width * style.size / 1000 if lines else x
        self._waiting.append(_Waiting(flow.page, entry.key, element, flow.y + style.leading, end))

    def number(self, shown: dict[int, int]) -> None:
        """Write the page numbers of the contents. ``shown``: page object number to the number it shows."""
        style, composition = self._style(), self.setting.flow.composition
        right = self.place.x + self.place.width
        for entry in self._waiting:
            number = shown[composition.anchors[entry.key].page]
            text = self.setting.shaper.plain(wording.figures(number, self.setting.profile.digits))
            width = text.width * style.size / 1000
            at = (right - width, width, entry.y)
            paint(composition, entry.page, text, [whole_line(text)], style, at, entry.element)
            base = entry.y - baseline(style.size, style.leading)
            if right - width - 5 > entry.end + 5:
                line = f"{entry.end + 5:.2f} {base:.2f} m {right - width - 5:.2f} {base:.2f} l"
                entry.page.artifact(f"q .5 G .7 w 1 J [0 3.4] 0 d {line} S Q")
