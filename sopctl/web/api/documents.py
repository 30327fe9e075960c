"""Documents, their copies, histories and comparisons; the register; search; verification."""

from __future__ import annotations

from flask import Response, request

from sopctl.application.queries import documents as reading
from sopctl.application.queries import finding, history, readers, verification
from sopctl.application.queries import register as registers
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.tokens import Scope
from sopctl.thai.digits import Digits
from sopctl.web import files
from sopctl.web.api import facts
from sopctl.web.api.operations import Caller, Operations
from sopctl.web.api.shapes import documents as shapes
from sopctl.web.api.shapes.kinds import PageQuery

documents = Operations("documents")
register = Operations("register")
verify = Operations("verify")

COPIES = ("application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
FILES = ("application/octet-stream", *COPIES)


@documents.operation("GET", "/documents", answer=shapes.DocumentPart)
def list_documents(who: Caller, query: PageQuery) -> shapes.DocumentPart:
    """Documents that the reader may see, by number; those in work for whoever works on documents."""
    entries = registers.document_list(who.library, who.reader)
    later = [entry for entry in entries if str(entry.document.number) > query.after]
    part = later[: query.limit]
    more = str(part[-1].document.number) if len(later) > len(part) else ""
    return shapes.DocumentPart(items=[facts.entry(entry) for entry in part], next=more)


@documents.operation("GET", "/documents/<number:number>", answer=shapes.Document)
def show_document(who: Caller, number: DocumentNumber) -> shapes.Document:
    """The version in force, else the last one that was."""
    return _document(who, number, None)


@documents.operation("GET", "/documents/<number:number>/versions/<version:version>", answer=shapes.Document)
def show_version(who: Caller, number: DocumentNumber, version: VersionLabel) -> shapes.Document:
    """A released version by its label."""
    return _document(who, number, version)


@documents.operation(
    "GET", "/documents/<number:number>/versions/<version:version>/copies/<any(pdf,docx):extension>",
    media=COPIES,
)  # fmt: skip
def fetch_copy(who: Caller, number: DocumentNumber, version: VersionLabel, extension: str) -> Response:
    """The official copy with the mark of its standing. Its ETag is its SHA-256; ranges are answered."""
    return files.copy(reading.copy_of(who.library, who.reader, number, version, extension))


@documents.operation("GET", "/documents/<number:number>/history", answer=shapes.History)
def show_history(who: Caller, number: DocumentNumber) -> shapes.History:
    """Who did what, when, on which authority, with the hashes."""
    found = history.history(who.library, who.reader, number)
    deeds = [facts.deed(v, deed) for v in reversed(found.versions) for deed in found.deeds[v.id]]
    return shapes.History(number=str(number), deeds=deeds)


@documents.operation("GET", "/documents/<number:number>/comparison", answer=shapes.Comparison)
def compare_versions(who: Caller, number: DocumentNumber, query: shapes.CompareQuery) -> shapes.Comparison:
    """Two released versions, by block and by Thai word."""
    old, new = VersionLabel.parse(query.old), VersionLabel.parse(query.new)
    return facts.comparison(history.compare_versions(who.library, who.reader, number, old, new))


@documents.operation(
    "POST", "/documents/<number:number>/comparison", scope=Scope.READ, answer=shapes.Comparison,
    takes_bytes=True,
)  # fmt: skip
def compare_file(who: Caller, number: DocumentNumber, query: shapes.CompareFileQuery) -> shapes.Comparison:
    """What a file (the body of the request: Word, Markdown or text) says otherwise than a released version,
    by block and by Thai word; nothing of it is kept.
    """
    old = VersionLabel.parse(query.old) if query.old is not None else None
    name = query.name or "file"
    found = history.compare_with_file(who.library, who.reader, number, old, request.get_data(), name)
    return facts.comparison(found)


@register.operation("GET", "/register", answer=shapes.Register)
def show_register(who: Caller, query: shapes.RegisterQuery) -> shapes.Register:
    """The register of controlled documents on a day, as known now or at a moment (with its offset)."""
    lines = registers.register(who.library, who.reader, query.on, query.known_at)
    return shapes.Register(
        on=query.on or readers.today(who.library),
        lines=[
            shapes.RegisterLine(
                number=str(line.released.release.number),
                title=line.released.title,
                version=str(line.released.release.version),
                effective=line.released.release.effective,
                standing=line.standing.value,
                approved=facts.approval(line.released.approval),
            )
            for line in lines
        ],
    )


@register.operation("GET", "/search", answer=shapes.SearchAnswer)
def search(who: Caller, query: shapes.SearchQuery) -> shapes.SearchAnswer:
    """Search what is in force: number first, then title, then body; then the same in other words."""
    found = finding.search(
        who.library, who.reader, query.q, type_code=query.type, department=query.department,
        standard=query.standard, limit=query.limit,
    )  # fmt: skip
    return shapes.SearchAnswer(
        hits=[facts.hit(hit) for hit in found.hits], whole=found.whole, near=list(found.near)
    )


@verify.operation("POST", "/verify", answer=shapes.Verification, takes_bytes=True)
def verify_file(who: Caller) -> shapes.Verification:
    """Whether a file (the body of the request) is a genuine, unchanged copy, and how it stands."""
    found = verification.verify_file(who.library, request.get_data(), who.reader)
    return shapes.Verification(
        genuine=found.genuine,
        unchanged=found.unchanged,
        number=found.number,
        version=found.version,
        title=found.title,
        standing=found.standing,
        signatures=[shapes.FileSignature(name=s.name, post=s.post, meaning=s.meaning, time=s.time,
                                         medium=s.medium) for s in found.signatures],
        problems=[shapes.FileProblem(code=code, message=message) for code, message in found.problems],
    )  # fmt: skip


@verify.operation("GET", "/verify/<string(maxlength=128):token>", answer=shapes.Standing)
def verify_code(who: Caller, token: str) -> shapes.Standing:
    """How the version behind a QR code stands today; of a restricted one no title and no later version."""
    found = verification.by_token(who.library, token, who.reader)
    released, current = found.released, found.current
    return shapes.Standing(
        number=str(released.release.number),
        version=str(released.release.version),
        title=released.title if found.open else "",
        standing=found.standing.value,
        in_force=str(current.release.version) if current and found.open else "",
    )


def _document(who: Caller, number: DocumentNumber, label: VersionLabel | None) -> shapes.Document:
    page = reading.document_page(who.library, who.reader, number, label, digits=Digits.ARABIC.value)
    references = [
        shapes.Reference(
            number=str(other),
            title=current.title if current else "",
            version=str(current.release.version) if current else "",
        )
        for other, current in page.references
    ]
    return shapes.Document.model_validate(
        facts.released(page.released, page.standing.value)
        | {"references": references, "versions": [facts.listed(found) for found in page.versions]}
    )
