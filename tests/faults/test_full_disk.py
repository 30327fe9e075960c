"""A disk that is really full, and one that is really read-only: a clear error, nothing lost, work goes on.

It is a small disk in memory, which only root may mount; the suite has the same with a limit on files
(``test_disk``), which needs nobody's leave.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sopctl.application.library import Library
from sopctl.application.ports import StoreRefusedError
from sopctl.application.release.releasing import recover
from sopctl.application.safekeeping.doctor import examine
from sopctl.bootstrap import create_library
from sopctl.config import load_settings
from sopctl.domain.numbers import DocumentNumber
from sopctl.keeping import back_up_library, restore_library
from sopctl.storage.lock import FileLock
from sopctl.storage.sql.engine import make_engine
from tests.application.house import HOSPITAL, text
from tests.faults.building import bring_out, draft, reopen

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
SIZE_MB = 24
ROOMS = (0, 4, 16, 48, 96, 200, 400)  # kilobytes that are left


class SmallDisk:
    """A disk in memory; ``fill`` takes its room but for some kilobytes, ``free`` gives it back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self, left: int) -> None:
        with (self.path / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
        size = (self.path / "filler").stat().st_size
        with (self.path / "filler").open("r+b") as file:
            file.truncate(max(0, size - left * 1024))

    def free(self) -> None:
        (self.path / "filler").unlink(missing_ok=True)

    def writable(self, *, writes: bool) -> None:
        option = "remount,rw" if writes else "remount,ro"
        subprocess.run(["mount", "-o", option, str(self.path)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(path)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.fail(f"a disk must be mounted, as root: {mounted.stderr.decode()}")
    yield SmallDisk(path)
    subprocess.run(["umount", "--lazy", str(path)], check=True)


@pytest.fixture
def there(disk: SmallDisk, home: Path) -> Path:
    """The library, on that disk."""
    shutil.copytree(home, disk.path / "library")
    return disk.path / "library"


def approved(library: Library) -> str:
    with library.reading() as uow:
        return uow.versions.of(DocumentNumber("SOP-IT-003"))[0].id


def refused(act: Callable[[], object]) -> bool:
    """Whether an act was refused; nothing but the one clear error may come of it."""
    try:
        act()
    except StoreRefusedError:
        return True
    return False


@pytest.mark.parametrize("room", ROOMS)
def test_a_release_on_a_full_disk(disk: SmallDisk, there: Path, room: int) -> None:
    library = reopen(there)
    version_id = approved(library)
    disk.fill(room)
    missed = refused(lambda: bring_out(library, version_id))
    assert missed or room > 100
    with library.reading() as uow:
        assert len(uow.releases.of(DocumentNumber("SOP-IT-001"))) == 2, "reading goes on"
    disk.free()
    recover(reopen(there))
    with library.reading() as uow:
        done = uow.releases.get(version_id) is not None
    assert done or missed
    if not done:
        bring_out(library, version_id)
    assert examine(library) == ()


def test_a_draft_on_a_full_disk(disk: SmallDisk, there: Path) -> None:
    library = reopen(there)
    with library.reading():
        pass
    disk.fill(0)
    assert refused(lambda: draft(library, text("SOP-IT-050", "ดิสก์เต็ม", "ก" * 50_000)))
    with library.reading() as uow:
        assert not uow.versions.of(DocumentNumber("SOP-IT-050")), "nothing of it is there"
    disk.free()
    draft(library, text("SOP-IT-050", "ดิสก์เต็ม"))
    assert examine(library) == ()


@pytest.mark.parametrize("room", ROOMS)
def test_a_backup_onto_a_full_disk(disk: SmallDisk, home: Path, room: int) -> None:
    settings, file = load_settings({}, home), disk.path / "backup.tar"
    disk.fill(room)
    assert refused(lambda: back_up_library(settings, file, lambda *_: None))
    assert [path.name for path in disk.path.iterdir()] == ["filler"], "nothing half is left"
    disk.free()
    back_up_library(settings, file, lambda *_: None)
    again = load_settings({}, disk.path / "again")
    disk.fill(room)
    assert refused(lambda: restore_library(again, file, replace=False, progress=lambda *_: None))
    assert not again.home.exists()


@pytest.mark.parametrize("room", ROOMS)
def test_a_library_is_not_begun_on_a_full_disk(disk: SmallDisk, room: int) -> None:
    settings = load_settings({}, disk.path / "library")
    disk.fill(room)
    if not refused(lambda: create_library(settings, HOSPITAL.encode())):
        assert room > 100
        return
    disk.free()
    shutil.rmtree(settings.home, ignore_errors=True)
    create_library(settings, HOSPITAL.encode())
    assert examine(reopen(settings.home)) == ()


def test_a_read_only_disk(disk: SmallDisk, there: Path) -> None:
    disk.writable(writes=False)
    assert refused(lambda: bring_out(reopen(there), "any"))
    assert refused(lambda: FileLock(there / "library.lock", make_engine("sqlite://")).hold().__enter__())
    assert refused(lambda: reopen(there).blobs.put(b"anything"))
    disk.writable(writes=True)
    library = reopen(there)
    bring_out(library, approved(library))
    assert examine(library) == ()


def test_a_restore_onto_a_read_only_disk(disk: SmallDisk, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    back_up_library(load_settings({}, home), file, lambda *_: None)
    disk.writable(writes=False)
    again = load_settings({}, disk.path / "again")
    assert refused(lambda: restore_library(again, file, replace=False, progress=lambda *_: None))
