"""What an official copy holds, and the ports that draw, seal and inspect it.

Use cases build an ``OfficialCopy`` from the manifest, the signatures and the block tree; a renderer turns
it into bytes. The same copy and profile give the same bytes before sealing, on any machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from sopctl.content.attached import FileKind
from sopctl.content.blocks import Body
from sopctl.content.profile import Profile
from sopctl.domain import canonical
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.signatures import Meaning, Medium


class UndrawableError(SopctlError):
    """A copy that cannot be drawn as it should be, so it is not drawn at all."""

    code = "undrawable"

    def __init__(self, reason: str) -> None:
        super().__init__(f"The copy cannot be drawn: {reason}.", reason=reason)


class Mark(StrEnum):
    """The standing that a copy shows; part of the rendering, never stamped over a sealed file."""

    MASTER = "master"  # ต้นฉบับ
    CONTROLLED = "controlled"  # สำเนาควบคุม, with copy number and holder
    UNCONTROLLED = "uncontrolled"  # เอกสารไม่ควบคุม: what anyone downloads or prints
    WITHDRAWN = "withdrawn"  # ยกเลิก, in red across every page: superseded or withdrawn
    DRAFT = "draft"  # ร่าง


@dataclass(frozen=True)
class SignOff:
    """One row of the sign-off table.

    Unsigned: ``name``, ``day`` and ``moment`` are None, and the place prints as ``....../....../......``.
    Electronic: ``moment`` (aware UTC) is set. Paper: ``day`` alone is set, shown as อนุมัติบนกระดาษ.
    ``formula`` is an acting holder's (รักษาการแทน …, ปฏิบัติราชการแทน …); ``picture`` a PNG of a signature.
    """

    meaning: Meaning
    medium: Medium = Medium.ELECTRONIC
    name: str | None = None
    post: str | None = None
    day: date | None = None
    moment: datetime | None = None
    formula: str | None = None
    picture: bytes | None = None


@dataclass(frozen=True)
class RevisionEntry:
    """A line of บันทึกการแก้ไขเอกสาร."""

    day: date
    version: VersionLabel
    change: str


@dataclass(frozen=True)
class Attachment:
    """A file inside the copy. ``relation`` is the PDF associated-file relationship.

    Source is the Markdown, Data the approval record, Supplement a file that is the document's body.
    """

    name: str
    data: bytes
    media_type: str
    relation: str
    about: str


@dataclass(frozen=True)
class BodyFile:
    """A file that is the document, as its cover sheet names it; ``size`` in bytes."""

    name: str
    sha256: str
    size: int
    kind: FileKind


@dataclass(frozen=True)
class ExternalOrigin:
    """Where a document of external origin comes from; ``received`` is the day on which it came here."""

    issuer: str
    edition: str
    received: date | None
    origin: str


@dataclass(frozen=True)
class OfficialCopy:
    """Everything that stands on one copy of one version.

    ``type_th``/``type_en``: the document type in words. ``owner``: the department that keeps it.
    ``effective`` is None while it is not yet known (a draft). ``verify_url`` is what the QR code opens, None
    for drafts. ``made_at`` (aware UTC) is the one time written into the file. ``images``: file name to bytes.
    ``copy_number`` and ``holder`` are for controlled copies. ``standing_note``: one more line for the footer
    (such as what superseded it). ``files``: those that are the document's body, which make of the copy their
    cover sheet. ``origin``: of a document of external origin.
    """

    number: DocumentNumber
    version: VersionLabel
    title: str
    type_th: str
    type_en: str
    hospital: str
    owner: str
    effective: date | None
    mark: Mark
    made_at: datetime
    body: Body
    sign_offs: tuple[SignOff, ...] = ()
    revisions: tuple[RevisionEntry, ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    verify_url: str | None = None
    logo: bytes | None = None
    copy_number: str | None = None
    holder: str | None = None
    standing_note: str | None = None
    files: tuple[BodyFile, ...] = ()
    origin: ExternalOrigin | None = None


class Seal(Protocol):
    """A key that signs digests; the library's certificate goes with it."""

    @property
    def size(self) -> int:
        """Bytes to reserve for what ``sign`` returns, at most."""
        ...

    def sign(self, digest: bytes) -> bytes:
        """A detached CMS (CAdES) signature, DER, over a SHA-256 digest (32 bytes)."""
        ...


