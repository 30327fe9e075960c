"""Files: checked, drawn and verified, in a library and outside one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.texts import markdown, write
from tests.support.command_line import Sopctl

STARTER = Path(__file__).parents[2] / "documents"
KINDS = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "html": b"<!doctype html>"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_file_outside_a_library_is_drawn(nowhere: Sopctl, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"out.{kind}"
    nowhere.done("render", STARTER / "SOP-IT-003" / "document.md", "--to", kind, "-o", out)
    data = out.read_bytes()
    assert data.startswith(KINDS[kind])
    if kind == "html":
        assert b"data:image/png;base64," in data
        assert "ร่าง (draft)".encode() in data
        assert b'href="/documents' not in data
    assert not nowhere.home.exists()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_released_version_is_handed_out(reading: Sopctl, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"out.{kind}"
    ran = reading.done("render", "SOP-IT-001", "--to", kind, "-o", out)
    assert ran.out == f"{out}\n"
    assert out.read_bytes().startswith(KINDS[kind])


def test_a_file_without_a_name_is_named_by_number_and_version(
    reading: Sopctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert reading.done("render", "sop-it-001", "--to", "pdf").out == "SOP-IT-001-v1.pdf\n"
    assert (tmp_path / "SOP-IT-001-v1.pdf").exists()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_version_in_work_is_drawn_for_those_who_work_on_it(
    reading: Sopctl, tmp_path: Path, kind: str
) -> None:
    out = tmp_path / f"out.{kind}"
    reading.done("render", "SOP-IT-001", "--version", "2", "--to", kind, "-o", out, "--as", "reviewer")
    assert out.read_bytes().startswith(KINDS[kind])
    refused = reading("render", "SOP-IT-001", "--version", "2", "--to", kind, "-o", out, "--as", "staff")
    assert refused.code == "not-allowed"


def test_a_place_that_cannot_be_written_is_refused(reading: Sopctl, tmp_path: Path) -> None:
    ran = reading("render", "SOP-IT-001", "--to", "pdf", "-o", tmp_path / "no" / "x.pdf")
    assert (ran.status, ran.code) == (1, "file-unwritable")


def test_a_version_that_is_not_there_is_refused(reading: Sopctl) -> None:
    assert reading("render", "SOP-IT-001", "--version", "9", "--to", "pdf").code == "not-found"
    assert reading("render", "SOP-IT-001", "--version", "two", "--to", "pdf").code == "version-malformed"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no front matter", "front-matter-broken"),
        ("---\nnumber: SOP-IT-050\n---\n", "front-matter-broken"),
        ("---\nnumber: [\n---\n", "front-matter-broken"),
        (markdown(more="effective: 31/2/2566"), "front-matter-broken"),
        (markdown(more="type: NOPE"), "front-matter-broken"),
    ],
)
def test_broken_front_matter_is_refused_everywhere(
    nowhere: Sopctl, tmp_path: Path, text: str, code: str
) -> None:
    path = write(tmp_path, text)
    for command in (("lint", path), ("render", path, "--to", "pdf", "-o", tmp_path / "out.pdf")):
        ran = nowhere(*command)
        assert (ran.status, ran.code) == (1, code)
    assert not (tmp_path / "out.pdf").exists()


def test_a_missing_section_is_a_finding_with_its_line(nowhere: Sopctl, tmp_path: Path) -> None:
    path = write(tmp_path, markdown(without="ผู้รับผิดชอบ"))
    ran = nowhere("lint", path, "--json")
    assert (ran.status, ran.code) == (1, "findings")
    found = [one for one in ran.json if one["code"] == "section-missing"]
    assert found
    assert set(found[0]) >= {"code", "level", "line", "message"}
    assert "ผู้รับผิดชอบ" in nowhere("lint", path).out


def test_a_good_text_has_no_errors(nowhere: Sopctl, reading: Sopctl, tmp_path: Path) -> None:
    path = write(tmp_path, markdown())
    assert nowhere.done("lint", path, "--json").json == []
    reading.done("lint", path)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n....", "kind-not-read"),
        (b"PK\x03\x04word", "kind-not-read"),
        (b"%PDF-1.7", "kind-not-read"),
        (b"\xff\xfe\x00", "not-text"),
        (b"---\nnumber: a\0b\n", "not-text"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    nowhere: Sopctl, tmp_path: Path, data: bytes, code: str
) -> None:
    path = tmp_path / "document.md"
    path.write_bytes(data)
    assert nowhere("lint", path).code == code
    assert nowhere("lint", tmp_path / "gone.md").code == "file-unreadable"


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_genuine_copy_is_verified_with_and_without_a_library(
    reading: Sopctl, nowhere: Sopctl, tmp_path: Path, kind: str
) -> None:
    copy = tmp_path / f"renamed.{kind}"
    reading.done("render", "SOP-IT-002", "--to", kind, "-o", copy)
    found = reading.done("verify", copy, "--json").json
    assert (found["genuine"], found["unchanged"], found["standing"]) == (True, True, "in_force")
    certificate = reading.home / "keys" / "certificate.pem"
    alone = nowhere.done("verify", copy, "--json", "--certificate", certificate).json
    assert alone == {**found, "standing": "unknown"}
    stranger = nowhere("verify", copy, "--json")
    assert (stranger.status, stranger.code) == (1, "not-genuine")
    assert stranger.json["genuine"] is False


def test_a_paper_approval_is_told_as_paper(reading: Sopctl, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    reading.done("render", "SOP-IT-001", "--to", "pdf", "-o", copy)
    first = reading.done("verify", copy, "--json").json["signatures"][0]
    assert (first["medium"], first["time"], first["meaning"]) == ("paper", "2023-06-12", "approved")
    assert "อนุมัติบนกระดาษ (on paper)" in reading.done("verify", copy).out


def test_each_of_several_files_is_one_line_and_one_bad_file_decides(reading: Sopctl, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    reading.done("render", "SOP-IT-001", "--to", "pdf", "-o", good)
    bad.write_bytes(b"not a pdf")
    ran = reading("verify", bad, good, "--json")
    assert (ran.status, ran.code, len(ran.out.splitlines())) == (1, "not-genuine", 2)
    assert reading("verify", tmp_path / "gone.pdf").code == "file-unreadable"


def test_a_certificate_that_is_none_is_refused(nowhere: Sopctl, tmp_path: Path) -> None:
    path = write(tmp_path, "no certificate", "certificate.pem")
    assert nowhere("verify", path, "--certificate", path).code == "certificate-unreadable"
