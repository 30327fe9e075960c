"""The worker is killed in the round that follows midnight; the next round ends what it began.

The short form tries every few steps; `make faults` tries each one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sopctl import worker
from sopctl.application.library import Library
from sopctl.application.safekeeping.doctor import examine
from sopctl.domain.numbers import DocumentNumber
from tests.faults import killing
from tests.faults.building import clock, reopen
from tests.faults.conftest import TOMORROW

pytestmark = pytest.mark.xdist_group("faults")
Record = Callable[[str, object], None]
Work = Callable[[Callable[[bytes], None]], None]
TWO = DocumentNumber("SOP-IT-002")
MANY = 400  # steps that none of it reaches
EACH = pytest.param(1, marks=pytest.mark.faults)


def kills(work: Callable[[], Work], check: Callable[[bytes], None], stride: int) -> int:
    """Kill the work at every ``stride``-th step until it comes to its end; how often it was killed."""
    for killed, step in enumerate(range(1, MANY, stride)):
        ended = killing.run(work(), kill_at=step)
        check(ended.said)
        if not ended.killed:
            return killed
    pytest.fail("it never came to its end")


def doing(do: Callable[[], object]) -> Work:
    """The work of a child that says when it is done."""

    def work(acknowledge: Callable[[bytes], None]) -> None:
        do()
        acknowledge(b"done")

    return work


def anew(home: Path, start: Path) -> None:
    for each in home.parent.glob(f"*{home.name}*"):
        if each != start:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    shutil.copytree(start, home)


def kept(home: Path) -> Path:
    """The library moved aside, as what every try begins from."""
    return home.rename(home.parent / "start")


def tomorrow(home: Path) -> Library:
    return replace(reopen(home), clock=lambda: clock() + timedelta(days=1))


@pytest.mark.parametrize("stride", [7, EACH])
def test_a_scheduled_version_is_in_force_whatever_becomes_of_the_worker(
    home: Path, stride: int, record_property: Record
) -> None:
    start = kept(home)

    def work() -> Work:
        anew(home, start)
        return doing(lambda: worker.work(tomorrow(home)))

    def check(_: bytes) -> None:
        library = tomorrow(home)
        with library.reading() as uow:
            current = {
                str(r.release.number): str(r.release.version) for r in uow.releases.in_force_on(TOMORROW)
            }
        assert current[str(TWO)] == "2", "midnight needs no process"
        worker.work(library)
        assert examine(library) == ()

    killed = kills(work, check, stride)
    record_property("kills", killed)
    assert killed
