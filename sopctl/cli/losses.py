"""What a rebuild brought back from the ledger, and what it could not, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sopctl.application.safekeeping.losses import Loss, Lost
from sopctl.cli.presenting import show, show_facts

_NAMED = 8  # more names than this are in --json

TOLD = {
    "acknowledgements": ("การรับทราบ", "acknowledgements"),
    "attempts": ("การตอบคำถาม", "tries at questions"),
    "lists": ("รายชื่อผู้ต้องอ่าน", "reading lists"),
    "waivers": ("ฉบับที่ไม่ต้องอ่านซ้ำ", "waived readings"),
    "prints": ("สำเนาควบคุม", "controlled prints"),
    "requests": ("คำขอดำเนินการ", "change requests"),
    "counts": ("การตรวจนับ", "counts"),
    "announcements": ("บันทึกประกาศใช้", "announcements"),
    "flags": ("การทบทวนเอกสารที่อ้างถึง", "looks at references"),
}

LOST = {
    Loss.LATEST: ("เหตุการณ์หลังการบันทึกครั้งสุดท้ายใน git", "what was recorded after the ledger last went into git"),
    Loss.DRAFTS: ("ร่างและรอบที่ไม่ได้ประกาศใช้", "drafts, and rounds that were not released"),
    Loss.ORDERS: (
        "คำขอยกเลิกหรือคงใช้ที่ยังไม่มีผล",
        "withdrawals and reaffirmations asked for and not done",
    ),
    Loss.PAPER_LISTS: ("รายการนำเข้าเอกสารเดิมที่ยังไม่เสร็จ", "unfinished lists of paper approvals"),
    Loss.ACCOUNTS: (
        "บัญชีผู้ใช้ รหัสผ่าน ปัจจัยที่สอง และการเข้าใช้ที่ค้างอยู่",
        "accounts: passwords, second factors, links to a directory, sessions",
    ),
    Loss.PEOPLE_FACTS: ("ที่อยู่อีเมล วันเริ่มและวันสิ้นสุดการทำงาน", "mail addresses, first and last days of service"),
    Loss.POSTS: ("ผู้ดำรงตำแหน่งและผู้รักษาการ", "who holds or stands in for a post"),
    Loss.CONFIRMATIONS: ("การรับรองโดยบุคคลที่สอง", "what second persons vouched for"),
    Loss.PICTURES: ("ภาพลายมือชื่อ", "pictures of signatures"),
    Loss.PINS: ("รหัส PIN ของเครื่องส่วนกลาง", "PINs of shared machines"),
    Loss.TOKENS: ("โทเคนของโปรแกรม", "tokens of programs"),
    Loss.NOTICES: ("การแจ้งเตือนและข้อความ", "notices, messages and reminders"),
    Loss.CHOICES: ("ช่องทางรับแจ้งและการผูก LINE", "choices of channels, and links to LINE"),
    Loss.REQUEST_FILES: ("ไฟล์แนบของคำขอ", "files that came with requests"),
    Loss.SHEET_SCANS: ("ภาพสแกนใบลงชื่อรับทราบ", "scans of reading sheets"),
    Loss.ORIGINALS: ("ต้นฉบับ Word หรือภาพสแกนที่นำเข้า", "Word files and scans from which drafts were made"),
    Loss.UNREAD: ("เหตุการณ์แบบย่อของโปรแกรมรุ่นก่อน", "facts that older programs wrote too briefly"),
}


def show_told(told: Mapping[str, int]) -> None:
    """How many facts the ledger gave back."""
    show("กลับมาจากบัญชีเหตุการณ์ From the ledger:")
    show_facts([(f"{TOLD[name][0]} {TOLD[name][1]}", str(count)) for name, count in told.items()])


def show_lost(lost: Iterable[Lost]) -> None:
    """What did not come back, but for kinds of which the ledger knows that there was none."""
    show("ไม่ได้กลับมา Not brought back:")
    for each in lost:
        if each.count == 0:
            continue
        thai, english = LOST[each.loss]
        count = "ไม่ทราบจำนวน of unknown number" if each.count is None else str(each.count)
        show(f"  - {thai} {english}: {count}")
        if each.names:
            more = " …" if len(each.names) > _NAMED else ""
            show(f"      {', '.join(each.names[:_NAMED])}{more}")


def lost_facts(lost: Iterable[Lost]) -> dict[str, object]:
    """The same for programs: how many of each kind (null: unknown), and their names."""
    return {each.loss.value: {"count": each.count, "names": list(each.names)} for each in lost}
