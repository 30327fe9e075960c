"""The front matter of a document: what its author says of it, before the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

import yaml

from sopctl.content import yaml_lines
from sopctl.content.yaml_lines import Entry, YamlError
from sopctl.domain.cycles import CycleMalformedError, ReviewCycle
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import (
    DocumentNumber,
    NumberMalformedError,
    VersionLabel,
    VersionMalformedError,
)
from sopctl.thai.dates import ThaiDateError, parse

KEYS = (
    "number",
    "title",
    "type",
    "department",
    "owner",
    "review_every",
    "standards",
    "access",
    "departments",
    "references",
    "body",
    "issuer",
    "edition",
    "received",
    "origin",
    "version",
    "effective",
)
MANIFEST_KEYS = frozenset({"version", "effective"})  # inside a library they belong to the manifest
MAX_TEXT = 300

Access = Literal["all", "restricted"]


class FrontMatterError(SopctlError):
    """The block of settings before the text cannot be read. ``line`` counts from 1 in the file."""

    code = "front-matter-broken"

    def __init__(self, line: int, expected: str, expected_th: str, key: str = "") -> None:
        subject = f"{key}: " if key else ""
        super().__init__(
            f"Line {line}: {subject}expected {expected}.",
            line=line,
            key=key,
            expected=expected,
            expected_th=expected_th,
        )
        self.line = line
        self.key = key


@dataclass(frozen=True)
class FrontMatter:
    """What stands in the front matter; texts that are absent are empty.

    ``body``: the files that are the document, beside its text. ``issuer``, ``edition``, ``received`` and
    ``origin`` tell of a document of external origin: who issued it, as which edition of theirs, when it came
    here and from where. ``departments``: who may read besides the owning one when ``access`` is restricted.
    ``effective_notes``: what reading the date assumed, such as ``two-digit-year``. ``lines``: the line of
    each key (from 1 in the file). ``unknown``: keys that mean nothing here.
    """

    number: DocumentNumber
    title: str
    type: str = ""
    department: str = ""
    owner: str = ""
    review_every: ReviewCycle | None = None
    standards: tuple[str, ...] = ()
    access: Access = "all"
    departments: tuple[str, ...] = ()
    references: tuple[DocumentNumber, ...] = ()
    body: tuple[str, ...] = ()
    issuer: str = ""
    edition: str = ""
    received: date | None = None
    origin: str = ""
    version: VersionLabel | None = None
    effective: date | None = None
    effective_notes: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    unknown: tuple[str, ...] = ()


def read(text: str, first_line: int, today: date) -> tuple[FrontMatter, tuple[Entry, ...]]:
    """The front matter in ``text``, which begins on ``first_line`` of the file (from 1), and its entries.

    ``today`` (the Bangkok day) decides a year of two digits. Raises FrontMatterError.
    """
    try:
        entries = yaml_lines.read(text)
    except YamlError as error:
        raise FrontMatterError(
            error.line + first_line, error.expected, error.expected_th, error.key
        ) from error
    return _Fields(entries, first_line, today).front_matter(), entries


class _Fields:
    """Turns entries into typed values, naming key and line of what is wrong."""

    def __init__(self, entries: tuple[Entry, ...], first_line: int, today: date) -> None:
        self._entries = {entry.key: entry for entry in entries}
        self._first = first_line
        self._today = today

    def front_matter(self) -> FrontMatter:
        effective, notes = self._day("effective")
        return FrontMatter(
            number=self._number(),
            title=self._title(),
            type=self._text("type"),
            department=self._text("department"),
            owner=self._text("owner"),
            review_every=self._cycle(),
            standards=self._list("standards"),
            access=self._access(),
            departments=self._list("departments"),
            references=self._references(),
            body=self._list("body"),
            issuer=self._text("issuer"),
            edition=self._text("edition"),
            received=self._day("received")[0],
            origin=self._text("origin"),
            version=self._version(),
            effective=effective,
            effective_notes=notes,
            lines=MappingProxyType({key: entry.line + self._first for key, entry in self._entries.items()}),
            unknown=tuple(key for key in self._entries if key not in KEYS),
        )

    def _wrong(self, key: str, expected: str, expected_th: str) -> FrontMatterError:
        entry = self._entries.get(key)
        # A key that is not there is missing from the block, whose opening line is named.
        return FrontMatterError(
            entry.line + self._first if entry else self._first - 1, expected, expected_th, key
        )

    def _text(self, key: str) -> str:
        entry = self._entries.get(key)
        value = entry.value if entry else ""
        if not isinstance(value, str) or "\n" in value.strip() or len(value) > MAX_TEXT:
            raise self._wrong(
                key,
                f"one line of text, at most {MAX_TEXT} characters",
                f"ข้อความบรรทัดเดียว ไม่เกิน {MAX_TEXT} อักขระ",
            )
        return value.strip()

    def _list(self, key: str) -> tuple[str, ...]:
        entry = self._entries.get(key)
        value = entry.value if entry else ""
        if value is None:
            raise self._wrong(key, "a list such as [A, B]", "รายการ เช่น [A, B]")
        items = value.split(",") if isinstance(value, str) else value
        return tuple(item.strip() for item in items if item.strip())

    def _number(self) -> DocumentNumber:
        try:
            return DocumentNumber.parse(self._text("number"))
        except NumberMalformedError as error:
            raise self._wrong(
                "number", "a document number such as SOP-IT-001", "รหัสเอกสาร เช่น SOP-IT-001"
            ) from error

    def _title(self) -> str:
        title = self._text("title")
        if not title:
            raise self._wrong("title", "the document's title", "ชื่อเรื่องของเอกสาร")
        return title

    def _cycle(self) -> ReviewCycle | None:
        text = self._text("review_every")
        try:
            return ReviewCycle.parse(text) if text else None
        except CycleMalformedError as error:
            raise self._wrong(
                "review_every",
                "a span such as 1y or 6m, at most 10y",
                "ช่วงเวลา เช่น 1y (ปี) หรือ 6m (เดือน) ไม่เกิน 10y",
            ) from error

    def _access(self) -> Access:
        text = self._text("access")
        if text in {"", "all"}:
            return "all"
        if text == "restricted":
            return "restricted"
        raise self._wrong("access", "all or restricted", "all หรือ restricted")

    def _references(self) -> tuple[DocumentNumber, ...]:
        try:
            return tuple(DocumentNumber.parse(item) for item in self._list("references"))
        except NumberMalformedError as error:
            raise self._wrong(
                "references",
                "a list of document numbers such as [SOP-IT-002, WI-ER-001]",
                "รายการรหัสเอกสาร เช่น [SOP-IT-002, WI-ER-001]",
            ) from error

    def _version(self) -> VersionLabel | None:
        text = self._text("version")
        try:
            return VersionLabel.parse(text) if text else None
        except VersionMalformedError as error:
            raise self._wrong(
                "version",
                "a version such as 2, or 2.1 for an amendment",
                "ฉบับที่ เช่น 2 หรือ 2.1 เมื่อแก้ไขเล็กน้อย",
            ) from error

    def _day(self, key: str) -> tuple[date | None, tuple[str, ...]]:
        text = self._text(key)
        if not text:
            return None, ()
        try:
            parsed = parse(text, today=self._today)
        except ThaiDateError as error:
            raise self._wrong(
                key,
                f"a date such as 12/6/2566 ({error.message})",
                f"วันที่ เช่น 12/6/2566 ({error.message_th})",
            ) from error
        return parsed.date, tuple(str(note) for note in parsed.notes)


def write(values: Mapping[str, str | tuple[str, ...]]) -> str:
    """Front matter with its two ``---`` lines, one key a line, quoted where YAML asks for it."""
    return "---\n" + "".join(_written(key, value) for key, value in values.items()) + "---\n"


def _written(key: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return yaml.safe_dump({key: value}, allow_unicode=True, default_flow_style=False, width=1_000_000)
    items = yaml.safe_dump(list(value), allow_unicode=True, default_flow_style=True, width=1_000_000)
    return f"{key}: {items}"
