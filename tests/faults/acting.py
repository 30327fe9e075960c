"""Run by itself in a process that is watched: brings a draft through its signatures to its release.

    python -m tests.faults.acting HOME SAID VERSION_ID

Every act is written to the file SAID when the program has acknowledged it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sopctl.application.authoring import drafts, submission
from sopctl.application.library import Actor
from sopctl.application.review import rounds
from sopctl.domain.workflow import Action
from tests.application.house import PASSWORD
from tests.faults.building import bring_out, reopen

ACTS = ("saved", "submitted", "reviewed", "checked", "approved", "released")


def main(home: Path, said: Path, version_id: str) -> None:
    """Save, submit, sign three times and release."""
    handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    acknowledged = iter(ACTS)

    def say() -> None:
        os.write(handle, f"{next(acknowledged)}\n".encode())

    library = reopen(home)
    drafts.save_draft(library, Actor("author"), version_id, save_number=2, reason="บันทึกแล้ว")
    say()
    opened = submission.submit(library, Actor("author"), version_id).round
    assert opened is not None
    say()
    for action, user in (
        (Action.REVIEW, "reviewer"),
        (Action.CHECK, "quality"),
        (Action.APPROVE, "director"),
    ):
        shown = rounds.signing_view(library, Actor(user), opened.id).shown
        rounds.sign(library, Actor(user), opened.id, action, password=PASSWORD, shown=shown)
        say()
    bring_out(library, version_id)
    say()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
