"""Stored files: every one that something names is there, hashes right, and is the copy that it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sopctl.application.library import Library
from sopctl.application.ports import BlobDamagedError, BlobMissingError
from sopctl.application.records import CopyKey, ReleasedVersion
from sopctl.application.release.redrawing import can_redraw, expected_copies
from sopctl.application.safekeeping.doctor.moment import Moment
from sopctl.application.safekeeping.doctor.problem import Kind, Problem
from sopctl.application.safekeeping.doctor.releases import name_of
from sopctl.domain.rounds import Round
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State

EVIDENCE = "evidence"


def check_copies(library: Library, moment: Moment, released: ReleasedVersion) -> Iterator[Problem]:
    """The stored copies of one release: their bytes, their seals, and the record inside them."""
    about = name_of(released)
    expected = expected_copies(released, moment.siblings(released.release.number))
    for key in sorted(expected - released.copies.keys(), key=str):
        yield Problem.found(Kind.COPY_MISSING, f"{about} {copy_name(key)}", about=about, copy=copy_name(key))
    uses = Counter(released.copies.values())
    for key, digest in sorted(released.copies.items(), key=str):
        problem = _wrong(library, released, key, digest)
        if problem is None and uses[digest] > 1:
            twice = "one file stands for two copies"
            problem = Problem.found(Kind.COPY_SEAL, digest, about=about, copy=copy_name(key), detail=twice)
        if problem is not None:
            yield problem


def check_draft_files(library: Library, moment: Moment) -> Iterator[Problem]:
    """The pictures of drafts; nothing that the library holds could bring one back."""
    for draft in moment.drafts:
        version = moment.versions[draft.version_id]
        about = f"{version.number.slug}/v{version.label}"
        for name, digest in draft.files.items():
            kind = _readable(library, digest)
            if kind is not None and version.state not in (State.RELEASED, State.WITHDRAWN, State.ABANDONED):
                yield Problem(kind, digest, about, f"picture {name} of the draft")


def check_evidence(library: Library, version: Version, opened: Round) -> Iterator[Problem]:
    """What was on the screens of a round's signers: the same round draws the same bytes again."""
    about = f"{version.number.slug}/v{version.label}"
    for place, given in enumerate(opened.signatures):
        kind = _readable(library, given.evidence_sha256) if given.evidence_sha256 else None
        if kind is not None:
            name = f"{EVIDENCE}:{opened.id}:{place}"
            yield Problem(kind, given.evidence_sha256, about, f"what {given.person} signed", name, True)
        picture = _readable(library, given.picture_sha256) if given.picture_sha256 else None
        if picture is not None:
            yield Problem(picture, given.picture_sha256, about, f"the picture of {given.person}'s signature")


def copy_name(key: CopyKey) -> str:
    """``master.pdf``, or ``controlled.3.pdf`` with a copy number."""
    return ".".join(part for part in (key.mark, key.copy_number, key.extension) if part)


def _wrong(library: Library, released: ReleasedVersion, key: CopyKey, digest: str) -> Problem | None:
    about, name = name_of(released), copy_name(key)
    mendable = can_redraw(key) or bool(key.copy_number)
    try:
        data = library.blobs.get(digest)
    except BlobMissingError:
        return Problem(Kind.BLOB_MISSING, digest, about, name, name, mendable)
    except BlobDamagedError:
        return Problem(Kind.BLOB_DAMAGED, digest, about, name, name, mendable)
    found = library.inspector.inspect(data, library.certificates())
    said = [code for code, _ in found.problems]
    if found.genuine and found.unchanged and found.record != released.record:
        said.append("another approval record is in it")
    elif found.genuine and found.unchanged:
        return None
    return Problem(Kind.COPY_SEAL, digest, about, f"{name}: {', '.join(said) or 'no seal'}", name, mendable)


def _readable(library: Library, digest: str) -> Kind | None:
    try:
        library.blobs.get(digest)
    except BlobMissingError:
        return Kind.BLOB_MISSING
    except BlobDamagedError:
        return Kind.BLOB_DAMAGED
    return None
