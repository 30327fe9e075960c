"""What all pages of one copy share: fonts in use, links, anchors, and how lines of text become operators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sopctl.content.profile import TextStyle
from sopctl.rendering.pdf.colour import fill, stroke
from sopctl.rendering.pdf.face import MARKS, Face
from sopctl.rendering.pdf.geometry import baseline
from sopctl.rendering.pdf.lines import Line, runs_between
from sopctl.rendering.pdf.objects import PdfFile
from sopctl.rendering.pdf.shaping import Dress, Shaped
from sopctl.rendering.pdf.structure import Annotation, Content, Element
from sopctl.rendering.pdf.subset import FontUse

# Most letter and word space added to a line, in 1/1000 em: with more letter space extractors see words,
# with more word space they see columns.
LETTER, WORD = 25, 600
LINK_COLOUR = "#1a4480"
ARTIFACT = "/Artifact BMC"


class Target(NamedTuple):
    """A place in the copy: a page's object number and a height on it, in points."""

    page: int
    y: float


class Link(NamedTuple):
    """A link on a page: its rectangle in points, an address or ``#key``, its element and what it says."""

    number: int
    rectangle: tuple[float, float, float, float]
    target: str
    element: Element
    about: str


@dataclass
class Page:
    """A page being drawn: operators, the element of each marked-content number, its annotations."""

    number: int
    ops: list[str] = field(default_factory=list)
    owners: list[Element] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    widgets: list[int] = field(default_factory=list)

    def open(self, element: Element) -> str:
        """The operator that begins content of an element."""
        number = len(self.owners)
        self.owners.append(element)
        element.kids.append(Content(self.number, number))
        return f"/{element.role}<</MCID {number}>>BDC"

    def artifact(self, operators: str) -> None:
        """Draw something that is no content."""
        self.ops.append(f"{ARTIFACT} {operators} EMC")


class Composition:
    """The shared state of one copy while it is drawn."""

    def __init__(self, file: PdfFile, web_base: str | None) -> None:
        self.file = file
        self.root = Element("Document")
        self.anchors: dict[str, Target] = {}
        self.uses: dict[Face, FontUse] = {}
        self.known: frozenset[str] = frozenset()
        self._web_base = web_base

    def page(self) -> Page:
        """A new page."""
        return Page(self.file.reserve())

    def use(self, face: Face) -> FontUse:
        """A face as this copy uses it."""
        use = self.uses.get(face)
        if use is None:
            use = self.uses[face] = FontUse(face, f"F{len(self.uses)}")
        return use

    def target(self, dress: Dress) -> str | None:
        """Where a stretch of text leads: an address, ``#key``, or None when it leads nowhere."""
        if dress.note is not None:
            return f"#note:{dress.note}"
        href = dress.href
        if href is None or not href.strip():
            return None
        if href.startswith("#"):
            return href if href[1:] in self.known else None
        if ":" in href.split("/")[0]:
            return href
        return f"{self._web_base}/{href.lstrip('/')}" if self._web_base else None

    def link(
        self,
        page: Page,
        rectangle: tuple[float, float, float, float],
        target: str,
        element: Element,
        about: str,
    ) -> None:
        """Make a rectangle of a page a link."""
        number = self.file.reserve()
        element.kids.append(Annotation(page.number, number))
        page.links.append(Link(number, rectangle, target, element, about))

    def line(
        self, text: Shaped, size: float, at: tuple[float, float], align: float = 0.0, part: Line | None = None
    ) -> str:
        """Operators of a line with its baseline ``at`` x, y, untagged.

        ``align``: 0 left, 0.5 centre, 1 right of x; ``part``: one line of the text instead of all of it.
        """
        start, end, width = (part.start, part.end, part.width) if part else (0, len(text.codes), text.width)
        out = [f"BT {at[0] - align * width * size / 1000:.2f} {at[1]:.2f} Td"]
        for begin, stop, dress in runs_between(text, start, end):
            use = self.use(dress.face)
            out.append(f"/{use.name} {size * dress.scale:g} Tf({text.codes[begin:stop].translate(use)})Tj")
        return " ".join(out) + " ET"

    def paint(
        self,
        page: Page,
        text: Shaped,
        lines: list[Line],
        style: TextStyle,
        at: tuple[float, float, float],
        element: Element | None,
        *,
        first: bool = True,
        last: bool = True,
        colour: str = "",
    ) -> None:
        """Draw lines of a paragraph under y. ``at``: x, width, y in points. No element: an artifact.

        ``first`` and ``last`` tell whether the paragraph's first and last lines are among them.
        """
        if len(lines) == 1 and text.simple and not colour and (last or style.align != "thai"):
            self._paint_one(page, text, lines[0], style, at, element, first=first, last=last)
        else:
            Painter(self, page, text, style, element, colour).paint(lines, at, first=first, last=last)

    def _paint_one(
        self,
        page: Page,
        text: Shaped,
        line: Line,
        style: TextStyle,
        at: tuple[float, float, float],
        element: Element | None,
        *,
        first: bool,
        last: bool,
    ) -> None:
        """One line in one dress that is not spread: labels, cells, short paragraphs."""
        x, width, y = at
        size, dress = style.size, text.runs[0].dress
        use = self.use(dress.face)
        left = x + style.indent if first else x
        if style.align in ("centre", "right"):
            room = x + width - left - line.width * size / 1000
            left += room / 2 if style.align == "centre" else room
        stop = line.end if last or line.forced else line.stop
        shown = text.codes[line.start : stop].translate(use)
        page.ops.append(
            f"BT {page.open(element) if element else ARTIFACT} /{use.name} {size * dress.scale:g} Tf "
            f"{left:.2f} {y - baseline(size, style.leading):.2f} Td({shown})Tj EMC ET"
        )


