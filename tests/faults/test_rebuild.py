"""A library made again from a mirror of its git repository alone."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sopctl.application.ledger import anchor_daily
from sopctl.application.library import Actor, Library
from sopctl.application.queries.verification import verify_file
from sopctl.application.records import ReleasedVersion
from sopctl.application.release.withdrawal import ask_withdrawal, sign_withdrawal, withdrawal_view
from sopctl.application.safekeeping.doctor import Kind, examine
from sopctl.application.safekeeping.rebuild import Rebuilt, rebuild
from sopctl.application.upkeep.reviews import propose_keeping, review_view, sign_reaffirmation
from sopctl.domain.ledger import LedgerBrokenError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.sealing.keys import KeyFolder
from sopctl.sealing.tags import TagKeys, read_signers
from sopctl.storage.git.bundling import clone_mirror
from sopctl.storage.sql import schema
from tests.application.house import DIRECTOR, PASSWORD, PEOPLE, text
from tests.faults.building import START, PlainSeal, clock, publish, reopen
from tests.support.people import appoint, settle_in

OPERATOR = Actor("operator", "operator")
SECOND = DocumentNumber("SOP-IT-002")


@pytest.fixture
def lost(library: Library) -> Library:
    """The library before its loss, with one document withdrawn and one reaffirmed."""
    publish(library, text("SOP-IT-007", "เรื่องที่ยกเลิก", access="restricted", let_in="ED, PH"))
    number = DocumentNumber("SOP-IT-007")
    ask_withdrawal(library, Actor("quality"), number, reason="เลิกใช้")
    view = withdrawal_view(library, Actor("director"), number)
    assert view is not None
    sign_withdrawal(library, Actor("director"), number, password=PASSWORD, shown=view.shown)
    propose_keeping(library, Actor("quality"), SECOND, "ยังถูกต้อง")
    shown = review_view(library, Actor("quality"), SECOND).shown
    sign_reaffirmation(library, Actor("director"), SECOND, password=PASSWORD, shown=shown)
    return library


def mirror(home: Path, to: Path) -> Path:
    command = ["git", "clone", "--quiet", "--mirror", str(home / "repository.git"), str(to)]
    subprocess.run(command, check=True)
    return to


def fresh(address: Path, home: Path, signers: Path | None) -> Library:
    """A new library's folder that holds nothing but the mirror and keys of its own."""
    home.mkdir()
    clone_mirror(str(address), home / "repository.git")
    KeyFolder.create(home / "keys", "โรงพยาบาลทดสอบ", START)
    TagKeys.create(home / "keys")
    if signers:
        TagKeys.believe(home / "keys", read_signers(signers))
    (home / "keys" / "session.key").write_text("00" * 32, "ascii")
    schema.upgrade(f"sqlite:///{home / 'library.db'}")
    return replace(reopen(home), seal=PlainSeal("another"), certificates=lambda: (b"another",))


def again(library: Library, *, keys_given: bool = True) -> Rebuilt:
    return rebuild(library, OPERATOR, keys_given=keys_given, progress=lambda *_: None)


def later(library: Library) -> Library:
    """The same library a day later."""
    return replace(library, clock=lambda: clock() + timedelta(days=1))


def register(library: Library) -> list[ReleasedVersion]:
    """The register without the copies, which are sealed anew."""
    with library.reading() as uow:
        return [replace(released, copies={}) for released in uow.releases.all()]


def test_the_register_comes_back_as_it_was(lost: Library, home: Path, tmp_path: Path) -> None:
    new = fresh(mirror(home, tmp_path / "mirror"), tmp_path / "new", home / "keys" / "allowed_signers")
    made = again(new)
    assert (made.released, made.withdrawn, made.refused, made.unseen) == (5, 1, (), 0)
    assert [round_id.rsplit("-", 1)[0] for round_id in made.waiting] == ["SOP-IT-003-v1-r1"]
    assert register(new) == register(lost)
    assert {r.release.number.text: r.departments for r in register(new)}["SOP-IT-007"] == ("ED", "PH")
    assert examine(new) == ()
    with lost.reading() as old, new.reading() as uow:
        for released in uow.releases.all():
            was, now = (
                old.versions.get(released.release.version_id),
                uow.versions.get(released.release.version_id),
            )
            assert was is not None
            assert now is not None
            assert (now.state, now.rounds) == (was.state, was.rounds)
            assert [(e.action, e.by, e.state, e.signature) for e in now.history] == [
                (e.action, e.by, e.state, e.signature) for e in was.history
            ]
        remembered = [row for row, _ in uow.ledger.rows()]
        assert remembered[: made.ledger_rows] == [row for row, _ in old.ledger.rows()][: made.ledger_rows]


