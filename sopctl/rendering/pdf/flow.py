"""The flow of blocks down pages: where each stands, and where a page ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sopctl.content.profile import TextStyle
from sopctl.rendering.pdf.composition import Composition, Page, box
from sopctl.rendering.pdf.footnotes import Foot, Footnotes
from sopctl.rendering.pdf.geometry import Frame, Place
from sopctl.rendering.pdf.lines import balanced_lines, break_lines, runs_between
from sopctl.rendering.pdf.painting import paint
from sopctl.rendering.pdf.shaping import Line, Shaped
from sopctl.rendering.pdf.structure import Element

_EPSILON = 1e-6


@dataclass
class Panel:
    """A tinted panel behind blocks, with a bar at its left; it may run over pages."""

    x: float
    width: float
    tint: str
    bar: str
    slot: int
    top: float

    def operators(self, bottom: float) -> str:
        """What draws it, down to ``bottom``."""
        height = self.top - bottom
        out = box(self.x, bottom, self.width, height, self.tint) if self.tint else ""
        return out + " " + (box(self.x, bottom, 2.2, height, self.bar) if self.bar else "")


class Flow:
    """Pages filled from the top. ``y`` is where the next block begins, in points from the lower edge."""

    def __init__(self, composition: Composition, frame: Frame, notes: Footnotes | None = None) -> None:
        self.composition, self.frame = composition, frame
        self._notes = notes
        self._panels: list[Panel] = []
        self._label: Callable[[float], None] | None = None
        self.pages: list[Page] = []
        self.foot = Foot()
        self._start_page()

    def _start_page(self) -> None:
        self.page = self.composition.page()
        self.pages.append(self.page)
        self.y = self.frame.top
        self.foot = self.foot.next_page(self.frame)

    @property
    def bottom(self) -> float:
        """Where text must end on this page, above its footnotes."""
        return self.frame.bottom + self.foot.height

    @property
    def at_top(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.y >= self.frame.top - _EPSILON

    @property
    def height(self) -> float:
        """The height of an empty page."""
        return self.frame.height

    def new_page(self) -> None:
        """End this page: its panels, its footnotes."""
        for panel in self._panels:
            self.page.ops[panel.slot] = f"/Artifact BMC {panel.operators(self.y)} EMC"
        self.foot.draw(self.composition, self.page, self.frame)
        self._start_page()
        for panel in self._panels:
            panel.slot, panel.top = len(self.page.ops), self.y
            self.page.ops.append("")

    def finish(self) -> None:
        """End the last page, and give what footnotes are left pages of their own."""
        self.foot.draw(self.composition, self.page, self.frame)
        while self.foot.carried:
            self._start_page()
            self.foot.draw(self.composition, self.page, self.frame)

    def room(self, height: float) -> None:
        """Go to a new page unless ``height`` is left on this one."""
        if self.y - height < self.bottom - _EPSILON and not self.at_top:
            self.new_page()

    def space(self, height: float) -> None:
        """Leave space, except at the top of a page."""
        if not self.at_top:
            self.y -= height

    def open_panel(self, x: float, width: float, tint: str, bar: str) -> Panel:
        """Begin a panel behind what follows."""
        panel = Panel(x, width, tint, bar, len(self.page.ops), self.y)
        self.page.ops.append("")
        self._panels.append(panel)
        return panel

    def close_panel(self, panel: Panel) -> None:
        """End a panel here."""
        self.page.ops[panel.slot] = f"/Artifact BMC {panel.operators(self.y)} EMC"
        self._panels.remove(panel)

    def label(self, draw: Callable[[float], None]) -> None:
        """Have a label drawn beside the next line; ``draw`` gets the y that the line hangs under."""
        self._label = draw

    def flush_label(self, leading: float) -> None:
        """Draw a label that no line came for, on a line of its own."""
        if self._label:
            self.room(leading)
            self._draw_label()
            self.y -= leading

    def _draw_label(self) -> None:
        if self._label:
            draw, self._label = self._label, None
            draw(self.y)

    def paragraph(
        self,
        text: Shaped,
        style: TextStyle,
        place: Place,
        element: Element | None,
        *,
        keep: float = 0.0,
        colour: str = "",
    ) -> None:
        """Flow a paragraph, over pages where needed, never one line alone.

        ``keep``: the height that must follow on the same page.
        """
        scale = 1000 / style.size
        if style.align == "centre" and not style.indent:
            lines = balanced_lines(text, place.width * scale)
        else:
            lines = break_lines(text, (place.width - style.indent) * scale, place.width * scale)
        self.space(style.before)
        self.room(min(len(lines), 2) * style.leading + keep)
        at, count = 0, len(lines)
        while at < count:
            fit = self._fitting(text, lines[at:], style.leading)
            if not self.at_top and fit < 2 and fit < count - at:
                self.new_page()
                continue
            fit = max(1, min(fit, count - at))
            self._draw_label()
            self.take_notes(text, lines[at : at + fit], element, self.y - fit * style.leading)
            spot = (place.x, place.width, self.y)
            paint(
                self.composition,
                self.page,
                text,
                lines[at : at + fit],
                style,
                spot,
                element,
                first=at == 0,
                last=at + fit == count,
                colour=colour,
            )
            self.y -= fit * style.leading
            at += fit
            if at < count:
                self.new_page()
        self.y -= style.after

    def _fitting(self, text: Shaped, lines: list[Line], leading: float) -> int:
        """How many lines fit here, one fewer where the last would stand alone overleaf."""
        space, count = self.y - self.bottom + _EPSILON, len(lines)
        if not text.notes:
            fit = int(space / leading)
        else:
            fit, taken = 0, set[str]()
            for line in lines:
                keys = [key for key in note_keys(text, [line]) if key not in taken]
                taken.update(keys)
                space -= leading + self.note_height(keys, bool(taken.difference(keys)))
                if space < 0:
                    break
                fit += 1
        return fit - 1 if count - fit == 1 and fit > 1 else fit

    def note_height(self, keys: list[str], begun: bool = False) -> float:
        """The height that footnotes would take at this page's foot."""
        return self._notes.height(self.foot, keys, begun=begun) if self._notes and keys else 0.0

    def take_notes(self, text: Shaped, lines: list[Line], element: Element | None, below: float) -> None:
        """Put the footnotes that lines name at this page's foot; ``below`` is where the lines end."""
        if text.notes and self._notes and element:
            for key in note_keys(text, lines):
                self._notes.place(self.foot, key, element, below - self.frame.bottom)


def note_keys(text: Shaped, lines: list[Line]) -> list[str]:
    """The footnotes that lines name, in order."""
    if not text.notes:
        return []
    return [
        dress.note
        for line in lines
        for _, _, dress in runs_between(text, line.start, line.stop)
        if dress.note is not None
    ]
