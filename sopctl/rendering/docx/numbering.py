"""Real lists: the numbering part, filled while the body is written.

A list and the lists inside it share one multilevel definition as long as each level keeps one kind of
label. Readers disagree on Thai labels: LibreOffice numbers ``thaiNumbers`` with Arabic digits, and counts
ฤ and ฦ among its ``thaiLetters``. Where a copy must show the same everywhere, each item gets an instance of
its own with its label spelt out (``Lists.literal``); a draft, which comes back edited, keeps counting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from sopctl.content.blocks import ListBlock
from sopctl.rendering import wording
from sopctl.rendering.docx.ooxml import Element, el, run_properties, twips
from sopctl.rendering.docx.typeset import SYMBOLS
from sopctl.rendering.wording import DigitStyle

DEEPEST = 9  # levels that WordprocessingML has
AGREED_LETTERS = 32  # ก to ร: as far as Word and LibreOffice count the same Thai letters


class Kind(Enum):
    """How the items of a list are labelled."""

    BULLETS = "bullet"
    NUMBERS = "number"
    LETTERS = "letter"
    TASKS = "task"


def kind_of(block: ListBlock) -> Kind:
    """The labels that a list asks for."""
    if block.ordered:
        return Kind.LETTERS if block.letters else Kind.NUMBERS
    return Kind.TASKS if any(item.checked is not None for item in block.items) else Kind.BULLETS


def label_width(depth: int, kind: Kind, least: float) -> float:
    """Room for a label, ``least`` or more centimetres: a path of numbers grows with its depth."""
    return least + (0.3 * min(depth, 3) if kind is Kind.NUMBERS else 0.0)


@dataclass
class Definition:
    """One multilevel definition (``w:abstractNum``).

    ``prefix`` stands before the labels of the numbered levels that begin at ``base``: the counts of lists
    around it that belong to another definition.
    """

    ident: int
    base: int
    prefix: str
    levels: dict[int, tuple[Kind, int, float]] = field(default_factory=dict)  # depth: kind, start, left


@dataclass(frozen=True)
class Place:
    """Where an item's label comes from: the numbering instance and its level."""

    instance: int
    level: int


@dataclass
class ListRun:
    """One list while its items are written."""

    kind: Kind
    depth: int
    definition: Definition
    instance: int
    counts: tuple[int, ...]  # of the numbered lists around it that its labels repeat
    start: int
    written_out: bool
    left: float  # of the items' text, in centimetres from the margin


