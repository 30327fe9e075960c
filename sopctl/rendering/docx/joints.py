"""Tracked paragraphs at places where a paragraph cannot simply go: before a table, and where a text ends.

A change on a paragraph's mark joins it with the paragraph behind (ECMA-376 part 1, 17.13.5). Before a table
and at the end of a body or cell there is none, and programs leave an empty line with the number of its list.
LibreOffice does so before an empty paragraph too. There the paragraph before gives its mark, and the last one
keeps its own, with the properties of whichever remains.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Final

from sopctl.rendering.docx.faces import plain
from sopctl.rendering.docx.ooxml import Element, el, qualified
from sopctl.rendering.docx.paragraphs import spacer

_P, _PPR, _RPR = qualified("w:p"), qualified("w:pPr"), qualified("w:rPr")
_SECTION, _WAS = qualified("w:sectPr"), qualified("w:pPrChange")
_BEHIND: Final = frozenset({_SECTION, _WAS})  # what stands behind the properties of a paragraph's mark
_RUNS: Final = frozenset({qualified("w:r"), qualified("w:hyperlink"), qualified("w:ins"), qualified("w:del")})

Pair = tuple[Element | None, Element | None]  # an old element and the new one that it became


def replaced(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs in which the last paragraphs that went and came before a table, or an end, are one replaced."""
    found: list[Pair] = []
    start = 0  # of the paragraphs of one text only that stand together
    for pair in [*pairs, None]:
        if pair is not None and kind_of(pair):
            found.append(pair)
            continue
        if pair is None or any(one is not None and one.tag != _P for one in pair):
            _replace(found, start)
        if pair is not None:
            found.append(pair)
        start = len(found)
    return found


def _replace(found: list[Pair], start: int) -> None:
    gone = next((n for n in range(len(found) - 1, start - 1, -1) if kind_of(found[n]) == "del"), None)
    come = next((n for n in range(len(found) - 1, start - 1, -1) if kind_of(found[n]) == "ins"), None)
    if gone is None or come is None:
        return
    both = old, new = found[gone][0], found[come][1]
    if old is None or new is None or depth(old) != depth(new):
        return
    for at in sorted((gone, come), reverse=True):
        del found[at]
    found.append(both)


def depth(line: Element) -> str:
    """A paragraph's level in its list, "0" in the first and out of any."""
    found = line.find(f"{_PPR}/{qualified('w:numPr')}/{qualified('w:ilvl')}")
    return "0" if found is None else found.get(qualified("w:val"), "0")


def kind_of(pair: Pair) -> str:
    """``ins`` or ``del`` for a paragraph of one text only, else ""."""
    old, new = pair
    only = new if old is None else old if new is None else None
    if only is None or only.tag != _P:
        return ""
    return "ins" if old is None else "del"


def tied(
    pairs: Sequence[Pair], made: Sequence[Element], change: Callable[..., Element],
    renumbered: Callable[[Element], Element],
) -> list[Element]:  # fmt: skip
    """The elements ``made`` of pairs, so that every program can take the paragraphs of one text away.

    ``change`` makes a mark of a change, ``renumbered`` writes the lists of old properties as they now are.
    """
    found = list(made)
    spacers: list[int] = []
    at = 0
    while at < len(pairs):
        kind, first = kind_of(pairs[at]), at
        at += 1
        if not kind:
            continue
        while at < len(pairs) and kind_of(pairs[at]) == kind:
            at += 1
        if at < len(pairs) and found[at].tag == _P and _runs(found[at]):
            continue
        if first and _holds(pairs[first - 1]) and depth(found[at - 1]) == "0":
            _tie(kind, (first - 1, at - 1), pairs, found, change, renumbered)
        else:
            spacers.append(at)  # a line of one point that both texts have
    for place in reversed(spacers):
        anchor = spacer(1.0)
        anchor.append(el("w:r", el("w:t", " ", xml_space="preserve")))
        found.insert(place, anchor)
    return found


def _holds(pair: Pair) -> bool:
    """Whether an element is a paragraph of both texts that may give its mark: none that ends a section."""
    old, new = pair
    if old is None or new is None or old.tag != _P or new.tag != _P:
        return False
    return all(one.find(f"{_PPR}/{_SECTION}") is None for one in (old, new))


def _runs(line: Element) -> list[Element]:
    return [one for one in line if one.tag in _RUNS]


def _tie(
    kind: str, ends: tuple[int, int], pairs: Sequence[Pair], made: list[Element],
    change: Callable[..., Element], renumbered: Callable[[Element], Element],
) -> None:  # fmt: skip
    """Move a change from the mark of the last paragraph of a group to that of the paragraph before it."""
    before, end = ends
    before_old, before_new = pairs[before]
    own_old, own_new = pairs[end]
    assert before_old is not None  # noqa: S101 - what stands before the group is in both texts
    assert before_new is not None  # noqa: S101
    giving, last = deepcopy(made[before]), made[end]
    mark(properties(giving), change(kind))
    made[before] = giving
    if kind == "del":
        assert own_old is not None  # noqa: S101
        shown, was = deepcopy(properties(before_new)), renumbered(deepcopy(properties(own_old)))
    else:
        assert own_new is not None  # noqa: S101
        shown, was = deepcopy(properties(own_new)), renumbered(deepcopy(properties(before_old)))
    bare = deepcopy(shown)
    for one in (bare, was):
        for inner in [*one.findall(_RPR), *one.findall(_WAS)]:
            one.remove(inner)
    if plain(bare) != plain(was):
        shown.append(change("pPrChange", was))
    last.replace(properties(last), shown)


def properties(line: Element) -> Element:
    """A paragraph's properties, made where it has none."""
    found = line.find(_PPR)
    if found is None:
        found = el("w:pPr")
        line.insert(0, found)
    return found


def mark(own: Element, change: Element) -> None:
    """Put a change on the mark of the paragraph with these properties."""
    inner = own.find(_RPR)
    if inner is None:
        inner = el("w:rPr")
        own.insert(next((n for n, one in enumerate(own) if one.tag in _BEHIND), len(own)), inner)
    inner.insert(0, change)
