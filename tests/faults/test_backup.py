"""Backups are whole or refused; a restore replaces nothing before everything is checked."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sopctl.application.library import Library
from sopctl.application.ports import LibraryBusyError
from sopctl.application.safekeeping.backup import BackupIncompleteError, Contents, back_up
from sopctl.application.safekeeping.doctor import examine
from sopctl.storage.archive import ArchiveWriter, BackupDamagedError, BackupExistsError
from sopctl.storage.originals import FolderOriginals
from sopctl.storage.restoring import HomeTakenError, aside, fill_from_archive, new_home
from sopctl.storage.sql.revisions import SchemaNewerError
from tests.application.house import text
from tests.faults.building import draft, publish, reopen

Change = Callable[[str, bytes], list[tuple[str, bytes]]]
NOW = datetime(2026, 3, 3, tzinfo=UTC)


def backed_up(
    library: Library, home: Path, to: Path, during: Callable[[str], None] = lambda _: None
) -> Contents:
    work = to.with_suffix(".work")
    work.mkdir()
    originals = FolderOriginals(home, f"sqlite:///{home / 'library.db'}", "sopctl.toml")
    with ArchiveWriter(to) as archive:
        return back_up(library, originals, archive, work, "0", lambda stage, _: during(stage))


def restored(file: Path, home: Path, *, replace: bool = False) -> Library:
    with new_home(home, replace=replace, now=NOW) as folder:
        fill_from_archive(file, folder, lambda _: None)
    return reopen(home)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar"


def facts(library: Library) -> object:
    with library.reading() as uow:
        return uow.releases.all(), [row for row, _ in uow.ledger.rows()], uow.people.all()


def test_a_restored_library_is_the_same(library: Library, home: Path, file: Path, tmp_path: Path) -> None:
    (home / "sopctl.toml").write_text("anonymous_read = 'off'\n")
    contents = backed_up(library, home, file)
    assert (contents.documents, contents.released, contents.left_out) == (3, 4, ())
    again = restored(file, tmp_path / "again")
    assert facts(again) == facts(library)
    assert examine(again) == ()
    for name in ("keys/tag.key", "keys/signing.pem", "keys/session.key", "sopctl.toml"):
        assert (tmp_path / "again" / name).read_bytes() == (home / name).read_bytes()
    assert {path.stat().st_mode & 0o77 for path in (tmp_path / "again" / "keys").iterdir()} == {0}
    publish(again, text("SOP-IT-009", "หลังกู้คืน"))
    assert examine(again) == ()


def test_a_backup_while_people_work_is_of_one_moment(
    library: Library, home: Path, file: Path, tmp_path: Path
) -> None:
    """A draft is written and a version released at every stage of the backup after its one moment."""
    numbers, seen = iter(range(100, 200)), {"database"}

    def work(stage: str) -> None:
        if stage not in seen:
            seen.add(stage)
            publish(library, text(f"SOP-IT-{next(numbers)}", "ระหว่างสำรอง"))
            draft(library, text(f"SOP-IT-{next(numbers)}", "ร่างระหว่างสำรอง"))

    contents = backed_up(library, home, file, work)
    again = restored(file, tmp_path / "again")
    assert contents.released == 4
    assert examine(again) == ()
    with again.reading() as uow:
        assert len(uow.releases.all()) == 4


def test_a_backup_never_takes_the_place_of_a_file(library: Library, home: Path, file: Path) -> None:
    file.write_bytes(b"older backup")
    with pytest.raises(BackupExistsError):
        backed_up(library, home, file)
    assert file.read_bytes() == b"older backup"


def test_a_backup_that_fails_leaves_nothing(library: Library, home: Path, file: Path) -> None:
    def fail(stage: str) -> None:
        if stage == "files":
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        backed_up(library, home, file, fail)
    assert [path.name for path in file.parent.iterdir() if "backup.tar" in path.name] == []


def test_what_the_library_lost_is_said_and_the_rest_is_kept(
    library: Library, home: Path, file: Path, tmp_path: Path, blob_file: Callable[[str], Path]
) -> None:
    with library.reading() as uow:
        digest = next(iter(uow.releases.all()[0].copies.values()))
    blob_file(digest).write_bytes(b"damaged")
    with pytest.raises(BackupIncompleteError):
        backed_up(library, home, file)
    again = restored(file, tmp_path / "again")
    assert {problem.subject for problem in examine(again)} == {digest}


def members(file: Path) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(file) as tar:
        for member in tar:
            source = tar.extractfile(member)
            yield member, source.read() if source else b""


def rewrite(file: Path, change: Change) -> None:
    kept = list(members(file))
    with tarfile.open(file, "w") as tar:
        for member, data in kept:
            for name, content in change(member.name, data):
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))


def only(name: str, change: Callable[[bytes], list[tuple[str, bytes]]]) -> Change:
    """A change of one member."""
    return lambda member, data: change(data) if member == name else [(member, data)]


def newer(data: bytes) -> list[tuple[str, bytes]]:
    return [("manifest.json", json.dumps({**json.loads(data), "schema": "from-the-future"}).encode())]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (only("library.db", lambda data: [("library.db", data[:-1] + b"!")]), BackupDamagedError),
        (only("refs.json", lambda _: []), BackupDamagedError),
        (only("manifest.json", lambda _: []), BackupDamagedError),
        (only("refs.json", lambda data: [("refs.json", data), ("../outside", b"x")]), BackupDamagedError),
        (only("refs.json", lambda data: [("refs.json", data), ("keys/more", b"x")]), BackupDamagedError),
        (only("manifest.json", newer), SchemaNewerError),
    ],
    ids=["changed", "missing", "no manifest", "outside", "added", "newer"],
)
def test_a_backup_that_is_not_whole_replaces_nothing(
    library: Library,
    home: Path,
    file: Path,
    tmp_path: Path,
    change: Change,
    error: type[Exception],
) -> None:
    backed_up(library, home, file)
    rewrite(file, change)
    before = facts(library)
    with pytest.raises(error):
        restored(file, home, replace=True)
    assert facts(reopen(home)) == before
    assert sorted(path.name for path in tmp_path.iterdir() if "library" in path.name) == ["library"]
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_a_backup_that_was_cut_short_is_refused(
    library: Library, home: Path, file: Path, tmp_path: Path, share: float
) -> None:
    backed_up(library, home, file)
    data = file.read_bytes()
    end = data.rstrip(b"\0")  # tar ends in zeros
    file.write_bytes(data[: int(len(end) * share)])
    with pytest.raises(BackupDamagedError):
        restored(file, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_library_is_replaced_only_when_asked_and_put_aside(
    library: Library, home: Path, file: Path
) -> None:
    backed_up(library, home, file)
    before = facts(library)
    publish(library, text("SOP-IT-008", "หลังสำรอง"))
    later = facts(library)
    with pytest.raises(HomeTakenError):
        restored(file, home)
    with library.lock.hold(), pytest.raises(LibraryBusyError):
        restored(file, home, replace=True)
    assert facts(reopen(home)) == later
    again = restored(file, home, replace=True)
    assert facts(again) == before
    assert facts(reopen(aside(home, NOW))) == later
