"""Verification: is this file genuine and unchanged, who approved it and when, and does it still stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sopctl.application.copies.official import SCAN_FILE, Frozen
from sopctl.application.library import Library
from sopctl.application.ports.copies import Inspection, Inspector
from sopctl.application.queries.knowing import hides
from sopctl.application.queries.readers import Reader, today
from sopctl.application.records import ReleasedVersion
from sopctl.content.attached import kind_of
from sopctl.domain import canonical
from sopctl.domain.errors import NotFoundError
from sopctl.domain.prints import Print
from sopctl.domain.standing import Standing, in_force, standing

_UNSEALED = frozenset({"not-sealed", "unknown-kind"})
_ANYBODY = Reader()
_NEEDS_COVER = (
    "needs-cover-sheet",
    "The file carries no seal and is no file of a document here; check it together with its cover sheet.",
)


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
    """What ``verify`` answers of one file; ``standing`` is "unknown" without a library.

    ``by_hash``: the file has no seal of its own and is, byte for byte, one that a release names.
    """

    genuine: bool
    unchanged: bool
    number: str
    version: str
    title: str
    standing: str
    signatures: tuple[SignatureFacts, ...]
    problems: tuple[tuple[str, str], ...]
    by_hash: bool = False


@dataclass(frozen=True)
class TokenAnswer:
    """What the QR page answers: the version, how it stands, and what is in force now.

    ``issued`` is the very print that has this code, None for copies without a number of their own. ``open``:
    whether the reader may be told more than what stands on the paper.
    """

    released: ReleasedVersion
    standing: Standing
    current: ReleasedVersion | None
    issued: Print | None = None
    open: bool = False

    @property
    def usable(self) -> bool:
        """Whether the paper with this code may be used today: in force, and not recorded as gone."""
        return self.standing is Standing.IN_FORCE and (self.issued is None or self.issued.fate is None)


def verify_file(library: Library, data: bytes, who: Reader | None = None) -> Verification:
    """Check a file against this library's certificates and ask how its version stands today.

    A file without a seal is looked up by its SHA-256 among those that are the body of a document that
    ``who`` may know (None: whoever keeps the library): a file that everybody has would else tell of it.
    """
    bare = _as_body(library, data, who)
    if bare is not None:
        return bare
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
    if {code for code, _ in problems} & _UNSEALED and kind_of(data) is not None:
        problems.append(_NEEDS_COVER)
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


def _as_body(library: Library, data: bytes, who: Reader | None) -> Verification | None:
    """What the library says of a file that is the body of one of its documents, None for any other."""
    digest = canonical.sha256(data)
    with library.reading() as uow:
        named = [r for r in uow.releases.by_source(digest) if _is_body(library, r, digest)]
        groups = {r.release.number: uow.releases.of(r.release.number) for r in named}
    day = today(library)
    facts = {number: [r.release for r in group] for number, group in groups.items()}
    stood = [(r, standing(r.release, facts[r.release.number], day)) for r in named]
    if who is not None:
        stood = [(r, at) for r, at in stood if _shows(who, r, at, groups[r.release.number], day)]
    if not stood:
        return None
    # The same file may be in several versions: one that is in force speaks for it, else the last.
    released, stands = next((x for x in reversed(stood) if x[1] is Standing.IN_FORCE), stood[-1])
    record = json.loads(released.record)
    return Verification(
        genuine=True,
        unchanged=True,
        number=str(released.release.number),
        version=str(released.release.version),
        title=released.title,
        standing=stands.value,
        signatures=tuple(_facts(s) for s in record.get("signatures", [])),
        problems=(),
        by_hash=True,
    )


def _shows(
    who: Reader, released: ReleasedVersion, stands: Standing, siblings: Sequence[ReleasedVersion], day: date
) -> bool:
    """Whether a reader would be shown a version on its own page."""
    if stands is Standing.SCHEDULED and not who.works:
        return False
    return who.may_read(released.open_to) and not hides(who, siblings, day)


def _is_body(library: Library, released: ReleasedVersion, digest: str) -> bool:
    """Whether a source is the document itself or its scan; a picture in a text says nothing by itself."""
    frozen = Frozen.of(library, released.commit)
    own = {name for name in frozen.files if name.startswith(f"{SCAN_FILE}/")} | set(frozen.source.front.body)
    return any(canonical.sha256(frozen.files[name]) == digest for name in own if name in frozen.files)


def by_token(library: Library, token: str, who: Reader = _ANYBODY) -> TokenAnswer:
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
        who.may_read(released.open_to) and not hides(who, siblings, day),
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
