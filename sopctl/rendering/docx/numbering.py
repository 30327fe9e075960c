"""Real lists: the numbering part, filled while the body is written.

A list and the lists inside it share one multilevel definition as long as each level keeps one kind of
label. Readers disagree on Thai labels: LibreOffice numbers ``thaiNumbers`` with Arabic digits, and counts
ฤ and ฦ among its ``thaiLetters``. Where a copy must show the same everywhere, each item gets an instance of
its own with its label spelt out (``Lists.literal``); a draft, which comes back edited, keeps counting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from sopctl.content.blocks import ListBlock
from sopctl.rendering import wording
from sopctl.rendering.docx.ooxml import Element, el, run_properties, twips
from sopctl.rendering.docx.typeset import Typeset
from sopctl.rendering.wording import DigitStyle

DEEPEST = 9  # levels that WordprocessingML has
_EACH_NUMBER = 0.3  # centimetres that each number before the last one adds to a label
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


@dataclass(frozen=True)
class Level:
    """How one depth of a list is labelled. ``left``: where its text begins, ``room``: for its label, both in
    centimetres.
    """

    depth: int
    kind: Kind
    start: int
    left: float
    room: float

    def agrees(self, other: Level) -> bool:
        """Whether both label alike."""
        return (self.kind, self.start) == (other.kind, other.start)


@dataclass
class Definition:
    """One multilevel definition (``w:abstractNum``).

    ``prefix`` stands before the labels of the numbered levels that begin at ``base``: the counts of lists
    around it that belong to another definition.
    """

    base: int
    prefix: str
    levels: dict[int, Level] = field(default_factory=dict)
    ident: int | None = None  # once a label comes from it
    instance: int | None = None


@dataclass(frozen=True)
class Place:
    """Where an item's label comes from: the numbering instance and its level."""

    instance: int
    level: int


@dataclass
class ListRun:
    """One list while its items are written."""

    level: Level
    definition: Definition
    counts: tuple[int, ...]  # of the numbered lists around it that its labels repeat
    written_out: bool


