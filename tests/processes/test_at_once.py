"""Several processes at one thing: whoever is second is refused, and every invariant holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from sopctl.application.authoring import submission
from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Actor, Library
from sopctl.application.queries import documents
from sopctl.application.queries.readers import Reader
from sopctl.application.review import rounds
from sopctl.bootstrap import now
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action, State
from sopctl.storage.sql.unit_of_work import SqlLibrary
from tests.application.house import HOSPITAL, PASSWORD
from tests.faults import building
from tests.storage.databases import postgres_database

ROOT = Path(__file__).parents[2]
NUMBER = DocumentNumber("SOP-IT-001")
TOLD_TO_LOOK_AGAIN = {"round-changed", "out-of-order", "changed-meanwhile", "library-busy"}
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.conformance)]


@dataclass
class Ward:
    """A library on disk, and people who act on it from processes of their own."""

    home: Path
    library: Library
    environ: Mapping[str, str] = field(default_factory=dict)

    def at_once(self, *acts: tuple[str, str, str]) -> list[str]:
        """What each (act, user, subject) came to, all begun at one word."""
        begun = [self._begin(*act) for act in acts]
        for process in begun:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", process.communicate()[1]
        for process in begun:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        ended = [process.communicate(timeout=120) for process in begun]
        assert all(process.returncode == 0 for process in begun), ended
        return [out.strip() for out, _ in ended]

    def version(self, version_id: str) -> Version:
        with self.library.reading() as uow:
            found = uow.versions.get(version_id)
        assert found is not None
        return found

    def actions(self) -> Counter[str]:
        with self.library.reading() as uow:
            return Counter(row.action for row, _ in uow.ledger.rows())

    def _begin(self, act: str, user: str, subject: str) -> subprocess.Popen[str]:
        said = {
            "home": str(self.home),
            "environ": dict(self.environ),
            "act": act,
            "user": user,
            "subject": subject,
        }
        command = [sys.executable, "-m", "tests.processes.acts", json.dumps(said)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


@pytest.fixture(params=DATABASES)
def ward(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Ward]:
    environ = {}
    if request.param == "postgresql":
        environ["SOPCTL_DATABASE_URL"] = postgres_database(f"{worker_id}_at_once")
    home = tmp_path / "library"
    opened = Ward(home, replace(building.build(home, environ), clock=now), environ)
    yield opened
    database = getattr(opened.library.unit, "__self__", None)
    assert isinstance(database, SqlLibrary)
    database.close()


def two_reviewers(ward: Ward) -> None:
    """The hospital's own type SOP: both reviewers sign, side by side."""
    packaged = ward.library.packaged("types/SOP.yaml")
    assert packaged is not None
    both = 'signers: "people:[reviewer, other]"\n    needed: all'
    own = packaged.decode().replace("signers: role:reviewer in owner department", both, 1)
    files = {"hospital.yaml": HOSPITAL.encode(), "types/SOP.yaml": own.encode()}
    ward.library.sources.move_main({"library": files}, message="own type", at=ward.library.clock())


def test_two_reviewers_of_one_step(ward: Ward) -> None:
    two_reviewers(ward)
    version_id = building.draft(ward.library)
    opened = submission.submit(ward.library, Actor("author"), version_id).round
    assert opened is not None
    users = ("reviewer", "other")
    said = ward.at_once(*(("review", user, opened.id) for user in users))
    # The second read a copy without the first one's signature, so is asked to read again.
    assert said.count("done") == 1
    assert set(said) - {"done"} <= TOLD_TO_LOOK_AGAIN
    second = users[said.index(next(code for code in said if code != "done"))]
    shown = rounds.signing_view(ward.library, Actor(second), opened.id).shown
    rounds.sign(ward.library, Actor(second), opened.id, Action.REVIEW, password=PASSWORD, shown=shown)
    signed = ward.version(version_id)
    assert signed.state is State.IN_CHECK
    assert signed.round is not None
    assert {s.person for s in signed.round.signatures} == set(users)
    assert len({s.previous for s in signed.round.signatures}) == 2
    assert len({s.manifest_sha256 for s in signed.round.signatures}) == 1
    verify_ledger(ward.library)


def test_signing_against_taking_back(ward: Ward) -> None:
    version_id = building.draft(ward.library)
    opened = submission.submit(ward.library, Actor("author"), version_id).round
    assert opened is not None
    for action, user in ((Action.REVIEW, "reviewer"), (Action.CHECK, "quality")):
        shown = rounds.signing_view(ward.library, Actor(user), opened.id).shown
        rounds.sign(ward.library, Actor(user), opened.id, action, password=PASSWORD, shown=shown)
    said = ward.at_once(("approve", "director", opened.id), ("take-back", "author", version_id))
    assert said.count("done") == 1, said
    assert set(said) - {"done"} <= TOLD_TO_LOOK_AGAIN
    version, approved = ward.version(version_id), said[0] == "done"
    assert version.state is (State.APPROVED if approved else State.DRAFT)
    assert version.round is not None
    assert any(s.person == "director" for s in version.round.signatures) is approved
    assert version.history[-1].action is (Action.APPROVE if approved else Action.TAKE_BACK)
    verify_ledger(ward.library)


def test_two_releases_of_one_document(ward: Ward) -> None:
    version_id = building.draft(ward.library)
    building.approve(ward.library, version_id)
    said = ward.at_once(*(("release", "quality", version_id) for _ in range(3)))
    assert said.count("done") == 1, said
    assert set(said) - {"done"} <= TOLD_TO_LOOK_AGAIN
    assert ward.version(version_id).state is State.RELEASED
    assert len(documents.documents_in_force(ward.library, Reader())) == 1
    assert ward.actions()["version:release"] == 1
    assert list(ward.library.sources.tags()) == [f"{NUMBER}/v1"]
    with ward.library.reading() as uow:
        assert uow.intents.open() == []
        copies = uow.releases.of(NUMBER)[0].copies
    assert all(ward.library.blobs.has(digest) for digest in copies.values())
    verify_ledger(ward.library)
