"""What all pages of one copy share: fonts in use, links, anchors, the structure tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sopctl.rendering.pdf.colour import fill, stroke
from sopctl.rendering.pdf.face import Face
from sopctl.rendering.pdf.lines import runs_between
from sopctl.rendering.pdf.objects import PdfFile
from sopctl.rendering.pdf.shaping import Dress, Line, Shaped
from sopctl.rendering.pdf.structure import Annotation, Content, Element
from sopctl.rendering.pdf.subset import FontUse

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
        start, end, width = (part.start, part.end, part.width) if part else (0, len(text.source), text.width)
        out = [f"BT {at[0] - align * width * size / 1000:.2f} {at[1]:.2f} Td"]
        for begin, stop, dress in runs_between(text, start, end):
            use = self.use(dress.face)
            out.append(f"/{use.name} {size * dress.scale:g} Tf({use.shown(text.source[begin:stop])})Tj")
        return " ".join(out) + " ET"


def rule(x0: float, y0: float, x1: float, y1: float, *, width: float = 0.5, colour: str = "#808080") -> str:
    """Operators of a straight line."""
    return f"{stroke(colour)} {width:g} w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S 0 G"


def box(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Operators of a filled box; y is its lower edge."""
    return f"{fill(colour)} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f 0 g"
