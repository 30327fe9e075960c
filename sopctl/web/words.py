"""The words of states, standings, actions and roles, in Thai and English, and the shapes that go with them.

Each state has a shape besides its colour, so that it reads in grey and for people who do not see colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sopctl.content.findings import Finding
from sopctl.domain.people import Role
from sopctl.domain.posts import Formula
from sopctl.domain.signatures import Meaning
from sopctl.domain.standing import Standing
from sopctl.domain.tokens import Scope
from sopctl.domain.workflow import Action, State
from sopctl.web import context, dates
from sopctl.web.language import Pair, say

STATES: Mapping[State, Pair] = {
    State.DRAFT: ("ร่าง", "Draft"),
    State.IN_REVIEW: ("รอทบทวน", "In review"),
    State.IN_CHECK: ("รอตรวจสอบ", "In check"),
    State.IN_APPROVAL: ("รออนุมัติ", "In approval"),
    State.APPROVED: ("อนุมัติแล้ว รอประกาศใช้", "Approved, to be released"),
    State.RELEASED: ("ประกาศใช้แล้ว", "Released"),
    State.WITHDRAWN: ("ยกเลิกใช้", "Withdrawn"),
    State.ABANDONED: ("ยุติ", "Abandoned"),
}
STANDINGS: Mapping[Standing, Pair] = {
    Standing.IN_FORCE: ("บังคับใช้", "In force"),
    Standing.SCHEDULED: ("รอบังคับใช้", "Scheduled"),
    Standing.SUPERSEDED: ("ถูกแทนที่", "Superseded"),
    Standing.WITHDRAWN: ("ยกเลิกใช้", "Withdrawn"),
}
SCOPES: Mapping[Scope, Pair] = {
    Scope.READ: ("อ่านเท่าที่ฉันอ่านได้", "Read what I may read"),
    Scope.WRITE: ("เขียนร่าง ส่ง ดึงกลับ ส่งกลับแก้ไข", "Write drafts, submit, take back, return"),
    Scope.SIGN: ("ลงนามและประกาศใช้ (ถามรหัสผ่านทุกครั้ง)", "Sign and release (asks for the password each time)"),
}
ACTIONS: Mapping[Action, Pair] = {
    Action.SUBMIT: ("ส่งทบทวน", "Submit"),
    Action.REVIEW: ("ทบทวน", "Review"),
    Action.CHECK: ("ตรวจสอบ", "Check"),
    Action.APPROVE: ("อนุมัติ", "Approve"),
    Action.RETURN: ("ส่งกลับแก้ไข", "Return"),
    Action.TAKE_BACK: ("ดึงกลับ", "Take back"),
    Action.RELEASE: ("ประกาศใช้", "Release"),
    Action.REGISTER: ("ขึ้นทะเบียน", "Register"),
    Action.WITHDRAW: ("ยกเลิกใช้", "Withdraw"),
    Action.REAFFIRM: ("ยืนยันให้ใช้ต่อ", "Reaffirm"),
    Action.ABANDON: ("ยุติ", "Abandon"),
}
WAITING: Mapping[Action, Pair] = {
    Action.APPROVE: ("รออนุมัติ", "To approve"),
    Action.CHECK: ("รอตรวจสอบ", "To check"),
    Action.REVIEW: ("รอทบทวน", "To review"),
    Action.WITHDRAW: ("รออนุมัติให้ยกเลิกใช้", "To withdraw"),
    Action.REAFFIRM: ("รอยืนยันให้ใช้ต่อ", "To reaffirm"),
    Action.RELEASE: ("รอประกาศใช้", "To release"),
    Action.SUBMIT: ("ร่างของฉัน", "My drafts"),
}
DEEDS: Mapping[str, Pair] = {
    **{key.value: pair for key, pair in ACTIONS.items()},
    "replace-signer": ("เปลี่ยนผู้ลงนาม", "Signer replaced"),
    "ask-withdrawal": ("ขอยกเลิกใช้", "Withdrawal asked for"),
    "decline-withdrawal": ("ไม่ยกเลิกใช้", "Withdrawal declined"),
    "sign-withdrawal": ("ลงนามยกเลิกใช้ รอผู้ลงนามอื่น", "Withdrawal signed, others follow"),
    "ask-reaffirmation": ("เสนอให้ใช้ต่อ", "Reaffirmation proposed"),
    "sign-reaffirmation": ("ลงนามให้ใช้ต่อ รอผู้ลงนามอื่น", "Reaffirmation signed, others follow"),
    "decline-reaffirmation": ("ไม่ยืนยันให้ใช้ต่อ", "Reaffirmation declined"),
    "approve-on-paper": ("อนุมัติบนกระดาษ", "Approved on paper"),
}
GROUNDS: Mapping[str, Pair] = {
    "author": ("ผู้จัดทำฉบับนี้", "Author of this version"),
    "signer": ("ผู้ลงนามในขั้นที่รออยู่", "Signer of the open step"),
    "quality": ("ศูนย์คุณภาพ", "Quality office"),
    "post": ("ผู้ดำรงตำแหน่ง", "Holder of the post"),
    "delegation": ("ผู้รับมอบหมาย", "By delegation"),
    "role": ("ตามบทบาท", "By role"),
    "department-role": ("ตามบทบาทในหน่วยงานเจ้าของ", "By role in the owner's department"),
    "people": ("ผู้ที่ระบุชื่อในขั้นตอน", "Named for the step"),
    "paper": ("ตามหน้าที่ลงนามบนกระดาษ", "By the signed page"),
}
MEANINGS: Mapping[Meaning, Pair] = {
    Meaning.PREPARED: ("ผู้จัดทำ", "Prepared by"),
    Meaning.REVIEWED: ("ผู้ทบทวน", "Reviewed by"),
    Meaning.CHECKED: ("ผู้ตรวจสอบ", "Checked by"),
    Meaning.APPROVED: ("ผู้อนุมัติ", "Approved by"),
    Meaning.RELEASED: ("ผู้ประกาศใช้", "Released by"),
    Meaning.REGISTERED: ("ผู้ขึ้นทะเบียน", "Registered by"),
    Meaning.WITHDRAWN: ("ผู้อนุมัติให้ยกเลิก", "Withdrawn by"),
    Meaning.REAFFIRMED: ("ผู้ยืนยันให้ใช้ต่อ", "Reaffirmed by"),
}
ROLES: Mapping[Role, Pair] = {
    Role.STAFF: ("ผู้ปฏิบัติงาน", "Staff"),
    Role.AUTHOR: ("ผู้จัดทำเอกสาร", "Author"),
    Role.REVIEWER: ("ผู้ทบทวน", "Reviewer"),
    Role.QUALITY: ("ศูนย์คุณภาพ", "Quality office"),
    Role.AUDITOR: ("ผู้ตรวจประเมิน", "Auditor"),
    Role.ADMIN: ("ผู้ดูแลระบบ", "Administrator"),
}
FORMULAS: Mapping[Formula, Pair] = {
    Formula.NONE: ("ผู้ดำรงตำแหน่ง", "Holder"),
    Formula.ACTING: ("รักษาการแทน", "Acting"),
    Formula.ON_BEHALF: ("ปฏิบัติราชการแทน", "On behalf of"),
}
TOUCHES: Mapping[str, Pair] = {
    "account": ("สร้างบัญชี", "Account made"),
    "password": ("ออกรหัสใหม่", "Password reset"),
    "second-factor": ("ยกเลิกรหัสหกหลัก", "Second factor taken away"),
    "sign-in-page": ("ให้เข้าสู่ระบบด้วยบัญชีโรงพยาบาล", "Linked to the hospital's sign-in page"),
    "roles": ("เปลี่ยนชื่อ หน้าที่ หรือหน่วยงาน", "Name, roles or department changed"),
    "post": ("ให้ตำแหน่งผู้ลงนาม", "Signing post given"),
}
OUTCOMES: Mapping[str, Pair] = {
    "confirmed": ("ยืนยันแล้ว", "Confirmed"),
    "founded": ("บุคคลที่สองคนแรกของระบบ ไม่มีผู้ยืนยันได้", "The first second person: nobody could confirm"),
    "refused": ("ไม่รับรอง", "Refused"),
    "replaced": ("ทำใหม่แทน", "Done again instead"),
}
LEVELS: Mapping[str, Pair] = {
    "error": ("ต้องแก้", "Must fix"),
    "warning": ("ควรดู", "Look at"),
    "info": ("ทราบ", "Note"),
}
SHAPES: Mapping[str, str] = {
    "in_force": "check", "scheduled": "clock", "superseded": "arrow", "withdrawn": "cross",
    "draft": "pencil", "in_review": "eye", "in_check": "list", "in_approval": "pen", "approved": "tick",
    "released": "check", "abandoned": "cross", "unknown": "question",
}  # fmt: skip


def department(code: str) -> str:
    """A department by its name, for people; its code where the hospital does not know it."""
    return next((say(th, en or th) for known, th, en in context.face().departments if known == code), code)


def state(value: State) -> str:
    """A state in words."""
    return say(*STATES[value])


def standing(value: Standing) -> str:
    """A standing in words."""
    return say(*STANDINGS[value])


def action(value: Action) -> str:
    """An action in words."""
    return say(*ACTIONS[value])


def deed(value: str) -> str:
    """What somebody did, in words."""
    return say(*DEEDS.get(value, (value, value)))


def ground(value: str) -> str:
    """On which kind of authority, in words: ``post:director`` is the holder of a post."""
    kind = value.partition(":")[0]
    return say(*GROUNDS[kind]) if kind in GROUNDS else ""


def waiting(value: Action) -> str:
    """What waits for an action, in words."""
    return say(*WAITING[value])


def meaning(value: Meaning | str) -> str:
    """What a signature makes someone."""
    return say(*MEANINGS[Meaning(value)])


def scope(value: Scope) -> str:
    """What a token may do."""
    return say(*SCOPES[value])


def role(value: Role) -> str:
    """A role in words."""
    return say(*ROLES[value])


def formula(value: Formula) -> str:
    """How somebody holds a post, in words."""
    return say(*FORMULAS[value])


def touch(value: str) -> str:
    """What an administrator did, in words."""
    return say(*TOUCHES[value])


def outcome(value: str) -> str:
    """What became of a confirmation, in words."""
    return say(*OUTCOMES[value])


def iso_day(value: str) -> str:
    """A day that is kept as ISO text, as people write it."""
    return dates.day(date.fromisoformat(value), context.digits(), short=True)


def level(value: str) -> str:
    """The level of a finding, in words."""
    return say(*LEVELS.get(value, (value, value)))


def finding(value: Finding) -> str:
    """A finding's sentence."""
    return say(value.message_th, value.message_en)


