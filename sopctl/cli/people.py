"""``sopctl user`` and ``sopctl post``: who works on documents, and who holds which post."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.errors import PostUnknownError
from sopctl.cli.parameters import (
    DATE,
    FILE,
    acting,
    as_json,
    read_bytes,
    read_code,
    read_password,
    with_code,
    with_password,
)
from sopctl.cli.presenting import day_words, show, show_json, show_table
from sopctl.cli.tree import Group
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula, Post

_FORMULAS = {"acting": Formula.ACTING, "on-behalf": Formula.ON_BEHALF}


@click.group(cls=Group)
def user() -> None:
    """ผู้ใช้

    People: who they are and what they do. Nobody is ever deleted.
    """


@user.command("add")
@click.argument("name")
@click.option(
    "--role", "roles", type=click.Choice([r.value for r in Role]), multiple=True, required=True,
    help="บทบาท What they do; may be given more than once.",
)  # fmt: skip
@click.option("--full-name", metavar="TEXT", help="ชื่อ-สกุล How the name stands on copies.")
@click.option("--title", default="", metavar="TEXT", help="ตำแหน่ง Position, beside the name.")
@click.option("--department", default="", metavar="CODE", help="รหัสหน่วยงาน The department's code.")
@with_password
@acting
@pass_door
def add(
    door: Door, name: str, roles: tuple[str, ...], full_name: str | None, title: str, department: str,
    password_stdin: bool, user: str | None,
) -> None:  # fmt: skip
    """เพิ่มผู้ใช้

    Add a person with a password. The first person of a library needs no administrator.
    """
    from sopctl.application.people import add_person  # noqa: PLC0415

    person = Person(name, full_name or name, frozenset(map(Role, roles)), department, title)
    password = read_password(f"รหัสผ่านของ {name} Password", from_stdin=password_stdin, twice=True)
    add_person(door.library, door.actor(user), person, password)
    show(f"เพิ่มผู้ใช้ {name} แล้ว Added {name}.")


@user.command("list")
@as_json
@acting
@pass_door
def list_(door: Door, json_wanted: bool, user: str | None) -> None:
    """แสดงผู้ใช้ทั้งหมด

    List everybody, those deactivated too.
    """
    from sopctl.application.people import list_people  # noqa: PLC0415

    people = list_people(door.library, door.actor(user))
    if json_wanted:
        show_json([_facts(person) for person in people])
        return
    show_table(
        ("ผู้ใช้", "ชื่อ", "บทบาท", "หน่วยงาน", "ตำแหน่ง", "สถานะ"),
        [
            (p.user, p.name, " ".join(sorted(p.roles)), p.department or "-", p.title or "-",
             "ใช้งาน" if p.active else "ปิดใช้")
            for p in people
        ],
    )  # fmt: skip


@user.command("deactivate")
@click.argument("name")
@acting
@pass_door
def deactivate(door: Door, name: str, user: str | None) -> None:
    """ปิดการใช้งานผู้ใช้

    Take a person out of work; what they signed stays as it is.
    """
    from sopctl.application import people  # noqa: PLC0415

    people.deactivate(door.library, door.actor(user), name)
    show(f"ปิดการใช้งาน {name} แล้ว Deactivated {name}.")


@user.command("password")
@click.argument("name", required=False)
@with_password
@with_code
@acting
@pass_door
def password(door: Door, name: str | None, password_stdin: bool, code: str, user: str | None) -> None:
    """เปลี่ยนรหัสผ่าน

    Change one's own password: with --password-stdin the first line is the old one, the second the new one.
    With the NAME of somebody else, an administrator sets theirs; they cannot sign before they have set
    another one themselves.
    """
    from sopctl.application import people  # noqa: PLC0415

    actor = door.actor(user)
    if name is not None and name != actor.user:
        new = read_password(f"รหัสผ่านใหม่ของ {name} New password", from_stdin=password_stdin, twice=True)
        people.reset_password(door.library, actor, name, new)
        show(
            f"ตั้งรหัสผ่านของ {name} แล้ว เจ้าตัวต้องตั้งใหม่เองก่อนลงนาม",
            f"Set; {name} cannot sign before setting another one.",
        )
        return
    old = read_password("รหัสผ่านเดิม Old password", from_stdin=password_stdin)
    new = read_password("รหัสผ่านใหม่ New password", from_stdin=password_stdin, twice=True)
    code = read_code(door, actor, code, from_stdin=password_stdin)
    people.change_password(door.library, actor, old, new, code=code)
    show("เปลี่ยนรหัสผ่านแล้ว The password is changed.")


@user.command("second-factor")
@click.argument("name", required=False)
@click.option("--remove", "removing", is_flag=True, help="เลิกใช้ Take one's own away.")
@with_password
@with_code
@acting
@pass_door
def second_factor(
    door: Door, name: str | None, removing: bool, password_stdin: bool, code: str, user: str | None
) -> None:
    """รหัสหกหลักจากโทรศัพท์

    Set up a second factor for oneself: put the secret into an app, then give its code. Signing and signing in
    ask for it from then on. With --remove and the NAME of somebody who lost theirs, an administrator takes
    it away; they cannot sign before they have set a new password.
    """
    from sopctl.application import factors  # noqa: PLC0415

    library, actor = door.library, door.actor(user)
    other = name is not None and name != actor.user
    if other and not removing:
        raise click.UsageError("A second factor is set up by its owner.")
    if other and name is not None:
        factors.reset(library, actor, name)
        show(f"ยกเลิกรหัสหกหลักของ {name} แล้ว Removed.")
        return
    if removing:
        password = read_password(f"รหัสผ่านของ {actor.user} Password", from_stdin=password_stdin)
        code = read_code(door, actor, code, from_stdin=password_stdin)
        factors.remove(library, actor, password, code)
        show("ยกเลิกรหัสหกหลักแล้ว Removed.")
        return
    offered = factors.offer(library, actor)
    show(f"ใส่รหัสลับนี้ในแอป Put this secret into an app: {offered.secret}", offered.address)
    password = read_password(f"รหัสผ่านของ {actor.user} Password", from_stdin=password_stdin)
    given = code or read_password("รหัสหกหลักจากแอป Code of the app", from_stdin=password_stdin)
    codes = factors.set_up(library, actor, password, offered.secret, given)
    show("เปิดใช้แล้ว เก็บรหัสสำรองเหล่านี้ไว้ แต่ละรหัสใช้ได้ครั้งเดียว", "Keep these recovery codes; each works once:")
    for each in codes:
        show(each)


@user.command("picture")
@click.argument("name")
@click.argument("file", type=FILE, required=False)
@click.option("--remove", is_flag=True, help="ลบภาพ Take the picture away.")
@acting
@pass_door
def picture(door: Door, name: str, file: Path | None, remove: bool, user: str | None) -> None:
    """ภาพลายมือชื่อ

    Keep a PNG of a person's signature, shown on the copies of what they sign from now on. Their own, or
    anybody's as an administrator.
    """
    from sopctl.application.pictures import set_picture  # noqa: PLC0415

    if remove == (file is not None):
        raise click.UsageError("Give a FILE, or --remove.")
    set_picture(door.library, door.actor(user), name, read_bytes(file) if file else None)
    show(f"บันทึกภาพลายมือชื่อของ {name} แล้ว Kept." if file else f"ลบภาพลายมือชื่อของ {name} แล้ว Removed.")


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
    from sopctl.application.reading import offices  # noqa: PLC0415

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
    show_table(
        ("รหัส", "ตำแหน่ง", "ผู้ใช้", "ตั้งแต่", "ถึง", "ในฐานะ"),
        [
            (h.post, found.title(h.post), h.person, day_words(h.first), day_words(h.last),
             h.formula.value or "-")
            for h in held
        ],
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

    Give a post to a person; the holder before ends the day before.
    """
    from sopctl.application.people import hold_post  # noqa: PLC0415
    from sopctl.application.reading import offices  # noqa: PLC0415

    known = next((p for p in offices(door.library).posts if p.code == code), None)
    if known is None and not title:
        raise PostUnknownError(code)
    held = known or Post(code, title or code, title_en)
    day = first or door.today
    hold_post(door.library, door.actor(user), held, name, day, last)
    show(f"{name} ดำรงตำแหน่ง{held.title_th} ตั้งแต่ {day_words(day)}", f"{name} holds {code} from {day}.")


