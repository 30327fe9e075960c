"""What a picture tells beside its pixels: where, when, with what and by whom it was taken.

A photograph of a telephone carries the place where it was taken, its owner's name and a small copy of what
was cut away. It is taken out before the picture stands in a draft, because a draft enters git and every copy.

Sources: ITU-T T.81 (JPEG), CIPA DC-008 (Exif), the PNG specification, third edition (W3C).
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

PNG_MAGIC, JPEG_MAGIC = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_ORIENTATION = 0x0112
_UPRIGHT = 1
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # anything but a stuffed byte and a restart
_PLACE_IN_XML = re.compile(rb"exif:GPS|GPSLatitude|photoshop:City|Iptc4xmpCore:Location", re.IGNORECASE)
# Chunks of a PNG without which it looks otherwise.
_KEPT_CHUNKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT"
    b" acTL fcTL fdAT".split()
)


class Fact(StrEnum):
    """One kind of what a picture tells beside its pixels."""

    PLACE = "place"
    TIME = "time"
    DEVICE = "device"
    PERSON = "person"
    WORDS = "words"
    PREVIEW = "preview"
    MORE = "more"  # whatever follows the end of the picture, or belongs to one program alone


_TAGS = {
    0x8825: Fact.PLACE, 0x0132: Fact.TIME, 0x9003: Fact.TIME, 0x9004: Fact.TIME,
    0x010F: Fact.DEVICE, 0x0110: Fact.DEVICE, 0xA431: Fact.DEVICE,
    0x013B: Fact.PERSON, 0x8298: Fact.PERSON, 0x9C9D: Fact.PERSON, 0xA430: Fact.PERSON,
    0x010E: Fact.WORDS, 0x9286: Fact.WORDS, 0x9C9B: Fact.WORDS, 0x9C9C: Fact.WORDS,
}  # fmt: skip
_EXIF_FOLDER = 0x8769
_SHORT = 3  # the type of a number of two bytes


_CALLED = {
    Fact.PLACE: ("สถานที่ถ่าย", "where it was taken"),
    Fact.TIME: ("เวลาถ่าย", "when"),
    Fact.DEVICE: ("รุ่นกล้องหรือโทรศัพท์", "with what device"),
    Fact.PERSON: ("ชื่อบุคคล", "names"),
    Fact.WORDS: ("ข้อความที่มองไม่เห็น", "words that are not seen"),
    Fact.PREVIEW: ("ภาพย่อ", "a small preview"),
    Fact.MORE: ("ข้อมูลของโปรแกรม", "what programs keep there"),
}


def named(facts: tuple[Fact, ...]) -> tuple[str, str]:
    """Kinds of facts in one sentence's part, Thai and English."""
    thai, english = zip(*(_CALLED[fact] for fact in facts), strict=True) if facts else ((), ())
    return " ".join(thai), ", ".join(english)


class PictureBrokenError(ValueError):
    """Bytes that begin as a PNG or a JPEG and do not go on as one."""


@dataclass(frozen=True)
class Bare:
    """A picture without what it told, and the kinds of what was taken out, none when it is as it was."""

    data: bytes
    facts: tuple[Fact, ...] = ()


def without_facts(data: bytes) -> Bare:
    """A PNG or JPEG with its pixels, colours, resolution and orientation as they were, and nothing else.

    No pixel is drawn anew: what stays keeps its bytes. Raises PictureBrokenError.
    """
    facts: dict[Fact, None] = {}
    parts = _png(data, facts) if data.startswith(PNG_MAGIC) else _jpeg(data, facts)
    try:
        kept = b"".join(parts)
    except (IndexError, struct.error) as error:
        raise PictureBrokenError from error
    return Bare(kept, tuple(sorted(facts, key=list(Fact).index))) if facts else Bare(data)


