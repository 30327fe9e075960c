from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sopctl.bootstrap import open_library
from sopctl.config import load_settings
from sopctl.thai.dates import bangkok_day
from sopctl.worker import work, work_until
from tests.support.command_line import Sopctl


def test_the_worker_follows_what_a_later_day_brings_into_force(sopctl: Sopctl) -> None:
    for verb, user in (("review", "reviewer"), ("check", "quality"), ("approve", "director")):
        assert sopctl.sign(verb, "SOP-IT-001", user).status == 0
    later = bangkok_day(datetime.now(UTC)) + timedelta(days=2)
    assert sopctl.sign("release", "SOP-IT-001", "quality", "--effective", later.isoformat()).status == 0
    library = open_library(load_settings({}, sopctl.home))
    assert work(library) == (0, False)
    then = datetime.now(UTC) + timedelta(days=3)
    assert work(replace(library, clock=lambda: then)) == (0, True)
    source = library.sources.main_file("documents/SOP-IT-001/document.md")
    assert source is not None
    assert "ความเสี่ยง".encode() in source.split(b"\n")[2]


def test_the_worker_goes_on_until_it_is_told_to_stop(sopctl: Sopctl) -> None:
    library = open_library(load_settings({}, sopctl.home))
    stop = threading.Event()
    thread = threading.Thread(target=work_until, args=(library, stop, 0.01))
    thread.start()
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
