"""The register of controlled documents, at both times, and the list for those who work on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sopctl.application.library import Library
from sopctl.application.queries.documents import _OPEN, Listed
from sopctl.application.queries.knowing import hidden, hides, may_know
from sopctl.application.queries.readers import Reader, today
from sopctl.application.records import Document, ReleasedVersion
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.standing import Standing, standing
from sopctl.domain.versions import Version


@dataclass(frozen=True)
class RegisterLine:
    """One line of the register of controlled documents."""

    released: ReleasedVersion
    standing: Standing


def register(
    library: Library, who: Reader, on: date | None = None, known_at: datetime | None = None
) -> tuple[RegisterLine, ...]:
    """Every document's version in force on a day, what is scheduled, and what was withdrawn, by number.

    What was approved after the day was not scheduled on it. ``known_at`` answers as it was known at a moment,
    without what was recorded later; None as it is known now.
    """
    day = on or today(library)
    lines: list[RegisterLine] = []
    with library.reading() as uow:
        releases = uow.releases.all()
    by_number: dict[DocumentNumber, list[ReleasedVersion]] = {}
    for released in releases:
        if released.release.known(known_at):
            by_number.setdefault(released.release.number, []).append(released)
    # Restricted today, whatever they were on the day that is asked for.
    for number in hidden(who, releases, today(library)):
        by_number.pop(number, None)
    for number in sorted(by_number):
        group = by_number[number]
        facts = [
            r.release for r in group
        ]  # what is not for this reader took the place of what is, all the same
        for released in group:
            if not who.may_read(released.open_to):
                continue
            stands = standing(released.release, facts, day, known_at)
            if stands is Standing.SCHEDULED and (not who.works or released.approval.day > day):
                continue
            if stands is not Standing.SUPERSEDED:
                lines.append(RegisterLine(released, stands))
    return tuple(lines)


@dataclass(frozen=True)
class DocumentEntry:
    """A document in the list for those who work on documents: what is in force and what is in work."""

    document: Document
    current: Listed | None
    open: Version | None
    title: str


def document_list(library: Library, who: Reader) -> tuple[DocumentEntry, ...]:
    """Every document that a reader may see, by number."""
    entries: list[DocumentEntry] = []
    day = today(library)
    with library.reading() as uow:
        open_versions = {v.number: v for v in uow.versions.in_states(_OPEN)} if who.works else {}
        releases: dict[DocumentNumber, list[ReleasedVersion]] = {}
        for released in uow.releases.all():
            releases.setdefault(released.release.number, []).append(released)
        for document in sorted(uow.documents.all(), key=lambda d: d.number):
            group = releases.get(document.number, [])
            if hides(who, group, day):
                continue
            facts = [r.release for r in group]
            readable = [r for r in group if who.may_read(r.open_to)]
            listed = [Listed(r, standing(r.release, facts, day)) for r in readable]
            current = next((x for x in listed if x.standing is Standing.IN_FORCE), None)
            current = current or (listed[-1] if listed else None)
            opened = open_versions.get(document.number)
            if opened is not None and not may_know(uow, who, opened, day):
                opened = None
            if current is None and opened is None:
                continue
            title = current.released.title if current else ""
            if opened is not None and not title and (draft := uow.drafts.get(opened.id)):
                title = draft_title(draft.markdown)
            entries.append(DocumentEntry(document, current, opened, title))
    return tuple(entries)


def draft_title(markdown: str) -> str:
    """The title line of a draft's front matter, "" when there is none; for lists only."""
    for line in markdown.splitlines()[:40]:
        if line.startswith("title:"):
            return line.partition(":")[2].strip().strip("\"'")
    return ""
