"""What the checks know, and where they write what they found."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sopctl.content.attached_text import Gap
from sopctl.content.findings import LEVELS, PERSONAL, Finding, Fix, Level
from sopctl.content.source import Source
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.types import DocumentType
from sopctl.domain.workflow import Action

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+")
_EXCERPT = 60
MARK_LENGTH = 32  # hexadecimal digits of the mark of a finding


@dataclass(frozen=True)
class Misreading:
    """A word that is probably another one where ``pattern`` (before it, on the title) matches."""

    word: str
    probably: str
    before: str


# Read wrongly from scans of hospital documents; a policy on “administering memory” is one on risk.
MISREADINGS = (Misreading("ความทรงจำ", "ความเสี่ยง", "นโยบายการบริหาร"),)


def plain_mark(said: bytes) -> str:
    """The mark of a finding that nobody keeps."""
    return hashlib.sha256(said).hexdigest()[:MARK_LENGTH]


def _none_known(_number: DocumentNumber) -> VersionLabel | None:
    return None


def _none_missing(_text: str) -> set[str]:
    return set()


@dataclass(frozen=True)
class CheckContext:
    """What the checks need to know around a text; what is None here is not checked.

    ``standing``: ``known``, ``superseded`` or ``withdrawn`` of every document, by number. ``departments``:
    the codes that exist. ``files``: names of the files beside the document. ``missing_characters``: those of
    a text that no embedded font has. ``mark`` names a finding by its code and line; a library's own takes a
    secret, because marks of cleared findings are kept, and numbers are few enough to try all. ``current``
    tells which version of a document is in force; ``unsigned``: the steps of the type that nobody could
    sign. ``attached``: the words of the files that are the document's body, by name; ``gaps``: what of those
    files was not looked through, ``pages`` the page of each of their lines where they have pages, 0 for none.
    ``today``: the Bangkok day.
    """

    type: DocumentType
    today: date
    standing: Mapping[str, str] | None = None
    departments: frozenset[str] | None = None
    files: frozenset[str] | None = None
    missing_characters: Callable[[str], set[str]] = _none_missing
    likely_misreadings: tuple[Misreading, ...] = MISREADINGS
    mark: Callable[[bytes], str] = plain_mark
    current: Callable[[DocumentNumber], VersionLabel | None] = _none_known
    unsigned: tuple[Action, ...] = ()
    attached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gaps: Mapping[str, tuple[Gap, ...]] = field(default_factory=dict)
    pages: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class Report:
    """Collects findings; gives the checks the lines of the source and the levels of the type."""

    def __init__(self, source: Source, context: CheckContext) -> None:
        self.source = source
        self.context = context
        self._findings: list[Finding] = []

    @cached_property
    def lines(self) -> list[str]:
        """All lines of the file; line 1 is the first."""
        return self.source.text.split("\n")

    @cached_property
    def body_lines(self) -> list[tuple[int, str]]:
        """The lines of the text with their numbers, web addresses blanked out in place."""
        start = self.source.body_start_line
        return [
            (number, _ADDRESS.sub(lambda match: " " * len(match[0]), line))
            for number, line in enumerate(self.source.body_text.split("\n"), start)
        ]

    def body_line(self, line: int) -> int:
        """The line of the file (from 1) at which line ``line`` (from 0) of the body stands."""
        return self.source.body_start_line + line

    def key_line(self, key: str) -> int:
        """The line of a key of the front matter; the first line when it is absent."""
        return self.source.front.lines.get(key, 1)

    def add(
        self,
        code: str,
        line: int,
        message_th: str,
        message_en: str,
        fix: Fix | None = None,
        excerpt: str = "",
        words: str | None = None,
    ) -> None:
        """Note a finding, at the level that the type gives its code; ``words`` are those of the line."""
        level = Level(self.context.type.levels.get(code, LEVELS[code]))
        if words is None:
            words = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        said = f"{code}\n{words}".encode("utf-8", "surrogatepass")
        print_of = self.context.mark(said) if code in PERSONAL else ""
        self._findings.append(
            Finding(code, level, line, message_th, message_en, fix, short(excerpt), print_of)
        )

    def findings(self) -> tuple[Finding, ...]:
        """What was found, in the order of lines; on one line in the order of the checks."""
        return tuple(sorted(self._findings, key=lambda finding: finding.line))


def short(text: str) -> str:
    """A text that fits in a sentence."""
    bare = " ".join(text.split())
    return bare if len(bare) <= _EXCERPT else bare[:_EXCERPT] + "…"
