"""Cover sheets: each file with its name, size and hash, in both formats, and nothing on other copies."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from sopctl.application.ports.copies import Attachment, BodyFile, ExternalOrigin, OfficialCopy
from sopctl.content.attached import JPEG, XLSX
from sopctl.content.markdown import parse_body
from sopctl.domain import canonical
from sopctl.rendering.cover_sheet import grouped, with_cover_sheet
from sopctl.rendering.docx import DocxRenderer
from tests.conformance.verapdf import validate
from tests.rendering.pdf.samples import DATA, PROFILES, official_copy, profile, renderer

FORM = b"PK form"
PICTURE = (DATA / "ward.jpg").read_bytes()


def sheet() -> OfficialCopy:
    files = (
        BodyFile("แบบฟอร์ม.xlsx", canonical.sha256(FORM), len(FORM), XLSX),
        BodyFile("โปสเตอร์.jpg", canonical.sha256(PICTURE), len(PICTURE), JPEG),
    )
    copy = official_copy(parse_body("ใช้ก่อนถ่ายภาพ"), images={"โปสเตอร์.jpg": PICTURE})
    return replace(
        copy,
        files=files,
        origin=ExternalOrigin("กรมการแพทย์", "พิมพ์ครั้งที่ 2", date(2023, 6, 12), "หนังสือที่ ๑"),
        attachments=(
            *copy.attachments,
            Attachment("แบบฟอร์ม.xlsx", FORM, XLSX.media_type, "Supplement", XLSX.thai),
        ),
    )


def test_a_copy_without_files_stays_as_it_is() -> None:
    copy = official_copy(parse_body("ก"))
    assert with_cover_sheet(copy, "thai") is copy


@pytest.mark.parametrize("name", PROFILES)
def test_the_pdf_names_every_file_and_carries_it(name: str) -> None:
    data = renderer().render(sheet(), profile(name))
    assert data == renderer().render(sheet(), profile(name))
    reader = PdfReader(io.BytesIO(data))
    text = "".join(" ".join(page.extract_text() for page in reader.pages).split())
    for file in sheet().files:
        assert file.name in text
        assert file.sha256 in text
    assert "กรมการแพทย์" in text
    assert reader.attachments["แบบฟอร์ม.xlsx"] == [FORM]


def test_the_word_copy_names_every_file() -> None:
    made = Document(io.BytesIO(DocxRenderer(None).render(sheet(), profile())))
    cells = {cell.text for table in made.tables for row in table.rows for cell in row.cells}
    assert {"แบบฟอร์ม.xlsx", grouped(canonical.sha256(FORM))} <= cells


@pytest.mark.conformance
@pytest.mark.xdist_group("verapdf")
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_accepts_cover_sheets_of_both_profiles(flavour: str, tmp_path: Path) -> None:
    paths = []
    for name in PROFILES:
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(renderer().render(sheet(), profile(name)))
    found = validate(paths, "3a" if flavour == "3a" else "ua1")
    assert found == {path: [] for path in paths}
