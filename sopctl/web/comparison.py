"""A comparison as rows to read: side by side where there is room, one after the other on a phone.

``<ins>`` and ``<del>`` carry the meaning, so that it reads in grey and aloud. What did not change is folded,
but for one unit on each side of a change; where much changed, each heading is folded with its counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from sopctl.content.compare import BlockChange, ChangeKind, Comparison, Run, RunKind, UnitKind
from sopctl.web.language import Pair

_AROUND = 1  # unchanged units shown beside a change
_SHORT = 24  # rows that one reads without folding
KINDS: dict[ChangeKind, Pair] = {
    ChangeKind.SAME: ("คงเดิม", "Unchanged"),
    ChangeKind.ADDED: ("เพิ่ม", "Added"),
    ChangeKind.REMOVED: ("ตัดออก", "Removed"),
    ChangeKind.CHANGED: ("แก้ไข", "Changed"),
    ChangeKind.MOVED: ("ย้าย", "Moved"),
}


@dataclass(frozen=True)
class Row:
    """One unit before and after; ``skipped`` counts the folded units that stand here instead."""

    kind: ChangeKind
    section: str
    heading: bool
    before: Markup
    after: Markup
    inline: Markup
    form_only: bool = False
    skipped: int = 0


Counts = tuple[tuple[ChangeKind, Pair, int], ...]


@dataclass(frozen=True)
class Part:
    """What changed under one heading of the first level, or, without rows, how much there did not."""

    title: str
    rows: tuple[Row, ...]
    counts: Counts
    skipped: int = 0


@dataclass(frozen=True)
class Rows:
    """The parts in reading order, how many changes there are of each kind, and whether they fit unfolded."""

    parts: tuple[Part, ...]
    counts: Counts
    short: bool


def rows(comparison: Comparison) -> Rows:
    """What to show of a comparison."""
    near = _near(comparison.changes)
    found: list[Part] = []
    place = 0
    for title, group in _by_heading(comparison.changes):
        places = range(place, place + len(group))
        place += len(group)
        counts = _told(Counter(change.kind for change in group))
        if counts:
            found.append(Part(title, tuple(_shown(group, [at in near for at in places])), counts))
        elif found and found[-1].skipped:
            found[-1] = replace(found[-1], skipped=found[-1].skipped + len(group))
        else:
            found.append(Part("", (), (), len(group)))
    short = sum(not row.skipped for part in found for row in part.rows) <= _SHORT
    return Rows(tuple(found), _told(comparison.counts), short)


def _by_heading(changes: Sequence[BlockChange]) -> Iterator[tuple[str, list[BlockChange]]]:
    """The changes by heading of the first level in the new text; what was removed stays where it stood."""
    title, top, group = "", None, list[BlockChange]()
    for change in changes:
        here = change.new.section if change.new is not None else None
        if here is not None and (here.number[:1], here.appendix) != top:
            if group:
                yield title, group
            title, top, group = here.title, (here.number[:1], here.appendix), []
        group.append(change)
    if group:
        yield title, group


def _shown(group: Sequence[BlockChange], near: Sequence[bool]) -> Iterator[Row]:
    """The rows of a part, with what is far from every change counted instead of shown."""
    skipped = 0
    for change, shown in zip(group, near, strict=True):
        if not shown:
            skipped += 1
            continue
        if skipped:
            yield _fold(skipped)
            skipped = 0
        yield _row(change)
    if skipped:
        yield _fold(skipped)


def _told(counts: Mapping[ChangeKind, int]) -> Counts:
    return tuple((k, KINDS[k], counts[k]) for k in ChangeKind if k is not ChangeKind.SAME and counts.get(k))


def _near(changes: Sequence[BlockChange]) -> set[int]:
    return {
        beside
        for place, change in enumerate(changes)
        if change.kind is not ChangeKind.SAME
        for beside in range(place - _AROUND, place + _AROUND + 1)
    }


def _fold(count: int) -> Row:
    empty = Markup()
    return Row(ChangeKind.SAME, "", heading=False, before=empty, after=empty, inline=empty, skipped=count)


def _row(change: BlockChange) -> Row:
    both = change.old is not None and change.new is not None
    return Row(
        kind=change.kind,
        section=change.section.title,
        heading=change.unit.kind is UnitKind.HEADING,
        before=_text(change.runs, RunKind.REMOVED),
        after=_text(change.runs, RunKind.ADDED),
        inline=_text(change.runs, RunKind.REMOVED, RunKind.ADDED),
        form_only=both and change.kind is ChangeKind.CHANGED and change.old.text == change.new.text,  # type: ignore[union-attr]
    )


def _text(runs: Iterable[Run], *kinds: RunKind) -> Markup:
    frames = {RunKind.ADDED: Markup("<ins>{}</ins>"), RunKind.REMOVED: Markup("<del>{}</del>")}
    parts: list[Markup] = []
    for run in runs:
        if run.kind is RunKind.KEPT:
            parts.append(_lines(run.text))
        elif run.kind in kinds:
            parts.append(frames[run.kind].format(_lines(run.text)))
    return Markup("").join(parts)


def _lines(text: str) -> Markup:
    return escape(text).replace("\n", Markup("<br>")).replace("\t", Markup('<span class="cell"> │ </span>'))
