"""Signing: what is signed is shown first, then the password is asked for, then the signature is given."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.comparing import show_comparison, summary
from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import (
    DATE,
    FILE,
    acting,
    number_argument,
    read_code,
    read_password,
    with_code,
    with_password,
    write_bytes,
)
from sopctl.cli.presenting import day_words, moment_words, show, show_facts, show_table
from sopctl.cli.tree import Command
from sopctl.cli.words import ACTIONS, MEANINGS, STATES, both
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.workflow import Action, OutOfOrderError, transition

if TYPE_CHECKING:
    from sopctl.application.library import Actor
    from sopctl.application.review.rounds import SigningView
    from sopctl.domain.versions import Version

_COPY = click.option(
    "--copy", type=FILE, metavar="FILE", help="เก็บสำเนาไว้อ่าน Write the PDF that is signed, to read it."
)
_FULL = click.option("--full", is_flag=True, help="แสดงการเปรียบเทียบทั้งหมด Show every difference.")
_REMARK = click.option(
    "--remark", default="", metavar="TEXT", help="ความเห็น A remark, kept with the signature."
)


def _signing_command(name: str, action: Action, about: str) -> click.Command:
    """A command that puts one signature on the open round of a document."""

    @click.command(name, cls=Command, help=about)
    @number_argument
    @_REMARK
    @_COPY
    @_FULL
    @with_password
    @with_code
    @acting
    @pass_door
    def command(
        door: Door, number: DocumentNumber, remark: str, copy: Path | None, full: bool, password_stdin: bool,
        code: str, user: str | None,
    ) -> None:  # fmt: skip
        from sopctl.application.review.rounds import sign  # noqa: PLC0415

        actor = door.actor(user)
        view = _read(door, actor, number, action, copy, full=full)
        password = _ask(actor, action, from_stdin=password_stdin)
        code = read_code(door, actor, code, from_stdin=password_stdin)
        signed = sign(
            door.library, actor, view.round.id, action, password=password, shown=view.shown, remark=remark,
            code=code,
        )  # fmt: skip
        _show_done(signed, action)

    return command


review = _signing_command("review", Action.REVIEW, "ลงนามทบทวน\n\nSign the open round as a reviewer.")
check = _signing_command("check", Action.CHECK, "ลงนามตรวจสอบ\n\nSign the open round as the quality office.")
approve = _signing_command(
    "approve", Action.APPROVE, "ลงนามอนุมัติ\n\nSign the open round as the post that approves this type."
)


@click.command("return", cls=Command)
@number_argument
@click.option("--reason", default="", metavar="TEXT", help="เหตุผลที่ส่งกลับ Why; the author reads it.")
@acting
@pass_door
def return_(door: Door, number: DocumentNumber, reason: str, user: str | None) -> None:
    """ส่งกลับแก้ไข

    Send the version back to its author with reasons; whoever signs the open step may.
    """
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415
    from sopctl.application.review.rounds import return_for_correction  # noqa: PLC0415

    round_id = _round_id(latest_version(door.library, number), Action.RETURN)
    returned = return_for_correction(door.library, door.actor(user), round_id, reason)
    _show_done(returned, Action.RETURN)


@click.command("replace-signer", cls=Command)
@number_argument
@click.argument("old")
@click.argument("new")
@click.option("--reason", default="", metavar="TEXT", help="เหตุผล Why; it stays with the round.")
@acting
@pass_door
def replace_signer(
    door: Door, number: DocumentNumber, old: str, new: str, reason: str, user: str | None
) -> None:
    """เปลี่ยนผู้ลงนามที่ระบุชื่อ

    Put the user NEW in the place of OLD, a signer named for a step of the open round; how many must sign
    stays. The quality office may.
    """
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415
    from sopctl.application.review import rounds  # noqa: PLC0415

    version = latest_version(door.library, number)
    round_id = version.round.id if version.round else version.id
    rounds.replace_signer(door.library, door.actor(user), round_id, old, new, reason)
    show(f"{new} ลงนามแทน {old} ใน {number} ฉบับที่ {version.label}", f"{new} signs instead of {old}.")


@click.command(cls=Command)
@number_argument
@click.option(
    "--effective", type=DATE, metavar="DATE",
    help="วันที่บังคับใช้ Not before the one that was signed; else that one, or today.",
)  # fmt: skip
@_COPY
@_FULL
@with_password
@with_code
@acting
@pass_door
def release(
    door: Door, number: DocumentNumber, effective: date | None, copy: Path | None, full: bool,
    password_stdin: bool, code: str, user: str | None,
) -> None:  # fmt: skip
    """ประกาศใช้

    Bring an approved version into force from its effective date, as the quality office.
    """
    from sopctl.application.release.releasing import release_version  # noqa: PLC0415

    actor = door.actor(user)
    view = _read(door, actor, number, Action.RELEASE, copy, full=full)
    password = _ask(actor, Action.RELEASE, from_stdin=password_stdin)
    code = read_code(door, actor, code, from_stdin=password_stdin)
    released = release_version(
        door.library, actor, view.version.id, password=password, effective=effective, code=code
    )
    show(
        f"ประกาศใช้ {number} ฉบับที่ {released.release.version} ตั้งแต่ {day_words(released.release.effective)}",
        f"Released, effective {released.release.effective.isoformat()}; tag {released.tag}.",
    )


def _read(
    door: Door, actor: Actor, number: DocumentNumber, action: Action, copy: Path | None, *, full: bool
) -> SigningView:
    """Show what would be signed. Raises OutOfOrderError before anything is drawn or asked."""
    from sopctl.application.queries.documents import latest_version  # noqa: PLC0415
    from sopctl.application.review.rounds import signing_view  # noqa: PLC0415

    round_id = _round_id(latest_version(door.library, number), action)
    view = signing_view(door.library, actor, round_id)
    _show_view(view)
    if full and view.comparison is not None:
        show_comparison(view.comparison)
    if copy is not None:
        write_bytes(copy, door.library.blobs.get(view.shown))
        show(f"สำเนาที่จะลงนาม The copy to be signed: {copy}")
    return view


def _round_id(version: Version, action: Action) -> str:
    transition(version.state, action)
    if version.round is None:
        raise OutOfOrderError(version.state, action)
    return version.round.id


def _show_view(view: SigningView) -> None:
    manifest = view.round.manifest
    against = f"ฉบับที่ {view.compared_with}: " if view.compared_with else ""
    asked = manifest.requested_effective
    show_facts(
        [
            ("รหัสเอกสาร Number", str(manifest.number)),
            ("ฉบับที่ Version", str(manifest.version)),
            ("เรื่อง Title", manifest.title),
            ("เหตุผล Reason for change", manifest.reason),
            ("ผู้จัดทำ Prepared by", view.round.prepared_name),
            ("วันที่ขอบังคับใช้ Effective asked", day_words(asked) if asked else ""),
            ("สถานะ State", both(STATES, view.version.state)),
            ("เทียบกับ Compared with", f"{against}{summary(view.comparison)}"),
            ("แฮชของรายการ Manifest SHA-256", manifest.sha256),
            ("แฮชของสำเนา Copy SHA-256", view.shown),
        ]
    )
    if view.round.signatures:
        show_table(
            ("ลงนามแล้ว", "ชื่อ", "ตำแหน่ง", "เมื่อ"),
            [
                (both(MEANINGS, s.meaning), s.name, s.formula or s.post, moment_words(s.at))
                for s in view.round.signatures
            ],
        )
    for event in view.remarks:
        if event.reason and event.action is Action.RETURN:
            show(f"ส่งกลับเมื่อ {moment_words(event.at)} โดย {event.by}: {event.reason}")


def _ask(actor: Actor, action: Action, *, from_stdin: bool) -> str:
    words = f"รหัสผ่านของ {actor.user} เพื่อลงนาม{ACTIONS[action][0]} Password"
    return read_password(words, from_stdin=from_stdin)


def _show_done(version: Version, action: Action) -> None:
    show(f"{ACTIONS[action][0]}แล้ว {version.number} ฉบับที่ {version.label}: {both(STATES, version.state)}")
