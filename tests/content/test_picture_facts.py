"""Pictures without what they tell: no pixel changes, and nothing of their owner is left."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image, ImageOps, PngImagePlugin

from sopctl.content.picture_facts import Bare, Fact, PictureBrokenError, named, without_facts
from tests.support.pictures import PNG, photograph

TOLD = (Fact.PLACE, Fact.DEVICE, Fact.PERSON, Fact.WORDS)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_photograph_keeps_its_pixels_colours_and_turning_and_tells_nothing() -> None:
    film = b"ftypmp42 Somchai"  # as telephones put behind a moving picture
    bare = without_facts(photograph() + film)
    assert bare.facts == (*TOLD, Fact.MORE)
    assert not any(word in bare.data for word in (b"Somchai", b"Telephone"))
    was, now = opened(photograph()), opened(bare.data)
    assert now.tobytes() == was.tobytes()
    assert dict(now.getexif()) == {0x0112: 6}
    assert ImageOps.exif_transpose(now).size == (was.height, was.width)
    assert (now.info["icc_profile"], now.info["dpi"]) == (was.info["icc_profile"], was.info["dpi"])


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_what_tells_nothing_keeps_its_bytes(mode: str, progressive: bool) -> None:
    kept = io.BytesIO()
    Image.effect_noise((90, 70), 60).convert(mode).save(kept, "JPEG", progressive=progressive)
    assert without_facts(kept.getvalue()) == Bare(kept.getvalue())
    assert without_facts(PNG) == Bare(PNG)
    for data in (photograph(), photograph(turned=1)):
        once = without_facts(data)
        assert without_facts(once.data) == Bare(once.data)


def test_the_words_and_the_tail_of_a_png_go_and_its_colours_stay() -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Somchai Jaidee")
    said.add_itxt("XML:com.adobe.xmp", "<x exif:GPSLatitude='13'/>")
    exif = Image.Exif()
    exif[0x0112] = 3
    exif[0x013B] = "Somchai"
    kept = io.BytesIO()
    picture = Image.linear_gradient("L").convert("P")
    picture.save(kept, "PNG", pnginfo=said, exif=exif, dpi=(96, 96), transparency=3)
    bare = without_facts(kept.getvalue() + b"what was cut away")
    assert bare.facts == (Fact.PLACE, Fact.PERSON, Fact.WORDS, Fact.MORE)
    now = opened(bare.data)
    now.load()
    assert now.tobytes() == picture.tobytes()
    assert (dict(now.getexif()), now.info["transparency"]) == ({0x0112: 3}, 3)
    assert not any(word in bare.data for word in (b"Somchai", b"cut away", b"GPS"))


def test_a_preview_in_the_head_goes() -> None:
    data = photograph(turned=1)
    head = b"\xff\xe0" + struct.pack(">H", 16 + 12) + b"JFIF\0\1\1\1\0\x60\0\x60\2\2" + b"preview-byte"
    bare = without_facts(data[:2] + head + data[2 + 18 :])
    assert Fact.PREVIEW in bare.facts
    assert b"preview-byte" not in bare.data
    assert opened(bare.data).tobytes() == opened(data).tobytes()


def test_what_is_damaged_is_said_and_nothing_else_is_raised() -> None:
    chunk = b"CgBI" + b"\0\0\0\0"
    strange = PNG[:33] + struct.pack(">I", 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + PNG[33:]
    for broken in (
        PNG[:8] + b" and so on",
        PNG[:-12],
        photograph()[:300],
        b"\xff\xd8\xff",
        b"GIF89a",
        b"",
        strange,
    ):
        with pytest.raises(PictureBrokenError):
            without_facts(broken)
    luck = random.Random(4)
    for _ in range(400):
        data = bytearray(luck.choice((PNG, photograph())))
        data[luck.randrange(len(data))] = luck.randrange(256)
        try:
            without_facts(bytes(data[: luck.choice((len(data), luck.randrange(len(data))))]))
        except PictureBrokenError:
            continue


def test_what_was_taken_out_is_named_in_both_languages() -> None:
    assert named((Fact.PLACE, Fact.PERSON)) == ("สถานที่ถ่าย ชื่อบุคคล", "where it was taken, names")
    assert named(()) == ("", "")
