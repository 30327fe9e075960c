"""A library whose database is on PostgreSQL is backed up while people work, and restored into either kind."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sopctl.application.library import Library
from sopctl.application.safekeeping.backup import back_up
from sopctl.application.safekeeping.doctor import examine
from sopctl.config import load_settings
from sopctl.keeping import restore_library
from sopctl.storage.archive import ArchiveWriter
from sopctl.storage.originals import FolderOriginals
from sopctl.storage.sql.transfer import DatabaseTakenError
from tests.application.house import text
from tests.faults.building import build, draft, publish, reopen
from tests.storage.databases import empty, postgres_database

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.xdist_group("faults"),
    # A library keeps its connections until its process ends, and this process holds several libraries.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def url(worker_id: str) -> Iterator[str]:
    address = postgres_database(f"{worker_id}_backup")
    yield address
    gc.collect()  # here, where the mark above holds, and not in the middle of another test
    empty(address)


def facts(library: Library) -> object:
    with library.reading() as uow:
        ledger = [row for row, _ in uow.ledger.rows()]
        versions = [uow.versions.of(document.number) for document in uow.documents.all()]
        return uow.releases.all(), ledger, uow.people.all(), versions, uow.posts.offices()


def test_a_library_on_a_server_is_backed_up_while_people_work(
    url: str, worker_id: str, tmp_path: Path
) -> None:
    environ, home, file = {"SOPCTL_DATABASE_URL": url}, tmp_path / "library", tmp_path / "backup.tar"
    library = build(home, environ)
    publish(library)
    draft(library, text("SOP-IT-002", "ร่าง"))
    before, done = facts(library), threading.Event()

    def work() -> None:
        other = reopen(home, environ)
        for place in range(100, 200):
            draft(other, text(f"SOP-IT-{place}", "ระหว่างสำรอง"))
            if done.is_set():
                return

    writer = threading.Thread(target=work)

    def start(stage: str, _: int) -> None:
        if stage == "repository" and not writer.is_alive():  # after the moment of the copy
            publish(library, text("SOP-IT-003", "ระหว่างสำรอง"))
            writer.start()

    (tmp_path / "work").mkdir()
    originals = FolderOriginals(home, url, "sopctl.toml")
    with ArchiveWriter(file) as archive:
        contents = back_up(library, originals, archive, tmp_path / "work", "0", start)
    done.set()
    writer.join()
    assert contents.released == 1

    restore_library(load_settings({}, tmp_path / "file"), file, replace=False, progress=lambda *_: None)
    again = reopen(tmp_path / "file")
    assert facts(again) == before
    assert examine(again) == ()

    target = {"SOPCTL_DATABASE_URL": postgres_database(f"{worker_id}_restored")}
    settings = load_settings(target, tmp_path / "server")
    restore_library(settings, file, replace=False, progress=lambda *_: None)
    again = reopen(tmp_path / "server", target)
    assert facts(again) == before
    publish(again, text("SOP-IT-009", "หลังกู้คืน"))
    assert examine(again) == ()
    with pytest.raises(DatabaseTakenError):
        restore_library(
            load_settings(target, tmp_path / "third"), file, replace=False, progress=lambda *_: None
        )
    assert not (tmp_path / "third").exists()
