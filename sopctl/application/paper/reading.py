"""Reading lines of paper approvals: each is understood, or told what is wrong, before anything happens."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from sopctl.application.authoring.checking import errors_of, personal_in, read_source
from sopctl.application.authoring.clearing import (
    ClearReasonError,
    PersonalDataError,
    require_answered,
)
from sopctl.application.authoring.drafts import MAX_TEXT
from sopctl.application.library import Library, Workbench
from sopctl.application.paper.lines import (
    DASHES,
    REASON,
    LineProblem,
    PaperLine,
    ReadLine,
    TypedLine,
    likely_scan,
    scan_body_name,
)
from sopctl.application.paper.order import beside_each_other, in_library
from sopctl.application.paper.registration import ScanRefusedError, scan_extension
from sopctl.application.ports import UnitOfWork
from sopctl.application.remarks import ReasonPersonalError, nameless
from sopctl.application.review.overview import document_types
from sopctl.application.shape import Department, hospital
from sopctl.content.attached import BodyFileRefusedError, check_attached
from sopctl.content.front_matter import MAX_TEXT as MAX_TITLE
from sopctl.content.markdown import parse_body
from sopctl.content.source import normal
from sopctl.domain.numbers import DocumentNumber, NumberMalformedError, VersionLabel, VersionMalformedError
from sopctl.domain.types import DocumentType
from sopctl.thai.dates import ThaiDateError, bangkok_day, parse
from sopctl.thai.digits import to_arabic
from sopctl.thai.repairs import repair

_NAMES = {
    "number": ("รหัสเอกสาร", "number"), "title": ("เรื่อง", "title"), "type": ("ประเภท", "type"),
    "department": ("หน่วยงาน", "department"), "effective": ("วันที่บังคับใช้", "effective date"),
    "approver": ("ผู้อนุมัติ", "approver"), "post": ("ตำแหน่ง", "post"), "scan": ("ไฟล์สแกน", "scan"),
}  # fmt: skip
# Whether the check is sure, and what is to be done then.
_PERSONAL = {
    True: ("ต้องลบออก หรือขึ้นทะเบียนจากร่างซึ่งผู้อื่นยืนยันให้",
           "Take it out, or register it from a draft, where somebody else clears it."),
    False: ("ให้ลบออก หรือเขียนเหตุผลในช่อง “เหตุผลที่คงข้อมูลส่วนบุคคล”",
            "Take it out, or write in its row why it may stay."),
}  # fmt: skip
_VERSION_WORDS = re.compile(r"(?:ฉบับที่|ครั้งที่|version|ver\.?|v\.?)\s*", re.IGNORECASE)
_WHOLE = re.compile(r"0*([0-9]+)(?:\.0+)?")
_FRONT = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)


@dataclass(frozen=True)
class Files:
    """The scans and bodies that came with a list: their SHA-256 by name; ``read`` gives bytes by SHA-256."""

    names: Mapping[str, str]
    read: Callable[[str], bytes]

    def bytes_of(self, name: str) -> bytes:
        """A file's bytes."""
        return self.read(self.names[name])


def read_lines(
    library: Library, uow: UnitOfWork, typed: Sequence[TypedLine], files: Files
) -> tuple[ReadLine, ...]:
    """Every line understood or told what is wrong, also against its neighbours and what the library has."""
    reader = _Reader(library, files)
    lines = [reader.line(each) for each in typed]
    return beside_each_other(in_library(uow, lines))


class _Reader:
    def __init__(self, library: Library, files: Files) -> None:
        self._library = library
        self._files = files
        self._today = bangkok_day(library.clock())
        self._types = {kind.code: kind for kind in document_types(library)}
        self._departments = hospital(library).departments

    def line(self, typed: TypedLine) -> ReadLine:
        return _Line(self._library, typed, self._files, self._today, self._types, self._departments).read()


