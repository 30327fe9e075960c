"""The request as the form that the quality office files (ใบคำขอดำเนินการเอกสาร), drawn by our own renderer."""

from __future__ import annotations

from datetime import date, datetime

from sopctl.application.library import Actor, Library
from sopctl.application.ports.copies import PrintedForm
from sopctl.application.requests.views import RequestView, request_page
from sopctl.application.shape import hospital
from sopctl.content.blocks import (
    Align,
    Block,
    Body,
    Heading,
    Paragraph,
    RichText,
    Span,
    Table,
)
from sopctl.content.profile import Profile, load_profile
from sopctl.domain.requests import RequestAction, RequestKind
from sopctl.thai.dates import Form, bangkok_day, format_date, format_time
from sopctl.thai.digits import Digits, in_digits

TITLE, TITLE_EN = "ใบคำขอดำเนินการเอกสาร", "Document Action Request"
_DOTS, _DAY = "." * 36, "....../....../......"
_KINDS = {
    RequestKind.NEW: "จัดทำเอกสารใหม่",
    RequestKind.REVISE: "แก้ไขเอกสาร",
    RequestKind.WITHDRAW: "ยกเลิกเอกสาร",
    RequestKind.COPY: "ขอสำเนาควบคุมเพิ่ม",
}
_DECISIONS = {
    RequestAction.ACCEPT: "รับดำเนินการ",
    RequestAction.REFUSE: "ไม่รับดำเนินการ",
    RequestAction.ASK_BACK: "ขอข้อมูลเพิ่ม",
}


def request_form(library: Library, actor: Actor, number: str) -> bytes:
    """A PDF of a request with its sign-off fields, for whoever may read the request.

    What was done in the program stands in its field with name and time; the rest is left for a pen. Raises
    NotFoundError, UndrawableError.
    """
    view = request_page(library, actor, number).view
    facts = hospital(library)
    path = f"official/{facts.profile}.yaml"
    profile = load_profile((library.own(path) or library.packaged(path) or b"").decode())
    writing = _Writing(Digits(profile.digits))
    request = view.request
    unit = facts.department(request.department)
    form = PrintedForm(
        number=request.number,
        title=TITLE,
        title_en=TITLE_EN,
        hospital=facts.name,
        facts=(("เลขที่", request.number), ("วันที่ขอ", writing.day(bangkok_day(request.at)))),
        foot=("เก็บต้นฉบับที่ศูนย์คุณภาพ", f"พิมพ์จากระบบเมื่อ {writing.moment(library.clock())}"),
        body=Body(_blocks(view, writing, unit.name if unit else request.department)),
        made_at=library.clock(),
        logo=library.own("logo.png"),
    )
    return _draw(library, form, profile)


def _draw(library: Library, form: PrintedForm, profile: Profile) -> bytes:
    return library.drawing(library.own("dictionary.txt") or b"").sheet.render_form(form, profile)


class _Writing:
    """Days and moments in the digits of the hospital's profile."""

    def __init__(self, digits: Digits) -> None:
        self.digits = digits

    def day(self, value: date) -> str:
        return format_date(value, Form.LONG, self.digits)

    def moment(self, value: datetime) -> str:
        slash = format_date(bangkok_day(value), Form.SLASH, self.digits)
        return f"{slash} {format_time(value, self.digits)}"

    def figures(self, value: object) -> str:
        return in_digits(str(value), self.digits)


def _blocks(view: RequestView, writing: _Writing, department: str) -> tuple[Block, ...]:
    request, asked = view.request, view.request.asked
    post = " ".join(part for part in (request.by_title, department) if part)
    blocks: list[Block] = [
        _heading(1, "ผู้ขอ", writing),
        _line("ชื่อ", request.by_name),
        _line("ตำแหน่ง / หน่วยงาน", post or _DOTS),
        _heading(2, "สิ่งที่ขอ", writing),
        _choices([(words, kind is asked.kind) for kind, words in _KINDS.items()]),
        _line("รหัสเอกสาร", str(asked.document or "(ยังไม่มี)")),
        _line("เรื่อง", asked.title),
        _line("เหตุผล", asked.reason),
    ]
    if asked.proposal:
        blocks.append(_line("รายละเอียดที่เสนอ", asked.proposal))
    if asked.place:
        blocks.append(_line("สถานที่เก็บสำเนา", asked.place))
    blocks.append(_line("ต้องการภายในวันที่", writing.day(asked.wished) if asked.wished else "ไม่กำหนด"))
    if asked.files:
        blocks.append(_line("เอกสารแนบ", ", ".join(asked.files)))
    blocks += [_heading(3, "ผลการพิจารณาของศูนย์คุณภาพ", writing), *_decision(view), _signatures(view, writing)]
    if view.answer and view.answer.done_at:
        blocks += [_heading(4, "การดำเนินการ", writing), _line("เสร็จสิ้นเมื่อ", _done(view, writing))]
    return tuple(blocks)


def _decision(view: RequestView) -> list[Block]:
    decision = view.request.decision
    taken = decision.action if decision else None
    blocks: list[Block] = [_choices([(words, action is taken) for action, words in _DECISIONS.items()])]
    blocks.append(_line("ความเห็น", decision.words if decision and decision.words else _DOTS * 2))
    blocks.append(_line("ผู้ดำเนินการ", view.assignee or _DOTS))
    return blocks


def _done(view: RequestView, writing: _Writing) -> str:
    answer = view.answer
    if answer is None or answer.done_at is None:
        return _DAY
    if answer.issued is not None:
        what = f"{answer.issued.number} สำเนาควบคุมที่ {writing.figures(answer.issued.copy)}"
    elif answer.version is not None:
        what = f"{answer.version.number} ฉบับที่ {writing.figures(answer.version.label)}"
    else:
        what = ""
    return f"{writing.moment(answer.done_at)} {what}".strip()


def _signatures(view: RequestView, writing: _Writing) -> Table:
    request, decision = view.request, view.request.decision
    asked = ("ยื่นทางระบบ", f"({request.by_name})", writing.moment(request.at))
    empty = (_DOTS[:24], f"({_DOTS[:24]})", _DAY)
    decided = ("พิจารณาทางระบบ", f"({decision.name})", writing.moment(decision.at)) if decision else empty
    heads = ("ผู้ขอ", "หัวหน้าหน่วยงาน", "ศูนย์คุณภาพ")
    cells = (_cell(asked), _cell(empty), _cell(decided))
    return Table(tuple(map(_text, heads)), (cells,), (Align.CENTRE,) * 3, widths=(1.0, 1.0, 1.0))


def _cell(lines: tuple[str, ...]) -> RichText:
    # The forced first line leaves the height that a pen needs.
    return _text("\n".join(("\u00a0", *lines)))


def _heading(number: int, text: str, writing: _Writing) -> Heading:
    return Heading(2, _text(f"{writing.figures(number)}. {text}"), f"part-{number}", ())


def _line(label: str, value: str) -> Paragraph:
    return Paragraph((Span(f"{label}: ", bold=True), Span(value)))


def _choices(options: list[tuple[str, bool]]) -> Paragraph:
    boxes = (f"{'☑' if chosen else '☐'}\u00a0{words}" for words, chosen in options)
    return Paragraph(_text("    ".join(boxes)))


def _text(text: str) -> RichText:
    return (Span(text),)
