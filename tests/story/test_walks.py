"""What the pages tell people to do is done as they tell it, with the tools that they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.pages import ROOT
from tests.support.walks import walk

pytestmark = pytest.mark.conformance  # needs openssl, poppler and OpenSSH


def test_approval_evidence_is_checked_without_the_program(library_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "auditor"
    folder.mkdir()
    walk(ROOT / "docs" / "evidence.md", folder, {"SOPCTL_HOME": str(library_home)})


def test_a_newcomer_comes_from_nothing_to_a_signed_release(tmp_path: Path) -> None:
    printed = walk(ROOT / "docs" / "start.md", tmp_path, {}, _newcomer)
    assert "ผู้อนุมัติ (approved)" in printed


def test_what_is_the_hospitals_own_is_set_as_told(library_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "quality"
    folder.mkdir()
    walk(ROOT / "docs" / "restyling.md", folder, {"SOPCTL_HOME": str(library_home)})
    assert (folder / "before.pdf").read_bytes() != (folder / "after.pdf").read_bytes()


def test_a_library_comes_back_from_its_mirror_as_told(library_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    walk(ROOT / "docs" / "operations.md", folder, {"SOPCTL_HOME": str(library_home)}, below="The mirror")


def _newcomer(command: str, printed: str) -> tuple[str, str]:
    """What people put in: passwords of their own, the code that they were given, the digits told."""
    password = "ต้นไม้ใหญ่ริมน้ำ 42"
    codes = re.findall(r"One-time code: (\S+)", printed)
    digits = re.findall(r"second person: ([0-9]{6})", printed)
    if command.startswith("sopctl user password"):
        return f"{command} --password-stdin", f"{codes[-1]}\n{password}"
    if command.startswith("sopctl user add somchai") or re.match(
        r"sopctl (review|check|approve|release|user confirm) ", command
    ):
        word = digits[-1] if digits else ""
        return f"{command.replace('DIGITS', word)} --password-stdin", password
    return command, ""
