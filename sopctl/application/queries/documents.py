"""Reading: what is in force, its page and copies, its history, the comparison of versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sopctl.application.copies.file_bodies import body_files, external_origin
from sopctl.application.copies.official import Frozen
from sopctl.application.library import Library, until_next_act
from sopctl.application.ports import UnitOfWork
from sopctl.application.ports.copies import BodyFile, ExternalOrigin, Mark
from sopctl.application.queries.knowing import hides
from sopctl.application.queries.readers import Reader, today
from sopctl.application.records import CopyKey, ReleasedVersion, Shelf
from sopctl.content.blocks import Heading
from sopctl.content.markdown import parse_body
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.standing import Standing, in_force, standing
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State

_OPEN = (State.DRAFT, State.IN_REVIEW, State.IN_CHECK, State.IN_APPROVAL, State.APPROVED)


class CopyMissingError(SopctlError):
    """A copy that should be kept and is not; it is refused rather than served without its mark."""

    code = "copy-missing"

    def __init__(self, number: DocumentNumber, version: VersionLabel, kind: str) -> None:
        super().__init__(
            f"The {kind} copy of {number} version {version} is missing; ask the quality office.",
            number=number,
            version=version,
            kind=kind,
        )


@dataclass(frozen=True)
class Listed:
    """A released version with its standing today."""

    released: ReleasedVersion
    standing: Standing


@dataclass(frozen=True)
class DocumentPage:
    """One version as a page: its text, how it stands, and the versions beside it (latest first).

    ``body``: the files that are the document. ``origin``: of a document of external origin.
    """

    released: ReleasedVersion
    standing: Standing
    html: str
    headings: tuple[Heading, ...]
    in_force: ReleasedVersion | None
    versions: tuple[Listed, ...]
    references: tuple[tuple[DocumentNumber, ReleasedVersion | None], ...]
    files: tuple[str, ...]
    body: tuple[BodyFile, ...] = ()
    origin: ExternalOrigin | None = None


@dataclass(frozen=True)
class CopyFile:
    """A stored copy to hand out: ``sha256`` names the blob and is its strong ETag."""

    sha256: str
    name: str
    media_type: str
    mark: Mark


def documents_in_force(library: Library, who: Reader) -> tuple[ReleasedVersion, ...]:
    """What is in force today and for this reader, by number."""
    with library.reading() as uow:
        found = uow.releases.in_force_on(today(library))
    return tuple(r for r in found if who.may_read(r.open_to))


def in_force_page(
    library: Library, who: Reader, page: int, size: int, *, type_code: str = "", department: str = "",
    standard: str = "",
) -> tuple[int, int, Sequence[ReleasedVersion]]:  # fmt: skip
    """A page of what is in force today and for this reader, by number; ``page`` counts from 1.

    Gives how many there are altogether, which page it is (the last, when there are fewer), and the page.
    """
    shelf, day = Shelf(who.departments, type_code, department, standard), today(library)
    with library.reading() as uow:
        count = uow.releases.count_on(shelf, day)
        shown = min(max(1, page), 1 + max(0, count - 1) // size)
        return count, shown, uow.releases.page_on(shelf, day, (shown - 1) * size, size)


def document_page(
    library: Library, who: Reader, number: DocumentNumber, label: VersionLabel | None = None, *, digits: str
) -> DocumentPage:
    """The version in force as a page, or a named version. Raises NotFoundError."""
    listed = released_versions(library, who, number)
    shown = _pick(listed, number, label)
    text = page_text(library, shown.released, digits)
    with library.reading() as uow:
        current = {
            r.release.number: r
            for r in uow.releases.in_force_on(today(library), numbers=text.references)
            if who.may_read(r.open_to)
        }
    return DocumentPage(
        released=shown.released,
        standing=shown.standing,
        html=text.html,
        headings=text.headings,
        in_force=next((x.released for x in listed if x.standing is Standing.IN_FORCE), None),
        versions=tuple(reversed(listed)),
        references=tuple((n, current.get(n)) for n in text.references),
        files=text.files,
        body=text.body,
        origin=text.origin,
    )


@dataclass(frozen=True)
class PageText:
    """What a released version's page shows of its frozen text; it never changes."""

    html: str
    headings: tuple[Heading, ...]
    references: tuple[DocumentNumber, ...]
    files: tuple[str, ...]
    body: tuple[BodyFile, ...]
    origin: ExternalOrigin | None


