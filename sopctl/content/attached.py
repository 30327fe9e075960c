"""Files that are a document's body: a form in Word or Excel, a flow chart, a poster, an outside guideline.

A file is typed by what it holds, never by its name alone. What could run by itself (macros), what nobody can
check (encrypted) and what is too large is refused before it is kept.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from sopctl.domain.errors import SopctlError

MAX_FILE = 20_000_000  # bytes of one file; it goes into git, into every cover sheet and over mobile networks
MAX_PARTS = 5_000  # files inside an Office file
MAX_TYPES = 1_000_000  # bytes of the list of parts
MAX_UNPACKED = 400_000_000  # bytes that an Office file may unfold to
_NAME = re.compile(r"[A-Za-z0-9\u0e01-\u0e5b][A-Za-z0-9\u0e01-\u0e5b ._()-]{0,99}")
_RESERVED = frozenset({"document.md", "manifest.json"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode(
    "utf-16-le"
)  # ECMA-376 Part 2 in a compound file: [MS-OFFCRYPTO]
_PDF_ENCRYPTED = re.compile(rb"/Encrypt\s+[0-9]+\s+[0-9]+\s+R")  # ISO 32000-1, 7.5.5: the trailer's entry
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_MACRO_TYPES = (b"macroEnabled", b"ms-office.vbaProject")
_SHEET = "application/vnd.openxmlformats-officedocument."


class BodyFileRefusedError(SopctlError):
    """A file that cannot be a document's body."""

    code = "body-file-refused"

    def __init__(self, name: str, reason_th: str, reason: str) -> None:
        super().__init__(
            f"“{name[:80]}” cannot be a document's file: {reason}.", name=name[:80], reason=reason_th
        )


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its extension without a dot, its media type, its name in both languages."""

    extension: str
    media_type: str
    thai: str
    english: str


PDF = FileKind("pdf", "application/pdf", "เอกสาร PDF", "PDF document")
PNG = FileKind("png", "image/png", "ภาพ PNG", "PNG picture")
JPEG = FileKind("jpg", "image/jpeg", "ภาพ JPEG", "JPEG picture")
DOCX = FileKind("docx", f"{_SHEET}wordprocessingml.document", "แบบฟอร์ม Word", "Word document")
XLSX = FileKind("xlsx", f"{_SHEET}spreadsheetml.sheet", "ตาราง Excel", "Excel workbook")
PPTX = FileKind("pptx", f"{_SHEET}presentationml.presentation", "สไลด์ PowerPoint", "PowerPoint slides")
KINDS = (PDF, PNG, JPEG, DOCX, XLSX, PPTX)
_MAGIC = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_MAIN_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))


def check_attached(name: str, data: bytes) -> FileKind:
    """The kind of a file that may be a document's body. Raises BodyFileRefusedError."""
    if not _NAME.fullmatch(name) or name.lower() in _RESERVED:
        raise BodyFileRefusedError(
            name,
            "ชื่อไฟล์ต้องขึ้นต้นด้วยตัวอักษรหรือตัวเลข และใช้ได้เฉพาะตัวอักษรไทย อังกฤษ ตัวเลข เว้นวรรค . - _ ( )",
            "its name has characters that a file here cannot have",
        )
    if not data:
        raise BodyFileRefusedError(name, "ไฟล์ว่าง", "it is empty")
    if len(data) > MAX_FILE:
        limit = MAX_FILE // 1_000_000
        raise BodyFileRefusedError(name, f"ไฟล์ใหญ่กว่า {limit} MB", f"it is larger than {limit} MB")
    kind = _kind(name, data)
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    if {"jpeg": "jpg"}.get(extension, extension) != kind.extension:
        raise BodyFileRefusedError(
            name,
            f"เนื้อในเป็น{kind.thai} แต่ชื่อลงท้ายด้วย .{extension} ให้เปลี่ยนเป็น .{kind.extension}",
            f"it holds a {kind.english}, so its name ends with .{kind.extension}",
        )
    return kind


def kind_of(data: bytes) -> FileKind | None:
    """The kind of a file that was accepted before, None for any other."""
    try:
        return _kind("", data)
    except BodyFileRefusedError:
        return None


def _kind(name: str, data: bytes) -> FileKind:
    if data.startswith(_OLE):
        raise _compound(name, data)
    if data.startswith(b"PK"):
        return _office(name, data)
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind is None:
        raise BodyFileRefusedError(
            name,
            "รับเฉพาะ Word (.docx) Excel (.xlsx) PowerPoint (.pptx) PDF และภาพ PNG หรือ JPEG",
            "it is none of Word (.docx), Excel (.xlsx), PowerPoint (.pptx), PDF, PNG or JPEG",
        )
    if kind is PDF and _PDF_ENCRYPTED.search(data):
        raise _encrypted(name)
    return kind


def _encrypted(name: str) -> BodyFileRefusedError:
    return BodyFileRefusedError(
        name,
        "ไฟล์เข้ารหัสหรือมีรหัสผ่าน จึงตรวจเนื้อในไม่ได้ ให้บันทึกใหม่โดยไม่ใส่รหัสผ่าน",
        "it is encrypted or asks for a password; save it without one",
    )


def _compound(name: str, data: bytes) -> BodyFileRefusedError:
    """An encrypted Office file, or one of before 2007; both are OLE compound files."""
    if _ENCRYPTED_PACKAGE in data:
        return _encrypted(name)
    return BodyFileRefusedError(
        name,
        "เป็นไฟล์ Office รุ่นเก่า (.doc .xls .ppt) ให้บันทึกเป็น .docx .xlsx หรือ .pptx",
        "it is an old Office file; save it as .docx, .xlsx or .pptx",
    )


def _office(name: str, data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise BodyFileRefusedError(
                    name, "ไฟล์คลายออกแล้วใหญ่เกินไป", "it unfolds to more than can be checked"
                )
            if any(part.flag_bits & 1 for part in parts):
                raise _encrypted(name)
            names = {part.filename.lower(): part for part in parts}
            kinds = names.get("[content_types].xml")
            types = package.read(kinds) if kinds and kinds.file_size <= MAX_TYPES else b""
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise BodyFileRefusedError(name, "ไฟล์เสียหายหรือขาดตอน", "it is damaged or cut off") from broken
    if any(part.endswith(_MACRO_PARTS) for part in names) or any(mark in types for mark in _MACRO_TYPES):
        raise BodyFileRefusedError(
            name,
            "มีแมโครซึ่งทำงานเองได้ ให้บันทึกเป็นไฟล์ที่ไม่มีแมโคร (.docx .xlsx .pptx)",
            "it holds macros; save it without them",
        )
    kind = next((kind for part, kind in _MAIN_PARTS if part in names), None)
    if kind is None or not types:
        raise BodyFileRefusedError(
            name, "เป็นไฟล์บีบอัดที่ไม่ใช่ Word Excel หรือ PowerPoint", "it is a packed file of another kind"
        )
    return kind
