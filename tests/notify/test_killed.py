"""The worker is killed for real around handing a message over; nothing is lost, and the id stays the same."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sopctl.application.library import Library
from sopctl.application.notices.telling import tell
from sopctl.application.ports.outbox import Preferences
from sopctl.bootstrap import now, open_library
from sopctl.config import load_settings
from sopctl.domain.notices import NoticeKind
from tests.notify.servers import line_platform, mail_server
from tests.support.demo import demo_library, library_home

__all__ = ["demo_library", "library_home"]


@dataclass
class Worker:
    """``sopctl worker --once`` in a process of its own, killed when a test says so."""

    home: Path
    environ: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        environ = os.environ | self.environ
        command = [sys.executable, "-m", "sopctl", "worker", "--once", "--home", str(self.home)]
        self.process = subprocess.Popen(command, env=environ)
        return self.process.wait(120)

    def kill(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)

    def kill_at_its_next_write(self) -> None:
        """Hold the database's lock, so that the answer is read and the mark not made, and kill it there."""
        writer = sqlite3.connect(self.home / "library.db", isolation_level=None, check_same_thread=False)
        writer.execute("BEGIN IMMEDIATE")

        def end() -> None:
            self.kill()
            writer.execute("ROLLBACK")
            writer.close()

        threading.Timer(1.0, end).start()


def prepare(home: Path) -> Library:
    """A library whose director has a mail address, a LINE account, and one notice to be told."""
    library = open_library(load_settings({}, home))
    with library.unit() as uow:
        director = uow.people.get("director")
        assert director is not None
        uow.people.save(replace(director, mail="director@hospital.example"))
        uow.outbox.save_preferences(Preferences("director", line_user="U1"))
        for told in uow.notices.unplanned(1_000):  # by the making of the demo
            uow.notices.planned(told.id, now())
        tell(library, uow, NoticeKind.RELEASED, ["director"], key="k", title="เรื่อง", path="/documents/X-1")
        uow.commit()
    return library


def as_when_its_claim_has_run_out(library: Library) -> None:
    with library.unit() as uow:
        for message in uow.outbox.with_outcome(""):
            uow.outbox.save(replace(message, due_at=now()))
        uow.commit()


def outcomes(library: Library) -> dict[str, int]:
    with library.reading() as uow:
        return {o: len(uow.outbox.with_outcome(o)) for o in ("", "sent", "undeliverable", "dropped")}


SENT = {"": 0, "sent": 1, "undeliverable": 0, "dropped": 0}
Hook = Callable[[Worker], None]


@pytest.mark.parametrize(
    ("place", "hook", "arrived"),
    [
        # claimed, and nothing handed over
        pytest.param("connected", Worker.kill, 0, marks=pytest.mark.faults),
        ("accepted", Worker.kill, 1),  # handed over, and no answer read
        # the answer read, and not marked
        pytest.param("accepted", Worker.kill_at_its_next_write, 1, marks=pytest.mark.faults),
    ],
)
def test_mail_is_never_lost_and_comes_again_with_its_message_id(
    library_home: Path, place: str, hook: Hook, arrived: int
) -> None:
    library = prepare(library_home)
    with mail_server() as server:
        worker = Worker(library_home, {"SOPCTL_SMTP_URL": server.url})
        setattr(server, place, lambda: hook(worker))
        assert worker.run() == -signal.SIGKILL
        assert len(server.mails) == arrived
        assert outcomes(library)[""] == 1
        setattr(server, place, lambda: None)
        as_when_its_claim_has_run_out(library)
        assert worker.run() == 0
        assert outcomes(library) == SENT
        assert worker.run() == 0
    assert len(server.mails) == arrived + 1
    assert len({mail["Message-ID"] for mail in server.mails}) == 1


@pytest.mark.parametrize(
    "hook", [Worker.kill, pytest.param(Worker.kill_at_its_next_write, marks=pytest.mark.faults)]
)
def test_line_takes_a_message_once_however_often_the_worker_dies(library_home: Path, hook: Hook) -> None:
    library = prepare(library_home)
    with line_platform() as line:
        environ = {"SOPCTL_LINE_TOKEN": "t", "SOPCTL_LINE_SECRET": "s", "SOPCTL_LINE_ADDRESS": line.url}
        worker = Worker(library_home, environ)
        line.accepted = lambda: hook(worker)
        assert worker.run() == -signal.SIGKILL
        assert outcomes(library)[""] == 1
        as_when_its_claim_has_run_out(library)
        assert worker.run() == 0
    assert outcomes(library) == SENT
    assert len(line.pushes) == 1  # the second try had the same key, and LINE answered 409
    assert len(line.tries) == 2
    assert len(set(line.tries)) == 1


def test_two_workers_at_once_send_each_message_once(library_home: Path) -> None:
    library = prepare(library_home)
    with library.unit() as uow:
        for number in range(20):
            tell(library, uow, NoticeKind.RELEASED, ["director"], key=str(number), title="เรื่อง")
        uow.commit()
    with mail_server() as server:
        workers = [Worker(library_home, {"SOPCTL_SMTP_URL": server.url}) for _ in range(2)]
        threads = [threading.Thread(target=worker.run) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert outcomes(library)["sent"] == 21
    assert len(server.mails) == len({mail["Message-ID"] for mail in server.mails}) == 21
