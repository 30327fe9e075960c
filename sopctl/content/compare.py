"""The comparison of two bodies: unit by unit, then word by word inside what changed.

It shows every change of the text exactly: digits in another script, invisible characters and spaces too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sopctl.content.blocks import Body
from sopctl.content.units import Section, Unit, UnitKind, units
from sopctl.content.word_changes import Run, RunKind, Segmenter, matching, word_runs, words

__all__ = [
    "BlockChange",
    "ChangeKind",
    "Comparison",
    "Run",
    "RunKind",
    "Section",
    "Unit",
    "UnitKind",
    "compare",
]

_ALIKE = 0.4  # share of common words above which two units are one unit changed
_MOVED_LENGTH = 12  # shorter units stand in many places; finding one again is chance
_GAP = 40_000  # pairs of units that are weighed all against all
_AHEAD = 20  # how far one looks for a unit's other self in larger gaps


class ChangeKind(StrEnum):
    """What became of a unit."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class BlockChange:
    """One unit before and after.

    ``old_place`` and ``new_place`` count units in the two bodies; one is None for what was added or removed.
    ``runs``: in order of their places, kept and added runs are the new text, kept and removed ones the old.
    """

    kind: ChangeKind
    old: Unit | None
    new: Unit | None
    old_place: int | None
    new_place: int | None
    runs: tuple[Run, ...]

    @property
    def unit(self) -> Unit:
        """The unit as it is now, or as it last was."""
        unit = self.new or self.old
        assert unit is not None  # noqa: S101 - one of the two is always there
        return unit

    @property
    def section(self) -> Section:
        """Where it stands now, or last stood."""
        return self.unit.section

    @property
    def form_changed(self) -> bool:
        """Whether its style, link, level or list changed."""
        return self.old is not None and self.new is not None and self.old.form != self.new.form

    @property
    def renumbered(self) -> bool:
        """Whether a heading has another number than before."""
        return (
            self.old is not None
            and self.new is not None
            and self.unit.kind is UnitKind.HEADING
            and self.old.section.number != self.new.section.number
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every unit of both bodies, in reading order; what was removed stands where it stood."""

    changes: tuple[BlockChange, ...]

    @property
    def differences(self) -> tuple[BlockChange, ...]:
        """The changes alone, without what is the same."""
        return tuple(change for change in self.changes if change.kind is not ChangeKind.SAME)

    @property
    def counts(self) -> Mapping[ChangeKind, int]:
        """How many units there are of each kind."""
        found = Counter(change.kind for change in self.changes)
        return MappingProxyType({kind: found.get(kind, 0) for kind in ChangeKind})

    @property
    def identical(self) -> bool:
        """Whether the two bodies say the same in the same form."""
        return not self.differences


def compare(old: Body, new: Body, segment: Segmenter) -> Comparison:
    """Compare two bodies; ``segment`` cuts a text into words whose concatenation is the text."""
    return _Comparing(units(old), units(new), segment).comparison()


class _Comparing:
    def __init__(self, old: list[Unit], new: list[Unit], segment: Segmenter) -> None:
        self._old = old
        self._new = new
        self._segment = segment
        self._words: dict[str, list[str]] = {}
        self._bags: dict[str, Counter[str]] = {}

    def comparison(self) -> Comparison:
        pairs = [pair for stretch in matching(self._old, self._new) for pair in self._paired(*stretch)]
        moves = self._moves(pairs)
        back = {new: old for old, new in moves.items()}
        changes: list[BlockChange] = []
        for i, j in pairs:
            if j is None and i in moves:
                continue
            if i is None and j in back:
                changes.append(self._change(ChangeKind.MOVED, back[j], j))
            elif i is None or j is None:
                changes.append(self._change(ChangeKind.REMOVED if j is None else ChangeKind.ADDED, i, j))
            else:
                same = self._old[i] == self._new[j]
                changes.append(self._change(ChangeKind.SAME if same else ChangeKind.CHANGED, i, j))
        return Comparison(tuple(changes))

    def _change(self, kind: ChangeKind, i: int | None, j: int | None) -> BlockChange:
        old = self._old[i] if i is not None else None
        new = self._new[j] if j is not None else None
        if old is not None and new is not None:
            if old.text == new.text:
                runs: tuple[Run, ...] = (Run(RunKind.KEPT, new.text),) if new.text else ()
            else:
                runs = word_runs(self._cut(old.text), self._cut(new.text))
        else:
            text = (new or old).text if (new or old) else ""  # type: ignore[union-attr]
            runs = (Run(RunKind.ADDED if new else RunKind.REMOVED, text),) if text else ()
        return BlockChange(kind, old, new, i, j, runs)

    def _cut(self, text: str) -> list[str]:
        if text not in self._words:
            self._words[text] = words(text, self._segment)
        return self._words[text]

    def _bag(self, text: str) -> Counter[str]:
        """How many characters each word of a text stands for, spaces apart."""
        if text not in self._bags:
            bag: Counter[str] = Counter()
            for word in self._cut(text):
                if word.strip():
                    bag[word] += len(word)
            self._bags[text] = bag
        return self._bags[text]

    def _likeness(self, i: int, j: int) -> float:
        """From 0 (no common word, or not the same kind of unit) to 1 (the same words)."""
        old, new = self._old[i], self._new[j]
        if old.kind is not new.kind:
            return 0.0
        if old.text == new.text:
            return 1.0
        one, two = self._bag(old.text), self._bag(new.text)
        return 2 * (one & two).total() / ((one.total() + two.total()) or 1)

    def _paired(self, a: int, b: int, c: int, d: int) -> Iterator[tuple[int | None, int | None]]:
        """Which old units ``a:b`` became which new ones ``c:d``, in order; the rest by themselves."""
        if b - a == d - c and self._old[a:b] == self._new[c:d]:
            yield from zip(range(a, b), range(c, d), strict=True)
            return
        if not (b - a and d - c):
            chosen: list[tuple[int, int]] = []
        elif (b - a) * (d - c) <= _GAP:
            chosen = self._best(range(a, b), range(c, d))
        else:
            chosen = self._nearest(range(a, b), range(c, d))
        for i, j in [*chosen, (b, d)]:
            yield from ((at, None) for at in range(a, i))
            yield from ((None, at) for at in range(c, j))
            if (i, j) != (b, d):
                yield i, j
            a, c = i + 1, j + 1

    def _best(self, old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
        """The pairs in order whose likenesses have the greatest sum."""
        likeness = [[self._likeness(i, j) for j in new] for i in old]
        sums = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
        for i in range(len(old) - 1, -1, -1):
            for j in range(len(new) - 1, -1, -1):
                together = likeness[i][j] + sums[i + 1][j + 1] if likeness[i][j] >= _ALIKE else 0.0
                sums[i][j] = max(sums[i + 1][j], sums[i][j + 1], together)
        found: list[tuple[int, int]] = []
        i = j = 0
        while i < len(old) and j < len(new):
            alike = likeness[i][j] >= _ALIKE
            if alike and sums[i][j] == likeness[i][j] + sums[i + 1][j + 1]:
                found.append((old[i], new[j]))
                i, j = i + 1, j + 1
            elif sums[i][j] == sums[i + 1][j]:
                i += 1
            else:
                j += 1
        return found

    def _nearest(self, old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
        """Pairs found by looking a little ahead: for gaps too large to weigh all pairs."""
        found: list[tuple[int, int]] = []
        at = 0
        for i in old:
            ahead = range(at, min(at + _AHEAD, len(new)))
            best = max(ahead, key=lambda k: (self._likeness(i, new[k]), -k), default=None)
            if best is not None and self._likeness(i, new[best]) >= _ALIKE:
                found.append((i, new[best]))
                at = best + 1
        return found

    def _moves(self, pairs: Sequence[tuple[int | None, int | None]]) -> dict[int, int]:
        """Removed units that stand elsewhere unchanged, by old and new place."""
        gone: defaultdict[Unit, list[int]] = defaultdict(list)
        for i, j in pairs:
            if i is not None and j is None and len(self._old[i].text) >= _MOVED_LENGTH:
                gone[self._old[i]].append(i)
        moves: dict[int, int] = {}
        for i, j in pairs:
            if i is None and j is not None and gone.get(self._new[j]):
                moves[gone[self._new[j]].pop(0)] = j
        return moves
