"""From a round and its frozen sources to what stands on a copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sopctl.application.copies.file_bodies import body_files, external_origin, readable
from sopctl.application.library import Library
from sopctl.application.ports.copies import Attachment, Mark, OfficialCopy, RevisionEntry, SignOff
from sopctl.application.records import ReleasedVersion
from sopctl.application.shape import Shape
from sopctl.content.blocks import Body
from sopctl.content.markdown import parse_body
from sopctl.content.source import Source
from sopctl.domain import canonical
from sopctl.domain.manifest import Manifest
from sopctl.domain.reaffirmations import Reaffirmation
from sopctl.domain.rounds import Round
from sopctl.domain.signatures import MEANING_OF, Meaning, Medium, PaperApproval, Signature
from sopctl.thai.dates import bangkok_day

SOURCE_FILE = "document.md"
MANIFEST_FILE = "manifest.json"
SCAN_FILE = "scan"


@dataclass(frozen=True)
class Frozen:
    """A round's files as git keeps them: the source, its images, the shape."""

    files: Mapping[str, bytes]

    @classmethod
    def of(cls, library: Library, commit: str) -> Frozen:
        """Read them from the round's commit."""
        return cls(library.sources.read(commit))

    @property
    def markdown(self) -> str:
        """The signed Markdown."""
        return self.files[SOURCE_FILE].decode()

    @property
    def source(self) -> Source:
        """The parsed source; it holds no dates, so the day does not matter."""
        return Source.parse(self.markdown, today=date.min)

    @property
    def readable(self) -> Body:
        """The text with what the files that are its body say, for search and comparison."""
        return readable(self.source, self.images)

    @property
    def shape(self) -> Shape:
        """What shapes its copies."""
        return Shape.thaw(self.files)

    @property
    def images(self) -> dict[str, bytes]:
        """The files beside the Markdown, by name."""
        own = (SOURCE_FILE, MANIFEST_FILE)
        return {name: data for name, data in self.files.items() if "/" not in name and name not in own}

    def released(self) -> dict[str, bytes]:
        """What ``main`` holds of a released version: the Markdown and the files beside it."""
        return {SOURCE_FILE: self.files[SOURCE_FILE], **self.images}


def approval_record(
    manifest: Manifest, opened: Round, paper: PaperApproval | None = None, extra: Iterable[Signature] = ()
) -> bytes:
    """The manifest with its signatures, as canonical JSON: what is attached to every copy."""
    signatures: list[canonical.Json] = [paper.payload()] if paper else []
    signatures += [{**s.payload(), "digest": s.digest} for s in (*opened.signatures, *extra)]
    return canonical.encode(
        {
            "format": "sopctl-approval-1",
            "manifest": manifest.payload(),
            "manifest_sha256": manifest.sha256,
            "prepared": {
                "person": opened.prepared_by,
                "name": opened.prepared_name,
                "post": opened.prepared_title,
                "at": opened.opened_at.isoformat(),
            },
            "signatures": signatures,
        }
    )


def pictures_of(library: Library, opened: Round) -> dict[str, bytes]:
    """The pictures of a round's signatures by their SHA-256. Raises BlobMissingError, BlobDamagedError."""
    named = {s.picture_sha256 for s in opened.signatures if s.picture_sha256}
    return {digest: library.blobs.get(digest) for digest in sorted(named)}


def sign_offs(
    opened: Round, paper: PaperApproval | None = None, pictures: Mapping[str, bytes] | None = None
) -> tuple[SignOff, ...]:
    """The rows of the sign-off table: who prepared it, then each step, signed or still open.

    ``pictures``: pictures of signatures by the SHA-256 that the signatures cover.
    """
    if paper is not None:
        day = date.fromisoformat(paper.day)
        return (SignOff(Meaning.APPROVED, Medium.PAPER, paper.name, paper.post, day),)
    rows = [_prepared(opened)]
    for index, step in enumerate(opened.steps):
        given = opened.signed(index)
        rows += [_signed(signature, pictures or {}) for signature in given]
        rows += [SignOff(MEANING_OF[step.action])] * (step.needed - len(given))
    return tuple(rows)


