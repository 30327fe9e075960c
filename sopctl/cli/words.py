"""The words of states, standings, actions and meanings on a terminal: Thai, then English."""

from __future__ import annotations

from collections.abc import Mapping

STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("ร่าง", "draft"),
    "in_review": ("รอทบทวน", "in review"),
    "in_check": ("รอตรวจสอบ", "in check"),
    "in_approval": ("รออนุมัติ", "in approval"),
    "approved": ("อนุมัติแล้ว", "approved"),
    "released": ("ประกาศใช้แล้ว", "released"),
    "scheduled": ("รอบังคับใช้", "scheduled"),
    "in_force": ("บังคับใช้", "in force"),
    "superseded": ("ถูกแทนที่", "superseded"),
    "withdrawn": ("ยกเลิกใช้", "withdrawn"),
    "abandoned": ("ยุติ", "abandoned"),
    "unknown": ("ไม่ทราบ", "unknown"),
}
ACTIONS: Mapping[str, tuple[str, str]] = {
    "submit": ("ส่งทบทวน", "submitted"),
    "review": ("ทบทวน", "reviewed"),
    "check": ("ตรวจสอบ", "checked"),
    "approve": ("อนุมัติ", "approved"),
    "return": ("ส่งกลับแก้ไข", "returned"),
    "take-back": ("ดึงกลับ", "taken back"),
    "release": ("ประกาศใช้", "released"),
    "register": ("ขึ้นทะเบียน", "registered"),
    "withdraw": ("ยกเลิกใช้", "withdrawn"),
    "reaffirm": ("ยืนยันให้ใช้ต่อ", "reaffirmed"),
    "abandon": ("ยุติ", "abandoned"),
}
DEEDS: Mapping[str, tuple[str, str]] = {
    **ACTIONS,
    "replace-signer": ("เปลี่ยนผู้ลงนาม", "signer replaced"),
    "ask-withdrawal": ("ขอยกเลิกใช้", "withdrawal asked for"),
    "decline-withdrawal": ("ไม่ยกเลิกใช้", "withdrawal declined"),
    "sign-withdrawal": ("ลงนามยกเลิกใช้ รอผู้ลงนามอื่น", "withdrawal signed, others follow"),
    "ask-reaffirmation": ("เสนอให้ใช้ต่อ", "reaffirmation proposed"),
    "sign-reaffirmation": ("ลงนามให้ใช้ต่อ รอผู้ลงนามอื่น", "reaffirmation signed, others follow"),
    "decline-reaffirmation": ("ไม่ยืนยันให้ใช้ต่อ", "reaffirmation declined"),
    "approve-on-paper": ("อนุมัติบนกระดาษ", "approved on paper"),
}
GROUNDS: Mapping[str, tuple[str, str]] = {
    "author": ("ผู้จัดทำฉบับนี้", "author of this version"),
    "signer": ("ผู้ลงนามในขั้นที่รออยู่", "signer of the open step"),
    "quality": ("ศูนย์คุณภาพ", "quality office"),
    "post": ("ผู้ดำรงตำแหน่ง", "holder of the post"),
    "delegation": ("ผู้รับมอบหมาย", "by delegation"),
    "role": ("ตามบทบาท", "by role"),
    "department-role": ("ตามบทบาทในหน่วยงานเจ้าของ", "by role in the owner's department"),
    "people": ("ผู้ที่ระบุชื่อในขั้นตอน", "named for the step"),
    "paper": ("ตามหน้าที่ลงนามบนกระดาษ", "by the signed page"),
}
MEANINGS: Mapping[str, tuple[str, str]] = {
    "prepared": ("ผู้จัดทำ", "prepared"),
    "reviewed": ("ผู้ทบทวน", "reviewed"),
    "checked": ("ผู้ตรวจสอบ", "checked"),
    "approved": ("ผู้อนุมัติ", "approved"),
    "released": ("ผู้ประกาศใช้", "released"),
    "registered": ("ผู้ขึ้นทะเบียน", "registered"),
    "withdrawn": ("ผู้อนุมัติให้ยกเลิก", "withdrawn"),
    "reaffirmed": ("ผู้ยืนยันให้ใช้ต่อ", "reaffirmed"),
}
MEDIA: Mapping[str, tuple[str, str]] = {
    "electronic": ("ลงนามอิเล็กทรอนิกส์", "electronic"),
    "paper": ("อนุมัติบนกระดาษ", "on paper"),
}
PRINT_STATES: Mapping[str, tuple[str, str]] = {
    "out": ("อยู่กับผู้ถือ", "out"),
    "to-recall": ("ต้องเรียกคืน", "to recall"),
    "returned": ("คืนแล้ว", "returned"),
    "destroyed": ("ทำลายแล้ว", "destroyed"),
    "lost": ("สูญหาย", "lost"),
}
FATES: Mapping[str, tuple[str, str]] = {
    fate: PRINT_STATES[fate] for fate in ("returned", "destroyed", "lost")
}
FINDINGS: Mapping[str, tuple[str, str]] = {
    "found": ("พบ", "found"),
    "missing": ("ไม่พบ", "missing"),
    "old": ("พบฉบับเก่า", "old version"),
    "astray": ("พบผิดที่", "astray"),
}
REQUEST_KINDS: Mapping[str, tuple[str, str]] = {
    "new": ("เอกสารใหม่", "new"),
    "revise": ("แก้ไข", "revise"),
    "withdraw": ("ยกเลิก", "withdraw"),
    "copy": ("สำเนาเพิ่ม", "extra copy"),
}
REQUEST_STATES: Mapping[str, tuple[str, str]] = {
    "asked": ("รอพิจารณา", "asked"),
    "unclear": ("รอข้อมูลเพิ่ม", "unclear"),
    "accepted": ("รับดำเนินการ", "accepted"),
    "refused": ("ไม่รับดำเนินการ", "refused"),
    "done": ("เสร็จแล้ว", "done"),
    "cancelled": ("ผู้ขอยกเลิก", "cancelled"),
}
REQUEST_STEPS: Mapping[str, tuple[str, str]] = {
    "accept": ("รับดำเนินการ", "accepted"),
    "refuse": ("ไม่รับดำเนินการ", "refused"),
    "ask-back": ("ขอข้อมูลเพิ่ม", "asked back"),
    "answer": ("ให้ข้อมูลเพิ่ม", "answered"),
    "assign": ("มอบหมาย", "assigned"),
    "link": ("ผูกกับร่าง", "linked"),
    "finish": ("เสร็จสิ้น", "done"),
    "cancel": ("ยกเลิกคำขอ", "cancelled"),
}
LEVELS: Mapping[str, tuple[str, str]] = {
    "error": ("ต้องแก้", "error"),
    "warning": ("ควรดู", "warning"),
    "info": ("ทราบ", "info"),
}


def both(words: Mapping[str, tuple[str, str]], code: str) -> str:
    """A code in Thai with the English beside it; the code itself when it has no words."""
    thai, english = words.get(code, (code, ""))
    return f"{thai} ({english})" if english else thai
