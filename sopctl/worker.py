"""The worker: finishes what a process that died began, follows what midnight brought, tells people.

Being late shows nobody a wrong version, because standing is derived from dates.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sopctl.application.library import Library
    from sopctl.config import Settings

INTERVAL_SECONDS = 60.0
POST_SECONDS = 5.0  # a message at once is on its way before somebody wonders
REMIND_SECONDS = 3600.0
PAPER_LINES = 20  # of a list that a process left behind, so that nothing else waits for long
_LOG = logging.getLogger(__name__)


def work(library: Library) -> tuple[int, bool]:
    """One round of work: how many releases were finished, and whether anything moved into or out of force.

    Raises LibraryBusyError while another process holds the library's lock.
    """
    from sopctl.application.distribution.print_lists import tell_recalls  # noqa: PLC0415
    from sopctl.application.distribution.readership import remind_readers  # noqa: PLC0415
    from sopctl.application.ledger import anchor_daily  # noqa: PLC0415
    from sopctl.application.paper.lists import run_waiting  # noqa: PLC0415
    from sopctl.application.people.staffing import settle_leavers  # noqa: PLC0415
    from sopctl.application.release.releasing import recover, settle  # noqa: PLC0415
    from sopctl.application.requests.views import settle_requests  # noqa: PLC0415

    done = recover(library), settle(library)
    settle_requests(library)
    tell_recalls(library)
    settle_leavers(library)
    remind_readers(library)
    anchor_daily(library)
    run_waiting(library, most=PAPER_LINES)
    return done


def tell(library: Library) -> None:
    """Send what people are to be told, and say how much of it went."""
    from sopctl.application.notices.sending import post  # noqa: PLC0415

    posted = post(library)
    if posted.sent:
        click.echo(f"ส่งข้อความแล้ว {posted.sent} ข้อความ Sent {posted.sent} message(s).")
    if posted.failed:
        count = posted.failed
        click.echo(f"ส่งไม่ได้ {count} ข้อความ จะลองใหม่ {count} message(s) failed; tried again later.", err=True)


def remind(library: Library) -> None:
    """Remind of what waits for long."""
    from sopctl.application.upkeep.due import remind_reviews  # noqa: PLC0415
    from sopctl.application.upkeep.reminding import remind as due  # noqa: PLC0415

    due(library)
    remind_reviews(library)


def mirror(library: Library) -> None:
    """Send what is new to the git mirror, and say when it did not take it."""
    from sopctl.application.safekeeping.mirroring import send_to_mirror  # noqa: PLC0415

    state = send_to_mirror(library)
    if state is not None and state.failures:
        click.echo(f"mirror-behind: {state.address}: {state.said}", err=True)


@dataclass
class Duty:
    """Something to do every so many ``seconds``; a failure is said, and it is tried again next time."""

    do: Callable[[], None]
    seconds: float
    due: float = field(default=0.0, init=False)

    def attend(self) -> None:
        """Do it when its time has come."""
        from sopctl.domain.errors import SopctlError  # noqa: PLC0415

        if time.monotonic() < self.due:
            return
        try:
            self.do()
        except SopctlError as error:
            click.echo(f"{error.code}: {error}", err=True)
        except Exception:
            # The others go on, and this one is tried again; the reason belongs to the log.
            _LOG.exception("A duty of the worker failed")
        self.due = time.monotonic() + self.seconds


def work_until(
    library: Library, stop: threading.Event, interval: float = INTERVAL_SECONDS,
    attended: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Attend to every duty until told to stop; ``interval`` seconds between rounds of ``work``.

    ``attended`` is called after each round, however it went, so that others see that the worker is there.

    Messages and the mirror have a thread each, so that a server that does not answer holds nothing else up.
    """
    post = Duty(lambda: tell(library), min(interval, POST_SECONDS))
    others = (Duty(lambda: _say(*work(library)), interval), Duty(lambda: remind(library), REMIND_SECONDS))
    sending = Duty(lambda: mirror(library), interval)
    telling = threading.Thread(target=_attend, args=((post,), stop), name="notices")
    telling.start()
    # Nobody waits for this one at a stop: a push that is cut off is done again.
    threading.Thread(target=_attend, args=((sending,), stop), name="mirror", daemon=True).start()
    _attend(others, stop, attended)
    telling.join()


def _attend(
    duties: tuple[Duty, ...], stop: threading.Event, attended: Callable[[], None] = lambda: None
) -> None:
    shortest = min(duty.seconds for duty in duties)
    while not stop.is_set():
        for duty in duties:
            duty.attend()
        attended()
        stop.wait(shortest)


def _mark(home: Path) -> None:
    """The time of this file says when the worker was last at work; ``/readyz`` and ``/metrics`` tell it."""
    from sopctl.config import WORKER_MARK  # noqa: PLC0415

    try:
        (home / WORKER_MARK).touch(mode=0o640)
    except OSError:
        _LOG.exception("The mark of the worker cannot be written")


@click.command()
@click.option("--once", is_flag=True, help="ทำหนึ่งรอบแล้วจบ One round, then end.")
@click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="โฟลเดอร์ของคลังเอกสาร The library's folder (else SOPCTL_HOME, else ./var/library).",
)  # fmt: skip
def command(once: bool, home: Path | None) -> None:
    """งานเบื้องหลัง: ทำงานที่ค้าง ปรับตามวันที่บังคับใช้ ส่งแจ้งเตือน

    Finish releases that were interrupted, follow what takes force each day, send mails and LINE messages.
    """
    from sopctl.bootstrap import open_library  # noqa: PLC0415
    from sopctl.config import load_settings  # noqa: PLC0415

    settings = load_settings(os.environ, home)
    if not once:
        attend(settings)
        return
    library = open_library(settings)
    _say(*work(library))
    remind(library)
    tell(library)
    mirror(library)


def attend(settings: Settings, under: int | None = None) -> None:
    """Work until a signal says to stop, or until ``under`` is no longer the parent of this process."""
    from sopctl.bootstrap import open_library  # noqa: PLC0415
    from sopctl.logs import begin_program_log, say_begun  # noqa: PLC0415

    library = open_library(settings)
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    if under is not None:
        threading.Thread(target=_end_with, args=(under, stop), daemon=True).start()
    begin_program_log()
    say_begun("The worker")
    work_until(library, stop, attended=lambda: _mark(settings.home))


def _end_with(parent: int, stop: threading.Event) -> None:
    """Stop when the process that keeps this worker is gone, however it went."""
    while not stop.wait(2):
        if os.getppid() != parent:
            stop.set()


def _say(finished: int, moved: bool) -> None:
    if finished:
        click.echo(f"ประกาศใช้ที่ค้างอยู่จนเสร็จ {finished} รายการ Finished {finished} interrupted release(s).")
    if moved:
        click.echo("ปรับตามวันที่บังคับใช้แล้ว Followed what is in force today.")