class Painter:
    """Turns the lines of one paragraph into operators."""

    def __init__(
        self,
        composition: Composition,
        page: Page,
        text: Shaped,
        style: TextStyle,
        element: Element | None,
        colour: str,
    ) -> None:
        self._composition, self._page, self._text, self._style = composition, page, text, style
        self._element, self._colour = element, colour
        self._out: list[str] = []
        self._rules: list[str] = []
        self._links: dict[int, Element] = {}
        self._font = ""

    def paint(self, lines: list[Line], at: tuple[float, float, float], *, first: bool, last: bool) -> None:
        """Draw the lines; see ``Composition.paint``."""
        x, width, y = at
        style, put = self._style, self._out.append
        size, leading = style.size, style.leading
        base = y - baseline(size, leading)
        put("BT " + (self._page.open(self._element) if self._element else ARTIFACT))
        put(f"{leading:g} TL {fill(self._colour)}" if self._colour else f"{leading:g} TL")
        simple = self._text.simple
        if simple and self._text.runs:
            self._set_font(self._text.runs[0].dress)
        before, spacing, end = 0.0, 0, len(lines) - 1
        for k, line in enumerate(lines):
            left = x + (style.indent if first and k == 0 else 0.0)
            room = (x + width - left) * 1000 / size - line.width
            letter = gap = 0
            whole = (k < end or not last) and not line.forced
            if style.align == "thai":
                if whole and room > 0:
                    letter, gap = _spread(self._text.codes, line, room)
            elif style.align != "left":
                left += room * size / (2000 if style.align == "centre" else 1000)
            put("T*" if k and left == before else f"{left - before:.2f} {-leading if k else base:.2f} Td")
            before = left
            if letter != spacing:
                put(f"{letter * size / 1000:.3f} Tc")
                spacing = letter
            stop = line.stop if whole else line.end  # the space at a line's end is kept for extraction
            if simple:
                self._show(self._text.codes, line.start, line.end, stop, letter, gap)
            else:
                self._mixed(line, stop, letter, gap, (left, base - k * leading))
        if spacing:
            put("0 Tc")
        put("EMC 0 g ET" if self._colour else "EMC ET")
        self._page.ops.append(" ".join(self._out))
        if self._rules:
            self._page.artifact(f".6 w {' '.join(self._rules)} S")

    def _set_font(self, dress: Dress) -> None:
        use = self._composition.use(dress.face)
        font = f"/{use.name} {self._style.size * dress.scale:g} Tf"
        if font != self._font:
            self._out.append(font)
            self._font, self._use, self._scale = font, use, dress.scale

    def _show(self, codes: str, start: int, end: int, stop: int, letter: int, gap: int) -> None:
        """Show codes. ``end``: where the spaces at a line's end begin, which are not spread."""
        use = self._use
        if not letter and not gap:
            self._out.append(f"({codes[start:stop].translate(use)})Tj")
            return
        table = use.spread(letter / self._scale)
        if gap:
            # The space itself is drawn wider: a gap beside it would be one more space to some extractors.
            own = use.face.widths[" "] * self._scale + letter
            table[32] = f")]TJ {100 * (own + gap) / own:.2f} Tz[({use[32]})]TJ 100 Tz[("
        else:
            table[32] = use[32]
        self._out.append(f"[({codes[start:end].translate(table)}{codes[end:stop].translate(use)})]TJ")

    def _mixed(self, line: Line, stop: int, letter: int, gap: int, at: tuple[float, float]) -> None:
        """One line in several dresses, its links as marked content of their own."""
        x, y = at
        codes, size, rise = self._text.codes, self._style.size, 0.0
        for start, end, dress in runs_between(self._text, line.start, stop):
            self._set_font(dress)
            if dress.rise != rise:
                self._out.append(f"{dress.rise * size / 1000:.2f} Ts")
                rise = dress.rise
            bare = max(start, min(end, line.end))
            width = _width(codes[start:bare], dress, letter, gap) * size / 1000
            target = self._composition.target(dress) if self._element else None
            if target:
                self._open_link(start, dress, target, (x, y - 0.25 * size, x + width, y + 0.85 * size))
            self._show(codes, start, bare, end, letter, gap)
            if target and self._element:
                self._out.append(
                    f"EMC {self._page.open(self._element)} {fill(self._colour) if self._colour else '0 g'}"
                )
            if dress.struck and width:
                self._rules.append(f"{x:.2f} {y + 0.25 * size:.2f} m {x + width:.2f} {y + 0.25 * size:.2f} l")
            x += width
        if rise:
            self._out.append("0 Ts")

    def _open_link(
        self, start: int, dress: Dress, target: str, rectangle: tuple[float, float, float, float]
    ) -> None:
        run = next(k for k, run in reversed(list(enumerate(self._text.runs))) if run.start <= start)
        element = self._links.get(run)
        if element is None:
            parent = Element("Reference", self._element) if dress.note is not None else self._element
            element = self._links[run] = Element("Link", parent)
        end = self._text.runs[run + 1].start if run + 1 < len(self._text.runs) else len(self._text.codes)
        about = dress.face.source(self._text.codes[self._text.runs[run].start : end]).strip()
        if dress.note is not None:
            about = f"เชิงอรรถ {about}"
        self._out.append(f"EMC {self._page.open(element)} {fill(LINK_COLOUR)}")
        self._composition.link(self._page, rectangle, target, element, about)


