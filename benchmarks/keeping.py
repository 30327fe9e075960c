"""Release from click to done, ledger rows, doctor and backup a gigabyte, and ``sopctl --help``.

Run ``PYTHONPATH=. python benchmarks/keeping.py``: about two minutes. The library is made by the use cases
alone, every copy drawn and sealed: the doctor looks at real files. Each document carries a picture of a
megabyte, so that two dozen make a library of some hundred megabytes.
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

from PIL import Image

from benchmarks.support.house import PASSWORD, House
from benchmarks.support.report import Line, write
from benchmarks.support.servers import BIN, compile_modules
from sopctl.application.authoring import drafts, submission
from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Actor
from sopctl.application.release.releasing import release_version
from sopctl.application.review.rounds import sign, signing_view
from sopctl.application.safekeeping.doctor import examine
from sopctl.domain.workflow import Action
from sopctl.keeping import back_up_library

DOCUMENTS = 24
GROUP = "Keeping"
TURNS = 9
_SIGNERS = (("reviewer", Action.REVIEW), ("quality", Action.CHECK), ("director", Action.APPROVE))
_TEXT = """---
number: SOP-IT-{number:03}
title: การตรวจรับและบำรุงรักษาอุปกรณ์ชุดที่ {number}
type: SOP
department: IT
owner: ศูนย์คอมพิวเตอร์
access: all
---

# วัตถุประสงค์

เพื่อให้ผู้ปฏิบัติงานตรวจรับและบำรุงรักษาอุปกรณ์ได้ถูกต้อง

![ภาพอุปกรณ์](photo.png)

# ขอบเขต

ใช้กับอุปกรณ์ทุกชิ้นของหน่วยงาน

# ผู้รับผิดชอบ

เจ้าหน้าที่ประจำหน่วยงาน

# ขั้นตอนการปฏิบัติ

1. ตรวจสภาพก่อนใช้งาน
2. บันทึกผลการตรวจ

# ตัวชี้วัด

อุปกรณ์พร้อมใช้งานร้อยละ 95
"""


def main() -> None:
    """Measure, and write the report of these lines alone."""
    write(list(measure()))


def measure() -> Iterator[Line]:
    """Every line of keeping."""
    with tempfile.TemporaryDirectory(prefix="sopctl-keeping-") as name:
        house = House.make(Path(name) / "library")
        taken = [_released(house, number) for number in range(1, DOCUMENTS + 1)]
        note = "From the click to the answer, argon2 and the sealed copies with a picture of 1 MB included."
        yield Line(GROUP, "release, click to done, median", median(taken), "s", "less", note=note)
        yield Line(GROUP, "release, click to done, 95th percentile", quantiles(taken, n=20)[-1], "s", "less")
        size = sum(f.stat().st_size for f in house.settings.home.rglob("*") if f.is_file()) / 1e9
        begun = time.perf_counter()
        problems = examine(house.library, lambda *_: None)
        yield Line(GROUP, "doctor, a gigabyte", (time.perf_counter() - begun) / size, "s", "less",
                   note=f"Over {size * 1000:.0f} MB; {len(problems)} problems found.")  # fmt: skip
        begun = time.perf_counter()
        back_up_library(house.settings, Path(name) / "backup.tar", lambda *_: None)
        yield Line(GROUP, "backup, a gigabyte", (time.perf_counter() - begun) / size, "s", "less")
        yield from _ledger(house)
    yield from _command_line()


def _released(house: House, number: int) -> float:
    library, author = house.library, Actor("author")
    files = {"photo.png": _photo(number)}
    version_id = drafts.start_from_text(library, author, _TEXT.format(number=number), files)
    drafts.save_draft(library, author, version_id, save_number=1, reason="เริ่มใช้")
    opened = submission.submit(library, author, version_id).round
    if opened is None:
        raise AssertionError("a submitted version has a round")
    for user, action in _SIGNERS:
        view = signing_view(library, Actor(user), opened.id)
        sign(
            library, Actor(user), opened.id, action, password=PASSWORD, shown=view.shown, receipt=view.receipt
        )
    begun = time.perf_counter()
    release_version(library, Actor("quality"), version_id, password=PASSWORD)
    return time.perf_counter() - begun


def _photo(number: int) -> bytes:
    """A picture of about a megabyte that no compression makes smaller."""
    side = 580
    picture = Image.frombytes("RGB", (side, side), random.Random(number).randbytes(side * side * 3))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _ledger(house: House) -> Iterator[Line]:
    house.grow(1_000)
    begun = time.perf_counter()
    state = verify_ledger(house.library)
    took = time.perf_counter() - begun
    yield Line(
        GROUP,
        "ledger verification",
        state.rows / took,
        "rows/s",
        note=f"{state.rows:,} rows, git's copy too.",
    )


def _command_line() -> Iterator[Line]:
    def took(command: list[str]) -> Callable[[], float]:
        def once() -> float:
            begun = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            return time.perf_counter() - begun

        return once

    compile_modules()
    ours, bare = took([str(BIN / "sopctl"), "--help"]), took([sys.executable, "-c", "import click"])
    turns = [(ours(), bare()) for _ in range(TURNS + 1)][1:]
    mine, theirs = median(one for one, _ in turns), median(one for _, one in turns)
    yield Line(
        GROUP, "sopctl --help", mine * 1000, "ms", "less", "python -c 'import click'", theirs * 1000, 2.5
    )


if __name__ == "__main__":
    main()
