"""What stands on every page: the header table, the footer with standing and QR code, the mark across it."""

from __future__ import annotations

from typing import NamedTuple

from sopctl.application.ports.copies import Mark, OfficialCopy
from sopctl.content.profile import Profile
from sopctl.rendering import wording
from sopctl.rendering.colours import MARK_COLOURS, RULE
from sopctl.rendering.pdf.colour import fill, stroke
from sopctl.rendering.pdf.composition import Composition
from sopctl.rendering.pdf.geometry import CM, Frame, baseline
from sopctl.rendering.pdf.images import Images
from sopctl.rendering.pdf.lines import balanced_lines, break_lines
from sopctl.rendering.pdf.qr import qr_operators
from sopctl.rendering.pdf.shaping import Line, Shaped, Shaper
from sopctl.rendering.pdf.watermark import across

CODE = 1.6 * CM
_PAD = 4.0
_FACTS = 148.0  # points: the width of the header's right column
_LOGO = 62.0
_GAP = 16.0  # between header and text, text and footer
_ACROSS = {Mark.WITHDRAWN: ("#D00000", 0.30), Mark.DRAFT: ("#000000", 0.10)}


class Text(NamedTuple):
    """Text broken into lines, for a place outside the flow."""

    shaped: Shaped
    lines: list[Line]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """Its height in points."""
        return len(self.lines) * self.leading


