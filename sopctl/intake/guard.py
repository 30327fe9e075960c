"""The one gate for every ZIP package and every XML part that comes in.

Sizes are counted while unpacking, because what a ZIP says of itself may be a lie; XML with a document type is
refused before it is parsed, so that no entity is ever declared. Nothing is written to a disk, and no address
is ever opened.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from lxml import etree
from lxml.etree import _Element

from sopctl.intake.errors import FileHostileError, FileLockedError, NotWordError

MAX_FILE: Final = 30_000_000  # bytes of one file as it comes
MAX_ENTRIES: Final = 3_000
MAX_PART: Final = 40_000_000  # bytes of one part, unpacked
MAX_XML: Final = 24_000_000  # bytes of one XML part; a tree takes about ten times as much
MAX_TOTAL: Final = 120_000_000  # bytes of all parts that are read, unpacked
MAX_RATIO: Final = 250  # unpacked to packed, beyond a first megabyte; text of tables packs 60 to 1
MAX_ELEMENTS: Final = 600_000
_FREE: Final = 1_000_000
_CHUNK: Final = 1 << 16
_ENCRYPTED: Final = 0x1
_DOCTYPE: Final = re.compile(
    rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T\x00?Y)", re.IGNORECASE
)
_STARTS: Final = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b" ", b"\r", b"\n", b"\t")
_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODINGS: Final = frozenset({b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"})


class Package:
    """A ZIP file held in memory, its parts unpacked one by one within limits.

    Raises FileHostileError, FileLockedError, NotWordError when opened or read.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_FILE:
            limit = MAX_FILE // 1_000_000
            raise FileHostileError(f"ไฟล์ใหญ่กว่า {limit} MB", f"it is larger than {limit} MB")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            entries = self._archive.infolist()
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, EOFError, NotImplementedError,
                UnicodeError) as error:  # fmt: skip
            raise NotWordError("ไฟล์เสียหายหรือไม่ครบ", "it is damaged or cut off") from error
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._left = MAX_TOTAL
        _check_entries(entries)
        for entry in entries:
            if entry.filename in self._entries:
                raise FileHostileError("มีส่วนที่ชื่อซ้ำกันในไฟล์", "two of its parts have one name")
            if not entry.is_dir():
                self._entries[entry.filename] = entry

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, in the order of the file."""
        return tuple(self._entries)

    def size(self, name: str) -> int:
        """The bytes that a part says it unpacks to."""
        return self._entries[name].file_size

    def read(self, name: str, limit: int = MAX_PART) -> bytes:
        """A part's bytes. Raises FileHostileError beyond ``limit``, NotWordError when it is damaged."""
        entry = self._entries[name]
        allowed = min(limit, self._left, max(_FREE, entry.compress_size * MAX_RATIO))
        found = bytearray()
        try:
            with self._archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    found += chunk
                    if len(found) > allowed:
                        raise _swollen()
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
                ValueError) as error:  # fmt: skip
            raise NotWordError("ไฟล์เสียหายหรือไม่ครบ", "one of its parts is damaged") from error
        self._left -= len(found)
        return bytes(found)

    def xml(self, name: str) -> _Element:
        """A part as XML. Raises FileHostileError, NotWordError."""
        return parse_xml(self.read(name, MAX_XML))


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by the directory alone what needs no unpacking to be refused."""
    if len(entries) > MAX_ENTRIES:
        raise FileHostileError(f"มีส่วนประกอบมากกว่า {MAX_ENTRIES} ส่วน", f"it has more than {MAX_ENTRIES} parts")
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise FileLockedError
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in entry.filename:
            raise FileHostileError("มีชื่อที่ชี้ออกนอกไฟล์", "one of its names leads out of the file")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > 2 * MAX_TOTAL or unpacked > _FREE + packed * MAX_RATIO:
        raise _swollen()


def _swollen() -> FileHostileError:
    return FileHostileError(
        "ข้อมูลข้างในขยายใหญ่เกินกว่าที่จะเป็นเอกสาร", "what is inside unpacks to far more than a document"
    )


def parse_xml(data: bytes) -> _Element:
    """XML without document type, entities and network. Raises FileHostileError, NotWordError."""
    if len(data) > MAX_XML:
        raise _swollen()
    declared = _ENCODING.search(data[:200].replace(b"\0", b""))
    if not data.startswith(_STARTS) or (declared and declared[1].lower() not in _ENCODINGS):
        raise NotWordError("ข้อมูลข้างในไม่ใช่ XML ที่อ่านได้", "a part of it is not XML in Unicode")
    if _DOCTYPE.search(data):
        raise FileHostileError("มีการประกาศเอนทิตีในข้อมูล XML", "its XML declares entities")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotWordError("ข้อมูลข้างในเสียหาย", "its XML is damaged") from error
    if root is None:
        raise NotWordError("ข้อมูลข้างในว่างเปล่า", "a part of it is empty")
    if root.getroottree().docinfo.internalDTD is not None:
        raise FileHostileError("มีการประกาศเอนทิตีในข้อมูล XML", "its XML declares entities")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise _swollen()
    return root