def _jpeg(data: bytes, facts: dict[Fact, None]) -> Iterator[bytes]:
    if not data.startswith(JPEG_MAGIC):
        raise PictureBrokenError
    yield data[:2]
    at, drawn = 2, False
    while at < len(data):
        if data[at] != 0xFF:
            raise PictureBrokenError
        marker = data[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        if marker == 0xD9:
            yield data[at : at + 2]
            at += 2
            break
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise PictureBrokenError
        yield from _segment(marker, data[at:end], facts)
        if marker == 0xDA:
            found = _END_OF_SCAN.search(data, end)
            at, drawn = found.start() if found else len(data), True
            yield data[end:at]
        else:
            at = end
    if not drawn:
        raise PictureBrokenError
    if data[at:].strip(b"\0\xff\r\n "):
        facts[Fact.MORE] = None  # a second picture, a film


def _segment(marker: int, segment: bytes, facts: dict[Fact, None]) -> Iterator[bytes]:
    """A part of a JPEG as it is kept, if it is."""
    body = segment[4:]
    if marker == 0xE0 and body.startswith(b"JFIF\0"):
        yield segment[:4][:2] + b"\0\x10" + body[:12] + b"\0\0"
        if len(body) > 14:
            facts[Fact.PREVIEW] = None
    elif marker == 0xE1 and body.startswith(b"Exif\0"):
        turned = _orientation(body[6:], facts)
        if turned != _UPRIGHT:
            small = b"Exif\0\0" + _only_orientation(turned)
            yield b"\xff\xe1" + struct.pack(">H", len(small) + 2) + small
    elif (marker == 0xE2 and body.startswith(b"ICC_PROFILE\0")) or (
        marker == 0xEE and body.startswith(b"Adobe")  # without it CMYK is read as YCbCr
    ):
        yield segment
    elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
        _note(body, facts)
    else:
        yield segment


def _note(body: bytes, facts: dict[Fact, None]) -> None:
    """Tell what kind of thing a part is that is left out."""
    if body.startswith(b"JFXX\0"):
        facts[Fact.PREVIEW] = None
    elif body.startswith((b"MPF\0", b"urn:iso", b"FPXR\0")):
        facts[Fact.MORE] = None
    else:
        facts[Fact.PLACE if _PLACE_IN_XML.search(body) else Fact.WORDS] = None


def _png(data: bytes, facts: dict[Fact, None]) -> Iterator[bytes]:
    yield data[: len(PNG_MAGIC)]
    at, kind = len(PNG_MAGIC), b""
    if data[at + 4 : at + 8] != b"IHDR":
        raise PictureBrokenError
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise PictureBrokenError
        if kind in _KEPT_CHUNKS:
            yield data[at:end]
        elif kind == b"eXIf":
            yield from _exif_chunk(data[at + 8 : end - 4], facts)
        elif kind[:1].isupper():
            raise PictureBrokenError  # what a reader must know, and none does
        elif kind == b"tIME":
            facts[Fact.TIME] = None
        elif kind in {b"tEXt", b"zTXt", b"iTXt"}:
            _note(data[at + 8 : end], facts)
        else:
            facts[Fact.MORE] = None
        at = end
    if data[at:].strip(b"\0\r\n "):
        facts[Fact.MORE] = None


def _exif_chunk(exif: bytes, facts: dict[Fact, None]) -> Iterator[bytes]:
    turned = _orientation(exif, facts)
    if turned != _UPRIGHT:
        body = b"eXIf" + _only_orientation(turned)
        yield struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _orientation(exif: bytes, facts: dict[Fact, None]) -> int:
    """How a picture is turned, 1 to 8; notes what else its Exif tells."""
    turned, found = _UPRIGHT, set[Fact]()
    try:
        order = "<" if exif.startswith(b"II") else ">"
        tags, preview = _folder(exif, order, *struct.unpack_from(order + "I", exif, 4))
        said = tags.get(_ORIENTATION, _UPRIGHT)
        turned = said if 1 <= said <= 8 else _UPRIGHT
        if exif == _only_orientation(turned):
            return turned
        if _EXIF_FOLDER in tags:
            tags |= _folder(exif, order, tags[_EXIF_FOLDER])[0]
        found = {_TAGS[tag] for tag in tags if tag in _TAGS} | ({Fact.PREVIEW} if preview else set())
    except struct.error:  # damaged: it is left out all the same
        pass
    facts.update(dict.fromkeys(found or {Fact.MORE}))
    return turned


def _only_orientation(turned: int) -> bytes:
    """Exif that says how a picture is turned, and nothing else (little-endian TIFF with one entry)."""
    return b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", _ORIENTATION, 3, 1, turned, 0) + b"\0\0\0\0"


def _folder(exif: bytes, order: str, start: int) -> tuple[dict[int, int], bool]:
    """The tags of a folder of Exif, each with its number or where its words begin; whether one follows it.

    Raises struct.error where it is cut off.
    """
    (count,) = struct.unpack_from(order + "H", exif, start)
    tags: dict[int, int] = {}
    for place in range(count):
        tag, kind = struct.unpack_from(order + "HH", exif, start + 2 + 12 * place)
        size = "H2x" if kind == _SHORT else "I"
        (tags[tag],) = struct.unpack_from(order + size, exif, start + 2 + 12 * place + 8)
    (following,) = struct.unpack_from(order + "I", exif, start + 2 + 12 * count)
    return tags, bool(following)
