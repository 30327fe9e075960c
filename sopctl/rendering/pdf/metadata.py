"""What the file says of itself: XMP and document information, output intent, attached files.

PDF/A-3 (ISO 19005-3), PDF/UA-1 (ISO 14289-1).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from sopctl.application.ports.copies import Attachment
from sopctl.rendering.pdf.colour import srgb_profile
from sopctl.rendering.pdf.objects import PdfFile, pdf_date, pdf_name, pdf_text

PRODUCER = "sopctl"
_UA_SCHEMA = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA ID Schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>PDF/UA part</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
_NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
    'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
)


class About(NamedTuple):
    """The properties of a copy as a file. ``made_at`` is aware."""

    title: str
    author: str
    subject: str
    made_at: datetime
    language: str = "th-TH"


def write_metadata(file: PdfFile, about: About) -> tuple[int, int]:
    """Write the XMP packet and the information dictionary, which say the same; their object numbers."""
    day, text = pdf_date(about.made_at), pdf_text
    info = file.put(
        f"<</Title{text(about.title)}/Author{text(about.author)}/Subject{text(about.subject)}"
        f"/Creator{text(PRODUCER)}/Producer{text(PRODUCER)}/CreationDate{day}/ModDate{day}>>"
    )
    packet = _xmp(about).encode()
    return file.stream(packet, "/Type/Metadata/Subtype/XML", deflate=False), info


def _xmp(about: About) -> str:
    stamp = f"{about.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def alternatives(text: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text, quote=False)}</rdf:li></rdf:Alt>'

    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about="" {_NAMESPACES}>\n'
        f"<dc:title>{alternatives(about.title)}</dc:title>"
        f"<dc:creator><rdf:Seq><rdf:li>{escape(about.author, quote=False)}</rdf:li></rdf:Seq></dc:creator>\n"
        f"<dc:description>{alternatives(about.subject)}</dc:description>"
        f"<dc:language><rdf:Bag><rdf:li>{about.language}</rdf:li></rdf:Bag></dc:language>\n"
        f"<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>"
        f"<xmp:MetadataDate>{stamp}</xmp:MetadataDate><xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>"
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>\n"
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
        "<pdfuaid:part>1</pdfuaid:part>\n"
        f"</rdf:Description>{_UA_SCHEMA}</rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    )


def write_intent(file: PdfFile) -> str:
    """Write the sRGB profile; the catalogue's array of output intents."""
    profile = file.stream(srgb_profile(), "/N 3")
    return (
        "[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
        f"/Info(sRGB IEC61966-2.1)/RegistryName(http://www.color.org)/DestOutputProfile {profile} 0 R>>]"
    )


def write_attachments(file: PdfFile, attachments: tuple[Attachment, ...], made_at: datetime) -> str:
    """Write associated files (PDF/A-3, 6.8); the catalogue's entries for them."""
    if not attachments:
        return ""
    specs: list[tuple[str, int]] = []
    for attachment in sorted(attachments, key=lambda each: each.name):
        checksum = hashlib.md5(attachment.data, usedforsecurity=False).hexdigest()  # the format asks for MD5
        kept = file.stream(
            attachment.data,
            f"/Type/EmbeddedFile/Subtype{pdf_name(attachment.media_type)}"
            f"/Params<</Size {len(attachment.data)}/ModDate{pdf_date(made_at)}/CheckSum<{checksum}>>>",
        )
        name = pdf_text(attachment.name)
        spec = file.put(
            f"<</Type/Filespec/F{name}/UF{name}/Desc{pdf_text(attachment.about)}"
            f"/AFRelationship/{attachment.relation}/EF<</F {kept} 0 R/UF {kept} 0 R>>>>"
        )
        specs.append((name, spec))
    names = "".join(f"{name}{spec} 0 R " for name, spec in specs).strip()
    array = " ".join(f"{spec} 0 R" for _, spec in specs)
    return f"/AF[{array}]/Names<</EmbeddedFiles<</Names[{names}]>>>>"
