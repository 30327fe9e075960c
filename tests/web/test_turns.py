"""Which web process takes up a client."""

from __future__ import annotations

import os
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config

from sopctl.web import server
from sopctl.web.server import Worker
from sopctl.web.turns import HEAD_START, ODDS, Turns

LONG = 600.0


class Door:
    """A listener, and workers of one server behind it that look at it when a test lets them."""

    def __init__(self, stack: ExitStack) -> None:
        self.turns = Turns()
        self._stack = stack
        self._listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

    def worker(self, age: int, held: int = 0) -> Any:
        """A worker that holds some connections and has said so."""
        listener = self._stack.enter_context(self._listener.dup())
        made: Any = Worker(
            age, os.getppid(), [listener], SimpleNamespace(turns=self.turns), 30, Config(), None
        )
        self._stack.callback(made.tmp.close)
        made.poller = self._stack.enter_context(selectors.DefaultSelector())
        made.enqueue_req = lambda taken: self._stack.callback(taken.close)  # nobody asks for anything
        made.nr_conns = held
        self.looks(made)
        return made

    def knock(self) -> None:
        """A client comes."""
        self._stack.enter_context(socket.create_connection(self._listener.getsockname()))

    def looks(self, worker: Any) -> int:
        """One round of a worker's loop; gives how many connections it holds after it."""
        worker.set_accept_enabled(True)
        worker.wait_for_and_dispatch_events(0)
        return int(worker.nr_conns)


@pytest.fixture
def door() -> Iterator[Door]:
    with ExitStack() as stack:
        yield Door(stack)


def test_who_holds_more_than_its_share_lets_another_go_first(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEAD_START", LONG)
    many, few = door.worker(1, ODDS + 1), door.worker(2)
    door.knock()
    assert [door.looks(many) for _ in range(3)] == [ODDS + 1] * 3
    assert door.looks(few) == 1


def test_a_proxy_that_opens_all_its_connections_at_once_is_shared(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEAD_START", LONG)
    early, late = door.worker(1), door.worker(2)
    for _ in range(8):
        door.knock()
    for _ in range(8):
        door.looks(early)
    while early.nr_conns + late.nr_conns < 8:
        before = late.nr_conns
        assert door.looks(late) > before
        monkeypatch.setattr(early, "_until", 0.0)  # the head start is over
        door.looks(early)
    assert abs(early.nr_conns - late.nr_conns) <= ODDS + 1


def test_a_client_waits_no_longer_than_the_head_start_for_one_that_does_not_come(door: Door) -> None:
    many, _ = door.worker(1, 9), door.worker(2)
    door.knock()
    door.looks(many)
    begun = time.monotonic()
    worker_waits = 30.0
    many.wait_for_and_dispatch_events(worker_waits)
    assert many.nr_conns == 10
    assert time.monotonic() - begun < worker_waits / 2


def test_it_looks_at_the_door_again_after_a_head_start_that_was_taken(door: Door) -> None:
    many, few = door.worker(1, 3), door.worker(2)
    door.knock()
    door.looks(many)
    assert [door.looks(few) for _ in range(2)] == [1, 1]  # it says so when it looks again
    time.sleep(HEAD_START)
    assert door.looks(many) == 3
    door.knock()
    assert door.looks(many) == 4  # two more than the other are left as they are


@pytest.mark.parametrize("gone", ["none beside it", "one that died", "one that stops"])
def test_who_is_alone_takes_every_client_at_once(
    door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, gone: str
) -> None:
    monkeypatch.setattr(server, "HEAD_START", LONG)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    alone = door.worker(1, 9)
    if gone != "none beside it":
        other = door.worker(2)
        if gone == "one that died":
            server._forget(None, other)
        else:
            other.alive = False
            other.wait_for_and_dispatch_events(0)
    door.knock()
    assert door.looks(alone) == 10


def test_at_a_stop_everybody_is_taken_up_also_amid_a_head_start(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEAD_START", LONG)
    many, _ = door.worker(1, 9), door.worker(2)
    door.knock()
    door.looks(many)
    door.knock()
    many.alive = False
    many.set_accept_enabled(False)
    assert many.nr_conns == 11


@pytest.mark.parametrize(
    ("held", "number", "ends"),
    [(9, server.REQUESTS, True), (9, server.REQUESTS - 1, False), (ODDS, server.REQUESTS, False)],
)
def test_a_kept_connection_is_given_back_by_who_holds_too_many(
    door: Door, held: int, number: int, ends: bool
) -> None:
    many, _ = door.worker(1, held), door.worker(2)
    asked = SimpleNamespace(req_number=number, force_close=lambda: ended.append(number))
    ended: list[int] = []
    server._give_back(many, asked)
    assert ended == [number] * ends


def test_a_number_that_comes_round_again_is_read_as_one_process() -> None:
    turns = Turns()
    turns.tell(1, 0)
    turns.tell(65, 20)
    assert not turns.is_anothers(20)
    turns.leave(65)
    assert not turns.is_anothers(20)
