"""Authoring: a draft is begun, saved, seen, submitted, taken back or given up."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sopctl.application.authoring.checking import Beside, findings_in, read_source
from sopctl.application.authoring.clearing import (
    PersonalFinding,
    personal_of,
)
from sopctl.application.copies.official import SOURCE_FILE, Frozen
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.knowing import asked_access, hides, may_begin, require_known
from sopctl.application.queries.readers import Reader
from sopctl.application.records import Document, Draft
from sopctl.application.shape import document_type, hospital
from sopctl.content.attached import check_attached
from sopctl.content.checks import Finding, Level
from sopctl.content.markdown import parse_body
from sopctl.content.picture_facts import Bare, PictureBrokenError, without_facts
from sopctl.content.source import Source
from sopctl.domain.access import Access, OpenTo
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person, Role
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action, OutOfOrderError, State
from sopctl.thai.dates import bangkok_day

_ENDED = {State.RELEASED, State.WITHDRAWN, State.ABANDONED}
_FILE_NAME = re.compile(r"[A-Za-z0-9\u0e01-\u0e5b][A-Za-z0-9\u0e01-\u0e5b ._-]{0,99}")
_IMAGES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
Also = Callable[[UnitOfWork, Version], None]  # what is done when a version is begun
MAX_FILE = 10_000_000  # bytes of one image
MAX_TEXT = 2_000_000  # bytes of one document's Markdown


class NumberTakenError(SopctlError):
    """A number that a document has, or once had."""

    code = "number-taken"

    def __init__(self, number: DocumentNumber) -> None:
        super().__init__(f"{number} is taken; revise that document, or choose a new number.", number=number)


class DraftOpenError(SopctlError):
    """A document that has an unreleased version already."""

    code = "draft-open"

    def __init__(self, number: DocumentNumber, version: VersionLabel) -> None:
        super().__init__(
            f"{number} has version {version} in work already; finish or abandon that first.",
            number=number,
            version=version,
        )


class FileRefusedError(SopctlError):
    """A file that cannot stand beside a document."""

    code = "file-refused"

    def __init__(self, name: str, reason_th: str, reason: str) -> None:
        super().__init__(f"“{name[:80]}” cannot be added: {reason}.", name=name[:80], reason=reason_th)


@dataclass(frozen=True)
class DraftView:
    """A draft as its author sees it; ``open_to`` is whom its text would be for."""

    version: Version
    draft: Draft
    findings: tuple[Finding, ...]
    personal: tuple[PersonalFinding, ...] = ()
    open_to: OpenTo = field(default_factory=OpenTo)


def start_document(
    library: Library, actor: Actor, number: DocumentNumber, title: str, type_code: str, department: str
) -> str:
    """Begin a new document from its type's skeleton; returns the draft's id.

    Raises NumberTakenError, TypeUnknownError, NumberOutOfGrammarError and NotAllowedError.
    """
    kind = document_type(library, type_code)
    kind.require(number)
    unit = hospital(library).department(department)
    owner = unit.name if unit else department
    head = [
        "---",
        f"number: {number}",
        f"title: {title}",
        f"type: {type_code}",
        f"department: {department}",
        f"owner: {owner}",
        f"review_every: {kind.review_every}",
        "access: all",
        "---",
        "",
    ]
    body = "\n\n".join(f"# {section}\n\n…" for section in kind.required_sections)
    return start_from_text(library, actor, "\n".join(head) + "\n" + body + "\n", {}, new=True)


def start_revision(
    library: Library, actor: Actor, number: DocumentNumber, *, amendment: bool = False, reason: str = "",
    also: Also | None = None,
) -> str:  # fmt: skip
    """Begin the next version of a document from its latest released text; returns the draft's id.

    ``amendment``: the next แก้ไขครั้งที่ of the same edition, which takes its type's lighter route. ``also`` is
    done in the transaction that begins it. Raises NotFoundError, DraftOpenError, NoAmendmentsError,
    NotAllowedError.
    """
    with library.reading() as uow:
        who = Reader(_author(uow, actor))
        releases = uow.releases.of(number)
    if not releases or hides(who, releases, bangkok_day(library.clock())):
        raise NotFoundError(number)
    if not who.may_read(releases[-1].open_to):
        raise NotFoundError(number)
    frozen = Frozen.of(library, releases[-1].commit)
    # A file that the text no longer names as its body, and that is no picture, ends with the version before.
    body = frozen.source.front.body
    files = {n: d for n, d in frozen.images.items() if n in body or d.startswith(tuple(_IMAGES))}
    return start_from_text(
        library, actor, frozen.markdown, files, amendment=amendment, before=files, reason=reason, also=also
    )


def start_from_text(
    library: Library,
    actor: Actor,
    markdown: str,
    files: Mapping[str, bytes],
    *,
    new: bool = False,
    amendment: bool = False,
    before: Collection[str] = (),
    reason: str = "",
    also: Also | None = None,
) -> str:
    """Begin a draft from a text; of a new document, or the next version of the one that it names.

    ``new`` refuses a number that exists; ``amendment`` asks for the next amendment instead of an edition;
    ``before`` names the files that stood in the version before, which no later rule refuses; ``also`` is done
    in the same transaction. Returns the draft's id. Raises FrontMatterError, NumberTakenError,
    DraftOpenError, FileRefusedError, BodyFileRefusedError, NoAmendmentsError and NotAllowedError.
    """
    source = read_source(library, markdown)
    for name in source.front.body:
        if name in files:
            check_attached(name, files[name])
    kept = {
        name: library.blobs.put(
            data if name in source.front.body else bare_picture(name, data, known=name in before).data
        )
        for name, data in files.items()
    }
    with library.unit() as uow:
        person = _author(uow, actor)
        document = uow.documents.get(source.number)
        if document is None:
            require_free(uow, source.number)
            uow.documents.add(_document(library, source))
        elif new or not may_begin(uow, Reader(person), source.number, bangkok_day(library.clock())):
            raise NumberTakenError(source.number)  # of what is hidden nothing else is told
        version = _next_version(library, uow, source, person, amendment=amendment)
        document_type(library, source.type or "SOP").steps_for(version.label)
        uow.versions.add(version)
        draft = Draft(version.id, source.canonical(), kept, reason, None, 1, library.clock(), person.user)
        uow.drafts.save(draft)
        record(library, uow, actor, f"version:{version.id}", "draft:begin", number=str(source.number),
               version=str(version.label))  # fmt: skip
        if also is not None:
            also(uow, version)
        uow.commit()
    return version.id


def save_draft(
    library: Library,
    actor: Actor,
    version_id: str,
    *,
    save_number: int,
    markdown: str | None = None,
    reason: str | None = None,
    requested_effective: date | None = None,
    clear_effective: bool = False,
) -> Draft:
    """Keep what the author wrote, even when it has findings; ``save_number`` is the save that was edited.

    Raises ConcurrentChangeError when somebody saved meanwhile, OutOfOrderError after submission,
    FileRefusedError for a text that is too large, NotAllowedError.
    """
    if markdown is not None and len(markdown.encode()) > MAX_TEXT:
        limit = MAX_TEXT // 1_000_000
        raise FileRefusedError(SOURCE_FILE, f"ข้อความใหญ่กว่า {limit} MB", f"a text of more than {limit} MB")
    with library.unit() as uow:
        _, draft = open_draft(library, uow, actor, version_id)
        effective = None if clear_effective else requested_effective or draft.requested_effective
        saved = replace(
            draft,
            markdown=draft.markdown if markdown is None else markdown.replace("\r\n", "\n"),
            reason=draft.reason if reason is None else reason.strip(),
            requested_effective=effective,
            save_number=save_number + 1,
            saved_at=library.clock(),
            saved_by=actor.user,
        )
        uow.drafts.save(saved)
        uow.commit()
    return saved


def add_file(library: Library, actor: Actor, version_id: str, name: str, data: bytes) -> Draft:
    """Put an image beside the draft's text, typed by its content, as ``bare_picture`` leaves it.

    Raises FileRefusedError and such.
    """
    with library.reading() as uow:
        open_draft(library, uow, actor, version_id)  # nothing is kept for somebody who may not write here
    digest = library.blobs.put(bare_picture(name, data).data)
    with library.unit() as uow:
        _, draft = open_draft(library, uow, actor, version_id)
        saved = replace(
            draft,
            files={**draft.files, name: digest},
            save_number=draft.save_number + 1,
            saved_at=library.clock(),
            saved_by=actor.user,
        )
        uow.drafts.save(saved)
        uow.commit()
    return saved


def view_draft(library: Library, actor: Actor, version_id: str) -> DraftView:
    """A draft with its findings. Raises NotFoundError, NotAllowedError."""
    with library.reading() as uow:
        version, draft = readable_draft(library, uow, actor, version_id)
        who = Reader(person_of(uow, actor))
        findings = draft_findings(library, uow, draft.markdown, draft.files, who)
        personal = personal_of(uow, actor, version, findings)
    open_to = asked_access(draft.markdown, bangkok_day(library.clock()))
    return DraftView(version, draft, findings, personal, open_to)


def draft_findings(
    library: Library, uow: UnitOfWork, markdown: str, files: Beside, who: Reader
) -> tuple[Finding, ...]:
    """The findings of a text as ``who`` may see them; one that cannot be read at all is itself a finding."""
    try:
        source = read_source(library, markdown)
        return findings_in(library, uow, source, files, who)
    except SopctlError as error:
        line = int(error.facts.get("line", "1"))
        expected = error.facts.get("expected_th")
        thai = f"บรรทัด {line} ต้องเป็น {expected}" if expected else str(error)
        return (Finding(error.code, Level.ERROR, line, thai, str(error)),)


def preview_page(library: Library, markdown: str, *, digits: str, image_base: str) -> str:
    """The page that a text makes, as HTML. Raises FrontMatterError."""
    source = read_source(library, markdown)
    return library.page.render(parse_body(source.body_text), digits=digits, image_base=image_base)


def require_free(uow: UnitOfWork, number: DocumentNumber) -> None:
    """Raises NumberTakenError where another document goes by the same name in git, as ``A/1`` and ``A.1`` do.

    Its tags and its folder on ``main`` would be that one's, and so would its copies.
    """
    if number.slug == number.text:
        return  # most numbers are their own name in git, and nobody has to look at every document for them
    if any(each.number != number and each.number.slug == number.slug for each in uow.documents.all()):
        raise NumberTakenError(number)


def _author(uow: UnitOfWork, actor: Actor) -> Person:
    person = person_of(uow, actor)
    if not person.roles & {Role.AUTHOR, Role.QUALITY}:
        raise NotAllowedError(actor.user, "write documents")
    return person


def readable_draft(library: Library, uow: UnitOfWork, actor: Actor, version_id: str) -> tuple[Version, Draft]:
    """A draft that the actor may read. Raises NotFoundError, NotAllowedError."""
    person = person_of(uow, actor)
    version, draft = uow.versions.get(version_id), uow.drafts.get(version_id)
    if version is None or draft is None:
        raise NotFoundError(version_id)
    require_known(uow, person, version, bangkok_day(library.clock()))
    if version.author != actor.user and not person.roles & {Role.QUALITY, Role.AUDITOR, Role.REVIEWER}:
        raise NotAllowedError(actor.user, "read this draft")
    return version, draft


def open_draft(library: Library, uow: UnitOfWork, actor: Actor, version_id: str) -> tuple[Version, Draft]:
    """A draft that the actor may write now. Raises NotFoundError, NotAllowedError, OutOfOrderError."""
    person = person_of(uow, actor)
    version, draft = uow.versions.get(version_id), uow.drafts.get(version_id)
    if version is None or draft is None:
        raise NotFoundError(version_id)
    require_known(uow, person, version, bangkok_day(library.clock()))
    if version.author != person.user:
        raise NotAllowedError(actor.user, "edit this draft")
    if version.state is not State.DRAFT:
        raise OutOfOrderError(version.state, Action.SUBMIT)
    return version, draft


def _document(library: Library, source: Source) -> Document:
    return Document(
        source.number, source.type or "SOP", source.department, source.owner, Access(source.access),
        library.clock(), source.departments,
    )  # fmt: skip


def _next_version(
    library: Library, uow: UnitOfWork, source: Source, person: Person, *, amendment: bool
) -> Version:
    number, versions = source.number, uow.versions.of(source.number)
    for version in versions:
        if version.state not in _ENDED:
            raise DraftOpenError(number, version.label)
    # A label that was abandoned stays spoken for only if it was ever released; drafts may take it again.
    used = [v.label for v in versions if v.state is not State.ABANDONED]
    if not used:
        # What was approved on paper keeps the version that its page names.
        label = source.front.version or VersionLabel(1)
    else:
        label = max(used).next_amendment() if amendment else max(used).next_edition()
    return Version(library.new_id(), number, label, person.user, library.clock())


def bare_picture(name: str, data: bytes, *, known: bool = False) -> Bare:
    """A picture as it stands beside a text: typed by its content, without what it tells of people (ADR 0024).

    One that is damaged is refused, unless it is ``known`` from a version before. Raises FileRefusedError.
    """
    if not _FILE_NAME.fullmatch(name) or name == SOURCE_FILE:
        raise FileRefusedError(
            name,
            "ชื่อไฟล์ใช้ได้แต่ตัวอักษร ตัวเลข จุด ขีด และเว้นวรรค",
            "its name has characters that a file here cannot have",
        )
    if len(data) > MAX_FILE:
        limit = MAX_FILE // 1_000_000
        raise FileRefusedError(name, f"ไฟล์ใหญ่กว่า {limit} MB", f"it is larger than {limit} MB")
    if not any(data.startswith(magic) for magic in _IMAGES):
        raise FileRefusedError(name, "ไม่ใช่ภาพ PNG หรือ JPEG", "it is neither a PNG nor a JPEG picture")
    try:
        return without_facts(data)
    except PictureBrokenError:
        if not known:
            raise FileRefusedError(
                name, "ภาพเสียหายหรือขาดตอน ให้บันทึกภาพใหม่", "the picture is damaged or cut off; save it anew"
            ) from None
        return Bare(data)
