"""Blocks set off from the text: notes, cautions, quotations and code."""

from __future__ import annotations

from dataclasses import replace

from sopctl.content.blocks import CodeBlock, Note, NoteKind, Paragraph
from sopctl.rendering import wording
from sopctl.rendering.pdf.geometry import Place
from sopctl.rendering.pdf.setting import DrawBlocks, Setting
from sopctl.rendering.pdf.structure import Element

_PAD, _BAR_PAD = 7.0, 12.0
_BEFORE, _AFTER = 4.0, 7.0
_QUOTE_BAR = "#B0B0B0"


def draw_note(setting: Setting, note: Note, place: Place, draw: DrawBlocks) -> None:
    """Draw a note or a caution on a tinted panel under its word, a quotation beside a bar."""
    flow, profile = setting.flow, setting.profile
    flow.flush_label(profile.body.leading)
    quote, caution = note.kind is NoteKind.QUOTE, note.kind is NoteKind.CAUTION
    element = Element("BlockQuote" if quote else "Div", place.parent)
    inner = place.inside(_BAR_PAD, element)
    inner = inner._replace(depth=place.depth + 1, width=inner.width - _BAR_PAD, path=())
    pad = 0.0 if quote else _PAD
    first = note.blocks[0] if note.blocks else None
    short = isinstance(first, Paragraph) and _fits_a_line(setting, first, inner.width)
    flow.space(_BEFORE)
    flow.room((1 if quote and short else 2) * profile.body.leading + 2 * pad)
    tint = "" if quote else profile.caution_tint if caution else profile.tint
    accent = profile.caution if caution else profile.accent
    panel = flow.open_panel(place.x, place.width, tint, _QUOTE_BAR if quote else accent)
    flow.y -= pad
    if not quote:
        style = replace(profile.body, bold=True, align="left", indent=0.0, after=0.0)
        label = setting.shaper.plain(wording.note_label(note.kind), bold=True)
        flow.paragraph(label, style, inner, Element("P", element), keep=style.leading, colour=accent)
    draw(note.blocks, inner)
    flow.y += profile.body.after  # the last paragraph's space is the panel's
    flow.y -= pad
    flow.close_panel(panel)
    flow.y -= _AFTER


def _fits_a_line(setting: Setting, paragraph: Paragraph, width: float) -> bool:
    return setting.shaper.rich(paragraph.text).width * setting.profile.body.size / 1000 <= width


def draw_code(setting: Setting, block: CodeBlock, place: Place) -> None:
    """Draw code line by line in the fixed-width face on a tinted panel."""
    flow, style = setting.flow, setting.profile.code
    flow.flush_label(setting.profile.body.leading)
    element = Element("Code", Element("P", place.parent))
    inner = place.inside(_BAR_PAD, element)._replace(width=place.width - 2 * _BAR_PAD)
    rows = block.text.rstrip("\n").split("\n")
    flow.space(_BEFORE)
    flow.room(min(len(rows), 3) * style.leading + 2 * _PAD)
    panel = flow.open_panel(place.x, place.width, setting.profile.tint, "")
    flow.y -= _PAD
    for row in rows:
        flow.paragraph(setting.shaper.code(row or " "), style, inner, element)
    flow.y -= _PAD
    flow.close_panel(panel)
    flow.y -= _AFTER
