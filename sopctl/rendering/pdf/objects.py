"""The PDF file itself: objects, object streams, cross-references, and the place of the seal, in one write.

ReportLab's ``PDFDocument`` numbers the objects and formats its own (images); the rest is put as text.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from deflate import zlib_compress
from reportlab.pdfbase import pdfdoc

from sopctl.application.ports.copies import Seal

# The system's zlib differs from machine to machine, and so would the bytes of copies; libdeflate comes with
# the lock file. Its level 1 is as small as zlib's 4 in less than half the time.
_LEVEL = 1
_IN_A_STREAM = 500  # objects
_RANGE_ROOM = 33  # three offsets of ten digits, with spaces


def deflated(data: bytes) -> bytes:
    """Data for a stream with the filter FlateDecode."""
    return bytes(zlib_compress(data, _LEVEL))


class Place(NamedTuple):
    """Where the seal goes: object number and entries of the signature dictionary, and who signs."""

    number: int
    entries: str
    seal: Seal


def pdf_text(text: str) -> str:
    """A PDF text string: ASCII as it is, the rest as UTF-16."""
    if text.isascii() and text.isprintable():
        return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def pdf_name(text: str) -> str:
    """A PDF name, its special characters as #XX."""
    return "/" + "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return "".join(f"#{byte:02X}" for byte in character.encode())


def pdf_date(moment: datetime) -> str:
    """A PDF date string, in UTC."""
    return f"(D:{moment.astimezone(UTC):%Y%m%d%H%M%S}Z)"


