"""Figures: an image, centred, with its caption under it on the same page."""

from __future__ import annotations

from dataclasses import replace

from sopctl.content.blocks import Figure
from sopctl.rendering.pdf.composition import Page
from sopctl.rendering.pdf.geometry import Place
from sopctl.rendering.pdf.images import Picture
from sopctl.rendering.pdf.lines import break_lines
from sopctl.rendering.pdf.setting import Setting
from sopctl.rendering.pdf.structure import Element

_BEFORE, _AFTER, _GAP = 6.0, 8.0, 4.0
_LARGEST = 0.85  # of a page's height, so that the caption has room


def figure_size(setting: Setting, figure: Figure, place: Place) -> tuple[Picture, float, float]:
    """The image and its size on the page in points: its own, or its share of the width, within the page."""
    picture = setting.images.named(figure.source)
    width = figure.width * place.width if figure.width else picture.width
    width = min(width, place.width)
    height = width * picture.height / picture.width
    most = setting.flow.height * _LARGEST - _caption_height(setting, figure, place)
    if height > most:
        width, height = width * most / height, most
    return picture, width, height


def _caption_height(setting: Setting, figure: Figure, place: Place) -> float:
    if not figure.caption:
        return 0.0
    style = setting.profile.caption
    limit = place.width * 1000 / style.size
    lines = break_lines(setting.shaper.rich(figure.caption, bold=style.bold), limit, limit)
    return len(lines) * style.leading + style.before + style.after + _GAP


def figure_height(setting: Setting, figure: Figure, place: Place) -> float:
    """The height of a figure with its caption, in points."""
    return figure_size(setting, figure, place)[2] + _caption_height(setting, figure, place) + _BEFORE


def draw_picture(
    page: Page, picture: Picture, spot: tuple[float, float, float, float], parent: Element, about: str
) -> Element:
    """Draw an image at x, y with width and height in points; its element, described by ``about``."""
    x, y, width, height = spot
    bounds = f"{x:.2f} {y:.2f} {x + width:.2f} {y + height:.2f}"
    element = Element("Figure", parent, f"/A<</O/Layout/Placement/Block/BBox[{bounds}]>>").described(about)
    matrix = f"{width:.2f} 0 0 {height:.2f} {x:.2f} {y:.2f}"
    page.ops.append(f"{page.open(element)} q {matrix} cm /{picture.name} Do Q EMC")
    return element


def draw_figure(setting: Setting, figure: Figure, place: Place) -> None:
    """Draw a figure. Raises UndrawableError when its image is absent or cannot be read."""
    flow = setting.flow
    flow.flush_label(setting.profile.body.leading)
    picture, width, height = figure_size(setting, figure, place)
    flow.room(figure_height(setting, figure, place))
    flow.space(_BEFORE)
    spot = (place.x + (place.width - width) / 2, flow.y - height, width, height)
    element = draw_picture(flow.page, picture, spot, place.parent, figure.alt)
    flow.y -= height + _GAP
    if figure.caption:
        style = replace(setting.profile.caption, before=0.0)
        text = setting.shaper.rich(figure.caption, bold=style.bold)
        flow.paragraph(text, style, place, Element("Caption", element))
    flow.y -= _AFTER
