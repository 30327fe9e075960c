"""Found words, marked in an excerpt; and titles that break between words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup, escape

from sopctl.thai.breaks import pieces_of

_BEFORE, _SHOWN = 40, 150  # characters before the first mark, and altogether


def excerpt(text: str, marks: Iterable[tuple[int, int]]) -> Markup:
    """The text around the first mark, with ``<mark>`` around the places (start, end); all else is escaped."""
    places = sorted(marks)
    begin = _word_start(text, max(0, places[0][0] - _BEFORE)) if places else 0
    end = _word_end(text, begin + _SHOWN)
    if places and end < places[0][1] <= min(len(text), begin + _SHOWN):
        end = places[0][1]
    parts = ["… "] if begin else []
    done = begin
    for start, stop in places:
        if start < done or stop <= start or stop > end:
            continue
        parts += [escape(text[done:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        done = stop
    parts += [escape(text[done:end]), " …" if end < len(text) else ""]
    return Markup("".join(parts))  # noqa: S704  # all that is not ours was escaped


def _word_start(text: str, place: int) -> int:
    """The first place after a space near ``place``, so that no Thai cluster is cut."""
    space = text.find(" ", place, place + _BEFORE)
    return space + 1 if place and space >= 0 else place if not place else _cluster(text, place)


def _word_end(text: str, place: int) -> int:
    """The last place before a space near ``place``, so no word is cut; else the end of a Thai cluster."""
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - _BEFORE, place)
    if space >= 0:
        return space
    place = _cluster(text, place)
    return place - 1 if text[place - 1] in "เแโใไ" else place  # written before the consonant it goes with


def _cluster(text: str, place: int) -> int:
    while place < len(text) and text[place] in "ะาำิีึืฺุู็่้๊๋์ํ๎ัๅๆ":
        place += 1
    return place


def unbroken(text: str, segment: Callable[[str], Sequence[str]]) -> Markup:
    """A title whose lines end only between Thai words; browsers cut โรง|พยาบาล and รหัส|ผ่าน."""
    parts: list[Markup] = []
    for piece in pieces_of(list(segment(text))):
        word = piece.rstrip(" ")
        parts.append(Markup('<span class="w">{}</span>{}<wbr>').format(word, piece[len(word) :]))
    return Markup("").join(parts)
