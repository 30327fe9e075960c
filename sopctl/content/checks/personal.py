"""Checks for personal data (PDPA): a document that everyone reads must not carry a person's numbers.

Every finding must be cleared by a named person with a reason, or the text changed, before submission.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape

from sopctl.content.checks.context import Report
from sopctl.thai.digits import to_arabic

_APART = "(?<![0-9A-Za-z])"
_END = "(?![0-9A-Za-z])"
_SEP = r"[ \-.]?"
_GAP = r"[ \-./|]{0,3}"  # between the groups of a citizen number, in cells of a table too
_SPACE = r"[ \t|]{0,12}"
_FREE_MAIL = (
    r"gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|proton|protonmail|windowslive|aol|gmx"
)


_UNREAD = re.compile("[*`~\\\\\u200b-\u200d\u2060\ufeff\u00ad]")  # marks of style, and what nobody sees
_PLAIN: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},  # full width
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f"), " "),
}


@dataclass(frozen=True)
class _Kind:
    code: str
    pattern: re.Pattern[str]
    what_th: str
    what_en: str
    valid: Callable[[str], bool] = lambda _: True


def citizen_number(text: str) -> bool:
    """Whether 13 figures, separators aside, are a Thai citizen number with its right check digit.

    The twelve first figures weigh 13 down to 2; the last is 11 less the remainder by 11, its unit figure.
    Source: the Department of Provincial Administration's numbering of persons.
    """
    figures = [int(char) for char in text if char in "0123456789"]
    if len(figures) != 13 or len(set(figures)) == 1:
        return False
    total = sum(figure * weight for figure, weight in zip(figures, range(13, 1, -1), strict=False))
    return (11 - total % 11) % 10 == figures[12]


_KINDS = (
    _Kind(
        "personal-citizen-number",
        re.compile(
            rf"(?:{_APART}|(?<=ID)|(?<=Id))[0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{5}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{_END}"
            rf"|{_APART}[1-8](?:[ \-./|]{{1,3}}[0-9]){{12}}{_END}"  # a figure in each box of a form
        ),
        "เลขประจำตัวประชาชน",
        "a citizen number",
        citizen_number,
    ),
    _Kind(
        "personal-hospital-number",
        re.compile(
            rf"{_APART}(?:HN|AN|VN|XN|[Hh]n|[HAVX]\.\s?N\.|เอชเอ็น|เลข(?:ที่)?ประจำตัวผู้ป่วย(?:นอก|ใน)?)"
            rf"(?:{_SPACE}(?:No\.?|เลขที่|[:.#=]))?{_SPACE}-?"
            rf"(?:[0-9]{{2}}[/\-][0-9]{{4,8}}|[0-9]{{4,10}}(?:[/\-][0-9]{{2,4}})?){_END}"
        ),
        "เลขประจำตัวผู้ป่วย (HN/AN/VN)",
        "a patient's number (HN, AN, VN)",
    ),
    _Kind(
        "personal-passport",
        re.compile(
            r"(?:(?i:passport)|หนังสือเดินทาง)[^0-9A-Za-z\n]{0,12}(?:(?i:no)\.?|เลขที่)?[ :]{0,3}"
            rf"[A-Z]{{0,2}}[0-9]{{6,9}}{_END}"
            rf"|{_APART}[A-Z]{{2}}[0-9]{{7}}{_END}"
        ),
        "เลขหนังสือเดินทาง",
        "a passport number",
    ),
    _Kind(
        "personal-phone",
        re.compile(
            rf"(?<![0-9A-Za-z\-/])(?<![0-9]\.)(?:\+66{_SEP}(?:\(0\){_SEP})?|\(?0)(?:[689][0-9]\)?{_SEP}[0-9]{{3}}{_SEP}[0-9]{{4}}"
            rf"|[689]{_SEP}[0-9]{{4}}{_SEP}[0-9]{{4}}|2\)?{_SEP}[0-9]{{3}}{_SEP}[0-9]{{4}}"
            rf"|[3457][2-9]\)?{_SEP}[0-9]{{3}}{_SEP}[0-9]{{3}})(?![0-9A-Za-z]|[\-/.][0-9])"
        ),
        "หมายเลขโทรศัพท์",
        "a phone number",
    ),
    _Kind(
        "personal-email",
        re.compile(
            r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64} {0,2}@ {0,2}"
            rf"(?:{_FREE_MAIL})\.(?:com|co\.th|net|org|me|th)(?![A-Za-z0-9])",
            re.IGNORECASE,
        ),
        "อีเมลส่วนตัว",
        "a personal e-mail address",
    ),
)


def check(report: Report) -> None:
    """Citizen, hospital and passport numbers, phone numbers and personal e-mail, in settings and text."""
    settings = enumerate(report.lines[: report.source.body_start_line - 1], 1)
    for number, written in (*settings, *report.body_lines):
        whole = report.lines[number - 1] if 0 < number <= len(report.lines) else written
        for kind, words in _found(written, whole):
            report.add(
                kind.code,
                number,
                f"อาจมีข้อมูลส่วนบุคคล: {kind.what_th} ให้ลบออก หรือให้ผู้รับผิดชอบยืนยันพร้อมเหตุผลก่อนส่งทบทวน",
                f"Possible personal data: {kind.what_en}. Remove it, or have it cleared with a reason.",
                excerpt=masked(words),
            )
    for name, lines in report.context.attached.items():
        _check_file(report, name, lines)


def _check_file(report: Report, name: str, lines: Iterable[str]) -> None:
    """The same in a file that is the document's body; the finding stands where the text names the file."""
    pages = report.context.pages.get(name, ())
    for place, written in enumerate(lines, 1):
        th, en = _place(place, pages)
        for kind, words in _found(written):
            report.add(
                kind.code,
                report.key_line("body"),
                f"ไฟล์ {name} {th} อาจมีข้อมูลส่วนบุคคล: {kind.what_th} "
                "ให้ลบออกจากไฟล์แล้วแนบใหม่ หรือให้ผู้รับผิดชอบยืนยันพร้อมเหตุผลก่อนส่งทบทวน",
                f"Possible personal data in {name}, {en}: {kind.what_en}. "
                "Remove it and attach the file again, or have it cleared with a reason.",
                excerpt=masked(words),
                words=f"{name}\n{written}",
            )


