"""Reading: what is in force, its page and copies, its history, the comparison of versions, search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sopctl.application.copies.file_bodies import body_files, external_origin
from sopctl.application.copies.official import Frozen
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.ports.copies import BodyFile, ExternalOrigin, Mark
from sopctl.application.queries.deeds import Deed, deeds_of
from sopctl.application.records import Access, CopyKey, Document, ReleasedVersion, SearchHit
from sopctl.content.blocks import Heading
from sopctl.content.compare import Comparison, compare
from sopctl.content.markdown import parse_body
from sopctl.domain.authority import Offices
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person, Role
from sopctl.domain.standing import Standing, in_force, standing
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State
from sopctl.thai.dates import bangkok_day

_SEES_ALL = frozenset({Role.QUALITY, Role.AUDITOR})
_WORKS = frozenset({Role.AUTHOR, Role.REVIEWER, Role.QUALITY, Role.AUDITOR})
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
class Reader:
    """Somebody who reads; ``person`` None is anybody without an account."""

    person: Person | None = None

    def may_read(self, access: Access, department: str) -> bool:
        """Whether a released document with this access is for this reader."""
        if access is Access.ALL:
            return True
        return self.person is not None and (
            bool(self.person.roles & _SEES_ALL) or self.person.department == department
        )

    @property
    def works(self) -> bool:
        """Whether the reader takes part in document control and sees what is not yet in force."""
        return self.person is not None and bool(self.person.roles & _WORKS)

    @property
    def departments(self) -> frozenset[str] | None:
        """Departments whose restricted documents the reader may see; None for all."""
        if self.person is None:
            return frozenset()
        return None if self.person.roles & _SEES_ALL else frozenset({self.person.department})


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


def reader(library: Library, actor: Actor | None) -> Reader:
    """The reader behind an actor. Raises NotAllowedError for one that is not active."""
    if actor is None:
        return Reader()
    with library.reading() as uow:
        return Reader(person_of(uow, actor))


def today(library: Library) -> date:
    """The Bangkok day now."""
    return bangkok_day(library.clock())


def documents_in_force(library: Library, who: Reader) -> tuple[ReleasedVersion, ...]:
    """What is in force today and for this reader, by number."""
    with library.reading() as uow:
        found = uow.releases.in_force_on(today(library))
    return tuple(r for r in found if who.may_read(r.access, r.department))


def find_documents(
    library: Library, who: Reader, query: str, *, type_code: str = "", department: str = "",
    standard: str = "", limit: int = 20,
) -> Sequence[SearchHit]:  # fmt: skip
    """Search what is in force: number first, then title, then body."""
    with library.reading() as uow:
        return uow.search.find(
            query,
            restricted_departments=who.departments,
            type_code=type_code,
            department=department,
            standard=standard,
            limit=limit,
        )


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
            if who.may_read(r.access, r.department)
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
    elif master and who.person is not None and who.person.roles & _SEES_ALL:
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
    with library.reading() as uow:
        releases = uow.releases.of(number)
    facts, day = [r.release for r in releases], today(library)
    listed = tuple(Listed(r, standing(r.release, facts, day)) for r in releases)
    seen = tuple(
        x
        for x in listed
        if who.may_read(x.released.access, x.released.department)
        and (x.standing is not Standing.SCHEDULED or who.works)
    )
    if not seen:
        raise NotFoundError(number)
    return seen


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
    with library.reading() as uow:
        document = uow.documents.get(number)
        versions = uow.versions.of(number)
        names = {p.user: p.name for p in uow.people.all()}
        offices = uow.posts.offices()
        deeds = {
            v.id: deeds_of(
                v,
                uow.releases.get(v.id),
                uow.withdrawals.of(v.id),
                names,
                offices,
                uow.reaffirmations.of(v.id),
            )
            for v in versions
        }
    if document is None or not who.may_read(document.access, document.department):
        raise NotFoundError(number)
    try:
        listed = released_versions(library, who, number)
    except NotFoundError:
        listed = ()
    ids = {x.released.release.version_id for x in listed}
    seen = tuple(v for v in reversed(versions) if who.works or v.id in ids)
    if not seen:
        raise NotFoundError(number)
    told = {v.id: deeds[v.id] for v in seen}
    return DocumentHistory(document, seen, tuple(reversed(listed)), names, told)


def compare_versions(
    library: Library, who: Reader, number: DocumentNumber, old: VersionLabel, new: VersionLabel
) -> Comparison:
    """The comparison of two released versions by block and by Thai word. Raises NotFoundError."""
    listed = released_versions(library, who, number)
    before = Frozen.of(library, _pick(listed, number, old).released.commit)
    after = Frozen.of(library, _pick(listed, number, new).released.commit)
    segment = library.drawing(after.shape.dictionary).segment
    return compare(before.readable, after.readable, segment)


@dataclass(frozen=True)
class RegisterLine:
    """One line of the register of controlled documents."""

    released: ReleasedVersion
    standing: Standing


def register(
    library: Library, who: Reader, on: date | None = None, known_at: datetime | None = None
) -> tuple[RegisterLine, ...]:
    """Every document's version in force on a day, what is scheduled, and what was withdrawn, by number.

    What was approved after the day was not scheduled on it. ``known_at`` answers as it was known at a moment,
    without what was recorded later; None as it is known now.
    """
    day = on or today(library)
    lines: list[RegisterLine] = []
    with library.reading() as uow:
        releases = uow.releases.all()
    by_number: dict[DocumentNumber, list[ReleasedVersion]] = {}
    for released in releases:
        if released.release.known(known_at) and who.may_read(released.access, released.department):
            by_number.setdefault(released.release.number, []).append(released)
    for number in sorted(by_number):
        group = by_number[number]
        facts = [r.release for r in group]
        for released in group:
            stands = standing(released.release, facts, day, known_at)
            if stands is Standing.SCHEDULED and (not who.works or released.approval.day > day):
                continue
            if stands is not Standing.SUPERSEDED:
                lines.append(RegisterLine(released, stands))
    return tuple(lines)


@dataclass(frozen=True)
class DocumentEntry:
    """A document in the list for those who work on documents: what is in force and what is in work."""

    document: Document
    current: Listed | None
    open: Version | None
    title: str


def document_list(library: Library, who: Reader) -> tuple[DocumentEntry, ...]:
    """Every document that a reader may see, by number."""
    entries: list[DocumentEntry] = []
    day = today(library)
    with library.reading() as uow:
        open_versions = {v.number: v for v in uow.versions.in_states(_OPEN)} if who.works else {}
        releases: dict[DocumentNumber, list[ReleasedVersion]] = {}
        for released in uow.releases.all():
            releases.setdefault(released.release.number, []).append(released)
        for document in sorted(uow.documents.all(), key=lambda d: d.number):
            if not who.may_read(document.access, document.department):
                continue
            group = releases.get(document.number, [])
            facts = [r.release for r in group]
            listed = [Listed(r, standing(r.release, facts, day)) for r in group]
            current = next((x for x in listed if x.standing is Standing.IN_FORCE), None)
            current = current or (listed[-1] if listed else None)
            opened = open_versions.get(document.number)
            if current is None and opened is None:
                continue
            title = current.released.title if current else ""
            if opened is not None and not title and (draft := uow.drafts.get(opened.id)):
                title = draft_title(draft.markdown)
            entries.append(DocumentEntry(document, current, opened, title))
    return tuple(entries)


def draft_title(markdown: str) -> str:
    """The title line of a draft's front matter, "" when there is none; for lists only."""
    for line in markdown.splitlines()[:40]:
        if line.startswith("title:"):
            return line.partition(":")[2].strip().strip("\"'")
    return ""


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


def offices(library: Library) -> Offices:
    """The posts and who holds them, past and to come."""
    with library.reading() as uow:
        return uow.posts.offices()
