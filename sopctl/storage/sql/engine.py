"""The engine of a library's database: SQLite by default, PostgreSQL by address.

Writers come one at a time (``BEGIN IMMEDIATE``, or a transaction-wide advisory lock), so what a use case
reads before it writes still holds when it commits. Readers see one moment of the library and wait for nobody.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
import weakref
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from sopctl.application.ports import StoreRefusedError

WRITES, PASSES = "sopctl_writes", "sopctl_passes"
_WRITERS_KEY = 0x50C7_1001  # any number that no other program takes in the same database
PATIENCE_SECONDS = 10.0
# 16 MB of pages a connection, where 2 MB make a search of 10,000 documents read its pages again and again.
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -16384")
_CONNECT_SECONDS = 5
# A server ends the session of a node that is gone without a word, and its locks, within half a minute.
_ALIVE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
_CONNECTING = {
    "connect_timeout": _CONNECT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "options": _ALIVE,
    "application_name": "sopctl",
}
_SERVER_REFUSALS = {
    "08",
    "28",
    "53",
    "57",
    "58",
}  # classes of SQLSTATE: connection, sign-in, resources, operator, system
_REFUSALS = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}


def make_engine(url: str, *, patience: float = PATIENCE_SECONDS) -> Engine:
    """An engine for ``url`` (``sqlite:///path``, ``postgresql://…``).

    ``patience``: seconds that a writer waits for the writer before it.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        engine = _sqlite(address, patience)
    else:
        engine = _postgresql(address, patience)
    _forget_after_fork(engine)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine, whose transactions may write."""
    return engine.execution_options(**{WRITES: True})


def passing(engine: Engine) -> Engine:
    """The same engine, whose transactions may write and wait for no disk: a power cut may take what they did.

    What a later transaction of ``writing`` makes durable brings along all that was committed before it.
    """
    return engine.execution_options(**{WRITES: True, PASSES: True})


def reading(engine: Engine) -> Engine:
    """The same engine, whose transactions read one moment of the library and refuse to write."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def refused(failed: BaseException) -> bool:
    """Whether SQLite says that the disk is full, read-only or damaged."""
    return getattr(failed, "sqlite_errorcode", 0) & 0xFF in _REFUSALS


def is_busy(failed: DBAPIError) -> bool:
    """Whether a writer before this one did not finish in the engine's patience."""
    return "database is locked" in str(failed.orig) or getattr(failed.orig, "sqlstate", "") == "55P03"


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(WRITES))


def _passes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(PASSES))


def _sqlite(address: URL, patience: float) -> Engine:
    # Parameters are hospital text and personal data; they do not belong in error messages.
    engine = create_engine(address, connect_args={"timeout": patience}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: object) -> None:
        # The driver's own BEGIN comes too late and is never IMMEDIATE, so it is switched off.
        dbapi_connection.isolation_level = None
        try:
            for pragma in _PRAGMAS:
                dbapi_connection.execute(f"PRAGMA {pragma}").close()
        except sqlite3.Error as failed:  # on a disk that is full or read-only; no handler sees it here
            if refused(failed):
                raise StoreRefusedError("database", str(failed)) from failed
            raise

    @event.listens_for(engine, "handle_error")
    def _name(failed: ExceptionContext) -> None:
        if refused(failed.original_exception):
            raise StoreRefusedError("database", str(failed.original_exception)) from failed.original_exception

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes, passes = _writes(connection), _passes(connection)
        _set(connection, "query_only", "0" if writes else "1")
        if writes:
            _set(connection, "synchronous", "NORMAL" if passes else "FULL")
            _take_turn(connection, patience)
        else:
            # Past SQLAlchemy: every page begins one, and a deferred BEGIN asks nothing of the file yet.
            connection.connection.cursor().execute("BEGIN").close()

    return engine


def _set(connection: Connection, pragma: str, value: str) -> None:
    """Set a pragma of a connection where it stands otherwise; past SQLAlchemy, as every page does it."""
    if connection.info.get(pragma) != value:
        connection.connection.cursor().execute(f"PRAGMA {pragma} = {value}").close()
        connection.info[pragma] = value


def _take_turn(connection: Connection, patience: float) -> None:
    """Begin to write as soon as the writer before is done.

    SQLite's own waiting sleeps up to 100 ms at a time, so that one writer of eight is passed over again
    and again; looking every millisecond costs less than a hundredth of a processor.
    """
    asked = connection.connection.cursor()
    try:
        asked.execute("PRAGMA busy_timeout = 0")
        until = time.monotonic() + patience
        while not _began(asked) and time.monotonic() < until:
            time.sleep(random.uniform(0.0005, 0.0015))  # noqa: S311 - only spreads the tries
        if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # sqlite3's
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # says in SQLAlchemy's words what is wrong
    finally:
        asked.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
        asked.close()


def _began(asked: Any) -> bool:
    """Whether it is this writer's turn; True too when waiting would not help."""
    try:
        asked.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as failed:
        return failed.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY
    return True


def _postgresql(address: URL, patience: float) -> Engine:
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True,
        connect_args={name: value for name, value in _CONNECTING.items() if name not in address.query},
    )  # fmt: skip

    @event.listens_for(engine, "handle_error")
    def _name(failed: ExceptionContext) -> None:
        if _server_refused(failed):
            said = (str(failed.original_exception).splitlines() or [""])[0][:300]
            raise StoreRefusedError("database", said) from failed.original_exception

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if _writes(connection):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(patience * 1000)}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_KEY})")
        if _passes(connection):
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")

    return engine


def _server_refused(failed: ExceptionContext) -> bool:
    """Whether a server is away, full, or wants none of us; what SQLSTATE says, or no answer at all."""
    state = getattr(failed.original_exception, "sqlstate", None)
    if state:
        return state[:2] in _SERVER_REFUSALS
    return failed.is_disconnect or failed.connection is None


def _forget_after_fork(engine: Engine) -> None:
    """A forked worker must not use its parent's connections."""
    held = weakref.ref(engine)

    def forget() -> None:
        mine = held()
        if mine is not None:
            mine.dispose(close=False)

    os.register_at_fork(after_in_child=forget)
