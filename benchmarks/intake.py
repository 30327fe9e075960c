"""How long a folder of Word files takes to come in: read, checked, kept as drafts with their originals.

python benchmarks/intake.py [FILES]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from sopctl.application.authoring.importing import bring
from sopctl.application.library import Actor
from sopctl.bootstrap import create_library, open_library
from sopctl.config import load_settings
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.resources import documents_dir
from tests.support.ugly import FOLDER
from tests.support.word_again import to_word
from tests.support.word_parts import docx, item, level, numbering, p, tbl

HOSPITAL = b"name: \xe0\xb8\xa3\xe0\xb8\x9e.\nname_en: H\ndepartments:\n- {code: IT, name: IT}\n"


def kinds() -> list[bytes]:
    """The ugly files, ordinary ones of some pages, and copies of the starter library's own."""
    words = "ประเมินความเสี่ยงของผู้ป่วยทุกรายภายใน 24 ชั่วโมงแรกรับ และบันทึกในเวชระเบียน "
    long = docx(
        *(
            part
            for section in range(1, 12)
            for part in (
                p(f"หัวข้อที่ {section}", style="Heading1"),
                *(p(words * 3) for _ in range(6)),
                *(item(1, n % 2, words) for n in range(8)),
                tbl(*[(f"ช่อง {n}", words, "ผู้รับผิดชอบ") for n in range(8)]),
            )
        ),
        numbering_xml=numbering(level(0, "decimal", "%1.") + level(1, "bullet", "•")),
    )
    own = [
        to_word(path.read_text("utf-8").split("\n---\n", 1)[1], {})
        for path in sorted(documents_dir().glob("SOP-IT-00[24]/document.md"))
    ]
    return [*(make() for make in FOLDER.values()), long, long, *own]


def main() -> None:
    """Import files into a library of their own and print what that took."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    made = kinds()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"SOPCTL_HOME": folder + "/library"}, Path(folder) / "library")
        create_library(settings, HOSPITAL)
        library = open_library(settings)
        with library.unit() as uow:
            uow.people.add(Person("author", "ผู้จัดทำ", frozenset({Role.AUTHOR}), "IT"))
            uow.commit()
        began, processor = time.perf_counter(), time.process_time()
        slowest = 0.0
        for at in range(wanted):
            start = time.perf_counter()
            number = DocumentNumber(f"SOP-IT-{at + 1:03}")
            bring(library, Actor("author"), made[at % len(made)], f"{at}.docx", number=number)
            slowest = max(slowest, time.perf_counter() - start)
        took, used = time.perf_counter() - began, time.process_time() - processor
        print(
            f"{wanted} files: {took:.1f} s ({1000 * took / wanted:.0f} ms a file, slowest {slowest:.2f} s), "
            f"{used:.1f} s of one processor"
        )


if __name__ == "__main__":
    main()
