"""Fills the port ``Inspector``: looks at what a file is, and has it checked."""

from __future__ import annotations

from sopctl.application.ports.copies import Inspection
from sopctl.sealing.problems import Found, Problem

_LARGEST_FILE = 256 * 1024 * 1024  # bytes
_HEADER_WITHIN = 1024  # bytes in which PDF readers look for the header
_ZIP = b"PK\x03\x04"
_TYPES = b"[Content_Types].xml"


class FileInspector:
    """Checks the seal of a PDF or DOCX copy, by content and not by name."""

    def __init__(self, timestamp_roots: tuple[bytes, ...] = ()) -> None:
        """``timestamp_roots``: certificates (PEM or DER) of timestamp authorities whose word on time counts.

        Without one a timestamp is still checked against its seal, and the time of sealing is the one that
        the library's own key vouches for.
        """
        self._timestamp_roots = timestamp_roots

    def inspect(self, data: bytes, certificates: tuple[bytes, ...]) -> Inspection:
        """Check ``data`` against the trusted ``certificates`` (PEM or DER, authorities or sealing ones).

        ``genuine`` and ``unchanged`` are separate answers, and only both together prove the content.
        Never raises for a bad file: it says what is wrong in ``problems``. Raises CertificateUnreadableError
        for a bad certificate.
        """
        # pyHanko takes a second to load; only a check pays for it.
        from sopctl.sealing import docx, pdf, seals  # noqa: PLC0415

        trust = seals.Trust(
            seals.read_certificates(certificates), seals.read_certificates(self._timestamp_roots)
        )
        if not data:
            return _other(Problem.EMPTY_FILE.found())
        if len(data) > _LARGEST_FILE:
            return _other(Problem.TOO_LARGE.found(reason=f"{len(data)} bytes"))
        if b"%PDF-" in data[:_HEADER_WITHIN]:
            return pdf.inspect_pdf(data, trust)
        if _TYPES in data and (data.startswith(_ZIP) or b"word/document.xml" in data):
            return docx.inspect_docx(data, trust)
        return _other(Problem.UNKNOWN_KIND.found())


def _other(problem: Found) -> Inspection:
    return Inspection(
        kind="other",
        genuine=False,
        unchanged=False,
        record=None,
        sealed_at=None,
        certificate_sha256=None,
        problems=(problem,),
    )
