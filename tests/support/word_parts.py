"""Word files for tests, written as XML by hand: what Word, LibreOffice and Google Docs write, in small."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from PIL import Image

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = f"{_WORD}.document.main+xml"


def run(text: str, properties: str = "") -> str:
    """A run; ``properties`` is the inside of w:rPr."""
    own = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{own}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*content: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs; plain text becomes one."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    own = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{own}{''.join(one if one.startswith('<') else run(one) for one in content)}</w:p>"


def tc(*content: str, properties: str = "") -> str:
    """A cell."""
    inside = "".join(one if one.startswith(("<w:p", "<w:tbl")) else p(one) for one in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside or p()}</w:tc>"


def tbl(*rows: tuple[str, ...], style: str = "TableGrid") -> str:
    """A table of rows of cells; plain text becomes a cell."""
    made = "".join(
        "<w:tr>" + "".join(one if one.startswith("<w:tc>") else tc(one) for one in row) + "</w:tr>"
        for row in rows
    )
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/></w:tblPr><w:tblGrid/>{made}</w:tbl>'


BOLD = "<w:b/><w:bCs/>"
BOLD_CS = "<w:bCs/>"


def heading_styles(name: str = "heading") -> str:
    """Word's heading styles, bold and larger."""
    return "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="{name} {n}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:bCs/><w:szCs w:val="36"/></w:rPr></w:style>'
        for n in range(1, 5)
    )


def styles(more: str = "", size: int = 32) -> str:
    """Styles with a default size in half points."""
    return (
        f'<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="TH SarabunPSK" '
        f'w:cs="TH SarabunPSK"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:rPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        f'<w:name w:val="Normal"/></w:style>{more}</w:styles>'
    )


def level(depth: int, form: str, text: str, left: int | None = None, start: int = 1) -> str:
    """One level of a numbering."""
    indent = left if left is not None else 720 * (depth + 1)
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/><w:pPr><w:ind w:left="{indent}" w:hanging="360"/></w:pPr></w:lvl>'
    )


def numbering(*lists: str) -> str:
    """Numberings 1, 2 … of levels."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{one}</w:abstractNum>' for n, one in enumerate(lists, 1)
    )
    instances = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1)
    )
    return f"<w:numbering {NAMESPACES}>{abstract}{instances}</w:numbering>"


def item(number: int, depth: int, *content: str) -> str:
    """A paragraph of a list."""
    return p(*content, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def png(width: int = 12, height: int = 8, colour: str = "red", kind: str = "PNG") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


def picture(relation: str, alt: str = "") -> str:
    """A run with a picture of DrawingML."""
    described = f" descr={quoteattr(alt)}" if alt else ""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="2880000" cy="1440000"/><wp:docPr id="1" name="p"'
        f'{described}/><a:graphic><a:graphicData uri="x"><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="{relation}"/>'
        f"</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def text_box(*paragraphs: str) -> str:
    """A text box as Word writes it: twice, once for itself and once for older readers."""
    inside = "".join(paragraphs)
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic>'
        f"<a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp>"
        f"</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inside}"
        f"</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(instruction: str, *result: str) -> str:
    """A field with its last result."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{''.join(one if one.startswith('<') else run(one) for one in result)}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def docx(
    *body: str,
    parts: Mapping[str, str | bytes] | None = None,
    relations: Mapping[str, tuple[str, str]] | None = None,
    style_xml: str = "",
    numbering_xml: str = "",
    title: str = "",
) -> bytes:
    """A Word file. ``parts``: below ``word/``; headers, footers, notes and comments get their relationship.

    ``relations``: id to (kind, target); a target with ``:`` lies outside.
    """
    found: dict[str, str | bytes] = dict(parts or {})
    found["styles.xml"] = style_xml or styles(heading_styles())
    if numbering_xml:
        found["numbering.xml"] = numbering_xml
    links = {f"rIdp{n}": (_kind(name), name) for n, name in enumerate(found) if _kind(name)}
    links.update(relations or {})
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>',
        "_rels/.rels": _relationships({"r1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{''.join(body)}<w:sectPr/></w:body>"
        "</w:document>",
        "word/_rels/document.xml.rels": _relationships(links),
        **{f"word/{name}": data for name, data in found.items()},
    }
    if title:
        core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
        files["docProps/core.xml"] = (
            f'<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(title)}</dc:title></cp:coreProperties>"
        )
    return packed(files)


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """Files as a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _kind(name: str) -> str:
    for kind in ("styles", "numbering", "header", "footer", "footnotes", "endnotes", "comments"):
        if name.startswith(kind):
            return kind
    return ""


def _relationships(links: Mapping[str, tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="{ident}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}{_mode(target)}/>'
        for ident, (kind, target) in links.items()
    )
    return f'<Relationships xmlns="{_RELATIONS}">{made}</Relationships>'


def _mode(target: str) -> str:
    return ' TargetMode="External"' if ":" in target or target.startswith("\\") else ""


def story(root: str, *content: str) -> str:
    """A header (``hdr``), footer (``ftr``) or other part with text."""
    return f"<w:{root} {NAMESPACES}>{''.join(content)}</w:{root}>"
