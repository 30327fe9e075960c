"""Lines of text as page operators: placed, spread, tagged, with their links."""

from __future__ import annotations

from sopctl.content.profile import TextStyle
from sopctl.rendering.pdf.colour import fill
from sopctl.rendering.pdf.composition import ARTIFACT, Composition, Page
from sopctl.rendering.pdf.geometry import baseline
from sopctl.rendering.pdf.lines import runs_between
from sopctl.rendering.pdf.shaping import Dress, Line, Shaped
from sopctl.rendering.pdf.structure import Element
from sopctl.rendering.pdf.subset import AFTER_MARKS, GAP
from sopctl.rendering.pdf.tokens import tokens_of

# Most letter and word space added to a line, in 1/1000 em: with more letter space extractors see words,
# with more word space they see columns.
LETTER, WORD = 25, 600
LINK_COLOUR = "#1a4480"


def paint(
    composition: Composition,
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
        _paint_one(composition, page, text, lines[0], style, at, element, first=first, last=last)
    else:
        _Painter(composition, page, text, style, element, colour).paint(lines, at, first=first, last=last)


def _paint_one(
    composition: Composition,
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
    use = composition.use(dress.face)
    left = x + style.indent if first else x
    if style.align in ("centre", "right"):
        room = x + width - left - line.width * size / 1000
        left += room / 2 if style.align == "centre" else room
    stop = line.end if last or line.forced else line.stop
    shown = use.shown(text.source[line.start : stop])
    page.ops.append(
        f"BT {page.open(element) if element else ARTIFACT} /{use.name} {size * dress.scale:g} Tf "
        f"{left:.2f} {y - baseline(size, style.leading):.2f} Td({shown})Tj EMC ET"
    )


class _Painter:
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
        """Draw the lines; see ``paint``."""
        x, width, y = at
        style, put = self._style, self._out.append
        size, leading = style.size, style.leading
        base, source = y - baseline(size, leading), self._text.source
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
            tokens = tokens_of(source[line.start : line.end])
            if style.align == "thai":
                if whole and room > 0:
                    letter, gap = _spread(tokens, room)
            elif style.align != "left":
                left += room * size / (2000 if style.align == "centre" else 1000)
            put("T*" if k and left == before else f"{left - before:.2f} {-leading if k else base:.2f} Td")
            before = left
            if letter != spacing:
                put(f"{letter * size / 1000:.3f} Tc")
                spacing = letter
            stop = line.stop if whole else line.end  # the space at a line's end is kept for extraction
            if simple:
                self._show(tokens, source[line.end : stop], letter, gap)
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

    def _show(self, tokens: str, tail: str, letter: int, gap: int) -> None:
        """Show tokens, then the spaces at a line's end, which are not spread."""
        use = self._use
        if not letter and not gap:
            self._out.append(f"({tokens.translate(use)}{tail.translate(use)})Tj")
            return
        # Character space follows every code; it is taken back after those of marks.
        shown = tokens.translate(use.parted)
        shown = shown.replace(AFTER_MARKS, f"){letter / self._scale:g}(" if letter else "")
        space = use[32]
        if gap:
            # The space itself is drawn wider: a gap beside it would be one more space to some extractors.
            own = use.face.widths[" "] * self._scale + letter
            space = f")]TJ {100 * (own + gap) / own:.2f} Tz[({space})]TJ 100 Tz[("
        self._out.append(f"[({shown.replace(GAP, space)}{tail.translate(use)})]TJ")

    def _mixed(self, line: Line, stop: int, letter: int, gap: int, at: tuple[float, float]) -> None:
        """One line in several dresses, its links as marked content of their own."""
        x, y = at
        source, size, rise = self._text.source, self._style.size, 0.0
        for start, end, dress in runs_between(self._text, line.start, stop):
            self._set_font(dress)
            if dress.rise != rise:
                self._out.append(f"{dress.rise * size / 1000:.2f} Ts")
                rise = dress.rise
            bare = max(start, min(end, line.end))
            tokens = tokens_of(source[start:bare])
            width = _width(tokens, dress, letter, gap) * size / 1000
            target = self._composition.target(dress) if self._element else None
            if target:
                self._open_link(start, dress, target, (x, y - 0.25 * size, x + width, y + 0.85 * size))
            self._show(tokens, source[bare:end], letter, gap)
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
        end = self._text.runs[run + 1].start if run + 1 < len(self._text.runs) else len(self._text.source)
        about = self._text.source[self._text.runs[run].start : end].strip()
        if dress.note is not None:
            about = f"เชิงอรรถ {about}"
        self._out.append(f"EMC {self._page.open(element)} {fill(LINK_COLOUR)}")
        self._composition.link(self._page, rectangle, target, element, about)


def _spread(tokens: str, room: float) -> tuple[int, int]:
    """Letter and word space that fill a line, in 1/1000 em, within what extractors bear."""
    places = len(tokens) - 1
    if places <= 0:
        return 0, 0
    letter = min(int(room / places), LETTER)
    spaces = tokens.count(" ")
    gap = int((room - letter * places) / spaces) if spaces else 0
    # A line that cannot be filled looks better left as it is than torn half-way.
    return (letter, gap) if gap <= WORD and (spaces or room <= LETTER * places + 200) else (0, 0)


def _width(tokens: str, dress: Dress, letter: int, gap: int) -> float:
    """The width of tokens on a spread line, in 1/1000 em of the paragraph."""
    width = sum(map(dress.face.widths.__getitem__, tokens)) * dress.scale + tokens.count(" ") * gap
    return width + len(tokens) * letter
