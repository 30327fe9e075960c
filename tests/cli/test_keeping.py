"""A demo library is lost, restored from a backup, and rebuilt from git alone; it verifies the same."""

from __future__ import annotations

import json
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


def copies(sopctl: Sopctl, folder: Path) -> list[Any]:
    """What verification says of every copy that the library first held, which is kept in ``folder``."""
    if not folder.exists():
        folder.mkdir()
        for file in (sopctl.home / "blobs").rglob("*"):
            if file.is_file() and file.read_bytes()[:4] in {b"%PDF", b"PK\x03\x04"}:
                shutil.copy(file, folder)
    # Among them is what signers had on their screens, which no seal is on: status 1.
    said = sopctl("verify", *sorted(folder.iterdir()), "--json").out
    return [json.loads(line) for line in said.splitlines()]


def test_a_library_is_restored_from_its_backup(sopctl: Sopctl, tmp_path: Path) -> None:
    file, kept = tmp_path / "backup.tar", tmp_path / "copies"
    before = facts(sopctl), sopctl.ledger(), copies(sopctl, kept)
    assert sum(found["genuine"] and found["unchanged"] for found in before[2]) > 2 * len(before[0][0])
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
    assert (facts(sopctl), sopctl.ledger(), copies(sopctl, kept)) == before
    sopctl.done("ledger", "verify")


def test_a_library_is_rebuilt_from_git_alone(sopctl: Sopctl, tmp_path: Path) -> None:
    signers, certificate = tmp_path / "allowed_signers", tmp_path / "certificate.pem"
    kept, again = tmp_path / "copies", tmp_path / "again.pdf"
    before, rows, verified = facts(sopctl), sopctl.ledger(), copies(sopctl, kept)
    there = mirror(sopctl.home, tmp_path / "mirror.git")
    shutil.copy(sopctl.home / "keys" / "allowed_signers", signers)
    shutil.copy(sopctl.home / "keys" / "certificate.pem", certificate)
    given = ("--signers", signers, "--certificate", certificate)
    assert sopctl("rebuild", there, *given).code == "home-taken"
    assert sopctl("rebuild", there, "--certificate", there / "HEAD").code == "certificate-unreadable"

    shutil.rmtree(sopctl.home)
    made = sopctl.done("rebuild", there, *given, "--json").json
    assert (made["problems"], made["refused"], made["verified"], made["unseen"]) == ([], [], True, 0)
    assert facts(sopctl) == before
    assert sopctl.ledger()[: made["ledger_rows"]] == rows[: made["ledger_rows"]]
    sopctl.done("ledger", "verify")
    assert copies(sopctl, kept) == verified, "what the lost library sealed stays genuine"
    sopctl.done("render", "SOP-IT-001", "--to", "pdf", "-o", again)
    assert sopctl.done("verify", again, "--json").json["standing"] == "in_force"


def test_what_the_lost_library_sealed_is_not_genuine_without_its_certificate(
    sopctl: Sopctl, tmp_path: Path
) -> None:
    copy, certificate = tmp_path / "copy.pdf", tmp_path / "certificate.pem"
    sopctl.done("render", "SOP-IT-001", "--to", "pdf", "-o", copy)
    there = mirror(sopctl.home, tmp_path / "mirror.git")
    shutil.copy(sopctl.home / "keys" / "certificate.pem", certificate)
    shutil.rmtree(sopctl.home)
    ran = sopctl("rebuild", there)
    assert ran.status == 1, "without keys the doctor names every tag"
    assert "--certificate" in ran.out
    assert not sopctl("verify", copy, "--json").json["genuine"]
    assert sopctl.done("verify", copy, "--json", "--certificate", certificate).json["genuine"]


def test_rebuilding_from_what_is_no_library_is_refused(
    nowhere: Sopctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "empty.git")], check=True)
    assert nowhere("rebuild", tmp_path / "empty.git").code == "no-library-there"
    monkeypatch.chdir(tmp_path)
    assert nowhere("rebuild", "empty.git").code == "no-library-there", (
        "a path as it is typed beside the mirror"
    )
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
