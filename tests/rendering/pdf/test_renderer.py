"""The PDF copy as a whole: the same bytes, the right words, refusals instead of holes."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sopctl.application.ports.copies import Mark, SignOff, UndrawableError
from sopctl.content.blocks import Body, Figure, Heading, PageBreak, Paragraph, Span
from sopctl.content.markdown import parse_body
from sopctl.domain.signatures import Meaning
from sopctl.rendering.fonts import missing_characters
from sopctl.rendering.pdf.images import _read
from tests.rendering.pdf.samples import (
    ROOT,
    body_of,
    draw,
    every_construct,
    official_copy,
    plain_copy,
    png,
    profile,
    renderer,
)

PRINT_HASH = (
    "import hashlib; from tests.rendering.pdf.samples import draw, every_construct, official_copy;"
    "print(hashlib.sha256(draw(official_copy(every_construct()))).hexdigest())"
)


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def content(page: pypdf.PageObject) -> bytes:
    stream = page.get_contents()
    return b"" if stream is None else stream.get_data()


def paragraph(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def test_the_same_copy_gives_the_same_bytes_in_fresh_processes_and_threads() -> None:
    hashes = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Bangkok")):
        environ = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", PRINT_HASH], env=environ, cwd=ROOT, capture_output=True, check=True
        )
        hashes.add(done.stdout.decode().strip())
    renderer().render(
        plain_copy(parse_body("# อื่น\n\nข้อความก่อนหน้า α β\n")), profile()
    )  # history must not show
    with ThreadPoolExecutor(4) as pool:
        drawn = pool.map(lambda _: draw(official_copy(every_construct())), range(4))
        hashes |= {hashlib.sha256(data).hexdigest() for data in drawn}
    assert len(hashes) == 1


def test_another_zlib_makes_the_same_file(monkeypatch: pytest.MonkeyPatch) -> None:
    copy = official_copy(parse_body("![ภาพ](flow-chart.png)\n"))
    first, compress = draw(copy), zlib.compress
    _read.cache_clear()  # images are kept as they were deflated
    monkeypatch.setattr(zlib, "compress", lambda data, *_: compress(data, 0))
    assert draw(copy) == first


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Mark.MASTER, ["ต้นฉบับ"]),
        (Mark.CONTROLLED, ["สำเนาควบคุม", "๓", "หอผู้ป่วยอายุรกรรมชาย"]),
        (Mark.UNCONTROLLED, ["เอกสารไม่ควบคุม", "กรุณาตรวจสอบฉบับปัจจุบันก่อนใช้งาน"]),
        (Mark.WITHDRAWN, ["ยกเลิก"]),
        (Mark.DRAFT, ["ร่าง"]),
    ],
)
def test_the_mark_stands_on_every_page(mark: Mark, words: list[str]) -> None:
    body = body_of(paragraph("หนึ่ง"), PageBreak(), paragraph("สอง"))
    controlled = {"copy_number": "3", "holder": "หอผู้ป่วยอายุรกรรมชาย"} if mark is Mark.CONTROLLED else {}
    data = draw(official_copy(body, mark=mark, **controlled))
    texts = pages(data)
    assert len(texts) == 4
    assert all(word in text for word in words for text in texts)
    across = [b"/Mark Do" in content(page) for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    assert across == [mark in (Mark.WITHDRAWN, Mark.DRAFT)] * 4


def test_a_controlled_copy_without_number_or_holder_is_refused() -> None:
    body = body_of(paragraph("หนึ่ง"))
    for half in ({"copy_number": "3"}, {"holder": "หอผู้ป่วย"}, {}):
        with pytest.raises(UndrawableError, match="controlled copy"):
            draw(plain_copy(body, mark=Mark.CONTROLLED, **half))


def test_number_title_version_date_and_place_stand_on_every_page() -> None:
    texts = pages(draw(official_copy(body_of(paragraph("หนึ่ง"), PageBreak(), paragraph("สอง")))))
    for text in texts:
        assert all(word in text for word in ("SOP-NUR-012", "การบริหารยาความเสี่ยงสูง", "๑/๑๒/๒๕๖๙"))
    assert ["๑/๓" in texts[1], "๒/๓" in texts[2], "๓/๓" in texts[3]] == [True] * 3


def test_generated_digits_follow_the_profile_and_the_author_s_do_not() -> None:
    body = parse_body("# ข้อ\n\nขนาด 5 mg และ ๗ วัน\n")
    text = pages(renderer().render(official_copy(body), replace(profile(), digits="arabic")))[2]
    assert "1. ข้อ" in text
    assert "2/2" in text
    assert "ขนาด 5 mg และ ๗ วัน" in text


def test_an_unsigned_place_is_dotted_and_a_signed_one_says_how() -> None:
    unsigned = pages(draw(official_copy(body_of(paragraph("ก")), sign_offs=())))[0]
    assert unsigned.count("....../....../......") == 3
    signed = pages(draw(official_copy(body_of(paragraph("ก")))))[0]
    for words in (
        "ผู้จัดทำ",
        "(นางสาวสมหญิง ใจดี)",
        "ปฏิบัติราชการแทน",
        "๒๒/๑๑/๒๕๖๙",
        "เวลา ๐๓.๐๕ น.",
        "อนุมัติบนกระดาษ",
    ):
        assert words in signed.replace("\n", ""), words


def test_more_signatures_than_a_cover_holds_go_on_overleaf() -> None:
    many = tuple(
        SignOff(Meaning.REVIEWED, name=f"ผู้ทบทวนคนที่ {k}", post="หัวหน้ากลุ่มงาน", day=date(2026, 1, 1))
        for k in range(14)
    )
    texts = pages(draw(plain_copy(body_of(paragraph("ก")), sign_offs=many)))
    assert all(any(f"(ผู้ทบทวนคนที่ {k})" in text for text in texts[:3]) for k in range(14))
    assert "๑/๑" in texts[-1]


def test_a_table_of_contents_comes_from_the_length_that_the_profile_sets() -> None:
    short, long = parse_body("# หนึ่ง\n"), parse_body("# หนึ่ง\n\n---\n\n# สอง\n\n---\n\n# สาม\n\n---\n\n# สี่\n")
    assert not any("สารบัญ" in text for text in pages(draw(plain_copy(short))))
    data = draw(plain_copy(long))
    contents = pages(data)[1]
    assert "สารบัญ" in contents
    assert [contents.index(f"{n}. ") for n in "๑๒๓๔"] == sorted(contents.index(f"{n}. ") for n in "๑๒๓๔")
    always = renderer().render(plain_copy(short), replace(profile(), contents_from=0))
    assert "สารบัญ" in pages(always)[1]


def test_bookmarks_and_links_lead_to_their_headings() -> None:
    reader = pypdf.PdfReader(io.BytesIO(draw(official_copy(every_construct()))))
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles[:4] == ["บันทึกการแก้ไขเอกสาร", "สารบัญ", "๑. วัตถุประสงค์", "๒. ขอบเขต"]
    addresses = {
        annotation.get_object()["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation.get_object()
    }
    assert addresses == {"https://www.ha.or.th/", "https://sop.hospital.example/documents/SOP-IT-002"}


def test_no_heading_stands_alone_at_the_foot_of_a_page() -> None:
    filler = [paragraph("ข้อความหนึ่งบรรทัด")] * 200
    for count in range(14, 34):
        heading = Heading(1, (Span("หัวข้อท้ายหน้า"),), "x", (1,))
        body = Body((*filler[:count], heading, paragraph("ข้อความ ตามหลัง")))
        page = next(text for text in pages(draw(plain_copy(body))) if "หัวข้อท้ายหน้า" in text)
        assert "ตามหลัง" in page


@pytest.mark.parametrize("count", range(1, 40, 3))
def test_no_line_of_a_paragraph_stands_alone(count: int) -> None:
    long = "ก ข ค ง จ ฉ ช ซ ฌ ญ ฐ ฑ ฒ ณ ด ต ถ ท ธ น บ ป ผ ฝ พ ฟ ภ ม ย ร ล ว ศ ษ ส ห ฬ อ ฮ " * 6
    body = body_of(*[paragraph("บรรทัด")] * count, paragraph(long.strip()))
    for text in pages(draw(plain_copy(body)))[1:]:
        lines = [line for line in text.split("\n") if "ก ข" in line or " ฮ" in line or "ณ ด" in line]
        assert len(lines) != 1


def test_an_image_that_is_absent_or_broken_is_refused_by_name() -> None:
    body = body_of(Figure("flow.png", "ผัง"))
    with pytest.raises(UndrawableError, match=r"flow\.png is not there"):
        draw(plain_copy(body))
    with pytest.raises(UndrawableError, match=r"flow\.png cannot be read"):
        draw(plain_copy(body, images={"flow.png": b"\x89PNG\r\n\x1a\nbroken"}))
    whole = png(Image.effect_noise((60, 60), 40))
    with pytest.raises(UndrawableError, match="cannot be read"):
        draw(plain_copy(body, images={"flow.png": whole[: len(whole) // 2]}))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_images_of_every_mode_are_drawn_in_the_file_s_own_colours(mode: str) -> None:
    image = Image.new(mode, (30, 20))
    out = io.BytesIO()
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    data = draw(plain_copy(body_of(Figure("a.png", "ภาพ")), images={"a.png": out.getvalue()}))
    assert b"DeviceCMYK" not in data


def test_a_table_in_a_footnote_is_refused() -> None:
    body = parse_body("ข้อ[^1]\n\n[^1]: ดู\n\n    | ก | ข |\n    |---|---|\n    | 1 | 2 |\n")
    assert body.footnotes
    with pytest.raises(UndrawableError, match="footnote"):
        draw(plain_copy(body))


def test_a_footnote_longer_than_a_page_goes_on_at_the_foot_of_the_next() -> None:
    note = "\n\n    ".join(f"ย่อหน้าที่ {k} ของเชิงอรรถ" for k in range(90))
    texts = pages(draw(plain_copy(parse_body(f"ข้อ[^1]\n\nต่อ\n\n[^1]: {note}\n"))))
    joined = "\n".join(texts)
    assert [k for k in range(90) if f"ย่อหน้าที่ {k} ของเชิงอรรถ" not in joined] == []
    assert len(texts) > 3


def test_a_footnote_number_too_wide_for_its_place_moves_the_text_and_not_onto_it() -> None:
    text = "\n\n".join(f"ข้อ[^{k}]" for k in range(1, 101))
    notes = "\n\n".join(f"[^{k}]: note{k}" for k in range(1, 101))
    starts: dict[str, float] = {}

    def see(words: str, _: object, matrix: list[float], *__: object) -> None:
        if words.strip().startswith("note"):
            starts[words.strip()] = matrix[4]

    for page in pypdf.PdfReader(io.BytesIO(draw(plain_copy(parse_body(f"{text}\n\n{notes}\n"))))).pages:
        page.extract_text(visitor_text=see)
    assert starts["note99"] == starts["note1"]
    assert starts["note100"] > starts["note1"] + 2


def test_missing_characters_are_those_that_no_font_has() -> None:
    assert missing_characters("ก้ำ ☑ α\n\t\u200b漢字") == {"漢", "字"}


_INNER = st.sampled_from(
    [
        "ข้อความสั้น",
        "ข้อความยาว " * 40,
        "| ก | ข | ค |\n|---|--:|:-:|\n| 1 | กฎมณเฑียรบาลว่าด้วยการสืบราชสันตติวงศ์ | " + "ยาว " * 300 + " |",
        "![ผัง](ward.jpg){width=90%}",
        "```\nx = 1\n```",
        "> [!CAUTION]\n> ระวัง\n>\n> - หนึ่ง",
        "คำ\n: ความหมาย[^1]",
        "# หัวข้อ\n\n### ข้าม",
        "# ผนวก {.appendix}",
        "---",
        "- [x] ทำ\n- [ ] ไม่ทำ",
        "1. ก\n   1. ข\n      - ค\n\n        | ก |\n        |---|\n        | 1 |",
    ]
)


def nested(text: str, depth: int) -> str:
    """A block inside as many quotations and lists in turn."""
    lines = text.split("\n")
    for level in range(depth):
        first, other = ("- ", "  ") if level % 2 else ("> ", "> ")
        lines = [(other if k else first) + line for k, line in enumerate(lines)]
    return "\n".join(lines)


def heights(page: pypdf.PageObject) -> list[float]:
    """The heights at which text stands on a page, in points."""
    found: list[float] = []

    def visit(text: str, _page: object, matrix: list[float], _font: object, _size: float) -> None:
        if text.strip():
            found.append(matrix[5])

    page.extract_text(visitor_text=visit)
    return found


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(_INNER, st.integers(0, 6)), min_size=1, max_size=12))
def test_any_arrangement_of_blocks_is_drawn_within_the_page(parts: list[tuple[str, int]]) -> None:
    text = "\n\n".join(nested(text, depth) for text, depth in parts)
    body = parse_body(f"{text}\n\n[^1]: เชิงอรรถ\n")
    reader = pypdf.PdfReader(io.BytesIO(draw(plain_copy(body, images=official_copy(body).images))))
    for page in reader.pages:
        assert all(30 < height < 815 for height in heights(page))
