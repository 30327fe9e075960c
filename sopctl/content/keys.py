"""The counters and anchors of headings."""

from __future__ import annotations

import re
import unicodedata

from sopctl.content.attributes import Attributes
from sopctl.thai.digits import to_arabic

MAX_KEY = 60
_COUNT = re.compile(r"[0-9]{1,4}")


def slug(text: str) -> str:
    """The anchor that a text makes: its letters (Thai ones too) and digits, with ``-`` between words."""
    # \w leaves out Thai vowels and tone marks, which belong to their word.
    kept = "".join(
        char if char.isalnum() or unicodedata.category(char) == "Mn" else "-" for char in text.casefold()
    )
    return re.sub("-{2,}", "-", kept).strip("-")[:MAX_KEY].rstrip("-")


class Numbering:
    """Counts headings in order, and gives each its number and its own key."""

    def __init__(self) -> None:
        self._counts = [0] * 6
        self._sections = 0
        self._appendices = 0
        self._in_appendix = False
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def number(self, level: int, given: Attributes) -> tuple[tuple[int, ...], bool, int | None]:
        """The next heading's number, whether it stands in an appendix, and the count asked for."""
        wanted = to_arabic(given.values.get("number", ""))
        asked = int(wanted) if _COUNT.fullmatch(wanted) else None
        if "unnumbered" in given.classes:
            return (), self._in_appendix and level > 1, asked
        if level == 1:
            self._start_section("appendix" in given.classes)
        self._counts[level - 1] = self._counts[level - 1] + 1 if asked is None else asked
        if level == 1 and self._in_appendix:
            self._appendices = self._counts[0]
        elif level == 1:
            self._sections = self._counts[0]
        self._counts[level:] = [0] * (6 - level)
        return tuple(self._counts[:level]), self._in_appendix, asked

    def _start_section(self, appendix: bool) -> None:
        self._in_appendix = appendix
        self._counts[0] = self._appendices if appendix else self._sections

    def counts(self) -> tuple[object, ...]:
        """Where the counting stands, for ``restore``."""
        return (tuple(self._counts), self._sections, self._appendices, self._in_appendix)

    def restore(self, counts: tuple[object, ...]) -> None:
        """Count on from an earlier place."""
        figures, self._sections, self._appendices, self._in_appendix = counts  # type: ignore[assignment]
        self._counts = list(figures)  # type: ignore[call-overload]

    def key(self, given: str | None, text: str, number: tuple[int, ...], appendix: bool) -> str:
        """A key that no heading before has: the given one, else the text's, else ``s-3-5``."""
        parts = "-".join(str(part) for part in number)
        wanted = slug(given or "") or slug(text) or f"{'a' if appendix else 's'}-{parts or '0'}"
        key = wanted
        while key in self._taken:
            self._next[wanted] = self._next.get(wanted, 1) + 1
            key = f"{wanted}-{self._next[wanted]}"
        self._taken.add(key)
        return key
