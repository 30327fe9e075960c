"""Tracked paragraphs at places where a paragraph cannot simply go: before a table, and where a text ends.

A change on a paragraph's mark joins it with the paragraph behind (ECMA-376 part 1, 17.13.5). Before a table
and at the end of a body or cell there is none, and programs leave an empty line with the number of its list.
LibreOffice does so before an empty paragraph too, and where the first footnote of all stands: it reads every
footnote there, and takes the change of that paragraph's mark for one of a footnote's. There the paragraph
before gives its mark, and the last one keeps its own, with the properties of whichever remains.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from itertools import groupby
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


def apart(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs in which what went stands before what came, wherever the two stand together.

    LibreOffice gives a paragraph that came the style of one before it that went, where the two take turns.
    """
    found: list[Pair] = []
    for _, group in groupby(pairs, key=lambda pair: None in pair):
        found += sorted(group, key=lambda pair: pair[0] is None)  # sorting keeps the order of each text
    return found


def _replace(found: list[Pair], start: int) -> None:
    gone = next((n for n in range(len(found) - 1, start - 1, -1) if kind_of(found[n]) == "del"), None)
    come = next((n for n in range(len(found) - 1, start - 1, -1) if kind_of(found[n]) == "ins"), None)
    if gone is None or come is None:
        return
    both = old, new = found[gone][0], found[come][1]
    if old is None or new is None or (place(old), style(old)) != (place(new), style(new)):
        return
    for at in sorted((gone, come), reverse=True):
        del found[at]
    found.append(both)


def place(line: Element) -> tuple[str, bool]:
    """What LibreOffice does not bring back of a paragraph: its level in a list, and whether it begins a page.

    The level is "0" in the first and out of any list.
    """
    own = line.find(_PPR)
    if own is None:
        return "0", False
    level = own.find(f"{qualified('w:numPr')}/{qualified('w:ilvl')}")
    number = "0" if level is None else level.get(qualified("w:val"), "0")
    return number, own.find(qualified("w:pageBreakBefore")) is not None


def style(line: Element) -> str:
    """A paragraph's style, "" for none and for a table."""
    found = line.find(f"{_PPR}/{qualified('w:pStyle')}")
    return "" if found is None else found.get(qualified("w:val"), "")


def kind_of(pair: Pair) -> str:
    """``ins`` or ``del`` for a paragraph of one text only, else ""."""
    old, new = pair
    only = new if old is None else old if new is None else None
    if only is None or only.tag != _P:
        return ""
    return "ins" if old is None else "del"


def tied(
    pairs: Sequence[Pair], made: Sequence[Element], noted: int | None, change: Callable[..., Element],
    renumbered: Callable[[Element], Element],
) -> list[Element]:  # fmt: skip
    """The elements ``made`` of pairs, so that every program can take the paragraphs of one text away.

    ``noted``: the place of the element with the first footnote of all, where it is among these. ``change``
    makes a mark of a change, ``renumbered`` writes the lists of old properties as they now are.
    """
    found = list(made)
    lines: defaultdict[int, list[Element]] = defaultdict(list)  # what stands before the element of a place
    for kind, begin, end in _groups(pairs):
        first, last = begin, end - 1
        if noted is not None and first <= noted < end:
            if first and _holds(pairs[first - 1]):
                _tie(kind, first - 1, noted, pairs, found, change, renumbered)
            else:
                own = _line()
                ends: Pair = own, own
                lines[first].append(_tied_to(kind, own, ends, noted, pairs, found, change, renumbered))
            first = noted + 1
        elif place(found[first])[1]:
            lines[first].append(
                _line(change(kind))
            )  # goes with the group: no other paragraph begins the page
        if first == end or (end < len(pairs) and _speaks(pairs[end], kind)):
            continue
        # Before a table that goes as well the two changes touch, and LibreOffice leaves the paragraph empty.
        alone = end == len(pairs) or None not in pairs[end]
        if alone and first and _holds(pairs[first - 1]) and _swaps(kind, pairs[first - 1], pairs[last]):
            _tie(kind, first - 1, last, pairs, found, change, renumbered)
        else:
            lines[end].append(_line())
    for at in range(1, len(pairs)):
        # LibreOffice leaves a line where a paragraph of one text follows a table of the other.
        if kind_of(pairs[at]) and None in pairs[at - 1] and found[at - 1].tag != _P:
            lines[at].insert(0, _line())
    for at in sorted(lines, reverse=True):
        found[at:at] = lines[at]
    return found


def _groups(pairs: Sequence[Pair]) -> Iterator[tuple[str, int, int]]:
    """The paragraphs of one text only that stand together: whose, their first place, the one behind them."""
    at = 0
    for kind, group in groupby(pairs, key=kind_of):
        end = at + len(list(group))
        if kind:
            yield kind, at, end
        at = end


def _line(change: Element | None = None) -> Element:
    """A line of one point, or with a change one of one text only."""
    made = spacer(1.0)
    if change is not None:
        mark(properties(made), change)
    else:
        made.append(el("w:r", el("w:t", " ", xml_space="preserve")))
    return made


def _holds(pair: Pair) -> bool:
    """Whether an element is a paragraph of both texts that may give its mark: none that ends a section."""
    old, new = pair
    if old is None or new is None or old.tag != _P or new.tag != _P:
        return False
    return all(one.find(f"{_PPR}/{_SECTION}") is None for one in (old, new))


def _swaps(kind: str, before: Pair, last: Pair) -> bool:
    """Whether LibreOffice brings back the properties that a tied paragraph had."""
    shown, was = (before[1], last[0]) if kind == "del" else (last[1], before[0])
    assert shown is not None  # noqa: S101 - the one before is in both texts, the other in this one
    assert was is not None  # noqa: S101
    now, then = place(shown), place(was)
    return now == then or (then == ("0", False) and not now[1])


def _speaks(pair: Pair, kind: str) -> bool:
    """Whether an element is a paragraph with something in it where a change of this kind is taken away.

    None that begins a page: LibreOffice gives it the beginning of the first paragraph that was taken away.
    """
    old, new = pair
    only = new if old is None else old if new is None else new if kind == "del" else old
    assert only is not None  # noqa: S101 - one of the two is always there
    return only.tag == _P and not place(only)[1] and any(one.tag in _RUNS for one in only)


def _tie(
    kind: str, before: int, end: int, pairs: Sequence[Pair], made: list[Element],
    change: Callable[..., Element], renumbered: Callable[[Element], Element],
) -> None:  # fmt: skip
    """Move a change from the mark of the last paragraph of a group to that of the paragraph before it."""
    made[before] = _tied_to(kind, made[before], pairs[before], end, pairs, made, change, renumbered)


def _tied_to(
    kind: str, giving: Element, both: Pair, end: int, pairs: Sequence[Pair], made: list[Element],
    change: Callable[..., Element], renumbered: Callable[[Element], Element],
) -> Element:  # fmt: skip
    """The paragraph that gives its mark, ``both`` as the two texts have it; that at ``end`` keeps its own."""
    before_old, before_new = both
    own_old, own_new = pairs[end]
    assert before_old is not None  # noqa: S101 - what stands before the group is in both texts
    assert before_new is not None  # noqa: S101
    giving, last = deepcopy(giving), made[end]
    mark(properties(giving), change(kind))
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
    return giving


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
