"""Word's own numbering: which label a paragraph gets, counted as Word counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sopctl.intake.word.names import Element, attribute, child, children, value, whole
from sopctl.intake.word.styles import indent_of

CHECKED: Final = frozenset("☑☒✓✔\uf0fe\uf0fd\uf052\uf053\uf0fc")
UNCHECKED: Final = frozenset("☐□\uf0a8\uf06f\uf071")
_LETTERS: Final = frozenset({"thaiLetters"})
_FOREIGN: Final = frozenset(
    {"lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "ordinal", "cardinalText"}
)
_LEVELS: Final = 9


class Kind(StrEnum):
    """How items are labelled."""

    BULLET = "bullet"
    NUMBER = "number"
    LETTER = "letter"
    NONE = "none"


@dataclass(frozen=True)
class Level:
    """One level of a list. ``left`` is where its text begins, in twips."""

    kind: Kind
    start: int = 1
    pattern: str = ""
    left: int | None = None
    foreign: str = ""  # a form of letters or Roman figures, which the dialect does not have

    @property
    def counts(self) -> bool:
        """Whether its label counts; a label that is spelt out does not."""
        return "%" in self.pattern or not self.pattern


@dataclass(frozen=True)
class Marker:
    """The label of one paragraph: ``list_id`` tells lists apart, ``path`` are the counts to its level."""

    list_id: str
    depth: int
    kind: Kind
    count: int
    path: tuple[int, ...]
    left: int | None
    checked: bool | None = None
    spelt: bool = False
    foreign: str = ""


class Numbering:
    """The numbering of a document; ``marker`` counts on, so paragraphs are asked for in their order."""

    def __init__(self, root: Element | None) -> None:
        self._abstract = {
            attribute(one, "w:abstractNumId") or "": _levels(one) for one in children(root, "w:abstractNum")
        }
        self._instances = {attribute(one, "w:numId") or "": one for one in children(root, "w:num")}
        self._read: dict[str, tuple[str, dict[int, Level], set[int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def marker(self, instance: str, depth: int) -> Marker | None:
        """The label of the next paragraph of a list; None where its list has none."""
        if instance in {"", "0"} or instance not in self._instances:
            return None
        abstract, levels, restarted = self._instance(instance)
        level = levels.get(depth, Level(Kind.NONE))
        if level.kind is Kind.NONE:
            return None
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        first = depth in restarted and (instance, depth) not in self._begun
        self._begun.add((instance, depth))
        before = counts[depth]
        counts[depth] = level.start if before is None or first or not level.counts else before + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        path = tuple(counts[at] or levels.get(at, level).start for at in range(depth + 1))
        checked = True if level.pattern in CHECKED else False if level.pattern in UNCHECKED else None
        return Marker(
            abstract if not restarted else instance, depth, level.kind, counts[depth] or 0, path, level.left,
            checked if level.kind is Kind.BULLET else None, not level.counts, level.foreign,
        )  # fmt: skip

    def _instance(self, instance: str) -> tuple[str, dict[int, Level], set[int]]:
        if instance not in self._read:
            element = self._instances[instance]
            abstract = value(element, "w:abstractNumId") or ""
            levels = dict(self._abstract.get(abstract, {}))
            restarted: set[int] = set()
            for override in children(element, "w:lvlOverride"):
                depth = _depth(override)
                own = child(override, "w:lvl")
                if own is not None:
                    levels[depth] = _level(own)
                    restarted.add(depth)
                start = whole(value(override, "w:startOverride"))
                if start is not None and depth in levels:
                    levels[depth] = replace(levels[depth], start=start)
                    restarted.add(depth)
            self._read[instance] = (abstract, levels, restarted)
        return self._read[instance]


def _levels(abstract: Element) -> dict[int, Level]:
    return {_depth(one): _level(one) for one in children(abstract, "w:lvl")}


def _depth(element: Element) -> int:
    return max(0, min(_LEVELS - 1, whole(attribute(element, "w:ilvl")) or 0))


def _level(element: Element) -> Level:
    form = value(element, "w:numFmt") or "decimal"
    pattern = value(element, "w:lvlText") or ""
    kind = Kind.NUMBER
    if form == "bullet":
        kind = Kind.BULLET
    elif form == "none":
        kind = Kind.NONE
    elif form in _LETTERS:
        kind = Kind.LETTER
    start = whole(value(element, "w:start"))
    left = indent_of(child(element, "w:pPr"))
    pattern = pattern if kind is Kind.BULLET else re.sub(r"\s", "", pattern)
    return Level(kind, 1 if start is None else start, pattern, left, form if form in _FOREIGN else "")
