"""What is kept beside releases: acknowledgements, prints, requests and more, against the ledger both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sopctl.application.library import Library
from sopctl.application.ports import BlobDamagedError, BlobMissingError
from sopctl.application.safekeeping.doctor.moment import Moment
from sopctl.application.safekeeping.doctor.problem import Kind, Problem
from sopctl.application.safekeeping.doctor.releases import name_of
from sopctl.application.safekeeping.told_rows import told_by


@dataclass(frozen=True)
class _Group:
    """One kind of fact: its word, the ledger's subject of a fact, and how an operator knows it."""

    word: str
    subject: str
    name: str


# By the name of the field in ``Told``; the templates are filled from the fact.
_GROUPS = {
    "acknowledgements": _Group("acknowledgement", "version:{0.version_id}", "{version} by {0.person}"),
    "attempts": _Group("try at questions", "version:{0.version_id}", "{version} by {0.person}"),
    "lists": _Group("reading list", "document:{0.number}", "{0.number}"),
    "waivers": _Group("waived reading", "version:{0.version_id}", "{version}"),
    "prints": _Group("print", "print:{0.id}", "{0.number} copy {0.copy}"),
    "requests": _Group("request", "request:{0.number}", "{0.number}"),
    "counts": _Group("count", "count:{0.id}", "{0.begun_at:%Y-%m-%d} {0.place}"),
    "announcements": _Group("announcement", "announcement:{0.id}", "{0.number}"),
    "orders": _Group("{0.kind}", "order:{0.version_id}", "{version}"),
    "flags": _Group("look at a reference", "document:{0.number}", "{0.number} to {0.points_to}"),
}


def check_beside(moment: Moment) -> Iterator[Problem]:
    """Facts that one side alone knows, and facts of which the two say something else."""
    names = {r.release.version_id: name_of(r) for r in moment.releases}
    documents = {document.number for document in moment.documents}
    told = told_by(row for row, _ in moment.rows).within(names, documents)
    for place, group in _GROUPS.items():
        kept: Mapping[Any, Any] = getattr(moment.held, place)
        said: Mapping[Any, Any] = getattr(told, place)
        for key in sorted(kept.keys() | said.keys(), key=str):
            fact = kept.get(key) or said.get(key)
            if group.subject.format(fact) in told.unread:
                continue
            wrong = _wrong(kept.get(key), said.get(key))
            if wrong:
                version = names.get(getattr(fact, "version_id", ""), "")
                subject = f"{group.word} {group.name}".format(fact, version=version)
                yield Problem.found(Kind.HISTORY_DIFFERS, subject.strip(), detail=wrong)


def check_memos(library: Library, moment: Moment) -> Iterator[Problem]:
    """The PDFs of announcements, as they went round; nothing that the library holds could bring one back."""
    for made in moment.held.announcements.values():
        try:
            library.blobs.get(made.pdf_sha256)
        except (BlobMissingError, BlobDamagedError) as gone:
            kind = Kind.BLOB_MISSING if isinstance(gone, BlobMissingError) else Kind.BLOB_DAMAGED
            yield Problem(kind, made.pdf_sha256, f"announcement {made.number}", "the memo")


def _wrong(kept: Any, said: Any) -> str:  # facts of one kind, whichever it is
    if said is None:
        return "the ledger does not tell of it"
    if kept is None:
        return "it is in the ledger alone"
    other = [each.name for each in fields(kept) if getattr(kept, each.name) != getattr(said, each.name)]
    return f"the ledger says otherwise: {', '.join(other)}" if other else ""
