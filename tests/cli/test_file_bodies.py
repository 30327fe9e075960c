"""A form, from the first file to the next version, by commands alone."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support.command_line import Sopctl

pytestmark = pytest.mark.xdist_group("story")


def sheet(path: Path, words: str) -> Path:
    book, kept = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    page["A1"] = words
    book.save(kept)
    path.write_bytes(kept.getvalue())
    return path


def test_a_form_goes_from_a_file_to_its_second_version(sopctl: Sopctl, tmp_path: Path) -> None:
    first, second = sheet(tmp_path / "แบบบันทึก.xlsx", "รุ่นแรก"), sheet(tmp_path / "แบบใหม่.xlsx", "รุ่นสอง")
    begin = ("document", "new-file", "FM-IT-001", first, "--title", "แบบบันทึก", "--type", "FM",
             "--department", "IT", "--as", "author")  # fmt: skip
    assert (
        sopctl("document", "new-file", "FM-IT-001", tmp_path / "ไม่มี.xlsx", *begin[4:]).code
        == "file-unreadable"
    )
    (tmp_path / "x.exe").write_bytes(b"MZ")
    refused = sopctl("document", "new-file", "FM-IT-001", tmp_path / "x.exe", *begin[4:])
    assert refused.code == "body-file-refused"
    sopctl.done(*begin)
    assert "แบบบันทึก.xlsx" in sopctl.done("draft", "show", "FM-IT-001", "--as", "author").out
    assert sopctl(*begin).code == "number-taken"
    bring_out(sopctl)
    sopctl.done("document", "file", "FM-IT-001", "-o", tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").read_bytes() == first.read_bytes()
    assert sopctl.done("verify", first, "--json").json["standing"] == "in_force"

    sopctl.done("document", "revise", "FM-IT-001", "--as", "author")
    said = sopctl.done(
        "draft", "attach", "FM-IT-001", second, "--in-place-of", first.name, "--as", "author"
    ).out
    assert second.name in said
    assert first.name not in said
    bring_out(sopctl)
    sopctl.done("document", "file", "FM-IT-001", "-o", tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").read_bytes() == second.read_bytes()
    past = sopctl.done("document", "file", "FM-IT-001", "--version", "1", "-o", tmp_path / "past.xlsx")
    assert "ห้ามใช้งาน" in past.err
    assert sopctl("document", "file", "FM-IT-001", "--name", "none.xlsx").code == "not-found"
    assert json.loads(sopctl.done("doctor", "--json").out)["problems"] == []


def bring_out(sopctl: Sopctl) -> None:
    """By the route of forms: the quality office checks, the head of the group approves."""
    sopctl.done("submit", "FM-IT-001", "--reason", "ประกาศใช้", "--as", "author")
    for verb, user in (("check", "quality"), ("approve", "group-head"), ("release", "quality")):
        ran = sopctl.sign(verb, "FM-IT-001", user)
        assert ran.status == 0, ran.err
