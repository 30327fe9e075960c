"""Findings: what a check has to say about a text, each with its place and, where it is safe, a repair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """How much a finding weighs: an error stops a submission, a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


# Every code that the checks can give, with its level unless the type of document sets another.
LEVELS: Mapping[str, Level] = MappingProxyType(
    {
        "attribute-misplaced": Level.WARNING,
        "attribute-unknown": Level.WARNING,
        "body-file-missing": Level.ERROR,
        "body-file-picture": Level.INFO,
        "body-file-traces": Level.WARNING,
        "body-file-unread": Level.WARNING,
        "broken-character": Level.ERROR,
        "character-undrawable": Level.ERROR,
        "control-character": Level.ERROR,
        "access-department-missing": Level.WARNING,
        "access-departments-open": Level.WARNING,
        "date-impossible": Level.ERROR,
        "date-range-reversed": Level.ERROR,
        "department-unknown": Level.WARNING,
        "effective-assumed": Level.WARNING,
        "figure-alt-missing": Level.ERROR,
        "figure-missing": Level.ERROR,
        "footnote-twice": Level.WARNING,
        "footnote-undefined": Level.WARNING,
        "footnote-unmentioned": Level.WARNING,
        "foreign-script": Level.WARNING,
        "heading-empty": Level.WARNING,
        "heading-level-jump": Level.WARNING,
        "heading-nested": Level.WARNING,
        "heading-numbered": Level.WARNING,
        "heading-underlined": Level.WARNING,
        "image-inline": Level.INFO,
        "indented-code": Level.WARNING,
        "key-unknown": Level.WARNING,
        "likely-misreading": Level.WARNING,
        "line-repeated": Level.WARNING,
        "link-anchor-unknown": Level.WARNING,
        "link-title": Level.INFO,
        "link-unused": Level.WARNING,
        "lone-mark": Level.WARNING,
        "nested-too-deep": Level.WARNING,
        "number-order": Level.WARNING,
        "number-out-of-grammar": Level.ERROR,
        "number-repeated": Level.WARNING,
        "number-skipped": Level.WARNING,
        "personal-citizen-number": Level.ERROR,
        "personal-email": Level.WARNING,
        "personal-hospital-number": Level.WARNING,
        "personal-passport": Level.WARNING,
        "personal-phone": Level.WARNING,
        "picture-facts-removed": Level.INFO,
        "private-use": Level.ERROR,
        "raw-html": Level.WARNING,
        "reference-self": Level.WARNING,
        "reference-superseded": Level.WARNING,
        "reference-undefined": Level.WARNING,
        "reference-withdrawn": Level.ERROR,
        "section-missing": Level.ERROR,
        "signer-unknown": Level.WARNING,
        "section-empty": Level.WARNING,
        "spelling": Level.WARNING,
        "style-mark-stray": Level.WARNING,
        "table-row-too-long": Level.WARNING,
    }
)

# What a named person must clear with a reason before anything enters git (PDPA).
PERSONAL = frozenset(code for code in LEVELS if code.startswith("personal-"))


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe repair: characters ``start:end`` of line ``line`` (from 1) of the source become ``after``.

    ``before`` is what must stand there for the repair to hold.
    """

    line: int
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``line`` counts from 1 in the source file.

    ``excerpt`` is what stands there; in personal data all but the first and last characters are masked.
    ``fingerprint`` names a finding that a person may clear, "" for others: it stays while code and line stay
    as they are, wherever the line moves, and a library makes it with a secret of its own.
    """

    code: str
    level: Level
    line: int
    message_th: str
    message_en: str
    fix: Fix | None = None
    excerpt: str = ""
    fingerprint: str = ""


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """``text`` with the repairs that still hold; of two that overlap the first is made.

    A repair whose ``before`` no longer stands in its place is left out.
    """
    lines = text.split("\n")
    by_line: dict[int, list[Fix]] = {}
    for fix in fixes:
        by_line.setdefault(fix.line, []).append(fix)
    for number, group in by_line.items():
        if not 0 < number <= len(lines):
            continue
        line = lines[number - 1]
        parts: list[str] = []
        done = 0
        for fix in sorted(group, key=lambda fix: (fix.start, fix.end)):
            if fix.start >= done and line[fix.start : fix.end] == fix.before:
                parts += [line[done : fix.start], fix.after]
                done = fix.end
        lines[number - 1] = "".join([*parts, line[done:]])
    return "\n".join(lines)
