"""A name that the database speaks of lasts: each folder is synced after the last name that came into it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sopctl.storage.blobs import LocalBlobs
from sopctl.storage.durable import sync_tree
from sopctl.storage.git import GitSources

AT = datetime(2026, 3, 2, tzinfo=UTC)
Listing = dict[str, frozenset[str]]


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Listing:
    """What every folder held when it was last synced."""
    held: Listing = {}
    fsync = os.fsync

    def seen(handle: int) -> None:
        path = os.readlink(f"/proc/self/fd/{handle}")  # noqa: PTH115 - no file, a name of the system
        if Path(path).is_dir():
            held[path] = frozenset(os.listdir(path))  # noqa: PTH208 - names alone
        fsync(handle)

    monkeypatch.setattr(os, "fsync", seen)
    return held


def listing(top: Path) -> Listing:
    # Git's reflogs follow its refs and are asked by nobody.
    return {
        folder: frozenset([*names, *files]) for folder, names, files in os.walk(top) if "/logs" not in folder
    }


def lasts(top: Path, synced: Listing, act: Callable[[], object]) -> None:
    """Whatever ``act`` changes the names of is synced before it returns."""
    before = listing(top)
    synced.clear()
    act()
    after = listing(top)
    changed = {folder for folder, names in after.items() if before.get(folder) != names}
    assert changed, "nothing happened"
    assert {folder: after[folder] for folder in changed} == {
        f: synced.get(f, "never synced") for f in changed
    }


def test_what_git_is_given_lasts(tmp_path: Path, synced: Listing) -> None:
    top = tmp_path / "repository.git"
    git = GitSources.create(top, sign=lambda _: "-----BEGIN SSH SIGNATURE-----\nx\n")
    files = {"document.md": b"text", "images/a.png": b"picture"}
    git.anchor_ledger(b"first\n", at=AT)  # the first of a branch makes its log too
    git.move_main({"library": {"hospital.yaml": b"name: x"}}, message="Begin", at=AT)

    lasts(
        top, synced, lambda: git.freeze_round("SOP-IT-001-v1-r1-abc", files, message="x", at=AT, author="a")
    )
    commit = git.rounds()["SOP-IT-001-v1-r1-abc"]
    lasts(top, synced, lambda: git.tag_release("SOP-IT-001/v1", commit, "released", at=AT))
    lasts(top, synced, lambda: git.anchor_ledger(b"first\nsecond\n", at=AT))
    lasts(top, synced, lambda: git.move_main({"documents/SOP-IT-001": files}, message="In force", at=AT))
    git.close()


def test_a_stored_file_lasts_with_its_folders(tmp_path: Path, synced: Listing) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")
    lasts(tmp_path, synced, lambda: blobs.put(b"anything"))


def test_a_whole_tree_lasts(tmp_path: Path, synced: Listing) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").write_bytes(b"x")
    sync_tree(tmp_path)
    assert synced == listing(tmp_path)
