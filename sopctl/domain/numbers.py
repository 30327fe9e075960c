"""Document numbers and version labels: the two names by which the ward knows a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sopctl.domain.errors import SopctlError

# Latin or Thai letters, digits 0-9 and the separators - / . between them; [0-9] because str.isdigit()
# also accepts Thai digits and superscripts.
_PART = "[A-Za-z\u0e01-\u0e2e0-9]+"
_NUMBER = re.compile(rf"{_PART}(?:[-/.]{_PART})+")
_VERSION = re.compile(r"([1-9][0-9]{0,3})(?:\.([1-9][0-9]{0,2}))?")
MAX_LENGTH = 40


class NumberMalformedError(SopctlError):
    """A document number that does not have the form of one."""

    code = "number-malformed"

    def __init__(self, text: str) -> None:
        shown = text if len(text) <= MAX_LENGTH else text[:MAX_LENGTH] + "…"
        super().__init__(f"“{shown}” is not a document number such as SOP-IT-001.", number=shown)


class VersionMalformedError(SopctlError):
    """A version label that is not a whole number from 1, with an optional amendment."""

    code = "version-malformed"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text[:20]}” is not a version such as 2, or 2.1 for an amendment.", version=text[:20]
        )


@dataclass(frozen=True, order=True)
class DocumentNumber:
    """A document's number, such as ``SOP-IT-001``: upper case, at most 40 characters."""

    text: str

    @classmethod
    def parse(cls, text: str) -> DocumentNumber:
        """Read a number as a person writes it; case and surrounding space do not matter.

        Raises NumberMalformedError.
        """
        bare = text.strip().upper()
        if len(bare) > MAX_LENGTH or not _NUMBER.fullmatch(bare):
            raise NumberMalformedError(text)
        return cls(bare)

    @property
    def slug(self) -> str:
        """The number as one path or ref component: ``/`` and ``.`` do not stand in those."""
        return self.text.replace("/", "_").replace(".", "_")

    @property
    def address(self) -> str:
        """The page of the document; ``_``, which no number has, stands for ``/``."""
        return f"/documents/{self.text.replace('/', '_')}"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, order=True)
class VersionLabel:
    """ฉบับที่ (edition, from 1) and แก้ไขครั้งที่ (amendment, 0 when there is none)."""

    edition: int
    amendment: int = 0

    @classmethod
    def parse(cls, text: str) -> VersionLabel:
        """Read ``2`` or ``2.1``. Raises VersionMalformedError."""
        match = _VERSION.fullmatch(text.strip())
        if match is None:
            raise VersionMalformedError(text)
        return cls(int(match[1]), int(match[2] or 0))

    def next_edition(self) -> VersionLabel:
        """The label that a new edition after this one takes."""
        return VersionLabel(self.edition + 1)

    def next_amendment(self) -> VersionLabel:
        """The label that a minor amendment of this one takes."""
        return VersionLabel(self.edition, self.amendment + 1)

    def __str__(self) -> str:
        return f"{self.edition}.{self.amendment}" if self.amendment else str(self.edition)
