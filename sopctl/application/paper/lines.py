"""One line of a list of paper approvals: as it was typed, as it was understood, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from sopctl.application.paper.registration import PaperFacts, PaperVersion
from sopctl.content import front_matter
from sopctl.domain import canonical
from sopctl.domain.numbers import DocumentNumber, VersionLabel

FIELDS = ("number", "title", "type", "department", "version", "effective", "approver", "post", "approved",
          "scan", "body", "reason", "clearance")  # fmt: skip
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
REASON = "ขึ้นทะเบียนเอกสารเดิมที่อนุมัติบนกระดาษ"
_UNSAFE = re.compile(r"[^A-Za-z0-9\u0e01-\u0e5b._-]+")


@dataclass(frozen=True)
class TypedLine:
    """A line as it was typed; ``row`` is its row in the sheet, from 1. ``values`` by the names in FIELDS."""

    row: int
    values: Mapping[str, str]

    def value(self, name: str) -> str:
        """What was typed in a field, without space around it."""
        return self.values.get(name, "").strip()


@dataclass(frozen=True)
class LineProblem:
    """Something about a field: an error stops the line, a note asks for a look. ``code`` is stable."""

    field: str
    code: str
    thai: str
    english: str
    stops: bool = True

    def payload(self) -> dict[str, canonical.Json]:
        """The facts, ready for canonical JSON."""
        return {
            "field": self.field,
            "code": self.code,
            "th": self.thai,
            "en": self.english,
            "stops": self.stops,
        }


@dataclass(frozen=True)
class PaperLine:
    """A line as it was understood. Files are named by their SHA-256: ``scan``, and ``body`` by file name.

    ``text`` is Markdown without front matter. ``clearance`` says why personal data in it may stay, for which
    whoever decides the list answers by name; "" where there is none.
    """

    number: DocumentNumber
    title: str
    type_code: str
    department: str
    owner: str
    label: VersionLabel
    effective: date
    approver: str
    post: str
    approved: date
    scan: str
    scan_name: str
    text: str = ""
    body: Mapping[str, str] = field(default_factory=dict)
    reason: str = REASON
    clearance: str = ""

    @property
    def markdown(self) -> str:
        """The whole source that is frozen."""
        head: dict[str, str | tuple[str, ...]] = {
            "number": str(self.number),
            "title": self.title,
            "type": self.type_code,
            "department": self.department,
            "owner": self.owner,
            "access": "all",
        }
        if self.body:
            head["body"] = tuple(self.body)
        return front_matter.write(head) + (f"\n{self.text.strip()}\n" if self.text.strip() else "")

    def version(self, read: Mapping[str, bytes]) -> PaperVersion:
        """What is registered; ``read`` gives the bytes of every file that the line names, by SHA-256."""
        paper = PaperFacts(self.approver, self.post, self.approved, read[self.scan])
        files = {name: read[digest] for name, digest in self.body.items()}
        return PaperVersion(
            self.label, self.markdown, files, self.effective, paper, self.reason, self.clearance
        )

    def payload(self) -> dict[str, canonical.Json]:
        """The facts, ready for canonical JSON."""
        return {
            "number": str(self.number),
            "title": self.title,
            "type": self.type_code,
            "department": self.department,
            "owner": self.owner,
            "version": str(self.label),
            "effective": self.effective.isoformat(),
            "approver": self.approver,
            "post": self.post,
            "approved": self.approved.isoformat(),
            "scan": self.scan,
            "scan_name": self.scan_name,
            "text": self.text,
            "body": dict(self.body),
            "reason": self.reason,
            "clearance": self.clearance,
        }

    @classmethod
    def decode(cls, facts: Mapping[str, Any]) -> PaperLine:
        """Read what ``payload`` gave. Raises KeyError or ValueError for anything else."""
        return cls(
            number=DocumentNumber.parse(facts["number"]),
            title=facts["title"],
            type_code=facts["type"],
            department=facts["department"],
            owner=facts["owner"],
            label=VersionLabel.parse(facts["version"]),
            effective=date.fromisoformat(facts["effective"]),
            approver=facts["approver"],
            post=facts["post"],
            approved=date.fromisoformat(facts["approved"]),
            scan=facts["scan"],
            scan_name=facts["scan_name"],
            text=facts["text"],
            body=dict(facts["body"]),
            reason=facts["reason"],
            clearance=facts.get("clearance", ""),
        )


@dataclass(frozen=True)
class ReadLine:
    """A line with what was understood of it, None where a problem stops it."""

    typed: TypedLine
    line: PaperLine | None
    problems: tuple[LineProblem, ...] = ()

    def payload(self) -> dict[str, canonical.Json]:
        """The facts, ready for canonical JSON."""
        typed: dict[str, canonical.Json] = dict(self.typed.values)
        problems: list[canonical.Json] = [problem.payload() for problem in self.problems]
        return {
            "row": self.typed.row,
            "typed": typed,
            "line": self.line.payload() if self.line else None,
            "problems": problems,
        }

    @classmethod
    def decode(cls, facts: Mapping[str, Any]) -> ReadLine:
        """Read what ``payload`` gave."""
        problems = tuple(
            LineProblem(p["field"], p["code"], p["th"], p["en"], p["stops"]) for p in facts["problems"]
        )
        line = PaperLine.decode(facts["line"]) if facts["line"] else None
        return cls(TypedLine(facts["row"], facts["typed"]), line, problems)


def scan_body_name(number: DocumentNumber, label: VersionLabel, extension: str) -> str:
    """The name of a scan that is the document itself, such as ``SOP-IT-001-v1-scan.pdf``."""
    return f"{_UNSAFE.sub('-', number.slug)}-v{label}-scan.{extension}"


def likely_scan(typed: TypedLine, number: str, label: str, names: Sequence[str]) -> str | None:
    """The file among ``names`` that a line means by its scan: as typed, else by the document's number."""
    wanted = (
        [typed.value("scan")] if typed.value("scan") else [f"{number}-v{label}", f"{number} v{label}", number]
    )
    for each in wanted:
        folded = PurePosixPath(each.replace("\\", "/")).name.casefold()
        for name in names:
            path = PurePosixPath(name)
            if folded in (path.name.casefold(), path.stem.casefold()):
                return name
    return None
