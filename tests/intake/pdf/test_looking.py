"""A PDF that is a document's body: all that it says is read, and what is not read is told."""

from __future__ import annotations

import io
import time
import zlib
from typing import Any

import pytest
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from sopctl.content.attached_text import FileWords, Gap, Unread
from sopctl.intake.bodies import words_of
from sopctl.intake.pdf.looking import SECONDS, words_of_pdf
from sopctl.resources import asset
from tests.support.pictures import photograph

CITIZEN = "1 1017 00230 70 8"


def poster() -> bytes:
    """Four pages: Thai text, a scan with a hidden layer of words, a scan without, and an empty one."""
    pdfmetrics.registerFont(TTFont("Sarabun", str(asset("fonts", "Sarabun-Regular.ttf"))))
    kept = io.BytesIO()
    page = Canvas(kept)
    page.setAuthor("somchai.jaidee@gmail.com")
    page.setFont("Sarabun", 14)
    page.drawString(80, 700, "ติดต่อ โทร. ๐๘๑-๒๓๔-๕๖๗๘ น้ำเกลือ และข้อความอื่นอีกมากพอให้เป็นหน้าหนึ่ง")
    page.acroForm.textfield(name="hn", value="HN 1234567", x=80, y=600)
    page.textAnnotation(f"ID {CITIZEN}", Rect=[80, 500, 100, 520])
    page.bookmarkPage("first")
    page.addOutlineEntry("passport AA1234567", "first")
    page.showPage()
    scan = ImageReader(Image.new("L", (60, 80), 128))
    page.drawImage(scan, 0, 0, 500, 700)
    hidden = page.beginText(80, 700)
    hidden.setTextRenderMode(3)
    hidden.textOut("Ward register of patients: call 089 765 4321 before the visit")
    page.drawText(hidden)
    page.showPage()
    page.drawImage(scan, 0, 0, 500, 700)
    page.drawString(20, 20, "Scanned with Scanner")
    page.showPage()
    page.showPage()
    page.save()
    return kept.getvalue()


@pytest.fixture(scope="module")
def words() -> FileWords:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(poster())))
    writer.xmp_metadata = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/" pdfx:Phone="081 111 2222">'
        b"<pdfx:Company>owner@hotmail.com</pdfx:Company></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    writer.add_attachment("HN 7654321.txt", b"inside")
    first = io.BytesIO()
    writer.write(first)
    later: Any = IncrementalPdfFileWriter(first)
    field = next(
        ref.get_object()
        for ref in later.root["/AcroForm"]["/Fields"]
        if str(ref.get_object().get("/T")) == "hn"
    )
    field["/V"] = generic.pdf_string("HN 9999999")
    later.update_container(field)
    kept = io.BytesIO()
    later.write(kept)
    return words_of(kept.getvalue())


@pytest.mark.parametrize(
    "said",
    ["๐๘๑-๒๓๔-๕๖๗๘ น้ำเกลือ", "089 765 4321", "HN 1234567", "HN 9999999", CITIZEN, "AA1234567",
     "somchai.jaidee@gmail.com", "081 111 2222", "owner@hotmail.com", "HN 7654321.txt"],
)  # fmt: skip
def test_what_stands_anywhere_in_it_is_read(words: FileWords, said: str) -> None:
    assert any(said in line for line in words.lines)


def test_a_line_is_found_by_its_page(words: FileWords) -> None:
    pages = dict(zip(words.lines, words.pages, strict=True))
    assert next(page for line, page in pages.items() if "089 765 4321" in line) == 2
    assert next(page for line, page in pages.items() if CITIZEN in line) == 0


def test_a_page_that_is_a_picture_and_a_file_inside_are_told_an_empty_page_is_not(words: FileWords) -> None:
    assert words.gaps == (Gap(Unread.PICTURE, (3,)), Gap(Unread.ENCLOSED))


def built(content: bytes, filters: bytes = b"", more: tuple[bytes, ...] = (), trailer: bytes = b"") -> bytes:
    """A PDF of one page by hand, since no library writes what is hostile."""

    def stream(data: bytes, extra: bytes = b"") -> bytes:
        return b"<</Length %d%s>>stream\n" % (len(data), extra) + data + b"\nendstream"

    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
            b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
        ),
        stream(content, filters),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"),
        *more,
    )
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, trailer, start)
    return bytes(out)


TEXT = b"BT /F 12 Tf 50 700 Td (call 081 234 5678 before anything else is done on this page) Tj ET"
BOMB = zlib.compress(b"BT /F 1 Tf " + b"(a) Tj " * 10_000_000 + b"ET", 1)
HOSTILE = {
    "a form that draws itself": (built(TEXT + b" /X Do"), True, None),
    "an object nested without end": (built(TEXT, more=(b"[" * 100_000,)), True, Unread.BROKEN),
    "revisions in a circle": (built(TEXT, trailer=b"/Prev 300"), True, Unread.BROKEN),
    "a bomb": (built(zlib.compress(BOMB), b"/Filter[/FlateDecode/FlateDecode]"), False, Unread.BROKEN),
    "facts that unfold": (
        built(TEXT, more=(b"<</Type/Metadata/Filter/FlateDecode/Length %d>>stream\n" % len(BOMB)
                          + BOMB + b"\nendstream",)), True, None,
    ),
    "half a file": (built(TEXT)[:300], False, Unread.BROKEN),
    "no PDF at all": (b"%PDF-1.7\n" + bytes(range(256)) * 100, False, Unread.BROKEN),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_seconds_and_gives_what_was_read(name: str) -> None:
    data, read, why = HOSTILE[name]
    began = time.monotonic()
    found = words_of_pdf(data)
    assert time.monotonic() - began < SECONDS + 5
    assert any("081 234 5678" in line for line in found.lines) is read
    assert why is None or why in {gap.why for gap in found.gaps}


def test_a_file_with_a_password_is_told() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(built(TEXT))))
    writer.encrypt("secret", algorithm="AES-256")
    kept = io.BytesIO()
    writer.write(kept)
    assert Gap(Unread.LOCKED) in words_of_pdf(kept.getvalue()).gaps


def test_letters_that_mean_nothing_outside_their_font_are_told() -> None:
    cut = built(
        b"BT /F 12 Tf 50 700 Td <" + b"E001E002E003E004" * 20 + b"> Tj ET",
        more=(),
    ).replace(
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/UniJIS-UCS2-H/DescendantFonts[<</Type/Font"
        b"/Subtype/CIDFontType2/BaseFont/X"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>]>>",
    )
    assert Gap(Unread.GARBLED, (1,)) in words_of_pdf(cut).gaps


def test_a_picture_is_a_gap_and_a_file_of_no_kind_says_nothing() -> None:
    picture = io.BytesIO()
    Image.new("L", (9, 9)).save(picture, "PNG")
    assert words_of(picture.getvalue()) == FileWords(gaps=(Gap(Unread.PICTURE),))
    assert words_of(photograph()) == FileWords(gaps=(Gap(Unread.PICTURE), Gap(Unread.TRACES)))
    assert words_of(photograph()[:200]) == FileWords(gaps=(Gap(Unread.PICTURE), Gap(Unread.BROKEN)))
    assert words_of(b"MZ") == FileWords()
