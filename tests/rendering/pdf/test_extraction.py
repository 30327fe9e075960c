"""What comes out of a PDF copy is what the author wrote, character for character."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.converter import PDFPageAggregator
from pdfminer.high_level import extract_text
from pdfminer.layout import LTChar, LTComponent
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from sopctl.content.blocks import Body, Paragraph, RichText, Span, Table, plain, walk
from sopctl.resources import asset
from sopctl.thai.words import read_entries
from tests.rendering.pdf.samples import (
    PROFILES,
    body_of,
    draw,
    every_construct,
    official_copy,
    plain_copy,
    starter,
)

DOCUMENTS = Path(__file__).parents[3] / "documents"
Extract = Callable[[bytes], str]

HARD = (
    "น้ำใจ ก๋วยเตี๋ยว ป่วยไข้ ปีที่แล้ว ฟันผุ ปู่ย่า กตัญญู ฐานราก ฤๅษี ฦๅชา เก็บเกี่ยว ผู้ป่วยที่ได้รับ สิ่งที่ทำ อยู่ ๆ ฯลฯ "
    "ญี่ปุ่น ฎีกา ฏิกิริยา ปฏิบัติ ไม้ไต่คู้ ค้ำประกัน ซ้ำซ้อน ช่ำชอง ถ้ำ กรรม์ สัมฤทธิ์ จันทร์ ศาสตร์ พิสูจน์ กรุงเทพฯ เป็นต้น"
)


def pypdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def pdfminer_text(data: bytes) -> str:
    return extract_text(io.BytesIO(data))


def pdfminer_characters(data: bytes) -> str:
    """Characters as they are drawn, before any guess at columns."""
    found: list[str] = []

    def collect(item: LTComponent) -> None:
        if isinstance(item, LTChar):
            found.append(item.get_text())
        elif isinstance(item, Iterable):
            for part in item:
                collect(part)

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(io.BytesIO(data)):
        interpreter.process_page(page)
        collect(device.get_result())
    return "".join(found)


def poppler(*options: str) -> Extract:
    def extract(data: bytes) -> str:
        command = ["pdftotext", *options, "-", "-"]
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()

    return extract


IN_PYTHON: dict[str, Extract] = {"pypdf": pypdf_text, "pdfminer": pdfminer_text}
POPPLER: dict[str, Extract] = {
    "pdftotext": poppler(),
    "pdftotext -raw": poppler("-raw"),
    "pdftotext -layout": poppler("-layout"),
}


def holds(extracted: str, source: str) -> bool:
    """Whether the source stands in what was extracted; a line end takes nothing away and adds nothing."""
    return source in extracted.replace("\n", "")


def holds_by_lines(extracted: str, source: str) -> bool:
    """The same for poppler, which leaves out the space at a line's end."""
    pattern = "".join("[ \n]" if part == " " else re.escape(part) + "\n?" for part in source)
    return re.search(pattern, extracted) is not None


@pytest.mark.parametrize("name", IN_PYTHON)
def test_hard_words_come_out_as_they_were_written(name: str) -> None:
    data = draw(plain_copy(body_of(Paragraph((Span(HARD),)))))
    assert holds(IN_PYTHON[name](data), HARD)


def texts_of(body: Body, *, cells: bool = False) -> list[str]:
    """The author's paragraphs, or the cells of tables; without generated marks or forced line ends."""
    found: list[RichText] = []
    for block in walk(body.blocks):
        if isinstance(block, Paragraph) and not cells:
            found.append(block.text)
        elif isinstance(block, Table) and cells:
            found += [cell for row in block.rows for cell in row]
    return [plain(text) for text in found if not any(span.note or "\n" in span.text for span in text)]


@pytest.mark.parametrize("name", PROFILES)
def test_every_construct_comes_out_as_it_was_written(name: str) -> None:
    data = draw(official_copy(every_construct()), name)
    for extractor, extract in IN_PYTHON.items():
        text = extract(data)
        missing = [source for source in texts_of(every_construct()) if not holds(text, source)]
        assert not missing, extractor


@pytest.mark.parametrize("name", PROFILES)
def test_cells_come_out_whole_in_the_order_of_drawing(name: str) -> None:
    data = draw(official_copy(every_construct()), name)
    for extract in (pypdf_text, pdfminer_characters):
        text = extract(data)
        assert not [s for s in texts_of(every_construct(), cells=True) if not holds(text, s)]


_WORDS = st.sampled_from(
    [
        *HARD.split(),
        "SOP-IT-001",
        "5 mg",
        "95 %",
        "(ก)",
        "HN",
        "“อ้างอิง”",
        "ทั้งนี้",
        "โรงพยาบาล",
        "ยาความเสี่ยงสูง",
        "30",
        "๓๐",
    ]
)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(_WORDS, st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=90))
def test_any_mixture_of_styles_and_spaces_comes_out_exactly(
    parts: list[tuple[str, bool, bool, bool]],
) -> None:
    spans = tuple(
        Span(word + (" " if spaced else ""), bold=bold, italic=italic) for word, spaced, bold, italic in parts
    )
    source = plain(spans).strip()
    data = draw(plain_copy(body_of(Paragraph(spans))))
    for extractor, extract in IN_PYTHON.items():
        assert holds(extract(data), source), extractor


def chunks(words: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(words), size):
        yield words[start : start + size]


def entries() -> list[str]:
    """The entries of the word list and the hospital dictionary, those of several words among them."""
    texts = [asset("words", name).read_text(encoding="utf-8") for name in ("thai.txt", "hospital.txt")]
    return sorted({" ".join(word.split()) for text in texts for word in read_entries(text)})


def lost(words: list[str], extract: Extract) -> list[str]:
    """The words that do not come out, each on a line of its own."""
    text = extract(draw(plain_copy(body_of(Paragraph((Span("\n".join(words)),))))))
    lines = {line.strip() for line in text.splitlines()}
    return [word for word in words if word not in lines]


def test_a_sample_of_the_word_list_comes_out_exactly() -> None:
    sample = entries()[:: len(entries()) // 400]
    for name, extract in IN_PYTHON.items():
        assert not lost(sample, extract), name


@pytest.mark.conformance
def test_every_word_of_the_word_list_comes_out_of_every_extractor() -> None:
    words = entries()
    assert len(words) > 62_000
    for part in chunks(words, 3_000):
        for name, extract in (IN_PYTHON | POPPLER).items():
            assert not lost(part, extract), name


@pytest.mark.conformance
@pytest.mark.parametrize("name", PROFILES)
def test_poppler_gives_every_construct_line_by_line(name: str) -> None:
    data = draw(official_copy(every_construct()), name)
    for extractor in ("pdftotext", "pdftotext -raw"):
        text = POPPLER[extractor](data)
        missing = [source for source in texts_of(every_construct()) if not holds_by_lines(text, source)]
        assert not missing, extractor


@pytest.mark.conformance
@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*/*.md")), ids=lambda path: path.parent.name)
def test_every_starter_document_comes_out_as_it_was_written(path: Path) -> None:
    copy = starter(path)
    data = draw(copy)
    by_lines, by_layout = POPPLER["pdftotext -raw"](data), pdfminer_text(data)
    assert not [source for source in texts_of(copy.body) if not holds(by_layout, source)]
    texts = [*texts_of(copy.body), *texts_of(copy.body, cells=True)]
    for extract in (pypdf_text, pdfminer_characters):
        extracted = extract(data)
        assert not [source for source in texts if not holds(extracted, source)], extract.__name__
    # pdftotext puts the lines of a row's cells beside each other.
    assert not [source for source in texts_of(copy.body) if not holds_by_lines(by_lines, source)]
