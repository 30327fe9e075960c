"""``sopctl token``: keys with which programs act for a person."""

from __future__ import annotations

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import acting, as_json, read_code, read_password, with_code, with_password
from sopctl.cli.presenting import bangkok_iso, moment_words, show, show_json, show_table
from sopctl.cli.tree import Group
from sopctl.domain.tokens import MAX_DAYS, Scope


@click.group(cls=Group)
def token() -> None:
    """โทเคนสำหรับโปรแกรม

    Personal tokens for programs: made by their owner, shown once, ended at any time.
    """


@token.command("new")
@click.argument("name")
@click.option(
    "--scope", "scopes", type=click.Choice([s.value for s in Scope]), multiple=True, required=True,
    help="สิทธิ What it may do; may be given more than once.",
)  # fmt: skip
@click.option(
    "--days", type=click.IntRange(1, MAX_DAYS), default=90, show_default=True, help="อายุ (วัน) Its life."
)
@with_password
@with_code
@acting
@pass_door
def new(
    door: Door, name: str, scopes: tuple[str, ...], days: int, password_stdin: bool, code: str,
    user: str | None,
) -> None:  # fmt: skip
    """สร้างโทเคน

    Make a token of one's own. Its secret is printed this once and kept nowhere.
    """
    from sopctl.application.people.tokens import make_token  # noqa: PLC0415

    actor = door.actor(user)
    password = read_password(f"รหัสผ่านของ {actor.user} Password", from_stdin=password_stdin)
    code = read_code(door, actor, code, from_stdin=password_stdin)
    secret, _ = make_token(
        door.library, actor, name=name, scopes=frozenset(map(Scope, scopes)), days=days, password=password,
        code=code,
    )  # fmt: skip
    show(secret)


@token.command("list")
@click.option("--of", "owner", metavar="USER", help="ของผู้อื่น Somebody else's, for an administrator.")
@as_json
@acting
@pass_door
def list_(door: Door, owner: str | None, json_wanted: bool, user: str | None) -> None:
    """แสดงโทเคน

    List tokens, those that ended too; never their secrets.
    """
    from sopctl.application.people.tokens import tokens_of  # noqa: PLC0415

    found, now = tokens_of(door.library, door.actor(user), owner), door.library.clock()
    if json_wanted:
        show_json([
            {
                "id": each.id, "user": each.user, "name": each.name, "scopes": sorted(each.scopes),
                "created": bangkok_iso(each.created_at), "expires": bangkok_iso(each.expires_at),
                "used": bangkok_iso(each.used_at) if each.used_at else None,
                "revoked": bangkok_iso(each.revoked_at) if each.revoked_at else None,
            }
            for each in found
        ])  # fmt: skip
        return
    show_table(
        ("รหัส", "ชื่อ", "สิทธิ", "ใช้ล่าสุด", "หมดอายุ", "สถานะ"),
        [
            (each.id, each.name, " ".join(sorted(each.scopes)),
             moment_words(each.used_at) if each.used_at else "-", moment_words(each.expires_at),
             "ใช้ได้" if each.stands(now) else "สิ้นสุด")
            for each in found
        ],
    )  # fmt: skip


@token.command("end")
@click.argument("token_id", metavar="ID")
@acting
@pass_door
def end(door: Door, token_id: str, user: str | None) -> None:
    """ยกเลิกโทเคน

    End a token at once.
    """
    from sopctl.application.people.tokens import revoke_token  # noqa: PLC0415

    ended = revoke_token(door.library, door.actor(user), token_id)
    show(f"ยกเลิกโทเคน {ended.name} แล้ว Ended {ended.name}.")
