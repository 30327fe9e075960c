"""Reading a scan takes work in proportion to its length: counted in steps of the program, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType
from typing import Any

import pytest

from sopctl.intake.scan.reading import read_scan

SHAPES: dict[str, Callable[[int], str]] = {
    "each heading its own": lambda n: "\n".join(f"{i // 99 + 1}.{i % 99 + 1} หัวข้อ {i}" for i in range(n)),
    "the same numbers again": lambda n: "\n".join(f"1.{i % 20 + 1} หัวข้อ {i}" for i in range(n)),
    "one number": lambda n: "\n".join(f"1. หัวข้อ {i}" for i in range(n)),
    "one name": lambda n: "\n".join(f"{i + 1}. วัตถุประสงค์\nเนื้อหา" for i in range(n)),
    "deep": lambda n: "\n".join(".".join(["1"] * (i % 6 + 1)) + f" หัวข้อ {i}" for i in range(n)),
    "lists within lists": lambda n: "\n".join(" " * (i % 60) + f"{i + 1}) ข้อ {i}" for i in range(n)),
    # The number below, and by it the line above, and so on up: each folds only once the next one has.
    "edges that lead to edges": lambda n: "\n".join(
        line for page in "กข" for line in (f"ต้น {page}", *(f"ขอบ {i} ก" for i in range(n // 2)), "- 1 -")
    ),
    "appendices": lambda n: "\n".join(f"ภาคผนวก {i + 1} เรื่อง\n1. ขั้น ก\n2. ขั้น ข" for i in range(n // 3)),
}


# The rooms that look at lines beside each other; "<string>" is what compares values that dataclass made.
OURS = ("scan/sections.py", "scan/sorting.py", "scan/reading.py", "scan/building.py", "asides.py", "<string>")


def steps(text: str) -> int:
    """How many lines of the reader's code run while a text is read, those within comprehensions each time."""
    counted = 0

    def count(frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal counted
        if not frame.f_code.co_filename.endswith(OURS):
            return None
        counted += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        read_scan(text, "a.txt", today=date(2026, 1, 1))
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_lines_take_about_twice_the_steps(shape: str) -> None:
    some, twice = (steps(SHAPES[shape](count)) for count in (200, 400))
    assert twice < some * 2.3
