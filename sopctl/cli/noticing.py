"""``sopctl notice``: what goes out by mail and LINE, and the test of a channel."""

from __future__ import annotations

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import acting, as_json
from sopctl.cli.presenting import moment_words, show, show_json, show_table
from sopctl.cli.tree import Command, Group
from sopctl.domain.notices import Channel

_OUTCOMES = {"waiting": "", "sent": "sent", "undeliverable": "undeliverable", "dropped": "dropped"}
_CHANNELS = [channel.value for channel in Channel]


@click.group(cls=Group)
def notice() -> None:
    """แจ้งเตือน

    What is sent by mail and LINE.
    """


@notice.command("list", cls=Command)
@click.option(
    "--outcome", type=click.Choice(list(_OUTCOMES)), default="undeliverable", show_default=True,
    help="ผลการส่ง What became of them.",
)  # fmt: skip
@as_json
@acting
@pass_door
def list_messages(door: Door, outcome: str, json_wanted: bool, user: str | None) -> None:
    """รายการข้อความ

    Messages with their tries and what the other side said. For the quality office and administrators.
    """
    from sopctl.application.notices import postmaster  # noqa: PLC0415

    found = postmaster.messages(door.library, door.actor(user), _OUTCOMES[outcome])
    facts = [
        {
            "id": message.id,
            "person": message.person,
            "about": [
                {"kind": n.kind.value, "number": str(n.number or ""), "title": n.title, "path": n.path}
                for n in line.notices
            ],
            "channel": message.channel.value,
            "outcome": message.outcome or "waiting",
            "attempts": message.attempts,
            "created_at": message.created_at.isoformat(),
            "due_at": message.due_at.isoformat(),
            "problem": message.problem,
        }
        for line in found
        for message in (line.message,)
    ]
    if json_wanted:
        show_json(facts)
        return
    rows = [
        (line.name, m.channel.value, moment_words(m.created_at), str(m.attempts), m.problem)
        for line in found
        for m in (line.message,)
    ]
    show_table(("ถึง To", "ทาง By", "เมื่อ At", "ครั้ง Tries", "ปัญหา Problem"), rows)


@notice.command("again", cls=Command)
@click.argument("message")
@acting
@pass_door
def again(door: Door, message: str, user: str | None) -> None:
    """ส่งข้อความที่ส่งไม่ถึงอีกครั้ง

    Send an undeliverable message after all, by its id in ``notice list --json``.
    """
    from sopctl.application.notices import postmaster  # noqa: PLC0415

    postmaster.try_again(door.library, door.actor(user), message)
    show(f"จะส่ง {message} อีกครั้ง", "The worker sends it again.")


@notice.command("give-up", cls=Command)
@click.argument("message")
@acting
@pass_door
def give_up(door: Door, message: str, user: str | None) -> None:
    """เลิกส่งข้อความที่ส่งไม่ถึง

    Let an undeliverable message be; it stays among the dropped ones.
    """
    from sopctl.application.notices import postmaster  # noqa: PLC0415

    postmaster.give_up(door.library, door.actor(user), message)
    show(f"เลิกส่ง {message} แล้ว", "It is not sent any more.")


@notice.command("test", cls=Command)
@click.option("--to", "to", required=True, metavar="USER", help="ส่งถึงผู้ใช้ Whom to send it to.")
@click.option(
    "--by", "channel", type=click.Choice(_CHANNELS), default=Channel.MAIL.value, show_default=True,
    help="ทาง The channel.",
)  # fmt: skip
@acting
@pass_door
def send_test(door: Door, to: str, channel: str, user: str | None) -> None:
    """ส่งข้อความทดสอบ

    Send one test message now, and say what failed when it does. For administrators.
    """
    from sopctl.application.notices import postmaster  # noqa: PLC0415

    place = postmaster.send_test(door.library, door.actor(user), to, Channel(channel))
    show(f"ส่งข้อความทดสอบถึง {place} ทาง {channel} แล้ว", "The other side took the test message.")
