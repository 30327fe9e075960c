"""``sopctl reaffirm``: the verdicts of a periodic review; the approving post reads and signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import (
    acting,
    number_argument,
    read_code,
    read_password,
    with_code,
    with_password,
    with_reason,
)
from sopctl.cli.presenting import day_words, moment_words, show, show_facts
from sopctl.cli.tree import Command
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber

if TYPE_CHECKING:
    from sopctl.application.upkeep.reviews import ReviewView


@click.command(cls=Command)
@number_argument
@click.option("--propose", is_flag=True, help="เสนอให้ใช้ต่อ Propose it, as the quality office or the owner.")
@click.option("--revise", is_flag=True, help="ต้องแก้ไข Sign that it is to be revised; its draft begins.")
@click.option("--decline", is_flag=True, help="ไม่ยืนยัน Refuse the proposal, or take it back.")
@with_reason
@with_password
@with_code
@acting
@pass_door
def reaffirm(
    door: Door, number: DocumentNumber, propose: bool, revise: bool, decline: bool, reason: str | None,
    password_stdin: bool, code: str, user: str | None,
) -> None:  # fmt: skip
    """ทบทวนตามรอบ

    Keep the version in force after its periodic review: the quality office or the owner's department proposes
    it with --propose and --reason, then whoever approves this type runs the command without them and signs.
    """
    from sopctl.application.upkeep import reviews  # noqa: PLC0415

    if propose + revise + decline > 1:
        raise click.UsageError("One of --propose, --revise and --decline.")
    library, actor = door.library, door.actor(user)
    if propose:
        asked = reviews.propose_keeping(library, actor, number, reason or "")
        show(f"เสนอให้ใช้ {number} ฉบับที่ {asked.order.version} ต่อ", "Proposed; it waits for signatures.")
        return
    if decline:
        reviews.decline_reaffirmation(library, actor, number, reason or "")
        show(f"ไม่ยืนยันให้ใช้ {number} ต่อ", "Declined; the review stays due.")
        return
    view = reviews.review_view(library, actor, number)
    if not revise and view.review.asked is None:
        raise NotFoundError(f"{number}: a review that waits for a signature")
    _show(view)
    password = read_password(f"รหัสผ่านของ {actor.user} เพื่อลงนาม Password", from_stdin=password_stdin)
    code = read_code(door, actor, code, from_stdin=password_stdin)
    if revise:
        draft = reviews.decide_revising(library, actor, number, reason or "", password=password, code=code)
        show(f"ลงนามว่าต้องแก้ไข {number} เริ่มร่าง {draft}", f"Signed; draft {draft} begins.")
        return
    reviews.sign_reaffirmation(library, actor, number, password=password, shown=view.shown, code=code)
    after = reviews.review_view(library, actor, number).review if view.may_propose else None
    due = f" ทบทวนครั้งต่อไป {day_words(after.due)}" if after and after.asked is None else ""
    show(f"ลงนามให้ใช้ {number} ต่อแล้ว{due}", "Signed.")


def _show(view: ReviewView) -> None:
    review, asked = view.review, view.review.asked
    facts = [
        ("รหัสเอกสาร Number", str(review.released.release.number)),
        ("ฉบับที่ Version", str(review.released.release.version)),
        ("เรื่อง Title", review.released.title),
        ("ครบกำหนดทบทวน Due", day_words(review.due)),
    ]
    if asked is not None:
        order = asked.order
        facts += [
            ("เหตุผล Reason", order.reason),
            ("ผู้เสนอ Proposed by", f"{order.asked_name} {moment_words(order.asked_at)}"),
            ("แฮชของข้อเสนอ Order SHA-256", order.sha256),
            ("แฮชของสำเนา Copy SHA-256", order.copy_sha256),
        ]
    show_facts(facts)
