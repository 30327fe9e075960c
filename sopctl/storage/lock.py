"""The one lock of a library, and the fencing number that tells its holders apart.

On one machine ``flock`` on a file; with several machines a PostgreSQL advisory lock. Both go when their
holder dies. Each holder takes the next number of the table ``fence``, which a unit of work checks.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.exc import OperationalError

from sopctl.application.ports import LibraryBusyError
from sopctl.storage.durable import naming
from sopctl.storage.sql.engine import is_busy, writing
from sopctl.storage.sql.tables import fence

PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.01
_LIBRARY_KEY = 0x50C7_1002  # any number that no other program takes in the same database
_LOCK_NOT_AVAILABLE = "55P03"


class FileLock:
    """Port ``LibraryLock`` for one machine: ``flock`` on a file beside the database.

    ``patience``: seconds to wait. Not for network file systems, where ``flock`` may not reach other machines.
    """

    def __init__(self, path: Path, engine: Engine, *, patience: float = PATIENCE_SECONDS) -> None:
        self._path = path
        self._engine = engine
        self._patience = patience

    @contextmanager
    def hold(self) -> Iterator[int]:
        # A file of its own each time: flock then also keeps two threads of one process apart.
        with naming("lock file"):
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            self._wait(handle)
            yield next_fence(self._engine)
        finally:
            os.close(handle)

    def _wait(self, handle: int) -> None:
        until = time.monotonic() + self._patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise LibraryBusyError from None
                time.sleep(_PAUSE_SECONDS)
            else:
                return


class PostgresLock:
    """Port ``LibraryLock`` over all machines of a library: an advisory lock of one session.

    It goes when the session ends, so the database must be reached without a pooler that shares sessions.
    ``patience``: seconds to wait.
    """

    def __init__(self, engine: Engine, *, patience: float = PATIENCE_SECONDS) -> None:
        self._engine = engine
        self._patience = patience

    @contextmanager
    def hold(self) -> Iterator[int]:
        # Autocommit: a transaction open for the length of a release would keep old rows alive.
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
            session.execute(text(f"SET lock_timeout = {int(self._patience * 1000)}"))
            try:
                session.execute(text(f"SELECT pg_advisory_lock({_LIBRARY_KEY})"))
            except OperationalError as failed:
                if getattr(failed.orig, "sqlstate", "") == _LOCK_NOT_AVAILABLE:
                    raise LibraryBusyError from failed
                raise
            try:
                yield next_fence(self._engine)
            finally:
                # Closed for real, not pooled: the lock must go with this session even when unlocking fails.
                session.invalidate()


def next_fence(engine: Engine) -> int:
    """The next fencing number; only the holder of the library's lock asks for one.

    Raises LibraryBusyError when somebody writes for longer than the engine's patience, StoreRefusedError.
    """
    try:
        with writing(engine).begin() as connection:
            last = connection.scalar(select(fence.c.number).where(fence.c.id == 1))
            if last is None:
                connection.execute(insert(fence).values(id=1, number=1))
                return 1
            connection.execute(update(fence).where(fence.c.id == 1).values(number=last + 1))
            return int(last) + 1
    except OperationalError as failed:
        if is_busy(failed):
            raise LibraryBusyError from failed
        raise
