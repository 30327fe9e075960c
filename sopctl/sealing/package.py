"""The seal over a DOCX: a list of every part's SHA-256, and a CMS signature over that list.

A signature as Word makes them leaves out some parts, and a part added later can escape it; this one names
every part of the package, so that nothing can be changed, added or removed unseen. Three parts are added:
the approval record, the list, and the signature; each is declared in ``[Content_Types].xml`` and reached by
a relationship of the package, as ECMA-376 part 2 asks, so that Word and LibreOffice open the file unasked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from lxml import etree

from sopctl.application.ports.copies import Seal
from sopctl.domain import canonical

RECORD_PART = "sopctl/approval.json"
LIST_PART = "sopctl/seal.json"
SIGNATURE_PART = "sopctl/seal.p7s"
TYPES_PART = "[Content_Types].xml"
RELATIONSHIPS_PART = "_rels/.rels"

_FORMAT = "sopctl-package-1"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ADDED = (
    # part, content type, relationship type
    (RECORD_PART, "application/json", "urn:sopctl:approval-record"),
    (LIST_PART, "application/json", "urn:sopctl:seal-list"),
    (SIGNATURE_PART, "application/pkcs7-signature", "urn:sopctl:seal-signature"),
)


class OpcSealer:
    """Fills the port ``PackageSealer``. The same parts, seal and record give the same result."""

    def seal(self, parts: dict[str, bytes], seal: Seal, record: bytes) -> dict[str, bytes]:
        """All parts with the approval record and the seal's parts added; ``parts`` stays as it is.

        Raises ValueError when a part of the seal's names is there already, or when the package has no
        content types or relationships.
        """
        if taken := [name for name, _, _ in _ADDED if name in parts]:
            raise ValueError(f"the package is sealed already: {taken[0]}")
        if absent := [name for name in (TYPES_PART, RELATIONSHIPS_PART) if name not in parts]:
            raise ValueError(f"the package has no part {absent[0]}")
        sealed = dict(parts)
        sealed[TYPES_PART] = _declare(parts[TYPES_PART])
        sealed[RELATIONSHIPS_PART] = _relate(parts[RELATIONSHIPS_PART])
        sealed[RECORD_PART] = record
        listed = list_parts(sealed)
        sealed[LIST_PART] = listed
        sealed[SIGNATURE_PART] = seal.sign(hashlib.sha256(listed).digest())
        return sealed


def list_parts(parts: Mapping[str, bytes]) -> bytes:
    """The canonical list of all parts but the seal's own two."""
    hashes = {name: canonical.sha256(data) for name, data in parts.items() if not _own(name)}
    return canonical.encode({"format": _FORMAT, "parts": hashes})


def read_list(listed: bytes) -> dict[str, str] | None:
    """Part name to SHA-256 from such a list; None when it is none, or not in its canonical form."""
    try:
        value = json.loads(listed)
        hashes: dict[str, str] = {str(name): str(digest) for name, digest in value["parts"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return hashes if canonical.encode({"format": _FORMAT, "parts": hashes}) == listed else None


def compare(hashes: Mapping[str, str], parts: Mapping[str, bytes | None]) -> dict[str, list[str]]:
    """Names of parts, sorted, by what happened to them: ``changed``, ``added`` and ``removed``.

    A part that cannot be unpacked any more is None and counts as changed.
    """
    names = {name for name in parts if not _own(name)}
    return {
        "changed": sorted(name for name in names & hashes.keys() if _differs(parts[name], hashes[name])),
        "added": sorted(names - hashes.keys()),
        "removed": sorted(hashes.keys() - names),
    }


def _differs(part: bytes | None, sha256: str) -> bool:
    return part is None or canonical.sha256(part) != sha256


def _own(name: str) -> bool:
    return name in {LIST_PART, SIGNATURE_PART}


def _declare(types: bytes) -> bytes:
    root = _parse(types)
    for part, kind, _ in _ADDED:
        etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=kind)
    return _serialise(root)


def _relate(relationships: bytes) -> bytes:
    root = _parse(relationships)
    for number, (part, _, kind) in enumerate(_ADDED, 1):
        etree.SubElement(
            root, f"{{{_RELATIONSHIPS}}}Relationship", Id=f"sopctl{number}", Type=kind, Target=part
        )
    return _serialise(root)


def _parse(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
