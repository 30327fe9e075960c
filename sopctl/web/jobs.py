"""Work that goes on after the answer: lists of paper approvals, registered in a thread of this process.

What is to be done stands in the library, so a page that is opened again, the worker or a new server goes
on where a thread ended. Two of them at once do no harm: every line is registered under the library's lock.
"""

from __future__ import annotations

import logging
import threading

from flask import current_app

from sopctl.application.library import Library
from sopctl.application.paper.lists import run_list
from sopctl.application.ports import LibraryBusyError
from sopctl.domain.errors import SopctlError
from sopctl.web import errors

INLINE = "SOPCTL_JOBS_INLINE"  # whether work is done before the answer, as tests want it
_LOG = logging.getLogger(__name__)
_running: set[str] = set()
_guard = threading.Lock()


def go_on(library: Library, list_id: str) -> None:
    """See to it that a decided list is worked on; nothing happens when this process is at it already."""
    with _guard:
        if list_id in _running:
            return
        _running.add(list_id)
    if current_app.config.get(INLINE):
        _run(library, list_id)
        return
    threading.Thread(target=_run, args=(library, list_id), name=f"paper-{list_id[:8]}", daemon=True).start()


def _run(library: Library, list_id: str) -> None:
    try:
        run_list(library, list_id, thai=lambda error: errors.refusal(error).thai)
    except LibraryBusyError:
        _LOG.warning("The list %s waits: another release is running", list_id)
    except SopctlError:
        _LOG.exception("The list %s stopped; its other lines still wait", list_id)
    finally:
        with _guard:
            _running.discard(list_id)