def shape(value: str) -> str:
    """The icon that goes with a state or a standing."""
    return SHAPES.get(value, "dot")


PROBLEMS: Mapping[str, str] = {
    "empty-file": "ไฟล์ว่าง",
    "unknown-kind": "ไฟล์ไม่ใช่ PDF หรือ DOCX",
    "too-large": "ไฟล์ใหญ่กว่าสำเนาใด ๆ ของระบบ จึงไม่ได้เปิด",
    "unreadable": "ไฟล์เสียหายหรือขาดตอน เปิดไม่ได้",
    "truncated": "ไฟล์ขาดตอน ส่วนที่ประทับตราไว้หายไป",
    "encrypted": "ไฟล์เข้ารหัส ซึ่งสำเนาของระบบไม่เคยเข้ารหัส",
    "not-sealed": "ไฟล์ไม่มีตราประทับ",
    "seal-damaged": "ตราประทับเสียหายหรือไม่รู้จักรูปแบบ",
    "seal-altered": "ส่วนในตราประทับถูกเปลี่ยน",
    "seal-invalid": "ตราประทับไม่ได้ทำด้วยกุญแจของใบรับรอง",
    "seal-not-trusted": "ผู้ประทับตราไม่ใช่ผู้ที่โรงพยาบาลนี้เชื่อถือ",
    "certificate-not-valid-then": "ตราระบุเวลาที่ใบรับรองยังใช้ไม่ได้หรือหมดอายุแล้ว",
    "seal-time-missing": "ตราประทับไม่บอกเวลา",
    "not-certified": "ตราประทับไม่ได้ป้องกันการแก้ไข",
    "content-changed": "เนื้อหาถูกแก้ไขหลังประทับตรา",
    "added-after-sealing": "มีข้อมูลเพิ่มเข้ามาหลังประทับตรา",
    "part-changed": "มีส่วนที่ถูกแก้ไขหลังประทับตรา",
    "part-added": "มีส่วนที่เพิ่มเข้ามาหลังประทับตรา",
    "part-removed": "มีส่วนที่ถูกนำออกหลังประทับตรา",
    "package-altered": "ไฟล์มีข้อมูลนอกเหนือจากส่วนที่ประทับตรา",
    "timestamp-invalid": "เวลาที่รับรองในตราไม่ตรงหรือเสียหาย",
    "no-approval-record": "ไฟล์ไม่มีบันทึกการอนุมัติ",
    "needs-cover-sheet": "ไฟล์นี้ไม่มีตราประทับ และไม่ใช่ไฟล์ของเอกสารใดในระบบ ให้ตรวจพร้อมใบปะหน้า (PDF)",
    "not-in-library": "ระบบของโรงพยาบาลนี้ไม่รู้จักฉบับนี้",
}


def problem(code: str, english: str) -> str:
    """What a check of a file found, in words; the sentence as it came where there is no Thai one."""
    return say(PROBLEMS.get(code, english), english)