class _Line:
    """One line while it is read; every field is tried, so that all that is wrong is said at once."""

    def __init__(
        self,
        bench: Workbench,
        typed: TypedLine,
        files: Files,
        today: date,
        types: Mapping[str, DocumentType],
        departments: Sequence[Department],
    ) -> None:
        self._bench, self._typed, self._files, self._today = bench, typed, files, today
        self._types, self._departments = types, departments
        self._problems: list[LineProblem] = []

    def read(self) -> ReadLine:
        number, label = self._number(), self._label()
        title, kind, department = self._title(), self._kind(), self._department()
        effective = self._day("effective")
        approved = self._day("approved") if self._typed.value("approved") else effective
        approver, post = self._text("approver"), self._text("post")
        if kind and number and kind.numbers.matches(number) is None:
            self._note("number", "number-out-of-grammar", f"รหัสไม่ตรงแบบ เช่น {kind.numbers.example()}",
                       f"Not the form of type {kind.code} ({kind.numbers.example()}).")  # fmt: skip
        if approved and approved > self._today:
            self._stop(
                "approved", "day-in-future", "วันที่อนุมัติยังมาไม่ถึง", "The day of approval is in the future."
            )
        elif approved and effective and approved > effective:
            self._note("approved", "approved-late", "อนุมัติหลังวันที่บังคับใช้", "Approved after it took effect.")
        if number is None or label is None:
            return self._end(None)
        scan = self._scan(number, label)
        text, body = self._body(scan, number, label) if scan else ("", {})
        if self._stopped or not (kind and department and effective and approved and scan):
            return self._end(None)
        line = PaperLine(number, title, kind.code, department.code, department.name, label, effective,
                         approver, post, approved, self._files.names[scan], scan, text, body,
                         self._typed.value("reason") or REASON,
                         " ".join(self._typed.value("clearance").split()))  # fmt: skip
        self._personal(line)
        return self._end(None if self._stopped else line)

    def _end(self, line: PaperLine | None) -> ReadLine:
        return ReadLine(self._typed, line, tuple(self._problems))

    def _personal(self, line: PaperLine) -> None:
        """Personal data stops a line until its row says why it may stay; what is certain takes a draft."""
        files = {name: self._files.read(digest) for name, digest in line.body.items()}
        found = personal_in(self._bench, read_source(self._bench, line.markdown), files)
        try:
            cleared = require_answered(found, line.clearance)
            nameless(line.reason)
        except PersonalDataError as wrong:
            first, sure = wrong.findings[0], bool(errors_of(wrong.findings))
            self._stop("body", wrong.code, f"{first.message_th} {_PERSONAL[sure][0]}",
                       f"{first.message_en} {_PERSONAL[sure][1]}")  # fmt: skip
        except (ClearReasonError, ReasonPersonalError) as wrong:
            field = "clearance" if line.clearance else "reason"
            self._stop(field, wrong.code, "เหตุผลต้องสั้นกว่า 500 ตัวอักษรและไม่มีข้อมูลส่วนบุคคล", str(wrong))
        else:
            for one in cleared:
                self._note(
                    "clearance", one.code, f"{one.message_th} ผู้ยืนยันรายการรับรองในชื่อของตน",
                    f"{one.message_en} Whoever decides the list answers for it.",
                )  # fmt: skip

    @property
    def _stopped(self) -> bool:
        return any(problem.stops for problem in self._problems)

    def _stop(self, field: str, code: str, thai: str, english: str) -> None:
        self._problems.append(LineProblem(field, code, thai, english))

    def _note(self, field: str, code: str, thai: str, english: str) -> None:
        self._problems.append(LineProblem(field, code, thai, english, stops=False))

    def _text(self, field: str) -> str:
        """A text that must be there, on one line, repaired as all text is."""
        text = " ".join(repair(self._typed.value(field)).text.split())
        if not text:
            thai, english = _NAMES[field]
            self._stop(field, "missing", f"ต้องกรอก{thai}", f"The {english} is missing.")
        return text

    def _title(self) -> str:
        title = self._text("title")
        if len(title) > MAX_TITLE:
            self._stop(
                "title", "too-long", f"เรื่องยาวกว่า {MAX_TITLE} อักขระ", f"Longer than {MAX_TITLE} characters."
            )
        return title

    def _number(self) -> DocumentNumber | None:
        text = self._text("number")
        bare = re.sub(r"\s*([-/.])\s*", r"\1", to_arabic(text).translate(DASHES))
        try:
            return DocumentNumber.parse(bare) if text else None
        except NumberMalformedError as wrong:
            self._stop("number", wrong.code, f"“{text}” ไม่ใช่รหัสเอกสาร ให้เขียนเช่น SOP-IT-001", str(wrong))
            return None

    def _label(self) -> VersionLabel | None:
        text = _VERSION_WORDS.sub("", to_arabic(self._typed.value("version"))).replace(",", "").strip()
        if not text:
            self._note("version", "version-assumed", "ไม่ได้กรอกฉบับที่ จึงถือเป็นฉบับที่ 1", "No version; taken as 1.")
            return VersionLabel(1)
        whole = _WHOLE.fullmatch(text)
        try:
            return VersionLabel.parse(whole[1] if whole else text)
        except VersionMalformedError as wrong:
            self._stop("version", wrong.code, f"“{text}” ไม่ใช่ฉบับที่ ให้เขียนเช่น 2 หรือ 2.1", str(wrong))
            return None

    def _kind(self) -> DocumentType | None:
        text = self._text("type")
        code = (text.split() or [""])[0].upper()
        kind = self._types.get(code) or next((k for k in self._types.values() if k.title_th == text), None)
        if text and kind is None:
            known = ", ".join(self._types)
            self._stop(
                "type",
                "type-unknown",
                f"ไม่มีประเภท “{text}” ที่มีคือ {known}",
                f"No type “{text}”; there are {known}.",
            )
        return kind

    def _department(self) -> Department | None:
        text = self._text("department")
        code = (text.split() or [""])[0].upper()
        found = next((d for d in self._departments if d.code.upper() == code or d.name == text), None)
        if text and found is None:
            self._stop(
                "department",
                "department-unknown",
                f"ไม่มีหน่วยงาน “{text}”",
                f"There is no department “{text}”.",
            )
        return found

    def _day(self, field: str) -> date | None:
        text = self._text(field) if field in _NAMES else self._typed.value(field)
        if not text:
            return None
        try:
            read = parse(text, today=self._today)
        except ThaiDateError as wrong:
            self._stop(field, wrong.code, wrong.message_th, wrong.message)
            return None
        for note in read.notes:
            self._note(field, str(note), note.message_th, note.message)
        return read.date

    def _scan(self, number: DocumentNumber, label: VersionLabel) -> str | None:
        typed = self._typed.value("scan")
        found = likely_scan(self._typed, str(number), str(label), tuple(self._files.names))
        if found is None:
            thai = f"ไม่พบไฟล์สแกน “{typed}”" if typed else "ต้องระบุไฟล์สแกน"
            self._stop(
                "scan", "scan-missing", thai, f"There is no scan “{typed}”." if typed else "No scan is named."
            )
            return None
        try:
            scan_extension(self._files.bytes_of(found))
        except ScanRefusedError as wrong:
            thai = "ไฟล์สแกนต้องเป็น PDF, PNG, JPEG และต้องไม่ว่าง"
            self._stop("scan", wrong.code, thai, str(wrong))
            return None
        return found

    def _body(self, scan: str, number: DocumentNumber, label: VersionLabel) -> tuple[str, dict[str, str]]:
        """The text and the files of the document; without any, the scan is the document."""
        typed = self._typed.value("body")
        if not typed:
            return self._scan_as_body(scan, number, label)
        found = likely_scan(replace(self._typed, values={"scan": typed}), "", "", tuple(self._files.names))
        if found is None:
            self._stop("body", "body-missing", f"ไม่พบไฟล์เนื้อหา “{typed}”", f"There is no file “{typed}”.")
            return "", {}
        data, name = self._files.bytes_of(found), PurePosixPath(found).name
        if name.lower().endswith((".md", ".txt")):
            return self._markdown(data), {}
        try:
            check_attached(name, data)
        except BodyFileRefusedError as wrong:
            self._stop("body", wrong.code, wrong.facts["reason"], str(wrong))
            return "", {}
        return "", {name: self._files.names[found]}

    def _scan_as_body(
        self, scan: str, number: DocumentNumber, label: VersionLabel
    ) -> tuple[str, dict[str, str]]:
        data = self._files.bytes_of(scan)
        extension = scan_extension(data)
        if extension == "txt":
            return self._markdown(data), {}
        name = scan_body_name(number, label, extension)
        try:
            check_attached(name, data)
        except BodyFileRefusedError as wrong:
            self._stop("scan", wrong.code, wrong.facts["reason"], str(wrong))
        return "", {name: self._files.names[scan]}

    def _markdown(self, data: bytes) -> str:
        try:
            text = normal(data.decode())
        except UnicodeDecodeError:
            self._stop("body", "not-text", "ไฟล์เนื้อหาไม่ใช่ข้อความ UTF-8", "The text is not UTF-8.")
            return ""
        if len(data) > MAX_TEXT:
            self._stop("body", "too-long", "ข้อความยาวเกินไป", "The text is too long.")
            return ""
        body = repair(_FRONT.sub("", text)).text
        pictures = sorted({figure.source for figure in parse_body(body).figures()})
        if pictures:
            self._stop("body", "pictures", f"ข้อความมีรูป {pictures[0]} ให้ขึ้นทะเบียนจากร่างแทน",
                       f"The text has pictures ({pictures[0]}); register it from a draft.")  # fmt: skip
        return body
