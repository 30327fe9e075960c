"""What was decided while reading a file, and what could not be carried, each with its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sopctl.content.findings import Finding, Level

# Every code that reading a file can give, with its level: a warning asks for a look at the place.
LEVELS: Mapping[str, Level] = MappingProxyType(
    {
        "import-header": Level.INFO,
        "import-page-furniture": Level.INFO,
        "import-cover": Level.INFO,
        "import-contents": Level.INFO,
        "import-frame": Level.INFO,
        "import-number-typed": Level.INFO,
        "import-number-kept": Level.WARNING,
        "import-label-changed": Level.WARNING,
        "import-heading-guessed": Level.INFO,
        "import-tracked": Level.WARNING,
        "import-comment": Level.WARNING,
        "import-text-box": Level.WARNING,
        "import-shape": Level.WARNING,
        "import-picture": Level.WARNING,
        "import-picture-converted": Level.INFO,
        "import-picture-cropped": Level.WARNING,
        "import-equation": Level.WARNING,
        "import-field": Level.WARNING,
        "import-look": Level.INFO,
        "import-page-layout": Level.WARNING,
        "import-tabbed-table": Level.WARNING,
        "import-object": Level.WARNING,
        "import-hidden": Level.WARNING,
        "import-symbol": Level.WARNING,
        "import-merged-cells": Level.WARNING,
        "import-table-flattened": Level.WARNING,
        "import-endnote": Level.INFO,
        "import-external": Level.WARNING,
        "import-repaired": Level.INFO,
        "import-fact-unclear": Level.WARNING,
        "import-approver": Level.INFO,
        "import-number-missing": Level.WARNING,
        "import-title-guessed": Level.WARNING,
        "import-left-out": Level.WARNING,
        "import-front-changed": Level.WARNING,
        "import-base-changed": Level.WARNING,
        "import-encoding": Level.INFO,
        "import-control-character": Level.INFO,
        "import-foreign-script": Level.WARNING,
        "import-line-repeated": Level.WARNING,
        "import-section-moved": Level.WARNING,
        "import-section-missing": Level.WARNING,
        "import-date-note": Level.WARNING,
    }
)
_LONGEST = 2_000  # characters of an excerpt in a sentence; the excerpt itself is whole


@dataclass(frozen=True)
class Aside:
    """One thing to tell. ``place`` counts paragraphs or lines of the file from 1; 0 is the whole file."""

    code: str
    place: int
    th: str
    en: str
    excerpt: str = ""


class Asides:
    """Collects what there is to tell, in the order of its finding; ``unit`` is what places count."""

    def __init__(self, unit: tuple[str, str] = ("ย่อหน้าที่", "paragraph")) -> None:
        self.items: list[Aside] = []
        self._unit = unit

    def add(self, code: str, place: int, th: str, en: str, excerpt: str = "") -> None:
        """Tell one thing; ``excerpt`` is what stood there, whole."""
        self.items.append(Aside(code, place, th, en, excerpt))

    def findings(self, line_of: Mapping[int, int]) -> tuple[Finding, ...]:
        """As findings in the order of their lines; ``line_of`` gives the line of a place."""
        places = sorted(line_of)
        return tuple(
            sorted((_finding(one, _line(one.place, places, line_of), self._unit) for one in self.items),
                   key=lambda finding: finding.line)
        )  # fmt: skip


def _line(place: int, places: list[int], line_of: Mapping[int, int]) -> int:
    """The line of the last place in the draft that is not after this one."""
    following = bisect_right(places, place)
    return line_of[places[following - 1]] if following else 1


def _finding(aside: Aside, line: int, unit: tuple[str, str]) -> Finding:
    where_th = f" ({unit[0]} {aside.place} ในไฟล์)" if aside.place else ""
    where_en = f" ({unit[1]} {aside.place} of the file)" if aside.place else ""
    shown = aside.excerpt if len(aside.excerpt) <= _LONGEST else aside.excerpt[:_LONGEST] + "…"
    tail = f": “{shown}”" if shown else ""
    return Finding(
        aside.code, LEVELS[aside.code], line, f"{aside.th}{where_th}{tail}", f"{aside.en}{where_en}{tail}",
        excerpt=aside.excerpt,
    )  # fmt: skip
