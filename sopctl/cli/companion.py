"""The processes beside a server: forked from it, so that all of them share the memory of what was loaded."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable

PAUSE = 5.0  # seconds before a worker that died is started again
GRACE = 30.0  # seconds for what it does at the signal to stop
_LOOK = 2.0  # seconds between looks whether the server is still there
_STOP = frozenset({signal.SIGTERM, signal.SIGINT})
_SIGNS = _STOP | {signal.SIGCHLD}


def forked(do: Callable[[], object]) -> int:
    """Do something in a process of its own; gives its id.

    It ends with status 0, that of a SystemExit, or 1 after an exception, which it prints. What works only in
    the process that began it, such as the threads of a client of an object store, must not have begun before.
    """
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        do()
        status = 0
    except SystemExit as asked:
        status = asked.code if isinstance(asked.code, int) else 1
    except BaseException:  # nothing of the parent's may run on in the child
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


class Companion:
    """The worker of one library from ``start`` to ``stop``: begun again when it dies, ended with the server.

    A small process keeps it, since the server itself is busy with its own workers. ``work`` is what the
    worker does until a signal tells it to stop; it is given the process with which it must end.
    """

    def __init__(self, work: Callable[[int], None]) -> None:
        self._work = work
        self._owner = os.getpid()
        self._keeper = 0

    def start(self) -> None:
        """Start it, and keep it running. To be called while the server has one thread."""
        self._keeper = forked(self._keep)

    def stop(self) -> None:
        """Ask it to end and wait for that. A web worker forked from the server leaves it alone."""
        if self._keeper and os.getpid() == self._owner:
            _end(self._keeper, GRACE + _LOOK)  # it needs a moment to end a worker that does not
            self._keeper = 0

    def _keep(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNS)  # they are waited for below
        keeper = os.getpid()
        while True:
            worker = forked(lambda: self._begin(keeper))
            while not _has_ended(worker):
                if self._is_over(signal.sigtimedwait(_SIGNS, _LOOK)):
                    _end(worker, GRACE)
                    return
            if self._is_over(signal.sigtimedwait(_STOP, PAUSE)):
                return

    def _begin(self, keeper: int) -> None:
        for sign in _SIGNS:
            signal.signal(sign, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNS)
        self._work(keeper)

    def _is_over(self, sign: signal.struct_siginfo | None) -> bool:
        return (sign is not None and sign.si_signo in _STOP) or os.getppid() != self._owner


def _has_ended(process: int) -> bool:
    """Whether a child has ended; somebody else may have noticed first."""
    try:
        return os.waitpid(process, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _end(process: int, grace: float) -> None:
    """Ask a child to end; after ``grace`` seconds it is made to."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        os.kill(process, signal.SIGTERM)
        end = time.monotonic() + grace
        while not _has_ended(process):
            if time.monotonic() > end:
                os.kill(process, signal.SIGKILL)
            signal.sigtimedwait({signal.SIGCHLD}, 0.2)
    except ProcessLookupError:
        pass
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
