"""Whether a library can be worked with now: its stores answer, and this machine's clock does not lag."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from sopctl.application.library import Library
from sopctl.application.ports import BlobMissingError
from sopctl.application.records import Shelf
from sopctl.thai.dates import bangkok_day

CLOCK_BEHIND = timedelta(seconds=60)
_LOG = logging.getLogger(__name__)


def stores_answer(library: Library) -> dict[str, bool]:
    """Whether the database, the git repository and the store of copies answer now, by name."""
    return {
        "database": _answers(lambda: _ask_database(library)),
        "git": _answers(lambda: _ask_git(library)),
        "blobs": _answers(lambda: _ask_blobs(library)),
    }


def clock_behind(library: Library) -> timedelta:
    """By how much the library's last record is ahead of this machine's clock; zero when it is not.

    A record of now would stand before it in the ledger and after it by its time.
    """
    with library.reading() as uow:
        last = uow.ledger.last()
    return max(timedelta(0), last.at - library.clock()) if last is not None else timedelta(0)


def _ask_database(library: Library) -> None:
    with library.reading() as uow:
        uow.ledger.head()


def _ask_blobs(library: Library) -> None:
    """A folder that is not mounted answers too, with nothing in it: a copy that must be there is asked."""
    with library.reading() as uow:
        some = uow.releases.page_on(Shelf(None), bangkok_day(library.clock()), 0, 1)
    wanted = next((digest for released in some for digest in released.copies.values()), "")
    if not library.blobs.has(wanted or "0" * 64) and wanted:
        raise BlobMissingError(wanted)


def _ask_git(library: Library) -> None:
    if library.sources.main_file("library/hospital.yaml") is None:
        raise LookupError("library/hospital.yaml is not on main")


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Exception:
        # Whatever the reason, the answer is no; the reason belongs to the log.
        _LOG.exception("A store did not answer")
        return False
    return True
