"""The layout profile of official copies: what a hospital sets, read from ``templates/official/*.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TextStyle:
    """How one kind of text is set. Sizes and spaces in points."""

    size: float
    leading: float
    bold: bool = False
    align: Literal["left", "centre", "right", "thai"] = "left"
    indent: float = 0.0
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True)
class Profile:
    """One layout of official copies. Lengths in centimetres, type sizes in points.

    ``digits`` chooses the digits of everything generated (page, section and list numbers, dates).
    ``contents_from`` is the page count of the body from which a table of contents is added; 0 is always.
    ``docx_font`` and ``docx_size`` name the body font of DOCX copies (TH Sarabun New at 16 pt looks like
    Sarabun at 11 pt).
    """

    name: str
    title_th: str
    title_en: str
    digits: Literal["thai", "arabic"]
    page_width: float
    page_height: float
    margin_top: float
    margin_bottom: float
    margin_left: float
    margin_right: float
    header_distance: float
    footer_distance: float
    logo_height: float
    cover_type_size: float
    cover_title_size: float
    cover_owner_size: float
    contents_from: int
    body: TextStyle
    heading1: TextStyle
    heading2: TextStyle
    heading3: TextStyle
    cell: TextStyle
    small: TextStyle
    docx_font: Literal["Sarabun", "TH Sarabun New"]
    docx_size: float
