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

    Messages with their tries and what the other side said. For administrators.
    """
    from sopctl.application.notices import postmaster  # noqa: PLC0415

    found = postmaster.messages(door.library, door.actor(user), _OUTCOMES[outcome])
    facts = [
        {
            "id": message.id,
            "person": message.person,
            "channel": message.channel.value,
            "outcome": message.outcome or "waiting",
            "attempts": message.attempts,
            "created_at": message.created_at.isoformat(),
            "due_at": message.due_at.isoformat(),
            "problem": message.problem,
        }
        for message in found
    ]
    if json_wanted:
        show_json(facts)
        return
    rows = [
        (m.person, m.channel.value, moment_words(m.created_at), str(m.attempts), m.problem) for m in found
    ]
    show_table(("ถึง To", "ทาง By", "เมื่อ At", "ครั้ง Tries", "ปัญหา Problem"), rows)


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
