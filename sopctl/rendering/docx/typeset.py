"""The profile's type and measures as a DOCX needs them."""

from __future__ import annotations

from dataclasses import dataclass

from sopctl.content.profile import OFFICIAL_TO_SARABUN, Profile, TextStyle

SARABUN = "Sarabun"
HEADING_LEVELS = 6


@dataclass(frozen=True)
class Typeset:
    """One profile, measured for DOCX: sizes in points of its own font, lengths in centimetres.

    The profile's sizes are Sarabun's. TH Sarabun New is drawn smaller on its em, so where a DOCX names it
    every size grows by the same share (11 pt to 16 pt); leading and spaces stay.
    """

    profile: Profile
    tag: str  # of the copy
    marked: bool = False  # across the page, which a ground behind text would hide

    @property
    def symbols(self) -> str:
        """The family of signs that the text font lacks: a part of DejaVu Sans under the copy's own name.

        LibreOffice keeps an embedded font by its name while it runs, so a name that another copy also had
        would draw the signs of the copy opened first.
        """
        return f"Copy Symbols {self.tag}"

    @property
    def mono(self) -> str:
        """The family of code: a part of DejaVu Sans Mono, named as ``symbols`` is."""
        return f"Copy Mono {self.tag}"

    @property
    def font(self) -> str:
        """The family of running text."""
        return self.profile.docx_font

    def size(self, size: float) -> float:
        """A size of the profile in this font, to the half point that Word keeps."""
        return round(size * self.scale * 2) / 2

    @property
    def scale(self) -> float:
        """How much larger this font's sizes are than the profile's."""
        return self.profile.docx_size / self.profile.body.size

    def official(self, size: float) -> float:
        """A size that the profile counts in TH Sarabun New points, as official specifications do."""
        return self.size(size * OFFICIAL_TO_SARABUN)

    @property
    def label_width(self) -> float:
        """The least room for a list's labels, in centimetres."""
        return self.profile.list_indent / 72 * 2.54

    @property
    def body_size(self) -> float:
        """The size of running text."""
        return self.size(self.profile.body.size)

    @property
    def text_width(self) -> float:
        """Between the margins, in centimetres."""
        return self.profile.page_width - self.profile.margin_left - self.profile.margin_right

    @property
    def text_height(self) -> float:
        """Between top and bottom margin, in centimetres."""
        return self.profile.page_height - self.profile.margin_top - self.profile.margin_bottom

    def heading(self, level: int) -> TextStyle:
        """The style of a heading; below the third level all look alike."""
        profile = self.profile
        return (profile.heading1, profile.heading2, profile.heading3)[min(level, 3) - 1]
