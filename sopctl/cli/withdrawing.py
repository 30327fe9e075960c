"""``sopctl withdraw``: the quality office asks, then the approving post reads and signs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import (
    DATE,
    VERSION,
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
from sopctl.domain.numbers import DocumentNumber, VersionLabel

if TYPE_CHECKING:
    from sopctl.application.release.withdrawal import WithdrawalView


@click.command(cls=Command)
@number_argument
@click.option("--ask", "asking", is_flag=True, help="ขอยกเลิกใช้ Ask for it, as the quality office.")
@click.option("--decline", "declining", is_flag=True, help="ไม่ยกเลิกใช้ Refuse it, or take the request back.")
@with_reason
@click.option(
    "--from", "from_day", type=DATE, metavar="DATE",
    help="ยกเลิกใช้ตั้งแต่วันที่ With --ask: the first day out of force; else today.",
)  # fmt: skip
@click.option(
    "--version", "label", type=VERSION, metavar="N",
    help="ฉบับที่ A version, such as one that is scheduled; else the one in force.",
)  # fmt: skip
@with_password
@with_code
@acting
@pass_door
def withdraw(
    door: Door, number: DocumentNumber, asking: bool, declining: bool, reason: str | None,
    from_day: date | None, label: VersionLabel | None, password_stdin: bool, code: str, user: str | None,
) -> None:  # fmt: skip
    """ยกเลิกใช้

    Take the version in force out of force without a successor: the quality office asks with --ask and
    --reason, then whoever approves this type runs the command without them and signs.
    """
    from sopctl.application.release import withdrawal  # noqa: PLC0415

    if asking and declining:
        raise click.UsageError("--ask or --decline, not both.")
    actor = door.actor(user)
    if asking:
        asked = withdrawal.ask_withdrawal(
            door.library, actor, number, reason=reason or "", from_day=from_day, version=label
        )
        show(
            f"ขอยกเลิกใช้ {number} ฉบับที่ {asked.order.version} ตั้งแต่ {day_words(asked.order.from_day)}",
            "Asked; it waits for the post that approves this type.",
        )
        return
    if declining:
        withdrawal.decline_withdrawal(door.library, actor, number, reason or "", label)
        show(f"ไม่ยกเลิกใช้ {number}", "Declined; it stays in force.")
        return
    view = withdrawal.withdrawal_view(door.library, actor, number, label)
    if view is None:
        raise NotFoundError(f"{number}: a withdrawal that waits")
    _show(view)
    words = f"รหัสผ่านของ {actor.user} เพื่อลงนามยกเลิกใช้ Password"
    password = read_password(words, from_stdin=password_stdin)
    code = read_code(door, actor, code, from_stdin=password_stdin)
    done = withdrawal.sign_withdrawal(
        door.library, actor, number, password=password, shown=view.shown, code=code
    )
    if done.release.withdrawn_from is None:
        show(f"ลงนามแล้ว {number} รอผู้ลงนามอื่น", "Signed; others are still to sign.")
        return
    show(
        f"ยกเลิกใช้ {number} ฉบับที่ {done.release.version} ตั้งแต่ {day_words(done.release.withdrawn_from)}",
        f"Withdrawn from {done.release.withdrawn_from}.",
    )


def _show(view: WithdrawalView) -> None:
    order = view.request.order
    show_facts(
        [
            ("รหัสเอกสาร Number", str(order.number)),
            ("ฉบับที่ Version", str(order.version)),
            ("เรื่อง Title", view.released.title),
            ("เหตุผล Reason", order.reason),
            ("ยกเลิกใช้ตั้งแต่ Withdrawn from", day_words(order.from_day)),
            ("ผู้ขอ Asked by", f"{order.asked_name} {moment_words(order.asked_at)}"),
            ("แฮชของคำขอ Order SHA-256", order.sha256),
            ("แฮชของสำเนา Copy SHA-256", order.copy_sha256),
        ]
    )
