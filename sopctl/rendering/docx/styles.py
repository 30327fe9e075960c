"""The styles part: every style of a copy, with its complex-script half."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sopctl.content.profile import OFFICIAL_TO_SARABUN, TextStyle
from sopctl.rendering.colours import RULE
from sopctl.rendering.docx.ooxml import Element, el, flag, points, run_properties, twips
from sopctl.rendering.docx.typeset import HEADING_LEVELS, Typeset

_ALIGN: Final = {"left": "left", "centre": "center", "right": "right", "thai": "thaiDistribute"}
_LINK: Final = "0B5394"
COVER_LEADING: Final = 1.5  # of a size


def hex_colour(colour: str) -> str:
    """``#2F4A6D`` as WordprocessingML writes it."""
    return colour.lstrip("#").upper()


def styles_part(set_: Typeset) -> Element:
    """``w:styles`` for a profile."""
    return el(
        "w:styles", _defaults(set_), *_paragraph_styles(set_), *_character_styles(set_), *_table_styles(set_)
    )


def _defaults(set_: Typeset) -> Element:
    """What a run has without any style: both scripts' font and size, and Thai as the complex language."""
    language = el("w:lang", val="en-US", eastAsia="en-US", bidi="th-TH")
    return el(
        "w:docDefaults",
        el("w:rPrDefault", run_properties(language, font=set_.font, size=set_.body_size)),
        el("w:pPrDefault", el("w:pPr", el("w:widowControl"))),
    )


def _ground(set_: Typeset, colour: str) -> Element:
    """What lies behind text: a tint, or nothing where a mark across the page has to show."""
    fill = "auto" if set_.marked else hex_colour(colour)
    return el("w:shd", val="clear", color="auto", fill=fill)


def spacing(style: TextStyle) -> Element:
    """Leading and the space around; at least, so that a taller picture or sign still has its room."""
    return el(
        "w:spacing",
        before=points(style.before),
        after=points(style.after),
        line=points(style.leading),
        lineRule="atLeast",
    )


def _style(
    kind: str,
    ident: str,
    name: str,
    *content: Element | None,
    based: str | None = None,
    following: str | None = None,
    default: bool = False,
    shown: bool = True,
    custom: bool = False,
) -> Element:
    return el(
        "w:style",
        el("w:name", val=name),
        el("w:basedOn", val=based) if based else None,
        el("w:next", val=following) if following else None,
        el("w:uiPriority", val=1 if shown else 99),
        flag("w:qFormat", shown),
        *content,
        type=kind,
        styleId=ident,
        default="1" if default else None,
        customStyle="1" if custom else None,
    )


def _text(
    set_: Typeset,
    ident: str,
    name: str,
    style: TextStyle,
    *properties: Element | None,
    based: str | None = "Normal",
    following: str | None = None,
    italic: bool = False,
    colour: str | None = None,
    default: bool = False,
    shown: bool = True,
    custom: bool = False,
) -> Element:
    """A paragraph style from a text style of the profile."""
    return _style(
        "paragraph",
        ident,
        name,
        el("w:pPr", spacing(style), el("w:jc", val=_ALIGN[style.align]), *properties),
        run_properties(size=set_.size(style.size), bold=style.bold or None, italic=italic, colour=colour),
        based=based,
        following=following,
        default=default,
        shown=shown,
        custom=custom,
    )


def _plain(style: TextStyle, **changed: object) -> TextStyle:
    values = {name: getattr(style, name) for name in TextStyle.__dataclass_fields__}
    return TextStyle(**{**values, **changed})


def _paragraph_styles(set_: Typeset) -> Iterator[Element]:
    body, cell, small = set_.profile.body, set_.profile.cell, set_.profile.small
    left = _plain(body, align="left", before=0.0, after=0.0)
    yield _text(set_, "Normal", "Normal", left, based=None, default=True)
    indent = el("w:ind", firstLine=points(body.indent)) if body.indent else None
    yield _text(set_, "BodyText", "Body Text", body, indent)
    for level in range(1, HEADING_LEVELS + 1):
        yield _text(
            set_,
            f"Heading{level}",
            f"heading {level}",
            set_.heading(level),
            el("w:keepNext"),
            el("w:keepLines"),
            el("w:outlineLvl", val=level - 1),
            following="BodyText",
        )
    yield _text(set_, "Title", "Title", _plain(left, bold=True, align="centre"))
    yield from _cover_styles(set_)
    yield _cover_date(set_)
    yield _text(set_, "ListParagraph", "List Paragraph", body)
    yield _text(set_, "Caption", "caption", set_.profile.caption, el("w:keepLines"))
    for ident, name in (("Header", "header"), ("Footer", "footer")):
        yield _text(set_, ident, name, _plain(small, before=0.0, after=0.0), shown=False)
    yield _text(set_, "FootnoteText", "footnote text", set_.profile.footnote, shown=False)
    yield from _table_text(set_, cell)
    yield from _set_off(set_)
    yield from _contents(set_)


def _cover_styles(set_: Typeset) -> Iterator[Element]:
    profile = set_.profile
    for ident, name, size, after in (
        ("CoverType", "Cover Type", profile.cover_type_size, 6.0),
        ("CoverTitle", "Cover Title", profile.cover_title_size, 18.0),
        ("CoverOwner", "Cover Owner", profile.cover_owner_size, 2.0),
    ):
        sarabun = size * OFFICIAL_TO_SARABUN
        style = TextStyle(sarabun, sarabun * COVER_LEADING, bold=True, align="centre", after=after)
        yield _text(set_, ident, name, style, custom=True, shown=False)


