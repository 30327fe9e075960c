"""Minutes of mixed work on one server, with its memory: ``python -m tests.nodes.soak 10``, ten minutes.

Writes ``benchmarks/soak.md`` and its chart. Status 1 for an error, for what was acknowledged and is gone,
and for memory, open files or threads that grow.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.nodes.cluster import ROOT, Hospital, Node
from tests.nodes.day import Day
from tests.nodes.judging import judge

PORT = 7544
EVERY = 5.0  # seconds between two samples
GROWTH = 1.10  # of the last quarter over the second: the first fills what is kept on purpose
CLERKS, READERS, MEMBERS = 3, 4, 2


@dataclass(frozen=True)
class Sample:
    """``at`` seconds after the start: megabytes (PSS), open files and threads of all processes."""

    at: float
    megabytes: float
    files: int
    threads: int


def main(minutes: float) -> int:
    """Run, write the report; 1 when something is wrong."""
    with tempfile.TemporaryDirectory(prefix="sopctl-soak-") as name:
        folder = Path(name)
        hospital = Hospital.make(folder / "library", {})
        node = hospital.serve(PORT, folder / "server.log")
        try:
            node.wait()
            day = Day(hospital, [node])
            day.begin(CLERKS, READERS, MEMBERS)
            samples = _watch(node, minutes * 60)
            day.end()
            time.sleep(EVERY)
            samples.append(_sample(node, samples[-1].at + EVERY))
            wrong = judge(hospital, day, node, folder)
        finally:
            node.stop()
        said = (folder / "server.log").read_text("utf-8")
        wrong += [line for line in said.splitlines() if '"level": "ERROR"' in line or "Traceback" in line]
    grown = _grown(samples)
    text = report(minutes, day, samples, [*wrong, *grown])
    (ROOT / "benchmarks" / "soak.md").write_text(text, "utf-8")
    (ROOT / "benchmarks" / "soak.svg").write_text(chart(samples), "utf-8")
    print(text)
    return 1 if wrong or grown else 0


def _watch(node: Node, seconds: float) -> list[Sample]:
    begun, samples = time.monotonic(), []
    while (at := time.monotonic() - begun) < seconds:
        samples.append(_sample(node, at))
        time.sleep(EVERY)
    return samples


def _sample(node: Node, at: float) -> Sample:
    megabytes, files, threads = 0.0, 0, 0
    for pid in _tree(node.process.pid):
        place = Path(f"/proc/{pid}")
        try:
            rollup = (place / "smaps_rollup").read_text()
            files += len(list((place / "fd").iterdir()))
            threads += len(list((place / "task").iterdir()))
        except OSError:
            continue  # it ended meanwhile, as a git command does
        megabytes += (
            next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1e3
        )
    return Sample(at, megabytes, files, threads)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = task.read_text().split()
        except OSError:
            continue
        found += [each for child in below for each in _tree(int(child))]
    return found


def _quarter(samples: Sequence[Sample], place: int) -> Sequence[Sample]:
    size = max(1, len(samples) // 4)
    return samples[place * size : (place + 1) * size]


def _grown(samples: Sequence[Sample]) -> list[str]:
    found = []
    for what in ("megabytes", "files", "threads"):
        before, after = (
            statistics.median(getattr(each, what) for each in _quarter(samples, place)) for place in (1, 3)
        )
        if after > before * GROWTH:
            found.append(f"{what} grew from {before:.0f} to {after:.0f}")
    return found


def report(minutes: float, day: Day, samples: Sequence[Sample], wrong: Sequence[str]) -> str:
    """What happened, as Markdown."""
    about = (
        f"{minutes:g} minutes on SQLite, two web processes and a worker: {CLERKS} clerks who write, sign and "
        f"release without a pause, {READERS} readers without and {MEMBERS} with an account. By `make soak`."
    )
    lines = ["# A soak of mixed work", "", about, "", "| counted | |", "|---|---|"]
    lines += [f"| {name} | {value:,} |" for name, value in sorted(day.counts.items())]
    lines += [f"| errors, and acknowledged acts that are not there | {len(wrong)} |", ""]
    lines += ["| quarter | memory, MB (PSS of all processes) | open files | threads |", "|---|---|---|---|"]
    for place in range(4):
        part = _quarter(samples, place)
        middle = [
            statistics.median(getattr(each, what) for each in part)
            for what in ("megabytes", "files", "threads")
        ]
        lines.append(f"| {place + 1} | {middle[0]:.0f} | {middle[1]:.0f} | {middle[2]:.0f} |")
    highest, quiet = max(each.megabytes for each in samples), samples[-1].megabytes
    lines += ["", f"Highest {highest:.0f} MB; {quiet:.0f} MB when all was quiet again.", ""]
    lines += [
        "![Memory over time](soak.svg)",
        "",
        "| asked | times | median ms | 95 % ms |",
        "|---|---|---|---|",
    ]
    for what, times in sorted(day.times.items()):
        ordered = sorted(times)
        lines.append(
            f"| `{what}` | {len(times):,} | {statistics.median(ordered) * 1000:.0f} "
            f"| {ordered[int(len(ordered) * 0.95)] * 1000:.0f} |"
        )
    lines += ["", *(f"- {each}" for each in wrong)]
    return "\n".join(lines).rstrip() + "\n"


def chart(samples: Sequence[Sample]) -> str:
    """Memory over time as a line, from zero."""
    wide, high, left = 720, 240, 60
    last, top = samples[-1].at or 1, max(each.megabytes for each in samples) * 1.1

    def place(each: Sample) -> str:
        across, up = each.at / last * (wide - left - 10), each.megabytes / top * (high - 50)
        return f"{left + across:.1f},{high - 30 - up:.1f}"

    points = " ".join(place(each) for each in samples)
    marks = "".join(
        f'<text x="{left - 8}" y="{high - 26 - part * (high - 50):.0f}" text-anchor="end">'
        f"{top * part:.0f}</text>"
        for part in (0, 0.5, 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" '
        f'font-size="12"><title>Memory in megabytes over the time of the soak</title>'
        f'<rect width="{wide}" height="{high}" fill="#fff"/>{marks}'
        f'<text x="{left}" y="{high - 8}">0</text>'
        f'<text x="{wide - 10}" y="{high - 8}" text-anchor="end">{last / 60:.0f} min</text>'
        f'<line x1="{left}" y1="{high - 30}" x2="{wide - 10}" y2="{high - 30}" stroke="#999"/>'
        f'<polyline points="{points}" fill="none" stroke="#0b5" stroke-width="2"/></svg>\n'
    )


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 5))
