"""Checks of the front matter against its type and the hospital."""

from __future__ import annotations

from sopctl.content.checks.context import Report
from sopctl.content.findings import Fix
from sopctl.domain.workflow import Action
from sopctl.thai.dates import Note

_SIGNERS = {
    Action.REVIEW: ("ผู้ทบทวน", "review"),
    Action.CHECK: ("ผู้ตรวจสอบ", "check"),
    Action.APPROVE: ("ผู้อนุมัติ", "approve"),
}


def check(report: Report) -> None:
    """Unknown keys and departments, absent files, a wrong number, assumed dates, likely misreadings."""
    front = report.source.front
    for key in front.unknown:
        report.add(
            "key-unknown",
            report.key_line(key),
            f"ไม่มีรายการ “{key}” ในข้อมูลส่วนหัว ให้ลบหรือแก้ตัวสะกด",
            f"The front matter has no key “{key}”; remove it or correct its spelling.",
            excerpt=key,
        )
    _number(report)
    _departments(report)
    for note in front.effective_notes:
        known = Note(note)
        report.add(
            "effective-assumed",
            report.key_line("effective"),
            f"วันที่บังคับใช้: {known.message_th} ให้เขียนเต็ม เช่น 12/6/2566",
            f"Effective date: {known.message} Write it in full, such as 12/6/2566.",
        )
    _title(report)
    _body(report)
    _signers(report)


def _body(report: Report) -> None:
    """The files that are the document stand beside it."""
    known = report.context.files
    for name in report.source.front.body:
        if known is not None and name not in known:
            report.add(
                "body-file-missing",
                report.key_line("body"),
                f"ไม่มีไฟล์ “{name}” อยู่กับเอกสาร ให้อัปโหลดไฟล์นี้ หรือแก้ชื่อใน body",
                f"There is no file “{name}” beside the document; upload it, or correct body.",
                excerpt=name,
            )


def _signers(report: Report) -> None:
    """Somebody is there for every signature that the type asks for."""
    for action in report.context.unsigned:
        thai, english = _SIGNERS[action]
        report.add(
            "signer-unknown",
            report.key_line("department"),
            f"ยังไม่มี{thai}ของเอกสารนี้ในระบบ ให้ตรวจหน่วยงานเจ้าของเอกสาร (department) หรือให้ผู้ดูแลแต่งตั้งผู้ลงนาม",
            f"Nobody here could {english} this document: check its department, or have a signer appointed.",
            excerpt=thai,
        )


def _number(report: Report) -> None:
    source, kind = report.source, report.context.type
    # A text may name another type than the one that it is checked against.
    if source.type and source.type != kind.code:
        return
    if kind.numbers.matches(source.number) is None:
        example = kind.numbers.example()
        report.add(
            "number-out-of-grammar",
            report.key_line("number"),
            f"รหัส {source.number} ไม่ตรงรูปแบบของ{kind.title_th} ให้ใช้รูปแบบเช่น {example}",
            f"{source.number} is not a number of type {kind.code}; use the form {example}.",
            excerpt=str(source.number),
        )


def _departments(report: Report) -> None:
    front, known = report.source.front, report.context.departments
    if front.access == "restricted" and not (front.department or front.departments):
        report.add(
            "access-department-missing",
            report.key_line("access"),
            "เอกสารจำกัดการเข้าถึงแต่ไม่ได้ระบุหน่วยงานใดเลย ให้เพิ่ม department: รหัสหน่วยงานเจ้าของ "
            "หรือ departments: [รหัสหน่วยงานที่อ่านได้]",
            "Access is restricted to no department; add department: CODE, or departments: [CODE].",
        )
    if front.access != "restricted" and front.departments:
        report.add(
            "access-departments-open",
            report.key_line("departments"),
            "ระบุหน่วยงานที่อ่านได้ แต่ไม่ได้จำกัดการเข้าถึง ทุกคนจึงอ่านได้ ให้เพิ่ม access: restricted หรือลบ departments",
            "Departments are named, but access is not restricted, so everybody reads it; "
            "add access: restricted, or remove departments.",
            excerpt=", ".join(front.departments),
        )
    if known is None:
        return
    named = [("department", front.department)] if front.department else []
    named += [("departments", code) for code in front.departments]
    for key, code in named:
        if code not in known:
            report.add(
                "department-unknown",
                report.key_line(key),
                f"ไม่มีหน่วยงานรหัส “{code}” ให้แก้รหัส หรือให้ผู้ดูแลเพิ่มหน่วยงานนี้",
                f"There is no department “{code}”; correct the code or have it added.",
                excerpt=code,
            )


def _title(report: Report) -> None:
    title, line = report.source.title, report.key_line("title")
    for misreading in report.context.likely_misreadings:
        at = title.find(misreading.before + misreading.word)
        if at < 0:
            continue
        written = report.lines[line - 1]
        start = written.find(misreading.before + misreading.word) + len(misreading.before)
        fix = None
        if start >= len(misreading.before):
            end = start + len(misreading.word)
            fix = Fix(line, start, end, misreading.word, misreading.probably)
        report.add(
            "likely-misreading",
            line,
            f"“{misreading.word}” ในชื่อเรื่องน่าจะเป็น “{misreading.probably}” ให้ตรวจกับต้นฉบับ",
            f"“{misreading.word}” in the title is probably “{misreading.probably}”; check the original.",
            fix,
            misreading.word,
        )
