"""The seals on what the real renderers make."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from sopctl.application.ports.copies import Attachment, Mark, OfficialCopy, Renderer, Seal, SignOff
from sopctl.content.markdown import parse_body
from sopctl.content.profile import Profile, load_profile
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.signatures import Meaning
from sopctl.rendering.docx.renderer import DocxRenderer
from sopctl.rendering.pdf.renderer import PdfRenderer
from sopctl.resources import templates_dir
from sopctl.sealing.inspection import FileInspector
from sopctl.sealing.package import OpcSealer
from sopctl.thai.words import Words
from tests.sealing.samples import HOSPITAL, NOW, RECORD

COPY = OfficialCopy(
    number=DocumentNumber.parse("SOP-IT-001"),
    version=VersionLabel(2),
    title="นโยบายการบริหารความเสี่ยงทาง Social media",
    type_th="ระเบียบปฏิบัติ",
    type_en="Standard Operating Procedure",
    hospital=HOSPITAL,
    owner="ศูนย์คอมพิวเตอร์",
    effective=date(2026, 12, 1),
    mark=Mark.MASTER,
    made_at=NOW,
    body=parse_body("# วัตถุประสงค์\n\nเพื่อเป็นแนวทางแก่เจ้าหน้าที่\n\n- ข้อแรก\n- ข้อสอง\n"),
    sign_offs=(SignOff(Meaning.APPROVED, name="นายแพทย์วิชัยเกษม", post="ผู้อำนวยการ", moment=NOW),),
    attachments=(
        Attachment("SOP-IT-001-v2-approval.json", RECORD, "application/json", "Data", "approval record"),
    ),
    verify_url="https://sop.example.org/verify/AbCdEf0123456789",
)


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile((templates_dir() / "official" / "default.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def copies(seal: Seal, profile: Profile) -> dict[str, bytes]:
    renderers: list[Renderer] = [PdfRenderer(Words.default()), DocxRenderer(OpcSealer())]
    return {one.extension: one.render(COPY, profile, seal) for one in renderers}


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_rendered_copy_is_genuine_and_holds_its_record(
    copies: dict[str, bytes], trusted: tuple[bytes, ...], kind: str
) -> None:
    answer = FileInspector().inspect(copies[kind], trusted)
    assert (answer.kind, answer.genuine, answer.unchanged) == (kind, True, True)
    assert (answer.problems, answer.record, answer.sealed_at) == ((), RECORD, NOW)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_change_of_one_byte_shows(copies: dict[str, bytes], trusted: tuple[bytes, ...], kind: str) -> None:
    """R1."""
    data, chance = copies[kind], random.Random(3)
    for position in chance.sample(range(len(data)), 15):
        changed = bytearray(data)
        changed[position] ^= 0x10
        answer = FileInspector().inspect(bytes(changed), trusted)
        assert answer.problems, position
        assert not (answer.genuine and answer.unchanged), position


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_copy_cut_in_half_is_no_copy(
    copies: dict[str, bytes], trusted: tuple[bytes, ...], kind: str
) -> None:
    answer = FileInspector().inspect(copies[kind][: len(copies[kind]) // 2], trusted)
    assert (answer.kind, answer.genuine, answer.unchanged) == (kind, False, False)


def test_pyhanko_s_own_validation_accepts_the_pdf(
    copies: dict[str, bytes], trusted: tuple[bytes, ...]
) -> None:
    """The whole of it, structure and permissions included, not only the parts that the inspector uses."""
    der = x509.load_pem_x509_certificate(trusted[0]).public_bytes(serialization.Encoding.DER)
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(der)], moment=NOW)
    (found,) = PdfFileReader(io.BytesIO(copies["pdf"])).embedded_regular_signatures
    status = validate_pdf_signature(found, context)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert found.docmdp_level is MDPPerm.NO_CHANGES


@pytest.mark.conformance
def test_pdfsig_accepts_the_rendered_copy(tmp_path: Path, copies: dict[str, bytes]) -> None:
    (tmp_path / "copy.pdf").write_bytes(copies["pdf"])
    done = subprocess.run(["pdfsig", "copy.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Signature is Valid" in done.stdout, done.stdout + done.stderr
    assert "Total document signed" in done.stdout


@pytest.mark.conformance
def test_libreoffice_opens_the_sealed_docx(tmp_path: Path, copies: dict[str, bytes]) -> None:
    office = shutil.which("soffice")
    assert office is not None
    (tmp_path / "copy.docx").write_bytes(copies["docx"])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "copy.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF-")