def _prepared(opened: Round) -> SignOff:
    if not opened.prepared_by:  # a draft that nobody has submitted
        return SignOff(Meaning.PREPARED)
    return SignOff(
        Meaning.PREPARED,
        name=opened.prepared_name,
        post=opened.prepared_title,
        day=bangkok_day(opened.opened_at),
        moment=opened.opened_at,
    )


def _signed(signature: Signature, pictures: Mapping[str, bytes]) -> SignOff:
    return SignOff(
        signature.meaning,
        name=signature.name,
        post=signature.post,
        day=bangkok_day(signature.at),
        moment=signature.at,
        formula=signature.formula or None,
        picture=pictures[signature.picture_sha256] if signature.picture_sha256 else None,
    )


@dataclass(frozen=True)
class Making:
    """What is known of a copy besides its round: when and for which day it is made, under which token."""

    made_at: datetime
    effective: date | None = None
    token: str = ""
    public_url: str = ""
    record: bytes = b""
    paper: PaperApproval | None = None
    revisions: tuple[RevisionEntry, ...] = ()


def official_copy(
    opened: Round, frozen: Frozen, mark: Mark, making: Making, pictures: Mapping[str, bytes] | None = None
) -> OfficialCopy:
    """Everything that stands on one copy of a round's version; ``pictures`` are its signatures' pictures."""
    manifest, shape, source = opened.manifest, frozen.shape, frozen.source
    name = f"{manifest.number.slug}-v{manifest.version}"
    files = [Attachment(f"{name}.md", frozen.files[SOURCE_FILE], "text/markdown", "Source", "ต้นฉบับ Markdown")]
    if making.record:
        files.append(
            Attachment(f"{name}-approval.json", making.record, "application/json", "Data", "บันทึกการอนุมัติ")
        )
    attached = body_files(source, frozen.images)
    files += [
        Attachment(file.name, frozen.images[file.name], file.kind.media_type, "Supplement", file.kind.thai)
        for file in attached
    ]
    kind = shape.type
    return OfficialCopy(
        number=manifest.number,
        version=manifest.version,
        title=manifest.title,
        type_th=kind.title_th,
        type_en=kind.title_en,
        hospital=shape.hospital.name,
        owner=source.owner,
        effective=making.effective,
        mark=mark,
        made_at=making.made_at,
        body=parse_body(source.body_text),
        sign_offs=sign_offs(opened, making.paper, pictures),
        revisions=making.revisions,
        images=frozen.images,
        attachments=tuple(files),
        verify_url=f"{making.public_url}/verify/{making.token}" if making.token else None,
        logo=shape.logo,
        files=attached,
        origin=external_origin(source),
    )


REAFFIRMED = "ทบทวนแล้ว ให้ใช้ต่อ"


def revisions(
    earlier: Iterable[ReleasedVersion],
    this: RevisionEntry | None,
    made_at: datetime | None = None,
    again: Iterable[Reaffirmation] = (),
) -> tuple[RevisionEntry, ...]:
    """The revision history of a copy: what was released before it, itself, and the reaffirmations.

    ``again`` are those of the version itself. A copy that is drawn again shows what was recorded before
    ``made_at``, as it did.
    """
    past = list(earlier)
    entries = [RevisionEntry(r.release.effective, r.release.version, r.change) for r in past]
    kept = [(r.release.version, each) for r in past for each in r.reaffirmed]
    own = [this] if this is not None else []
    kept += [(entry.version, each) for entry in own for each in again]
    entries += [
        RevisionEntry(each.day, version, f"{REAFFIRMED}: {each.reason}")
        for version, each in kept
        if made_at is None or each.recorded_at < made_at
    ]
    return tuple(sorted([*entries, *own], key=lambda entry: (entry.day, entry.version)))


def evidence(library: Library, opened: Round, frozen: Frozen) -> bytes:
    """The copy that a signer reads: a PDF of exactly what is signed, with the signatures given so far.

    The same round gives the same bytes until somebody signs, so its hash tells whether it changed.
    """
    making = Making(made_at=opened.opened_at)
    copy = official_copy(opened, frozen, Mark.DRAFT, making, pictures_of(library, opened))
    drawing = library.drawing(frozen.shape.dictionary)
    return drawing.renderers["pdf"].render(copy, frozen.shape.profile)
