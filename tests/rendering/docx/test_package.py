from __future__ import annotations

import os
import subprocess
import sys
import zlib
from functools import partialmethod
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

from sopctl.application.ports.copies import Mark
from sopctl.content.blocks import Body, Figure
from sopctl.rendering.docx import DocxRenderer
from sopctl.rendering.docx.package import pack, unpack
from tests.rendering.docx.samples import copy_of, profile

ROOT = Path(__file__).parents[3]
SCRIPT = """
import hashlib
from sopctl.application.ports.copies import Mark
from sopctl.rendering.docx import DocxRenderer
from tests.rendering.docx.samples import copy_of, profile
for name in ("default", "ratchakan"):
    for mark in (Mark.CONTROLLED, Mark.DRAFT):
        print(hashlib.sha256(DocxRenderer(None).render(copy_of(mark), profile(name))).hexdigest())
"""


def test_two_fresh_processes_make_the_same_bytes() -> None:
    outputs = []
    for seed, zone in (("1", "UTC"), ("4242", "America/New_York")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(done.stdout.split())
    assert outputs[0] == outputs[1]
    assert len(set(outputs[0])) == 4


def test_rendering_again_in_one_process_makes_the_same_bytes() -> None:
    renderer = DocxRenderer(None)
    first = renderer.render(copy_of(Mark.MASTER), profile())
    renderer.render(copy_of(Mark.DRAFT), profile("ratchakan"))
    assert renderer.render(copy_of(Mark.MASTER), profile()) == first


def test_another_zlib_makes_the_same_package(monkeypatch: pytest.MonkeyPatch) -> None:
    out = BytesIO()
    Image.effect_noise((40, 30), 50).save(out, "TIFF")  # Word does not show it: it becomes a PNG
    copy = copy_of(body=Body((Figure("noise.tif", "ภาพ"),)), images={"noise.tif": out.getvalue()})

    def drawn() -> bytes:
        return DocxRenderer(None).render(copy, profile())

    first, compress, save = drawn(), zlib.compress, Image.Image.save
    monkeypatch.setattr(zlib, "compress", lambda data, *_: compress(data, 1))  # segno's
    monkeypatch.setattr(Image.Image, "save", partialmethod(save, compress_level=1))
    assert drawn() == first
    monkeypatch.setattr(zlib, "compressobj", None)
    assert drawn() == first


def test_a_package_is_a_zip_file_as_others_read_it() -> None:
    parts = {"a.txt": b"x" * 5_000, "เอกสาร/ข.bin": bytes(range(256)), "empty": b""}
    for level in (0, 1, 6):
        with ZipFile(BytesIO(pack(parts, level))) as archive:
            assert archive.testzip() is None
            assert {name: archive.read(name) for name in archive.namelist()} == parts


def test_pack_keeps_parts_and_nothing_else() -> None:
    parts = {
        "word/b.xml": b"<b/>",
        "[Content_Types].xml": b"<t/>",
        "_rels/.rels": b"<r/>",
        "a.bin": b"\0" * 99,
    }
    data = pack(parts)
    assert unpack(data) == parts
    assert data == pack(dict(reversed(parts.items())))
    with ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries][:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert not any(entry.extra or entry.comment for entry in entries)
