"""The command ``sopctl serve``; what it does is in ``serve.py``."""

from __future__ import annotations

import click

from sopctl.cli.context import Door, pass_door
from sopctl.cli.tree import Command

LAST_PORT = 65_535


@click.command(cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="ที่อยู่ Where to listen.")
@click.option(
    "--port", type=click.IntRange(1, LAST_PORT), default=8000, show_default=True, envvar="SOPCTL_PORT",
    show_envvar=True, metavar="P", help="พอร์ต The port.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1), default=2, show_default=True, metavar="N",
    help="จำนวนกระบวนการ How many processes answer.",
)  # fmt: skip
@click.option(
    "--no-worker", is_flag=True, help="ไม่ทำงานเบื้องหลัง Without the worker; sopctl worker runs elsewhere."
)
@pass_door
def serve(door: Door, host: str, port: int, workers: int, no_worker: bool) -> None:
    """เปิดเว็บของคลังเอกสาร

    Serve the library on the web, with the worker beside it. Beyond this machine only when no demo
    password stands.
    """
    from sopctl.cli.serve import serve as run  # noqa: PLC0415

    run(door.settings, host=host, port=port, workers=workers, alone=no_worker)
