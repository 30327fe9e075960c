"""What stands on every page: the header table, the footer with the copy's standing, the watermark."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

import segno

from sopctl.application.copies import Mark
from sopctl.rendering import wording
from sopctl.rendering.docx.cover import title_lines
from sopctl.rendering.docx.ooxml import Child, Element, el, run_properties, twips
from sopctl.rendering.docx.paragraphs import cell, paragraph, row, spacer, table
from sopctl.rendering.docx.story import Story, inline_picture
from sopctl.rendering.docx.styles import MARK_COLOURS
from sopctl.rendering.docx.text import field, run, text_runs

LAST_PAGE: Final = "lastpage"  # bookmark at the end of the text
_LOGO: Final = 1.5  # centimetres high
_QR: Final = 1.5
_CENTRE: Final = "center"
_WATERMARKS: Final = {Mark.WITHDRAWN: "#C00000", Mark.DRAFT: "#A6A6A6"}


def header(story: Story) -> Iterator[Element]:
    """The header table of the pages after the cover: logo, what the document is, which one."""
    copy, width = story.shared.copy, story.shared.set_.text_width
    widths = [width * share for share in ((0.14, 0.52, 0.34) if copy.logo else (0.64, 0.36))]
    middle = el("w:vAlign", val=_CENTRE)
    cells = []
    if copy.logo is not None:
        cells.append(cell([_logo(story, copy.logo, widths[0])], widths[0], el("w:vAlign", val=_CENTRE)))
    title = [
        _line(story, words, el("w:jc", val=_CENTRE), bold=place < 2)
        for place, words in enumerate(title_lines(copy))
    ]
    cells.append(cell(title, widths[-2], middle))
    cells.append(cell(_which(story), widths[-1]))
    yield table("TableGrid", widths, [row(cells)])
    yield _after(story)


def cover_header(story: Story) -> Iterator[Element]:
    """The cover's header: its mark alone."""
    yield _after(story)


def _after(story: Story) -> Element:
    """The line after the header table, which also holds the watermark."""
    line = spacer(6.0)
    mark = watermark(story)
    if mark is not None:
        line.append(mark)
    return line


def _line(
    story: Story, words: str, *properties: Child, bold: bool = False, colour: str | None = None
) -> Element:
    runs = text_runs(story, words, *run_properties(bold=bold or None, colour=colour))
    return paragraph("Header", runs, *properties)


def _logo(story: Story, data: bytes, width: float) -> Element:
    picture = story.picture(data, "logo")
    across = min(_LOGO * picture.width / picture.height, width - 0.4)
    shown = inline_picture(story, picture, "logo", story.shared.copy.hospital, across)
    return paragraph("Header", [shown], el("w:jc", val=_CENTRE))


def _which(story: Story) -> Iterator[Element]:
    copy, digits = story.shared.copy, story.shared.digits
    yield _line(story, f"{wording.NUMBER} {copy.number}")
    yield _line(story, f"{wording.VERSION} {wording.version_words(copy.version, digits)}")
    yield _line(story, f"{wording.EFFECTIVE} {wording.effective_words(copy.effective, digits)}")
    # LibreOffice prints PAGE \* ThaiArabic as letters, so page fields stay plain. It does not know
    # SECTIONPAGES and shows what stands as its last result: the page number of the last line.
    count = field("SECTIONPAGES", field(f"PAGEREF {LAST_PAGE}", [run("1")]))
    yield paragraph("Header", [run(f"{wording.PAGE} "), *field("PAGE", [run("1")]), run("/"), *count])


def footer(story: Story) -> Iterator[Element]:
    """The copy's standing, and the code that opens its verification page."""
    copy, width = story.shared.copy, story.shared.set_.text_width
    colour = MARK_COLOURS[copy.mark]
    lines = [
        _line(story, words, bold=place == 0, colour=colour if place == 0 else "404040")
        for place, words in enumerate(wording.standing_lines(copy, story.shared.digits))
    ]
    if copy.verify_url is None:
        yield from lines
        return
    code_width = _QR + 0.4
    picture = story.picture(_qr(copy.verify_url), "qr")
    shown = inline_picture(story, picture, "qr", copy.verify_url, _QR)
    code = paragraph("Footer", [shown], el("w:jc", val="right"))
    sides = el("w:tcMar", el("w:left", w=0, type="dxa"), el("w:right", w=0, type="dxa"))
    middle = el("w:vAlign", val=_CENTRE)
    cells = [cell(lines, width - code_width, middle), cell([code], code_width, sides)]
    yield table("TableNormal", [width - code_width, code_width], [row(cells)])
    yield spacer(1.0)


def _qr(address: str) -> bytes:
    out = io.BytesIO()
    # A fixed mask: choosing the best one costs more than everything else in it.
    segno.make(address, error="m", mask=2, micro=False).save(out, kind="png", scale=6, border=1)
    return out.getvalue()


def watermark(story: Story) -> Element | None:
    """The mark across the page, as Word makes its own watermarks: VML text behind the header."""
    copy = story.shared.copy
    colour = _WATERMARKS.get(copy.mark)
    if colour is None:
        return None
    words, _ = wording.mark_words(copy.mark)
    ident = next(story.shared.shapes)
    style = (
        "position:absolute;margin-left:0;margin-top:0;width:380pt;height:190pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
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


def section(story: Story, header_id: str, footer_id: str, *, restart: bool) -> Element:
    """A section's page: paper, margins, header and footer. ``restart``: page numbers begin at 1 here."""
    profile = story.shared.set_.profile
    return el(
        "w:sectPr",
        el("w:headerReference", type="default", r_id=header_id),
        el("w:footerReference", type="default", r_id=footer_id),
        _note_format(story),
        el("w:type", val="nextPage"),
        el("w:pgSz", w=twips(profile.page_width), h=twips(profile.page_height)),
        el(
            "w:pgMar",
            top=twips(profile.margin_top),
            right=twips(profile.margin_right),
            bottom=twips(profile.margin_bottom),
            left=twips(profile.margin_left),
            header=twips(profile.header_distance),
            footer=twips(profile.footer_distance),
            gutter=0,
        ),
        el("w:pgNumType", start=1) if restart else None,
        el("w:cols", space=720),
    )


def _note_format(story: Story) -> Element | None:
    """Footnote numbers in the profile's digits."""
    if story.shared.digits == "arabic":
        return None
    return el("w:footnotePr", el("w:numFmt", val="thaiNumbers"))
