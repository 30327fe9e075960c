"""A cupboard of signed paper comes into the library: from a sheet, killed midway, gone on with, found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from tests.support.command_line import Sopctl
from tests.support.demo import PASSWORD

pytestmark = pytest.mark.xdist_group("story")
HEAD = ("รหัสเอกสาร", "เรื่อง", "ประเภท", "หน่วยงาน", "ฉบับที่", "วันที่บังคับใช้", "ผู้อนุมัติ", "ตำแหน่ง", "ไฟล์สแกน")
WHO = ("นายแพทย์วิชัยเกษม", "ผู้อำนวยการโรงพยาบาลวิชัยเกษม")


def cupboard(desk: Path) -> tuple[Path, Path]:
    """A sheet of six rows, one of them wrong, and the scans that it names."""
    book, scans = Workbook(), desk / "scans"
    scans.mkdir()
    assert book.active is not None
    book.active.append(HEAD)
    rows = [
        ("SOP-PR-401", "แนวทางต้อนรับสื่อ", "1", "1/10/2560"),
        ("SOP-PR-401", "แนวทางต้อนรับสื่อ", "2", "๑ ต.ค. ๒๕๖๓"),
        ("SOP-PR-402", "แนวทางแถลงข่าว", "1", "31/2/2561"),
        ("SOP-PR-403", "แนวทางภาพถ่าย", "1", "15 มกราคม 2562"),
        ("SOP-PR-404", "แนวทางป้ายประกาศ", "1", "15/1/2562"),
    ]
    for number, title, version, day in rows:
        name = f"{number}-v{version}.pdf"
        (scans / name).write_bytes(b"%PDF-1.4 " + name.encode())
        book.active.append((number, title, "SOP", "PR", version, day, *WHO, name))
    book.save(desk / "list.xlsx")
    return desk / "list.xlsx", scans


def killed_in_the_middle(home: Path, sheet: Path, scans: Path) -> str:
    """Begin to register the list, kill the process after its first line; the id of the list."""
    command = [sys.executable, "-m", "sopctl", "register", "--paper-from", str(sheet), "--scans", str(scans),
               "--as", "quality", "--password-stdin"]  # fmt: skip
    environ = {**os.environ, "SOPCTL_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        run.stdin.write(f"{PASSWORD}\n")
        run.stdin.flush()
        list_id = next(line.split()[-1] for line in run.stdout if line.startswith("รายการ List"))
        watcher, until = Sopctl(home), time.monotonic() + 120
        while time.monotonic() < until:
            listed = watcher.done("register", "--json").json
            if any(line["number"] == "SOP-PR-401" for line in listed):
                break
            time.sleep(1.0)
        run.send_signal(signal.SIGKILL)
        run.wait()
    return list_id


def test_a_cupboard_of_paper_is_registered_though_the_process_is_killed(
    library_home: Path, tmp_path: Path
) -> None:
    sopctl = Sopctl(library_home)
    sheet, scans = cupboard(tmp_path)
    shown = sopctl.done(
        "register", "--paper-from", sheet, "--scans", scans, "--dry-run", "--json", "--as", "quality"
    ).json
    assert [line["state"] for line in shown["lines"]] == ["waiting", "waiting", "wrong", "waiting", "waiting"]
    assert all(line["number"] != "SOP-PR-401" for line in sopctl.done("register", "--json").json)
    list_id = killed_in_the_middle(library_home, sheet, scans)
    report = tmp_path / "report.xlsx"
    sopctl("register", "--resume", list_id, "--report", report, "--as", "quality")
    told = load_workbook(BytesIO(report.read_bytes())).active
    assert told is not None
    results = [str(row[4]) for row in told.iter_rows(min_row=2, values_only=True)]
    assert results == ["ขึ้นทะเบียนแล้ว", "ขึ้นทะเบียนแล้ว", "ต้องแก้", "ขึ้นทะเบียนแล้ว", "ขึ้นทะเบียนแล้ว"]
    then = sopctl.done("register", "--on", "1/1/2561", "--json").json
    assert [(x["number"], x["version"]) for x in then] == [("SOP-PR-401", "1")]
    now = {x["number"]: x for x in sopctl.done("register", "--json").json}
    assert (now["SOP-PR-401"]["version"], now["SOP-PR-401"]["approved"]["medium"]) == ("2", "paper")
    assert "SOP-PR-402" not in now
    assert sopctl.done("doctor", "--json").json["problems"] == []
    scan = tmp_path / "scans" / "SOP-PR-401-v1.pdf"
    assert json.loads(sopctl("verify", scan, "--json").out)["standing"] == "superseded"
    copy = tmp_path / "copy.pdf"
    sopctl.done("render", "SOP-PR-401", "--to", "pdf", "--version", "2", "-o", copy)
    verified = json.loads(sopctl.done("verify", copy, "--json").out)
    assert [s["medium"] for s in verified["signatures"]] == ["paper", "electronic"]
    read = PdfReader(copy)
    assert "อนุมัติบนกระดาษ" in "".join(page.extract_text() for page in read.pages)
    assert read.attachments["SOP-PR-401-v2-scan.pdf"] == [b"%PDF-1.4 SOP-PR-401-v2.pdf"]
