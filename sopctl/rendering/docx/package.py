"""A package of parts as one ZIP file, the same bytes in any process."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Final

from deflate import crc32, deflate_compress

CONTENT_TYPES: Final = "[Content_Types].xml"
# The earliest time that ZIP can hold, 1 January 1980; the copy's own time is in its properties.
_EPOCH: Final = 1 << 5 | 1
_VERSION, _UTF_8, _STORED, _DEFLATED = 20, 0x800, 0, 8
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


def pack(parts: dict[str, bytes], level: int = 6) -> bytes:
    """Zip parts (name without a leading slash, to bytes) with nothing else in the file.

    Times are fixed, extra fields absent and the order set: content types first, because readers stream
    (ECMA-376 part 2), then the package's relationships, then by name. ``level`` is deflate's, 0 to store.

    Written here, because ``zipfile`` deflates by the system's zlib, which differs from machine to machine;
    libdeflate comes with the lock file (the format: PKWARE, APPNOTE 6.3).
    """
    out, directory = bytearray(), bytearray()
    for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name != "_rels/.rels", name)):
        data, label = parts[name], name.encode()
        kept = bytes(deflate_compress(data, level)) if level and data else data
        about = struct.pack(
            "<5H3L2H",
            _VERSION,
            0 if name.isascii() else _UTF_8,
            _DEFLATED if kept is not data else _STORED,
            0,
            _EPOCH,
            crc32(data),
            len(kept),
            len(data),
            len(label),
            0,
        )
        directory += (
            _CENTRAL + struct.pack("<H", _VERSION) + about + struct.pack("<3H2L", 0, 0, 0, 0, len(out))
        )
        directory += label
        out += _LOCAL + about + label + kept
    count = len(parts)
    end = _END + struct.pack("<4H2LH", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out + directory + end)


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name; folders are left out. Raises zipfile.BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
