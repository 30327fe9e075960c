"""The power goes at any moment of a version's way to its release, and the disk forgets what was not synced.

Every write, name and fsync of the program, of SQLite and of git is recorded; for every prefix of them a disk
is made that keeps only what was synced, or that and a bad mixture of the rest. The library opens, recovery
runs, nothing that was acknowledged is lost, and the doctor finds nothing or mends it.
"""

from __future__ import annotations

import itertools
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from sopctl.application.authoring import submission
from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Actor, Library
from sopctl.application.release.releasing import recover
from sopctl.application.safekeeping.doctor import examine, repair
from sopctl.domain.workflow import State
from tests.application.house import text
from tests.faults.acting import ACTS
from tests.faults.building import bring_out, build, draft, publish, reopen
from tests.faults.disk import Disk, Luck, cuts, write_out
from tests.faults.test_kills import seen
from tests.faults.tracing import Event, record

pytestmark = pytest.mark.xdist_group("faults")
OPERATOR = Actor("operator", "operator")
Record = Callable[[str, object], None]
REACHED = {
    State.DRAFT: 1, State.IN_REVIEW: 2, State.IN_CHECK: 3, State.IN_APPROVAL: 4, State.APPROVED: 5,
    State.RELEASED: 6,
}  # fmt: skip


@dataclass(frozen=True)
class Recorded:
    """A library before, the library after, and everything between."""

    start: Path
    end: Path
    version_id: str
    events: list[Event]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    top = tmp_path_factory.mktemp("power")
    library = build(top / "start")
    publish(library)
    version_id = draft(library, text(purpose="ฉบับใหม่"))
    library.sources.close()  # type: ignore[attr-defined]  # of the adapter: its reading process ends
    shutil.copytree(top / "start", top / "home")
    command = [sys.executable, "-m", "tests.faults.acting", str(top / "home"), str(top / "said"), version_id]
    return Recorded(top / "start", top / "home", version_id, record(command, top / "home", top / "said", {}))


def check(recorded: Recorded, home: Path, acknowledged: int) -> bool:
    """What must hold after the power came back; returns whether the doctor had something to mend."""
    library = reopen(home)
    try:
        assert len(seen(library)) in ({2} if acknowledged == len(ACTS) else {1, 2}), "no half release is seen"
        recover(library)
        seen(library)
        verify_ledger(library)
        with library.reading() as uow:
            version = uow.versions.get(recorded.version_id)
            kept = uow.drafts.get(recorded.version_id)
        assert version is not None
        assert REACHED[version.state] >= acknowledged, "an acknowledged act is lost"
        if acknowledged == 1 and version.state is State.DRAFT:
            assert kept is not None
            assert kept.reason == "บันทึกแล้ว"
        problems = examine(library)
        assert repair(library, OPERATOR, problems).left == ()
        go_on(library, version.state, recorded.version_id)
        assert examine(library) == ()
        return bool(problems)
    finally:
        library.sources.close()  # type: ignore[attr-defined]  # of the adapter


def go_on(library: Library, state: State, version_id: str) -> None:
    """Work goes on where it was: what the power cut left is not in the way of the next step."""
    if state is State.APPROVED:
        bring_out(library, version_id)
    elif state is State.DRAFT:
        submission.submit(library, Actor("author"), version_id)


def survive(recorded: Recorded, folder: Path, lucks: Iterable[Luck], every: int = 1) -> Counter[str]:
    """Cut the power at every ``every``-th of the different states; counts cuts and mended libraries."""
    counted = Counter[str]()
    states = cuts(recorded.events, recorded.start, tuple(lucks))
    for place, luck, files, said in itertools.islice(states, 0, None, every):
        shutil.rmtree(folder, ignore_errors=True)
        write_out(files, folder)
        try:
            counted["mended"] += check(recorded, folder, said.count(b"\n"))
        except BaseException as failed:
            event = recorded.events[place - 1]
            failed.add_note(f"power cut after event {place} ({event.kind} {event.path}), {luck} kept")
            raise
        counted[luck] += 1
    return counted


@pytest.mark.conformance
@pytest.mark.faults
def test_the_recording_holds_everything_that_reached_the_disk(recorded: Recorded) -> None:
    """Done again on a disk that loses nothing, it gives the library that is really there, byte for byte."""
    disk = Disk(recorded.start)
    for event in recorded.events:
        disk.apply(event)
    there: Mapping[str, bytes | None] = {
        str(path.relative_to(recorded.end)): path.read_bytes() if path.is_file() else None
        for path in recorded.end.rglob("*")
    }
    assert disk.after(Luck.ALL) == there
    assert [event.data.decode().strip() for event in recorded.events if event.kind == "say"] == list(ACTS)


@pytest.mark.conformance
@pytest.mark.faults
def test_what_was_synced_is_enough_after_every_power_cut(
    recorded: Recorded, tmp_path: Path, record_property: Record
) -> None:
    counted = survive(recorded, tmp_path / "library", [Luck.NOTHING])
    assert counted[Luck.NOTHING] > len(ACTS)
    record_property("power cuts", counted[Luck.NOTHING])


@pytest.mark.faults
@pytest.mark.parametrize("luck", [Luck.NAMES, Luck.TORN, Luck.ALL])
def test_what_was_not_synced_may_stay_in_any_mixture(
    recorded: Recorded, tmp_path: Path, record_property: Record, luck: Luck
) -> None:
    counted = survive(recorded, tmp_path / "library", [luck])
    assert counted[luck] > len(ACTS)
    record_property("power cuts", counted[luck])
