"""Recovery: what a process that died had begun is finished, under the library's lock."""

from __future__ import annotations

import json

from sopctl.application.library import Library
from sopctl.application.records import Intent
from sopctl.application.release import publication, reaffirming, retraction
from sopctl.domain.workflow import Action, OutOfOrderError


def finish_pending(library: Library, fence: int) -> int:
    """Finish, under the library's lock, the releases and withdrawals that a process began and did not end.

    Returns how many there were.
    """
    library.sources.remove_stale_locks()  # ours is the library's lock, so no live writer has them
    with library.reading() as uow:
        pending = uow.intents.open()
    for intent in pending:
        try:
            _finish(library, intent, fence)
        except OutOfOrderError:
            # An earlier program let its author take the version elsewhere in between: nothing is left to do.
            with library.unit() as uow:
                uow.intents.close(intent.id, "undone")
                uow.commit()
    return len(pending)


def _finish(library: Library, intent: Intent, fence: int) -> None:
    action = json.loads(intent.facts)["action"]
    if action == Action.WITHDRAW:
        retraction.carry_out(library, intent, fence)
    elif action == Action.REAFFIRM:
        reaffirming.carry_out(library, intent, fence)
    else:
        publication.carry_out(library, intent, fence)
