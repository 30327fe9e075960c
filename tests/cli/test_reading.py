"""Commands that change nothing, on the demo library as it was made."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sopctl.cli.context import host_user
from sopctl.thai.dates import bangkok_day
from tests.support.command_line import Sopctl
from tests.support.word_parts import docx, p

RELATED = {
    "SOP-IT-002", "SOP-IT-003", "SOP-IT-004", "SOP-PR-001", "SOP-MR-001", "SOP-ED-001", "SOP-QM-001",
    "SOP-QM-002",
}  # fmt: skip


def test_documents_are_listed_with_what_is_in_force_and_in_work(reading: Sopctl) -> None:
    listed = {one["number"]: one for one in reading.done("document", "list", "--json").json}
    assert set(listed) == {"SOP-IT-001", *RELATED}
    first = listed["SOP-IT-001"]
    assert (first["version"], first["state"], first["effective"]) == ("1", "in_force", "2023-06-12")
    assert [(d["version"], d["state"]) for d in first["drafts"]] == [("2", "in_review")]
    assert all(listed[number]["state"] == "in_force" for number in RELATED)
    waiting = {number: [d["state"] for d in listed[number]["drafts"]] for number in RELATED}
    assert {number: states for number, states in waiting.items() if states} == {"SOP-PR-001": ["in_approval"]}


def test_staff_see_what_is_in_force_and_no_drafts(reading: Sopctl) -> None:
    listed = reading.done("document", "list", "--json", "--as", "staff").json
    assert {one["number"] for one in listed} == {"SOP-IT-001", *RELATED}
    assert not any(one["drafts"] for one in listed)


def test_somebody_who_is_not_here_reads_nothing(reading: Sopctl) -> None:
    ran = reading("document", "list", "--as", "nobody")
    assert (ran.status, ran.out, ran.code) == (1, "", "not-allowed")


def test_the_list_for_people_aligns(reading: Sopctl) -> None:
    lines = reading.done("document", "list").out.splitlines()
    assert len(lines) == 1 + len(RELATED) + 1
    assert "รอทบทวน (in review)" in next(line for line in lines if line.startswith("SOP-IT-001"))


def test_a_version_says_who_approved_it_on_what(reading: Sopctl) -> None:
    shown = reading.done("document", "show", "SOP-IT-001", "--json").json
    assert shown["version"] == "1"
    assert shown["approved"] == {
        "medium": "paper", "name": "นายแพทย์วิชัยเกษม", "post": "ผู้อำนวยการโรงพยาบาลวิชัยเกษม", "day": "2023-06-12",
    }  # fmt: skip
    assert "อนุมัติบนกระดาษ" in reading.done("document", "show", "SOP-IT-001").out
    in_work = reading.done("document", "show", "SOP-IT-001", "--version", "2", "--json").json
    assert (in_work["state"], in_work["approved"]) == ("in_review", None)


def test_signatures_of_a_round_are_shown_with_their_meaning(reading: Sopctl) -> None:
    shown = reading.done("document", "show", "sop-it-002", "--json").json
    assert [s["meaning"] for s in shown["signatures"]] == ["reviewed", "checked", "approved"]
    assert shown["signatures"][-1]["post"] == "ผู้อำนวยการโรงพยาบาล"


def test_a_document_that_is_not_there_is_refused(reading: Sopctl) -> None:
    assert reading("document", "show", "SOP-XX-999").code == "not-found"
    assert reading("document", "show", "SOP-IT-001", "--version", "9").code == "not-found"
    assert reading("document", "show", "เอกสาร").code == "number-malformed"


def test_history_tells_every_step(reading: Sopctl) -> None:
    told = reading.done("document", "history", "SOP-IT-002", "--json").json
    assert [e["action"] for e in told[0]["events"]] == ["submit", "review", "check", "approve", "release"]
    assert "ประกาศใช้ (released)" in reading.done("document", "history", "SOP-IT-002").out


def test_the_version_in_review_is_compared_with_the_one_in_force(reading: Sopctl) -> None:
    compared = reading.done("document", "compare", "SOP-IT-001", "--as", "reviewer", "--json").json
    assert compared["counts"]["added"] > 0
    assert any(run["kind"] == "added" for change in compared["changes"] for run in change["runs"])
    assert "[+" in reading.done("document", "compare", "SOP-IT-001", "--as", "reviewer").out
    named = ("document", "compare", "SOP-IT-001", "--from", "1", "--to", "2", "--as", "reviewer", "--json")
    assert reading.done(*named).json == compared
    assert reading("document", "compare", "SOP-IT-002").code == "not-found"


def test_a_file_is_compared_with_a_version(reading: Sopctl, tmp_path: Path) -> None:
    before = reading.done("document", "show", "SOP-IT-002", "--as", "reviewer", "--json").json["version"]
    file = tmp_path / "ใหม่.docx"
    file.write_bytes(docx(p("วัตถุประสงค์", style="Heading1"), p("ข้อความที่ไม่มีในฉบับเดิม")))
    asked = ("document", "compare", "SOP-IT-002", "--file", str(file), "--as", "reviewer")
    found = reading.done(*asked, "--json").json
    assert found["counts"]["removed"] > 0
    assert "ไม่มีในฉบับเดิม" in reading.done(*asked, "--from", before).out
    reading.done(*asked, "--word", str(tmp_path / "changes.docx"))
    with zipfile.ZipFile(tmp_path / "changes.docx") as package:
        changes = package.read("word/document.xml").decode()
    assert "<w:ins " in changes
    assert "<w:del " in changes
    assert reading("document", "compare", "SOP-IT-002", "--file", str(file), "--to", "1").status == 2
    file.write_bytes(b"PK\3\4")
    assert reading(*asked).code == "word-broken"


def test_the_register_has_its_shape(reading: Sopctl) -> None:
    register = {one["number"]: one for one in reading.done("register", "--json").json}
    assert set(register) == {"SOP-IT-001", *RELATED}
    one = register["SOP-IT-002"]
    assert set(one) == {
        "number", "title", "version", "effective", "standing", "approved", "recorded_at", "withdrawn_from",
    }  # fmt: skip
    assert one["approved"]["medium"] == "electronic"
    assert one["approved"]["day"] == one["effective"] == bangkok_day(datetime.now(UTC)).isoformat()


def test_the_register_of_a_day_shows_what_was_in_force_then(reading: Sopctl) -> None:
    then = reading.done("register", "--on", "๑/๗/๒๕๖๖", "--json").json
    assert [(one["number"], one["standing"]) for one in then if one["standing"] == "in_force"] == [
        ("SOP-IT-001", "in_force")
    ]
    assert reading("register", "--on", "31/2/2566").code == "no-such-day"


def test_the_register_is_a_spreadsheet(reading: Sopctl, tmp_path: Path) -> None:
    reading.done("register", "--to", "xlsx", "-o", tmp_path / "register.xlsx")
    sheet = load_workbook(BytesIO((tmp_path / "register.xlsx").read_bytes())).active
    assert sheet is not None
    assert sheet.max_row == 1 + 1 + len(RELATED)
    text = reading.done("register", "--to", "csv").out.removeprefix("\ufeff")
    rows = list(csv.reader(StringIO(text)))
    assert rows[0][0] == "รหัสเอกสาร"
    assert {row[0] for row in rows[1:]} == {"SOP-IT-001", *RELATED}


def test_the_ledger_is_whole_and_names_who_ran_what(reading: Sopctl) -> None:
    state = reading.done("ledger", "verify", "--json").json
    rows = [json.loads(line) for line in reading.ledger()]
    assert state["rows"] == len(rows)
    assert state["head"] == rows[-1]["hash"]
    assert 0 < state["anchored"] <= state["rows"]
    assert "ครบถ้วน" in reading.done("ledger", "verify").out


def test_the_operating_system_user_is_the_processes_own(monkeypatch: pytest.MonkeyPatch) -> None:
    true = host_user()
    monkeypatch.setenv("USER", "director")
    monkeypatch.setenv("LOGNAME", "director")
    assert host_user() == true != "director"


def test_people_and_posts_are_listed(reading: Sopctl) -> None:
    people = reading.done("user", "list", "--as", "admin", "--json").json
    accounts = {"staff", "author", "reviewer", "quality", "director", "auditor", "admin"}
    assert accounts <= {one["user"] for one in people}
    assert "นางสาวกมลชนก ใจดี" in reading.done("user", "list", "--as", "quality").out
    assert reading("user", "list", "--as", "staff").code == "not-allowed"
    posts = reading.done("post", "list", "--json").json
    assert ("director", "director", "ผู้อำนวยการโรงพยาบาล") in {
        (p["post"], p["person"], p["title"]) for p in posts
    }
    assert "ผู้อำนวยการโรงพยาบาล" in reading.done("post", "list", "--on", "วันที่ 1 มกราคม 2570").out


def test_the_database_is_checked(reading: Sopctl, nowhere: Sopctl) -> None:
    reading.done("db", "check")
    assert nowhere("db", "check").code == "library-missing"
    assert nowhere("db", "upgrade").code == "library-missing"


def test_documents_in_the_library_pass_the_check(reading: Sopctl) -> None:
    assert all(one["level"] != "error" for one in reading.done("lint", "SOP-IT-001", "--json").json)
    reading.done("lint", "SOP-IT-002", "--as", "staff")
