"""What follows from the records: open intents, git's locks, ``main`` and the search index as of today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sopctl.application.copies.official import Frozen
from sopctl.application.library import Library
from sopctl.application.records import SearchEntry
from sopctl.application.release.indexing import search_entry
from sopctl.application.safekeeping.doctor.problem import Kind, Problem
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.thai.dates import bangkok_day

_DOCUMENTS = "documents"


def check_current(library: Library) -> Iterator[Problem]:
    """Exact while nobody releases; during a release it may name what is about to be so."""
    for lock in library.sources.stale_locks():
        yield Problem.found(Kind.GIT_LOCK, lock)
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        intents = uow.intents.open()
        current = uow.releases.in_force_on(today)
        slugs = {document.number.slug: document.number for document in uow.documents.all()}
        stored = {entry.number: _ordered(entry) for entry in uow.search.entries()}
    for intent in intents:
        tag = f"{intent.number.slug}/v{intent.version}"
        yield Problem.found(Kind.INTENT_OPEN, tag, about=tag)
    begun = {intent.number for intent in intents}
    folders: dict[str, Mapping[str, bytes]] = {}
    entries: dict[DocumentNumber, SearchEntry] = {}
    for released in current:
        try:
            frozen = Frozen.of(library, released.commit)
            folders[released.release.number.slug] = frozen.released()
            entries[released.release.number] = _ordered(search_entry(released, frozen))
        except (SopctlError, KeyError, UnicodeDecodeError):
            # The round is said to be gone by itself; what it held cannot be compared.
            begun.add(released.release.number)
    try:
        held = _held(library)
    except SopctlError as broken:
        yield Problem.found(Kind.GIT_DAMAGED, "refs/heads/main", detail=str(broken))
        held = folders
    for slug in sorted(held.keys() | folders.keys()):
        if held.get(slug) != folders.get(slug) and slugs.get(slug) not in begun:
            yield Problem.found(Kind.MAIN_DIFFERS, slugs[slug].text if slug in slugs else slug)
    for number in sorted(stored.keys() | entries.keys()):
        if stored.get(number) != entries.get(number) and number not in begun:
            yield Problem.found(Kind.SEARCH_DIFFERS, number.text)


def _held(library: Library) -> dict[str, Mapping[str, bytes]]:
    """What ``main`` holds of each document, by the document's folder."""
    found: dict[str, dict[str, bytes]] = {}
    for path, data in library.sources.main_files(_DOCUMENTS).items():
        slug, _, name = path.partition("/")
        found.setdefault(slug, {})[name] = data
    return dict(found)


def _ordered(entry: SearchEntry) -> SearchEntry:
    return replace(entry, standards=tuple(sorted(set(entry.standards))), passages=tuple(entry.passages))
