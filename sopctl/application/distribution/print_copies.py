"""The sealed copies of controlled prints: drawn when issued, handed out for printing, drawn again if lost."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from sopctl.application.copies.official import Frozen, Making, official_copy, pictures_of, revisions
from sopctl.application.identity import require
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.ports.copies import Mark, RevisionEntry
from sopctl.application.queries.documents import CopyMissingError
from sopctl.application.queries.readers import today
from sopctl.application.records import CopyKey, ReleasedVersion
from sopctl.application.release.intents import get_version
from sopctl.application.release.publication import paper_in
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Role
from sopctl.domain.prints import Print, PrintEndedError
from sopctl.domain.standing import Standing, standing
from sopctl.domain.versions import Version

EXTENSION = "pdf"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip can hold; the files carry their own


class PrintOutdatedError(SopctlError):
    """A print of a version that is not in force, which nobody may print again."""

    code = "print-outdated"

    def __init__(self, number: DocumentNumber, copy: int, version: VersionLabel) -> None:
        super().__init__(
            f"Copy {copy} of {number} is of version {version}, which is not in force; exchange it.",
            number=number,
            copy=copy,
            version=version,
        )


@dataclass(frozen=True)
class PrintFile:
    """A file to print: a PDF, or a zip of several."""

    name: str
    media_type: str
    data: bytes


def key_of(issued: Print) -> CopyKey:
    """Where the copy of a print is kept among the copies of its version."""
    return CopyKey(Mark.CONTROLLED, EXTENSION, str(issued.copy))


def draw_prints(
    library: Library,
    version: Version,
    released: ReleasedVersion,
    siblings: Sequence[ReleasedVersion],
    prints: Iterable[Print],
) -> list[bytes]:
    """The sealed copies of prints of one version, each with its own number, holder and code.

    The bytes before sealing follow from the round, the release and the print alone. Raises NotFoundError for
    a version whose sources are gone, BlobMissingError, UndrawableError.
    """
    opened = next((r for r in version.rounds if r.commit == released.commit), None)
    if opened is None:
        raise NotFoundError(released.tag)
    release = released.release
    earlier = [r for r in siblings if r.release.recorded_at < release.recorded_at]
    this = RevisionEntry(release.effective, release.version, released.change)
    frozen = Frozen.of(library, released.commit)
    making = Making(
        made_at=release.recorded_at,
        effective=release.effective,
        record=released.record,
        paper=paper_in(released.record),
        revisions=revisions(earlier, this),
    )
    shape = frozen.shape
    copy = official_copy(opened, frozen, Mark.CONTROLLED, making, pictures_of(library, opened))
    renderer, profile = library.drawing(shape.dictionary).renderers[EXTENSION], shape.profile
    return [
        renderer.render(
            replace(
                copy,
                made_at=issued.issued_at,
                verify_url=f"{issued.public_url}/verify/{issued.token}",
                copy_number=str(issued.copy),
                revisions=revisions(earlier, this, issued.issued_at, released.reaffirmed),
                holder=issued.holder_words,
            ),
            profile,
            library.seal,
        )
        for issued in prints
    ]


def redraw_print(library: Library, released: ReleasedVersion, key: CopyKey) -> bytes:
    """The copy of one print, drawn and sealed again. Raises NotFoundError for one that nobody issued."""
    number = released.release.number
    with library.reading() as uow:
        issued = next((p for p in uow.prints.of(number) if key_of(p) == key), None)
        if issued is None or issued.version_id != released.release.version_id:
            raise NotFoundError(f"{number}: copy {key.copy_number}")
        version, siblings = get_version(uow, issued.version_id), uow.releases.of(number)
    return draw_prints(library, version, released, siblings, [issued])[0]


def files_to_print(library: Library, actor: Actor, ids: Sequence[str]) -> PrintFile:
    """The copies of prints for the quality office's printer: one PDF, or several in a zip.

    Every hand-out is in the ledger. Raises NotAllowedError, NotFoundError, PrintEndedError,
    PrintOutdatedError, CopyMissingError, BlobMissingError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "print controlled copies")
        wanted = [_printable(library, uow, print_id) for print_id in dict.fromkeys(ids)]
        if not wanted:
            raise NotFoundError("A print")
        for issued, digest in wanted:
            record(library, uow, actor, f"print:{issued.id}", "print:download", number=str(issued.number),
                   version=str(issued.version), copy=str(issued.copy), sha256=digest)  # fmt: skip
        uow.commit()
    files = [(_name(issued), library.blobs.get(digest)) for issued, digest in wanted]
    if len(files) == 1:
        return PrintFile(files[0][0], "application/pdf", files[0][1])
    numbers = {issued.number.slug for issued, _ in wanted}
    name = f"{numbers.pop() if len(numbers) == 1 else 'controlled'}-copies.zip"
    return PrintFile(name, "application/zip", _zip(files))


def _printable(library: Library, uow: UnitOfWork, print_id: str) -> tuple[Print, str]:
    issued = uow.prints.get(print_id)
    if issued is None:
        raise NotFoundError("That print")
    if issued.fate is not None:
        raise PrintEndedError(issued.number, issued.copy, issued.fate)
    siblings = uow.releases.of(issued.number)
    released = next((r for r in siblings if r.release.version_id == issued.version_id), None)
    if released is None:
        raise NotFoundError(issued.number)
    stands = standing(released.release, [r.release for r in siblings], today(library))
    if stands is not Standing.IN_FORCE:
        raise PrintOutdatedError(issued.number, issued.copy, issued.version)
    digest = released.copies.get(key_of(issued))
    if digest is None:
        raise CopyMissingError(issued.number, issued.version, f"{Mark.CONTROLLED} {issued.copy}")
    return issued, digest


def _name(issued: Print) -> str:
    return f"{issued.number.slug}-v{issued.version}-copy-{issued.copy:03}-{issued.holder.code}.{EXTENSION}"


def _zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files as they are: a sealed PDF is packed already."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return out.getvalue()
