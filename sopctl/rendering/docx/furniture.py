"""What stands on every page: the header table, the footer with the copy's standing, the paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import deepcopy
from typing import Final

import segno

from sopctl.rendering import wording
from sopctl.rendering.colours import MARK_COLOURS, RULE
from sopctl.rendering.docx.ooxml import Child, Element, el, run_properties, twips
from sopctl.rendering.docx.paragraphs import cell, paragraph, row, spacer, table
from sopctl.rendering.docx.story import Story, inline_picture
from sopctl.rendering.docx.styles import hex_colour
from sopctl.rendering.docx.text import field, run, text_runs
from sopctl.rendering.docx.watermark import ACROSS, watermark
from sopctl.rendering.png import deflated_alike

LAST_PAGE: Final = "lastpage"  # bookmark at the end of the text
_LOGO_COLUMN: Final = 2.0  # centimetres
_LOGO_HEIGHT: Final = 1.7
_FACTS: Final = 5.2  # the column of number, version, date and page
_QR: Final = 1.5
_STANDING: Final = 13.0  # points: what ยกเลิก and ร่าง are set at
_CENTRE: Final = "center"


def header(story: Story) -> Iterator[Element]:
    """The header table of the pages after the cover: logo, what the document is, which one."""
    copy, width = story.shared.copy, story.shared.set_.text_width
    logo = _LOGO_COLUMN if copy.logo else 0.0
    widths = [*([logo] if logo else []), width - logo - _FACTS, _FACTS]
    facts = list(_facts(story, widths[-1]))
    rows = []
    for place, fact in enumerate(facts):
        merge = "restart" if place == 0 else None
        cells = []
        if copy.logo is not None:
            shown = [_logo(story, copy.logo)] if place == 0 else [paragraph("Header", ())]
            cells.append(cell(shown, logo, el("w:vMerge", val=merge), el("w:vAlign", val=_CENTRE)))
        title = list(_title(story)) if place == 0 else [paragraph("Header", ())]
        cells.append(cell(title, widths[-2], el("w:vMerge", val=merge), el("w:vAlign", val=_CENTRE)))
        cells.append(cell([fact], widths[-1], el("w:vAlign", val=_CENTRE)))
        rows.append(row(cells))
    yield table("TableGrid", widths, rows)
    yield _after(story, 14.0)


def cover_header(story: Story) -> Iterator[Element]:
    """The cover's header: its mark alone."""
    yield _after(story, 1.0)


def _after(story: Story, height: float) -> Element:
    """The line after the header table, which also holds the watermark."""
    line = spacer(height)
    mark = watermark(story)
    if mark is not None:
        line.append(mark)
    return line


def _line(
    story: Story, words: str, *properties: Child, bold: bool = False, colour: str | None = None
) -> Element:
    runs = text_runs(story, words, *run_properties(bold=bold or None, colour=colour))
    return paragraph("Header", runs, *properties)


def _title(story: Story) -> Iterator[Element]:
    copy = story.shared.copy
    about = f"{copy.type_th}  {copy.owner}" if copy.owner else copy.type_th
    for words, bold in (
        (copy.hospital, True),
        (about, False),
        (f"{wording.SUBJECT} {copy.title}", True),
    ):
        yield _line(story, words, el("w:jc", val=_CENTRE), bold=bold)


def _logo(story: Story, data: bytes) -> Element:
    picture = story.picture(data, "logo")
    scale = min(_LOGO_HEIGHT / picture.height, (_LOGO_COLUMN - 0.4) / picture.width)
    shown = inline_picture(story, picture, "logo", story.shared.copy.hospital, picture.width * scale)
    return paragraph("Header", [shown], el("w:jc", val=_CENTRE))


def _facts(story: Story, width: float) -> Iterator[Element]:
    """Number, version, effective date and page: names to the left, values to the right of a cell."""
    copy, digits = story.shared.copy, story.shared.digits
    stop = el("w:tabs", el("w:tab", val="right", pos=twips(width - 0.35)))
    bold = list(run_properties(bold=True))
    for name, value in (
        (wording.NUMBER, str(copy.number)),
        (wording.VERSION, wording.version_words(copy.version, digits)),
        (wording.EFFECTIVE, wording.effective_words(copy.effective, digits)),
    ):
        runs = [*text_runs(story, f"{name}\t"), *text_runs(story, value, *bold)]
        yield paragraph("Header", runs, deepcopy(stop))
    # LibreOffice prints PAGE \* ThaiArabic as letters, so page fields stay plain. It does not know
    # SECTIONPAGES and shows what stands as its last result: the page number of the last line.
    count = field("SECTIONPAGES", field(f"PAGEREF {LAST_PAGE}", [run("1", *bold)], *bold), *bold)
    page = field("PAGE", [run("1", *bold)], *bold)
    yield paragraph("Header", [run(f"{wording.PAGE}\t"), *page, run("/", *bold), *count], deepcopy(stop))


def footer(story: Story) -> Iterator[Element]:
    """The copy's standing, and the code that opens its verification page."""
    copy, width = story.shared.copy, story.shared.set_.text_width
    colour = hex_colour(MARK_COLOURS[copy.mark])
    headline, *rest = wording.standing_lines(copy, story.shared.digits)
    # Pictures cover the mark across a page, so the footer says it at a size that nobody misses.
    size = story.shared.set_.size(_STANDING if copy.mark in ACROSS else story.shared.set_.profile.small.size)
    bold = run_properties(size=size, bold=True, colour=colour)
    lines = [paragraph("Footer", text_runs(story, headline, *bold))]
    lines += [_line(story, words, colour="404040") for words in rest]
    above = el("w:tblBorders", el("w:top", val="single", sz=4, space=0, color=hex_colour(RULE)))
    if copy.verify_url is None:
        yield table("TableNormal", [width], [row([cell(lines, width)])], above)
        yield spacer(1.0)
        return
    small = run_properties(size=story.shared.set_.size(story.shared.set_.profile.small.size - 2))
    lines.append(paragraph("Header", text_runs(story, copy.verify_url, *small)))
    code_width = _QR + 0.4
    picture = story.picture(_qr(copy.verify_url), "qr")
    shown = inline_picture(story, picture, "qr", copy.verify_url, _QR)
    code = paragraph("Footer", [shown], el("w:jc", val="right"))
    sides = el("w:tcMar", el("w:left", w=0, type="dxa"), el("w:right", w=0, type="dxa"))
    middle = el("w:vAlign", val=_CENTRE)
    cells = [cell(lines, width - code_width, middle), cell([code], code_width, sides)]
    yield table("TableNormal", [width - code_width, code_width], [row(cells)], above)
    yield spacer(1.0)


def _qr(address: str) -> bytes:
    out = io.BytesIO()
    # A fixed mask: choosing the best one costs more than everything else in it.
    segno.make(address, error="m", mask=2, micro=False).save(out, kind="png", scale=6, border=1)
    return deflated_alike(out.getvalue())


def section(story: Story, header_id: str | None, footer_id: str | None, *, restart: bool) -> Element:
    """A section's page: paper, margins, header and footer. ``restart``: page numbers begin at 1 here."""
    profile = story.shared.set_.profile
    return el(
        "w:sectPr",
        el("w:headerReference", type="default", r_id=header_id) if header_id else None,
        el("w:footerReference", type="default", r_id=footer_id) if footer_id else None,
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
