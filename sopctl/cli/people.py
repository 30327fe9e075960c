"""``sopctl user``: who works on documents, how they prove it, and who vouches for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import (
    FILE,
    acting,
    as_json,
    read_bytes,
    read_code,
    read_password,
    with_code,
    with_password,
)
from sopctl.cli.presenting import show, show_json, show_table
from sopctl.cli.staffing import hand_over, import_list, work
from sopctl.cli.tree import Group
from sopctl.domain.people import Person, Role

if TYPE_CHECKING:
    from sopctl.application.library import Actor, Library


@click.group(cls=Group)
def user() -> None:
    """ผู้ใช้

    People: who they are and what they do. Nobody is ever deleted.
    """


for each in (import_list, work, hand_over):
    user.add_command(each)


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

    Add a person. The first person of a library needs no administrator and gives a password. Anybody else gets
    a one-time code (made here, or the first line with --password-stdin), with which they set a password of
    their own by "sopctl user password"; they sign once a second person has confirmed them.
    """
    from sopctl.application.people.roster import add_person, anybody_works_here  # noqa: PLC0415

    person = Person(name, full_name or name, frozenset(map(Role, roles)), department, title)
    first = not anybody_works_here(door.library)
    given = None
    if first or password_stdin:
        given = read_password(f"รหัสผ่านของ {name} Password", from_stdin=password_stdin, twice=True)
    code = add_person(door.library, door.actor(user), person, given)
    show(f"เพิ่มผู้ใช้ {name} แล้ว Added {name}.")
    if first:
        show("เป็นผู้ใช้คนแรก ไม่ต้องมีผู้ยืนยัน", "The first person of the library: nobody confirms them.")
    else:
        _show_code(door.library, name, None if password_stdin else code)


@user.command("list")
@as_json
@acting
@pass_door
def list_(door: Door, json_wanted: bool, user: str | None) -> None:
    """แสดงผู้ใช้ทั้งหมด

    List everybody, those deactivated too.
    """
    from sopctl.application.people.roster import list_people  # noqa: PLC0415

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
    from sopctl.application.people import roster  # noqa: PLC0415

    roster.deactivate(door.library, door.actor(user), name)
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
    With the NAME of somebody else, an administrator gives them a one-time code: made here, or the first line
    with --password-stdin. With it, as the old password, they set one of their own; they sign once a second
    person has confirmed them.
    """
    from sopctl.application.people import passwords  # noqa: PLC0415

    actor = door.actor(user)
    if name is not None and name != actor.user:
        given = read_password("รหัสใช้ครั้งเดียว One-time code", from_stdin=True) if password_stdin else None
        made = passwords.reset_password(door.library, actor, name, given)
        _show_code(door.library, name, None if password_stdin else made)
        return
    old = read_password("รหัสผ่านเดิมหรือรหัสใช้ครั้งเดียว Old password", from_stdin=password_stdin)
    new = read_password("รหัสผ่านใหม่ New password", from_stdin=password_stdin, twice=True)
    code = read_code(door, actor, code, from_stdin=password_stdin)
    passwords.change_password(door.library, actor, old, new, code=code)
    show("เปลี่ยนรหัสผ่านแล้ว The password is changed.")
    _show_word(door, actor)


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
    it away; they cannot sign before they have set a new password and a second person has confirmed them.
    """
    from sopctl.application.people import factors  # noqa: PLC0415

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


@user.command("confirmations")
@as_json
@acting
@pass_door
def confirmations(door: Door, json_wanted: bool, user: str | None) -> None:
    """สิ่งที่รอบุคคลที่สองยืนยัน

    List what administrators did that waits for a second person, and what became of the rest.
    """
    from sopctl.application.people.confirming import confirmations_for  # noqa: PLC0415

    found = [each.confirmation for each in confirmations_for(door.library, door.actor(user))]
    if json_wanted:
        show_json([
            {"id": c.id, "kind": c.kind.value, "person": c.person, "by": c.by, "at": c.at.isoformat(),
             "ready": c.ready, "outcome": c.outcome.value if c.outcome else "", "closed_by": c.closed_by,
             "detail": dict(c.detail)}
            for c in found
        ])  # fmt: skip
        return
    show_table(
        ("รหัส", "เรื่อง", "ผู้ใช้", "โดย", "ผล"),
        [(c.id, c.kind.value, c.person, c.by, c.outcome.value if c.outcome else "รอยืนยัน") for c in found],
    )


@user.command("directory")
@click.argument("name")
@acting
@pass_door
def use_directory(door: Door, name: str, user: str | None) -> None:
    """ให้ใช้รหัสผ่านของระบบบัญชีผู้ใช้โรงพยาบาล (LDAP/AD)

    Let the hospital's directory prove a person under the same user name. They sign once they have signed in
    with that password and a second person has confirmed them; "sopctl user password NAME" takes it back.
    """
    from sopctl.application.people.passwords import use_directory as link  # noqa: PLC0415

    link(door.library, door.actor(user), name)
    show(f"{name} ใช้รหัสผ่านของโรงพยาบาล The directory keeps the password of {name} from now on.")