def _cover_date(set_: Typeset) -> Element:
    style = _plain(set_.profile.cell, align="centre", before=2.0, after=12.0)
    return _text(set_, "CoverDate", "Cover Date", style, custom=True, shown=False)


def _table_text(set_: Typeset, cell: TextStyle) -> Iterator[Element]:
    yield _text(set_, "TableText", "Table Text", cell, custom=True)
    head = _plain(cell, bold=True, align="centre")
    yield _text(set_, "TableHead", "Table Head", head, el("w:keepNext"), based="TableText", custom=True)


def _set_off(set_: Typeset) -> Iterator[Element]:
    body = set_.profile.body
    note = _plain(body, align="left", before=0.0, after=2.0)
    yield _text(set_, "NoteText", "Note Text", note, custom=True)
    yield _text(set_, "Quote", "Quote", _plain(body, indent=0.0, before=0.0))
    term = _plain(body, bold=True, align="left", after=0.0)
    yield _text(
        set_, "DefinitionTerm", "Definition Term", term, el("w:keepNext"), following="BodyText", custom=True
    )
    code = _plain(set_.profile.code, before=4.0, after=6.0)
    yield _style(
        "paragraph",
        "Code",
        "Code",
        el(
            "w:pPr",
            spacing(code),
            el("w:jc", val="left"),
            _ground(set_, set_.profile.tint),
            el("w:ind", left=twips(0.2), right=twips(0.2)),
        ),
        el(
            "w:rPr",
            el("w:rFonts", ascii=set_.mono, hAnsi=set_.mono, eastAsia=set_.font, cs=set_.font),
            el("w:sz", val=round(set_.size(code.size) * 2)),
            el("w:szCs", val=round(set_.size(code.size) * 2)),
        ),
        based="Normal",
        custom=True,
    )


def _contents(set_: Typeset) -> Iterator[Element]:
    body = set_.profile.body
    head = _plain(set_.profile.heading1, align="centre")
    yield _text(set_, "TOCHeading", "TOC Heading", head, el("w:keepNext"), following="BodyText")
    yield _text(set_, "FrontHeading", "Front Heading", head, el("w:keepNext"), custom=True, shown=False)
    for level in (1, 2, 3):
        entry = _plain(body, align="left", before=0.0, after=0.0, indent=0.0)
        indent = el("w:ind", left=twips(0.6 * (level - 1)))
        leader = el("w:tabs", el("w:tab", val="right", leader="dot", pos=twips(set_.text_width)))
        yield _text(
            set_, f"TOC{level}", f"toc {level}", entry, indent, leader, following="Normal", shown=False
        )


def _character_styles(set_: Typeset) -> Iterator[Element]:
    yield _style("character", "DefaultParagraphFont", "Default Paragraph Font", default=True, shown=False)
    yield _style(
        "character",
        "Hyperlink",
        "Hyperlink",
        el("w:rPr", el("w:color", val=_LINK), el("w:u", val="single")),
        based="DefaultParagraphFont",
        shown=False,
    )
    yield _style(
        "character",
        "FootnoteReference",
        "footnote reference",
        el("w:rPr", el("w:vertAlign", val="superscript")),
        based="DefaultParagraphFont",
        shown=False,
    )
    yield _style(
        "character",
        "CodeText",
        "Code Text",
        run_properties(
            _ground(set_, set_.profile.tint),
            size=set_.size(set_.profile.code.size),
        ),
        based="DefaultParagraphFont",
        custom=True,
    )


def _borders(colour: str, *sides: str, size: int = 4) -> Element:
    return el(
        "w:tblBorders",
        *(el(f"w:{side}", val="single", sz=size, space=0, color=colour) for side in sides),
    )


_ALL_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def _table_styles(set_: Typeset) -> Iterator[Element]:
    margins = el(
        "w:tblCellMar",
        el("w:top", w=60, type="dxa"),
        el("w:left", w=100, type="dxa"),
        el("w:bottom", w=60, type="dxa"),
        el("w:right", w=100, type="dxa"),
    )
    yield _style(
        "table",
        "TableNormal",
        "Normal Table",
        el("w:tblPr", el("w:tblInd", w=0, type="dxa"), margins),
        default=True,
        shown=False,
    )
    size = run_properties(size=set_.size(set_.profile.cell.size))
    head = el(
        "w:tblStylePr",
        run_properties(bold=True),
        el("w:tcPr", _ground(set_, set_.profile.tint)),
        type="firstRow",
    )
    grid = el("w:tblPr", _borders(hex_colour(RULE), *_ALL_SIDES))
    yield _style("table", "TableGrid", "Table Grid", size, grid, head, based="TableNormal")
    profile = set_.profile
    for ident, bar, ground in (
        ("NoteBox", profile.accent, profile.tint),
        ("CautionBox", profile.caution, profile.caution_tint),
        ("QuoteBox", "#B0B0B0", ""),
    ):
        box = el("w:tblPr", _borders(hex_colour(bar), "left", size=24))
        fill = el("w:tcPr", _ground(set_, ground) if ground else None)
        yield _style("table", ident, ident[:-3] + " Box", box, fill, based="TableNormal", custom=True)
