"""The truth of ``/readyz``: what this node needs to answer people, and what its operator should know."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sopctl.application.library import Library
from sopctl.application.safekeeping.mirroring import mirror_trouble
from sopctl.application.safekeeping.readiness import CLOCK_BEHIND, clock_behind, stores_answer
from sopctl.config import WORKER_MARK
from sopctl.domain.errors import SopctlError
from sopctl.web import clock
from sopctl.web.settings import WebSettings

LEAST_FREE = 200_000_000  # bytes; a release of a large document takes a tenth of it
WORKER_LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Readiness:
    """``stores``: a word for each, "ok" or what is wrong with it. ``notes`` stop nobody from reading."""

    stores: dict[str, str]
    notes: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether people can be sent to this node."""
        return set(self.stores.values()) == {"ok"}


def readiness(library: Library, settings: WebSettings, schema: Callable[[], None] | None) -> Readiness:
    """Ask everything now. ``schema`` raises a SopctlError when the database is not this program's."""
    answers = stores_answer(library)
    stores = {name: "ok" if answer else "unreachable" for name, answer in answers.items()}
    if answers["database"]:
        stores["clock"] = "ok" if clock_behind(library) < CLOCK_BEHIND else "behind the last record"
        if schema is not None:
            stores["schema"] = _schema(schema)
    if settings.home is not None:
        stores["disk"] = _disk(settings.home)
    mirror = (
        ["mirror: it did not take the last push; sopctl doctor says why"] if mirror_trouble(library) else []
    )
    return Readiness(stores, (*_notes(settings), *mirror))


def worker_age(home: Path) -> float | None:
    """Seconds since the worker's last round in this library's folder; None when there was none."""
    try:
        return max(0.0, time.time() - (home / WORKER_MARK).stat().st_mtime)
    except OSError:
        return None


def _notes(settings: WebSettings) -> list[str]:
    found = [] if settings.secure_cookies else ["plain-http: sign-in travels unencrypted"]
    if not clock.synchronised():
        found.append("clock: not kept by a time server, so times in the records cannot be relied on")
    if settings.home is not None:
        age = worker_age(settings.home)
        if age is None:
            found.append("worker: has not run; messages and reminders wait")
        elif age > WORKER_LATE.total_seconds():
            found.append(f"worker: last round {int(age)} s ago; messages and reminders wait")
    return found


def _schema(check: Callable[[], None]) -> str:
    try:
        check()
    except SopctlError as wrong:
        return wrong.code
    return "ok"


def _disk(home: Path) -> str:
    try:
        free = shutil.disk_usage(home).free
    except OSError:
        return "unreachable"
    if not os.access(home, os.W_OK) or os.statvfs(home).f_flag & os.ST_RDONLY:
        return "read-only"
    return "ok" if free >= LEAST_FREE else "nearly full"
