"""Two renderings of a text as one with tracked changes: accepting all gives the new, rejecting all the old.

Elements are laid side by side, then words inside what changed. Where properties differ the old ones are kept
in ``w:pPrChange`` (ECMA-376 part 1, 17.13.5), so that rejecting restores them too. Each text keeps its own
lists; one list counts for both only where one of the old text, and no other, became one of the new text that
labels alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, groupby

from lxml import etree

from sopctl.content.word_changes import matching, words
from sopctl.rendering.docx.faces import BOOKMARKS, columns, face, look, plain, text
from sopctl.rendering.docx.joints import apart, mark, place, properties, replaced, style, tied
from sopctl.rendering.docx.ooxml import Element, el, qualified

_P, _TBL, _TR, _TC, _R = (qualified(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r"))
_RPR, _T, _LINK = (qualified(f"w:{name}") for name in ("rPr", "t", "hyperlink"))
_NUMBER = qualified("w:numId")
_NOTE = qualified("w:footnoteReference")
_VALUE = qualified("w:val")
_APART = timedelta(minutes=5)  # LibreOffice overlooks less
_ALIKE = 0.34  # share of common words above which two paragraphs are one that changed
_OTHER = 0.6  # the same where one is a heading or an item and the other is not


@dataclass(frozen=True)
class _Token:
    """A word or another piece of a run; ``wrap`` is the link around it, ``key`` what makes it the same."""

    key: str
    run: Element
    wrap: Element | None
    text: str = ""


@dataclass
class Tracker:
    """Puts two renderings together, in the name of ``author``; ``segment`` cuts a text into words.

    ``join`` lets a numbering instance of the new text (its second number) count for one of the old text too,
    False where they label differently.
    """

    author: str
    at: datetime
    segment: Callable[[str], list[str]]
    join: Callable[[int, int], bool]
    _turn: bool = False
    _noted: bool = False  # whether a footnote was mentioned already
    _ids: count[int] = field(default_factory=lambda: count(900_000))
    _lists: dict[str, str] = field(default_factory=dict)  # what each old numbering instance is written as

    def merged(self, old: Sequence[Element], new: Sequence[Element]) -> list[Element]:
        """One sequence of paragraphs and tables out of two."""
        faces = [face(one) for one in old], [face(one) for one in new]
        pairs = replaced(
            [
                pair
                for a, b, c, d in matching(*faces)
                for pair in (self._paired(old[a:b], new[c:d], same=faces[0][a:b] == faces[1][c:d]))
            ]
        )
        pairs = apart(pairs)
        for before, after in pairs:
            if before is not None and after is not None:
                self._learn(before, after)
        made = []
        noted = None
        for at, (before, after) in enumerate(pairs):
            # LibreOffice takes changes of one time that touch for a single one, though a paragraph's end
            # lies between them, and joins the paragraphs when it is rejected.
            self._turn = not self._turn
            made.append(self._one(before, after))
            if not self._noted and next(made[-1].iter(_NOTE), None) is not None:
                self._noted, noted = True, at
        return tied(pairs, made, noted, self._change, self._renumber)

    def _learn(self, old: Element, new: Element) -> None:
        """Write an old list as the new one that it became, unless another did or it is written already."""
        if old.tag == _TBL and face(old) != face(new):
            return  # its cells are laid side by side later
        for one, two in zip(old.iter(_NUMBER), new.iter(_NUMBER), strict=False):
            was, became = one.get(_VALUE, ""), two.get(_VALUE, "")
            taken = was in self._lists or became in self._lists.values()
            if not taken and (was == became or self.join(int(was), int(became))):
                self._lists[was] = became

    def _renumber(self, made: Element) -> Element:
        """Old properties, with every list as it is written for both; from now on it stays so."""
        for number in made.iter(_NUMBER):
            own = number.get(_VALUE, "")
            number.set(_VALUE, self._lists.setdefault(own, own))
        return made

    def _paired(
        self, old: Sequence[Element], new: Sequence[Element], *, same: bool
    ) -> Iterable[tuple[Element | None, Element | None]]:
        """Which old elements became which new ones, in order."""
        if same:
            return list(zip(old, new, strict=True))
        found: list[tuple[Element | None, Element | None]] = []
        at = 0
        for one in old:
            ahead = range(at, min(at + 12, len(new)))
            best = max(ahead, key=lambda k: (self._likeness(one, new[k]), -k), default=None)
            if best is None or self._likeness(one, new[best]) < _ALIKE:
                found.append((one, None))
                continue
            found += [(None, added) for added in new[at:best]]
            found.append((one, new[best]))
            at = best + 1
        return [*found, *((None, added) for added in new[at:])]

    def _likeness(self, old: Element, new: Element) -> float:
        if old.tag != new.tag or (old.tag == _TBL and columns(old) != columns(new)):
            return 0.0
        if old.tag == _P and place(old) != place(new):
            return 0.0  # LibreOffice would not bring the old place back
        if old.tag == _TBL and look(old) != look(new):
            return 0.0  # no program tracks the colours of a table, and a warning is not a note
        one, two = set(self._words(text(old))), set(self._words(text(new)))
        if not one and not two:
            return 1.0 if face(old) == face(new) else 0.0
        found = 2 * len(one & two) / (len(one) + len(two))
        return 0.0 if found < _OTHER and style(old) != style(new) else found

    def _words(self, text: str) -> list[str]:
        return words(text, self.segment)

    def _one(self, old: Element | None, new: Element | None) -> Element:
        if old is None or new is None:
            return self._whole(new, "ins") if new is not None else self._whole(old, "del")
        if face(old) == face(new) and self._properties_agree(old, new):
            return new
        return self._table(old, new) if new.tag == _TBL else self._paragraph(old, new)

    def _change(self, kind: str, *children: Element) -> Element:
        stamp = (self.at - _APART * self._turn).strftime("%Y-%m-%dT%H:%M:%SZ")
        return el(f"w:{kind}", *children, id=next(self._ids), author=self.author, date=stamp)

    def _whole(self, element: Element | None, kind: str) -> Element:
        """A paragraph or table that only one of the two has."""
        assert element is not None  # noqa: S101 - one of the two is always there
        made = self._old_or_new(element, kind)
        if made.tag == _TBL:
            for row in made.iter(_TR):
                self._mark_row(row, kind)
        for line in [made] if made.tag == _P else list(made.iter(_P)):
            self._mark_line(line, kind)
        return made

    def _old_or_new(self, element: Element, kind: str) -> Element:
        return self._renumber(deepcopy(element)) if kind == "del" else deepcopy(element)

    def _mark_row(self, row: Element, kind: str) -> None:
        properties = row.find(qualified("w:trPr"))
        if properties is None:
            properties = el("w:trPr")
            row.insert(0, properties)
        properties.append(self._change(kind))

    def _mark_line(self, line: Element, kind: str) -> None:
        tokens = self._tokens(line)
        own = properties(line)
        mark(own, self._change(kind))
        self._fill(line, own, [(kind, tokens)], marks=kind == "ins")

    def _paragraph(self, old: Element, new: Element) -> Element:
        """One paragraph with the words that went and those that came."""
        made = deepcopy(new)
        own = properties(made)
        if not self._properties_agree(old, new):
            before = self._renumber(deepcopy(properties(old)))
            for inner in before.findall(_RPR):
                before.remove(inner)
            own.append(self._change("pPrChange", before))
        one, two = self._tokens(old), self._tokens(new)
        if self._likeness(old, new) < _ALIKE:  # one replaced by the other, not one that changed
            self._fill(made, own, [("del", one), ("ins", two)], marks=True)
            return made
        parts: list[tuple[str, list[_Token]]] = []
        for a, b, c, d in matching([t.key for t in one], [t.key for t in two]):
            if [t.key for t in one[a:b]] == [t.key for t in two[c:d]]:
                parts.append(("", two[c:d]))
            else:
                parts += [("del", one[a:b]), ("ins", two[c:d])]
        self._fill(made, own, parts, marks=True)
        return made

    def _properties_agree(self, old: Element, new: Element) -> bool:
        if old.tag == _P:
            return plain(self._renumber(deepcopy(properties(old)))) == plain(properties(new))
        lists = [[self._lists.setdefault(own, own) for own in _lists_of(old)], _lists_of(new)]
        return lists[0] == lists[1]

    def _fill(
        self, line: Element, own: Element, parts: list[tuple[str, list[_Token]]], *, marks: bool
    ) -> None:
        kept = [one for one in line if one.tag in BOOKMARKS] if marks else []
        for one in list(line):
            if one is not own:
                line.remove(one)
        starts = [one for one in kept if one.tag == qualified("w:bookmarkStart")]
        ends = [one for one in kept if one.tag != qualified("w:bookmarkStart")]
        line.extend(starts)
        whole: Element | None = (
            None  # one link stays one: LibreOffice lets what follows it into a part that goes
        )
        for kind, tokens in parts:
            for wrap, group in groupby(tokens, key=lambda token: token.wrap):
                runs = _runs(list(group), deleted=kind == "del")
                inside = [self._change(kind, *runs)] if kind and runs else runs
                if wrap is None:
                    line.extend(inside)
                    whole = None
                    continue
                if whole is None or sorted(whole.attrib.items()) != sorted(wrap.attrib.items()):
                    whole = etree.SubElement(line, wrap.tag, dict(wrap.attrib))
                whole.extend(inside)
        line.extend(ends)

    def _tokens(self, line: Element) -> list[_Token]:
        found: list[_Token] = []
        for element in line:
            if element.tag == _R:
                found += self._cut(element, None)
            elif element.tag == _LINK:
                for run in element.iter(_R):
                    found += self._cut(run, element)
        return found

    def _cut(self, run: Element, wrap: Element | None) -> list[_Token]:
        look = run.find(_RPR)
        base = (plain(look) if look is not None else "") + (
            repr(sorted(wrap.attrib.items())) if wrap is not None else ""
        )
        found: list[_Token] = []
        for piece in run:
            if piece.tag == _T:
                cut = self._words(piece.text or "")
                found.extend(_Token(base + "|" + word, run, wrap, word) for word in cut)
            elif piece.tag != _RPR:
                alone = etree.Element(_R)
                if look is not None:
                    alone.append(deepcopy(look))
                alone.append(deepcopy(piece))
                found.append(_Token(base + plain(piece), alone, wrap))
        return found

    def _table(self, old: Element, new: Element) -> Element:
        """A table with rows that went and came, and words changed inside rows that stayed."""
        made = deepcopy(new)
        for row in made.findall(_TR):
            made.remove(row)
        one, two = old.findall(_TR), new.findall(_TR)
        for a, b, c, d in matching([face(row) for row in one], [face(row) for row in two]):
            if b - a == d - c:
                made.extend(self._row(*both) for both in zip(one[a:b], two[c:d], strict=True))
            else:
                made.extend(self._row_whole(row, "del") for row in one[a:b])
                made.extend(self._row_whole(row, "ins") for row in two[c:d])
        return made

    def _row_whole(self, row: Element, kind: str) -> Element:
        made = self._old_or_new(row, kind)
        self._mark_row(made, kind)
        for line in list(made.iter(_P)):
            self._mark_line(line, kind)
        return made

    def _row(self, old: Element, new: Element) -> Element:
        made = deepcopy(new)
        for was, cell in zip(old.findall(_TC), made.findall(_TC), strict=True):
            content = [one for one in cell if one.tag in {_P, _TBL}]
            before = [one for one in was if one.tag in {_P, _TBL}]
            merged = self.merged(before, [deepcopy(one) for one in content])
            for one in content:
                cell.remove(one)
            cell.extend(merged)
        return made


def _runs(tokens: list[_Token], *, deleted: bool) -> list[Element]:
    """Tokens as runs again, neighbours of one look together."""
    made: list[Element] = []
    look = ""
    for token in tokens:
        properties = token.run.find(_RPR)
        own = plain(properties) if properties is not None else ""
        if token.text and made and own == look and made[-1][-1].tag in {_T, qualified("w:delText")}:
            made[-1][-1].text = (made[-1][-1].text or "") + token.text
            continue
        if token.text:
            text = el("w:delText" if deleted else "w:t", token.text, xml_space="preserve")
            made.append(el("w:r", deepcopy(properties) if properties is not None else None, text))
        else:
            made.append(deepcopy(token.run))
        look = own
    return made


def _lists_of(element: Element) -> list[str]:
    return [number.get(_VALUE, "") for number in element.iter(_NUMBER)]