class PackageSealer(Protocol):
    """Seals a package of parts (a DOCX), so that a later change, addition or removal of a part shows.

    A renderer gets one when it is made; what packs the parts into a file stays with the renderer.
    """

    def seal(self, parts: dict[str, bytes], seal: Seal, record: bytes) -> dict[str, bytes]:
        """All parts with the approval ``record`` (JSON) and the seal's own parts added.

        ``parts``: part name without a leading slash (``word/document.xml``) to bytes; must hold
        ``[Content_Types].xml`` and ``_rels/.rels``, of which the result holds extended versions.
        """
        ...


class LibrarySealing(Seal, Protocol):
    """The seal of a library, whose key can be exchanged for a new one."""

    def rotate(self) -> str:
        """Seal with a new key from now on; the old certificate stays trusted.

        Returns the SHA-256 of the new certificate, hexadecimal. Raises KeyNotOursError for a key that the
        library did not make.
        """
        ...


class KeyNotOursError(SopctlError):
    """A signing key that the hospital brought, which only the hospital can exchange."""

    code = "key-not-ours"

    def __init__(self) -> None:
        super().__init__(
            "The signing key is the hospital's own (SOPCTL_SIGNING_KEY); name another file there instead."
        )


class Renderer(Protocol):
    """Draws an official copy in one format. Ports are filled by PdfRenderer and DocxRenderer."""

    media_type: str
    extension: str

    def render(self, copy: OfficialCopy, profile: Profile, seal: Seal | None = None) -> bytes:
        """The file's bytes, sealed when a seal is given.

        Raises UndrawableError for a character that no embedded font has, or an image that cannot be read.
        """
        ...


@dataclass(frozen=True)
class PrintedForm:
    """A form that is filed: ``facts`` stand in its header, ``foot`` on each page, ``body`` between.

    ``made_at`` (aware UTC) is the one time written into the file. ``link`` is what the QR code at the foot
    opens.
    """

    number: str
    title: str
    title_en: str
    hospital: str
    facts: tuple[tuple[str, str], ...]
    foot: tuple[str, ...]
    body: Body
    made_at: datetime
    logo: bytes | None = None
    link: str | None = None


class SheetRenderer(Protocol):
    """Draws what is printed to be written on, such as a sign sheet: no cover, nothing sealed."""

    def render_form(self, form: PrintedForm, profile: Profile) -> bytes:
        """A PDF with the form's own header and footer. Raises UndrawableError as a renderer does."""
        ...

    def render(self, copy: OfficialCopy, profile: Profile) -> bytes:
        """A PDF with the header and footer of a copy. Raises UndrawableError as a renderer does."""
        ...


class FormWriter(Protocol):
    """Writes a form as a file that people go on writing in. Filled by DocxRenderer."""

    def render_form(self, form: PrintedForm, profile: Profile) -> bytes:
        """The bytes: title and body alone; the same for the same form. Raises UndrawableError."""
        ...


class ChangesRenderer(Protocol):
    """Draws a text with its tracked changes from another. Filled by DocxRenderer."""

    def render_changes(
        self, copy: OfficialCopy, old: Body, profile: Profile, segment: Callable[[str], list[str]]
    ) -> bytes:
        """The bytes; accepting all gives the copy's text, rejecting all ``old``. Raises UndrawableError."""
        ...


class PageRenderer(Protocol):
    """Draws a body as semantic HTML for the web page."""

    def render(self, body: Body, *, digits: str, image_base: str) -> str:
        """Sanitised HTML; headings are h2 and below with their anchors; images under ``image_base``."""
        ...


@dataclass(frozen=True)
class Inspection:
    """What a file says of itself, before any library is asked.

    ``genuine``: sealed by a certificate that is trusted here. ``unchanged``: every byte that the seal covers
    is as it was. ``record``: the release facts inside (approval record JSON), None when there are none.
    ``sealed_at``: the seal's time (aware UTC). ``problems``: codes with sentences.
    """

    kind: str
    genuine: bool
    unchanged: bool
    record: bytes | None
    sealed_at: datetime | None
    certificate_sha256: str | None
    problems: tuple[tuple[str, str], ...] = ()


class Inspector(Protocol):
    """Checks the seal of a PDF or DOCX copy, by content and not by name."""

    def inspect(self, data: bytes, certificates: tuple[bytes, ...]) -> Inspection:
        """Check ``data`` against the trusted ``certificates`` (PEM or DER).

        Never raises for a bad file: it says what is wrong in ``problems``.
        """
        ...


def base_mark(body: Body) -> str:
    """What names the text that a draft's Word file was made from, in that file: 16 hexadecimal digits."""
    return canonical.sha256(repr((body.blocks, sorted(body.footnotes.items()))).encode())[:16]
