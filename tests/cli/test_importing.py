"""``sopctl import``: a folder of Word files as ugly as real ones, again after it was left off."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.texts import markdown
from tests.support.command_line import Sopctl
from tests.support.ugly import FOLDER


def folder(tmp_path: Path) -> Path:
    made = tmp_path / "old"
    made.mkdir()
    for name, make in FOLDER.items():
        (made / name).write_bytes(make())
    (made / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (made / "~$lock.docx").write_bytes(b"x")
    (made / "text.md").write_text(markdown(), encoding="utf-8")
    return made


def test_a_folder_comes_in_and_one_bad_file_stops_none(sopctl: Sopctl, tmp_path: Path) -> None:
    made = folder(tmp_path)
    report = tmp_path / "report.xlsx"
    ran = sopctl("import", str(made), "--as", "author", "--json", "--report", str(report))
    assert (ran.status, ran.code) == (1, "files-refused")
    found = {Path(one["file"]).name: one for one in map(json.loads, ran.out.splitlines())}
    assert "~$lock.docx" not in found
    assert found["old.doc"]["error"]["code"] == "convert-first"
    assert found["google-docs.docx"]["error"]["code"] == "number-not-found"
    fall = found["typed-numbers.docx"]
    assert (fall["status"], fall["number"], fall["version"]) == ("draft", "SOP-NUR-007", "2")
    assert (fall["effective"], fall["title"]) == ("2023-10-01", "การป้องกันผู้ป่วยพลัดตกหกล้ม")
    assert found["header-in-text.docx"]["approver"] == "นายแพทย์วิชัย เกษม"
    assert {one["code"] for one in found["tracked.docx"]["findings"]} >= {"import-tracked", "import-comment"}
    assert all(one["draft"] for one in found.values() if one["status"] == "draft")
    sheet = load_workbook(report).active
    assert sheet is not None
    assert sheet.max_row == len(found) + 1

    told = tmp_path / "report.json"
    again = sopctl("import", str(made), "--as", "author", "--json", "--report", str(told))
    statuses = {Path(one["file"]).name: one["status"] for one in map(json.loads, again.out.splitlines())}
    assert statuses["typed-numbers.docx"] == "before"
    assert statuses["old.doc"] == "refused"
    assert "draft" not in statuses.values()
    of_all = {Path(one["file"]).name: one for one in json.loads(told.read_text("utf-8"))}
    assert of_all["typed-numbers.docx"]["number"] == "SOP-NUR-007"
    kept = {one["code"] for one in of_all["tracked.docx"]["findings"]}
    assert kept >= {"import-tracked", "import-comment"}, "a report of what was left off tells of all of it"


def test_what_exists_is_never_overwritten(sopctl: Sopctl, tmp_path: Path) -> None:
    path = tmp_path / "fall.docx"
    path.write_bytes(FOLDER["typed-numbers.docx"]())
    made = sopctl.done("import", str(path), "--number", "SOP-IT-002", "--as", "author", "--json").json
    assert (made["number"], made["status"]) == ("SOP-IT-002", "draft")
    shown = sopctl.done("draft", "show", "SOP-IT-002", "--as", "author", "--json").json
    assert shown["version"] == "2"  # the next version; the one in force stays
    assert sopctl("import", str(path), "--number", "SOP-IT-002", "--as", "author").code == "draft-open"
    assert sopctl("import", str(path), "--as", "staff").code == "not-allowed"
