"""A server that is told to stop answers everybody who was let in, and outlives a web process that ends."""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nodes.cluster import Hospital, Node, ask

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("nodes")]
PORT = 7545


@pytest.fixture
def node(library_to_read: Path, tmp_path: Path) -> Iterator[Node]:
    log = tmp_path / "log"
    started = Hospital(library_to_read, {}).serve(PORT, log, "--no-worker")
    try:
        started.wait()
        yield started
    finally:
        started.stop()
        print(log.read_text("utf-8"))  # shown with a failure


def test_a_stop_loses_no_answer(node: Node) -> None:
    counts: Counter[str] = Counter()
    threads = [threading.Thread(target=_ask_until_refused, args=(counts,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    node.stop()
    for thread in threads:
        thread.join()
    assert counts["lost"] == 0
    assert counts["answered"] > 8


def test_a_web_process_that_ends_takes_nothing_from_the_others(node: Node) -> None:
    children, until = (
        Path(f"/proc/{node.process.pid}/task/{node.process.pid}/children"),
        time.monotonic() + 30,
    )
    while not (found := children.read_text().split()) and time.monotonic() < until:
        time.sleep(0.1)  # the kernel promises a whole list of a process that stands still only
    one = found[0]
    os.kill(int(one), signal.SIGTERM)
    until = time.monotonic() + 30
    while Path(f"/proc/{one}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert {ask(PORT, "GET", "/") for _ in range(8)} == {200}
    assert ask(PORT, "GET", "/metrics") == 200


def _ask_until_refused(counts: Counter[str]) -> None:
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        try:
            connection.connect()
        except OSError:
            return
        try:
            connection.request("GET", "/documents/SOP-IT-002.pdf", headers={"Connection": "close"})
            answer = connection.getresponse()
            whole = len(answer.read()) == int(answer.headers["Content-Length"])
            counts["answered" if whole and answer.status == 200 else "lost"] += 1
        except (OSError, http.client.HTTPException):
            counts["lost"] += 1
        finally:
            connection.close()
