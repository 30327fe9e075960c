from __future__ import annotations

import os
from pathlib import Path

import pytest

from sopctl.application.ports import BlobDamagedError, BlobMissingError, StoreRefusedError
from sopctl.domain.canonical import sha256
from sopctl.storage.blobs import LocalBlobs, ObjectBlobs, open_blobs
from tests.nodes.cluster import object_store


def test_a_damaged_blob_is_found_and_put_right(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    name = blobs.put(b"record")
    assert blobs.path(name) == tmp_path / name[:2] / name[2:]
    blobs.path(name).write_bytes(b"rewritten")
    with pytest.raises(BlobDamagedError):
        blobs.get(name)
    assert blobs.put(b"record") == name
    assert blobs.get(name) == b"record"


def test_an_unfinished_blob_is_no_blob(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = LocalBlobs(tmp_path)

    def fail(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreRefusedError, match="no space"):
        blobs.put(b"record")
    monkeypatch.undo()
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / ".unfinished-x").write_bytes(b"half")
    assert list(blobs.all()) == []
    assert not blobs.has(sha256(b"record"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "ab" / ".unfinished-x"]


def test_a_blob_is_synced_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        calls.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")  # noqa: PTH112
        fsync(handle)

    def renamed(self: Path, target: Path) -> Path:
        calls.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    LocalBlobs(tmp_path / "blobs").put(b"record")
    assert calls == ["folder", "folder", "file", "rename", "folder"]


def test_a_path_that_is_no_blob_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BlobMissingError):
        LocalBlobs(tmp_path).path("0" * 64)


def test_addresses_choose_the_store(tmp_path: Path) -> None:
    assert isinstance(open_blobs(str(tmp_path)), LocalBlobs)
    address = (tmp_path / "with space").as_uri()
    name = open_blobs(address).put(b"record")
    assert (tmp_path / "with space" / name[:2] / name[2:]).is_file()
    assert isinstance(open_blobs("memory:///"), ObjectBlobs)


def test_a_damaged_object_is_put_right() -> None:
    import obstore
    from obstore.store import MemoryStore

    store = MemoryStore()
    blobs = ObjectBlobs(store)
    name = blobs.put(b"record")
    obstore.put(store, f"{name[:2]}/{name[2:]}", b"rewritten")
    with pytest.raises(BlobDamagedError):
        blobs.get(name)
    blobs.put(b"record")
    assert blobs.get(name) == b"record"


@pytest.mark.conformance  # needs an S3 server
def test_an_object_store_of_ones_own_keeps_files_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    with object_store(7544) as settings:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        blobs = open_blobs(settings["SOPCTL_BLOBS_URL"])
        digest = blobs.put(b"a copy")
        assert blobs.put(b"a copy") == digest
        assert (blobs.get(digest), list(blobs.all())) == (b"a copy", [digest])
        monkeypatch.delenv("AWS_ALLOW_HTTP")  # nobody sends files in the clear who did not say so
        with pytest.raises(StoreRefusedError):
            open_blobs(settings["SOPCTL_BLOBS_URL"]).put(b"another")
