"""A fake of the search index: every document looked at, in the tiers of the port."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from sopctl.application.records import SearchEntry, SearchHit
from sopctl.domain.access import Access
from sopctl.domain.numbers import DocumentNumber
from sopctl.thai.likeness import alike
from sopctl.thai.text import fold, fold_with_offsets, unfold_span
from sopctl.thai.words import Words
from tests.fakes.data import Data


class FakeSearchIndex:
    def __init__(self, data: Data) -> None:
        self._data = data

    def put(self, entry: SearchEntry) -> None:
        self._data.entries[entry.number] = entry

    def remove(self, number: DocumentNumber) -> None:
        self._data.entries.pop(number, None)

    def entries(self) -> Sequence[SearchEntry]:
        return [entry for _, entry in sorted(self._data.entries.items())]

    def versions(self) -> Mapping[DocumentNumber, str]:
        return {entry.number: entry.version_id for entry in self.entries()}

    def find(
        self,
        query: str,
        *,
        restricted_departments: frozenset[str] | None,
        type_code: str = "",
        department: str = "",
        standard: str = "",
        limit: int = 20,
    ) -> Sequence[SearchHit]:
        phrase = fold(query)
        hits = [
            hit
            for _, entry in sorted(self._data.entries.items())
            if _visible(entry, restricted_departments)
            and type_code in {"", entry.type_code}
            and department in {"", entry.department}
            and (not standard or standard in entry.standards)
            and (hit := _hit(entry, phrase))
        ]
        hits.sort(key=lambda hit: (hit.tier, phrase not in fold(hit.excerpt)))
        return hits[:limit] if phrase else []

    def known(
        self, phrases: Collection[str], *, restricted_departments: frozenset[str] | None
    ) -> frozenset[str]:
        return frozenset(p for p in phrases if self.find(p, restricted_departments=restricted_departments))

    def near(
        self, query: str, *, restricted_departments: frozenset[str] | None, limit: int = 5
    ) -> Sequence[str]:
        held = {
            word
            for entry in self._data.entries.values()
            if _visible(entry, restricted_departments)
            for word in _words(entry)
        }
        typed = [word for word in dict.fromkeys((*fold(query).split(" "), *_cut(query))) if len(word) > 2]
        found = [word for each in typed for word in alike(each, held, limit)]
        return [word for word in dict.fromkeys(found) if word not in typed][:limit]


def _words(entry: SearchEntry) -> set[str]:
    return {
        word
        for text in (entry.title, *(part for p in entry.passages for part in p[1:]))
        for word in _cut(text)
    }


def _cut(text: str) -> list[str]:
    return [word for word in Words.default().segment(fold(text)) if re.search(r"\w", word)]


def _visible(entry: SearchEntry, departments: frozenset[str] | None) -> bool:
    if entry.access is Access.ALL or departments is None:
        return True
    return not departments.isdisjoint({entry.department, *entry.departments})


def _hit(entry: SearchEntry, phrase: str) -> SearchHit | None:
    terms = phrase.split(" ")
    number, asked = _key(fold(entry.number.text)), _key(phrase)
    if asked and asked in number and re.fullmatch("[a-z0-9 ./-]+", phrase):
        return _found(entry, 0, "", "", entry.title, terms)
    if all(term in fold(entry.title) for term in terms):
        return _found(entry, 1, "", "", entry.title, terms)
    best = [p for p in entry.passages if all(t in fold(p[1]) or t in fold(p[2]) for t in terms)]
    best.sort(key=lambda p: phrase not in fold(p[1]) and phrase not in fold(p[2]))
    return _found(entry, 2, *best[0], terms) if best else None


def _key(folded: str) -> str:
    parts = re.findall("[a-z]+|[0-9]+", folded)
    return "".join(part.lstrip("0") or "0" if part[0].isdigit() else part for part in parts)


def _found(
    entry: SearchEntry, tier: int, anchor: str, heading: str, text: str, terms: Sequence[str]
) -> SearchHit:
    folded, offsets = fold_with_offsets(text)
    marks = sorted(
        unfold_span(offsets, match.start(), match.end())
        for term in terms
        for match in re.finditer(re.escape(term), folded)
    )
    return SearchHit(entry.number, entry.title, tier, anchor, heading, text, tuple(marks))
