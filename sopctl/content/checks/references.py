"""Checks of the documents that a text names."""

from __future__ import annotations

import re

from sopctl.content.checks.context import Report
from sopctl.content.references import mentions
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.thai.digits import to_arabic

# Prefixes of shipped types; COVID-19 and ICD-10 look like numbers too and are none.
_PREFIXES = frozenset({"SOP", "WI", "QP", "FM", "PR", "CPG"})
_VERSION = re.compile(
    r"\s*\(?\s*(?:ฉบับที่|[Vv]ersion|[Vv]er\.|[Rr]ev\.)\s*([1-9][0-9]{0,2}(?:\.[0-9]{1,3})?)(?![0-9])"
)
_GONE = frozenset({"withdrawn", "superseded"})


def check(report: Report) -> None:
    """Documents that are not in the library, are out of force, or are the document itself."""
    source = report.source
    line = report.key_line("references")
    for number in source.references:
        if number == source.number:
            report.add(
                "reference-self",
                line,
                f"เอกสารอ้างอิงถึงตัวเอง ({number}) ให้ลบออกจาก references",
                f"The document names itself ({number}) among its references; remove it.",
                excerpt=str(number),
            )
        else:
            _standing(report, number, line)
    prefixes = _prefixes(report)
    listed = set(source.references)
    for at, text in report.body_lines:
        for mention in mentions(text):
            number = mention.number
            _edition(report, number, text[mention.end :], at)
            if number != source.number and number not in listed and _prefix(number) in prefixes:
                listed.add(number)
                _standing(report, number, at)


def _edition(report: Report, number: DocumentNumber, behind: str, line: int) -> None:
    """A version that is named behind a number, when a later one is in force."""
    named = _VERSION.match(to_arabic(behind))
    current = report.context.current(number) if named else None
    if named is None or current is None or VersionLabel.parse(named[1]) >= current:
        return
    report.add(
        "reference-superseded",
        line,
        f"{number} ฉบับที่ {named[1]} ถูกแทนที่แล้ว ฉบับที่บังคับใช้คือ {current} ให้แก้ฉบับ หรืออ้างโดยไม่ระบุฉบับ",
        f"Version {named[1]} of {number} is superseded by {current}; name that, or no version.",
        excerpt=f"{number} {named[1]}",
    )


def _standing(report: Report, number: DocumentNumber, line: int) -> None:
    known = report.context.standing
    if known is None:
        return
    standing = known.get(str(number))
    if standing is None:
        report.add(
            "reference-undefined",
            line,
            f"ไม่มีเอกสาร {number} ในคลัง ให้ตรวจรหัส หรือจัดทำเอกสารนั้นก่อน",
            f"{number} is not in the library; check the number, or write that document first.",
            excerpt=str(number),
        )
    elif standing in _GONE:
        words = "ยกเลิกใช้แล้ว" if standing == "withdrawn" else "ถูกแทนที่แล้ว"
        report.add(
            "reference-withdrawn",
            line,
            f"เอกสาร {number} {words} ให้อ้างเอกสารที่บังคับใช้แทน",
            f"{number} is {standing}; name a document in force instead.",
            excerpt=str(number),
        )


def _prefix(number: DocumentNumber) -> str:
    return number.text.replace("/", "-").partition("-")[0]


def _prefixes(report: Report) -> frozenset[str]:
    known = report.context.standing or {}
    return _PREFIXES | {report.context.type.code} | {_prefix(DocumentNumber(number)) for number in known}
