"""The production server: gunicorn with threads in several workers, each with a library of its own."""

from __future__ import annotations

import logging
import select
import time
from functools import partial
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker
from prometheus_client.multiprocess import mark_process_dead

from sopctl.bootstrap import check_database, open_library, secret_key
from sopctl.config import Settings
from sopctl.web import create_app, journal
from sopctl.web.settings import WebSettings
from sopctl.web.turns import HEAD_START, Turns

THREADS = 4
PATIENCE = 60  # seconds for one request; the largest copy takes less than one
REQUESTS = 100  # of one connection, after which its process looks whether it holds too many
GRACE = 30  # seconds for running requests after the signal to stop


class Lines(Logger):  # type: ignore[misc]  # gunicorn has no types
    """What gunicorn says of itself, in the lines of the program's own log."""

    def setup(self, cfg: Any) -> None:
        """No handlers of its own: the root's write it."""
        del cfg
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True
        self.error_log.setLevel(logging.INFO)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's worker with threads, which takes no more than its share and leaves nobody at the door.

    While another process holds fewer connections, a new client is the other's for a moment; whoever still
    waits after it is taken up here, so that a process that is busy or dead costs no client more.

    The kernel lets clients in before a worker takes them up. At a stop, gunicorn leaves them waiting until
    its last request is done and then cuts them off; here they are taken up first, and the door is shut.
    """

    _until = 0.0  # when the head start of the others ends; 0 while they have none

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take up new clients, or no more; at a stop, everybody who waits first."""
        if not self.alive:
            self._until = 0.0
        if enabled and self._until:
            return
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                while select.select([listener], [], [], 0)[0]:
                    before = self.nr_conns
                    self.accept(listener)
                    if self.nr_conns == before:  # another worker was first
                        break
                listener.close()

    def accept(self, listener: Any) -> None:
        """Take up a client, unless it is another process's turn."""
        if self.alive and self.app.turns.is_anothers(self.nr_conns):
            self._until = time.monotonic() + HEAD_START
            self.set_accept_enabled(False)
        else:
            super().accept(listener)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Say how many connections are held here, take up who let others go first in vain, and wait."""
        if not self.alive:
            self.app.turns.leave(self.age)
        else:
            self.app.turns.tell(self.age, self.nr_conns)
        if self._until:
            timeout = min(timeout, max(0.0, self._until - time.monotonic()))
        super().wait_for_and_dispatch_events(timeout)
        if self._until and time.monotonic() >= self._until:
            self._until = 0.0
            for listener in self.sockets:
                super().accept(listener)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with our settings and nothing read from its own files or arguments."""

    def __init__(self, settings: Settings, *, host: str, port: int, workers: int) -> None:
        """``host`` and ``port`` to listen on, and how many worker processes."""
        self._settings = settings
        self.turns = Turns()
        shown = f"[{host}]" if ":" in host else host
        self._options: dict[str, Any] = {
            "bind": f"{shown}:{port}",
            "workers": workers,
            "worker_class": "sopctl.web.server.Worker",
            "threads": THREADS,
            "timeout": PATIENCE,
            "graceful_timeout": GRACE,
            "control_socket_disable": True,
            "proc_name": "sopctl",
            "logger_class": Lines,
            "pre_request": _give_back,
            "child_exit": _forget,
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn our options."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, made in the worker: a database connection must not cross a fork."""
        return create_app(open_library(self._settings), web_settings(self._settings))

    def run(self) -> None:
        """Serve until told to stop."""
        journal.begin_program_log()
        super().run()


def _give_back(worker: Any, asked: Any) -> None:
    """End a kept connection of a process that holds too many: its client comes again, and is shared anew.

    The answer announces it. Processes come to hold too many while another is started anew.
    """
    if asked.req_number % REQUESTS == 0 and worker.app.turns.is_anothers(worker.nr_conns):
        asked.force_close()


def _forget(_server: object, worker: Any) -> None:
    worker.app.turns.leave(worker.age)
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the library has no type here


def web_settings(settings: Settings) -> WebSettings:
    """What the web door takes from the settings."""
    return WebSettings(
        secret_key=secret_key(settings),
        anonymous_read=settings.anonymous_read,
        public_url=settings.public_url,
        secure_cookies=settings.public_url.startswith("https://"),
        line_secret=settings.line_secret,
        logs=journal.folder_of(settings.home),
        log_days=settings.log_days,
        proxies=settings.proxies,
        accel=settings.accel,
        home=settings.home,
        schema=partial(check_database, settings),
    )
