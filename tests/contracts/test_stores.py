"""The contracts of blobs, sources and the library's lock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sopctl.application.ports import (
    BlobMissingError,
    Blobs,
    ConcurrentChangeError,
    FenceLostError,
    LibraryBusyError,
    LibraryLock,
    Sources,
    TagTakenError,
)
from sopctl.domain.canonical import sha256
from sopctl.domain.errors import NotFoundError
from tests.contracts.conftest import Library

AT = datetime(2026, 3, 1, 2, 3, 4, 567890, tzinfo=UTC)
FILES = {"document.md": "# นโยบาย\n".encode(), "รูป/แผน ผัง.png": b"\x00\xff\n", "empty": b""}


def freeze(sources: Sources, round_id: str = "r1", files: dict[str, bytes] | None = None) -> str:
    return sources.freeze_round(
        round_id, FILES if files is None else files, message="Submit SOP-IT-001", at=AT, author="สมชาย"
    )


def test_blobs_come_back_by_their_hash(blobs: Blobs) -> None:
    names = {blobs.put(data) for data in (b"", b"a" * 100_000, "ก".encode())}
    assert sha256(b"") in names
    assert blobs.put(b"") == sha256(b"")
    assert set(blobs.all()) == names
    assert all(blobs.has(name) and sha256(blobs.get(name)) == name for name in names)


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_a_blob_that_is_not_there_is_missing(blobs: Blobs, name: str) -> None:
    assert not blobs.has(name)
    with pytest.raises(BlobMissingError):
        blobs.get(name)


def test_a_round_is_frozen_once(sources: Sources) -> None:
    commit = freeze(sources)
    assert sources.read(commit) == FILES
    assert freeze(sources) == commit
    with pytest.raises(ConcurrentChangeError):
        freeze(sources, files={"document.md": b"other"})
    assert sources.read(commit) == FILES
    assert freeze(sources, "r2") != ""
    with pytest.raises(NotFoundError):
        sources.read("0" * 40)


def test_a_release_tag_says_one_thing(sources: Sources) -> None:
    commit, other = freeze(sources), freeze(sources, "r2", {"document.md": b"other"})
    record = '{"a":"ก"}\nสองบรรทัด\n'
    sources.tag_release("SOP-IT-001/v1", commit, record, at=AT)
    sources.tag_release("SOP-IT-001/v1", commit, record, at=AT)
    assert sources.tag_message("SOP-IT-001/v1") == record
    assert sources.tag_valid("SOP-IT-001/v1")
    for said, at_commit in (("{}", commit), (record, other)):
        with pytest.raises(TagTakenError):
            sources.tag_release("SOP-IT-001/v1", at_commit, said, at=AT)
    assert sources.tag_message("SOP-IT-001/v1") == record
    assert sources.tag_message("SOP-IT-001/v2") is None
    assert not sources.tag_valid("SOP-IT-001/v2")
    with pytest.raises(NotFoundError):
        sources.tag_release("SOP-IT-001/v2", "0" * 40, record, at=AT)


def test_main_holds_whole_folders(sources: Sources) -> None:
    sources.move_main({"SOP-IT-001": FILES, "library/types": {"SOP.yaml": b"a"}}, message="one", at=AT)
    assert sources.main_files("SOP-IT-001") == FILES
    sources.move_main({"SOP-IT-001": {"document.md": b"2"}}, message="two", at=AT)
    assert sources.main_files("SOP-IT-001") == {"document.md": b"2"}
    assert sources.main_files("library") == {"types/SOP.yaml": b"a"}
    sources.move_main({"SOP-IT-001": None, "SOP-IT-002": {"document.md": b"3"}}, message="two", at=AT)
    assert sources.main_file("SOP-IT-001/document.md") is None
    assert sources.main_file("SOP-IT-002/document.md") == b"3"
    assert sources.main_file("library/types") is None
    assert sources.main_file("library/types/SOP.yaml") == b"a"
    assert sources.main_files("SOP-IT-001") == {}


def test_an_empty_main_holds_nothing(sources: Sources) -> None:
    assert sources.main_files("library") == {}
    assert sources.main_file("library/types/SOP.yaml") is None


def test_the_ledger_is_anchored(sources: Sources) -> None:
    assert sources.anchored_ledger() == b""
    sources.anchor_ledger(b'{"a":1}\n', at=AT)
    sources.anchor_ledger(b'{"a":1}\n{"a":2}\n', at=AT)
    assert sources.anchored_ledger() == b'{"a":1}\n{"a":2}\n'


def test_an_anchor_goes_on_from_the_last_rows_alone(sources: Sources) -> None:
    rows = [b'{"sequence":%d}\n' % row for row in range(1, 2_506)]
    sources.anchor_ledger(b"".join(rows[:2_400]), at=AT)
    before, tail = sources.anchored_tail()
    assert b"".join(rows[before:2_400]) == tail
    assert 0 < before < 2_400
    sources.anchor_ledger(b"".join(rows[before:]), at=AT, before=before)
    assert sources.anchored_ledger() == b"".join(rows)
    assert sources.anchored_tail()[1] == b"".join(rows[sources.anchored_tail()[0] :])


def test_what_is_kept_is_listed(sources: Sources) -> None:
    commit, other = freeze(sources), freeze(sources, "r2", {"document.md": b"other"})
    sources.tag_release("SOP-IT-001/v2", other, "{}\n", at=AT)
    sources.tag_release("SOP-IT-001/v1", commit, "{}\n", at=AT)
    assert list(sources.tags()) == ["SOP-IT-001/v1", "SOP-IT-001/v2"]
    assert sources.tag_commit("SOP-IT-001/v1") == commit
    assert sources.tag_commit("SOP-IT-001/v3") is None
    assert sources.rounds() == {"r1": commit, "r2": other}
    assert list(sources.damage()) == []
    assert list(sources.stale_locks()) == list(sources.remove_stale_locks()) == []


def test_the_lock_is_for_one_and_numbers_its_holders(library: Library, lock: LibraryLock) -> None:
    with lock.hold() as first:
        with pytest.raises(LibraryBusyError), lock.hold():
            pass
        with library.unit() as unit:
            unit.check_fence(first)
    with lock.hold() as second:
        assert second > first
        with library.unit() as unit:
            unit.check_fence(second)
            with pytest.raises(FenceLostError):
                unit.check_fence(first)


def test_a_lock_is_free_after_an_error(lock: LibraryLock) -> None:
    with pytest.raises(ZeroDivisionError), lock.hold():
        raise ZeroDivisionError
    with lock.hold():
        pass
