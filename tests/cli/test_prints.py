"""``sopctl print`` and ``sopctl request`` on a real library, with real seals and git."""

from __future__ import annotations

import zipfile
from pathlib import Path

from openpyxl import load_workbook

from tests.support.command_line import Sopctl

NUMBER = "SOP-MR-001"
QUALITY = ("--as", "quality")


def test_a_copy_goes_from_the_request_to_the_shelf_and_back(sopctl: Sopctl, tmp_path: Path) -> None:
    asked = sopctl.done(
        "request",
        "new",
        "copy",
        NUMBER,
        "--reason",
        "หอผู้ป่วยใหม่",
        "--place",
        "หอผู้ป่วย 7",
        "--as",
        "staff",
        "--json",
    ).json["number"]
    assert sopctl("request", "list", "--as", "staff").code == "not-allowed"
    assert [
        r["number"] for r in sopctl.done("request", "list", "--mine", "--as", "staff", "--json").json
    ] == [asked]
    assert sopctl("request", "decide", asked, "refuse", *QUALITY).code == "request-incomplete"
    sopctl.done("request", "decide", asked, "accept", "--to", "quality", *QUALITY)
    assert sopctl("print", "issue", NUMBER, "--to", "ghost", *QUALITY).code == "holder-unknown"
    file = tmp_path / "copies.zip"
    made = sopctl.done(
        "print", "issue", NUMBER, "--to", "PR@หอผู้ป่วย 7", "--to", "staff", "--request", asked, "-o", file,
        *QUALITY, "--json",
    ).json  # fmt: skip
    assert [(p["copy"], p["place"]) for p in made] == [(1, "หอผู้ป่วย 7"), (2, "")]
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            archive.extract(name, tmp_path)
            found = sopctl.done("verify", tmp_path / name, "--json").json
            assert (found["genuine"], found["unchanged"], found["standing"]) == (True, True, "in_force")
    shown = sopctl.done("request", "show", asked, "--as", "staff", "--json").json
    assert (shown["state"], shown["answer"]["copy"]) == ("done", 1)
    form = tmp_path / "form.pdf"
    sopctl.done("request", "show", asked, "--to", "pdf", "-o", form, "--as", "staff")
    assert form.read_bytes().startswith(b"%PDF-1.7")
    sopctl.done("print", "recall", NUMBER, "--copy", "2", "--as-what", "lost", "--remark", "ย้ายตึก", *QUALITY)
    assert (
        sopctl("print", "recall", NUMBER, "--copy", "2", "--as-what", "lost", *QUALITY).code == "print-ended"
    )
    assert [p["copy"] for p in sopctl.done("print", "list", *QUALITY, "--json").json] == [1]
    everything = sopctl.done("print", "list", "--all", *QUALITY, "--json").json
    assert [p["state"] for p in everything] == ["out", "lost"]
    sheet = tmp_path / "list.xlsx"
    sopctl.done("print", "list", "--all", "--to", "xlsx", "-o", sheet, *QUALITY)
    opened = load_workbook(sheet).active
    assert opened is not None
    assert opened.max_row == 3
    assert sopctl("print", "exchange", NUMBER, *QUALITY).code == "nothing-to-exchange"
    count = sopctl.done("print", "count", "--begin", "", *QUALITY, "--json").json
    assert (count["left"], sopctl("print", "count", "--count", count["id"], "--close", *QUALITY).code) == (
        1, "count-unfinished",
    )  # fmt: skip
    closed = sopctl.done(
        "print", "count", "--count", count["id"], "--scan", f"{NUMBER} 1", "--scan", f"{NUMBER} 2", "--close",
        *QUALITY, "--json",
    ).json  # fmt: skip
    assert closed["result"] == {"found": 1, "missing": 0, "old": 0, "astray": 1}
    assert [c["id"] for c in sopctl.done("print", "count", *QUALITY, "--json").json] == [count["id"]]
    again = sopctl.done(
        "print", "count", "--begin", "หอผู้ป่วย 7", "--missing", f"{NUMBER} 1", *QUALITY, "--json"
    )
    assert again.json["result"]["missing"] == 1
    assert "สำเนา" in sopctl.done("print", "list", *QUALITY).out
    assert asked in sopctl.done("request", "list", "--state", "done", *QUALITY).out
    assert "หอผู้ป่วยใหม่" in sopctl.done("request", "show", asked, *QUALITY).out
    assert sopctl("doctor", "--json").json["problems"] == []
    sopctl.done("ledger", "verify")


def test_prints_and_requests_come_back_from_a_mirror_of_git(sopctl: Sopctl, tmp_path: Path) -> None:
    made = sopctl.done("print", "issue", NUMBER, "--to", "MR@ชั้น 1", *QUALITY, "--json").json
    asked = sopctl.done(
        "request", "new", "revise", NUMBER, "--reason", "ก", "--proposal", "ข", "--as", "staff", "--json"
    ).json["number"]
    # A withdrawal anchors the ledger in git, as every release does.
    sopctl.done("withdraw", "SOP-ED-001", "--ask", "--reason", "เลิกใช้", *QUALITY)
    assert sopctl.sign("withdraw", "SOP-ED-001", "director").status == 0
    again = Sopctl(tmp_path / "again")
    ran = again(
        "rebuild",
        sopctl.home / "repository.git",
        "--signers",
        sopctl.home / "keys" / "allowed_signers",
        "--json",
    )
    assert (ran.json["told"]["prints"], ran.json["told"]["requests"]) == (1, 1), ran.err
    assert [p["kind"] for p in ran.json["problems"]] == []
    assert (made[0]["copy"], asked) == (1, "DAR-2569-0001")