@user.command("sign-in-page")
@click.argument("name")
@click.argument("subject", default="")
@acting
@pass_door
def sign_in_page(door: Door, name: str, subject: str, user: str | None) -> None:
    """เชื่อมบัญชีกับหน้าเข้าสู่ระบบของโรงพยาบาล (OpenID Connect)

    Link a person to the name by which the hospital's sign-in page knows them; without SUBJECT the link ends.
    It stands once a second person has confirmed it, for staff at once; signing asks for the password here.
    """
    from sopctl.application.people.provided import link  # noqa: PLC0415

    done = link(door.library, door.actor(user), name, subject)
    show("บันทึกแล้ว Kept." if done else "รอบุคคลที่สองยืนยัน It waits for a second person.")


@user.command("sign-out")
@click.argument("name")
@acting
@pass_door
def sign_out(door: Door, name: str, user: str | None) -> None:
    """ออกจากระบบทุกเครื่องของบุคคล

    Sign a person out of every browser, as when a telephone is lost. Their tokens go on.
    """
    from sopctl.application.people.sessions import end_sessions_of  # noqa: PLC0415

    ended = end_sessions_of(door.library, door.actor(user), name)
    show(f"ออกจากระบบแล้ว {ended} เครื่อง Signed {name} out of {ended} browsers.")


@user.command("confirm")
@click.argument("name")
@click.option("--word", default="", metavar="NUMBER", help="เลขยืนยันตัว The number that the person tells you.")
@click.option("--refuse", "refusing", is_flag=True, help="ไม่รับรอง Refuse a post or roles.")
@with_password
@with_code
@acting
@pass_door
def confirm(
    door: Door, name: str, word: str, refusing: bool, password_stdin: bool, code: str, user: str | None
) -> None:
    """ยืนยันในฐานะบุคคลที่สอง

    Vouch for everything of the user NAME that an administrator did and that is ready, having met them: their
    account, with the number that their account page (or "sopctl user password") shows, and posts given.
    """
    from sopctl.application.people import confirming  # noqa: PLC0415
    from sopctl.application.people.confirming import NotReadyError, confirmations_for  # noqa: PLC0415
    from sopctl.domain.errors import NotFoundError  # noqa: PLC0415

    actor = door.actor(user)
    listed = (each.confirmation for each in confirmations_for(door.library, actor))
    waiting = [c for c in listed if c.person == name and c.outcome is None]
    if not waiting:
        raise NotFoundError(f"{name}: a confirmation that waits")
    if refusing:
        for each in waiting:
            confirming.refuse(door.library, actor, each.id)
        show(f"ไม่รับรอง {name} Refused.")
        return
    ready = [c for c in waiting if c.ready]
    if not ready:
        raise NotReadyError(name)
    password = read_password(f"รหัสผ่านของ {actor.user} Password", from_stdin=password_stdin)
    code = read_code(door, actor, code, from_stdin=password_stdin)
    for each in ready:
        confirming.confirm(door.library, actor, each.id, word=word, password=password, code=code)
        show(f"ยืนยัน {name} ({each.kind.value}) Confirmed.")


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
    from sopctl.application.people.pictures import set_picture  # noqa: PLC0415

    if remove == (file is not None):
        raise click.UsageError("Give a FILE, or --remove.")
    set_picture(door.library, door.actor(user), name, read_bytes(file) if file else None)
    show(f"บันทึกภาพลายมือชื่อของ {name} แล้ว Kept." if file else f"ลบภาพลายมือชื่อของ {name} แล้ว Removed.")


def _facts(person: Person) -> dict[str, object]:
    return {
        "user": person.user,
        "name": person.name,
        "roles": sorted(person.roles),
        "department": person.department,
        "title": person.title,
        "active": person.active,
    }


def _show_code(library: Library, name: str, code: str | None) -> None:
    from sopctl.application.people.confirming import needs_second  # noqa: PLC0415

    if code is not None:
        show(f"รหัสใช้ครั้งเดียวของ {name} One-time code: {code}")
    if needs_second(library, name):
        show(
            f"{name} ตั้งรหัสผ่านเองด้วยรหัสนี้ แล้วให้บุคคลที่สองยืนยันก่อนลงนาม",
            f"{name} sets a password with it; then a second person confirms: sopctl user confirm {name}",
        )
    else:
        show(
            f"{name} ตั้งรหัสผ่านเองด้วยรหัสนี้ แล้วลงนามได้ ไม่ต้องมีผู้ยืนยัน",
            f"{name} sets a password with it and can sign; nobody else is there to confirm them yet.",
        )


def _show_word(door: Door, actor: Actor) -> None:
    """The number that the person tells whoever confirms them, while that waits."""
    from sopctl.application.people.confirming import my_confirmations  # noqa: PLC0415

    for each in my_confirmations(door.library, actor):
        if each.confirmation.locks and each.confirmation.ready:
            show(f"เลขยืนยันตัวเพื่อบอกบุคคลที่สอง Tell your second person: {each.confirmation.word}")
