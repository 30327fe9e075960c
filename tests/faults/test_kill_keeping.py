"""A backup or a restore is killed; the library is whole, and the same command then does its work.

The short form tries every few steps; `make faults` tries each one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sopctl.application.safekeeping.doctor import examine
from sopctl.config import load_settings
from sopctl.keeping import back_up_library, restore_library
from tests.faults import killing
from tests.faults.building import reopen
from tests.faults.test_kill_paper import Work, doing, kills

pytestmark = pytest.mark.xdist_group("faults")
Record = Callable[[str, object], None]
FEW = pytest.param(29, marks=pytest.mark.conformance)  # half a minute
EACH = pytest.param(1, marks=pytest.mark.faults)


@pytest.fixture
def hospital(home: Path, tmp_path: Path) -> Path:
    """A folder with nothing in it but a library."""
    (tmp_path / "hospital").mkdir()
    home.rename(tmp_path / "hospital" / "library")
    return tmp_path / "hospital"


def rows(home: Path) -> int:
    """Rows of the ledger of a library that is whole."""
    library = reopen(home)
    assert examine(library) == ()
    with library.reading() as uow:
        return sum(1 for _ in uow.ledger.rows())


def back_up(home: Path, file: Path) -> None:
    back_up_library(load_settings({}, home), file, lambda *_: None)


def restore(file: Path, home: Path) -> None:
    restore_library(load_settings({}, home), file, replace=True, progress=lambda *_: None)


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_a_killed_backup_is_no_backup_and_harms_nothing(
    hospital: Path, tmp_path: Path, record_property: Record
) -> None:
    home, file = hospital / "library", tmp_path / "safe" / "backup.tar"
    file.parent.mkdir()
    whole = rows(home)

    def work() -> Work:
        file.unlink(missing_ok=True)
        return doing(lambda: back_up(home, file))

    def check(said: bytes) -> None:
        assert rows(home) == whole
        if not file.exists():
            assert not said, "what was said to be done is done"
            back_up(home, file)
        back_up(home, file.with_name("next"))
        file.with_name("next").unlink()
        assert names(file.parent) == {"backup.tar"}, "what a killed one left is cleared away by the next"
        restore(file, tmp_path / "other" / "library")
        assert rows(tmp_path / "other" / "library") == whole
        shutil.rmtree(tmp_path / "other")

    killed = kills(work, check, 1)
    for seconds in (0.02, 0.06, 0.1):  # while it writes, where no step is counted
        ended = killing.run(work(), kill_after=seconds)
        killed += ended.killed
        check(ended.said)
    record_property("kills", killed)
    assert killed > 3


@pytest.mark.parametrize("stride", [FEW, EACH])
def test_a_killed_restore_leaves_the_old_library_or_the_new_one(
    hospital: Path, tmp_path: Path, stride: int, record_property: Record
) -> None:
    home, file, old = hospital / "library", tmp_path / "backup.tar", tmp_path / "old"
    back_up(home, file)
    whole = rows(home)
    (home / "old").write_text("the library as it was")
    home.rename(old)

    def work() -> Work:
        shutil.rmtree(hospital)
        shutil.copytree(old, home)
        return doing(lambda: restore(file, home))

    def check(said: bytes) -> None:
        kept = [each for each in hospital.glob("library*") if (each / "old").exists()]
        assert len(kept) == 1, "the old library is there, once"
        assert rows(kept[0]) == whole
        if kept == [home] or not home.exists():  # its operator sees that it was cut off, and asks again
            assert not said, "what was said to be done is done"
            restore(file, home)
        assert not (home / "old").exists()
        assert rows(home) == whole
        restore(file, hospital / "next")
        shutil.rmtree(hospital / "next")
        left = {name for name in names(hospital) if not name.startswith("library.replaced-")}
        assert left == {"library"}, "what a killed one left is cleared away by the next"

    killed = kills(work, check, stride)
    record_property("kills", killed)
    assert killed > 20 / stride
