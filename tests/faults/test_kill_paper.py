"""A registration of paper is killed; it is then whole, or was never begun.

The short form tries every few steps; `make faults` tries each one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sopctl.application.library import Actor, Library
from sopctl.application.paper.registration import PaperFacts, register_paper
from sopctl.application.queries.documents import latest_version
from sopctl.application.release.releasing import recover
from sopctl.application.safekeeping.doctor import examine
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import State
from tests.application.house import PASSWORD, text
from tests.faults import killing
from tests.faults.building import clock, draft, reopen

pytestmark = pytest.mark.xdist_group("faults")
Record = Callable[[str, object], None]
Work = Callable[[Callable[[bytes], None]], None]
QUALITY, FOUR = Actor("quality"), DocumentNumber("SOP-IT-004")
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


def register(library: Library) -> None:
    paper = PaperFacts("นายแพทย์สมมติ", "ผู้อำนวยการ", date(2023, 6, 2), b"%PDF-1.4 scan")
    version_id = latest_version(library, FOUR).id
    register_paper(library, QUALITY, version_id, password=PASSWORD, effective=date(2023, 6, 12), paper=paper)


@pytest.mark.parametrize("stride", [11, EACH])
def test_a_paper_registration_is_whole_or_was_never_begun(
    home: Path, stride: int, record_property: Record
) -> None:
    draft(reopen(home), text("SOP-IT-004", "เรื่องบนกระดาษ"))
    start = kept(home)

    def work() -> Work:
        anew(home, start)
        return doing(lambda: register(reopen(home)))

    def check(said: bytes) -> None:
        library = reopen(home)
        recover(library)
        state = latest_version(library, FOUR).state
        assert state is State.RELEASED or not said, "what was said to be done is done"
        if state is State.DRAFT:  # a proof that was cut off counts as a wrong one, and waits for a while
            register(replace(library, clock=lambda: clock() + timedelta(minutes=5)))
        with library.reading() as uow:
            assert [str(r.release.effective) for r in uow.releases.of(FOUR)] == ["2023-06-12"]
        assert examine(library) == ()

    killed = kills(work, check, stride)
    record_property("kills", killed)
    assert killed > 20 / stride
