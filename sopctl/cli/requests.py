"""``sopctl request``: change requests asked, listed, shown and decided."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import (
    DATE,
    FILE,
    NUMBER,
    acting,
    as_json,
    output_option,
    read_bytes,
    write_bytes,
)
from sopctl.cli.presenting import day_words, moment_words, show, show_facts, show_json, show_table
from sopctl.cli.tree import Group
from sopctl.cli.words import REQUEST_KINDS, REQUEST_STATES, REQUEST_STEPS, both
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.requests import RequestAction, RequestKind, RequestState

if TYPE_CHECKING:
    from sopctl.application.requests.views import RequestView

_STEPS = ("accept", "refuse", "ask-back", "answer", "assign", "cancel")


@click.group("request", cls=Group)
def requests() -> None:
    """คำขอดำเนินการเอกสาร: ขอ ดู พิจารณา

    Change requests: new, revise, withdraw, extra copy; from asking to what answers them.
    """


@requests.command("new")
@click.argument("kind", type=click.Choice([kind.value for kind in RequestKind]))
@click.argument("document", type=NUMBER, required=False)
@click.option("--title", default="", metavar="TEXT", help="ชื่อเรื่อง Title of a new document.")
@click.option("--reason", default="", metavar="TEXT", help="เหตุผล Why.")
@click.option("--proposal", default="", metavar="TEXT", help="สิ่งที่เสนอ What is proposed.")
@click.option("--by", "wished", type=DATE, metavar="DATE", help="ต้องการภายในวันที่ Wanted by this day.")
@click.option("--place", default="", metavar="PLACE", help="สถานที่เก็บ Where an extra copy will lie.")
@click.option(
    "--file", "paths", type=FILE, multiple=True, metavar="FILE", help="ไฟล์แนบ A file. May be repeated."
)
@as_json
@acting
@pass_door
def new(
    door: Door, kind: str, document: DocumentNumber | None, title: str, reason: str, proposal: str,
    wished: date | None, place: str, paths: tuple[Path, ...], json_wanted: bool, user: str | None,
) -> None:  # fmt: skip
    """ยื่นคำขอ

    Ask for a new document, a revision, a withdrawal or an extra controlled copy.
    """
    from sopctl.application.requests.handling import ask  # noqa: PLC0415

    made = ask(
        door.library, door.actor(user), RequestKind(kind), reason=reason, document=document, title=title,
        proposal=proposal, wished=wished, place=place, files={path.name: read_bytes(path) for path in paths},
    )  # fmt: skip
    if json_wanted:
        show_json({"number": made.number, "state": made.state.value})
    else:
        show(f"ส่งคำขอ {made.number} แล้ว รอศูนย์คุณภาพพิจารณา", "Asked; it waits for the quality office.")


@requests.command("list")
@click.option("--mine", is_flag=True, help="ของฉัน Mine only.")
@click.option("--state", type=click.Choice([state.value for state in RequestState]), multiple=True,
              help="สถานะ In which state; else those that are open. May be repeated.")  # fmt: skip
@as_json
@acting
@pass_door
def listing(door: Door, mine: bool, state: tuple[str, ...], json_wanted: bool, user: str | None) -> None:
    """รายการคำขอ

    List requests: all open ones for the quality office and auditors, one's own with --mine.
    """
    from sopctl.application.requests.views import OPEN, every_request, my_requests  # noqa: PLC0415

    states = [RequestState(each) for each in state]
    if mine:
        found = [v for v in my_requests(door.library, door.actor(user)) if not states or v.state in states]
    else:
        found = list(every_request(door.library, door.actor(user), states or OPEN))
    if json_wanted:
        show_json([_facts(view) for view in found])
        return
    rows = [
        (v.request.number, both(REQUEST_KINDS, v.request.asked.kind), str(v.request.asked.document or "-"),
         v.request.asked.title, v.request.by_name, moment_words(v.request.at), both(REQUEST_STATES, v.state))
        for v in found
    ]  # fmt: skip
    show_table(("เลขที่", "ขอให้", "เอกสาร", "เรื่อง", "ผู้ขอ", "เมื่อ", "สถานะ"), rows)


@requests.command("show")
@click.argument("number")
@click.option("--to", "kind", type=click.Choice(["pdf"]), help="ใบคำขอ As the form that is filed.")
@output_option
@as_json
@acting
@pass_door
def showing(
    door: Door, number: str, kind: str | None, output: Path | None, json_wanted: bool, user: str | None
) -> None:
    """แสดงคำขอ

    Show one request: what was asked, what happened, what answers it.
    """
    from sopctl.application.requests.form import request_form  # noqa: PLC0415
    from sopctl.application.requests.views import request_page  # noqa: PLC0415

    if kind is not None:
        write_bytes(output or Path("-"), request_form(door.library, door.actor(user), number))
        return
    view = request_page(door.library, door.actor(user), number).view
    if json_wanted:
        show_json(_facts(view))
        return
    request, asked = view.request, view.request.asked
    show_facts(
        [
            ("เลขที่ Number", request.number),
            ("ขอให้ Kind", both(REQUEST_KINDS, asked.kind)),
            ("เอกสาร Document", str(asked.document or "")),
            ("เรื่อง Title", asked.title),
            ("ผู้ขอ Asked by", f"{request.by_name} {moment_words(request.at)}"),
            ("เหตุผล Why", asked.reason),
            ("สิ่งที่เสนอ Proposed", asked.proposal),
            ("ต้องการภายใน Wanted by", day_words(asked.wished) if asked.wished else ""),
            ("ไฟล์แนบ Files", ", ".join(asked.files)),
            ("สถานะ State", both(REQUEST_STATES, view.state)),
            ("ผู้ดำเนินการ Done by", view.assignee),
        ]
    )
    for event in request.history:
        who = event.name or event.by
        show(f"{moment_words(event.at)}  {both(REQUEST_STEPS, event.action)}  {who}  {event.words}")


@requests.command("decide")
@click.argument("number")
@click.argument("action", type=click.Choice(_STEPS))
@click.option(
    "--to", "assignee", default="", metavar="USER", help="ผู้ดำเนินการ Who will do it (accept, assign)."
)
@click.option("--words", default="", metavar="TEXT", help="เหตุผลหรือคำถาม Why, or what is asked or answered.")
@as_json
@acting
@pass_door
def decide(
    door: Door, number: str, action: str, assignee: str, words: str, json_wanted: bool, user: str | None
) -> None:
    """พิจารณาคำขอ

    Take a step: the quality office accepts, refuses, asks back or assigns; who asked answers or cancels.
    """
    from sopctl.application.requests.handling import decide as take  # noqa: PLC0415

    moved = take(
        door.library, door.actor(user), number, RequestAction(action), words=words, assignee=assignee
    )
    if json_wanted:
        show_json({"number": moved.number, "state": moved.state.value})
    else:
        show(f"{moved.number}: {both(REQUEST_STATES, moved.state)}")


def _facts(view: RequestView) -> dict[str, object]:
    request, asked, answer = view.request, view.request.asked, view.answer
    version = answer.version if answer else None
    return {
        "number": request.number,
        "kind": asked.kind.value,
        "document": str(asked.document) if asked.document else None,
        "title": asked.title,
        "reason": asked.reason,
        "proposal": asked.proposal,
        "wished": asked.wished.isoformat() if asked.wished else None,
        "place": asked.place,
        "files": sorted(asked.files),
        "by": request.by,
        "at": request.at.isoformat(),
        "state": view.state.value,
        "assignee": request.assignee,
        "answer": {
            "version": f"{version.number} {version.label}" if version else None,
            "copy": answer.issued.copy if answer and answer.issued else None,
            "done_at": answer.done_at.isoformat() if answer and answer.done_at else None,
        },
        "history": [
            {
                "action": e.action.value,
                "by": e.by,
                "at": e.at.isoformat(),
                "state": e.state.value,
                "words": e.words,
            }
            for e in request.history
        ],
    }
