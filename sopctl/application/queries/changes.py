"""The comparison of two versions as a Word document with tracked changes."""

from __future__ import annotations

from dataclasses import replace

from sopctl.application.copies.official import Frozen
from sopctl.application.library import Library
from sopctl.application.ports.copies import Mark, OfficialCopy, UndrawableError
from sopctl.application.queries.documents import released_versions
from sopctl.application.queries.history import based_on
from sopctl.application.queries.readers import Reader, today
from sopctl.application.records import ReleasedVersion
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel


def changes_in_word(
    library: Library, who: Reader, number: DocumentNumber, old: VersionLabel, new: VersionLabel
) -> bytes:
    """A DOCX in which accepting all changes gives the new version's text, rejecting all the old one's.

    Raises NotFoundError, UndrawableError.
    """
    listed = {one.released.release.version: one.released for one in released_versions(library, who, number)}
    for label in (old, new):
        if label not in listed:
            raise NotFoundError(f"{number} {label}")
    before, after = (Frozen.of(library, listed[label].commit) for label in (old, new))
    drawing = library.drawing(after.shape.dictionary)
    if drawing.changes is None:
        raise UndrawableError("nothing here draws tracked changes")
    copy = _copy(listed[new], before, after)
    return drawing.changes.render_changes(copy, before.readable, after.shape.profile, drawing.segment)


def file_in_word(
    library: Library, who: Reader, number: DocumentNumber, label: VersionLabel | None, data: bytes, name: str
) -> bytes:
    """A DOCX in which accepting all changes gives a file's text, rejecting all that of a released version.

    Raises NotFoundError, UndrawableError and as Intake does.
    """
    listed = based_on(released_versions(library, who, number), number, label)
    before = Frozen.of(library, listed.released.commit)
    imported = library.intake.read(data, name, today=today(library))
    drawing = library.drawing(before.shape.dictionary)
    if drawing.changes is None:
        raise UndrawableError("nothing here draws tracked changes")
    copy = _copy(listed.released, before, before)
    copy = replace(copy, body=imported.body, images={**before.images, **imported.files})
    return drawing.changes.render_changes(copy, before.readable, before.shape.profile, drawing.segment)


def _copy(released: ReleasedVersion, before: Frozen, after: Frozen) -> OfficialCopy:
    kind = after.shape.type
    return OfficialCopy(
        number=released.release.number, version=released.release.version, title=released.title,
        type_th=kind.title_th, type_en=kind.title_en, hospital=after.shape.hospital.name,
        owner=released.owner, effective=released.release.effective, mark=Mark.DRAFT,
        made_at=released.release.recorded_at,
        body=after.readable, images={**before.images, **after.images},
    )  # fmt: skip
