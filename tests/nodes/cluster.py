"""A library that several nodes serve: PostgreSQL, stored files in a folder or on S3, and servers that die."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sopctl.application.library import Actor, Library
from sopctl.application.people.tokens import make_token
from sopctl.bootstrap import create_library, open_library
from sopctl.config import load_settings
from sopctl.domain.tokens import Scope
from tests.application.house import DIRECTOR, HOSPITAL, PASSWORD, PEOPLE
from tests.support.people import appoint, settle_in

ROOT = Path(__file__).parents[2]
_READY_SECONDS = 60
_WRITERS = ("author", "other", "quality", "reviewer", "director")
_EVERYBODY = tuple(person for person in PEOPLE if person.user in {"admin", *_WRITERS})


@dataclass
class Hospital:
    """A library with everybody in it and tokens of those who write and sign; ``environ`` are its settings."""

    home: Path
    environ: Mapping[str, str]
    tokens: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls, home: Path, environ: Mapping[str, str]) -> Hospital:
        """A new library, its people made, confirmed and appointed as an administrator does."""
        settings = load_settings(environ, home)
        create_library(settings, HOSPITAL.encode())
        library = open_library(settings)
        settle_in(library, _EVERYBODY, PASSWORD)
        appoint(library, DIRECTOR, "director", date(2025, 10, 1), password=PASSWORD)
        tokens = {
            user: make_token(
                library, Actor(user), name="day", scopes=tuple(Scope), days=2, password=PASSWORD
            )[0]
            for user in _WRITERS
        }  # fmt: skip
        return cls(home, environ, tokens)

    def open(self) -> Library:
        """The library as this process sees it."""
        return open_library(load_settings(self.environ, self.home))

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """``sopctl`` as its operator calls it."""
        command = [sys.executable, "-m", "sopctl", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self._environ(), capture_output=True, text=True, check=False
        )  # fmt: skip

    def serve(self, port: int, log: Path, *extra: str) -> Node:
        """A node that is starting."""
        command = [sys.executable, "-m", "sopctl", "serve", "--port", str(port), "--workers", "2", *extra]
        with log.open("ab") as said:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self._environ(), start_new_session=True, stdout=said, stderr=said
            )  # fmt: skip
        return Node(port, process)

    def _environ(self) -> dict[str, str]:
        return {**os.environ, **self.environ, "SOPCTL_HOME": str(self.home)}


@dataclass
class Node:
    """``sopctl serve`` on one machine, with all that it started."""

    port: int
    process: subprocess.Popen[bytes]

    def wait(self) -> float:
        """Wait until it is ready for requests; how many seconds that took."""
        begun = time.monotonic()
        while time.monotonic() < begun + _READY_SECONDS:
            assert self.process.poll() is None, f"the node on {self.port} ended by itself"
            try:
                ask(self.port, "GET", "/healthz")
                return time.monotonic() - begun
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the node on {self.port} does not answer")

    def kill(self) -> None:
        """SIGKILL to the server, its web processes and its worker, all at once: the machine is gone."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM, as systemd stops it."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(90)


def ask(port: int, method: str, path: str) -> int:
    """Ask a server of this machine; its status. Raises OSError."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path)
        return connection.getresponse().status
    finally:
        connection.close()


@contextmanager
def object_store(port: int) -> Iterator[dict[str, str]]:
    """An S3 server of our own with a bucket; gives the settings with which a library uses it."""
    from moto.server import ThreadedMotoServer  # loads all of it

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    address = f"http://127.0.0.1:{port}"
    ask(port, "PUT", "/sopctl")
    try:
        yield {
            "SOPCTL_BLOBS_URL": "s3://sopctl/library",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "ap-southeast-1",
            "AWS_ENDPOINT": address,
            "AWS_ALLOW_HTTP": "true",
        }
    finally:
        server.stop()
