"""``sopctl post``: who holds which post, and who acts for whom."""

from __future__ import annotations

from datetime import date

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.errors import PostUnknownError
from sopctl.cli.parameters import DATE, acting, as_json, read_password, with_password
from sopctl.cli.presenting import day_words, show, show_json, show_table
from sopctl.cli.tree import Group
from sopctl.domain.posts import Formula, Post

_FORMULAS = {"acting": Formula.ACTING, "on-behalf": Formula.ON_BEHALF}


@click.group(cls=Group)
def post() -> None:
    """ตำแหน่งผู้ลงนาม

    Posts: who holds which one, from when to when. Documents are approved by posts, not by persons.
    """


@post.command("list")
@click.option("--on", "day", type=DATE, metavar="DATE", help="เฉพาะที่ดำรงในวันนั้น Only those held on a day.")
@as_json
@pass_door
def list_posts(door: Door, day: date | None, json_wanted: bool) -> None:
    """แสดงผู้ดำรงตำแหน่ง

    List holdings and delegations with their days.
    """
    from sopctl.application.queries.readers import offices  # noqa: PLC0415

    found = offices(door.library)
    held = [h for h in found.holdings if day is None or h.covers(day)]
    if json_wanted:
        show_json(
            [
                {
                    "post": h.post,
                    "title": found.title(h.post),
                    "person": h.person,
                    "first": h.first.isoformat(),
                    "last": h.last.isoformat() if h.last else None,
                    "formula": h.formula.value,
                }
                for h in held
            ]
        )
        return
    taken = {h.post for h in held}
    show_table(
        ("รหัส", "ตำแหน่ง", "ผู้ใช้", "ตั้งแต่", "ถึง", "ในฐานะ"),
        [
            (h.post, found.title(h.post), h.person, day_words(h.first), day_words(h.last),
             h.formula.value or "-")
            for h in held
        ]
        + [(p.code, p.title_th, "-", "-", "-", "-") for p in found.posts if p.code not in taken],
    )  # fmt: skip


@post.command("hold")
@click.argument("code", metavar="POST")
@click.argument("name", metavar="USER")
@click.option("--from", "first", type=DATE, metavar="DATE", help="ตั้งแต่วันที่ From; else from today.")
@click.option("--to", "last", type=DATE, metavar="DATE", help="ถึงวันที่ To, included; else open.")
@click.option("--title", metavar="TEXT", help="ชื่อตำแหน่ง The post's title, to make a new post.")
@click.option("--title-en", default="", metavar="TEXT", help="The title in English.")
@acting
@pass_door
def hold(
    door: Door, code: str, name: str, first: date | None, last: date | None, title: str | None, title_en: str,
    user: str | None,
) -> None:  # fmt: skip
    """แต่งตั้งผู้ดำรงตำแหน่ง

    Give a post to a person. It stands, and the holder before ends the day before, once a second person has
    confirmed it with "sopctl user confirm".
    """
    from sopctl.application.people.posts import hold_post  # noqa: PLC0415
    from sopctl.application.queries.readers import offices  # noqa: PLC0415

    known = next((p for p in offices(door.library).posts if p.code == code), None)
    if known is None and not title:
        raise PostUnknownError(code)
    held = known or Post(code, title or code, title_en)
    day = first or door.today
    hold_post(door.library, door.actor(user), held, name, day, last)
    show(
        f"{name} ดำรงตำแหน่ง{held.title_th} ตั้งแต่ {day_words(day)} เมื่อบุคคลที่สองยืนยัน",
        f"{name} holds {code} from {day}, once confirmed: sopctl user confirm {name}",
    )


@post.command("delegate")
@click.argument("code", metavar="POST")
@click.argument("name", metavar="USER")
@click.option("--from", "first", type=DATE, required=True, metavar="DATE", help="ตั้งแต่วันที่ From.")
@click.option("--to", "last", type=DATE, required=True, metavar="DATE", help="ถึงวันที่ To, included.")
@click.option(
    "--formula", type=click.Choice(list(_FORMULAS)), default="acting", show_default=True,
    help="รักษาการแทน (acting) หรือ ปฏิบัติราชการแทน (on-behalf); the copy shows the words.",
)  # fmt: skip
@with_password
@click.option("--totp", "one_time", default="", metavar="CODE", help="รหัสหกหลัก The second factor's code.")
@acting
@pass_door
def delegate(
    door: Door, code: str, name: str, first: date, last: date, formula: str, password_stdin: bool,
    one_time: str, user: str | None,
) -> None:  # fmt: skip
    """มอบอำนาจให้ผู้อื่นลงนามแทน

    Let a person sign for a post between two days. With the holder's password it stands at once; without, or
    by an administrator, once a second person has confirmed it with "sopctl user confirm".
    """
    from sopctl.application.people import posts  # noqa: PLC0415

    actor = door.actor(user)
    words = f"รหัสผ่านของ {actor.user} Password"
    password = read_password(words, from_stdin=True) if password_stdin else None
    posts.delegate(
        door.library, actor, code, name, first, last, _FORMULAS[formula], password=password, code=one_time
    )
    show(
        f"{name} {_FORMULAS[formula].value}ตำแหน่ง {code} ตั้งแต่ {day_words(first)} ถึง {day_words(last)}",
        f"{name} signs for {code} from {first} to {last}"
        + ("." if password_stdin else f", once confirmed: sopctl user confirm {name}"),
    )


@post.command("end")
@click.argument("code", metavar="POST")
@click.argument("name", metavar="USER")
@acting
@pass_door
def end(door: Door, code: str, name: str, user: str | None) -> None:
    """สิ้นสุดการมอบหมายก่อนกำหนด

    End somebody's delegation of a post today, before its last day.
    """
    from sopctl.application.people.posts import end_delegation  # noqa: PLC0415
    from sopctl.application.queries.readers import offices  # noqa: PLC0415

    found = next(
        (h for h in reversed(offices(door.library).holdings)
         if h.post == code and h.person == name and h.formula is not Formula.NONE
         and (h.last is None or h.last >= door.today)),
        None,
    )  # fmt: skip
    end_delegation(door.library, door.actor(user), found.id if found else f"{code} / {name}")
    show(f"สิ้นสุดการมอบหมาย {code} ของ {name} แล้ว Ended.")
