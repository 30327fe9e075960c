"""Disks that are full, read-only or bad: a clear error each time, and nothing is lost."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sopctl.application.library import Library
from sopctl.application.ports import StoreRefusedError
from sopctl.application.release.releasing import recover
from sopctl.application.safekeeping.doctor import Kind, examine
from sopctl.domain.canonical import sha256
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import State
from tests.application.house import text
from tests.faults import killing
from tests.faults.building import bring_out, draft, reopen

THIRD = DocumentNumber("SOP-IT-003")


def approved(library: Library) -> str:
    with library.reading() as uow:
        return uow.versions.of(THIRD)[0].id


@pytest.mark.parametrize("room", [0, 1_000, 6_000, 30_000, 100_000, 400_000, 1_000_000])
def test_a_release_on_a_full_disk_is_refused_clearly(home: Path, room: int) -> None:
    """No file may grow beyond ``room`` bytes, as on a disk without more: in files, git and database alike."""
    version_id = approved(reopen(home))

    def work(acknowledge: Callable[[bytes], None]) -> None:
        library = reopen(home)
        with library.reading():  # connected, as a server is when its disk fills
            pass
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        try:
            bring_out(library, version_id)
            acknowledge(b"released")
        except SopctlError as refused:
            acknowledge(refused.code.encode())

    said = killing.run(work).said.decode()
    assert said in {"store-refused", "git-failed", "released"}
    library = reopen(home)
    recover(library)
    with library.reading() as uow:
        version = uow.versions.get(version_id)
    assert version is not None
    if said == "released":
        assert version.state is State.RELEASED
    elif version.state is State.APPROVED:
        bring_out(library, version_id)
    assert examine(library) == ()


def test_a_database_that_may_not_be_written_is_a_clear_error(home: Path) -> None:
    library = reopen(home)
    with library.unit() as uow:
        connection = uow._connection  # type: ignore[attr-defined]  # the one way to a disk that refuses, as root
        connection.exec_driver_sql("PRAGMA query_only = 1")
        with pytest.raises(StoreRefusedError, match="readonly"):
            draft_row(uow)


def draft_row(uow: object) -> None:
    uow.intents.close("x", "y")  # type: ignore[attr-defined]


def test_a_folder_that_takes_no_file_is_a_clear_error(home: Path) -> None:
    name = sha256(b"anything")
    folder = home / "blobs" / name[:2]
    folder.with_suffix(".aside").write_bytes(b"")
    if folder.exists():
        folder.rename(folder.with_suffix(".before"))
    folder.with_suffix(".aside").rename(
        folder
    )  # a file where a folder should be: root may write anywhere else
    with pytest.raises(StoreRefusedError):
        reopen(home).blobs.put(b"anything")


def test_a_blob_that_cannot_be_read_is_damaged(home: Path, blob_file: Callable[[str], Path]) -> None:
    library = reopen(home)
    with library.reading() as uow:
        digest = next(iter(uow.releases.all()[0].copies.values()))
    path = blob_file(digest)
    path.unlink()
    path.mkdir()  # reading fails with an error of the system, as on a bad sector
    assert {(p.kind, p.subject) for p in examine(library)} <= {(Kind.BLOB_DAMAGED, digest)} != set()


def test_a_database_without_a_readable_page_is_named(home: Path) -> None:
    with sqlite3.connect(home / "library.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'versions'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    with (home / "library.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    assert Kind.DATABASE_DAMAGED in {problem.kind for problem in examine(reopen(home))}


def test_a_clock_that_steps_back_breaks_nothing(home: Path) -> None:
    library = reopen(home)
    earlier = replace(library, clock=lambda: library.clock() - timedelta(minutes=30))
    bring_out(earlier, approved(earlier))
    draft(earlier, text("SOP-IT-004", "หลังย้อนเวลา"))
    assert examine(earlier) == ()
    assert examine(library) == ()
