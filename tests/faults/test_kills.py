"""A release is killed at each of its writes, in its recovery, and at random under load; nothing is lost.

The short form tries every few steps; `make faults` tries each one.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sopctl.application.library import Library
from sopctl.application.records import ReleasedVersion
from sopctl.application.release.releasing import recover
from sopctl.application.safekeeping.doctor import examine
from sopctl.bootstrap import open_library
from sopctl.config import load_settings
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import State
from tests.application.house import text
from tests.fakes import FakePasswords
from tests.faults import killing
from tests.faults.building import approve, bring_out, build, draft, publish, reopen

pytestmark = pytest.mark.xdist_group("faults")
RECOVERY_SECONDS = 5.0
FIRST = DocumentNumber("SOP-IT-001")
Open = Callable[[Path], Library]
Record = Callable[[str, object], None]


def reopen_real(home: Path) -> Library:
    """The library with the renderers, the seals and the clock that a hospital has."""
    return replace(open_library(load_settings({}, home)), passwords=FakePasswords())


@dataclass(frozen=True)
class Ready:
    """A library whose version ``version_id`` is approved and waits for its release."""

    home: Path
    version_id: str
    rows: tuple[LedgerRow, ...]

    def copy(self, to: Path) -> Path:
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.home, to)
        return to


def ready(home: Path, open_: Open) -> Ready:
    build(home)
    library = open_(home)
    publish(library)
    version_id = draft(library, text(purpose="ฉบับใหม่"))
    approve(library, version_id)
    with library.reading() as uow:
        return Ready(home, version_id, tuple(row for row, _ in uow.ledger.rows()))


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    return ready(tmp_path_factory.mktemp("kills") / "plain", reopen)


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    return ready(tmp_path_factory.mktemp("kills") / "real", reopen_real)


def releasing(home: Path, version_id: str, open_: Open) -> Callable[[Callable[[bytes], None]], None]:
    def work(acknowledge: Callable[[bytes], None]) -> None:
        bring_out(open_(home), version_id)
        acknowledge(b"released")

    return work


def recovering(home: Path, open_: Open) -> Callable[[Callable[[bytes], None]], None]:
    def work(_: Callable[[bytes], None]) -> None:
        recover(open_(home))

    return work


def reading(library: Library) -> Callable[[], None]:
    """A reader who looks and finds everything whole."""

    def look() -> None:
        seen(library)

    return look


def seen(library: Library, number: DocumentNumber = FIRST) -> list[ReleasedVersion]:
    """What a reader finds of a document; everything that it names is there and whole."""
    with library.reading() as uow:
        found = list(uow.releases.of(number))
        for released in found:
            version = uow.versions.get(released.release.version_id)
            assert version is not None
            assert version.state is State.RELEASED
    for released in found:
        assert {key.mark for key in released.copies} >= {"master", "uncontrolled"}
        for digest in released.copies.values():
            library.blobs.get(digest)
        assert library.sources.tag_valid(released.tag)
    for old in found[:-1]:
        assert any(key.mark == "withdrawn" for key in old.copies), "its ยกเลิก copy was ready before"
    return found


def check(start: Ready, home: Path, acknowledged: bytes, open_: Open) -> None:
    """What must hold after a kill: before the recovery, after it, and when work goes on."""
    library = open_(home)
    before = seen(library)
    assert len(before) in (1, 2)
    assert len(before) == 2 or acknowledged != b"released", "an acknowledged release is there at once"
    with library.reading() as uow:
        begun = bool(uow.intents.open())
    began = time.monotonic()
    library = open_(home)
    recover(library)
    assert time.monotonic() - began < RECOVERY_SECONDS
    after = seen(library)
    assert len(after) == (2 if begun or len(before) == 2 else 1)
    with library.reading() as uow:
        assert not uow.intents.open()
        rows = [row for row, _ in uow.ledger.rows()]
        version = uow.versions.get(start.version_id)
    assert tuple(rows[: len(start.rows)]) == start.rows, "nothing that was acknowledged is lost"
    assert version is not None
    if len(after) == 1:
        assert version.state is State.APPROVED
        bring_out(library, start.version_id)
    assert [row.action for row in rows].count("version:release") <= 2
    # What a kill leaves in git before its intent is no problem, but the next release must get past it.
    assert examine(library) == ()


def kill_everywhere(
    start: Ready, home: Path, open_: Open, steps: Iterator[int], *, watched: bool = False
) -> tuple[int, int]:
    """Kill a release at each of the steps until one finishes; returns the kills and the last step."""
    kills = step = 0
    for step in steps:
        start.copy(home)
        watch = reading(open_(home)) if watched else None
        ended = killing.run(releasing(home, start.version_id, open_), kill_at=step, watch=watch)
        if not ended.killed:
            assert ended.said == b"released"
            break
        kills += 1
        check(start, home, ended.said, open_)
    check(start, home, b"", open_)
    return kills, step


def counting(first: int, by: int) -> Iterator[int]:
    return iter(range(first, 10_000, by))


def test_a_release_survives_a_kill_at_every_few_writes(
    plain: Ready, tmp_path: Path, record_property: Record
) -> None:
    kills, _ = kill_everywhere(plain, tmp_path / "library", reopen, counting(4, 6))
    assert kills >= 7
    record_property("kills", kills)


def test_a_release_with_real_copies_survives_kills(
    real: Ready, tmp_path: Path, record_property: Record
) -> None:
    kills = 0
    for step in (14, 33):
        home = real.copy(tmp_path / "library")
        ended = killing.run(releasing(home, real.version_id, reopen_real), kill_at=step)
        assert ended.killed
        check(real, home, ended.said, reopen_real)
        kills += 1
    record_property("kills", kills)


def test_a_recovery_survives_kills(plain: Ready, tmp_path: Path, record_property: Record) -> None:
    record_property("kills", kill_recoveries(plain, tmp_path, (28,), by=11))


def kill_recoveries(start: Ready, folder: Path, firsts: tuple[int, ...], by: int) -> int:
    """Kill a release, then its recovery at every ``by``-th step; the same recovery goes on from there."""
    kills = 0
    for first in firsts:
        broken = start.copy(folder / "broken")
        assert killing.run(releasing(broken, start.version_id, reopen), kill_at=first).killed
        kills += 1
        for step in counting(1, by):
            home = Ready(broken, start.version_id, start.rows).copy(folder / "library")
            ended = killing.run(recovering(home, reopen), kill_at=step)
            if not ended.killed:
                break
            kills += 1
            again = killing.run(recovering(home, reopen), kill_at=step)  # and the recovery of the recovery
            kills += again.killed
            check(start, home, b"", reopen)
        check(start, home, b"", reopen)
    return kills


def publishing(home: Path, series: int) -> Callable[[Callable[[bytes], None]], None]:
    """Two writers at once, each publishing one document after the other and acknowledging each."""

    def write(department: str, acknowledge: Callable[[bytes], None]) -> None:
        library = reopen(home)
        for place in range(20):
            number = f"SOP-{department}-{series * 20 + place + 1:03d}"
            publish(library, text(number, "ภายใต้ภาระ"))
            acknowledge(f"{number}\n".encode())

    def work(acknowledge: Callable[[bytes], None]) -> None:
        if os.fork() == 0:
            try:
                write("ED", acknowledge)
            except BaseException as failed:
                acknowledge(f"the helper failed: {failed!r}\n".encode())
            finally:
                os._exit(0)
        write("QM", acknowledge)
        os.wait()

    return work


def kill_under_load(start: Ready, home: Path, rounds: int, seed: int) -> int:
    """Writers publish at once; one of them, or both, are killed at a random moment; everything is whole."""
    chance = random.Random(seed)
    start.copy(home)
    kills = 0
    acknowledged: set[str] = set()
    for series in range(rounds):
        alone = chance.random() < 0.5
        ended = killing.run(
            publishing(home, series),
            kill_after=chance.uniform(0.3, 2.5),
            helpers_live_on=alone,
            watch=reading(reopen(home)),
        )
        kills += 2 if ended.killed else 0
        # An acknowledgement that was cut short is none.
        acknowledged |= set(ended.said.decode().split("\n")[:-1])
        assert not [said for said in acknowledged if "failed" in said]
        began = time.monotonic()
        library = reopen(home)
        recover(library)
        assert time.monotonic() - began < RECOVERY_SECONDS
        for number in acknowledged:
            assert len(seen(library, DocumentNumber(number))) == 1
    assert acknowledged
    assert examine(reopen(home)) == ()
    return kills


def test_work_survives_kills_at_random(plain: Ready, tmp_path: Path, record_property: Record) -> None:
    record_property("kills", kill_under_load(plain, tmp_path / "library", 2, seed=6))


@pytest.mark.faults
def test_a_release_survives_a_kill_at_every_write(
    plain: Ready, tmp_path: Path, record_property: Record
) -> None:
    kills, last = kill_everywhere(plain, tmp_path / "library", reopen, counting(1, 1), watched=True)
    assert kills == last - 1
    record_property("kills", kills)


@pytest.mark.faults
def test_a_release_with_real_copies_survives_a_kill_at_every_few_writes(
    real: Ready, tmp_path: Path, record_property: Record
) -> None:
    kills, _ = kill_everywhere(real, tmp_path / "library", reopen_real, counting(2, 7), watched=True)
    record_property("kills", kills)


@pytest.mark.faults
def test_every_recovery_survives_kills(plain: Ready, tmp_path: Path, record_property: Record) -> None:
    record_property("kills", kill_recoveries(plain, tmp_path, (8, 16, 24, 28, 32, 36, 40, 44), by=2))


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(4))
def test_work_survives_many_kills_at_random(
    plain: Ready, tmp_path: Path, record_property: Record, seed: int
) -> None:
    record_property("kills", kill_under_load(plain, tmp_path / "library", 15, seed))
