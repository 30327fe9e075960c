"""Nodes that die in the middle of the day's work and come back, one at a time."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.nodes.cluster import Hospital, Node
from tests.nodes.day import Day
from tests.nodes.judging import judge


@dataclass
class Outcome:
    """What a day with kills came to."""

    kills: int = 0
    during_release: int = 0
    lost: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0
    until_answer: list[float] = field(default_factory=list)  # seconds from start to the first answer

    def __str__(self) -> str:
        said = ", ".join(f"{value:,} {name}" for name, value in sorted(self.counts.items()))
        starts = f"{max(self.until_answer):.1f} s" if self.until_answer else "-"
        return (
            f"{self.kills} kills, {self.during_release} of them during a release, in {self.seconds:.0f} s: "
            f"{said}; slowest start {starts}; lost or wrong: {len(self.lost)}"
        )  # fmt: skip


def day_with_kills(
    hospital: Hospital, ports: tuple[int, ...], folder: Path, *, kills: int, clerks: int = 4, readers: int = 3
) -> Outcome:
    """Let people work at all nodes while these die in turn, then judge."""
    log = folder / "nodes.log"
    nodes = [hospital.serve(port, log) for port in ports]
    outcome, begun, chance = Outcome(), time.monotonic(), random.Random(11)
    try:
        outcome.until_answer += [node.wait() for node in nodes]
        day = Day(hospital, nodes)
        day.begin(clerks, readers)
        for turn in range(kills):
            _wait_for_work(day, nodes[turn % len(nodes)], chance)
            outcome.during_release += _release_runs(hospital)
            nodes[turn % len(nodes)].kill()
            outcome.kills += 1
            nodes[turn % len(nodes)] = again = hospital.serve(ports[turn % len(ports)], log)
            outcome.until_answer.append(again.wait())
        day.end()
        nodes[0].stop()
        nodes[0] = hospital.serve(ports[0], log)  # whose start finishes what the last kill left
        nodes[0].wait()
        outcome.lost = judge(hospital, day, nodes[0], folder)
        outcome.counts = dict(day.counts)
    finally:
        for node in nodes:
            node.stop()
    outcome.seconds = time.monotonic() - begun
    return outcome


def _wait_for_work(day: Day, node: Node, chance: random.Random) -> None:
    """Until a release is being asked of this node, then some part of the time that one takes."""
    until = time.monotonic() + 8
    while time.monotonic() < until and not day.releasing.get(node.port):
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.8))


def _release_runs(hospital: Hospital) -> bool:
    """Whether a release has begun and is not done, at this moment."""
    with hospital.open().reading() as uow:
        return bool(uow.intents.open())
