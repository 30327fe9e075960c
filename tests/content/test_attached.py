"""Files that are a document's body: typed by what they hold, and refused with a sentence that helps."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook

from sopctl.content.attached import DOCX, MAX_FILE, PDF, XLSX, BodyFileRefusedError, check_attached, kind_of
from sopctl.content.attached_text import text_of


def word(*lines: str) -> bytes:
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def excel() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, content)
    return out.getvalue()


def test_files_are_typed_by_what_they_hold() -> None:
    assert check_attached("ก.docx", word("ก")) is DOCX
    assert check_attached("ก.xlsx", excel()) is XLSX
    assert check_attached("ก.PDF", b"%PDF-1.7\n") is PDF
    assert kind_of(b"MZ") is None


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("ก.docx", excel(), ".xlsx"),
        ("ก.xlsm", with_part(excel(), "xl/vbaProject.bin", b"x"), "แมโคร"),
        ("ก.xlsx", with_part(excel(), "xl/vbaProject.bin", b"x"), "แมโคร"),
        ("ก.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "รหัสผ่าน"),
        ("ก.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "รุ่นเก่า"),
        ("ก.pdf", b"%PDF-1.4 trailer<</Encrypt 5 0 R>>", "รหัสผ่าน"),
        ("ก.pdf", b"%PDF-" + b"x" * MAX_FILE, "20 MB"),
        ("ก.docx", word("ก")[:900], "เสียหาย"),
        ("ก.zip", with_part(b"", "a.txt", b"x"), "บีบอัด"),
        ("ก.exe", b"MZ", "รับเฉพาะ"),
        ("../ก.pdf", b"%PDF-1.4", "ชื่อไฟล์"),
        ("document.md", b"%PDF-1.4", "ชื่อไฟล์"),
        ("ก.pdf", b"", "ว่าง"),
    ],
)
def test_what_cannot_be_a_document_is_refused_with_a_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(BodyFileRefusedError) as refused:
        check_attached(name, data)
    assert reason in refused.value.facts["reason"]


def test_the_words_of_a_word_file_are_read_in_order_and_repaired() -> None:
    assert text_of(word("หนึ่ง", "", "นํ้า")) == ("หนึ่ง", "น้ำ")


def test_a_file_without_readable_words_gives_none() -> None:
    assert text_of(b"%PDF-1.4") == ()
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        package.writestr("word/document.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;")
    assert text_of(broken.getvalue()) == ()
