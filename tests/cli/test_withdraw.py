"""``sopctl withdraw``, on a real repository with real seals."""

from __future__ import annotations

from pathlib import Path

from sopctl.storage.git import GitSources
from tests.support.command_line import Sopctl

NUMBER = "SOP-IT-002"


def test_a_document_is_withdrawn_in_two_parts(sopctl: Sopctl, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    sopctl.done("render", NUMBER, "--to", "pdf", "-o", copy)
    assert sopctl.sign("withdraw", NUMBER, "director").code == "not-allowed"
    assert sopctl("withdraw", NUMBER, "--ask", "--as", "quality").code == "reason-missing"
    sopctl.done("withdraw", NUMBER, "--ask", "--reason", "เลิกใช้ระบบ", "--as", "quality")
    assert sopctl.sign("withdraw", NUMBER, "quality").code == "own-document"
    ran = sopctl.sign("withdraw", NUMBER, "director")
    assert ran.status == 0, ran.err
    assert "เลิกใช้ระบบ" in ran.out
    line = next(x for x in sopctl.done("document", "list", "--json").json if x["number"] == NUMBER)
    assert line["state"] == "withdrawn"
    assert sopctl.done("verify", copy, "--json").json["standing"] == "withdrawn"
    marked = tmp_path / "marked.pdf"
    sopctl.done("render", NUMBER, "--to", "pdf", "-o", marked)
    assert marked.read_bytes() != copy.read_bytes()
    assert sopctl.done("verify", marked, "--json").json["unchanged"]
    sopctl.done("ledger", "verify")
    git = GitSources.open(sopctl.home / "repository.git")
    assert "เลิกใช้ระบบ" in (git.tag_message(f"{NUMBER}/v1-withdrawn") or "")
    assert git.main_files(f"documents/{NUMBER}") == {}
    git.close()
