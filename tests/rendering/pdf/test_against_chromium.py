"""Marks stand where a browser puts them: within a pixel at 432 dpi, on words that are hard to set."""

from __future__ import annotations

import base64
import html
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from sopctl.content.blocks import PageBreak, Paragraph, Span
from sopctl.rendering.fonts import FontFile, font_bytes
from tests.rendering.pdf.samples import body_of, plain_copy, profile, renderer
from tests.support.chromium import installed

pytestmark = pytest.mark.conformance

DPI = 432
SCALE = DPI / 96
SIZE = 11  # points: 66 pixels
ROW = 40  # CSS pixels
HARD = (
    "น้ำ ซ้ำ ถ้ำ ค้ำ ช้ำ ล้ำ ก่ำ ต่ำ ร่ำ ปั๊ม ป้า ปี่ ปี๋ ฝี ฝึก ฟื้น ฟั่น ฟ้า ฬ่า ปิ้ง ผึ้ง ผู้ ฝั่ง ปุ๋ย ญี่ปุ่น ฐู ฎุ ฏู ญู ฤๅ ฦๅ ฎีกา ปฏิบัติ "
    "กตัญญู ฐานุกรม สัญญาณ ที่นี่ สิ้นสุด ชื่อ เมื่อ เสื่อม เนื้อ เหนื่อย เกี๊ยว ก๋วยเตี๋ยว โต๊ะ เก้าอี้ ไม้ไผ่ ใหญ่ แล้ว แก้ไข เป็น เห็น เก็บ เพ็ญ "
    "จันทร์ ศุกร์ พิสูจน์ สัมฤทธิ์ กษัตริย์ วิทยาศาสตร์ สิทธิ์ รัฐบุรุษ บริสุทธิ์ ทฤษฎี อุดมสมบูรณ์ สู่ขวัญ ผู้ป่วย ยาฆ่าเชื้อ ป้องกัน ปวดท้อง ฟันผุ "
    "กี่ กื้อ ปื้น ฝ้าย ฟู่ ป่ำ ฝ่ำ ปึ้ก"
)

WORDS = HARD.split()


def trimmed(ink: Image.Image) -> Image.Image:
    box = ink.point(lambda value: 255 if value > 70 else 0).getbbox()
    assert box, "nothing is drawn"
    return ink.crop(box)


def from_pdf(folder: Path) -> list[Image.Image]:
    """Each word alone on a page of its own, as ink (white on black)."""
    blocks = [block for word in WORDS for block in (Paragraph((Span(word),)), PageBreak())]
    path = folder / "words.pdf"
    path.write_bytes(renderer().render(plain_copy(body_of(*blocks)), profile()))
    # The first page is the cover; the crop is the first line of text.
    crop = ["-x", "380", "-y", "690", "-W", "900", "-H", "200"]
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-f", "2", "-l", str(len(WORDS) + 1), *crop]
    subprocess.run([*command, path, folder / "word"], check=True)
    files = sorted(folder.glob("word-*.pgm"))
    assert len(files) == len(WORDS)
    return [trimmed(ImageChops.invert(Image.open(file).convert("L"))) for file in files]


def from_chromium(folder: Path) -> list[Image.Image]:
    """Each word on a row of its own in one screenshot, as ink."""
    chromium = installed()
    assert chromium, "a Chromium is needed to compare with"
    font = base64.b64encode(font_bytes(FontFile.REGULAR)).decode()
    places = [f'<div style="top:{k * ROW}px">{html.escape(word)}</div>' for k, word in enumerate(WORDS)]
    page = folder / "words.html"
    page.write_text(
        f"<meta charset=utf-8><style>@font-face{{font-family:S;src:url(data:font/ttf;base64,{font})}}"
        f"body{{margin:0;font:{SIZE * 96 / 72}px/{ROW}px S;text-rendering:geometricPrecision}}"
        f"div{{position:absolute;left:10px;white-space:nowrap}}</style><body lang=th>{''.join(places)}",
        encoding="utf-8",
    )
    shot = folder / "words.png"
    subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--disable-lcd-text", "--font-render-hinting=none", f"--force-device-scale-factor={SCALE}",
            f"--window-size=220,{ROW * len(WORDS)}", f"--screenshot={shot}", page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    whole = ImageChops.invert(Image.open(shot).convert("L"))
    high = ROW * DPI // 96
    return [trimmed(whole.crop((0, top, whole.width, top + high))) for top in range(0, whole.height, high)]


def stray(ink: Image.Image, other: Image.Image, shift: tuple[int, int]) -> int:
    """How many dark pixels of one picture lie more than a pixel away from any ink of the other."""
    size = (max(ink.width, other.width) + 6, max(ink.height, other.height) + 6)
    one, two = Image.new("L", size), Image.new("L", size)
    one.paste(ink, (3, 3))
    two.paste(other, (3 + shift[0], 3 + shift[1]))
    near = two.point(lambda value: 255 if value > 60 else 0).filter(ImageFilter.MaxFilter(3))
    dark = one.point(lambda value: 255 if value > 170 else 0)
    return ImageChops.subtract(dark, near).histogram()[255]


def test_marks_stand_within_a_pixel_of_chromium_s(tmp_path: Path) -> None:
    away = {}
    for word, ours, theirs in zip(WORDS, from_pdf(tmp_path), from_chromium(tmp_path), strict=True):
        shifts = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        found = min(
            stray(ours, theirs, shift) + stray(theirs, ours, (-shift[0], -shift[1])) for shift in shifts
        )
        if found:
            away[word] = found
    assert not away
