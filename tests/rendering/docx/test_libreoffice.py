"""LibreOffice opens a copy with the same text, on as many pages as the PDF, give or take one."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from sopctl.application.copies import Mark, OfficialCopy
from sopctl.content.markdown import parse_body
from sopctl.rendering.docx import DocxRenderer
from sopctl.rendering.pdf import PdfRenderer
from sopctl.thai.words import Words
from tests.rendering.docx.samples import copy_of, every_construct, profile
from tests.rendering.docx.test_text import expected

pytestmark = pytest.mark.conformance
NOTES = re.compile(r"(?<=อ้างซ้ำ)")


PAPERS = sorted(Path(__file__).parents[3].glob("documents/*/document.md"))


def converted(data: bytes, form: str, folder: Path) -> Path:
    """A copy as LibreOffice saves it. Fails where LibreOffice is not installed."""
    source = folder / "copy.docx"
    source.write_bytes(data)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", form, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"copy.{form.partition(':')[0]}"


def lines_of(data: bytes, folder: Path) -> list[str]:
    """The lines that LibreOffice reads, from the first heading of the text on."""
    text = converted(data, "txt:Text (encoded):UTF8", folder).read_text(encoding="utf-8-sig")
    return [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("mark", [Mark.CONTROLLED, Mark.DRAFT])
def test_libreoffice_reads_the_same_text_in_the_same_order(mark: Mark, tmp_path: Path) -> None:
    body = every_construct()
    lines = lines_of(DocxRenderer(None).render(copy_of(mark, body), profile()), tmp_path)
    wanted = [line.strip() for words in expected(body.blocks) for line in words.split("\n") if line.strip()]
    start = len(lines) - 1 - lines[::-1].index(wanted[0])
    assert len(lines) - start == len(wanted)
    for found, line in zip(lines[start:], wanted, strict=True):
        # A list's label stands before its text, and a note's number where it is mentioned.
        words = NOTES.sub("[0-9๐-๙]*", re.escape(line))
        assert re.fullmatch(rf"(\S+ )?{words}[0-9๐-๙]?", found), (line, found)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.parent.name)
def test_a_copy_has_as_many_pages_as_its_pdf_give_or_take_one(paper: Path, tmp_path: Path) -> None:
    copy = starter(paper)
    printed = PdfReader(converted(DocxRenderer(None).render(copy, profile()), "pdf", tmp_path))
    drawn = PdfReader(BytesIO(PdfRenderer(Words.default()).render(copy, profile())))
    assert abs(len(printed.pages) - len(drawn.pages)) <= 1
    shown = "".join(page.extract_text() for page in printed.pages)
    assert "Error" not in shown, "every field has its result"


def starter(paper: Path) -> OfficialCopy:
    """An uncontrolled copy of a starter document."""
    _, _, markdown = paper.read_text(encoding="utf-8").split("---\n", 2)
    images = {path.name: path.read_bytes() for path in paper.parent.glob("*.png")}
    return copy_of(Mark.UNCONTROLLED, parse_body(markdown), images=images)