def _spread(codes: str, line: Line, room: float) -> tuple[int, int]:
    """Letter and word space that fill a line, in 1/1000 em, within what extractors bear."""
    places = line.end - line.start - 1 - len(MARKS.findall(codes, line.start, line.end))
    if places <= 0:
        return 0, 0
    letter = min(int(room / places), LETTER)
    spaces = codes.count(" ", line.start, line.end)
    gap = int((room - letter * places) / spaces) if spaces else 0
    # A line that cannot be filled looks better left as it is than torn half-way.
    return (letter, gap) if gap <= WORD and (spaces or room <= LETTER * places + 200) else (0, 0)


def _width(codes: str, dress: Dress, letter: int, gap: int) -> float:
    """The width of codes on a spread line, in 1/1000 em of the paragraph."""
    width = sum(map(dress.face.widths.__getitem__, codes)) * dress.scale + codes.count(" ") * gap
    return width + (len(codes) - len(MARKS.findall(codes))) * letter if letter else width


def rule(x0: float, y0: float, x1: float, y1: float, *, width: float = 0.5, colour: str = "#808080") -> str:
    """Operators of a straight line."""
    return f"{stroke(colour)} {width:g} w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S 0 G"


def box(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Operators of a filled box; y is its lower edge."""
    return f"{fill(colour)} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f 0 g"
