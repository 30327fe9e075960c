"""What docs/security.md names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
CLASSES = (
    "forged signature", "transplanted", "replayed form", "stale form", "CSRF", "login CSRF",
    "session fixation", "session reuse", "IDOR", "stored script", "reflected script", "template injection",
    "SQL and FTS", "paths", "git refs", "zip and entity bombs", "SSRF through images", "SSRF through remotes",
    "header injection, mails", "header injection, downloads",
    "lock-out abuse", "user names by timing", "open redirect", "host spoofing", "formula injection",
)  # fmt: skip


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)
    assert len(named) > 50
    missing = [f"{path}::{test}" for path, test in named if not _has(ROOT / path, test)]
    assert missing == []


def test_every_class_of_attack_has_its_line() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "`tests/" in line]
    assert [each for each in CLASSES if not any(row.startswith(f"| {each}") for row in rows)] == []


def test_every_chapter_of_the_standard_is_answered_or_left_out_with_a_reason() -> None:
    answered = {int(number) for number in re.findall(r"\bV(\d+) [A-Z]", PAGE)}
    assert answered == set(range(1, 18))


def test_every_section_of_the_standard_has_its_line() -> None:
    """How many sections each chapter of ASVS 5.0 has."""
    sections = (5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3)
    asked = {
        f"V{chapter}.{place}" for chapter, most in enumerate(sections, 1) for place in range(1, most + 1)
    }
    rows = [line for line in PAGE.splitlines() if line.startswith("| V") and "." in line.split()[1]]
    assert {name for row in rows for name in re.findall(r"\bV\d+\.\d+", row.split("|")[1])} == asked
    assert all(row.split("|")[2].strip() for row in rows)


def _has(path: Path, test: str) -> bool:
    if not path.is_file():
        return False
    names = {
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    return not test or test in names
