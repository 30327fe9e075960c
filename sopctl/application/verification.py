"""Verification: is this file genuine and unchanged, who approved it and when, and does it still stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sopctl.application.copies import Inspection, Inspector
from sopctl.application.library import Library
from sopctl.application.reading import today
from sopctl.application.records import ReleasedVersion
from sopctl.domain.errors import NotFoundError
from sopctl.domain.prints import Print
from sopctl.domain.standing import Standing, in_force, standing


@dataclass(frozen=True)
class SignatureFacts:
    """One signature as the file's approval record says it; ``time`` is ISO, a day for paper."""

    name: str
    post: str
    meaning: str
    time: str
    medium: str


@dataclass(frozen=True)
class Verification:
    """What ``verify`` answers of one file; ``standing`` is "unknown" without a library."""

    genuine: bool
    unchanged: bool
    number: str
    version: str
    title: str
    standing: str
    signatures: tuple[SignatureFacts, ...]
    problems: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TokenAnswer:
    """What the QR page answers: the version, how it stands, and what is in force now.

    ``issued`` is the very print that has this code, None for copies without a number of their own.
    """

    released: ReleasedVersion
    standing: Standing
    current: ReleasedVersion | None
    issued: Print | None = None

    @property
    def usable(self) -> bool:
        """Whether the paper with this code may be used today: in force, and not recorded as gone."""
        return self.standing is Standing.IN_FORCE and (self.issued is None or self.issued.fate is None)


def verify_file(library: Library, data: bytes) -> Verification:
    """Check a file against this library's certificates and ask how its version stands today."""
    return check_file(library.inspector, data, library.certificates(), lambda m: _standing(library, m))


def check_file(
    inspector: Inspector,
    data: bytes,
    certificates: tuple[bytes, ...],
    standing_of: Callable[[str], Standing | None] | None = None,
) -> Verification:
    """Check a file with nothing but certificates; ``standing_of`` answers for a manifest's SHA-256."""
    found = inspector.inspect(data, certificates)
    record, problems = _record(found), list(found.problems)
    manifest = record.get("manifest", {})
    stands = "unknown"
    if record and standing_of is not None:
        answer = standing_of(record["manifest_sha256"])
        stands = answer.value if answer is not None else "unknown"
        if answer is None:
            problems.append(("not-in-library", "This library does not know that version."))
    return Verification(
        genuine=found.genuine,
        unchanged=found.unchanged,
        number=manifest.get("number", ""),
        version=manifest.get("version", ""),
        title=manifest.get("title", ""),
        standing=stands,
        signatures=tuple(_facts(s) for s in record.get("signatures", [])),
        problems=tuple(problems),
    )


def by_token(library: Library, token: str) -> TokenAnswer:
    """How the version behind a QR code stands today. Raises NotFoundError for a token that nobody issued."""
    with library.reading() as uow:
        issued = uow.prints.by_token(token)
        released = uow.releases.get(issued.version_id) if issued else uow.releases.by_token(token)
        if released is None:
            raise NotFoundError("That code")
        siblings = uow.releases.of(released.release.number)
    facts, day = [r.release for r in siblings], today(library)
    current = in_force(facts, day)
    return TokenAnswer(
        released,
        standing(released.release, facts, day),
        next((r for r in siblings if current and r.release.version_id == current.version_id), None),
        issued,
    )


def _standing(library: Library, manifest_sha256: str) -> Standing | None:
    with library.reading() as uow:
        released = uow.releases.by_manifest(manifest_sha256)
        if released is None:
            return None
        facts = [r.release for r in uow.releases.of(released.release.number)]
    return standing(released.release, facts, today(library))


def _record(found: Inspection) -> dict[str, Any]:
    """The approval record, read only from a file whose seal proves it: a stranger's may hold anything."""
    if found.record is None or not (found.genuine and found.unchanged):
        return {}
    record: dict[str, Any] = json.loads(found.record)
    return record


def _facts(signature: dict[str, str]) -> SignatureFacts:
    return SignatureFacts(
        name=signature["name"],
        post=signature.get("formula") or signature["post"],
        meaning=signature["meaning"],
        time=signature.get("at") or signature.get("day", ""),
        medium=signature["medium"],
    )
