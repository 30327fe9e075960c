"""The demo library, made once for a whole run of the tests and copied by whoever changes it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PASSWORD = "sopctl-demo"


@pytest.fixture(scope="session")
def demo_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library made by ``sopctl init --demo``, to be copied and never opened.

    An open one has a write-ahead log that comes and goes, and whoever copies it meanwhile copies half of it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = shared / "demo-library"
    with (shared / "demo-library.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # workers wait for the one that makes it
        if not home.exists():
            making = shared / "demo-library.making"
            shutil.rmtree(making, ignore_errors=True)
            command = [sys.executable, "-m", "sopctl", "init", "--demo", "--home", str(making)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            making.rename(home)
    return home


@pytest.fixture(scope="session")
def library_to_read(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo library of this worker for tests that change nothing."""
    return Path(shutil.copytree(demo_library, tmp_path_factory.mktemp("to-read") / "library"))


@pytest.fixture
def library_home(demo_library: Path, tmp_path: Path) -> Path:
    """A demo library of the test's own."""
    return Path(shutil.copytree(demo_library, tmp_path / "library"))
