"""The production server: gunicorn with threads in several workers, each with a library of its own."""

from __future__ import annotations

import logging
import select
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

THREADS = 4
PATIENCE = 60  # seconds for one request; the largest copy takes less than one
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
    """gunicorn's worker with threads, which at a stop also answers those who were let in and not yet heard.

    The kernel lets clients in before a worker takes them up. gunicorn leaves them waiting until its last
    request is done and then cuts them off; here they are taken up first, and the door is shut behind them.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take up new clients, or no more; at a stop, everybody who waits first."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                while select.select([listener], [], [], 0)[0]:
                    before = self.nr_conns
                    self.accept(listener)
                    if self.nr_conns == before:  # another worker was first
                        break
                listener.close()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with our settings and nothing read from its own files or arguments."""

    def __init__(self, settings: Settings, *, host: str, port: int, workers: int) -> None:
        """``host`` and ``port`` to listen on, and how many worker processes."""
        self._settings = settings
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


def _forget(_server: object, worker: Any) -> None:
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
