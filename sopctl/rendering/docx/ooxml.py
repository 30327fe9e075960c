"""WordprocessingML elements, their order and their units.

Word asks to repair a file whose elements stand out of the schema's sequence, so property containers are
put in order here, once, whoever fills them.
"""

from __future__ import annotations

from functools import cache
from typing import Final, TypeAlias

from lxml import etree
from lxml.etree import _Element

NAMESPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
Element: TypeAlias = _Element  # lxml names the type of its elements with an underscore
_DECLARED: Final = {prefix: uri for prefix, uri in NAMESPACES.items() if prefix != "xml"}

Child = Element | str | None

# Sequences of ECMA-376 part 1 (transitional): CT_PPr, CT_RPr, CT_TblPr, CT_TrPr, CT_TcPr, CT_SectPr, CT_Lvl.
_SEQUENCES: Final = {
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr "
    "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr",
    "w:rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "w:tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "w:trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader "
    "tblCellSpacing jc hidden",
    "w:tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign "
    "hideMark",
    "w:sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
    "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "w:lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
}
_ROOTS: Final = frozenset(
    f"w:{name}"
    for name in ("document", "styles", "settings", "numbering", "fonts", "footnotes", "hdr", "ftr")
)
_RANK: Final = {
    tag: {f"{{{NAMESPACES['w']}}}{name}": place for place, name in enumerate(names.split())}
    for tag, names in _SEQUENCES.items()
}


@cache
def qualified(name: str) -> str:
    """``w:p`` as ``{namespace}p``."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def el(tag: str, *children: Child, **attributes: str | int | None) -> Element:
    """An element with its children and attributes; what is None is left out.

    An attribute of a ``w:`` element is in the same namespace unless it names another (``r_id``,
    ``xml_space``); on other elements, plain names have none. Text children come first.
    Raises ValueError for text that XML cannot hold.
    """
    prefix = tag.partition(":")[0]
    # Declaring namespaces is most of an element's cost; inside a root it takes the root's.
    declared = None if prefix == "w" and tag not in _ROOTS else _DECLARED
    element = etree.Element(qualified(tag), nsmap=declared)
    for name, value in attributes.items():
        if value is not None:
            element.set(_attribute(prefix, name), str(value))
    rank = _RANK.get(tag)
    inside = [child for child in children if child is not None and not isinstance(child, str)]
    if rank is not None:
        inside.sort(key=lambda child: rank[str(child.tag)])
    text = "".join(child for child in children if isinstance(child, str))
    if text:
        element.text = text
    element.extend(inside)
    return element


@cache
def _attribute(prefix: str, name: str) -> str:
    space, _, local = name.partition("_")
    if local and space in NAMESPACES:
        return qualified(f"{space}:{local}")
    return qualified(f"w:{name}") if prefix == "w" else name


def flag(tag: str, on: bool | None) -> Element | None:
    """An on/off property, or nothing while ``on`` is None or False."""
    return el(tag) if on else None


def fonts(name: str) -> Element:
    """A run's font for every script, so that no character falls to another one."""
    return el("w:rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name)


def run_properties(
    *more: Child,
    style: str | None = None,
    font: str | None = None,
    size: float | None = None,
    bold: bool | None = None,
    italic: bool = False,
    colour: str | None = None,
) -> Element:
    """``w:rPr`` in which each property stands with its complex-script half; ``size`` in points.

    Word sets Thai from the complex-script half alone: a run without it keeps the style's size and weight.
    ``bold`` False takes an inherited weight away; None leaves it.
    """
    half_points = None if size is None else round(size * 2)
    weight = None if bold is None else ("1" if bold else "0")
    return el(
        "w:rPr",
        el("w:rStyle", val=style) if style else None,
        fonts(font) if font else None,
        el("w:b", val=weight) if weight else None,
        el("w:bCs", val=weight) if weight else None,
        flag("w:i", italic),
        flag("w:iCs", italic),
        el("w:color", val=colour) if colour else None,
        el("w:sz", val=half_points) if half_points else None,
        el("w:szCs", val=half_points) if half_points else None,
        *more,
    )


def twips(centimetres: float) -> int:
    """Centimetres in twentieths of a point."""
    return round(centimetres * 1440 / 2.54)


def points(size: float) -> int:
    """Points in twentieths of a point."""
    return round(size * 20)


def emu(centimetres: float) -> int:
    """Centimetres in English Metric Units, in which DrawingML measures."""
    return round(centimetres * 360000)


def serialise(element: Element) -> bytes:
    """A part's XML, UTF-8 with its declaration."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
