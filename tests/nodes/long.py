"""The kill of nodes with figures: ``python -m tests.nodes.long 20``, 20 kills for each kind of store."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.nodes.cluster import Hospital, object_store
from tests.nodes.killing import Outcome, day_with_kills
from tests.storage.databases import POSTGRES, postgres_database
from tests.support.conformance import postgres

PORTS = (7541, 7542)
STORE = 7543


def main(kills: int) -> int:
    """Run both stores; 1 when something acknowledged was lost or something else went wrong."""
    lost = 0
    with postgres() as server:
        os.environ[POSTGRES] = server
        with tempfile.TemporaryDirectory(prefix="sopctl-nodes-") as name:
            lost += _say("a shared folder", _run(Path(name), {"SOPCTL_BLOBS_URL": f"{name}/shared"}, kills))
        with tempfile.TemporaryDirectory(prefix="sopctl-nodes-") as name, object_store(STORE) as settings:
            os.environ.update(settings)
            lost += _say("S3", _run(Path(name), settings, kills))
    return 1 if lost else 0


def _run(folder: Path, settings: dict[str, str], kills: int) -> Outcome:
    database = {"SOPCTL_DATABASE_URL": postgres_database("nodes")}
    hospital = Hospital.make(folder / "library", {**database, **settings})
    return day_with_kills(hospital, PORTS, folder, kills=kills)


def _say(store: str, outcome: Outcome) -> int:
    print(f"{store}: {outcome}", flush=True)
    for problem in outcome.lost:
        print(f"  {problem}")
    return len(outcome.lost)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
