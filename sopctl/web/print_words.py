"""The words of prints, counts and change requests, in Thai and English, and the shapes that go with them."""

from __future__ import annotations

from collections.abc import Mapping

from sopctl.domain.counts import Finding
from sopctl.domain.prints import Fate, PrintState
from sopctl.domain.requests import RequestAction, RequestKind, RequestState
from sopctl.web.language import Pair, say

PRINT_STATES: Mapping[PrintState, Pair] = {
    PrintState.OUT: ("อยู่กับผู้ถือ", "Out"),
    PrintState.TO_RECALL: ("ต้องเรียกคืน", "To recall"),
    PrintState.RETURNED: ("คืนแล้ว", "Returned"),
    PrintState.DESTROYED: ("ทำลายแล้ว", "Destroyed"),
    PrintState.LOST: ("สูญหาย", "Lost"),
}
FATES: Mapping[Fate, Pair] = {
    Fate.RETURNED: ("ได้รับคืน", "Returned"),
    Fate.DESTROYED: ("ทำลาย", "Destroyed"),
    Fate.LOST: ("สูญหาย", "Lost"),
}
FINDINGS: Mapping[Finding, Pair] = {
    Finding.FOUND: ("พบ", "Found"),
    Finding.MISSING: ("ไม่พบ", "Missing"),
    Finding.OLD: ("พบฉบับเก่า", "Old version found"),
    Finding.ASTRAY: ("พบผิดที่", "Found astray"),
}
KINDS: Mapping[RequestKind, Pair] = {
    RequestKind.NEW: ("จัดทำเอกสารใหม่", "New document"),
    RequestKind.REVISE: ("แก้ไขเอกสาร", "Revise"),
    RequestKind.WITHDRAW: ("ยกเลิกเอกสาร", "Withdraw"),
    RequestKind.COPY: ("ขอสำเนาควบคุมเพิ่ม", "Extra controlled copy"),
}
REQUEST_STATES: Mapping[RequestState, Pair] = {
    RequestState.ASKED: ("รอศูนย์คุณภาพพิจารณา", "Waits for the quality office"),
    RequestState.UNCLEAR: ("รอผู้ขอให้ข้อมูลเพิ่ม", "Waits for the requester"),
    RequestState.ACCEPTED: ("รับดำเนินการแล้ว", "Accepted, in work"),
    RequestState.REFUSED: ("ไม่รับดำเนินการ", "Refused"),
    RequestState.DONE: ("ดำเนินการเสร็จแล้ว", "Done"),
    RequestState.CANCELLED: ("ผู้ขอยกเลิก", "Cancelled"),
}
REQUEST_STEPS: Mapping[RequestAction, Pair] = {
    RequestAction.ACCEPT: ("รับดำเนินการ", "Accepted"),
    RequestAction.REFUSE: ("ไม่รับดำเนินการ", "Refused"),
    RequestAction.ASK_BACK: ("ขอข้อมูลเพิ่ม", "Asked back"),
    RequestAction.ANSWER: ("ให้ข้อมูลเพิ่ม", "Answered"),
    RequestAction.ASSIGN: ("มอบหมายผู้รับผิดชอบ", "Given to"),
    RequestAction.HAND_OVER: ("เปลี่ยนผู้ขอ", "Asked on by another"),
    RequestAction.LINK: ("ผูกกับฉบับร่าง", "Linked to a version"),
    RequestAction.FINISH: ("เสร็จสิ้น", "Done"),
    RequestAction.CANCEL: ("ยกเลิกคำขอ", "Cancelled"),
}
# A style and an icon of the pages for each state.
LOOKS: Mapping[str, tuple[str, str]] = {
    "out": ("in_force", "check"), "to-recall": ("withdrawn", "warn"), "returned": ("abandoned", "tick"),
    "destroyed": ("abandoned", "tick"), "lost": ("withdrawn", "question"),
    "asked": ("in_review", "clock"), "unclear": ("in_check", "question"), "accepted": ("approved", "tick"),
    "refused": ("withdrawn", "cross"), "done": ("in_force", "check"), "cancelled": ("abandoned", "cross"),
    "found": ("in_force", "check"), "missing": ("withdrawn", "cross"), "old": ("withdrawn", "warn"),
    "astray": ("in_check", "arrow"),
}  # fmt: skip


def print_state(value: PrintState) -> str:
    """A print's state in words."""
    return say(*PRINT_STATES[value])


def fate(value: Fate) -> str:
    """What became of a print, in words."""
    return say(*FATES[value])


def finding(value: Finding) -> str:
    """A finding of a count in words."""
    return say(*FINDINGS[value])


def kind(value: RequestKind) -> str:
    """What is asked for, in words."""
    return say(*KINDS[value])


def request_state(value: RequestState) -> str:
    """A request's state in words."""
    return say(*REQUEST_STATES[value])


def step(value: RequestAction) -> str:
    """A step of a request in words."""
    return say(*REQUEST_STEPS[value])


def look(value: str) -> tuple[str, str]:
    """The style and the icon of a state or finding."""
    return LOOKS[value]
