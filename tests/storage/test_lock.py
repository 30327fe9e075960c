from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sopctl.application.ports import FenceLostError, LibraryBusyError
from sopctl.storage.lock import FileLock, next_fence
from sopctl.storage.sql.unit_of_work import SqlLibrary

HOLDER = """
import sys, time
from pathlib import Path
from sopctl.storage.lock import FileLock
from sopctl.storage.sql.engine import make_engine
with FileLock(Path(sys.argv[1]), make_engine(sys.argv[2])).hold() as fence:
    print(fence, flush=True)
    time.sleep(60)
"""


def test_a_killed_holder_frees_the_lock(library: SqlLibrary, url: str, tmp_path: Path) -> None:
    path = tmp_path / "library.lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, path, url], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    theirs = int(holder.stdout.readline())
    with pytest.raises(LibraryBusyError), FileLock(path, library.engine, patience=0.1).hold():
        pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    with FileLock(path, library.engine, patience=1).hold() as ours:
        assert ours == theirs + 1


def test_a_unit_refuses_to_commit_for_a_lost_lock(library: SqlLibrary, tmp_path: Path) -> None:
    with FileLock(tmp_path / "library.lock", library.engine).hold() as fence:
        next_fence(library.engine)  # another holder, as when the lock file was removed by hand
        with library.unit() as unit, pytest.raises(FenceLostError):
            unit.check_fence(fence)
