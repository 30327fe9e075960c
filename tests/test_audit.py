"""``make audit`` asks about everything that is pinned, and fails when something is known against it."""

from __future__ import annotations

import json
import re
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support import audit

ADVISORY = "GHSA-made-up-0001"


@pytest.fixture
def service() -> Iterator[tuple[str, list[str]]]:
    """A database of vulnerabilities in which one is known against Flask, and what it was asked."""
    asked: list[str] = []
    known = {"id": ADVISORY, "modified": "2026-01-01T00:00:00Z"}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            names = [query["package"]["name"] for query in queries]
            asked.extend(names)
            self._say({"results": [{"vulns": [known]} if name == "flask" else {} for name in names]})

        def do_GET(self) -> None:
            about = {"package": {"ecosystem": "PyPI", "name": "flask"},
                     "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}  # fmt: skip
            self._say(known | {"summary": "made up", "affected": [about]})

        def _say(self, facts: object) -> None:
            data = json.dumps(facts).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_everything_that_is_pinned_is_asked_about() -> None:
    lock = audit.LOCK.read_text("utf-8")
    named = tomllib.loads(audit.project(lock))["project"]["dependencies"]
    entries = re.findall(r"^[A-Za-z0-9]\S*==\S+", lock, re.MULTILINE)
    assert len(entries) > 100
    assert [each.split(" ")[0] for each in named] == entries


@pytest.mark.conformance  # it resolves the pinned packages at their registry
def test_what_is_known_against_one_fails_it(
    service: tuple[str, list[str]], capfd: pytest.CaptureFixture[str]
) -> None:
    address, asked = service
    assert audit.main(["--service-url", address]) == 1
    assert "flask" in asked
    assert ADVISORY in capfd.readouterr().out


@pytest.fixture
def pypi() -> Iterator[str]:
    """A PyPI that has pages of some versions, and of one package its newest version's alone."""
    advisory = {"id": ADVISORY, "aliases": ["CVE-2026-1"], "fixed_in": ["2.1"], "withdrawn": None}
    pages = {
        "/harmed/2.0/json": ("2.0", [advisory]),
        "/cleared/2.0/json": ("2.0", [advisory | {"withdrawn": "2026-01-02T00:00:00Z"}]),
        "/newest/json": ("3.0", []),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            version, known = pages.get(self.path, ("", []))
            data = json.dumps({"info": {"version": version}, "vulnerabilities": known}).encode()
            self.send_response(200 if version else 404)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize(
    ("name", "version", "status", "said"),
    [
        ("harmed", "2.0", 1, f"harmed 2.0: {ADVISORY} (CVE-2026-1), mended in 2.1"),
        ("cleared", "2.0", 0, "knows nothing"),
        ("newest", "3.0", 0, "knows nothing"),
        ("newest", "2.9", 2, "Not answered by PyPI: newest 2.9"),
        ("gone", "1.0", 2, "Not answered by PyPI: gone 1.0"),
    ],
)
def test_what_pypi_repeats_of_it_is_told_where_that_database_is_not_reached(
    pypi: str, capsys: pytest.CaptureFixture[str], name: str, version: str, status: int, said: str
) -> None:
    assert audit.ask_pypi([(name, version)], pypi) == status
    assert said in capsys.readouterr().out


def test_every_pin_has_a_version() -> None:
    pinned = audit.pins(audit.LOCK.read_text("utf-8"))
    assert len(pinned) > 100
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) and version for name, version in pinned.items())
