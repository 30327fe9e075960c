"""The whole run: every line of every room, one file of figures, the table and the chart made of it.

``PYTHONPATH=. python benchmarks/run.py [ROOM ...]``; rooms are serving, growth and keeping, all by default.
What other rooms measured in the last run stays in the file. ``--keep FOLDER`` keeps the libraries of growth.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import growth, keeping, serving
from benchmarks.support.report import HERE, Line, load, write

ROOMS: dict[str, tuple[str, Callable[[], Iterator[Line]]]] = {
    "serving": (serving.GROUP, serving.measure),
    "growth": (growth.GROUP, growth.measure),
    "keeping": (keeping.GROUP, keeping.measure),
}


def main() -> None:
    """Measure the rooms that are asked for, and write the report of all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rooms", nargs="*", metavar="ROOM")
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    rooms = given.rooms or list(ROOMS)
    if unknown := set(rooms) - set(ROOMS):
        options.error(f"there is no room {', '.join(sorted(unknown))}")
    found: list[Line] = []
    kept = load(HERE / "results.json")[1] if (HERE / "results.json").exists() else []
    for name, (group, measure) in ROOMS.items():
        if name not in rooms:
            found += [line for line in kept if line.group == group]
            continue
        lines = growth.measure(given.keep) if name == "growth" else measure()
        for line in lines:
            told = "" if line.met is None else "met" if line.met else "UNMET"
            beside = f"{line.ratio:.2f} of {line.against}" if line.ratio is not None else ""
            print(f"{line.name:62} {line.ours:10.2f} {line.unit:7} {beside:48} {told}", flush=True)
            found.append(line)
        write(found + [line for line in kept if line.group in _after(name, rooms)])
    write(found)


def _after(name: str, rooms: list[str]) -> set[str]:
    order = list(ROOMS)
    return {ROOMS[other][0] for other in order[order.index(name) + 1 :] if other not in rooms}


if __name__ == "__main__":
    main()
