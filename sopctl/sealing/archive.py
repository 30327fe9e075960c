"""Unpacks the zip of a DOCX within limits, and finds what lies in it outside of its parts.

A seal over parts says nothing of the zip around them, and readers of zip differ: some follow the directory
at the end, some the headers in between. Where both say the same and nothing else is there, all readers see
the sealed parts. Layout: PKWARE APPNOTE 6.3.10, section 4.3.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence

from sopctl.sealing.problems import Found, Problem

_MIB = 1024 * 1024
_MOST_PARTS = 2000
_LARGEST_PART = 64 * _MIB  # bytes, unpacked
_LARGEST_WHOLE = 256 * _MIB  # bytes, all parts unpacked
_COMMON = struct.Struct("<2B4H3I2H")  # what a part's header and its line in the directory share
_END = struct.Struct("<4s4H2IH")


class ArchiveRefusedError(Exception):
    """The archive was not unpacked; ``problem`` says why."""

    def __init__(self, problem: Found) -> None:
        super().__init__(problem[1])
        self.problem = problem


def unpack(data: bytes) -> tuple[dict[str, bytes | None], str | None]:
    """All parts by name (None where one is damaged), and what lies outside of them, if anything.

    Raises ArchiveRefusedError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_excess(entries)
            parts = {entry.filename: _read(archive, entry) for entry in entries}
            outside = _outside(data, entries)
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveRefusedError(Problem.UNREADABLE.found()) from error
    return parts, outside


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    if entry.flag_bits & 1:
        raise ArchiveRefusedError(Problem.ENCRYPTED.found())
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        return None


def _refuse_excess(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Sizes are as the archive declares them; no more than that is unpacked."""
    largest = max((entry.file_size for entry in entries), default=0)
    whole = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_PARTS or largest > _LARGEST_PART or whole > _LARGEST_WHOLE:
        reason = f"{len(entries)} parts, {whole} bytes unpacked"
        raise ArchiveRefusedError(Problem.TOO_LARGE.found(reason=reason))


def _outside(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> str | None:
    names = Counter(entry.filename.lower() for entry in entries)
    if doubled := [name for name, times in names.items() if times > 1]:
        return f"the part {doubled[0]} is there more than once"
    if len({_dress(entry) for entry in entries}) > 1:
        return "the headers of its parts are not alike"
    position = 0
    directory = b""
    for entry in entries:
        header, listing = _headers(entry)
        if entry.header_offset != position or not data.startswith(header, position):
            return f"the header of {entry.filename} is not what the directory says"
        start, position = position + len(header), position + len(header) + entry.compress_size
        if not _ends_clean(entry, data[start:position]):
            return f"bits behind the end of {entry.filename}"
        directory += listing
    end = _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), position, 0)
    return None if data[position:] == directory + end else "bytes in, before or after its directory"


def _dress(entry: zipfile.ZipInfo) -> tuple[object, ...]:
    """What a writer puts into every header alike, besides name, sizes, checksum and place."""
    return (
        entry.date_time,
        entry.create_system,
        entry.create_version,
        entry.extract_version,
        entry.reserved,
        entry.flag_bits & ~0x800,  # whether the name needs UTF-8 depends on the name
        entry.internal_attr,
        entry.external_attr,
    )


def _ends_clean(entry: zipfile.ZipInfo, packed: bytes) -> bool:
    """Whether a part is packed plainly: as long as it says, with nothing set in the last byte behind its end.

    Deflate ends at a bit (RFC 1951): the bits of the last byte that may be anything without a difference are
    behind the end, and writers leave them 0.
    """
    if entry.compress_type == zipfile.ZIP_STORED:
        return True
    if entry.compress_type != zipfile.ZIP_DEFLATED or not packed:
        return False
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        before = len(unpacker.decompress(packed[:-1], entry.file_size + 1))
        known = _last(unpacker, packed[-1])
    except zlib.error:
        return True  # damaged, and named so
    for bit in range(7, -1, -1):
        try:
            if _last(unpacker, packed[-1] ^ 1 << bit) != known:
                break
        except zlib.error:
            break
        if packed[-1] >> bit & 1:
            return False
    return known[1] and before + len(known[0]) == entry.file_size


def _last(unpacker: zlib._Decompress, byte: int) -> tuple[bytes, bool]:
    """What the last byte adds (some hundred bytes at most), and whether the part ends with it."""
    copied = unpacker.copy()
    return copied.decompress(unpacker.unconsumed_tail + bytes([byte]), _MIB), copied.eof


def _headers(entry: zipfile.ZipInfo) -> tuple[bytes, bytes]:
    """A part's header and its line in the directory, as a plain writer makes them from the same facts."""
    year, month, day, hour, minute, second = entry.date_time
    name = entry.orig_filename.encode()
    common = _COMMON.pack(
        entry.extract_version,
        entry.reserved,
        entry.flag_bits,
        entry.compress_type,
        hour << 11 | minute << 5 | second // 2,
        (year - 1980) << 9 | month << 5 | day,
        entry.CRC,
        entry.compress_size,
        entry.file_size,
        len(name),
        0,  # no extra field
    )
    made_by = bytes([entry.create_version, entry.create_system])
    rest = struct.pack("<3H2I", 0, 0, entry.internal_attr, entry.external_attr, entry.header_offset)
    return b"PK\x03\x04" + common + name, b"PK\x01\x02" + made_by + common + rest + name
