from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sopctl.cli import companion
from sopctl.cli.companion import Companion, forked


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def lives(process: int) -> bool:
    """Whether a process runs; one that ended and that nobody asked after does not."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    return False


class Worker:
    """Notes the process that it runs in and the one that keeps it, and rests until it is told to stop."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes

    def __call__(self, keeper: int) -> None:
        self._notes.write_text(f"{os.getpid()} {keeper}")
        signal.pause()

    def now(self) -> tuple[int, int]:
        """Its process and its keeper's, 0 before it began."""
        found = self._notes.read_text().split() if self._notes.exists() else []
        return (int(found[0]), int(found[1])) if len(found) == 2 else (0, 0)


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(companion, "PAUSE", 0.05)
    monkeypatch.setattr(companion, "_LOOK", 0.1)
    made = Worker(tmp_path / "processes")
    yield made
    for process in made.now():
        if process and lives(process):
            os.kill(process, signal.SIGKILL)


def test_a_worker_that_dies_is_begun_again_and_ends_with_its_server(worker: Worker) -> None:
    beside = Companion(worker)
    beside.start()
    until(lambda: worker.now()[0] > 0)
    first, keeper = worker.now()
    os.kill(first, signal.SIGKILL)
    until(lambda: worker.now()[0] not in (0, first))
    second, same = worker.now()
    assert same == keeper
    assert lives(second)
    beside.stop()
    assert not lives(second)
    assert not lives(keeper)
    beside.stop()  # nothing is left to stop


def test_a_worker_ends_when_its_server_is_killed(worker: Worker) -> None:
    def serve() -> None:
        Companion(worker).start()
        signal.pause()

    server = forked(serve)
    until(lambda: worker.now()[0] > 0)
    process, keeper = worker.now()
    os.kill(server, signal.SIGKILL)
    os.waitpid(server, 0)
    until(lambda: not lives(process) and not lives(keeper))


def test_a_worker_that_does_not_listen_is_made_to_end(
    monkeypatch: pytest.MonkeyPatch, worker: Worker
) -> None:
    monkeypatch.setattr(companion, "GRACE", 0.2)

    def deaf(keeper: int) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        worker(keeper)

    beside = Companion(deaf)
    beside.start()
    until(lambda: worker.now()[0] > 0)
    process, _ = worker.now()
    began = time.monotonic()
    beside.stop()
    assert time.monotonic() - began < 10
    until(lambda: not lives(process))


@pytest.mark.parametrize(("do", "status"), [(lambda: None, 0), (lambda: 1 // 0, 1), (lambda: sys.exit(3), 3)])
def test_a_forked_process_tells_how_it_ended(
    do: Callable[[], object], status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    ended = os.waitpid(forked(do), 0)[1]
    assert os.waitstatus_to_exitcode(ended) == status
    assert ("ZeroDivisionError" in capfd.readouterr().err) == (status == 1)