def test_copies_are_sealed_by_the_new_library_and_say_so(lost: Library, home: Path, tmp_path: Path) -> None:
    with lost.reading() as uow:
        before = {r.tag: r.copies for r in uow.releases.all()}
    new = fresh(mirror(home, tmp_path / "mirror"), tmp_path / "new", home / "keys" / "allowed_signers")
    made = again(new)
    with new.reading() as uow:
        after = {r.tag: r.copies for r in uow.releases.all()}
        rows = [row.detail for row, _ in uow.ledger.rows() if row.action == "copy:reseal"]
    assert {tag: copies.keys() for tag, copies in after.items()} == {
        tag: copies.keys() for tag, copies in before.items()
    }
    assert len(rows) == made.copies == sum(map(len, after.values()))
    at_release = [r["old"] for r in rows if r["copy"].startswith(("master", "uncontrolled"))]
    assert set(at_release) <= {digest for copies in before.values() for digest in copies.values()}
    for copies in after.values():
        found = verify_file(new, new.blobs.get(next(iter(copies.values()))))
        assert (found.genuine, found.unchanged) == (True, True)


def test_people_come_back_by_name_and_the_library_works_on(lost: Library, home: Path, tmp_path: Path) -> None:
    new = fresh(mirror(home, tmp_path / "mirror"), tmp_path / "new", home / "keys" / "allowed_signers")
    again(new)
    with new.reading() as uow:
        assert {person.user for person in uow.people.all()} >= {"author", "reviewer", "quality", "director"}
        assert not any(person.active or uow.people.account(person.user) for person in uow.people.all())
    admin = Person("admin", "ผู้ดูแลใหม่", frozenset({Role.ADMIN}))
    settle_in(new, (admin, *(person for person in PEOPLE if person.user != "admin")), PASSWORD)
    appoint(new, DIRECTOR, "director", date(2025, 10, 1), password=PASSWORD)
    publish(new, text("SOP-IT-008", "หลังสร้างใหม่"))
    assert examine(new) == ()


def test_without_keys_tags_are_taken_unchecked_and_the_doctor_says_so(
    lost: Library, home: Path, tmp_path: Path
) -> None:
    new = fresh(mirror(home, tmp_path / "mirror"), tmp_path / "new", None)
    made = again(new, keys_given=False)
    assert (made.verified, made.released) == (False, 5)
    assert {problem.kind for problem in examine(new)} == {Kind.TAG_SIGNATURE}


def test_a_forged_tag_is_left_out(lost: Library, home: Path, tmp_path: Path) -> None:
    """Somebody who may push to the mirror writes a release of a round that nobody approved."""
    there = mirror(home, tmp_path / "mirror")
    git = ["git", "-C", str(there), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    said = subprocess.run([*git, "tag", "-l", "--format=%(contents)", "SOP-IT-002/v1"], capture_output=True,
                          text=True, check=True).stdout  # fmt: skip
    commit = subprocess.run(
        [*git, "rev-parse", "SOP-IT-002/v1^{}"], capture_output=True, text=True, check=True
    )
    target = commit.stdout.strip()
    subprocess.run(
        [*git, "tag", "-f", "-a", "-m", said, "SOP-IT-002/v1", target], check=True, capture_output=True
    )
    new = fresh(there, tmp_path / "new", home / "keys" / "allowed_signers")
    refused = [error.facts["tag"] for error in again(new).refused]
    assert refused == ["SOP-IT-002/v1", "SOP-IT-002/v1-reaffirmed-1"]  # what keeps a forged version goes too
    with new.reading() as uow:
        assert [str(r.release.version) for r in uow.releases.of(SECOND)] == ["2"]


def test_a_mirror_with_a_rewritten_ledger_is_refused(lost: Library, home: Path, tmp_path: Path) -> None:
    lines = lost.sources.anchored_ledger().replace("ผู้จัดทำ".encode(), "ผู้อื่น".encode())
    lost.sources.anchor_ledger(lines, at=START)
    new = fresh(mirror(home, tmp_path / "mirror"), tmp_path / "new", home / "keys" / "allowed_signers")
    with pytest.raises(LedgerBrokenError):
        again(new)
    with new.reading() as uow:
        assert not uow.releases.all()
        assert not list(uow.ledger.rows())


def test_what_happened_since_the_last_release_is_anchored_the_next_day(
    lost: Library, home: Path, tmp_path: Path
) -> None:
    assert not anchor_daily(lost), "its day is not over"
    assert anchor_daily(later(lost))
    new = fresh(mirror(home, tmp_path / "mirror"), tmp_path / "new", home / "keys" / "allowed_signers")
    made = again(new)
    with lost.reading() as uow:
        assert made.ledger_rows == len(list(uow.ledger.rows()))
    assert examine(new) == ()
