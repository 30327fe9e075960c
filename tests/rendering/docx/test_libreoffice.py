"""LibreOffice opens a copy with the same text, on as many pages as the PDF, give or take one."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from sopctl.application.copies import Mark, OfficialCopy
from sopctl.content.profile import Profile
from sopctl.rendering.docx import DocxRenderer
from tests.rendering.docx.samples import copy_of, every_construct, profile
from tests.rendering.docx.test_text import expected

pytestmark = pytest.mark.conformance


def converted(copy: OfficialCopy, layout: Profile, folder: Path) -> PdfReader:
    """A copy as LibreOffice prints it. Fails where LibreOffice is not installed."""
    source = folder / "copy.docx"
    source.write_bytes(DocxRenderer(None).render(copy, layout))
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return PdfReader(folder / "copy.pdf")


def letters(words: str) -> str:
    """Text without space, which lines and columns add and take."""
    return re.sub(r"\s+", "", words)


@pytest.mark.parametrize("mark", list(Mark))
def test_libreoffice_shows_every_word_in_order(mark: Mark, tmp_path: Path) -> None:
    body = every_construct()
    pages = converted(copy_of(mark, body), profile(), tmp_path).pages
    shown = letters("".join(page.extract_text() for page in pages))
    place = 0
    for words in expected(body.blocks):
        for line in words.split("\n"):
            found = shown.find(letters(line), place)
            missing = found < 0 and letters(line) not in shown
            assert not missing, line
            place = max(place, found)
