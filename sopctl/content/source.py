"""A document's source file: front matter between two ``---`` lines, then Markdown."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from sopctl.content import front_matter
from sopctl.content.front_matter import MANIFEST_KEYS, Access, FrontMatter, FrontMatterError
from sopctl.content.yaml_lines import Entry
from sopctl.domain.cycles import ReviewCycle
from sopctl.domain.numbers import DocumentNumber

__all__ = ["FrontMatter", "FrontMatterError", "Source", "normal"]

_OPENING = "---"
_CLOSINGS = frozenset({"---", "..."})


def normal(text: str) -> str:
    """The form in which sources are kept: NFC, lines that end in ``\\n``, no byte-order mark."""
    # NFC, not NFKC: NFKC splits SARA AM (ำ).
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True)
class Source:
    """A document's source. ``text`` is the whole file in normal form.

    ``body_text`` is the Markdown after the front matter; its first line is line ``body_start_line`` of
    the file, counted from 1.
    """

    text: str
    front: FrontMatter
    body_text: str
    body_start_line: int
    _entries: tuple[Entry, ...] = field(repr=False, default=())

    @classmethod
    def parse(cls, text: str, *, today: date) -> Source:
        """Read a source file; ``today`` (the Bangkok day) decides a year of two digits.

        Raises FrontMatterError.
        """
        kept = normal(text)
        lines = kept.split("\n")
        if lines[0].rstrip() != _OPENING:
            raise FrontMatterError(
                1,
                "--- alone on the first line, then number and title",
                "--- ในบรรทัดแรก แล้วตามด้วย number และ title",
            )
        closing = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in _CLOSINGS), None)
        if closing is None:
            raise FrontMatterError(len(lines), "--- alone on a line after the settings", "--- ปิดท้ายข้อมูลส่วนหัว")
        front, entries = front_matter.read("\n".join(lines[1:closing]) + "\n", 2, today)
        return cls(kept, front, "\n".join(lines[closing + 1 :]), closing + 2, entries)

    def canonical(self) -> str:
        """The text that is frozen and signed: without the lines of ``version`` and ``effective``.

        Number, version and effective date of a version belong to its manifest. Everything else is as it was.
        """
        gone = {
            line + 1
            for entry in self._entries
            if entry.key in MANIFEST_KEYS
            for line in range(entry.line, entry.end)
        }
        return "\n".join(line for at, line in enumerate(self.text.split("\n")) if at not in gone)

    @property
    def number(self) -> DocumentNumber:
        """The document's number."""
        return self.front.number

    @property
    def title(self) -> str:
        """The document's title."""
        return self.front.title

    @property
    def type(self) -> str:
        """The code of its type; empty when it says none."""
        return self.front.type

    @property
    def department(self) -> str:
        """The code of the department; empty when it says none."""
        return self.front.department

    @property
    def owner(self) -> str:
        """Who keeps it, in words; empty when it says none."""
        return self.front.owner

    @property
    def access(self) -> Access:
        """Who may read it."""
        return self.front.access

    @property
    def departments(self) -> tuple[str, ...]:
        """The codes of the departments that may read it besides its own when it is restricted."""
        return tuple(dict.fromkeys(" ".join(code.split()) for code in self.front.departments))

    @property
    def standards(self) -> tuple[str, ...]:
        """The accreditation clauses that it serves."""
        return self.front.standards

    @property
    def references(self) -> tuple[DocumentNumber, ...]:
        """The documents that it names in its front matter."""
        return self.front.references

    @property
    def review_every(self) -> ReviewCycle | None:
        """Its own review cycle, when it has one."""
        return self.front.review_every
