"""A migration is done as a whole or not at all, killed before any statement; and it waits for others."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from sopctl.application.ports import LibraryBusyError
from sopctl.application.safekeeping.doctor import examine
from sopctl.bootstrap import upgrade_database
from sopctl.config import load_settings
from sopctl.storage.lock import FileLock
from sopctl.storage.sql import revisions, schema
from sopctl.storage.sql.engine import make_engine
from tests.faults import killing
from tests.faults.building import reopen
from tests.support.command_line import Sopctl

Record = Callable[[str, object], None]
FIRST = "3c7e5a9b1d24"
STRIDE = 23


@pytest.fixture
def old(home: Path) -> Path:
    """A library as the first program left it."""
    schema.downgrade(f"sqlite:///{home / 'library.db'}", FIRST)
    return home


def upgrading(home: Path, kill_at: int) -> Callable[[Callable[[bytes], None]], None]:
    """Bring a library up to date in a process that dies before its ``kill_at``-th statement."""

    def work(acknowledge: Callable[[bytes], None]) -> None:
        left = kill_at

        def count(*_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                killing.die()

        event.listen(Engine, "before_cursor_execute", count)
        upgrade_database(load_settings({}, home))
        acknowledge(b"upgraded")

    return work


@pytest.mark.parametrize("stride", [STRIDE, pytest.param(1, marks=pytest.mark.faults)])
def test_a_migration_that_is_killed_leaves_one_state_or_the_other(
    old: Path, tmp_path: Path, stride: int, record_property: Record
) -> None:
    kills, step = 0, 1
    while True:
        home = tmp_path / "killed"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(old, home)
        url = f"sqlite:///{home / 'library.db'}"
        ended = killing.run(upgrading(home, step))
        if not ended.killed:
            break
        kills += 1
        assert revisions.current(url) == FIRST
        upgrade_database(load_settings({}, home))
        revisions.check(url)
        step += stride
    record_property("kills", kills)
    assert kills > 60 / stride
    assert revisions.current(url) == revisions.head()
    assert examine(reopen(home)) == ()


def test_a_library_goes_back_step_by_step_and_forward_again(home: Path) -> None:
    url = f"sqlite:///{home / 'library.db'}"
    steps = 0
    while revisions.current(url) != FIRST:
        schema.downgrade(url, "-1")
        steps += 1
    assert steps
    schema.upgrade(url)
    assert examine(reopen(home)) == ()


def test_a_migration_waits_for_a_release_and_not_for_ever(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileLock.__init__, "__kwdefaults__", {"patience": 0.2})
    lock = FileLock(old / "library.lock", make_engine(f"sqlite:///{old / 'library.db'}"))
    with lock.hold(), pytest.raises(LibraryBusyError):
        upgrade_database(load_settings({}, old))
    assert revisions.current(f"sqlite:///{old / 'library.db'}") == FIRST
    upgrade_database(load_settings({}, old))


def test_a_library_of_a_newer_program_is_refused_in_both_languages(home: Path) -> None:
    with sqlite3.connect(home / "library.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    database.close()
    sopctl = Sopctl(home)
    for command in (
        ("document", "list"),
        ("doctor",),
        ("db", "check"),
        ("db", "upgrade"),
        ("backup", "x.tar"),
    ):
        ran = sopctl(*command)
        assert (ran.status, ran.code) == (1, "library-newer"), command
        assert "newer sopctl" in ran.err
        assert "รุ่นใหม่กว่า" in ran.err


def test_a_library_of_an_older_program_says_what_to_do(old: Path) -> None:
    ran = Sopctl(old)("document", "list")
    assert (ran.status, ran.code) == (1, "library-older")
    assert "sopctl db upgrade" in ran.err
    Sopctl(old).done("db", "upgrade")
    Sopctl(old).done("document", "list")


def test_a_library_goes_back_by_command_after_a_backup(home: Path, tmp_path: Path) -> None:
    """What an earlier schema cannot hold is asked for first."""
    sopctl, backup = Sopctl(home), tmp_path / "before.tar"
    url = f"sqlite:///{home / 'library.db'}"
    assert sopctl("db", "downgrade").status == 2, "a backup is asked for"
    unknown = sopctl("db", "downgrade", "--to", "from-nowhere", "--backup", backup)
    assert (unknown.code, FIRST in unknown.err) == ("schema-unknown", True)
    refused = sopctl("db", "downgrade", "--to", FIRST, "--backup", backup)
    assert refused.code == "downgrade-loses"
    assert "notices (" in refused.err
    assert "version_references (" in refused.err
    assert "ไม่มีที่เก็บ" in refused.err
    assert not backup.exists()
    assert revisions.current(url) == revisions.head()
    backup.touch()
    assert sopctl("db", "downgrade", "--to", FIRST, "--backup", backup, "--lose").code == "backup-exists"
    assert revisions.current(url) == revisions.head()
    backup.unlink()
    said = sopctl.done("db", "downgrade", "--to", FIRST, "--backup", backup, "--lose").out
    assert "notices" in said
    assert revisions.current(url) == FIRST
    assert sopctl("serve", "--port", "7419").code == "library-older"
    sopctl.done("db", "upgrade")
    assert examine(reopen(home)) == ()
    shutil.rmtree(home)
    sopctl("restore", backup)  # whose doctor names the plain seals of this test
    assert revisions.current(url) == revisions.head()
    assert examine(reopen(home)) == ()
