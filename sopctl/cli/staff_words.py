"""The words of the personnel office's list and of work that is handed over, Thai and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sopctl.application.leavers.open_work import Piece

CHANGES: Final = {
    "new": "เข้าใหม่", "returned": "กลับเข้าทำงาน", "transferred": "ย้ายหน่วยงาน", "changed": "แก้ไขข้อมูล",
    "left": "พ้นหน้าที่", "unchanged": "ไม่เปลี่ยนแปลง", "refused": "ไม่รับ",
}  # fmt: skip
REFUSALS: Final = {
    "no-name": "ไม่มีชื่อ no name", "no-employee": "ไม่มีรหัสพนักงาน no employee number",
    "employee": "รหัสพนักงานไม่ถูกต้อง not an employee number", "user": "ชื่อผู้ใช้ไม่ถูกต้อง not a user name",
    "twice": "ซ้ำกับแถวก่อนหน้า in an earlier row already", "other-person": "เป็นของบุคคลอื่น another person's",
    "department": "ไม่มีหน่วยงานนี้ no such department", "role": "ไม่มีบทบาทนี้ no such role",
    "mail": "อีเมลไม่ถูกต้อง not a mail address", "day": "วันที่ไม่ถูกต้อง not a date",
    "yourself": "เปลี่ยนสิทธิของตนเองไม่ได้ nobody changes their own authority",
}  # fmt: skip
WORK: Final = {
    "draft": "เอกสารที่จัดทำอยู่ document in work", "step": "ขั้นที่ระบุชื่อให้ลงนาม step to sign by name",
    "post": "ตำแหน่งที่ดำรง post held", "delegation": "งานที่ได้รับมอบหมาย delegation",
    "withdrawal": "การยกเลิกใช้ที่รอลงนาม withdrawal to sign", "reaffirmation": "ผลทบทวนที่รอลงนาม review to sign",
    "request": "คำขอที่ต้องดำเนินการ request to carry out", "asked": "คำขอที่ยื่นไว้ request asked, still open",
    "alone": "ขั้นที่ไม่มีผู้อื่นลงนามได้ step that nobody else can sign",
    "list": "รายชื่อผู้ต้องอ่าน on a reading list", "type": "ประเภทเอกสารที่ระบุชื่อ named by a document type",
    "print": "สำเนาควบคุมที่ถือครอง controlled print held", "reading": "เอกสารที่ต้องอ่าน document to read",
}  # fmt: skip
OBSTACLES: Final = {
    "role": "ผู้รับไม่มีหน้าที่จัดทำเอกสาร the new person does not write",
    "signed": "ผู้รับลงนามฉบับนี้ the new person signs it",
    "not-replaceable": "ผู้รับลงนามขั้นนี้ไม่ได้ cannot sign this step",
    "quality": "ศูนย์คุณภาพเป็นผู้ส่งมอบ for the quality office", "admin": "ผู้ดูแลระบบเป็นผู้ส่งมอบ for an administrator",
    "reader": "ผู้รับไม่มีสิทธิอ่าน ให้เรียกคืน may not read it; recall it", "type": "แก้ที่ประเภทเอกสาร change the type",
    "alone": "ให้บทบาทแก่ผู้อื่น give somebody else this role", "own": "อ่านแทนกันไม่ได้ nobody reads for another",
}  # fmt: skip


def what(piece: Piece) -> str:
    """Which document, version and copy a piece of work is about, or its own words."""
    if piece.number is None or not piece.version:
        return piece.shown
    copy = f" สำเนาที่ {piece.copy}" if piece.copy else ""
    return f"{piece.number} ฉบับที่ {piece.version}{copy}"