def page_text(library: Library, released: ReleasedVersion, digits: str) -> PageText:
    """The text of a released version as a page, remembered from the last reader."""
    number, version = released.release.number, released.release.version

    def make() -> PageText:
        frozen = Frozen.of(library, released.commit)
        source = frozen.source
        body = parse_body(source.body_text)
        base = f"{number.address}/versions/{version}/files/"
        return PageText(
            html=library.page.render(body, digits=digits, image_base=base),
            headings=tuple(body.headings()),
            references=source.references,
            files=tuple(sorted(frozen.images)),
            body=body_files(source, frozen.images),
            origin=external_origin(source),
        )

    return library.memory.get(("page", released.commit, number, version, digits), make)


def document_file(
    library: Library, who: Reader, number: DocumentNumber, label: VersionLabel, name: str
) -> bytes:
    """An image of a released version. Raises NotFoundError."""
    shown = _pick(released_versions(library, who, number), number, label)
    found = Frozen.of(library, shown.released.commit).images.get(name)
    if found is None:
        raise NotFoundError(name)
    return found


def copy_of(
    library: Library, who: Reader, number: DocumentNumber, label: VersionLabel | None, extension: str,
    *, master: bool = False,
) -> CopyFile:  # fmt: skip
    """The official copy of the version in force, or of a named version with the mark of its standing.

    ``master`` asks for the ต้นฉบับ, for the quality office and auditors.

    Raises NotFoundError, CopyMissingError.
    """
    shown = _pick(released_versions(library, who, number), number, label)
    if shown.standing in (Standing.SUPERSEDED, Standing.WITHDRAWN):
        mark = Mark.WITHDRAWN
    elif master and who.sees_all:
        mark = Mark.MASTER
    else:
        mark = Mark.UNCONTROLLED
    version = shown.released.release.version
    digest = shown.released.copies.get(CopyKey(mark, extension))
    if digest is None or extension not in library.drawing(b"").renderers:
        raise CopyMissingError(number, version, mark)
    media_type = library.drawing(b"").renderers[extension].media_type
    return CopyFile(digest, f"{number.slug}-v{version}.{extension}", media_type, mark)


def released_versions(library: Library, who: Reader, number: DocumentNumber) -> tuple[Listed, ...]:
    """The released versions of a document that a reader may see, oldest first. Raises NotFoundError.

    A scheduled version is for those who take part in document control.
    """
    releases = _releases_of(library, number)
    facts, day = [r.release for r in releases], today(library)
    if hides(who, releases, day):
        raise NotFoundError(number)
    listed = tuple(Listed(r, standing(r.release, facts, day)) for r in releases)
    seen = tuple(
        x
        for x in listed
        if who.may_read(x.released.open_to) and (x.standing is not Standing.SCHEDULED or who.works)
    )
    if not seen:
        raise NotFoundError(number)
    return seen


def standing_now(library: Library, released: ReleasedVersion) -> Standing:
    """How a released version stands today."""
    siblings = _releases_of(library, released.release.number)
    return standing(released.release, [r.release for r in siblings], today(library))


def _releases_of(library: Library, number: DocumentNumber) -> Sequence[ReleasedVersion]:
    def read() -> Sequence[ReleasedVersion]:
        with library.reading() as uow:
            return uow.releases.of(number)

    return until_next_act(library, ("releases", number), read)


def _in_force(uow: UnitOfWork, library: Library, number: DocumentNumber) -> ReleasedVersion | None:
    releases = uow.releases.of(number)
    current = in_force([r.release for r in releases], today(library))
    if current is None:
        return None
    return next(r for r in releases if r.release.version_id == current.version_id)


def _pick(listed: tuple[Listed, ...], number: DocumentNumber, label: VersionLabel | None) -> Listed:
    """A named version, else the one in force, else the latest that was (withdrawn)."""
    if label is not None:
        found = next((x for x in listed if x.released.release.version == label), None)
    else:
        found = next((x for x in listed if x.standing is Standing.IN_FORCE), listed[-1])
    if found is None:
        raise NotFoundError(f"{number} version {label}")
    return found


def open_version(library: Library, number: DocumentNumber) -> Version:
    """The version of a document that is in work. Raises NotFoundError."""
    with library.reading() as uow:
        found = next((v for v in reversed(uow.versions.of(number)) if v.state in _OPEN), None)
    if found is None:
        raise NotFoundError(f"{number}: a version in work")
    return found


def latest_version(library: Library, number: DocumentNumber) -> Version:
    """The version in work, else the last that was not abandoned: what the next step would be about.

    Raises NotFoundError.
    """
    with library.reading() as uow:
        versions = [v for v in uow.versions.of(number) if v.state is not State.ABANDONED]
    if not versions:
        raise NotFoundError(number)
    return next((v for v in reversed(versions) if v.state in _OPEN), versions[-1])
