"""The lines of a scanned text, sorted: what is the text, and what only stood around it on the pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sopctl.intake.facts import is_header, is_labelled, labels_in
from sopctl.intake.typed import known_section, typed
from sopctl.thai.digits import to_arabic
from sopctl.thai.repairs import repair
from sopctl.thai.scripts import FindingCode, inspect

_BREAK: Final = re.compile("[\f\v\x85\u2028\u2029]")
_INVISIBLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_PAGE: Final = re.compile(
    r"[-–—_.\s]*(?:(?:หน้า(?:ที่)?|page)\s*[:.]?\s*)?[0-9]{1,4}(?:\s*(?:/|จาก|ของ|of)\s*[0-9]{1,4})?[-–—_.\s]*",
    re.IGNORECASE,
)
_INK: Final = re.compile(r"[^\W_]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_TITLES: Final = (
    r"(?:นาย|นาง|น\.ส\.|ว่าที่|พล|พัน|ร้อย|ดร\.|นพ\.|พญ\.|ทพ\.|ภก\.|ภญ\.|แพทย์|ทันตแพทย์|เภสัชกร|"
    r"ผศ\.|รศ\.|ศ\.|ศาสตราจารย์|Dr\.?|Mr\.?|Ms\.?)"
)
_APPROVAL: Final = re.compile(
    rf"(?:ผู้)?อนุมัติ(?:ใช้|โดย)?(?:\s{{2,}}|\s*[:：]\s*|\s)\s*(?P<person>{_TITLES}\s?\S.*?)\s*(?:[:：]\s*อนุมัติ)?"
)


_LEADS: Final = re.compile(r".{2,150}?\s*(?:[.…·_]\s?){4,200}\s*(?P<page>[0-9]{1,4})\s*")
_CONTENTS: Final = 3  # lines
_LONGEST_EDGE: Final = 150  # characters of a line at the head or foot of pages
_PAGED: Final = re.compile(
    r"(?:หน้า(?:ที่)?|page)\s*[:.]?\s*[0-9]{1,4}(?:\s*(?:/|จาก|ของ|of)\s*[0-9]{1,4})?", re.IGNORECASE
)


class Kind(StrEnum):
    """What a line is."""

    TEXT = "text"
    HEADER = "header"
    PAGE = "page"  # page and copy numbers, rules
    FOREIGN = "foreign"
    AGAIN = "again"  # the line before once more
    FURNITURE = "furniture"  # at the edge of every page
    CONTENTS = "contents"


@dataclass
class Row:
    """One line. ``place`` counts lines of the file from 1; ``raw`` is as it came, ``text`` as it is read.

    ``indent`` counts columns. ``gap``: nothing stood on the line before. ``foreign``: runs that were set
    aside. ``fresh``: it begins a page.
    """

    place: int
    raw: str
    text: str
    indent: int
    gap: bool
    foreign: tuple[tuple[str, str, str], ...] = ()
    fresh: bool = False
    kind: Kind = Kind.TEXT

    @property
    def cells(self) -> list[str]:
        """The cells of a row between bars; the line itself where it has none."""
        return [cell.strip() for cell in self.text.strip("|").split("|")] if self.barred else [self.text]

    @property
    def barred(self) -> bool:
        """Whether it is a row of cells."""
        return self.text.count("|") > 1 or (self.text.startswith("|") and len(self.text) > 1)


def ink(text: str) -> str:
    """What a reader sees of a text, signs and spaces apart: repaired, figures in one form."""
    return "".join(_INK.findall(to_arabic(repair(text).text)))


def rows_of(text: str) -> list[Row]:
    """Every line of a text that says anything, sorted by what it is."""
    rows: list[Row] = []
    gap, fresh = True, True
    for place, line in enumerate(text.split("\n"), 1):
        for at, raw in enumerate(_BREAK.split(line)):
            fresh = fresh or at > 0
            row = _row(place, raw, gap=gap or at > 0, fresh=fresh)
            gap = row is None
            if row is not None:
                rows.append(row)
                fresh = False
    _sort(rows)
    return rows


def _row(place: int, raw: str, *, gap: bool, fresh: bool) -> Row | None:
    if not raw.strip():
        return None
    wide = _INVISIBLE.sub("", repair(raw).text).expandtabs(8)
    foreign = [one for one in inspect(wide) if one.code is FindingCode.FOREIGN_SCRIPT]
    runs = tuple((wide[one.offset : one.offset + one.length], one.script, one.script_th) for one in foreign)
    kept = wide
    for one in reversed(foreign):
        kept = kept[: one.offset] + " " + kept[one.offset + one.length :]
    row = Row(place, raw, kept.strip(), len(wide) - len(wide.lstrip()), gap, runs, fresh)
    if runs and not ink(kept):
        row.kind = Kind.FOREIGN
    elif not ink(kept) or _PAGE.fullmatch(to_arabic(row.text)):
        row.kind = Kind.PAGE
    return row


def _sort(rows: list[Row]) -> None:
    _contents(rows)
    began = False
    for at, row in enumerate(rows):
        if row.kind is not Kind.TEXT:
            continue
        near = any(other.kind is Kind.HEADER for other in rows[max(0, at - 2) : at])
        if _heads(row, loose=near or not began):
            row.kind = Kind.HEADER
        label = typed(row.text)
        began = began or (label is not None and row.kind is Kind.TEXT) or known_section(row.text)
    last: Row | None = None
    for row in rows:
        if row.kind is Kind.TEXT:
            if last is not None and row.text == last.text:
                row.kind = Kind.AGAIN
            else:
                last = row
    _edges(rows)


def _contents(rows: Sequence[Row]) -> None:
    """Set a table of contents aside: three or more lines that lead by dots to pages in their order."""
    group: list[tuple[Row, int]] = []
    for row in [*rows, None]:
        match = _LEADS.fullmatch(to_arabic(row.text)) if row is not None and row.kind is Kind.TEXT else None
        if row is not None and match is not None and (not group or int(match["page"]) >= group[-1][1]):
            group.append((row, int(match["page"])))
            continue
        if row is not None and row.kind is not Kind.TEXT:
            continue  # a page's edge amid the contents
        if len(group) >= _CONTENTS:
            for one, _ in group:
                one.kind = Kind.CONTENTS
        group = []


def _heads(row: Row, *, loose: bool) -> bool:
    """Whether a line belongs to a header or a sign-off. ``loose``: one label alone is enough here."""
    if approval(row) is not None:
        return True
    if is_header([row.cells]) or (row.barred and any(is_labelled(cell) for cell in row.cells)):
        return len(row.text) < 600
    if not is_labelled(row.text):
        return False
    keys = {key for key, _, _ in labels_in(row.text)}
    return "number" in keys or len(keys) > 1 or loose


def approval(row: Row) -> tuple[str, str] | None:
    """Who approved and in which post, where a line says ``อนุมัติ`` before a person's name."""
    for cell in row.cells:
        match = _APPROVAL.fullmatch(cell) if len(cell) < 200 else None
        if match:
            # A scanner widens gaps: the widest one parts a name from its post.
            gaps = sorted(re.findall(r"\s{2,}", match["person"]), key=len)
            name, _, post = match["person"].partition(gaps[-1]) if gaps else (match["person"], "", "")
            return " ".join(name.split()), " ".join(post.split())
    return None


