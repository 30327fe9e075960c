"""The words of reading, of the personnel office's list and of work that is handed over."""

from __future__ import annotations

from collections.abc import Mapping

from sopctl.application.leavers.open_work import Obstacle, Work
from sopctl.application.people.staff_lists import Change, Refused
from sopctl.domain.acknowledgements import Audience, AudienceKind, Means
from sopctl.domain.people import Role
from sopctl.web import words
from sopctl.web.language import Pair, say

MEANS: Mapping[Means, Pair] = {
    Means.ACCOUNT: ("ลงชื่อเข้าใช้และใส่รหัสผ่าน", "Signed in, with the password"),
    Means.KIOSK: ("รหัสพนักงานและ PIN", "Employee number and PIN"),
    Means.PAPER: ("ลงนามบนกระดาษ", "Signed on paper"),
}
CHANGES: Mapping[Change, Pair] = {
    Change.REFUSED: ("ไม่รับ", "Refused"),  # first, because somebody mends these in the file
    Change.LEFT: ("พ้นหน้าที่", "Left"),
    Change.TRANSFERRED: ("ย้ายหน่วยงาน", "Transferred"),
    Change.CHANGED: ("แก้ไขข้อมูล", "Changed"),
    Change.RETURNED: ("กลับเข้าทำงาน", "Returned"),
    Change.NEW: ("เข้าใหม่", "New"),
    Change.UNCHANGED: ("ไม่เปลี่ยนแปลง", "Unchanged"),
}
REFUSALS: Mapping[Refused, Pair] = {
    Refused.NO_NAME: ("ไม่มีชื่อ", "It has no name"),
    Refused.NO_EMPLOYEE: ("ไม่มีรหัสพนักงาน", "It has no employee number"),
    Refused.EMPLOYEE: ("รหัสพนักงานไม่ถูกต้อง", "That is no employee number"),
    Refused.USER: ("ชื่อผู้ใช้ไม่ถูกต้อง", "That is no user name"),
    Refused.TWICE: ("ซ้ำกับแถวก่อนหน้า", "An earlier row has it already"),
    Refused.OTHER_PERSON: ("เป็นของบุคคลอื่น", "It belongs to another person"),
    Refused.DEPARTMENT: ("ไม่มีหน่วยงานนี้", "There is no such department"),
    Refused.ROLE: ("ไม่มีบทบาทนี้", "There is no such role"),
    Refused.MAIL: ("อีเมลไม่ถูกต้อง", "That is no mail address"),
    Refused.DAY: ("วันที่ไม่ถูกต้อง", "That is no date"),
    Refused.YOURSELF: ("เปลี่ยนสิทธิของตนเองไม่ได้", "Nobody changes their own authority"),
}
WORK: Mapping[Work, Pair] = {
    Work.DRAFT: ("เอกสารที่จัดทำอยู่", "Document in work"),
    Work.STEP: ("ขั้นที่ระบุชื่อให้ลงนาม", "Step to sign by name"),
    Work.POST: ("ตำแหน่งที่ดำรง", "Post held"),
    Work.DELEGATION: ("งานที่ได้รับมอบหมาย", "Delegation"),
    Work.WITHDRAWAL: ("การยกเลิกใช้ที่ระบุชื่อให้ลงนาม", "Withdrawal to sign by name"),
    Work.REVIEW: ("ผลทบทวนตามรอบที่ระบุชื่อให้ลงนาม", "Periodic review to sign by name"),
    Work.REQUEST: ("คำขอที่ได้รับมอบให้ดำเนินการ", "Change request to carry out"),
    Work.ASKED: ("คำขอที่ยื่นไว้และยังไม่เสร็จ", "Change request asked, still open"),
    Work.ALONE: ("ขั้นที่ไม่มีผู้อื่นลงนามได้", "Step that nobody else can sign"),
    Work.LIST: ("รายชื่อผู้ต้องอ่าน", "Named on a reading list"),
    Work.TYPE: ("ประเภทเอกสารที่ระบุชื่อ", "Named by a document type"),
    Work.PRINT: ("สำเนาควบคุมที่ถือครอง", "Controlled print held"),
    Work.READING: ("เอกสารที่ต้องอ่าน", "Document to read"),
}
OBSTACLES: Mapping[Obstacle, Pair] = {
    Obstacle.ROLE: ("ผู้รับไม่มีหน้าที่จัดทำเอกสาร", "The new person does not write documents"),
    Obstacle.SIGNED: (
        "ผู้รับลงนามหรือจะลงนามฉบับนี้ จึงเป็นผู้จัดทำไม่ได้",
        "The new person signs this, so cannot become its author",
    ),
    Obstacle.NOT_REPLACEABLE: ("ผู้รับลงนามแทนในขั้นนี้ไม่ได้", "The new person cannot sign this step"),
    Obstacle.QUALITY: ("ศูนย์คุณภาพเป็นผู้ส่งมอบ", "The quality office hands this over"),
    Obstacle.ADMIN: ("ผู้ดูแลระบบเป็นผู้ส่งมอบ", "An administrator hands this over"),
    Obstacle.READER: ("ผู้รับไม่มีสิทธิอ่านเอกสารนี้ ให้เรียกคืน", "The new person may not read it; recall it"),
    Obstacle.TYPE: ("แก้ที่ไฟล์ประเภทเอกสาร", "Change the document type"),
    Obstacle.ALONE: ("ให้บทบาทนี้แก่ผู้อื่นที่หน้าบุคลากร", "Give somebody else this role, on the page of people"),
    Obstacle.OWN: ("อ่านแทนกันไม่ได้", "Nobody reads for another"),
}


def means(value: Means) -> str:
    """How somebody declared, in words."""
    return say(*MEANS[value])


def audience(value: Audience, departments: Mapping[str, str], names: Mapping[str, str]) -> str:
    """A line of a reading list, in words."""
    match value.kind:
        case AudienceKind.ALL:
            return say("บุคลากรทุกคน", "Everybody")
        case AudienceKind.OWNER:
            return say("หน่วยงานเจ้าของเอกสาร", "The owner's department")
        case AudienceKind.DEPARTMENT:
            return departments.get(value.value, value.value)
        case AudienceKind.ROLE:
            return words.role(Role(value.value))
        case AudienceKind.PERSON:
            return names.get(value.value, value.value)
