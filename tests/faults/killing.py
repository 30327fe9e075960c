"""Processes that are killed for real (SIGKILL) at the n-th of their writes.

A child is forked, becomes the leader of a process group of its own, and counts every step of writing: each
fsync and rename, each git command (before it, in the middle of what it reads, after it), each commit of the
database (before and after). At the chosen step it kills its whole group, so that a git command that runs
dies with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sopctl.storage.git.plumbing import Plumbing
from sopctl.storage.sql.unit_of_work import SqlUnitOfWork

PATIENCE_SECONDS = 120.0
_FAILED = 3


@dataclass(frozen=True)
class Ended:
    """How a child ended: killed at its step, or done with its work (``said`` holds what it acknowledged)."""

    killed: bool
    said: bytes


def run(
    work: Callable[[Callable[[bytes], None]], None],
    *,
    kill_at: int = 0,
    kill_after: float = 0.0,
    helpers_live_on: bool = False,
    watch: Callable[[], None] | None = None,
) -> Ended:
    """Do ``work`` in a child; it is handed a function that acknowledges something to this process.

    ``kill_at``: the step at which the child kills itself, 0 for none. ``kill_after``: seconds after which it
    is killed from here; with ``helpers_live_on`` what it forked works on for about a second more. ``watch``
    is called again and again while the child runs.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of the test runner do not matter here
        child = os.fork()
    if child == 0:
        _be_the_child(work, writing, kill_at)
    os.close(writing)
    try:
        status = _wait(child, kill_after, watch, alone=helpers_live_on)
        if helpers_live_on:
            for _ in range(100):
                time.sleep(0.01)
                if watch:
                    watch()
    finally:
        _kill_group(child)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return Ended(True, said)
    assert os.WEXITSTATUS(status) == 0, f"the child failed:\n{said.decode(errors='replace')}"
    return Ended(False, said)


def _be_the_child(work: Callable[[Callable[[bytes], None]], None], writing: int, kill_at: int) -> None:
    status = _FAILED
    try:
        os.setsid()
        _arm(kill_at)
        work(lambda said: _acknowledge(writing, said))
        status = 0
    except BaseException:
        os.write(writing, traceback.format_exc().encode()[-4000:])
    finally:
        sys.stdout.flush()
        os._exit(status)


def _acknowledge(writing: int, said: bytes) -> None:
    os.write(writing, said)


def _wait(child: int, kill_after: float, watch: Callable[[], None] | None, *, alone: bool) -> int:
    began = time.monotonic()
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        passed = time.monotonic() - began
        if (kill_after and passed > kill_after) or passed > PATIENCE_SECONDS:
            if alone:
                os.kill(child, signal.SIGKILL)
            else:
                _kill_group(child)
        if watch:
            watch()
        time.sleep(0.002)


def _kill_group(child: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # gone already
        try:
            os.killpg(child, signal.SIGKILL)
        except ProcessLookupError:  # it has not made its group yet
            os.kill(child, signal.SIGKILL)


def _arm(kill_at: int) -> None:
    """Count the steps of this process from here on."""
    if kill_at:
        steps = _Steps(kill_at)
        _count_files(steps)
        _count_git(steps)
        _count_commits(steps)


class _Steps:
    def __init__(self, kill_at: int) -> None:
        self._left = kill_at

    def due(self) -> bool:
        """Whether this step is the one."""
        self._left -= 1
        return self._left == 0

    def step(self) -> None:
        if self.due():
            die()


def die() -> None:
    """Kill this process and every command that it has started."""
    os.killpg(0, signal.SIGKILL)
    time.sleep(PATIENCE_SECONDS)  # the signal may take a moment; nothing more is done


def _count_files(steps: _Steps) -> None:
    fsync = os.fsync

    def counted_fsync(handle: int) -> None:
        steps.step()
        fsync(handle)

    def counting(move: Callable[[Path, Any], Path]) -> Callable[[Path, Any], Path]:
        def counted(self: Path, target: Any) -> Path:
            steps.step()
            moved = move(self, target)
            steps.step()
            return moved

        return counted

    os.fsync = counted_fsync  # type: ignore[assignment]  # the child's own
    Path.replace = counting(Path.replace)  # type: ignore[method-assign,assignment]  # the child's own
    Path.rename = counting(Path.rename)  # type: ignore[method-assign,assignment]


def _count_git(steps: _Steps) -> None:
    run_whole = Plumbing.run

    def counted(self: Plumbing, *command: str, data: bytes = b"") -> bytes:
        if command[0] == "for-each-ref":
            return run_whole(self, *command, data=data)
        steps.step()
        if steps.due():
            _run_by_half(self, command, data)
        done = run_whole(self, *command, data=data)
        steps.step()
        return done

    Plumbing.run = counted  # type: ignore[method-assign]  # the child's own


def _run_by_half(git: Plumbing, command: tuple[str, ...], data: bytes) -> None:
    """Start a git command, give it half of what it reads, or all of it and hardly any time; then die."""
    environment = {**os.environ, "GIT_DIR": str(git.path)}
    process = subprocess.Popen(["git", *command], stdin=subprocess.PIPE, env=environment)
    assert process.stdin is not None
    process.stdin.write(data[: len(data) // 2] if data else b"")
    process.stdin.flush()
    time.sleep(0.003)
    die()


def _count_commits(steps: _Steps) -> None:
    commit = SqlUnitOfWork.commit

    def counted(self: SqlUnitOfWork) -> None:
        steps.step()
        commit(self)
        steps.step()

    SqlUnitOfWork.commit = counted  # type: ignore[method-assign]  # the child's own