def _edges(rows: Sequence[Row]) -> None:
    """Fold what stands again at the edges of pages: beside a page's end, its number or its header."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.kind is Kind.TEXT and len(row.text) < _LONGEST_EDGE and typed(row.text) is None:
            places[_unpaged(row)].append(at)
    candidates = {text: found for text, found in places.items() if len(found) > 1 and not known_section(text)}
    lone: dict[str, int] = {}  # how many places of a text have no edge of a page beside them yet
    paged: set[str] = set()  # texts that stand beside a page, not only at an end of the file
    at_edge: dict[int, str] = {}
    for text, found in candidates.items():
        at_edge |= {at: _beside(rows, at) for at in found}
        lone[text] = sum(not at_edge[at] for at in found)
        if any(at_edge[at] == "page" for at in found):
            paged.add(text)
    folding = [text for text in candidates if not lone[text] and text in paged]
    # What is folded becomes an edge itself, for the lines beside it; each place is looked at twice at most.
    while folding:
        found = candidates.pop(folding.pop(), [])
        for at in found[1:]:
            rows[at].kind = Kind.FURNITURE
        for near in (near for at in found for near in (at - 1, at + 1)):
            text = _unpaged(rows[near]) if 0 <= near < len(rows) and near in at_edge else ""
            if text not in candidates or at_edge[near] == "page":
                continue
            lone[text] -= not at_edge[near]
            at_edge[near] = "page"
            paged.add(text)
            if not lone[text]:
                folding.append(text)


def _unpaged(row: Row) -> str:
    """What a line says on every page: without the page's number."""
    if len(row.text) >= _LONGEST_EDGE:
        return row.text
    return " ".join(_PAGED.sub(" ", to_arabic(row.text)).split()) or row.text


def _beside(rows: Sequence[Row], at: int) -> str:
    """``page`` where a page ends or its number or header stands beside a line, ``end`` of the file, or ""."""
    broken = (at > 0 and rows[at].fresh) or (at + 1 < len(rows) and rows[at + 1].fresh)
    paged = broken or _unpaged(rows[at]) != " ".join(to_arabic(rows[at].text).split())
    near = [place for place in (at - 1, at + 1) if 0 <= place < len(rows)]
    if paged or any(rows[place].kind in (Kind.PAGE, Kind.HEADER) for place in near):
        return "page"
    return "end" if len(near) < 2 else ""
