"""``sopctl verify``: is a file genuine and unchanged, who approved it, and does it still stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.errors import NotGenuineError
from sopctl.cli.parameters import FILE, as_json, read_bytes
from sopctl.cli.presenting import bangkok_iso, show, show_facts, show_json_line, show_table, time_words
from sopctl.cli.tree import Command
from sopctl.cli.words import MEANINGS, MEDIA, STATES, both

if TYPE_CHECKING:
    from sopctl.application.queries.verification import Verification


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option(
    "--certificate", type=FILE, metavar="FILE",
    help="ใบรับรองที่เชื่อถือ Trust this certificate (PEM or DER) and ask no library.",
)  # fmt: skip
@as_json
@pass_door
def verify(door: Door, files: tuple[Path, ...], certificate: Path | None, json_wanted: bool) -> None:
    """ตรวจสอบไฟล์ว่าเป็นของแท้และไม่ถูกแก้ไข

    Check downloaded copies. Status 0: every file is genuine and unchanged, whatever its standing. Without a
    library, give the hospital's certificate. With --json each file is one line.
    """
    refused: NotGenuineError | None = None
    for path in files:
        found = _verify(door, read_bytes(path), certificate)
        if json_wanted:
            show_json_line({"file": str(path), **_facts(found)})
        else:
            _show(path, found)
        if not (found.genuine and found.unchanged):
            refused = refused or NotGenuineError(path)
    if refused is not None:
        raise refused


def _verify(door: Door, data: bytes, certificate: Path | None) -> Verification:
    from sopctl.application.queries.verification import check_file, verify_file  # noqa: PLC0415

    if certificate is None and door.has_library:
        return verify_file(door.library, data)
    from sopctl.bootstrap import inspector  # noqa: PLC0415

    trusted = (read_bytes(certificate),) if certificate is not None else ()
    return check_file(inspector(), data, trusted)


def _facts(found: Verification) -> dict[str, object]:
    return {
        "genuine": found.genuine,
        "unchanged": found.unchanged,
        "number": found.number,
        "version": found.version,
        "title": found.title,
        "standing": found.standing,
        "signatures": [
            {
                "name": s.name,
                "post": s.post,
                "meaning": s.meaning,
                "time": bangkok_iso(s.time),
                "medium": s.medium,
            }
            for s in found.signatures
        ],
        "problems": [{"code": code, "message": message} for code, message in found.problems],
    }


def _show(path: Path, found: Verification) -> None:
    genuine = "ของแท้ (genuine)" if found.genuine else "ยืนยันว่าเป็นของแท้ไม่ได้ (not shown to be genuine)"
    unchanged = "ไม่ถูกแก้ไข (unchanged)" if found.unchanged else "อาจถูกแก้ไข (not shown to be unchanged)"
    show(f"{path}: {genuine} {unchanged}")
    show_facts(
        [
            ("รหัสเอกสาร Number", found.number),
            ("ฉบับที่ Version", found.version),
            ("เรื่อง Title", found.title),
            ("สถานะ Standing", both(STATES, found.standing) if found.number else ""),
        ]
    )
    if found.signatures:
        show_table(
            ("ในฐานะ", "ชื่อ", "ตำแหน่ง", "เมื่อ", "แบบ"),
            [
                (both(MEANINGS, s.meaning), s.name, s.post, time_words(s.time), both(MEDIA, s.medium))
                for s in found.signatures
            ],
        )
    for code, message in found.problems:
        show(f"! {code}: {message}")
