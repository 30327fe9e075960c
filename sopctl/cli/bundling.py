"""``sopctl export``: what is in force, as a folder for the day on which the server is down."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import FILE, acting, as_json, read_bytes
from sopctl.cli.presenting import day_words, moment_words, show, show_json
from sopctl.cli.tree import Command


@click.command(cls=Command)
@click.argument("folder", type=FILE)
@click.option("--check", is_flag=True, help="ตรวจชุดที่มีอยู่ Check a bundle that is there.")
@click.option(
    "--certificate", type=FILE, metavar="FILE",
    help="ใบรับรองที่เชื่อถือ With --check: trust this certificate (PEM) and ask no library.",
)  # fmt: skip
@as_json
@acting
@pass_door
def export(
    door: Door, folder: Path, check: bool, certificate: Path | None, json_wanted: bool, user: str | None
) -> None:
    """ชุดเอกสารสำหรับใช้เมื่อระบบล่ม

    Write what is in force today into a new FOLDER that opens from a USB stick in a browser, with search and
    a signed manifest. Without --as it holds what everybody may read; with --as, what that person may.
    """
    if check:
        _check(door, folder, certificate, json_wanted)
        return
    from sopctl.bootstrap import write_bundle  # noqa: PLC0415

    counted = sys.stderr.isatty()

    def progress(done: int, of: int) -> None:
        if counted:
            click.echo(f"\rเอกสาร document {done}/{of}", nl=done == of, err=True)

    made = write_bundle(door.library, door.actor(user) if user else None, folder, progress)
    if json_wanted:
        show_json({"documents": made.documents, "files": made.files, "made": made.made_at.isoformat()})
        return
    show(
        f"เขียน {made.documents} เอกสารลงใน {folder} แล้ว เปิด index.html ในโฟลเดอร์นั้น",
        f"Wrote {made.documents} documents; open index.html in {folder}.",
    )


def _check(door: Door, folder: Path, certificate: Path | None, json_wanted: bool) -> None:
    from sopctl.bootstrap import read_bundle  # noqa: PLC0415

    trusted = read_bytes(certificate) if certificate else b"".join(door.library.certificates())
    state = read_bundle(folder, trusted)
    if json_wanted:
        show_json({
            "hospital": state.hospital, "valid_on": state.valid_on.isoformat(),
            "made": state.made_at.isoformat(), "documents": state.documents,
        })  # fmt: skip
        return
    show(
        f"ชุดเอกสารของ{state.hospital} ไม่ถูกแก้ไข ข้อมูล ณ วันที่ {day_words(state.valid_on)}",
        f"{state.documents} documents, unchanged, made {moment_words(state.made_at)}.",
    )
