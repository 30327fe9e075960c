"""Personal data on the command line: not in git before a named person answers; and a scan brought in."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sopctl.resources import documents_dir
from tests.cli.texts import markdown, write
from tests.support.command_line import Sopctl

CITIZEN = "1-1017-00230-70-8"  # made up; its check digit is right


def objects(home: Path) -> bytes:
    """Every object of the library's git repository, whatever names it."""
    repository = next(path.parent for path in home.rglob("HEAD") if (path.parent / "objects").is_dir())
    asked = ["git", "-C", str(repository), "cat-file", "--batch-all-objects", "--batch", "--buffer"]
    return subprocess.run(asked, check=True, capture_output=True).stdout


def test_personal_data_waits_outside_git_until_a_named_person_answers(
    sopctl: Sopctl, library_home: Path, tmp_path: Path
) -> None:
    path = write(tmp_path, markdown(body=f"ตัวอย่างบัตร {CITIZEN} ใช้สอนเท่านั้น"))
    sopctl.done("import", str(path), "--as", "author", "--reason", "จัดทำใหม่")
    refused = sopctl("submit", "SOP-IT-050", "--as", "author")
    assert refused.code == "personal-data"
    assert CITIZEN not in refused.err
    assert CITIZEN.encode() not in objects(library_home)

    linted = sopctl("lint", "SOP-IT-050", "--as", "author", "--json")
    assert linted.status == 1
    (mark,) = {one["fingerprint"] for one in linted.json if one["code"] == "personal-citizen-number"}
    asked = ("draft", "clear", "SOP-IT-050", "--finding", mark, "--reason", "เลขสมมติสำหรับสอน")
    assert sopctl(*asked, "--as", "author").code == "own-finding"
    assert sopctl(*asked, "--as", "staff").code == "not-allowed"
    sopctl.done(*asked, "--as", "quality")
    assert sopctl(*asked, "--as", "quality").code == "finding-cleared"

    shown = sopctl.done("lint", "SOP-IT-050", "--as", "author")
    assert "ตรวจแล้วโดย" in shown.out
    assert "เลขสมมติสำหรับสอน" in shown.out
    told = sopctl.done("lint", "SOP-IT-050", "--as", "author", "--json").json
    assert {one["cleared"]["by"] for one in told if "cleared" in one} == {"quality"}
    sopctl.done("submit", "SOP-IT-050", "--as", "author")
    assert CITIZEN.encode() in objects(library_home)


def test_a_scan_becomes_the_next_draft_of_the_document_that_it_names(sopctl: Sopctl, tmp_path: Path) -> None:
    scan = tmp_path / "old.txt"
    words = (documents_dir() / "SOP-IT-001" / "scan.txt").read_text(encoding="utf-8")
    scan.write_text(words.replace("SOP-IT-001", "SOP-IT-002"), encoding="utf-8")
    made = sopctl.done("import", str(scan), "--as", "author", "--json").json
    assert (made["number"], made["version"]) == ("SOP-IT-002", "1")
    assert (made["effective"], made["approver"]) == ("2023-06-12", "นายแพทย์วิชัยเกษม")
    assert made["title"].startswith("นโยบายการบริหารความทรงจำ")
    assert {"code", "level", "line", "message"} <= set(made["findings"][0])
    assert {"import-foreign-script", "import-section-missing"} <= {one["code"] for one in made["findings"]}
    draft = sopctl.done("draft", "show", "SOP-IT-002", "--as", "author", "--json").json
    assert draft["version"] == "2"  # the one in force stays
    assert "# เกณฑ์การชี้วัด" in draft["markdown"]
    assert sopctl("import", str(scan), "--as", "author").code == "draft-open"
