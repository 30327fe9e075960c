"""A comparison as rows to read: side by side where there is room, one after the other on a phone.

``<ins>`` and ``<del>`` carry the meaning, so that it reads in grey and aloud. What did not change is folded,
but for one unit on each side of a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from sopctl.content.compare import BlockChange, ChangeKind, Comparison, Run, RunKind, UnitKind
from sopctl.web.language import Pair

_AROUND = 1  # unchanged units shown beside a change
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


@dataclass(frozen=True)
class Rows:
    """The rows in reading order, and how many changes there are of each kind."""

    rows: tuple[Row, ...]
    counts: tuple[tuple[ChangeKind, Pair, int], ...]


def rows(comparison: Comparison) -> Rows:
    """What to show of a comparison."""
    near = _near(comparison.changes)
    found: list[Row] = []
    skipped = 0
    for place, change in enumerate(comparison.changes):
        if place not in near:
            skipped += 1
            continue
        if skipped:
            found.append(_fold(skipped))
            skipped = 0
        found.append(_row(change))
    if skipped and found:
        found.append(_fold(skipped))
    counts = comparison.counts
    told = tuple((k, KINDS[k], counts[k]) for k in ChangeKind if k is not ChangeKind.SAME and counts[k])
    return Rows(tuple(found), told)


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
