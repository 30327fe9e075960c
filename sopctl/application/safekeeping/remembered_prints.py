"""Controlled prints brought back from the ledger that git keeps, with their copies drawn and sealed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sopctl.application.distribution.print_copies import draw_prints, key_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import ReleasedVersion
from sopctl.domain.prints import Print
from sopctl.domain.versions import Version

ISSUE = "print:issue"


def write_prints(
    library: Library,
    uow: UnitOfWork,
    actor: Actor,
    prints: Iterable[Print],
    versions: Mapping[str, Version],
    releases: Mapping[str, ReleasedVersion],
) -> None:
    """Write them in the given transaction, all of versions that are there (by id)."""
    kept = tuple(prints)
    sealed = {row.subject.removeprefix("print:"): row.detail["sha256"] for row in uow.ledger.of((ISSUE,))}
    for issued in kept:
        uow.prints.add(issued)
    for version_id in dict.fromkeys(issued.version_id for issued in kept):
        mine = releases[version_id]
        siblings = [r for r in releases.values() if r.release.number == mine.release.number]
        of_version = [issued for issued in kept if issued.version_id == version_id]
        drawn = draw_prints(library, versions[version_id], mine, siblings, of_version)
        for issued, data in zip(of_version, drawn, strict=True):
            digest, key = library.blobs.put(data), key_of(issued)
            uow.releases.add_copies(version_id, {key: digest})
            if digest != sealed[issued.id]:
                record(library, uow, actor, f"version:{version_id}", "copy:reseal",
                       number=str(issued.number), version=str(issued.version), reason="rebuild",
                       copy=f"{key.mark}.{key.copy_number}.{key.extension}", old=sealed[issued.id],
                       new=digest)  # fmt: skip
