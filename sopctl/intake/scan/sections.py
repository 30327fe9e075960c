"""The lines of a scanned text under their headings, by the numbers that were typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from sopctl.intake.scan.sorting import Row
from sopctl.intake.typed import Sign, Typed, appendix, known_section, typed

Path = tuple[int, ...]

_LONGEST: Final = 150  # characters; a longer line is no heading
_DEEPEST: Final = 6
_UNIT: Final = re.compile(
    r"(?:มก|มล|ก\.|กก|กรัม|มิลลิ|ไมโคร|ซม|เซนติ|เมตร|ลิตร|บาท|ล้าน|ชม|องศา|ร้อยละ|"
    r"(?:นาที|ชั่วโมง|วัน|เดือน|ปี|เท่า|ครั้ง|คน|ราย)(?![ก-๎])|"  # “2.5 วัน” is a measure, “2.5 วันที่…” a clause
    r"%|°|mg|ml|mL|mm|cm|kg|g\b|cc|mcg|IU|mEq|x\b|×)"
)


@dataclass(frozen=True)
class Part:
    """A line of the text with what was typed before it."""

    row: Row
    label: Typed | None
    text: str


@dataclass
class Section:
    """A heading with what stands below it. ``part`` is None where the text has no line for the heading."""

    path: Path
    part: Part | None = None
    lines: list[Part] = field(default_factory=list)
    below: list[Section] = field(default_factory=list)
    moved: bool = False

    def walk(self) -> Iterator[Section]:
        """Itself and all below it, in order."""
        yield self
        for one in self.below:
            yield from one.walk()


@dataclass
class Chapter:
    """A text, or one of its appendices: lines before any heading, then sections by number."""

    opening: Part | None = None
    lines: list[Part] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    def parts(self) -> Iterator[Part]:
        """Every line of it."""
        if self.opening is not None:
            yield self.opening
        yield from self.lines
        for top in self.sections:
            for one in top.walk():
                if one.part is not None:
                    yield one.part
                yield from one.lines


def chapters(rows: Sequence[Row]) -> list[Chapter]:
    """The text and its appendices, their sections in the order of their numbers."""
    found: list[tuple[Chapter, list[Part]]] = [(Chapter(), [])]
    for part in map(_part, rows):
        if _is_appendix(part):
            found.append((Chapter(opening=part), []))
        else:
            found[-1][1].append(part)
    for chapter, parts in found:
        _fill(chapter, parts)
        _order(chapter.sections)
    return [chapter for chapter, _ in found]


def _fill(chapter: Chapter, parts: Sequence[Part]) -> None:
    heads = _headings(parts)
    known: dict[Path, Section] = {}
    current: Section | None = None
    last: Path = ()
    for part in parts:
        path = heads.get(part.row.place)
        if path is None:
            (current.lines if current else chapter.lines).append(part)
        else:
            current = _place(chapter, known, path, part)
            current.moved = path < last
            last = max(last, path)


def _part(row: Row) -> Part:
    label = typed(row.text)
    measured = label is not None and label.sign is Sign.SECTION and _UNIT.match(row.text[label.length :])
    if measured:
        label = None  # a measure: “2.5 มก.”
    return Part(row, label, row.text[label.length :] if label else row.text)


def _is_appendix(part: Part) -> bool:
    text = part.row.text
    return len(text) < 100 and text.startswith("ภาคผนวก") and (
        appendix(text) is not None or text.strip() == "ภาคผนวก"
    )  # fmt: skip


def _headings(parts: Sequence[Part]) -> dict[int, Path]:
    """The numbers of the lines that are headings, by their place."""
    deep = [part for part in parts if _sectioned(part) and len(_path(part)) > 1]
    parents = {_path(part)[:1] for part in deep}
    singles = [part for part in parts if _sectioned(part) and len(_path(part)) == 1]
    sure = {part.row.place: _path(part) for part in singles if known_section(part.text)}
    margin = min((part.row.indent for part in singles if part.row.place in sure), default=-1)
    if margin < 0:
        margin = min((part.row.indent for part in singles), default=0)
    tops = _tops(singles, sure, parents, margin)
    if not tops and not deep:
        return _named(parts)
    highest = max((path[0] for path in tops.values()), default=0)
    found = dict(tops)
    for part in parts:
        path = _path(part)
        within = 1 < len(path) <= _DEEPEST and _sectioned(part)
        if within and (not tops or 0 < path[0] <= highest + 1):
            found[part.row.place] = path
    leaves = _leaves(parts, found)
    return {place: path for place, path in found.items() if place not in leaves}


def _named(parts: Sequence[Part]) -> dict[int, Path]:
    """Sections that a text names without numbering them, counted as they come."""
    names = [part.row.place for part in parts if part.label is None and known_section(part.text)]
    return {place: (count,) for count, place in enumerate(names, 1)}


def _tops(singles: Sequence[Part], sure: dict[int, Path], parents: set[Path], margin: int) -> dict[int, Path]:
    """Lines numbered ``1.`` that are headings; the others are items of lists."""
    taken = set(sure.values())
    tops: dict[int, Path] = {}
    used: set[Path] = set()
    listed = 0  # the count of the item before, while a list goes on
    for part in singles:
        path = _path(part)
        place = part.row.place
        free = path not in taken and path not in used
        fits = len(part.text) <= _LONGEST and part.row.indent <= margin
        known = place in sure and path not in used
        if known or (free and fits and listed != path[0] - 1) or (free and fits and path in parents):
            tops[place], listed = path, 0
        elif free and fits and not listed:
            tops[place] = path
        else:
            listed = path[0]
        if place in tops:
            used.add(path)
    return tops


def _leaves(parts: Sequence[Part], found: dict[int, Path]) -> set[int]:
    """Headings of a level that all stand bare and count 1, 2, 3: they are the items of one list.

    A heading that stands alone keeps its number by staying one.
    """
    groups: dict[Path, list[tuple[int, Path]]] = {}
    bare: set[int] = set()
    stated = set(found.values())
    above_others = {path[:length] for path in stated for length in range(1, len(path))}
    for at, part in enumerate(parts):
        path = found.get(part.row.place)
        if path is None or len(path) < 2:
            continue
        groups.setdefault(path[:-1], []).append((part.row.place, path))
        following = parts[at + 1] if at + 1 < len(parts) else None
        goes_on = following is not None and following.row.place not in found
        if not goes_on and path not in above_others:
            bare.add(part.row.place)
    leaves: set[int] = set()
    for above, group in groups.items():
        counted = [path[-1] for _, path in group] == list(range(1, len(group) + 1))
        held = above in stated
        if len(group) > 1 and counted and held and all(place in bare for place, _ in group):
            leaves |= {place for place, _ in group}
    return leaves


def _sectioned(part: Part) -> bool:
    return part.label is not None and part.label.sign is Sign.SECTION and len(part.text) <= _LONGEST


def _path(part: Part) -> Path:
    return part.label.path if part.label is not None else ()


def _place(chapter: Chapter, known: dict[Path, Section], path: Path, part: Part) -> Section:
    """The section of a path, made with all above it; a second one of the same number stands beside it."""
    beside = chapter.sections
    for length in range(1, len(path)):
        above = known.get(path[:length])
        if above is None:
            above = known[path[:length]] = Section(path[:length])
            beside.append(above)
        beside = above.below
    section = known.get(path)
    if section is None or section.part is not None:
        section = known[path] = Section(path)
        beside.append(section)
    section.part = part
    return section


def _order(sections: list[Section]) -> None:
    sections.sort(key=lambda one: one.path)
    for one in sections:
        _order(one.below)
