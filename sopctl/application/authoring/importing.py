"""Importing: a file from outside is looked at, then becomes a draft, or the new text of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sopctl.application.authoring import drafts, submission
from sopctl.application.authoring.checking import findings_in, read_source
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.ports.copies import base_mark
from sopctl.application.ports.intake import Facts, Imported
from sopctl.application.queries.knowing import knows
from sopctl.application.queries.readers import Reader
from sopctl.application.shape import TypeUnknownError, document_type, hospital
from sopctl.content import front_matter
from sopctl.content.findings import LEVELS, Finding
from sopctl.content.markdown import parse_body
from sopctl.content.picture_facts import PictureBrokenError, named, without_facts
from sopctl.content.source import Source
from sopctl.domain import canonical
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Role
from sopctl.thai.dates import bangkok_day

IMPORT = "draft:import"  # the act in the ledger; its detail names the original by its SHA-256


class NumberNotFoundError(SopctlError):
    """A file in which no document number was found, and nobody gave one."""

    code = "number-not-found"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name[:80]} names no document number; give one in its field, or with --number.", name=name[:80]
        )


@dataclass(frozen=True)
class Arrival:
    """A file as it would come in. ``markdown`` is the whole source, "" while it has no number.

    ``findings`` are those of reading it and of the checks, their lines counted in ``markdown``. ``revises``
    tells that the library has the document already, so that a new version of it would begin.
    """

    name: str
    sha256: str
    imported: Imported
    facts: Facts
    markdown: str
    findings: tuple[Finding, ...]
    revises: bool


def look(
    library: Library, actor: Actor, data: bytes, name: str, *, number: DocumentNumber | None = None,
    title: str = "", files: Mapping[str, bytes] | None = None,
) -> Arrival:  # fmt: skip
    """What a file would become; nothing is kept. A given number or title counts before the file's own.

    ``files`` are pictures that lie beside a Markdown file. Raises NotAllowedError, FrontMatterError
    and what reading the file raises.
    """
    with library.reading() as uow:
        require_writer(uow, actor)
        who = Reader(person_of(uow, actor))
    imported = library.intake.read(data, name, today=bangkok_day(library.clock()))
    imported = replace(imported, files={**(files or {}), **imported.files})
    return arrival_of(library, imported, data, name, number, title, who)


def arrival_of(
    library: Library, imported: Imported, data: bytes, name: str, number: DocumentNumber | None, title: str,
    who: Reader,
) -> Arrival:  # fmt: skip
    """What a file that was read would become for ``who`` brings it. Raises FrontMatterError."""
    facts = imported.facts
    if imported.markdown and number is not None and number != facts.number:
        raise submission.NumberMismatchError(number, facts.number)
    facts = replace(facts, number=number or facts.number, title=" ".join(title.split()) or facts.title)
    given = {"import-number-missing": number is not None, "import-title-guessed": bool(title.strip())}
    found = [one for one in imported.findings if not given.get(one.code)]
    revises, markdown = False, ""
    if facts.number is not None:
        markdown = imported.markdown or composed(library, facts, imported.body_text)
        source = read_source(library, markdown)
        shift = source.body_start_line - 1
        found = [replace(one, line=one.line + shift) for one in found]
        with library.reading() as uow:
            revises = uow.documents.get(facts.number) is not None
            revises = revises and knows(uow, who, facts.number, bangkok_day(library.clock()))
            found += _checked(library, uow, source, imported.files, who)
        found += _taken_out(source, imported.files)
    found.sort(key=lambda one: one.line)
    return Arrival(name, canonical.sha256(data), imported, facts, markdown, tuple(found), revises)


def bring(
    library: Library, actor: Actor, data: bytes, name: str, *, number: DocumentNumber | None = None,
    title: str = "", reason: str = "", files: Mapping[str, bytes] | None = None,
) -> tuple[Arrival, str]:  # fmt: skip
    """Begin a draft from a file: of a new document, or the next version of the one that it names.

    The original is kept by its hash, which the ledger names. Nothing that exists is overwritten. Returns what
    came in and the draft's id. Raises NumberNotFoundError, DraftOpenError and as ``look``.
    """
    arrival = look(library, actor, data, name, number=number, title=title, files=files)
    if arrival.facts.number is None:
        raise NumberNotFoundError(name)
    version_id = drafts.start_from_text(library, actor, arrival.markdown, arrival.imported.files)
    asked = arrival.facts.effective
    if reason or asked:
        # The date leaves the text when it is imported; the draft keeps it as what is asked for.
        drafts.save_draft(
            library, actor, version_id, save_number=1, reason=reason or None, requested_effective=asked
        )
    keep_original(library, actor, version_id, data, arrival)
    return arrival, version_id


def check_writer(library: Library, actor: Actor) -> None:
    """Raises NotAllowedError for somebody who may not write documents."""
    with library.reading() as uow:
        require_writer(uow, actor)


def hold(library: Library, actor: Actor, data: bytes) -> str:
    """Hold a file that was looked at, by its SHA-256, until its bringer decides. Raises NotAllowedError."""
    with library.reading() as uow:
        require_writer(uow, actor)
    return library.blobs.put(data)


def held(library: Library, actor: Actor, sha256: str) -> bytes:
    """A file that was looked at. Raises NotAllowedError, BlobMissingError."""
    with library.reading() as uow:
        require_writer(uow, actor)
    return library.blobs.get(sha256)


def body_of(library: Library, markdown: str) -> str:
    """The Markdown below the front matter of a source. Raises FrontMatterError."""
    return read_source(library, markdown).body_text


def keep_original(library: Library, actor: Actor, version_id: str, data: bytes, arrival: Arrival) -> None:
    """Keep the file as it came and name it in the ledger, with what it said of itself."""
    library.blobs.put(data)
    with library.unit() as uow:
        facts = arrival.facts
        record(
            library, uow, actor, f"version:{version_id}", IMPORT, number=str(facts.number), file=arrival.name,
            original=arrival.sha256, kind=arrival.imported.kind, approver=facts.approver,
            findings=str(len(arrival.findings)),
        )  # fmt: skip
        uow.commit()


def imported_before(library: Library) -> dict[str, str]:
    """The drafts that files became, by the SHA-256 of the file: where a folder was left off."""
    with library.reading() as uow:
        return {
            row.detail["original"]: row.subject.removeprefix("version:")
            for row, _ in uow.ledger.rows()
            if row.action == IMPORT and row.detail.get("draft") != "again"
        }


@dataclass(frozen=True)
class Original:
    """The file that a draft, or a new text of it, came from: kept as it came, under its SHA-256."""

    name: str
    sha256: str
    at: datetime


def originals(library: Library, actor: Actor, version_id: str) -> tuple[Original, ...]:
    """The files that a draft came from, oldest first. Raises NotFoundError, NotAllowedError."""
    with library.reading() as uow:
        drafts.readable_draft(library, uow, actor, version_id)
        rows = [row for row in uow.ledger.of((IMPORT,)) if row.subject == f"version:{version_id}"]
    return tuple(Original(row.detail["file"], row.detail["original"], row.at) for row in rows)


def original(library: Library, actor: Actor, version_id: str, sha256: str) -> tuple[str, bytes]:
    """One of them by its SHA-256: its name and its bytes. Raises NotFoundError, NotAllowedError."""
    named = next((one for one in originals(library, actor, version_id) if one.sha256 == sha256), None)
    if named is None:
        raise NotFoundError(sha256)
    return named.name, library.blobs.get(sha256)


@dataclass(frozen=True)
class Edited:
    """A draft's text as it came back from Word. ``markdown`` is the whole source; nothing is kept yet."""

    arrival: Arrival
    markdown: str
    files: Mapping[str, bytes]
    save_number: int


