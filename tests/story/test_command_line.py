"""The main job over the command line: drafted, reviewed, checked, signed, released, found, verified.

Each command opens the library anew, as a process of its own would; what decides a script's fate, the status
of ``verify``, is asked of a real process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from sopctl.thai.dates import bangkok_day
from tests.support.command_line import Sopctl
from tests.support.demo import PASSWORD

pytestmark = pytest.mark.xdist_group("story")
DRAFT = Path(__file__).parents[2] / "documents" / "SOP-IT-001" / "draft-2.md"
DIRECTOR = ("นายแพทย์วิชัยเกษม", "ผู้อำนวยการโรงพยาบาล")


class Hospital:
    """A library, the folder in which people work, and the commands that they type."""

    def __init__(self, home: Path, desk: Path) -> None:
        self.desk = desk
        self.home = home
        self._sopctl = Sopctl(home)

    def done(self, *args: object, stdin: str = "") -> str:
        ran = self._sopctl.done(*args, stdin=stdin)
        assert ran.err == ""
        return ran.out

    def process(self, *args: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sopctl", *map(str, args)]
        environ = {**os.environ, "SOPCTL_HOME": str(self.home)}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environ)

    def read(self, *args: object) -> Any:
        return json.loads(self.done(*args, "--json"))

    def sign(self, verb: str, user: str, *more: object) -> str:
        asked = (verb, "SOP-IT-001", "--as", user, "--password-stdin", *more)
        return self.done(*asked, stdin=f"{PASSWORD}\n")

    def listed(self, number: str = "SOP-IT-001") -> dict[str, Any]:
        found: dict[str, Any] = next(d for d in self.read("document", "list") if d["number"] == number)
        return found


@pytest.fixture
def hospital(library_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    return Hospital(library_home, desk)


def pdf_text(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def test_the_main_job_over_the_command_line(hospital: Hospital) -> None:
    today = bangkok_day(datetime.now(UTC)).isoformat()

    # 1. What is there: version 1 as approved on paper, related procedures in force, version 2 in review.
    assert len([d for d in hospital.read("document", "list") if d["state"] == "in_force"]) > 5
    assert (hospital.listed()["version"], hospital.listed()["effective"]) == ("1", "2023-06-12")

    # 2. The author takes version 2 back, writes, looks at it as a page and as a PDF, and submits it.
    hospital.done("take-back", "SOP-IT-001", "--as", "author")
    written = DRAFT.read_text(encoding="utf-8").replace(
        "# วัตถุประสงค์\n", "# วัตถุประสงค์\n\nข้อความที่เพิ่มระหว่างเขียน\n", 1
    )
    text = hospital.desk / "draft.md"
    text.write_text(written, encoding="utf-8")
    hospital.done("draft", "save", "SOP-IT-001", text, "--as", "author", "--effective", today)
    hospital.done("lint", "SOP-IT-001")
    for kind in ("html", "pdf"):
        hospital.done("render", "SOP-IT-001", "--version", "2", "--to", kind, "--as", "author")
    page = (hospital.desk / "SOP-IT-001-v2.html").read_text(encoding="utf-8")
    assert "ข้อความที่เพิ่มระหว่างเขียน" in page
    assert "ร่าง" in pdf_text((hospital.desk / "SOP-IT-001-v2.pdf").read_bytes())
    hospital.done("submit", "SOP-IT-001", "--as", "author")
    assert hospital.listed()["drafts"][0]["state"] == "in_review"

    # 3. Review, check, approval; the director reads the copy and the comparison first, and signs afresh.
    assert "รอตรวจสอบ" in hospital.sign("review", "reviewer", "--remark", "ครบถ้วน")
    assert "รออนุมัติ" in hospital.sign("check", "quality")
    shown = hospital.sign("approve", "director", "--copy", "to-sign.pdf", "--full")
    assert "ฉบับที่ 1: เพิ่ม" in shown
    assert "[+ข้อความที่เพิ่มระหว่างเขียน+]" in shown
    assert "ข้อความที่เพิ่มระหว่างเขียน" in pdf_text((hospital.desk / "to-sign.pdf").read_bytes())
    assert (hospital.listed()["version"], hospital.listed()["drafts"][0]["state"]) == ("1", "approved")

    # 4. The quality office releases it; from its effective date, today, version 1 is superseded.
    hospital.sign("release", "quality")
    assert hospital.listed() | {"title": ""} == {
        "number": "SOP-IT-001", "title": "", "version": "2", "state": "in_force", "effective": today,
        "drafts": [],
    }  # fmt: skip
    versions = hospital.read("document", "show", "SOP-IT-001")["versions"]
    assert versions == [{"version": "2", "state": "in_force"}, {"version": "1", "state": "superseded"}]

    # 5. Anyone gets the version in force as PDF and DOCX, and finds version 1 marked.
    for kind in ("pdf", "docx"):
        hospital.done("render", "SOP-IT-001", "--to", kind, "--as", "staff")
        hospital.done("render", "SOP-IT-001", "--version", "1", "--to", kind, "--as", "staff")
    new, old = (pdf_text((hospital.desk / f"SOP-IT-001-v{version}.pdf").read_bytes()) for version in (2, 1))
    assert "ยกเลิก" in old
    assert "เอกสารไม่ควบคุม" in new
    with ZipFile(hospital.desk / "SOP-IT-001-v1.docx") as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("word/header")]
    assert any("ยกเลิก".encode() in part for part in parts)

    # 6. The downloaded file says who approved what and when; one changed byte and it does not.
    for kind in ("pdf", "docx"):
        file = hospital.desk / f"SOP-IT-001-v2.{kind}"
        found = hospital.read("verify", file)
        assert (found["genuine"], found["unchanged"], found["standing"]) == (True, True, "in_force")
        assert (found["number"], found["version"], found["problems"]) == ("SOP-IT-001", "2", [])
        approved = next(s for s in found["signatures"] if s["meaning"] == "approved")
        assert (approved["name"], approved["post"], approved["medium"]) == (*DIRECTOR, "electronic")
        assert approved["time"].startswith(today)
        assert hospital.read("verify", hospital.desk / f"SOP-IT-001-v1.{kind}")["standing"] == "superseded"
        one_byte_changed(hospital, file)

    state = hospital.read("ledger", "verify")
    rows = [json.loads(line) for line in hospital.done("ledger", "export").splitlines()]
    assert state["rows"] == len(rows)
    steps = ("version:", "round:")  # what follows from them, such as flagged references, has rows too
    done = [row["action"] for row in rows if row["host_user"] and row["action"].startswith(steps)]
    assert done == ["version:take-back", "round:submit", "round:review", "round:check", "round:approve",
                    "version:release"]  # fmt: skip


def one_byte_changed(hospital: Hospital, file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    changed = file.with_name(f"changed{file.suffix}")
    changed.write_bytes(data)
    ran = hospital.process("verify", changed, "--json")
    assert ran.returncode == 1
    assert ran.stderr.startswith("not-genuine: ")
    assert ran.stderr.count("\n") == 1
    told = json.loads(ran.stdout)
    assert not (told["genuine"] and told["unchanged"])
    assert told["problems"]
