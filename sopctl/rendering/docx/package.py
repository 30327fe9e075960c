"""A package of parts as one ZIP file, the same bytes in any process."""

from __future__ import annotations

import io
import zipfile

CONTENT_TYPES = "[Content_Types].xml"
_EPOCH = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the earliest time that ZIP can hold; the copy's own time is in its properties


def pack(parts: dict[str, bytes], level: int = 6) -> bytes:
    """Zip parts (name without a leading slash, to bytes) with nothing else in the file.

    Times are fixed, extra fields absent and the order set: content types first, because readers stream
    (ECMA-376 part 2), then the package's relationships, then by name. ``level`` is deflate's, 0 to store.
    """
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", method) as archive:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name != "_rels/.rels", name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = method
            entry.create_system = 0  # otherwise the platform's own
            archive.writestr(entry, parts[name], compresslevel=level or None)
    return out.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name; folders are left out. Raises zipfile.BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