def look_again(library: Library, actor: Actor, version_id: str, data: bytes, name: str) -> Edited:
    """What a Word file would make of a draft: its text with just the edits that were made in Word.

    A file that was not made from a draft replaces the whole body. Raises NotAllowedError, OutOfOrderError,
    UndrawableError, and what reading the file raises.
    """
    with library.reading() as uow:
        _, draft = drafts.open_draft(library, uow, actor, version_id)
        who = Reader(person_of(uow, actor))
    source = read_source(library, draft.markdown)
    made = submission.preview_copy(library, actor, version_id, "docx")
    known = {digest: file for file, digest in draft.files.items()}
    imported = library.intake.read_again(
        data, made=made, markdown=source.body_text, known=known, base=base_mark(parse_body(source.body_text)),
        today=bangkok_day(library.clock()),
    )  # fmt: skip
    markdown = with_body(source, imported.body_text)
    added = {file: bytes_ for file, bytes_ in imported.files.items() if file not in draft.files}
    whole = replace(
        imported, markdown=markdown, facts=replace(imported.facts, number=source.number, title=source.title)
    )
    shift = source.body_start_line - 1
    told = [replace(one, line=one.line + shift) for one in imported.findings]
    with library.reading() as uow:
        told += _checked(
            library, uow, read_source(library, markdown), {**dict.fromkeys(draft.files, b""), **added}, who
        )
    told += _taken_out(read_source(library, markdown), added)
    told.sort(key=lambda one: one.line)
    arrival = Arrival(name, canonical.sha256(data), whole, whole.facts, markdown, tuple(told), revises=False)
    return Edited(arrival, markdown, added, draft.save_number)


