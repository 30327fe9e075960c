"""Files that are a document's body, put beside its draft and taken away again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from sopctl.application.authoring.checking import read_source
from sopctl.application.authoring.drafts import start_from_text
from sopctl.application.copies.file_bodies import body_files
from sopctl.application.copies.official import SCAN_FILE, Frozen
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.documents import released_versions
from sopctl.application.queries.knowing import require_known
from sopctl.application.queries.readers import Reader
from sopctl.application.records import Draft, ReleasedVersion
from sopctl.application.shape import document_type, hospital
from sopctl.content import front_matter
from sopctl.content.attached import BodyFileRefusedError, FileKind, check_attached, kind_of
from sopctl.content.source import Source
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.standing import Standing
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action, OutOfOrderError, State
from sopctl.thai.dates import bangkok_day

MAX_FILES = 10
_BODY_LINE = re.compile(r"^body:.*(?:\n[ \t]*-[ \t].*)*\n", re.MULTILINE)
_HEAD_END = re.compile(r"\A(---\n(?:.*\n)*?)(---|\.\.\.)[ \t]*\n")


@dataclass(frozen=True)
class Origin:
    """Where a document of external origin comes from; empty for one of the house."""

    issuer: str = ""
    edition: str = ""
    received: date | None = None
    origin: str = ""


@dataclass(frozen=True)
class Original:
    """A file of a released version as it was signed, with what must be said when it is handed out."""

    released: ReleasedVersion
    standing: Standing
    name: str
    data: bytes
    kind: FileKind | None


def start_file_document(
    library: Library,
    actor: Actor,
    number: DocumentNumber,
    title: str,
    type_code: str,
    department: str,
    file: tuple[str, bytes],
    origin: Origin | None = None,
) -> str:
    """Begin a new document whose body is a file (its name and bytes); returns the draft's id.

    Raises BodyFileRefusedError, NumberTakenError, TypeUnknownError, NumberOutOfGrammarError, NotAllowedError.
    """
    kind = document_type(library, type_code)
    kind.require(number)
    name, data = file
    check_attached(name, data)
    unit = hospital(library).department(department)
    head: dict[str, str | tuple[str, ...]] = {
        "number": str(number), "title": title, "type": type_code, "department": department,
        "owner": unit.name if unit else department, "review_every": kind.review_every, "access": "all",
        "body": (name,),
    }  # fmt: skip
    if origin is not None:
        told = {
            "issuer": origin.issuer, "edition": origin.edition, "origin": origin.origin,
            "received": origin.received.isoformat() if origin.received else "",
        }  # fmt: skip
        head |= {key: value for key, value in told.items() if value}
    return start_from_text(library, actor, front_matter.write(head), {name: data}, new=True)


def attach(library: Library, actor: Actor, version_id: str, name: str, data: bytes) -> Draft:
    """Put a file that is the document's body beside its draft, or in the place of one with the same name.

    Raises BodyFileRefusedError, OutOfOrderError, NotAllowedError.
    """
    with library.reading() as uow:
        draft = _writable(library, uow, actor, version_id)
        check_attached(name, data)
        names = _named(library, draft)
        if name not in names and len(names) >= MAX_FILES:
            raise BodyFileRefusedError(
                name, f"เอกสารหนึ่งมีไฟล์ได้ไม่เกิน {MAX_FILES} ไฟล์", "there are too many files"
            )
    digest = library.blobs.put(data)
    with library.unit() as uow:
        draft = _writable(library, uow, actor, version_id)
        named = dict.fromkeys([*_named(library, draft), name])
        saved = _saved(library, actor, draft, {**draft.files, name: digest}, tuple(named))
        uow.drafts.save(saved)
        uow.commit()
    return saved


def detach(library: Library, actor: Actor, version_id: str, name: str) -> Draft:
    """Take a file of the document's body away. Raises NotFoundError, OutOfOrderError, NotAllowedError."""
    with library.unit() as uow:
        draft = _writable(library, uow, actor, version_id)
        names = _named(library, draft)
        if name not in names:
            raise NotFoundError(name)
        files = {key: value for key, value in draft.files.items() if key != name}
        saved = _saved(library, actor, draft, files, tuple(each for each in names if each != name))
        uow.drafts.save(saved)
        uow.commit()
    return saved


def original_of(
    library: Library, who: Reader, number: DocumentNumber, label: VersionLabel | None, name: str = ""
) -> Original:
    """A file of the version in force, or of a named version, byte for byte; the first when none is named.

    Raises NotFoundError.
    """
    listed = released_versions(library, who, number)
    shown = next(
        (x for x in listed if (x.standing is Standing.IN_FORCE if label is None
                               else x.released.release.version == label)),
        None,
    )  # fmt: skip
    if shown is None:
        raise NotFoundError(number)
    frozen = Frozen.of(library, shown.released.commit)
    images = frozen.images
    names = [file.name for file in body_files(frozen.source, images)]
    wanted = name or next(iter(names), "")
    if wanted not in names:
        raise NotFoundError(wanted or number)
    data = images[wanted]
    return Original(shown.released, shown.standing, wanted, data, kind_of(data))


def scan_of(library: Library, who: Reader, number: DocumentNumber, label: VersionLabel) -> Original:
    """The scan of the page that was signed on paper, for people with an account. Raises NotFoundError."""
    listed = released_versions(library, who, number)
    shown = next((x for x in listed if x.released.release.version == label), None)
    if shown is None or who.person is None:
        raise NotFoundError(number)
    files = Frozen.of(library, shown.released.commit).files
    path = next((path for path in sorted(files) if path.startswith(f"{SCAN_FILE}/")), None)
    if path is None:
        raise NotFoundError(number)
    return Original(
        shown.released, shown.standing, path.rpartition("/")[2], files[path], kind_of(files[path])
    )


def _writable(library: Library, uow: UnitOfWork, actor: Actor, version_id: str) -> Draft:
    person = person_of(uow, actor)
    version, draft = uow.versions.get(version_id), uow.drafts.get(version_id)
    if version is None or draft is None:
        raise NotFoundError(version_id)
    require_known(uow, person, version, bangkok_day(library.clock()))
    if version.author != person.user:
        raise NotAllowedError(actor.user, "edit this draft")
    _require_draft(version)
    return draft


def _require_draft(version: Version) -> None:
    if version.state is not State.DRAFT:
        raise OutOfOrderError(version.state, Action.SUBMIT)


def _named(library: Library, draft: Draft) -> tuple[str, ...]:
    return read_source(library, draft.markdown).front.body


def _saved(
    library: Library, actor: Actor, draft: Draft, files: dict[str, str], names: tuple[str, ...]
) -> Draft:
    return replace(
        draft,
        markdown=with_body(draft.markdown, names),
        files=files,
        save_number=draft.save_number + 1,
        saved_at=library.clock(),
        saved_by=actor.user,
    )


def with_body(markdown: str, names: tuple[str, ...]) -> str:
    """A source whose front matter names these files as its body, and is otherwise as it was."""
    head = _HEAD_END.match(markdown)
    if head is None:
        return markdown
    kept = _BODY_LINE.sub("", head[1])
    line = front_matter.write({"body": names}).removeprefix("---\n").removesuffix("---\n") if names else ""
    return f"{kept}{line}{head[2]}\n{markdown[head.end() :]}"


def named_in(markdown: str) -> tuple[str, ...]:
    """The files that a text names as its body; none while its front matter cannot be read."""
    try:
        return Source.parse(markdown, today=date.min).front.body
    except SopctlError:
        return ()
