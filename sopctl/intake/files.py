"""One door for files from outside: what a file is, by its content, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from sopctl.application.ports.intake import Facts, Imported
from sopctl.content.findings import Finding
from sopctl.content.front_matter import FrontMatterError
from sopctl.content.markdown import parse_body
from sopctl.content.source import Source, normal
from sopctl.intake.asides import LEVELS
from sopctl.intake.errors import (
    ConvertFirstError,
    FileEmptyError,
    FileHostileError,
    FileLockedError,
    NotWordError,
)
from sopctl.intake.guard import MAX_FILE, Package
from sopctl.intake.scan.decoding import decode
from sopctl.intake.scan.reading import read_scan
from sopctl.intake.word.again import read_again
from sopctl.intake.word.reading import read_word

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_TEXT: Final = 5_000_000  # bytes of a text: more than a thousand pages
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_IN_WORD_TH: Final = "ให้เปิดใน Word หรือ LibreOffice แล้วเลือก “บันทึกเป็น” ชนิด Word (.docx) จากนั้นนำไฟล์ใหม่เข้าอีกครั้ง"
_IN_WORD: Final = "open it in Word or LibreOffice, save it as a Word document (.docx), and bring that"
_PDF_TH: Final = (
    "ถ้ามีไฟล์ Word ต้นฉบับให้นำเข้าไฟล์นั้น ถ้าไม่มีให้เปิด PDF ใน Word (ไฟล์ > เปิด) แล้วบันทึกเป็น .docx "
    "หากเป็นภาพสแกนให้แปลงเป็นข้อความ (OCR) แล้วบันทึกเป็น .txt"
)
_PDF: Final = (
    "bring the Word file that it was made from, or open the PDF in Word and save it as .docx; "
    "a scan has to become text (OCR) saved as .txt"
)
_OTHERS: Final = (
    (b"%PDF-", "PDF", "a PDF", _PDF_TH, _PDF),
    (b"{\\rtf", "ไฟล์ RTF", "an RTF file", _IN_WORD_TH, _IN_WORD),
    (b"\x89PNG\r\n\x1a\n", "รูปภาพ", "a picture", _PDF_TH, _PDF),
    (b"\xff\xd8\xff", "รูปภาพ", "a picture", _PDF_TH, _PDF),
    (b"II*\0", "ภาพสแกน", "a scan", _PDF_TH, _PDF),
    (b"MM\0*", "ภาพสแกน", "a scan", _PDF_TH, _PDF),
)

# Many a ".doc" is a page that a web system gave that name.
_PAGE: Final = re.compile(r"\s*(?:<\?xml\b|<!doctype\b|<html\b|MIME-Version:)", re.IGNORECASE)

Reader = Callable[[bytes, str, date], Imported]


class FileIntake:
    """Port ``Intake``."""

    def read(self, data: bytes, name: str, *, today: date) -> Imported:
        """Read a file by its content. Raises FileEmptyError, ConvertFirstError, NotWordError,
        FileHostileError, FileLockedError.
        """
        if not data.strip():
            raise FileEmptyError(name)
        if len(data) > MAX_FILE:
            limit = MAX_FILE // 1_000_000
            raise FileHostileError(f"ไฟล์ใหญ่กว่า {limit} MB", f"it is larger than {limit} MB")
        try:
            return _reader(data, name)(data, name, today)
        except (RecursionError, MemoryError) as error:
            raise FileHostileError("ไฟล์ซ้อนกันลึกหรือใหญ่เกินไป", "it is nested too deep or too large") from error

    def read_again(
        self, data: bytes, *, made: bytes, markdown: str, known: Mapping[str, str], base: str, today: date
    ) -> Imported:
        """Read a Word file that came from a draft. Raises as ``read``."""
        if _reader(data, "x.docx") is not _word:
            raise NotWordError("ไม่ใช่ไฟล์ Word", "it is another kind of file")
        try:
            return read_again(data, made=made, markdown=markdown, known=known, base=base, today=today)
        except (RecursionError, MemoryError) as error:
            raise FileHostileError("ไฟล์ซ้อนกันลึกหรือใหญ่เกินไป", "it is nested too deep or too large") from error


def _reader(data: bytes, name: str) -> Reader:
    """Who reads a file. Raises ConvertFirstError, NotWordError, FileLockedError."""
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise FileLockedError
        raise ConvertFirstError("ไฟล์ Word รุ่นเก่า (.doc)", "an old Word file (.doc)", _IN_WORD_TH, _IN_WORD)
    for magic, kind_th, kind, how_th, how in _OTHERS:
        if data.startswith(magic):
            raise ConvertFirstError(kind_th, kind, how_th, how)
    if data.startswith(b"PK"):
        package = Package(data)
        if "mimetype" in package and b"opendocument" in package.read("mimetype", 1_000):
            raise ConvertFirstError(
                "ไฟล์ OpenDocument (.odt)", "an OpenDocument file (.odt)", _IN_WORD_TH, _IN_WORD
            )
        return _word
    if name.lower().endswith((".docx", ".dotx", ".docm")):
        raise NotWordError("ชื่อไฟล์ลงท้ายด้วย .docx แต่ข้างในไม่ใช่", "only its name says .docx")
    return _text


def _word(data: bytes, name: str, today: date) -> Imported:
    return read_word(data, name, today=today)


def _text(data: bytes, name: str, today: date) -> Imported:
    """Markdown with or without front matter, or plain text. Raises ConvertFirstError, FileHostileError."""
    if len(data) > MAX_TEXT:
        limit = MAX_TEXT // 1_000_000
        raise FileHostileError(f"เป็นข้อความที่ใหญ่กว่า {limit} MB", f"it is a text larger than {limit} MB")
    decoded = decode(data)
    if decoded is None:
        raise ConvertFirstError(
            "ไฟล์ชนิดที่ไม่รู้จัก",
            "a file of an unknown kind, or a text in an encoding that is not Thai",
            "ให้บันทึกเป็น .docx .md หรือ .txt แบบ UTF-8",
            "save it as .docx, .md or .txt in UTF-8",
        )
    text = normal(decoded.text)
    if not name.lower().endswith((".md", ".markdown")) and _PAGE.match(text):
        raise ConvertFirstError("หน้าเว็บหรือ XML", "a web page or XML", _IN_WORD_TH, _IN_WORD)
    if re.match(r"---\n(?:.*\n){0,40}?(?:number|title)[ \t]*:", text) or name.lower().endswith(
        (".md", ".markdown")
    ):
        found = _markdown(text, name, today)
    else:
        found = read_scan(text, name, today=today)
    if decoded.encoding == "utf-8":
        return found
    known = decoded.encoding.upper()
    told = Finding(
        "import-encoding", LEVELS["import-encoding"], 1, f"ไฟล์เป็นข้อความแบบ {known} ระบบแปลงเป็น UTF-8 ให้แล้ว",
        f"the file was a text in {known} and was turned into UTF-8",
    )  # fmt: skip
    return replace(found, findings=(told, *found.findings))


def _markdown(text: str, name: str, today: date) -> Imported:
    try:
        source = Source.parse(text, today=today)
    except FrontMatterError:
        if text.startswith("---\n"):
            raise
        stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
        return Imported("markdown", text, parse_body(text), facts=Facts(title=stem))
    front = source.front
    facts = Facts(front.number, front.title, front.version, front.effective, front.owner)
    return Imported(
        "markdown", source.body_text, parse_body(source.body_text), facts=facts, markdown=source.text
    )
