"""Plain text as a draft's text: lines, their typed numbers and labels, and nothing left out."""

from __future__ import annotations

from datetime import date

from sopctl.application.ports.intake import Facts, Imported
from sopctl.content.blocks import Body
from sopctl.content.findings import Finding, Level
from sopctl.content.inline_writer import literal
from sopctl.content.markdown import parse_body
from sopctl.intake.facts import Sheet, facts_of, is_labelled, read_lines


def read_plain(text: str, name: str, *, today: date) -> Imported:
    """Every line of a text as it stands, read for the labels of a header.

    A line of labels is read and told; all others are the text, a paragraph each.
    """
    sheet = Sheet()
    kept: list[str] = []
    findings: list[Finding] = []
    for line in text.split("\n"):
        bare = line.strip()
        if is_labelled(bare):
            read_lines(sheet, [bare])
            findings.append(_told(len(kept) + 1, bare))
        else:
            kept += [literal(bare), ""] if bare else []
    body_text = "\n".join(kept).strip("\n") + "\n" if kept else ""
    body: Body = parse_body(body_text)
    facts = facts_of(sheet, today=today)
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
    if not facts.title:
        facts = Facts(facts.number, stem, facts.version, facts.effective, facts.department, facts.approver)
    return Imported("text", body_text, body, facts=facts, findings=tuple(findings))


def _told(line: int, words: str) -> Finding:
    return Finding(
        "import-cover", Level.INFO, line, f"ข้อความหัวเอกสาร อ่านข้อมูลไว้แล้ว ไม่อยู่ในเนื้อหา: “{words}”",
        f"words of a header were read for their facts and left out of the text: “{words}”", excerpt=words,
    )  # fmt: skip
