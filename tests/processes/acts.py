"""One act of one person in a process of its own: it gets ready, waits for the word, acts, and says the code.

Called with one JSON argument: ``home``, ``environ``, ``act``, ``user`` and ``subject``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sopctl.application.authoring import submission
from sopctl.application.library import Actor, Library
from sopctl.application.release import releasing
from sopctl.application.review import rounds
from sopctl.bootstrap import now
from sopctl.domain.errors import SopctlError
from sopctl.domain.workflow import Action
from tests.application.house import PASSWORD
from tests.faults.building import reopen

Act = Callable[[], object]


def _sign(library: Library, actor: Actor, round_id: str, action: Action) -> Act:
    shown = rounds.signing_view(library, actor, round_id).shown
    return lambda: rounds.sign(library, actor, round_id, action, password=PASSWORD, shown=shown)


def _take_back(library: Library, actor: Actor, version_id: str) -> Act:
    return lambda: submission.take_back(library, actor, version_id)


def _release(library: Library, actor: Actor, version_id: str) -> Act:
    return lambda: releasing.release_version(library, actor, version_id, password=PASSWORD)


def prepare(library: Library, act: str, user: str, subject: str) -> Act:
    """The act, with everything read that a person reads before it."""
    actor = Actor(user)
    match act:
        case "take-back":
            return _take_back(library, actor, subject)
        case "release":
            return _release(library, actor, subject)
    return _sign(library, actor, subject, Action(act))


def main() -> None:
    """Get ready, wait, act."""
    said = json.loads(sys.argv[1])
    library = replace(reopen(Path(said["home"]), said["environ"]), clock=now)
    act = prepare(library, said["act"], said["user"], said["subject"])
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        act()
    except SopctlError as error:
        print(error.code, flush=True)
    else:
        print("done", flush=True)


if __name__ == "__main__":
    main()
