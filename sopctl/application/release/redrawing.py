"""Copies drawn again from the frozen round: the same bytes before sealing, and a new seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sopctl.application.copies.official import Frozen, Making, official_copy, pictures_of, revisions
from sopctl.application.library import Library
from sopctl.application.ports import BlobDamagedError, BlobMissingError
from sopctl.application.ports.copies import Mark, RevisionEntry
from sopctl.application.records import CopyKey, ReleasedVersion
from sopctl.application.release.publication import earlier_than, paper_in
from sopctl.domain.errors import NotFoundError
from sopctl.domain.rounds import Round
from sopctl.domain.versions import Version

EXTENSIONS = ("docx", "pdf")
_AT_RELEASE = (Mark.MASTER, Mark.UNCONTROLLED)


def expected_copies(released: ReleasedVersion, siblings: Sequence[ReleasedVersion]) -> set[CopyKey]:
    """The copies that a release must have among ``siblings``, all released versions of its document."""
    marks = {*_AT_RELEASE, *((Mark.WITHDRAWN,) if _ended_at(released, siblings) else ())}
    return {CopyKey(mark, extension) for mark in marks for extension in EXTENSIONS}


def can_redraw(key: CopyKey) -> bool:
    """Whether a copy follows from the release alone, as a controlled print with its holder does not."""
    return key.mark in (*_AT_RELEASE, Mark.WITHDRAWN) and not key.copy_number


def redraw(
    library: Library,
    version: Version,
    released: ReleasedVersion,
    siblings: Sequence[ReleasedVersion],
    key: CopyKey,
    *,
    without_lost_pictures: bool = False,
) -> bytes:
    """A sealed copy, drawn as it was drawn at its release, or when its successor was released.

    ``without_lost_pictures`` draws signatures without their pictures when those are gone.

    Raises NotFoundError for a copy that the release does not have, or whose sources are gone.
    """
    opened, making = _making(version, released, siblings, key)
    frozen = Frozen.of(library, released.commit)
    shape = frozen.shape
    try:
        pictures = pictures_of(library, opened)
    except (BlobMissingError, BlobDamagedError):
        if not without_lost_pictures:
            raise
        bare = tuple(replace(signature, picture_sha256="") for signature in opened.signatures)
        opened, pictures = replace(opened, signatures=bare), {}
    copy = official_copy(opened, frozen, Mark(key.mark), making, pictures)
    renderer = library.drawing(shape.dictionary).renderers[key.extension]
    return renderer.render(copy, shape.profile, library.seal)


def _making(
    version: Version, released: ReleasedVersion, siblings: Sequence[ReleasedVersion], key: CopyKey
) -> tuple[Round, Making]:
    opened = next((r for r in version.rounds if r.commit == released.commit), None)
    if opened is None or not can_redraw(key):
        raise NotFoundError(f"{released.tag} {key.mark}.{key.extension}")
    release = released.release
    if key.mark == Mark.WITHDRAWN:
        made_at = _ended_at(released, siblings)
        earlier = earlier_than(released, siblings)
    else:
        made_at = release.recorded_at
        earlier = [r for r in siblings if r.release.recorded_at < release.recorded_at]
    if made_at is None:
        raise NotFoundError(f"{released.tag} {key.mark}.{key.extension}")
    before = [r for r in earlier if r.release.recorded_at < made_at]
    return opened, Making(
        made_at=made_at,
        effective=release.effective,
        token=released.token,
        public_url=released.public_url,
        record=released.record,
        paper=paper_in(released.record),
        revisions=revisions(
            before, RevisionEntry(release.effective, release.version, released.change), made_at
        ),
    )


def _ended_at(released: ReleasedVersion, siblings: Sequence[ReleasedVersion]) -> datetime | None:
    """When the ยกเลิก copies were made: at the release of the first successor, or at the withdrawal."""
    release = released.release
    moments = [
        r.release.recorded_at
        for r in siblings
        if r.release.recorded_at > release.recorded_at and r.release.effective >= release.effective
    ]
    if release.withdrawn_recorded_at is not None:
        moments.append(release.withdrawn_recorded_at)
    return min(moments, default=None)
