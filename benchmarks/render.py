"""The official copy beside its peers: processor time, cold start and memory for a 13-page Thai SOP.

Run ``python benchmarks/render.py [--rounds N] [--peers PYTHON] [--engines NAME...]``. Every engine draws the
same text, new in each round, in a process of its own; they take turns, so that a busy machine slows all.
WeasyPrint and Typst come from the interpreter that ``--peers`` names (default: this one), Chromium and
LibreOffice from the machine; what is not there is named as missing. ``sopctl`` draws everything: cover,
contents, furniture with QR code, tags, PDF/A-3a, PDF/UA-1, attachments and the seal; the peers draw the text
with page numbers. What was measured is noted in ``render.md``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from pypdf import PdfReader

from benchmarks.drawing.engines import ENGINES
from benchmarks.drawing.measuring import Child
from benchmarks.drawing.texts import vocabulary, write

SECTIONS = 4  # about 13 pages of text


def page_count(path: Path) -> int:
    return len(PdfReader(path).pages)


def compare(folder: Path, words: list[str], rounds: int, peers: str, engines: list[str]) -> None:
    """One table of engines, from one run; ratios are to the first of them."""
    warm_up = [write(folder, seed, words, SECTIONS) for seed in range(4)]
    paths = [write(folder, seed, words, SECTIONS) for seed in range(10, 10 + rounds)]
    children, missing = [], []
    for name in engines:
        child = Child(name, peers if name.startswith(("weasy", "typst")) else sys.executable)
        try:
            for path in warm_up:
                child.draw(path)
            children.append(child)
        except RuntimeError as error:
            missing.append(f"{name}: {error}")
            child.close()
    for part in (paths[::2], paths[1::2]):
        for child in children:
            for path in warm_up[:2]:  # the engines before it have driven it out of the processor's caches
                child.draw(path)
            child.times += [child.draw(path) for path in part]
    own = statistics.median(children[0].times)
    print(
        f"| engine | file | pages | processor time, median of {rounds} | ratio "
        "| cold start | peak memory | size |"
    )
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for child in children:
        median = statistics.median(child.times)
        pages = page_count(paths[0].with_name(f"{paths[0].name}-{child.name}.pdf"))
        print(
            f"| {child.name} | {ENGINES[child.name]} | {pages} | {median * 1000:.0f} ms | {median / own:.1f} "
            f"| {child.cold:.2f} s | {child.peak:.0f} MB | {child.size // 1024} kB |"
        )
        child.close()
    for line in missing:
        print(f"\nmissing, so not compared: {line}")


def lengths(folder: Path, words: list[str]) -> None:
    """Time against length: a straight line, if all is well."""
    print("\n| pages | processor time | a page |\n|---:|---:|---:|")
    child = Child("sopctl", sys.executable)
    child.draw(write(folder, 1, words, SECTIONS))
    for sections in (0, 1, 4, 14, 42, 138):
        path = write(folder, 2, words, sections)
        took = min(child.draw(path), child.draw(path))
        pages = page_count(path.with_name(f"{path.name}-sopctl.pdf"))
        print(f"| {pages} | {took * 1000:.0f} ms | {took * 1000 / pages:.2f} ms |")
    child.close()


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--peers", default=sys.executable)
    options.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    given = options.parse_args()
    words = vocabulary()
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), words, given.rounds, given.peers, given.engines)
        lengths(Path(folder), words)


if __name__ == "__main__":
    main()
