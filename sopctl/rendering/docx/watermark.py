"""The mark across every page of a draft and of what is no longer in force."""

from __future__ import annotations

from typing import Final

from sopctl.application.ports.copies import Mark
from sopctl.rendering import wording
from sopctl.rendering.docx.columns import text_width
from sopctl.rendering.docx.ooxml import Element, el, run_properties
from sopctl.rendering.docx.story import Story

_HEIGHT: Final = 170  # points
_TALL: Final = 1.15  # of the type's size: a word with its marks above and below, which fills the height
ACROSS: Final = {Mark.WITHDRAWN: "#C00000", Mark.DRAFT: "#A6A6A6"}


def watermark(story: Story) -> Element | None:
    """The mark across the page, as Word makes its own watermarks: VML text behind the header."""
    copy = story.shared.copy
    colour = ACROSS.get(copy.mark)
    if colour is None:
        return None
    words, _ = wording.mark_words(copy.mark)
    ident = next(story.shared.shapes)
    width = _HEIGHT * text_width(words, 1.0, bold=True) / _TALL
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width:.0f}pt;height:{_HEIGHT}pt;"
        "rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    font = story.shared.set_.font
    shape = el(
        "v:shape",
        el("v:fill", opacity=".4"),
        el("v:textpath", style=f'font-family:"{font}";font-size:1pt;font-weight:bold', string=words),
        id=f"PowerPlusWaterMarkObject{ident}",
        o_spid=f"_x0000_s{2048 + ident}",
        type="#_x0000_t136",
        alt=words,
        style=style,
        o_allowincell="f",
        fillcolor=colour,
        stroked="f",
    )
    return el("w:r", run_properties(el("w:noProof")), el("w:pict", _text_shape(), shape))


def _text_shape() -> Element:
    """The shape type of plain text art (t136), with the formulas that Office gives it."""
    formulas = (
        "sum #0 0 10800", "prod #0 2 1", "sum 21600 0 @1", "sum 0 0 @2", "sum 21600 0 @3",
        "if @0 @3 0", "if @0 21600 @1", "if @0 0 @2", "if @0 @4 21600", "mid @5 @6", "mid @8 @5",
        "mid @7 @8", "mid @6 @7", "sum @6 0 @5",
    )  # fmt: skip
    path = {"textpathok": "t", "o_connecttype": "custom", "o_connectangles": "270,180,90,0"}
    return el(
        "v:shapetype",
        el("v:formulas", *(el("v:f", eqn=formula) for formula in formulas)),
        el("v:path", o_connectlocs="@9,0;@10,10800;@11,21600;@12,10800", **path),
        el("v:textpath", on="t", fitshape="t"),
        el("v:handles", el("v:h", position="#0,bottomRight", xrange="6629,14971")),
        el("o:lock", v_ext="edit", text="t", shapetype="t"),
        id="_x0000_t136",
        coordsize="21600,21600",
        o_spt="136",
        adj="10800",
        path="m@7,l@8,m@5,21600l@6,21600e",
    )
