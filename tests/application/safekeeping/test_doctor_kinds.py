"""The operator's page explains every kind of problem that the doctor names, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from sopctl.application.safekeeping.doctor import Kind, Problem

PAGE = Path(__file__).parents[3] / "docs" / "operations.md"
ROW = re.compile(r"^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \| [^|]*\|$", re.MULTILINE)


def test_every_kind_is_explained_with_what_a_repair_does() -> None:
    told = {kind: mends.strip() for kind, mends in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert told.keys() == {kind.value for kind in Kind}
    assert {kind for kind in Kind if told[kind.value] != "no"} == {
        kind for kind in Kind if Problem.found(kind, "x").repairable
    }


def test_every_kind_has_words_in_both_languages() -> None:
    for kind in Kind:
        problem = Problem.found(kind, "this", about="that", detail="so")
        assert re.search("[ก-๙]", problem.thai)
        assert "this" in problem.english or "that" in problem.english
