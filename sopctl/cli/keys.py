"""``sopctl key``: the library's signing key and the certificate that verifiers keep."""

from __future__ import annotations

from pathlib import Path

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.parameters import acting, output_option, write_bytes
from sopctl.cli.presenting import show
from sopctl.cli.tree import Group


@click.group(cls=Group)
def key() -> None:
    """กุญแจลงนามของคลังเอกสาร

    The key that seals copies, and the certificate by which anybody checks them.
    """


@key.command("rotate")
@acting
@pass_door
def rotate(door: Door, user: str | None) -> None:
    """เปลี่ยนกุญแจลงนาม

    Seal with a new key from now on. Copies sealed before stay genuine. Start the web again afterwards.
    """
    from sopctl.application.safekeeping.keys import rotate_key  # noqa: PLC0415

    fingerprint = rotate_key(door.library, door.actor(user))
    show("เปลี่ยนกุญแจลงนามแล้ว", "The library seals with a new key.", f"certificate SHA-256 {fingerprint}")


@key.command("certificate")
@output_option
@pass_door
def certificate(door: Door, output: Path | None) -> None:
    """นำใบรับรองออกมาให้ผู้ตรวจสอบ

    Write the certificates that this library's copies rest on, as PEM, for ``sopctl verify --certificate``.
    """
    write_bytes(output or Path("-"), b"".join(door.library.certificates()))
