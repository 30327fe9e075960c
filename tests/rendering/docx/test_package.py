from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from sopctl.application.ports.copies import Mark
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
