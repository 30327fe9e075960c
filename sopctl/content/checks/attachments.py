"""What of a document's own files nobody but people can look through, so that nobody believes it was done."""

from __future__ import annotations

from collections.abc import Iterable

from sopctl.content.attached_text import Gap, Unread
from sopctl.content.checks.context import Report

_PICTURE = (
    (
        "เป็นภาพหรือภาพสแกน ระบบอ่านข้อความในภาพไม่ได้ จึงยังไม่ได้ตรวจข้อมูลส่วนบุคคล "
        "ให้เปิดดูเองก่อนส่งทบทวน หรือแปลงเป็นข้อความ (OCR) แล้วแนบใหม่"
    ),
    (
        "is a picture or a scan, whose words the program cannot read: personal data was not looked for. "
        "Look yourself before submitting, or have its text recognised (OCR) and attach it again."
    ),
)
_GARBLED = (
    (
        "ใช้แบบอักษรที่ถอดเป็นข้อความไม่ได้ จึงยังไม่ได้ตรวจข้อมูลส่วนบุคคล "
        "ให้เปิดดูเองก่อนส่งทบทวน หรือบันทึกเป็น PDF ใหม่จากโปรแกรมต้นทางแล้วแนบใหม่"
    ),
    (
        "has letters that cannot be told outside their font: personal data was not looked for. "
        "Look yourself before submitting, or save it as a PDF anew where it was made and attach it again."
    ),
)
_ENCLOSED = (
    "มีไฟล์อื่นซ้อนอยู่ข้างใน ซึ่งระบบไม่ได้เปิดดู ให้เปิดดูเอง หรือเอาไฟล์ที่ซ้อนอยู่ออกแล้วแนบใหม่",
    (
        "has other files inside, which were not looked through. "
        "Look yourself, or take them out and attach it again."
    ),
)
_LOCKED = (
    "ใส่รหัสผ่านหรือเข้ารหัสไว้ จึงตรวจเนื้อในไม่ได้ ให้บันทึกใหม่โดยไม่ใส่รหัสผ่านแล้วแนบใหม่",
    "is encrypted and could not be looked through. Save it without a password and attach it again.",
)
_BROKEN = (
    "มีส่วนที่เสียหายหรืออ่านไม่ได้ จึงตรวจได้ไม่ครบ ให้เปิดแล้วบันทึกใหม่ (หรือพิมพ์เป็น PDF) แล้วแนบใหม่",
    (
        "is damaged in part and was not looked through whole. "
        "Open it, save it anew (or print it as a PDF) and attach it again."
    ),
)
_CUT = (
    "ยาวหรือซับซ้อนเกินกว่าที่ระบบอ่าน จึงตรวจได้ไม่ครบ ให้แบ่งเป็นหลายไฟล์ หรือเปิดดูเองก่อนส่งทบทวน",
    (
        "is longer or more complex than the program reads, and was not looked through whole. "
        "Part it into several files, or look yourself before submitting."
    ),
)
_TRACES = (
    (
        "มีข้อมูลแฝงของภาพ (เช่น สถานที่ถ่าย ชื่อเจ้าของ รุ่นโทรศัพท์) ซึ่งจะไปกับไฟล์ ให้ลบข้อมูลแฝงแล้วแนบใหม่ "
        "(Windows: คลิกขวา > คุณสมบัติ > รายละเอียด > เอาคุณสมบัติออก)"
    ),
    (
        "tells more than it shows (where it was taken, its owner, the device), which goes with the file. "
        "Take that out and attach it again (Windows: right click, Properties, Details, Remove Properties)."
    ),
)
_SEEN = {
    Unread.PICTURE: _PICTURE,
    Unread.GARBLED: _GARBLED,
    Unread.ENCLOSED: _ENCLOSED,
    Unread.LOCKED: _LOCKED,
    Unread.BROKEN: _BROKEN,
    Unread.CUT: _CUT,
    Unread.TRACES: _TRACES,
}
_TOLD = {Unread.PICTURE: "body-file-picture", Unread.TRACES: "body-file-traces"}
_RANGES = 12  # of pages that a sentence names


def check(report: Report) -> None:
    """A finding for each file, or some of its pages, that was not looked through."""
    for name, gaps in report.context.gaps.items():
        for gap in gaps:
            th, en = _SEEN[gap.why]
            pages = _pages(gap)
            report.add(
                _TOLD.get(gap.why, "body-file-unread"),
                report.key_line("body"),
                f"ไฟล์ {name}{f' หน้า {pages}' if pages else ''} {th}",
                f"{name}{f', page {pages},' if pages else ''} {en}",
            )


def _pages(gap: Gap) -> str:
    """“2, 5-9”; many ranges end in “…”."""
    ranges = list(_ranges(gap.pages))
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges[:_RANGES])
    return f"{shown} …" if len(ranges) > _RANGES else shown


def _ranges(pages: Iterable[int]) -> Iterable[tuple[int, int]]:
    first = last = 0
    for page in sorted(pages):
        if page != last + 1:
            if last:
                yield first, last
            first = page
        last = page
    if last:
        yield first, last
