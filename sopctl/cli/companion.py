"""The worker beside a server: a process of its own, started again when it dies, ended with the server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

PAUSE = 5.0  # seconds before it is started again
GRACE = 30.0  # seconds for what it does at the signal to stop


class Companion:
    """``sopctl worker`` for one library, from ``start`` to ``stop``."""

    def __init__(self, home: Path) -> None:
        self._owner = os.getpid()
        self._command = [sys.executable, "-m", "sopctl", "worker", "--home", str(home)]
        self._command += ["--under", str(self._owner)]
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True, name="worker")

    def start(self) -> None:
        """Start it, and keep it running."""
        self._keeper.start()

    def stop(self) -> None:
        """Ask it to end and wait for that. A web worker forked from the server leaves it alone."""
        if os.getpid() != self._owner:
            return
        self._stopped.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()

    def _keep(self) -> None:
        while not self._stopped.is_set():
            self._process = subprocess.Popen(self._command)  # noqa: S603  # our own program
            while self._process.poll() is None:
                if self._stopped.wait(PAUSE):
                    return
            self._stopped.wait(PAUSE)
