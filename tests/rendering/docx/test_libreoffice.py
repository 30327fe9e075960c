"""LibreOffice opens a copy with the same text, on as many pages as the PDF, give or take one."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from sopctl.application.ports.copies import Mark, OfficialCopy
from sopctl.content.blocks import Body
from sopctl.content.markdown import parse_body
from sopctl.rendering.docx import DocxRenderer
from sopctl.rendering.pdf import PdfRenderer
from sopctl.thai.words import Words
from tests.rendering.docx.samples import copy_of, every_construct, profile
from tests.rendering.docx.test_text import expected

pytestmark = pytest.mark.conformance
NOTE = "\ue000"  # stands for a footnote's number


PAPERS = sorted(Path(__file__).parents[3].glob("documents/*/document.md"))


def converted(data: bytes, form: str, folder: Path) -> Path:
    """A copy as LibreOffice saves it. Fails where LibreOffice is not installed."""
    source = folder / "copy.docx"
    source.write_bytes(data)
    saved = folder / "saved"
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", form, "--outdir", str(saved), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return saved / f"copy.{form.partition(':')[0]}"


def lines_of(data: bytes, folder: Path) -> list[str]:
    """The lines that LibreOffice reads, footnotes left out."""
    text = converted(data, "txt:Text (encoded):UTF8", folder).read_text(encoding="utf-8-sig")
    return [line.strip() for line in text.split("\n") if line.strip()]


def check_text(lines: list[str], body: Body) -> None:
    """The last lines are the body's, in order."""
    wanted = [
        line.strip() for words in expected(body.blocks, NOTE) for line in words.split("\n") if line.strip()
    ]
    for found, line in zip(lines[-len(wanted) :], wanted, strict=True):
        # A list's label stands before its text, and a note's number where it is mentioned.
        words = re.escape(line).replace(NOTE, "[0-9๐-๙]+")
        assert re.fullmatch(rf"(\S+ )?{words}", found), (line, found)


@pytest.mark.parametrize("name", ["default", "ratchakan"])
@pytest.mark.parametrize("mark", [Mark.CONTROLLED, Mark.DRAFT])
def test_libreoffice_reads_the_same_text_in_the_same_order(mark: Mark, name: str, tmp_path: Path) -> None:
    body = every_construct()
    lines = lines_of(DocxRenderer(None).render(copy_of(mark, body), profile(name)), tmp_path)
    check_text(lines, body)


@pytest.mark.parametrize("name", ["default", "ratchakan"])
def test_contents_show_the_pages_on_which_libreoffice_sets_the_headings(name: str, tmp_path: Path) -> None:
    copy = copy_of(Mark.CONTROLLED, every_construct())
    pages = PdfRenderer(Words.default()).pages(copy, profile(name))
    wrong = {key: page + 50 for key, page in pages.items()}
    data = DocxRenderer(None, lambda *_: wrong).render(copy, profile(name))
    command = ["pdftotext", str(converted(data, "pdf", tmp_path)), "-"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")
    shown = re.search(r"วัตถุประสงค์\s*\.{9,}\s*([0-9]+)", "".join(printed))
    assert shown
    assert "๑. วัตถุประสงค์" in printed[int(shown[1])], "the cover is not counted"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.parent.name)
def test_a_starter_document_has_its_text_and_its_pages(paper: Path, tmp_path: Path) -> None:
    copy = starter(paper)
    data = DocxRenderer(None).render(copy, profile())
    check_text(lines_of(data, tmp_path), copy.body)
    printed = PdfReader(converted(data, "pdf", tmp_path))
    drawn = PdfReader(BytesIO(PdfRenderer(Words.default()).render(copy, profile())))
    assert abs(len(printed.pages) - len(drawn.pages)) <= 1
    shown = "".join(page.extract_text() for page in printed.pages)
    assert "Error" not in shown, "every field has its result"


def starter(paper: Path) -> OfficialCopy:
    """An uncontrolled copy of a starter document."""
    _, _, markdown = paper.read_text(encoding="utf-8").split("---\n", 2)
    images = {path.name: path.read_bytes() for path in paper.parent.glob("*.png")}
    return copy_of(Mark.UNCONTROLLED, parse_body(markdown), images=images)