@dataclass
class Lists:
    """The numbering of one document; ``literal`` copies spell out labels that readers disagree on."""

    digits: DigitStyle
    literal: bool
    font: str
    least: float  # centimetres of room for a label
    symbols: set[str] = field(default_factory=set)  # labels that the symbol font draws
    _definitions: list[Definition] = field(default_factory=list)
    _instances: list[Element] = field(default_factory=list)

    def open(
        self, block: ListBlock, around: ListRun | None, place: int, *, first: bool, left: float
    ) -> ListRun:
        """Begin a list inside item ``place`` (from 0) of ``around``, or by itself.

        ``first``: no list of this depth came before it in that item. ``left``: where the text around it
        begins, in centimetres.
        """
        kind = kind_of(block)
        depth = 0 if around is None else min(around.depth + 1, DEEPEST - 1)
        counts: tuple[int, ...] = ()
        if around is not None and around.kind is Kind.NUMBERS and kind is Kind.NUMBERS:
            counts = (*around.counts, around.start + place)
        text_left = left + label_width(depth, kind, self.least)
        shared = around is not None and first and self._fits(around.definition, depth, kind, block.start)
        if around is not None and shared:
            definition, instance = around.definition, around.instance
            definition.levels.setdefault(depth, (kind, block.start, text_left))
        else:
            definition = self._define(depth, counts, (kind, block.start, text_left))
            instance = self._instance(definition)
        return ListRun(
            kind, depth, definition, instance, counts, block.start, self._spelt(block, kind), text_left
        )

    def _spelt(self, block: ListBlock, kind: Kind) -> bool:
        if kind is Kind.LETTERS:
            return block.start + len(block.items) - 1 > AGREED_LETTERS
        return kind is Kind.TASKS or (kind is Kind.NUMBERS and self.digits == "thai" and self.literal)

    @staticmethod
    def _fits(definition: Definition, depth: int, kind: Kind, start: int) -> bool:
        known = definition.levels.get(depth)
        return depth > definition.base and (known is None or known[:2] == (kind, start))

    def _define(self, depth: int, counts: tuple[int, ...], level: tuple[Kind, int, float]) -> Definition:
        prefix = "".join(f"{wording.figures(count, self.digits)}." for count in counts)
        definition = Definition(len(self._definitions), depth, prefix, {depth: level})
        self._definitions.append(definition)
        return definition

    def _instance(self, definition: Definition, *overrides: Element) -> int:
        ident = len(self._instances) + 1
        self._instances.append(
            el("w:num", el("w:abstractNumId", val=definition.ident), *overrides, numId=ident)
        )
        return ident

    def item(self, run: ListRun, place: int, checked: bool | None) -> Place:
        """The label of item ``place`` (from 0) of a list."""
        if not run.written_out:
            return Place(run.instance, run.depth)
        count = run.start + place
        level = self._level(run.depth, run.kind, count, run.left, self.label(run, place, checked))
        override = el("w:lvlOverride", level, ilvl=run.depth)
        return Place(self._instance(run.definition, override), run.depth)

    def label(self, run: ListRun, place: int, checked: bool | None) -> str:
        """What an item's label says."""
        if run.kind is Kind.BULLETS or (run.kind is Kind.TASKS and checked is None):
            return wording.bullet(run.depth)
        if run.kind is Kind.TASKS:
            return wording.CHECKED if checked else wording.UNCHECKED
        path = (*run.counts, run.start + place)
        return wording.list_label(path, self.digits, letters=run.kind is Kind.LETTERS)

    def part(self) -> Element:
        """``w:numbering`` for every list that was opened."""
        return el("w:numbering", *map(self._definition, self._definitions), *self._instances)

    def _definition(self, definition: Definition) -> Element:
        return el(
            "w:abstractNum",
            el("w:nsid", val=f"{0x50C70000 + definition.ident:08X}"),
            el("w:multiLevelType", val="multilevel"),
            *self._levels(definition),
            abstractNumId=definition.ident,
        )

    def _levels(self, definition: Definition) -> Iterator[Element]:
        for depth in range(DEEPEST):
            kind, start, left = definition.levels.get(depth, (Kind.BULLETS, 1, 0.85 * (depth + 1)))
            yield self._level(depth, kind, start, left, self._pattern(definition, depth, kind))

    def _pattern(self, definition: Definition, depth: int, kind: Kind) -> str:
        """The label's pattern, in which ``%1`` is the count of the first level."""
        if kind in {Kind.BULLETS, Kind.TASKS}:
            return wording.bullet(depth)
        if kind is Kind.LETTERS:
            return f"%{depth + 1})"
        top = depth
        while top > definition.base and self._kind(definition, top - 1) is Kind.NUMBERS:
            top -= 1
        prefix = definition.prefix if top == definition.base else ""
        return prefix + ".".join(f"%{level + 1}" for level in range(top, depth + 1)) + ")"

    @staticmethod
    def _kind(definition: Definition, depth: int) -> Kind | None:
        level = definition.levels.get(depth)
        return level[0] if level else None

    def _level(self, depth: int, kind: Kind, start: int, left: float, text: str) -> Element:
        ordered = kind in {Kind.NUMBERS, Kind.LETTERS}
        font = self.font
        if text in {wording.CHECKED, wording.UNCHECKED}:
            font = SYMBOLS
            self.symbols.add(text)
        return el(
            "w:lvl",
            el("w:start", val=start),
            el("w:numFmt", val=self._format(kind) if ordered else "bullet"),
            el("w:lvlText", val=text),
            el("w:lvlJc", val="left"),
            el("w:pPr", el("w:ind", left=twips(left), hanging=twips(label_width(depth, kind, self.least)))),
            run_properties(font=font),
            ilvl=depth,
        )

    def _format(self, kind: Kind) -> str:
        if kind is Kind.LETTERS:
            return "thaiLetters"
        return "thaiNumbers" if self.digits == "thai" else "decimal"
