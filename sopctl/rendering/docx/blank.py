"""The empty package that every copy begins as: no theme, no template, nothing that a machine adds."""

from __future__ import annotations

import io
from datetime import UTC
from typing import Final, cast
from xml.sax.saxutils import escape

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.coreprops import CoreProperties
from docx.opc.rel import Relationships
from docx.package import Package

from sopctl.application.ports.copies import Mark, OfficialCopy
from sopctl.rendering.docx.ooxml import Element, el, serialise
from sopctl.rendering.docx.package import CONTENT_TYPES, pack
from sopctl.rendering.docx.styles import styles_part
from sopctl.rendering.docx.typeset import Typeset

_LONGEST: Final = 255
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EXTENDED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CORE: Final = (
    f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
)


def blank_package(set_: Typeset, copy: OfficialCopy) -> Package:
    """A package with styles, settings and an empty body."""
    files = {
        "word/document.xml": (CONTENT_TYPE.WML_DOCUMENT_MAIN, serialise(el("w:document", el("w:body")))),
        "word/styles.xml": (CONTENT_TYPE.WML_STYLES, serialise(styles_part(set_))),
        "word/settings.xml": (CONTENT_TYPE.WML_SETTINGS, serialise(_settings(copy))),
        "docProps/core.xml": (CONTENT_TYPE.OPC_CORE_PROPERTIES, _text(_CORE)),
        "docProps/app.xml": (CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, _application(copy)),
    }
    parts = {name: data for name, (_, data) in files.items()}
    parts[CONTENT_TYPES] = _content_types({name: kind for name, (kind, _) in files.items()})
    parts["_rels/.rels"] = _relationships(
        (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, "word/document.xml"),
        (RELATIONSHIP_TYPE.CORE_PROPERTIES, "docProps/core.xml"),
        (RELATIONSHIP_TYPE.EXTENDED_PROPERTIES, "docProps/app.xml"),
    )
    parts["word/_rels/document.xml.rels"] = _relationships(
        (RELATIONSHIP_TYPE.STYLES, "styles.xml"), (RELATIONSHIP_TYPE.SETTINGS, "settings.xml")
    )
    return Package.open(io.BytesIO(pack(parts, level=0)))


def _text(xml: str) -> bytes:
    return (_DECLARATION + xml).encode()


def parts_of(package: Package) -> dict[str, bytes]:
    """Every part of a package by name, with relationships and content types."""
    parts = {"_rels/.rels": _xml(package.rels)}
    kinds = {}
    for part in package.iter_parts():
        name = part.partname.membername
        parts[name], kinds[name] = part.blob, part.content_type
        if len(part.rels):
            parts[part.partname.rels_uri.membername] = _xml(part.rels)
    parts[CONTENT_TYPES] = _content_types(kinds)
    return parts


def _xml(relationships: Relationships) -> bytes:
    """A relationships part; python-docx declares the bytes as text."""
    return cast("bytes", relationships.xml)


def _content_types(kinds: dict[str, str]) -> bytes:
    defaults = f'<Default Extension="rels" ContentType="{CONTENT_TYPE.OPC_RELATIONSHIPS}"/>'
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in sorted(kinds.items())
    )
    return _text(f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>')


def _relationships(*relations: tuple[str, str]) -> bytes:
    items = "".join(
        f'<Relationship Id="rId{place}" Type="{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(relations, 1)
    )
    return _text(f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>')


def _application(copy: OfficialCopy) -> bytes:
    company = f"<Company>{escape(copy.hospital)}</Company>"
    return _text(f'<Properties xmlns="{_EXTENDED}"><Application>sopctl</Application>{company}</Properties>')


def _settings(copy: OfficialCopy) -> Element:
    """How readers open the copy: what is not a draft is for reading only."""
    protected = copy.mark is not Mark.DRAFT
    modern = "http://schemas.microsoft.com/office/word"
    return el(
        "w:settings",
        el("w:zoom", percent=100),
        el("w:embedTrueTypeFonts"),
        el("w:documentProtection", edit="readOnly", enforcement=1) if protected else None,
        el("w:defaultTabStop", val=567),
        el("w:characterSpacingControl", val="doNotCompress"),
        el("w:footnotePr", el("w:footnote", id=-1), el("w:footnote", id=0)),
        # Without it Word opens the file in compatibility mode.
        el("w:compat", el("w:compatSetting", name="compatibilityMode", uri=modern, val=15)),
        el("w:themeFontLang", val="en-US", bidi="th-TH"),
    )


def describe(properties: CoreProperties, copy: OfficialCopy) -> None:
    """Fill the core properties; their only time is the copy's own."""
    made_at = copy.made_at.astimezone(UTC)
    properties.title = _short(copy.title)
    properties.subject = str(copy.number)
    properties.author = _short(copy.owner)
    properties.keywords = _short(", ".join((str(copy.number), copy.type_th, copy.type_en, copy.hospital)))
    properties.category = _short(copy.type_th)
    properties.language = "th-TH"
    properties.version = str(copy.version)
    properties.content_status = copy.mark.value
    properties.revision = copy.version.edition
    properties.last_modified_by = _short(copy.hospital)
    properties.created = made_at
    properties.modified = made_at


def _short(words: str) -> str:
    """As much as a property holds: Office keeps 255 characters."""
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
