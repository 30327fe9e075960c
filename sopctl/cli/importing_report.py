"""What became of each file of an import: for people, for programs, and as a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sopctl.cli.presenting import Json, finding_facts

if TYPE_CHECKING:
    from sopctl.application.authoring.importing import Arrival

HEADINGS = (
    "ไฟล์ File", "ผล Outcome", "รหัส Number", "เรื่อง Title", "ฉบับที่ Version", "บังคับใช้ Effective",
    "ผู้อนุมัติเดิม Approver", "ร่าง Draft", "ต้องแก้ Errors", "ควรดู Warnings", "สิ่งที่พบ Findings",
)  # fmt: skip
_OUTCOMES = {
    "draft": "เป็นร่างแล้ว a draft",
    "before": "นำเข้าไว้ก่อนแล้ว imported before",
    "refused": "ไม่รับ refused",
}


@dataclass(frozen=True)
class Outcome:
    """One file: ``status`` is draft, before or refused; ``error`` the line that tells why it was refused."""

    path: Path
    status: str
    arrival: Arrival | None = None
    draft: str = ""
    version: str = ""
    error: str = ""

    def facts(self) -> dict[str, Json]:
        """For programs: one object a file."""
        arrival = self.arrival
        facts = arrival.facts if arrival else None
        told: list[Json] = [finding_facts(one) for one in arrival.findings] if arrival else []
        code, _, sentence = self.error.partition(": ")
        return {
            "file": str(self.path),
            "status": self.status,
            "number": str(facts.number) if facts and facts.number else None,
            "title": facts.title if facts else None,
            "version": str(facts.version) if facts and facts.version else self.version or None,
            "effective": facts.effective.isoformat() if facts and facts.effective else None,
            "approver": (facts.approver or None) if facts else None,
            "draft": self.draft or None,
            "findings": told,
            "error": {"code": code, "message": sentence} if self.error else None,
        }

    def row(self) -> tuple[str, ...]:
        """For the spreadsheet."""
        found = self.facts()
        findings = self.arrival.findings if self.arrival else ()
        levels = [str(one.level) for one in findings]
        told = "\n".join(f"{one.line}: {one.message_th}" for one in findings)[:30_000]
        return (
            str(self.path), _OUTCOMES[self.status], *(str(found[key] or "") for key in
            ("number", "title", "version", "effective", "approver", "draft")),
            str(levels.count("error")), str(levels.count("warning")), self.error or told,
        )  # fmt: skip


def write_report(path: Path, outcomes: list[Outcome]) -> None:
    """A report of all files: JSON where the name ends so, else a workbook. Raises FileUnwritableError."""
    import json  # noqa: PLC0415

    from sopctl.cli.parameters import write_bytes  # noqa: PLC0415
    from sopctl.rendering.workbooks import to_xlsx  # noqa: PLC0415

    if path.suffix.lower() == ".json":
        data = json.dumps([one.facts() for one in outcomes], ensure_ascii=False, indent=2).encode()
    else:
        data = to_xlsx("ผลการนำเข้า", HEADINGS, [one.row() for one in outcomes])
    write_bytes(path, data)
