"""A demo library is lost, restored from a backup, and rebuilt from git alone; it verifies the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import Sopctl

pytestmark = pytest.mark.xdist_group("story")


def facts(sopctl: Sopctl) -> tuple[Any, Any]:
    """The register, and what stands of every document; work in progress is another matter."""
    listed = sopctl.done("document", "list", "--json").json
    return sopctl.done("register", "--json").json, [{**document, "drafts": []} for document in listed]


def mirror(home: Path, to: Path) -> Path:
    command = ["git", "clone", "--quiet", "--mirror", str(home / "repository.git"), str(to)]
    subprocess.run(command, check=True)
    return to


def test_a_library_is_restored_from_its_backup(sopctl: Sopctl, tmp_path: Path) -> None:
    file, copy = tmp_path / "backup.tar", tmp_path / "copy.pdf"
    sopctl.done("render", "SOP-IT-001", "--to", "pdf", "-o", copy)
    before = facts(sopctl), sopctl.ledger()
    said = sopctl.done("backup", file, "--json").json
    assert (said["released"], said["ledger_rows"], said["left_out"]) == (
        len(before[0][0]),
        len(before[1]),
        [],
    )
    assert file.stat().st_mode & 0o077 == 0, "it holds private keys"
    assert sopctl("backup", file).code == "backup-exists"
    assert sopctl("restore", file).code == "home-taken"

    shutil.rmtree(sopctl.home)
    restored = sopctl.done("restore", file, "--json").json
    assert (restored["problems"], restored["ledger_head"]) == ([], said["ledger_head"])
    assert (facts(sopctl), sopctl.ledger()) == before
    assert sopctl.done("verify", copy, "--json").json["standing"] == "in_force"


def test_a_library_is_rebuilt_from_git_alone(sopctl: Sopctl, tmp_path: Path) -> None:
    copy, again, signers = (tmp_path / name for name in ("copy.pdf", "again.pdf", "allowed_signers"))
    sopctl.done("render", "SOP-IT-001", "--to", "pdf", "-o", copy)
    before, rows = facts(sopctl), sopctl.ledger()
    there = mirror(sopctl.home, tmp_path / "mirror.git")
    shutil.copy(sopctl.home / "keys" / "allowed_signers", signers)
    assert sopctl("rebuild", there, "--signers", signers).code == "home-taken"

    shutil.rmtree(sopctl.home)
    made = sopctl.done("rebuild", there, "--signers", signers, "--json").json
    assert (made["problems"], made["refused"], made["verified"], made["unseen"]) == ([], [], True, 0)
    assert facts(sopctl) == before
    assert sopctl.ledger()[: made["ledger_rows"]] == rows[: made["ledger_rows"]]
    sopctl.done("render", "SOP-IT-001", "--to", "pdf", "-o", again)
    found = sopctl.done("verify", again, "--json").json
    assert (found["genuine"], found["unchanged"], found["standing"]) == (True, True, "in_force")
    # What the lost library sealed, this one's key did not.
    assert not sopctl("verify", copy, "--json").json["genuine"]


def test_rebuilding_from_what_is_no_library_is_refused(nowhere: Sopctl, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "empty.git")], check=True)
    assert nowhere("rebuild", tmp_path / "empty.git").code == "no-library-there"
    assert nowhere("rebuild", tmp_path / "nothing.git").code == "git-failed"
    assert not nowhere.home.exists()


def test_restoring_what_is_no_backup_is_refused(nowhere: Sopctl, tmp_path: Path) -> None:
    file = tmp_path / "other.tar"
    file.write_bytes(b"something else" * 1000)
    assert nowhere("restore", file).code == "backup-damaged"
    assert not nowhere.home.exists()


def test_the_doctor_names_and_mends(sopctl: Sopctl) -> None:
    files = [path for path in (sopctl.home / "blobs").rglob("*") if path.is_file()]
    copy = max(files, key=lambda path: path.stat().st_size)
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    ran = sopctl("doctor", "--json")
    assert ran.status == 1
    found = ran.json["problems"]
    assert [(p["kind"], p["subject"]) for p in found] == [("blob-damaged", copy.parent.name + copy.name)]
    assert found[0]["repairable"]
    said = sopctl("doctor")
    assert (said.status, "ซ่อมได้ด้วย --repair" in said.out) == (1, True)
    mended = sopctl.done("doctor", "--repair", "--json").json
    assert (mended["problems"], len(mended["mended"])) == ([], 1)
    assert "ไม่พบปัญหา" in sopctl.done("doctor").out