@post.command("delegate")
@click.argument("code", metavar="POST")
@click.argument("name", metavar="USER")
@click.option("--from", "first", type=DATE, required=True, metavar="DATE", help="ตั้งแต่วันที่ From.")
@click.option("--to", "last", type=DATE, required=True, metavar="DATE", help="ถึงวันที่ To, included.")
@click.option(
    "--formula", type=click.Choice(list(_FORMULAS)), default="acting", show_default=True,
    help="รักษาการแทน (acting) หรือ ปฏิบัติราชการแทน (on-behalf); the copy shows the words.",
)  # fmt: skip
@acting
@pass_door
def delegate(
    door: Door, code: str, name: str, first: date, last: date, formula: str, user: str | None
) -> None:
    """มอบอำนาจให้ผู้อื่นลงนามแทน

    Let a person sign for a post between two days. The holder or an administrator may.
    """
    from sopctl.application import people  # noqa: PLC0415

    people.delegate(door.library, door.actor(user), code, name, first, last, _FORMULAS[formula])
    show(
        f"{name} {_FORMULAS[formula].value}ตำแหน่ง {code} ตั้งแต่ {day_words(first)} ถึง {day_words(last)}",
        f"{name} signs for {code} from {first} to {last}.",
    )


def _facts(person: Person) -> dict[str, object]:
    return {
        "user": person.user,
        "name": person.name,
        "roles": sorted(person.roles),
        "department": person.department,
        "title": person.title,
        "active": person.active,
    }
