"""Lists: ordered, bulleted, to be ticked, and of terms with their meanings."""

from __future__ import annotations

from dataclasses import replace

from sopctl.content.blocks import Definitions, ListBlock, ListItem
from sopctl.content.profile import TextStyle
from sopctl.rendering import wording
from sopctl.rendering.pdf.geometry import Place
from sopctl.rendering.pdf.painting import paint
from sopctl.rendering.pdf.setting import DrawBlocks, Setting, whole_line
from sopctl.rendering.pdf.shaping import Shaped
from sopctl.rendering.pdf.structure import Element

_GAP = 6.0  # points between a label and its text


def draw_list(setting: Setting, block: ListBlock, place: Place, draw: DrawBlocks, style: TextStyle) -> None:
    """Draw a list and the blocks of its items; labels hang in a column as wide as the widest."""
    kind = (
        "Decimal"
        if block.ordered
        else "None"
        if block.items and block.items[0].checked is not None
        else "Disc"
    )
    element = Element("L", place.parent, f"/A<</O/List/ListNumbering/{kind}>>")
    labels = [
        _label(setting, block, item, count, place) for count, item in enumerate(block.items, block.start)
    ]
    shaped = [setting.shaper.plain(label) for label in labels]
    size = style.size / 1000
    column = max(max((text.width for text in shaped), default=0.0) * size + _GAP, setting.profile.list_indent)
    for k, (item, label) in enumerate(zip(block.items, shaped, strict=True)):
        entry = Element("LI", element)
        mark = Element("Lbl", entry)
        path = (*place.path, block.start + k) if block.ordered and not block.letters else ()
        inner = place.inside(column, Element("LBody", entry))._replace(depth=place.depth + 1, path=path)

        def draw_label(y: float, text: Shaped = label, mark: Element = mark) -> None:
            flow, at = setting.flow, (place.x, column, y)
            paint(flow.composition, flow.page, text, [whole_line(text)], setting.label, at, mark)

        setting.flow.label(draw_label)
        draw(item.blocks, inner)
        setting.flow.flush_label(style.leading)


def _label(setting: Setting, block: ListBlock, item: ListItem, count: int, place: Place) -> str:
    if item.checked is not None:
        return wording.CHECKED if item.checked else wording.UNCHECKED
    if not block.ordered:
        return wording.bullet(place.depth)
    path = (count,) if block.letters else (*place.path, count)
    return wording.list_label(path, setting.profile.digits, letters=block.letters)


def draw_definitions(
    setting: Setting, block: Definitions, place: Place, draw: DrawBlocks, style: TextStyle
) -> None:
    """Draw terms in bold, each with its meaning under it."""
    flow = setting.flow
    element = Element("L", place.parent)
    term_style = replace(style, align="left", indent=0.0, after=0.0, bold=True)
    for definition in block.items:
        entry = Element("LI", element)
        term = setting.shaper.rich(definition.term, bold=True)
        flow.paragraph(term, term_style, place, Element("Lbl", entry), keep=style.leading)
        shift = setting.profile.list_indent
        inner = place.inside(shift, Element("LBody", entry))._replace(depth=place.depth + 1, path=())
        draw(definition.blocks, inner)