class PdfFile(pdfdoc.PDFDocument):
    """Objects by number, written once. The same objects give the same bytes."""

    def __init__(self) -> None:
        super().__init__(compression=1, invariant=1, pdfVersion=(1, 7))
        self._packed: dict[int, bytes] = {}
        self._single: dict[int, bytes] = {}

    def reserve(self, count: int = 1) -> int:
        """The first of ``count`` new object numbers."""
        first = int(self.objectcounter) + 1
        self.objectcounter += count
        return first

    def put(self, body: str, number: int = 0) -> int:
        """Add an object that may go into an object stream; its number."""
        number = number or self.reserve()
        self._packed[number] = body.encode("latin-1")
        return number

    def put_all(self, bodies: Sequence[str], first: int) -> None:
        """Add objects under the numbers from ``first`` on, which were reserved."""
        self._packed.update(enumerate([body.encode("latin-1") for body in bodies], first))

    def single(self, body: str | bytes, number: int = 0) -> int:
        """Add an object that must stand by itself; its number."""
        number = number or self.reserve()
        self._single[number] = body if isinstance(body, bytes) else body.encode("latin-1")
        return number

    def stream(self, data: bytes, entries: str = "", *, deflate: bool = True) -> int:
        """Add a stream; ``deflate`` it, or leave it as it is (then ``entries`` names its filter, if any)."""
        if deflate:
            data = deflated(data)
            entries += "/Filter/FlateDecode"
        head = f"<<{entries}/Length {len(data)}>>stream\n".encode("latin-1")
        return self.single(head + data + b"\nendstream")

    def adopt(self, thing: object, name: str) -> int:
        """Add an object of ReportLab's under a name; its number."""
        self.Reference(thing, name)  # type: ignore[no-untyped-call]
        return int(self.idToObjectNumberAndVersion[name][0])

    def write(self, catalogue: int, info: int, place: Place | None = None) -> bytes:
        """The file; with a place, sealed over every byte but the seal itself."""
        self._take_reportlab_objects()
        self._single[catalogue] = self._packed.pop(catalogue)  # readable at file level
        where = self._pack()
        if place:
            room = b"<" + b"0" * (2 * place.seal.size) + b">"
            entries = place.entries.encode("latin-1")
            self._single[place.number] = (
                b"<<" + entries + b"/Contents " + room + b"/ByteRange[0 " + b" " * _RANGE_ROOM + b"]>>"
            )
        out, offsets = self._lay_out()
        where |= {number: (1, offset, 0) for number, offset in offsets.items()}
        table_at = sum(map(len, out))
        identity = hashlib.sha256(b"".join(out)).hexdigest()[:32]
        out.append(self._cross_references(where, table_at, catalogue, info, identity))
        out.append(b"startxref\n%d\n%%%%EOF\n" % table_at)
        data = b"".join(out)
        return _sealed(data, offsets[place.number], place.seal) if place else data

    def _take_reportlab_objects(self) -> None:
        done: set[int] = set()
        while todo := [number for number in self.numberToId if number not in done]:
            for number in todo:
                done.add(number)
                body = pdfdoc.format(self.idToObject[self.numberToId[number]], self, toplevel=1)
                if body.endswith(b"endstream\n"):  # PDF/A-3 (6.1.7.1) asks for a line end before it
                    self._single[number] = body[:-10] + b"\nendstream"
                else:
                    self._packed[number] = body

    def _pack(self) -> dict[int, tuple[int, int, int]]:
        """Put objects into object streams; their cross-reference entries."""
        where: dict[int, tuple[int, int, int]] = {}
        keys = sorted(self._packed)
        for start in range(0, len(keys), _IN_A_STREAM):
            part = keys[start : start + _IN_A_STREAM]
            offsets, offset = [], 0
            for number in part:
                offsets.append(f"{number} {offset}")
                offset += len(self._packed[number]) + 1
            head = (" ".join(offsets) + " ").encode("ascii")
            body = b"\n".join([self._packed[number] for number in part]) + b"\n"
            host = self.stream(head + body, f"/Type/ObjStm/N {len(part)}/First {len(head)}")
            where |= {number: (2, host, place) for place, number in enumerate(part)}
        return where

    def _lay_out(self) -> tuple[list[bytes], dict[int, int]]:
        out = [b"%PDF-1.7\n%\xe0\xb8\xaa\xe0\n"]
        offsets: dict[int, int] = {}
        at = len(out[0])
        for number in sorted(self._single):
            offsets[number] = at
            out.append(b"%d 0 obj\n%s\nendobj\n" % (number, self._single[number]))
            at += len(out[-1])
        return out, offsets

    def _cross_references(
        self, where: dict[int, tuple[int, int, int]], at: int, catalogue: int, info: int, identity: str
    ) -> bytes:
        own = self.reserve()
        where[own] = (1, at, 0)
        rows = [struct.pack(">BIH", 0, 0, 65535)]
        rows += [struct.pack(">BIH", *where.get(number, (0, 0, 0))) for number in range(1, own + 1)]
        table = deflated(b"".join(rows))
        head = (
            f"{own} 0 obj\n<</Type/XRef/Size {own + 1}/W[1 4 2]/Root {catalogue} 0 R/Info {info} 0 R"
            f"/ID[<{identity}><{identity}>]/Filter/FlateDecode/Length {len(table)}>>stream\n"
        )
        return head.encode("ascii") + table + b"\nendstream\nendobj\n"


def _sealed(data: bytes, offset: int, seal: Seal) -> bytes:
    """The file with its byte range and the seal written into the room kept for them."""
    file = bytearray(data)
    start = file.index(b"/Contents <", offset) + 10
    end = start + 2 * seal.size + 2
    covered = b"%d %d %d" % (start, end, len(file) - end)
    at = file.index(b"/ByteRange[0 ", end) + 13
    file[at : at + len(covered)] = covered
    view, digest = memoryview(file), hashlib.sha256()
    digest.update(view[:start])
    digest.update(view[end:])
    view.release()
    signature = seal.sign(digest.digest()).hex().encode("ascii")
    if len(signature) > 2 * seal.size:
        raise ValueError(f"the seal is {len(signature) // 2} bytes, {seal.size} were reserved")
    file[start + 1 : start + 1 + len(signature)] = signature
    return bytes(file)
