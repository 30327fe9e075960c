from __future__ import annotations

from pathlib import Path

from tests.support.command_line import Sopctl

LIST = "รหัสพนักงาน,ชื่อผู้ใช้,ชื่อ-สกุล,หน่วยงาน,วันที่ออก\n10234,staff,นางสาวปาริชาติ แสงทอง,MR,\n10235,author,,,1/1/2569\n"


def test_what_was_in_force_and_who_had_read_it_is_one_command(sopctl: Sopctl) -> None:
    assert [line["number"] for line in sopctl.done("reading", "list", "--json", "--as", "staff").json] == [
        "SOP-PR-001"
    ]
    assert sopctl.sign("acknowledge", "SOP-PR-001", "staff", password="wrong").code == "wrong-password"
    assert sopctl.sign("acknowledge", "SOP-PR-001", "staff").status == 0
    assert sopctl.sign("acknowledge", "SOP-PR-001", "staff").code == "already-acknowledged"
    lines = sopctl.done("register", "--with-readers", "--json", "--as", "auditor").json
    (line,) = [line for line in lines if line["number"] == "SOP-PR-001"]
    assert {r["user"]: r["means"] for r in line["readers"]} == {"staff": "account", "reviewer-pr": None}
    before = sopctl.done("register", "--with-readers", "--on", "1/1/2568", "--json", "--as", "auditor").json
    assert [(x["number"], x["read"]) for x in before] == [("SOP-IT-001", 0)]
    assert sopctl("register", "--with-readers", "--as", "staff").code == "not-allowed"


def test_a_list_of_people_is_shown_and_done(sopctl: Sopctl, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(LIST.encode("cp874"))
    plan = sopctl.done("user", "import", file, "--dry-run", "--json", "--as", "admin").json
    assert [(x["user"], x["change"]) for x in plan["lines"]] == [("staff", "transferred"), ("author", "left")]
    sopctl.done("user", "import", file, "--yes", "--as", "admin")
    drafts = [("draft", "SOP-IT-001 2"), ("draft", "SOP-PR-001 2")]
    left = sopctl.done("user", "work", "author", "--json", "--as", "quality").json
    assert [(w["kind"], w["shown"]) for w in left] == drafts
    given = sopctl.done(
        "user", "handover", "author", "quality", "--reason", "ลาออก", "--json", "--as", "quality"
    ).json
    # Whoever signed what waits for the director does not become its author as well.
    assert [(w["kind"], w["shown"], w["obstacle"]) for w in given] == [
        (*drafts[0], None),
        (*drafts[1], "signed"),
    ]
