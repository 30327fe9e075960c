"""Which lines are headings: by style, by outline level, or only by how they look and are numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sopctl.intake.typed import Sign, Typed, appendix, chapter, known_section, typed
from sopctl.intake.word.lines import Line
from sopctl.intake.word.numbering import Kind

_LONGEST: Final = 150  # characters; a longer line is no heading unless its style says so
_SHORT: Final = 100  # characters of a heading that only its place among others tells
_LARGER: Final = 3  # half points above the running text


@dataclass(frozen=True)
class Title:
    """That a line is a heading: ``level`` from 1, its number as typed or counted, None for none.

    ``label`` is what stands before its text by hand; ``guessed`` tells that no style said so.
    """

    level: int
    number: tuple[int, ...] | None
    label: Typed | None = None
    guessed: bool = False
    appendix: bool = False
    known: bool = False  # a section that hospital documents name


class Outline:
    """The headings of a document's lines. ``numbered`` tells whether any of them carries a number."""

    def __init__(self, lines: Iterable[Line]) -> None:
        kept = [line for line in lines if not line.empty]
        self._typed = {id(line): typed(line.text) for line in kept if line.marker is None}
        paths = {one.path for one in self._typed.values() if one and one.sign is Sign.SECTION}
        self._parents = {path[:-1] for path in paths if len(path) > 1}
        self._long = {
            one.path[:-1]
            for line in kept
            if (one := self._typed.get(id(line))) and one.sign is Sign.SECTION and len(line.text) > _SHORT
        }
        self._base = _usual_size(kept)
        self._titles: dict[int, Title] = {}
        for line in kept:
            title = self._title(line)
            if title is not None:
                self._titles[id(line)] = title
        self._fill(kept)
        chapters = any(id(line) in self._titles and chapter(line.text) for line in kept)
        self.numbered = chapters or any(title.number for title in self._titles.values())

    def title(self, line: Line) -> Title | None:
        """What a line is as a heading; None where it is none."""
        return self._titles.get(id(line))

    def typed(self, line: Line) -> Typed | None:
        """The label that stands before a line by hand."""
        return self._typed.get(id(line))

    def _title(self, line: Line) -> Title | None:
        if line.style.title.lower() in {"title", "subtitle", "caption", "code"} or not line.text:
            return None
        if line.level is not None:
            return self._styled(line, line.level)
        return self._guessed(line)

    def _styled(self, line: Line, level: int) -> Title:
        label = appendix(line.text)
        if label is not None:
            return Title(min(6, len(label.path)), label.path, label, appendix=True)
        label = typed(line.text)
        if label is not None and label.sign is Sign.SECTION:
            return Title(min(6, len(label.path)), label.path, label)
        if line.marker is not None and line.marker.kind is Kind.NUMBER:
            return Title(min(6, level), line.marker.path[-1:])
        return Title(min(6, level), None)

    def _guessed(self, line: Line) -> Title | None:
        if len(line.text) > _LONGEST or "\n" in line.text.strip() or line.pictures:
            return None
        larger = bool(self._base and line.size >= self._base + _LARGER)
        label = self._typed.get(id(line))
        if line.marker is not None:
            numbered = line.marker.kind is Kind.NUMBER and (line.bold or larger) and not line.marker.foreign
            return Title(line.marker.depth + 1, line.marker.path[-1:], guessed=True) if numbered else None
        if label is not None and label.sign is Sign.SECTION:
            return self._numbered(line, label, larger=larger)
        if label is not None:
            return None
        added = appendix(line.text)
        if added is not None and (line.bold or larger):
            return Title(min(6, len(added.path)), added.path, added, guessed=True, appendix=True)
        if chapter(line.text) and (line.bold or larger or line.centred):
            return Title(1, None, guessed=True, known=True)
        known = known_section(line.text)
        if (line.bold and larger) or (known and (line.bold or larger)):
            return Title(
                1 if known or line.size >= self._base + 2 * _LARGER else 2, None, guessed=True, known=known
            )
        return None

    def _numbered(self, line: Line, label: Typed, *, larger: bool) -> Title | None:
        """A line with a typed number: bold, larger, or short with others numbered below it."""
        known = len(label.path) == 1 and known_section(line.text[label.length :])
        above = label.path in self._parents and len(line.text) <= _SHORT
        if len(label.path) > 1:  # a section's parts are all headings or all steps
            parts = any(path[:-1] == label.path[:-1] for path in self._parents)
            above = parts and label.path[:-1] not in self._long
        if line.bold or larger or known or above:
            return Title(min(6, len(label.path)), label.path, label, guessed=True)
        return None

    def _fill(self, lines: list[Line]) -> None:
        """A line between headings 1 and 3 that is numbered 2, and the only one, is a heading too."""
        between: list[tuple[Line, Typed]] = []
        last = 0
        for line in lines:
            title, label = self._titles.get(id(line)), self._typed.get(id(line))
            if title is not None and title.level == 1 and title.number and title.label is not None:
                missing = list(range(last + 1, title.number[0]))
                if last and missing and [one.path[0] for _, one in between] == missing:
                    for other, one in between:
                        self._titles[id(other)] = Title(1, one.path, one, guessed=True)
                between, last = [], title.number[0]
            elif label and label.sign is Sign.SECTION and len(label.path) == 1 and len(line.text) <= _SHORT:
                between.append((line, label))


def _usual_size(lines: list[Line]) -> int:
    """The size, in half points, in which most characters stand."""
    sizes: Counter[int] = Counter()
    for line in lines:
        if line.size:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0
