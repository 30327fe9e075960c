"""What comes in from outside: a file read into a text that can become a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Protocol

from sopctl.content.blocks import Body
from sopctl.content.findings import Finding
from sopctl.domain.numbers import DocumentNumber, VersionLabel


@dataclass(frozen=True)
class Facts:
    """What a file says of itself, wherever it says it; None or "" for what it does not say."""

    number: DocumentNumber | None = None
    title: str = ""
    version: VersionLabel | None = None
    effective: date | None = None
    department: str = ""
    approver: str = ""
    prepared_by: str = ""


@dataclass(frozen=True)
class Imported:
    """A file as it was read.

    ``body_text`` is the Markdown without front matter, ``body`` what it reads as. ``files`` are pictures by
    the name that the text uses. ``findings`` tell what was decided and what could not be carried; their lines
    count from 1 in ``body_text``. ``base`` is the SHA-256 of the draft's text that a Word file was made from,
    "" for any other. ``markdown`` is a whole source with its own front matter, "" where there is none.
    """

    kind: str
    body_text: str
    body: Body
    files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    facts: Facts = field(default_factory=Facts)
    findings: tuple[Finding, ...] = ()
    base: str = ""
    markdown: str = ""


class Intake(Protocol):
    """Reads a file from outside by its content, never by its name alone."""

    def read_again(
        self, data: bytes, *, made: bytes, markdown: str, known: Mapping[str, str], base: str, today: date
    ) -> Imported:
        """Read a Word file that came from a draft: the draft's text with just the edits made in Word.

        ``made`` is the Word file that the draft makes now, ``markdown`` its body as it stands, ``known`` its
        pictures' names by SHA-256, ``base`` the mark of its text. A block that nobody touched keeps its
        bytes. A file that was not made from a draft is read as ``read`` does. Raises as ``read`` does.
        """
        ...

    def read(self, data: bytes, name: str, *, today: date) -> Imported:
        """Read a Word document, Markdown or plain text; ``today`` decides years of two digits.

        Nothing is fetched, started or kept. Raises ConvertFirstError, NotWordError, FileHostileError,
        FileLockedError.
        """
        ...
