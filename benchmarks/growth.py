"""Growth: what a page, a search, a signature and a release take with 100, 1,000 and 10,000 documents.

Run ``PYTHONPATH=. python benchmarks/growth.py [--keep FOLDER]``: the libraries take some minutes to make,
``--keep`` uses them again. They are measured in turns, so that the machine's other work falls on all of them;
medians by the clock. Each page and search is asked right after an act, so that nothing kept before it helps.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from benchmarks.serving import questions
from benchmarks.support.house import PASSWORD, House, number_of
from benchmarks.support.report import Line, write
from benchmarks.support.servers import token_in
from benchmarks.support.without_hashing import Plain, plain
from sopctl.application.library import Actor, record
from sopctl.application.release.releasing import release_version
from sopctl.application.review.rounds import sign, signing_view
from sopctl.domain.workflow import Action
from sopctl.web import create_app
from sopctl.web.server import web_settings

SIZES = (100, 1_000, 10_000)
ROUNDS = 12
GROUP = "Growth, 100 to 10,000 documents"
LIMIT = 1.3


def main() -> None:
    """Measure, and write the report of these lines alone."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", type=Path)
    write(list(measure(options.parse_args().keep)))


def measure(keep: Path | None = None) -> Iterator[Line]:
    """Every line of growth."""
    with tempfile.TemporaryDirectory(prefix="sopctl-growth-") as name:
        libraries = [_Measured.of(_house(keep or Path(name), size)) for size in SIZES]
        taken: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
        for place in range(ROUNDS):
            for size, library in zip(SIZES, libraries, strict=True):
                for what, seconds in library.once(place):
                    taken[what][size].append(seconds * 1000)
        for what, by_size in taken.items():
            yield from _lines(what, {size: median(found) for size, found in by_size.items()})


def _lines(what: str, found: dict[int, float]) -> Iterator[Line]:
    least = found[SIZES[0]]
    for size in SIZES[1:]:
        held = LIMIT if what in _HELD else None
        yield Line(
            GROUP,
            f"{what}, {size:,} documents",
            found[size],
            "ms",
            "less",
            f"{SIZES[0]} documents",
            least,
            held,
        )


def _house(folder: Path, size: int) -> House:
    home = folder / f"{size}"
    if (home / "library.db").exists():
        house = House.open(home, size)
    else:
        house = House.make(home)
        house.grow(size)
    house.wait(approve=ROUNDS, release=ROUNDS)
    return house


_HELD = ("document page, signed in", "document page, not signed in", "search", "signature", "release")


@dataclass
class _Measured:
    """One library, its web application, and two readers of it."""

    house: House
    anybody: FlaskClient
    staff: FlaskClient
    act: Callable[[], None]

    @classmethod
    def of(cls, house: House) -> _Measured:
        plain(house.library)
        library = house.library = replace(house.library, passwords=Plain())
        app = create_app(library, web_settings(house.settings))

        def act() -> None:
            with library.unit() as uow:
                record(library, uow, Actor("admin"), "person:admin", "session:begin")
                uow.commit()

        staff = app.test_client()
        token = token_in(staff.get("/sign-in").text)
        staff.post("/sign-in", data={"csrf_token": token, "user": "staff01", "password": PASSWORD})
        return cls(house, app.test_client(), staff, act)

    def once(self, place: int) -> Iterator[tuple[str, float]]:
        """One of each, by name with its seconds."""
        address = f"/documents/{number_of(place)}"
        self.staff.get(address)  # the text of the version is read once for all
        for what, reader, path in (
            ("document page, signed in", self.staff, address),
            ("document page, not signed in", self.anybody, address),
            ("search", self.anybody, f"/search?q={urllib.parse.quote(_asked(place))}"),
            ("what is in force, not signed in", self.anybody, "/"),
        ):
            self.act()
            begun = time.perf_counter()
            answer = reader.get(path)
            yield what, time.perf_counter() - begun
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")
        yield "signature", self._sign(self.house.to_approve[place])
        yield "release", self._release(self.house.to_release[place])

    def _sign(self, round_id: str) -> float:
        director = Actor("director")
        shown = signing_view(self.house.library, director, round_id)
        begun = time.perf_counter()
        sign(self.house.library, director, round_id, Action.APPROVE, password=PASSWORD, shown=shown.shown,
             receipt=shown.receipt)  # fmt: skip
        return time.perf_counter() - begun

    def _release(self, version_id: str) -> float:
        begun = time.perf_counter()
        release_version(self.house.library, Actor("quality"), version_id, password=PASSWORD)
        return time.perf_counter() - begun


def _asked(place: int) -> str:
    every = questions()
    return every[place * 5 % len(every)]


if __name__ == "__main__":
    main()
