from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sopctl.cli import companion
from sopctl.cli.companion import Companion


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_worker_that_dies_is_started_again_and_ends_with_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(companion, "PAUSE", 0.05)
    beside = Companion(tmp_path)
    monkeypatch.setattr(beside, "_command", ["sleep", "600"])
    beside.start()

    def running() -> subprocess.Popen[bytes] | None:
        process = beside._process
        return process if process is not None and process.poll() is None else None

    until(lambda: running() is not None)
    first = running()
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    until(lambda: (now := running()) is not None and now.pid != first.pid)
    second = running()
    assert second is not None
    beside.stop()
    assert second.poll() is not None
    beside._keeper.join(5)
    assert running() is None
