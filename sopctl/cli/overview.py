"""``sopctl overview``: the figures that the quality office looks at in the morning."""

from __future__ import annotations

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import acting, as_json
from sopctl.cli.presenting import show_json, show_table
from sopctl.cli.tree import Command

_NAMES = {
    "in_force": "บังคับใช้ In force",
    "scheduled": "รอบังคับใช้ Scheduled",
    "draft": "ร่าง Drafts",
    "in_review": "รอทบทวน In review",
    "in_check": "รอตรวจสอบ In check",
    "in_approval": "รออนุมัติ In approval",
    "approved": "อนุมัติแล้ว Approved",
    "review_due": "ใกล้ครบกำหนดทบทวน Reviews due soon",
    "review_overdue": "เกินกำหนดทบทวน Reviews overdue",
    "orders_to_sign": "รอลงนามยืนยันหรือยกเลิก Reviews and withdrawals to sign",
    "prints_out": "สำเนาควบคุมที่ใช้อยู่ Controlled copies in use",
    "prints_to_recall": "สำเนาต้องเรียกคืน Copies to recall",
    "requests_asked": "คำขอรอพิจารณา Requests to decide",
    "requests_unclear": "คำขอรอผู้ขอตอบ Requests asked back",
    "requests_accepted": "คำขอกำลังดำเนินการ Requests being done",
    "references_to_look_at": "เอกสารที่อ้างถึงเปลี่ยนแปลง References that changed",
    "announcements_this_year": "ประกาศที่ออกในปีนี้ Announcements this year",
    "messages_undeliverable": "ข้อความที่ส่งไม่ถึง Messages undeliverable",
    "reading_asked": "รายการที่ต้องอ่าน Readings asked",
    "reading_done": "อ่านแล้ว Readings done",
    "reading_late": "การอ่านที่เกินกำหนด Readings late",
}


@click.command("overview", cls=Command)
@as_json
@acting
@pass_door
def overview(door: Door, json_wanted: bool, user: str | None) -> None:
    """ภาพรวมเป็นตัวเลข

    Every figure of the overview as it is now. For the quality office and auditors.
    """
    from sopctl.application.figures import figures  # noqa: PLC0415

    facts = figures(door.library, door.actor(user)).facts()
    if json_wanted:
        show_json(facts)
    else:
        show_table(
            ("รายการ What", "จำนวน Count"), [(_NAMES[name], str(count)) for name, count in facts.items()]
        )
