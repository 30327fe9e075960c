"""The worker: finishes what a process that died began, and follows what midnight brought into force.

Being late shows nobody a wrong version, because standing is derived from dates.
"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sopctl.application.library import Library

INTERVAL_SECONDS = 60.0


def work(library: Library) -> tuple[int, bool]:
    """One round of work: how many releases were finished, and whether anything moved into or out of force.

    Raises LibraryBusyError while another process holds the library's lock.
    """
    from sopctl.application.ledger import anchor_daily  # noqa: PLC0415
    from sopctl.application.prints import tell_recalls  # noqa: PLC0415
    from sopctl.application.release import recover, settle  # noqa: PLC0415
    from sopctl.application.request_views import settle_requests  # noqa: PLC0415

    done = recover(library), settle(library)
    settle_requests(library)
    tell_recalls(library)
    anchor_daily(library)
    return done


def work_until(library: Library, stop: threading.Event, interval: float = INTERVAL_SECONDS) -> None:
    """Work every ``interval`` seconds until told to stop; a failure is said and tried again next time."""
    from sopctl.domain.errors import SopctlError  # noqa: PLC0415

    while not stop.is_set():
        try:
            _say(*work(library))
        except SopctlError as error:
            click.echo(f"{error.code}: {error}", err=True)
        stop.wait(interval)


@click.command()
@click.option("--once", is_flag=True, help="ทำหนึ่งรอบแล้วจบ One round, then end.")
@click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="โฟลเดอร์ของคลังเอกสาร The library's folder (else SOPCTL_HOME, else ./var/library).",
)  # fmt: skip
def command(once: bool, home: Path | None) -> None:
    """งานเบื้องหลัง: ทำงานที่ค้าง และปรับตามวันที่บังคับใช้

    Finish releases that were interrupted, and follow what takes force each day.
    """
    from sopctl.bootstrap import open_library  # noqa: PLC0415
    from sopctl.config import load_settings  # noqa: PLC0415

    library = open_library(load_settings(os.environ, home))
    if once:
        _say(*work(library))
        return
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    work_until(library, stop)


def _say(finished: int, moved: bool) -> None:
    if finished:
        click.echo(f"ประกาศใช้ที่ค้างอยู่จนเสร็จ {finished} รายการ Finished {finished} interrupted release(s).")
    if moved:
        click.echo("ปรับตามวันที่บังคับใช้แล้ว Followed what is in force today.")
