"""The history of a document, its standing versions, and the comparison of two of them."""

from __future__ import annotations

from dataclasses import dataclass

from sopctl.application.copies.official import Frozen
from sopctl.application.library import Library
from sopctl.application.queries.deeds import Deed, deeds_of
from sopctl.application.queries.documents import Listed, _pick, released_versions
from sopctl.application.queries.knowing import may_know
from sopctl.application.queries.readers import Reader, today
from sopctl.application.records import Document
from sopctl.content.compare import Comparison, compare
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.versions import Version


@dataclass(frozen=True)
class DocumentHistory:
    """A document's versions with all that happened to them, latest first, and how each stands.

    ``deeds``: by version id, who did what, oldest first.
    """

    document: Document
    versions: tuple[Version, ...]
    listed: tuple[Listed, ...]
    names: dict[str, str]
    deeds: dict[str, tuple[Deed, ...]]


def history(library: Library, who: Reader, number: DocumentNumber) -> DocumentHistory:
    """Who did what and when. Those outside document control see released versions only.

    Raises NotFoundError.
    """
    try:
        listed = released_versions(library, who, number)
    except NotFoundError:
        if not who.works:  # as much work as for a number that there is not
            raise
        listed = ()
    ids, day = {x.released.release.version_id for x in listed}, today(library)
    with library.reading() as uow:
        document = uow.documents.get(number)
        # Nothing more is asked of a document that is hidden than of one that there is not.
        if document is None or not (listed or who.may_read(document.open_to)):
            raise NotFoundError(number)
        versions = uow.versions.of(number)
        seen = tuple(
            v for v in reversed(versions) if v.id in ids or (who.works and may_know(uow, who, v, day))
        )
        if not seen:
            raise NotFoundError(number)
        names = {p.user: p.name for p in uow.people.all()}
        offices = uow.posts.offices()
        told = {
            v.id: deeds_of(
                v,
                uow.releases.get(v.id),
                uow.withdrawals.of(v.id),
                names,
                offices,
                uow.reaffirmations.of(v.id),
            )
            for v in seen
        }
    return DocumentHistory(document, seen, tuple(reversed(listed)), names, told)


def compare_with_file(
    library: Library, who: Reader, number: DocumentNumber, label: VersionLabel | None, data: bytes, name: str
) -> Comparison:
    """What a file (Word, Markdown or text) says otherwise than a released version; None is the one in force.

    The file is read as an import is, and nothing of it is kept. Raises NotFoundError and as Intake does.
    """
    listed = released_versions(library, who, number)
    before = Frozen.of(library, based_on(listed, number, label).released.commit)
    imported = library.intake.read(data, name, today=today(library))
    return compare(before.readable, imported.body, library.drawing(before.shape.dictionary).segment)


def based_on(listed: tuple[Listed, ...], number: DocumentNumber, label: VersionLabel | None) -> Listed:
    """The version of a label, else the one in force, else the last. Raises NotFoundError."""
    if label is not None:
        return _pick(listed, number, label)
    return next((one for one in listed if one.standing == "in_force"), listed[-1])


def compare_versions(
    library: Library, who: Reader, number: DocumentNumber, old: VersionLabel, new: VersionLabel
) -> Comparison:
    """The comparison of two released versions by block and by Thai word. Raises NotFoundError."""
    listed = released_versions(library, who, number)
    before = Frozen.of(library, _pick(listed, number, old).released.commit)
    after = Frozen.of(library, _pick(listed, number, new).released.commit)
    segment = library.drawing(after.shape.dictionary).segment
    return compare(before.readable, after.readable, segment)
