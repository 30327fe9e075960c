"""Prints and change requests brought back from the ledger that git keeps, when the database is gone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sopctl.application.distribution.print_copies import draw_prints, key_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import ReleasedVersion
from sopctl.domain.errors import SopctlError
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Fate, Print
from sopctl.domain.requests import (
    Asked,
    ChangeRequest,
    RequestAction,
    RequestEvent,
    RequestKind,
    RequestState,
)
from sopctl.domain.versions import Version


@dataclass(frozen=True)
class BroughtBack:
    """How many prints and requests the ledger told of. Counts of prints stay in the ledger alone."""

    prints: int
    requests: int


def bring_back(
    library: Library,
    uow: UnitOfWork,
    actor: Actor,
    rows: Iterable[tuple[LedgerRow, str]],
    versions: Iterable[Version],
    released: Iterable[ReleasedVersion],
) -> BroughtBack:
    """Write them in the given transaction; the copies of prints that are out are drawn and sealed again.

    A row that cannot be read as one is left out: the ledger keeps it either way.
    """
    prints, sealed, requests = _read(rows)
    known = {version.id: version for version in versions}
    releases = {each.release.version_id: each for each in released}
    kept = [issued for issued in prints.values() if issued.version_id in releases]
    for issued in kept:
        uow.prints.add(issued)
    for version_id in dict.fromkeys(issued.version_id for issued in kept):
        mine = releases[version_id]
        siblings = [r for r in releases.values() if r.release.number == mine.release.number]
        of_version = [issued for issued in kept if issued.version_id == version_id]
        drawn = draw_prints(library, known[version_id], mine, siblings, of_version)
        for issued, data in zip(of_version, drawn, strict=True):
            digest, key = library.blobs.put(data), key_of(issued)
            uow.releases.add_copies(version_id, {key: digest})
            if digest != sealed[issued.id]:
                record(library, uow, actor, f"version:{version_id}", "copy:reseal",
                       number=str(issued.number), version=str(issued.version), reason="rebuild",
                       copy=f"{key.mark}.{key.copy_number}.{key.extension}", old=sealed[issued.id],
                       new=digest)  # fmt: skip
    for request in requests.values():
        uow.requests.add(request)
    return BroughtBack(len(kept), len(requests))


def _read(
    rows: Iterable[tuple[LedgerRow, str]],
) -> tuple[dict[str, Print], dict[str, str], dict[str, ChangeRequest]]:
    """What the rows tell: prints by id, the SHA-256 of each one's copy, requests by number."""
    prints: dict[str, Print] = {}
    sealed: dict[str, str] = {}
    requests: dict[str, ChangeRequest] = {}
    for row, _ in rows:
        kind, _, key = row.subject.partition(":")
        try:
            if row.action == "print:issue":
                prints[key] = Print.from_facts(key, row.detail, row.actor)
                sealed[key] = row.detail["sha256"]
            elif row.action == "print:recall":
                prints[key] = _ended(prints[key], row)
            elif row.action == "request:ask":
                requests[key] = _asked(key, row)
            elif kind == "request":
                requests[key] = _moved(requests[key], row)
        except (KeyError, ValueError, SopctlError):
            continue
    return prints, sealed, requests


def _ended(issued: Print, row: LedgerRow) -> Print:
    return replace(
        issued,
        fate=Fate(row.detail["fate"]),
        ended_on=date.fromisoformat(row.detail["on"]),
        end_recorded_at=datetime.fromisoformat(row.detail["at"]),
        ended_by=row.actor,
        remark=row.detail["remark"],
    )


def _asked(number: str, row: LedgerRow) -> ChangeRequest:
    said: Mapping[str, str] = row.detail
    asked = Asked(
        kind=RequestKind(said["kind"]),
        title=said["title"],
        reason=said["reason"],
        document=DocumentNumber.parse(said["document"]) if said["document"] else None,
        proposal=said["proposal"],
        wished=date.fromisoformat(said["wished"]) if said["wished"] else None,
        holder=said["holder"],
        place=said["place"],
        files=json.loads(said["files"]),
    )
    return ChangeRequest(
        said["id"], number, int(said["year"]), int(said["sequence"]), asked, row.actor, said["name"],
        said["title_of_person"], said["department"], datetime.fromisoformat(said["at"]),
    )  # fmt: skip


def _moved(request: ChangeRequest, row: LedgerRow) -> ChangeRequest:
    said = row.detail
    event = RequestEvent(
        RequestAction(row.action.partition(":")[2]), said["by"], said["name"],
        datetime.fromisoformat(said["at"]), RequestState(said["state"]), said["words"], said["assignee"],
        said["answer"],
    )  # fmt: skip
    return request.take(event)
