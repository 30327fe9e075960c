"""A withdrawal is killed at each of its writes; it is then finished whole, or was never begun.

The short form tries every few steps; `make faults` tries each one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Actor, Library
from sopctl.application.release import withdrawal
from sopctl.application.release.releasing import recover
from sopctl.application.safekeeping.doctor import examine
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import State
from tests.application.house import PASSWORD
from tests.faults import killing
from tests.faults.building import build, publish, reopen

pytestmark = pytest.mark.xdist_group("faults")
NUMBER, BOSS = DocumentNumber("SOP-IT-001"), Actor("director")
MANY = 200  # steps that a withdrawal never reaches


def sign(library: Library) -> None:
    view = withdrawal.withdrawal_view(library, BOSS, NUMBER)
    assert view is not None
    withdrawal.sign_withdrawal(library, BOSS, NUMBER, password=PASSWORD, shown=view.shown)


def signing(home: Path) -> Callable[[Callable[[bytes], None]], None]:
    def work(acknowledge: Callable[[bytes], None]) -> None:
        sign(reopen(home))
        acknowledge(b"withdrawn")

    return work


def check(home: Path, acknowledged: bytes) -> None:
    """Recovery leaves the version withdrawn everywhere, or in force with its request waiting."""
    library = reopen(home)
    recover(library)
    with library.reading() as uow:
        released = uow.releases.of(NUMBER)[0]
        version = uow.versions.get(released.release.version_id)
        waiting = uow.withdrawals.open()
    assert version is not None
    if version.state is State.RELEASED:
        assert not acknowledged, "what was said to be done is done"
        assert released.release.withdrawn_from is None
        assert len(waiting) == 1
        sign(library)  # nothing of the first try is in the way
    with library.reading() as uow:
        released = uow.releases.of(NUMBER)[0]
        assert uow.withdrawals.open() == []
        assert uow.intents.open() == []
        actions = [row.action for row, _ in uow.ledger.rows()]
    assert released.release.withdrawn_from is not None
    assert {key.mark for key in released.copies} == {"master", "uncontrolled", "withdrawn"}
    assert actions.count("version:withdraw") == 1
    assert library.sources.tag_valid(f"{NUMBER}/v1-withdrawn")
    assert library.sources.main_files(f"documents/{NUMBER}") == {}
    verify_ledger(library)
    assert examine(library) == ()


@pytest.mark.parametrize("stride", [8, pytest.param(1, marks=pytest.mark.faults)])
def test_a_withdrawal_killed_at_any_write_is_finished_or_was_never_begun(
    tmp_path: Path, stride: int, record_property: Callable[[str, object], None]
) -> None:
    start = tmp_path / "start"
    library = build(start)
    publish(library)
    withdrawal.ask_withdrawal(library, Actor("quality"), NUMBER, reason="เลิกใช้")
    killed = 0
    for step in range(1, MANY, stride):
        home = tmp_path / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(start, home)
        ended = killing.run(signing(home), kill_at=step)
        check(home, ended.said)
        if not ended.killed:
            break
        killed += 1
    else:
        pytest.fail("the withdrawal never came to its end")
    assert killed > 20 / stride
    record_property("kills", killed)
