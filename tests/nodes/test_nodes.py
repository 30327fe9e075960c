"""Two nodes serve one library on PostgreSQL, each dies amid work, and nothing acknowledged is lost.

The long form, with figures: ``make nodes``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nodes.cluster import Hospital, object_store
from tests.nodes.killing import day_with_kills
from tests.storage.databases import postgres_database

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("nodes"), pytest.mark.enable_socket]
PORTS = (7541, 7542)
STORE = 7543


@pytest.mark.parametrize("store", ["folder", "s3"])
def test_a_node_that_dies_loses_nothing_acknowledged(
    store: str, tmp_path: Path, worker_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = {"SOPCTL_DATABASE_URL": postgres_database(f"{worker_id}_nodes")}
    if store == "folder":
        _kill_twice({**database, "SOPCTL_BLOBS_URL": str(tmp_path / "shared")}, tmp_path)
        return
    with object_store(STORE) as settings:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        _kill_twice({**database, **settings}, tmp_path)


def _kill_twice(environ: dict[str, str], folder: Path) -> None:
    hospital = Hospital.make(folder / "library", environ)
    outcome = day_with_kills(hospital, PORTS, folder, kills=2, clerks=3, readers=2)
    assert outcome.lost == []
    assert outcome.counts["acknowledged acts"] > 0