def take_again(
    library: Library, actor: Actor, version_id: str, data: bytes, name: str, *, save_number: int
) -> Edited:
    """Make a draft's text what came back from Word. Raises ConcurrentChangeError and as ``look_again``."""
    edited = look_again(library, actor, version_id, data, name)
    number = save_number
    for file, content in edited.files.items():
        number = drafts.add_file(library, actor, version_id, file, content).save_number
    drafts.save_draft(library, actor, version_id, save_number=number, markdown=edited.markdown)
    keep_original(library, actor, version_id, data, edited.arrival)
    return edited


def with_body(source: Source, body_text: str) -> str:
    """A source with another body under its own front matter."""
    head = "\n".join(source.text.split("\n")[: source.body_start_line - 1])
    lead = source.body_text[: len(source.body_text) - len(source.body_text.lstrip("\n"))]
    return f"{head}\n{lead}{body_text.lstrip(chr(10))}"


def composed(library: Library, facts: Facts, body_text: str) -> str:
    """A whole source: front matter from what a file says of itself, then its text."""
    number = facts.number
    assert number is not None  # noqa: S101 - the caller asked
    units = hospital(library).departments
    parts = number.text.split("-")
    unit = next((one for one in units if one.code in parts[1:-1]), None) or next(
        (one for one in units if facts.department and facts.department in {one.code, one.name, one.name_en}),
        None,
    )
    values: dict[str, str | tuple[str, ...]] = {
        "number": str(number),
        "title": facts.title or str(number),
        "type": _type_of(library, parts[0]),
        "department": unit.code if unit else "",
        "owner": facts.department or (unit.name if unit else ""),
        "version": str(facts.version) if facts.version else "",
        "effective": facts.effective.isoformat() if facts.effective else "",
    }
    return front_matter.write({key: value for key, value in values.items() if value}) + "\n" + body_text


def _type_of(library: Library, prefix: str) -> str:
    try:
        return document_type(library, prefix).code
    except TypeUnknownError:
        return "SOP"


def _checked(
    library: Library, uow: UnitOfWork, source: Source, files: Mapping[str, bytes], who: Reader
) -> tuple[Finding, ...]:
    try:
        return findings_in(library, uow, source, files, who)
    except TypeUnknownError:
        return ()


def _taken_out(source: Source, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """What the pictures of a text told of people and places, which does not come in with them."""
    lines = source.text.split("\n")
    for name, data in files.items():
        if name in source.front.body:
            continue
        try:
            facts = without_facts(data).facts
        except PictureBrokenError:
            continue  # it is refused by name when the draft begins
        if facts:
            th, en = named(facts)
            line = next((place for place, said in enumerate(lines, 1) if name in said), 1)
            yield Finding(
                "picture-facts-removed", LEVELS["picture-facts-removed"], line,
                f"ภาพ {name} มีข้อมูลแฝง ({th}) ระบบไม่นำเข้ามาด้วย ตัวภาพไม่เปลี่ยน",
                f"{name} told more than it shows ({en}); that does not come in, the picture is unchanged.",
            )  # fmt: skip


def require_writer(uow: UnitOfWork, actor: Actor) -> None:
    """Raises NotAllowedError for somebody who may not write documents."""
    if not person_of(uow, actor).roles & {Role.AUTHOR, Role.QUALITY}:
        raise NotAllowedError(actor.user, "write documents")
