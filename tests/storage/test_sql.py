from __future__ import annotations

import os
import sqlite3
import threading
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from sopctl.application.ports import LibraryBusyError
from sopctl.domain import ledger
from sopctl.domain.ledger import LedgerBrokenError
from sopctl.storage.sql.engine import make_engine
from sopctl.storage.sql.unit_of_work import SqlLibrary, SqlUnitOfWork

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def write(library: SqlLibrary, rows: int = 3) -> None:
    with library.unit() as unit:
        for number in range(rows):
            unit.ledger.append(
                at=NOW, subject=f"SOP-IT-00{number}", action="version:submit", actor="ก", detail={"why": "x"}
            )
        unit.commit()


def test_sqlite_is_durable_and_checks_references(library: SqlLibrary) -> None:
    with library.engine.connect() as connection:
        asked = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_only_what_may_be_lost_does_not_wait_for_the_disk(library: SqlLibrary) -> None:
    """Connection after connection of the pool, in every order: none keeps what the one before was set to."""

    def asked(unit: object) -> tuple[int, int]:
        assert isinstance(unit, SqlUnitOfWork)
        with unit:
            found = [unit._open.scalar(text(f"PRAGMA {name}")) for name in ("synchronous", "query_only")]
        return int(found[0] or 0), int(found[1] or 0)

    full, normal = 2, 1
    for _ in range(2):
        assert asked(library.passing()) == (normal, 0)
        assert asked(library.reading())[1] == 1
        assert asked(library.unit()) == (full, 0)
        assert asked(library.passing()) == (normal, 0)
        assert asked(library.unit()) == (full, 0)
    with library.passing() as unit:
        unit.ledger.append(at=NOW, subject="x", action="a:b", actor="c")
        unit.commit()
    with library.reading() as unit:
        assert len(list(unit.ledger.rows())) == 1


def test_a_writer_that_waits_too_long_says_so(url: str) -> None:
    library = SqlLibrary(make_engine(url, patience=0.1))
    with library.unit(), pytest.raises(LibraryBusyError), library.unit():
        pass
    library.close()


def test_readers_and_a_writer_do_not_wait_for_each_other(library: SqlLibrary) -> None:
    write(library)
    with library.unit() as writer, library.reading() as one, library.reading() as two:
        writer.ledger.append(at=NOW, subject="x", action="a:b", actor="c")
        begun = time.perf_counter()
        assert len(list(one.ledger.rows())) == len(list(two.ledger.rows())) == 3
        writer.commit()
        assert time.perf_counter() - begun < 2
        assert len(list(one.ledger.rows())) == 3


def test_threads_append_to_one_chain(library: SqlLibrary) -> None:
    def append() -> None:
        for _ in range(8):
            write(library, 1)

    threads = [threading.Thread(target=append) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with library.reading() as unit:
        rows = list(unit.ledger.rows())
    assert len(rows) == 32
    ledger.verify(rows)


def test_a_forked_child_has_connections_of_its_own(library: SqlLibrary) -> None:
    write(library)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside the test runner's threads
        child = os.fork()
    if child == 0:
        try:
            write(library, 1)
        except BaseException:
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    write(library, 1)
    with library.reading() as unit:
        assert ledger.verify(unit.ledger.rows()) == unit.ledger.head()


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ("UPDATE ledger SET actor = 'someone' WHERE sequence = 2", 2),
        ('UPDATE ledger SET detail = \'{"why":"y"}\' WHERE sequence = 1', 1),
        ('UPDATE ledger SET detail = \'{"why": "x"}\' WHERE sequence = 1', 1),
        ("UPDATE ledger SET detail = 'no json' WHERE sequence = 3", 3),
        ("UPDATE ledger SET detail = '[]' WHERE sequence = 3", 3),
        ("UPDATE ledger SET detail = '{\"why\":1}' WHERE sequence = 3", 3),
        ("UPDATE ledger SET at = '2026-03-01 00:00:00+00:00' WHERE sequence = 2", 2),
        ("UPDATE ledger SET subject = x'00ff' WHERE sequence = 2", 2),
        ("UPDATE ledger SET hash = substr(hash, 2) || '0' WHERE sequence = 3", 3),
        ("DELETE FROM ledger WHERE sequence = 2", 2),
        ("DELETE FROM ledger WHERE sequence = 1", 1),
        ("UPDATE ledger SET sequence = sequence + 10", 1),
    ],
)
def test_a_changed_ledger_names_its_first_broken_row(
    library: SqlLibrary, tmp_path: Path, change: str, row: int
) -> None:
    write(library)
    connection = sqlite3.connect(tmp_path / "library.db")
    connection.execute(change)
    connection.commit()
    connection.close()
    with library.reading() as unit, pytest.raises(LedgerBrokenError) as broken:
        ledger.verify(unit.ledger.rows())
    assert broken.value.facts["row"] == str(row)


def test_a_long_ledger_is_read_in_pages(library: SqlLibrary) -> None:
    write(library, 2_001)
    with library.reading() as unit:
        assert [row.sequence for row, _ in unit.ledger.rows(1_000)] == list(range(1_000, 2_002))


def test_errors_do_not_tell_what_was_written(library: SqlLibrary) -> None:
    with library.reading() as unit, pytest.raises(Exception, match="readonly") as refused:
        unit.ledger.append(at=NOW, subject="HN 0012345", action="a:b", actor="c")
    assert "0012345" not in str(refused.value)


def test_a_unit_of_work_is_used_inside_with(library: SqlLibrary) -> None:
    with pytest.raises(RuntimeError, match="with"):
        SqlUnitOfWork(library.engine).commit()