def _place(place: int, pages: tuple[int, ...]) -> tuple[str, str]:
    """Where the line with this place (from 1) stands in its file, as people look for it."""
    if not pages:
        return f"ข้อความที่ {place}", f"text {place}"
    page = pages[place - 1]
    if page:
        return f"หน้า {page}", f"page {page}"
    return "ในช่องกรอก หมายเหตุ หรือข้อมูลของไฟล์", "in a field, a remark or the file's own facts"


def holds_personal_data(text: str) -> bool:
    """Whether any line of a text has what ``check`` would find."""
    return any(_found(line) for line in text.split("\n"))


def _found(written: str, whole: str = "") -> list[tuple[_Kind, str]]:
    """Each place of a line with its kind, the surest kind first.

    ``whole``: the line with its web addresses, where only a number with a check digit is looked for.
    """
    line = _bare(written)
    taken: list[tuple[int, int]] = []
    found: list[tuple[_Kind, str]] = []
    for kind in _KINDS:
        for match in kind.pattern.finditer(line):
            overlaps = any(match.start() < end and start < match.end() for start, end in taken)
            if not overlaps and kind.valid(match[0]):
                taken.append(match.span())
                found.append((kind, match[0]))
    if whole not in {"", written} and not any(kind is _KINDS[0] for kind, _ in found):
        inside = _KINDS[0].pattern.finditer(_bare(whole))
        found += [(_KINDS[0], match[0]) for match in inside if citizen_number(match[0])]
    return found


def _bare(written: str) -> str:
    """A line as it is read: figures of one kind, no marks of Markdown, one dash and one space."""
    text = unescape(written) if "&" in written else written
    return _UNREAD.sub("", to_arabic(text).translate(_PLAIN))


def masked(text: str) -> str:
    """Personal data made unreadable: its first and last character stay, figures and letters between go."""
    inner = re.sub(r"[0-9A-Za-z]", "x", text[1:-1])
    return text[:1] + inner + text[-1:] if len(text) > 1 else "x"
