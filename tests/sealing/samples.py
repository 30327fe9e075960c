"""Small sealed files, written by hand so that each byte of them is known."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime

from sopctl.application.ports.copies import Seal
from sopctl.sealing.package import OpcSealer

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
HOSPITAL = "โรงพยาบาลวิชัยเกษม"
RECORD = '{"format":"approval","number":"SOP-IT-001","title":"ทดสอบ"}'.encode()

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf_objects(record: bytes | None = RECORD) -> dict[int, bytes]:
    """A one-page document with a place for a seal (object 6) and an attached record (object 8)."""
    attached = b"/AF[7 0 R]/Names<</EmbeddedFiles<</Names[(r) 7 0 R]>>>>" if record is not None else b""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>/Perms<</DocMDP 6 0 R>>"
        + attached
        + b">>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[5 0 R]>>",
        4: _stream(b"", b"0 0 m 100 100 l S"),
        5: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/V 6 0 R/Rect[0 0 0 0]/F 132/P 3 0 R>>",
    }
    if record is not None:
        objects[7] = (
            b"<</Type/Filespec/F(SOP-IT-001-v1-approval.json)/UF(SOP-IT-001-v1-approval.json)"
            b"/AFRelationship/Data/EF<</F 8 0 R>>>>"
        )
        objects[8] = _stream(b"/Type/EmbeddedFile/Subtype/application#2Fjson", record)
    return objects


def plain_objects(record: bytes | None = RECORD) -> dict[int, bytes]:
    """The same document without a place for a seal."""
    objects = pdf_objects(record)
    del objects[5]
    objects[1] = objects[1].replace(b"/AcroForm<</Fields[5 0 R]/SigFlags 3>>/Perms<</DocMDP 6 0 R>>", b"")
    objects[3] = objects[3].replace(b"/Annots[5 0 R]", b"")
    return objects


def sealed_pdf(seal: Seal, *, at: datetime = NOW, record: bytes | None = RECORD, certify: int = 1) -> bytes:
    """A PDF sealed in the write that makes it. ``certify``: changes permitted (1: none), 0: not said."""
    objects = pdf_objects(record)
    reference = (
        b"/Reference[<</Type/SigRef/TransformMethod/DocMDP"
        b"/TransformParams<</Type/TransformParams/P %d/V/1.2>>>>]" % certify
        if certify
        else b""
    )
    if not certify:
        objects[1] = objects[1].replace(b"/Perms<</DocMDP 6 0 R>>", b"")
    objects[6] = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(%s)%s/Contents %s%s>>" % (
        at.strftime("D:%Y%m%d%H%M%SZ").encode(),
        reference,
        b"<" + b"0" * (2 * seal.size) + b">",
        b"/ByteRange[0 " + b" " * 33 + b"]",
    )
    data = bytearray(write_pdf(objects))
    start = data.index(b"/Contents <") + len(b"/Contents ")
    stop = start + 2 * seal.size + 2
    place = data.index(b"/ByteRange[0 ") + len(b"/ByteRange[0 ")
    numbers = b"%d %d %d" % (start, stop, len(data) - stop)
    data[place : place + len(numbers)] = numbers
    digest = hashlib.sha256(data[:start] + data[stop:]).digest()
    made = seal.sign(digest).hex().encode()
    data[start + 1 : start + 1 + len(made)] = made
    return bytes(data)


def write_pdf(objects: dict[int, bytes]) -> bytes:
    """Objects and a classic cross-reference table."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe0\xb8\x81\n")
    places = {}
    for number in sorted(objects):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, objects[number]))
    start = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n")
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start))
    return out.getvalue()


def add_revision(data: bytes, objects: dict[int, bytes]) -> bytes:
    """An incremental update, as an editor writes it: new objects after the old file."""
    previous = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    out = io.BytesIO()
    out.write(data)
    places = {}
    for number in sorted(objects):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, objects[number]))
    start = out.tell()
    out.write(b"xref\n")
    for number in sorted(objects):
        out.write(b"%d 1\n%010d 00000 n \n" % (number, places[number]))
    out.write(b"trailer\n<</Size 20/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (previous, start))
    return out.getvalue()


def docx_parts() -> dict[str, bytes]:
    """The parts of the smallest Word document, made at ``NOW``."""
    return {
        "[Content_Types].xml": (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
            '<Override PartName="/docProps/core.xml" '
            'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
        ).encode(),
        "_rels/.rels": (
            f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/></Relationships>'
        ).encode(),
        "docProps/core.xml": (
            '<?xml version="1.0" encoding="UTF-8"?>'
            f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
            ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f'<dcterms:modified xsi:type="dcterms:W3CDTF">{NOW:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>'
            "</cp:coreProperties>"
        ).encode(),
        "word/document.xml": (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            "<w:p><w:r><w:t>นโยบาย</w:t></w:r></w:p></w:body></w:document>"
        ).encode(),
    }


def sealed_parts(seal: Seal) -> dict[str, bytes]:
    """The parts of a sealed Word document."""
    return OpcSealer().seal(docx_parts(), seal, RECORD)


def pack(parts: dict[str, bytes], order: list[str] | None = None) -> bytes:
    """A zip of parts with nothing else in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in order or list(parts):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return out.getvalue()


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)