class Furniture:
    """The furniture of one copy, laid out once and drawn on each page."""

    def __init__(
        self, composition: Composition, shaper: Shaper, images: Images, copy: OfficialCopy, profile: Profile
    ) -> None:
        self._composition, self._shaper, self._images = composition, shaper, images
        self._copy, self._profile = copy, profile
        self.width, self.height = profile.page_width * CM, profile.page_height * CM
        self.left, self.right = profile.margin_left * CM, self.width - profile.margin_right * CM
        self._head = self._head_texts()
        self._facts = self._fact_texts()
        rows = (len(self._facts) + 1) * (profile.small.leading + 2)
        self.head_height = max(rows, sum(text.height for text in self._head)) + 2 * _PAD
        self._foot = self._foot_texts()
        self._pages: dict[str, str] = {}
        self.foot_height = max(CODE if copy.verify_url else 0.0, sum(text.height for text in self._foot)) + 5

    @property
    def head_top(self) -> float:
        """The upper edge of the header table."""
        return self.height - self._profile.header_distance * CM

    @property
    def _foot_bottom(self) -> float:
        return self._profile.footer_distance * CM

    def frame(self) -> Frame:
        """Where text flows between header and footer."""
        top = min(self.head_top - self.head_height - _GAP, self.height - self._profile.margin_top * CM)
        return Frame(self.left, self.right, top, self.cover_frame().bottom)

    def cover_frame(self) -> Frame:
        """Where the cover stands, above the footer."""
        bottom = max(self._foot_bottom + self.foot_height + _GAP - 4, self._profile.margin_bottom * CM)
        return Frame(self.left, self.right, self.height - self._profile.margin_top * CM, bottom)

    def _text(
        self,
        text: str,
        width: float,
        size: float,
        leading: float,
        *,
        bold: bool = False,
        centred: bool = False,
    ) -> Text:
        shaped = self._shaper.plain(text, bold=bold)
        limit = width * 1000 / size
        lines = balanced_lines(shaped, limit) if centred else break_lines(shaped, limit, limit)
        return Text(shaped, lines, size, leading)

    def _head_width(self) -> float:
        """What logo and facts leave of the header's width."""
        return self.right - self.left - _FACTS - (_LOGO if self._copy.logo else 0.0) - 4 * _PAD

    def _head_texts(self) -> list[Text]:
        copy, small, width = self._copy, self._profile.small, self._head_width()
        about = f"{copy.type_th}  {copy.owner}" if copy.owner else copy.type_th
        return [
            self._text(copy.hospital, width, small.size + 1, small.leading + 1, bold=True, centred=True),
            self._text(about, width, small.size, small.leading, centred=True),
            self._text(
                f"{wording.SUBJECT} {copy.title}", width, small.size, small.leading, bold=True, centred=True
            ),
        ]

    def _fact_texts(self) -> list[tuple[Shaped, Shaped]]:
        copy, digits = self._copy, self._profile.digits
        facts = (
            (wording.NUMBER, str(copy.number)),
            (wording.VERSION, wording.version_words(copy.version, digits)),
            (wording.EFFECTIVE, wording.effective_words(copy.effective, digits)),
        )
        return [(self._shaper.plain(name), self._shaper.plain(value, bold=True)) for name, value in facts]

    def _foot_texts(self) -> list[Text]:
        copy, small = self._copy, self._profile.small
        width = self.right - self.left - (CODE + 14 if copy.verify_url else 0.0)
        headline, *rest = wording.standing_lines(copy, self._profile.digits)
        texts = [self._text(headline, width, small.size + 0.5, small.leading, bold=True)]
        texts += [self._text(line, width, small.size - 0.5, small.leading - 0.6) for line in rest]
        if copy.verify_url:
            texts.append(self._text(copy.verify_url, width, small.size - 2, small.leading - 2.6))
        return texts

    def write(self) -> dict[str, str]:
        """The operators of the form XObjects of the furniture drawn so far, by name."""
        forms = {"Header": self._header(), "Footer": self._footer(), **self._pages}
        if self._copy.verify_url:
            operators, size = qr_operators(self._copy.verify_url)
            scale = CODE / size
            x, y = self.right - CODE, self._foot_bottom
            forms["Code"] = f"q {scale:.5f} 0 0 {scale:.5f} {x:.2f} {y:.2f} cm {operators} Q"
        if self._copy.mark in _ACROSS:
            colour, _ = _ACROSS[self._copy.mark]
            words = wording.mark_words(self._copy.mark)[0]
            forms["Mark"] = across(words, self.width, self.height, colour)
        return forms

    def states(self) -> str:
        """The graphics states that the furniture needs among the page resources."""
        if self._copy.mark not in _ACROSS:
            return ""
        return f"/ExtGState<</Faint<</ca {_ACROSS[self._copy.mark][1]:g}>>>>"

    def draw(self, page: str | None) -> str:
        """Operators for one page; ``page`` is its number and the count in words, None on the cover."""
        out = []
        if page is not None:
            # A form of its own: extractors that guess the order by place leave forms out of it.
            name = f"Page{len(self._pages)}"
            self._pages[name] = self._page_fact(page)
            out.append(
                f"/Artifact<</Type/Pagination/Subtype/Header/Attached[/Top]>>BDC /Header Do /{name} Do EMC"
            )
        code = " /Code Do" if self._copy.verify_url else ""
        out.append(f"/Artifact<</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>BDC /Footer Do{code} EMC")
        return "\n".join(out)

    def draw_across(self) -> str:
        """Operators of the mark across a page, or nothing."""
        if self._copy.mark not in _ACROSS:
            return ""
        return "/Artifact<</Type/Pagination/Subtype/Watermark>>BDC q /Faint gs /Mark Do Q EMC"

    def _row_height(self) -> float:
        return self.head_height / (len(self._facts) + 1)

    def _fact(self, name: Shaped, value: Shaped, row: int) -> str:
        size = self._profile.small.size
        height = self._row_height()
        y = self.head_top - (row + 0.5) * height - size * 0.33
        left = self.right - _FACTS
        names = self._composition.line(name, size, (left + _PAD, y))
        return names + " " + self._composition.line(value, size, (self.right - _PAD, y), 1.0)

    def _page_fact(self, page: str) -> str:
        name, value = self._shaper.plain(wording.PAGE), self._shaper.plain(page, bold=True)
        return self._fact(name, value, len(self._facts))

    def _header(self) -> str:
        copy, top, bottom = self._copy, self.head_top, self.head_top - self.head_height
        split = self.right - _FACTS
        start = self.left + (_LOGO if copy.logo else 0.0)
        middle = (start + split) / 2
        y = top - (self.head_height - sum(text.height for text in self._head)) / 2
        out = []
        for text in self._head:
            out.append(self._lines(text, middle, y, 0.5))
            y -= text.height
        out += [self._fact(name, value, row) for row, (name, value) in enumerate(self._facts)]
        edges = [split, start] if copy.logo else [split]
        rules = [f"{x:.2f} {top:.2f} m {x:.2f} {bottom:.2f} l" for x in edges]
        for row in range(1, len(self._facts) + 1):
            level = top - row * self._row_height()
            rules.append(f"{split:.2f} {level:.2f} m {self.right:.2f} {level:.2f} l")
        out.append(
            f"{stroke(RULE)} .5 w {self.left:.2f} {bottom:.2f} {self.right - self.left:.2f} "
            f"{self.head_height:.2f} re {' '.join(rules)} S 0 G"
        )
        if copy.logo:
            out.append(self._logo(copy.logo, top))
        return "\n".join(out)

    def _logo(self, logo: bytes, top: float) -> str:
        picture = self._images.picture("logo", logo)
        scale = min((_LOGO - 2 * _PAD) / picture.width, (self.head_height - 2 * _PAD) / picture.height)
        width, height = picture.width * scale, picture.height * scale
        x, y = self.left + (_LOGO - width) / 2, top - (self.head_height + height) / 2
        return f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {y:.2f} cm /{picture.name} Do Q"

    def _footer(self) -> str:
        top = self._foot_bottom + self.foot_height
        out = [f"{stroke(RULE)} .5 w {self.left:.2f} {top:.2f} m {self.right:.2f} {top:.2f} l S 0 G"]
        y = top - 4
        for number, text in enumerate(self._foot):
            colour = MARK_COLOURS[self._copy.mark] if number == 0 else "#404040"
            out.append(f"{fill(colour)} {self._lines(text, self.left, y, 0.0)} 0 g")
            y -= text.height
        return "\n".join(out)

    def _lines(self, text: Text, x: float, y: float, align: float) -> str:
        base = y - baseline(text.size, text.leading)
        return " ".join(
            self._composition.line(text.shaped, text.size, (x, base - k * text.leading), align, line)
            for k, line in enumerate(text.lines)
        )