@dataclass
class Lists:
    """The numbering of one document; ``literal`` copies spell out labels that readers disagree on."""

    set_: Typeset
    literal: bool
    symbols: set[str] = field(default_factory=set)  # labels that the symbol font draws
    _definitions: list[Definition] = field(default_factory=list)
    _instances: list[Element] = field(default_factory=list)
    _origins: list[Definition] = field(default_factory=list)  # of the instances
    _ground: Definition = field(default_factory=lambda: Definition(0, ""))  # of labels that are spelt out
    _labels: dict[tuple[Level, str], int] = field(default_factory=dict)

    @property
    def digits(self) -> DigitStyle:
        """The digits of labels."""
        return self.set_.profile.digits

    def open(
        self, block: ListBlock, around: ListRun | None, place: int, *, first: bool, left: float
    ) -> ListRun:
        """Begin a list inside item ``place`` (from 0) of ``around``, or by itself.

        ``first``: no list of this depth came before it in that item. ``left``: where the text around it
        begins, in centimetres.
        """
        kind = kind_of(block)
        depth = 0 if around is None else min(around.level.depth + 1, DEEPEST - 1)
        counts: tuple[int, ...] = ()
        if around is not None and around.level.kind is Kind.NUMBERS and kind is Kind.NUMBERS:
            counts = (*around.counts, around.level.start + place)
        room = self.set_.label_width + _EACH_NUMBER * len(counts)
        level = Level(depth, kind, block.start, left + room, room)
        if around is not None and first and self._fits(around, level):
            definition = around.definition
            definition.levels.setdefault(depth, level)
        else:
            prefix = "".join(f"{wording.figures(count, self.digits)}." for count in counts)
            definition = Definition(depth, prefix, {depth: level})
        return ListRun(level, definition, counts, self._spelt(block, kind))

    def _spelt(self, block: ListBlock, kind: Kind) -> bool:
        if kind is Kind.LETTERS:
            return block.start + len(block.items) - 1 > AGREED_LETTERS
        return kind is Kind.TASKS or (kind is Kind.NUMBERS and self.digits == "thai" and self.literal)

    @staticmethod
    def _fits(around: ListRun, level: Level) -> bool:
        """Whether a list may be a level of the definition around it; the deepest level holds no other."""
        known = around.definition.levels.get(level.depth)
        return level.depth > around.level.depth and (known is None or known.agrees(level))

    def _shared(self, definition: Definition) -> int:
        """The instance by which a definition's own labels count."""
        if definition.instance is None:
            definition.instance = self._instance(definition)
        return definition.instance

    def _instance(self, definition: Definition, *overrides: Element) -> int:
        if definition.ident is None:
            definition.ident = len(self._definitions)
            self._definitions.append(definition)
        number = len(self._instances) + 1
        abstract = el("w:abstractNumId", val=definition.ident)
        self._instances.append(el("w:num", abstract, *overrides, numId=number))
        self._origins.append(definition)
        return number

    def join(self, old: int, new: int) -> bool:
        """Let instance ``new`` label what ``old`` labels, at the levels that it has not used too.

        False, with nothing changed, where a level that both use looks different, or a label is spelt out.
        """
        was, now = self._origins[old - 1], self._origins[new - 1]
        if self._ground in (was, now) or (was.base, was.prefix) != (now.base, now.prefix):
            return False
        if any(now.levels.get(depth, level) != level for depth, level in was.levels.items()):
            return False
        now.levels = {**was.levels, **now.levels}
        return True

    def item(self, run: ListRun, place: int, checked: bool | None) -> Place:
        """The label of item ``place`` (from 0) of a list."""
        level = run.level
        if not run.written_out:
            return Place(self._shared(run.definition), level.depth)
        # One instance serves every item with the same label: it does not count.
        key = (replace(level, start=level.start + place), self.label(run, place, checked))
        if key not in self._labels:
            override = el("w:lvlOverride", self._level(*key), ilvl=level.depth)
            self._labels[key] = self._instance(self._ground, override)
        return Place(self._labels[key], level.depth)

    def label(self, run: ListRun, place: int, checked: bool | None) -> str:
        """What an item's label says."""
        kind = run.level.kind
        if kind is Kind.BULLETS or (kind is Kind.TASKS and checked is None):
            return wording.bullet(run.level.depth)
        if kind is Kind.TASKS:
            return wording.CHECKED if checked else wording.UNCHECKED
        path = (*run.counts, run.level.start + place)
        return wording.list_label(path, self.digits, letters=kind is Kind.LETTERS)

    def part(self) -> Element:
        """``w:numbering`` for every list that was opened."""
        return el("w:numbering", *map(self._definition, self._definitions), *self._instances)

    def _definition(self, definition: Definition) -> Element:
        return el(
            "w:abstractNum",
            el("w:nsid", val=f"{0x50C70000 + (definition.ident or 0):08X}"),
            el("w:multiLevelType", val="multilevel"),
            *self._levels(definition),
            abstractNumId=definition.ident,
        )

    def _levels(self, definition: Definition) -> Iterator[Element]:
        room = self.set_.label_width
        for depth in range(DEEPEST):
            unused = Level(depth, Kind.BULLETS, 1, room * (depth + 1), room)
            level = definition.levels.get(depth, unused)
            yield self._level(level, self._pattern(definition, level))

    def _pattern(self, definition: Definition, level: Level) -> str:
        """The label's pattern, in which ``%1`` is the count of the first level."""
        depth = level.depth
        if level.kind in {Kind.BULLETS, Kind.TASKS}:
            return wording.bullet(depth)
        if level.kind is Kind.LETTERS:
            return f"%{depth + 1})"
        top = depth
        while top > definition.base and definition.levels[top - 1].kind is Kind.NUMBERS:
            top -= 1
        prefix = definition.prefix if top == definition.base else ""
        return prefix + ".".join(f"%{place + 1}" for place in range(top, depth + 1)) + ")"

    def _level(self, level: Level, text: str) -> Element:
        ordered = level.kind in {Kind.NUMBERS, Kind.LETTERS}
        font = self.set_.font
        if text in {wording.CHECKED, wording.UNCHECKED}:
            font = self.set_.symbols
            self.symbols.add(text)
        return el(
            "w:lvl",
            el("w:start", val=level.start),
            el("w:numFmt", val=self._format(level.kind) if ordered else "bullet"),
            el("w:lvlText", val=text),
            el("w:lvlJc", val="left"),
            el("w:pPr", el("w:ind", left=twips(level.left), hanging=twips(level.room))),
            run_properties(font=font),
            ilvl=level.depth,
        )

    def _format(self, kind: Kind) -> str:
        if kind is Kind.LETTERS:
            return "thaiLetters"
        return "thaiNumbers" if self.digits == "thai" else "decimal"
