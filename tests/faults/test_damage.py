# ruff: noqa: S608 - statements of a test against its own database
"""One thing broken at a time: each ends in a clear error or a named problem, and nothing else is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from sopctl.application.authoring import drafts
from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Actor, Library
from sopctl.application.ports import BlobDamagedError, BlobMissingError
from sopctl.application.records import CopyKey, ReleasedVersion
from sopctl.application.safekeeping.doctor import Kind, Problem, examine, repair
from sopctl.domain.ledger import LedgerBrokenError
from sopctl.domain.numbers import DocumentNumber
from tests.application.house import text
from tests.faults.building import PlainSeal, bring_out, publish, reopen, revise
from tests.support.pictures import PNG

NUMBER = DocumentNumber("SOP-IT-001")
OPERATOR = Actor("operator", "operator")
MASTER = CopyKey("master", "pdf")
BlobFile = Callable[[str], Path]


def kinds(problems: tuple[Problem, ...]) -> set[Kind]:
    return {problem.kind for problem in problems}


def released(library: Library, place: int = 0) -> ReleasedVersion:
    with library.reading() as uow:
        return uow.releases.of(NUMBER)[place]


def change(home: Path, *statements: str) -> None:
    """Change the database behind the program's back."""
    with sqlite3.connect(home / "library.db") as database:
        for statement in statements:
            assert database.execute(statement).rowcount != 0, statement
    database.close()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def git(home: Path, *command: str) -> str:
    ran = subprocess.run(
        ["git", "-C", str(home / "repository.git"), *command], capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def test_a_whole_library_has_no_problem(library: Library) -> None:
    assert examine(library) == ()


def test_a_flipped_bit_in_a_copy_is_refused_named_and_mended(library: Library, blob_file: BlobFile) -> None:
    digest = released(library).copies[MASTER]
    flip(blob_file(digest))
    with pytest.raises(BlobDamagedError):
        library.blobs.get(digest)
    found = examine(library)
    assert [(p.kind, p.subject, p.repairable) for p in found] == [(Kind.BLOB_DAMAGED, digest, True)]
    mended = repair(library, OPERATOR, found)
    assert (mended.gone, mended.left) == (found, ())
    assert library.blobs.get(digest)  # the same bytes, because the same seal gives them


def test_a_missing_copy_is_sealed_again_and_says_so(library: Library, blob_file: BlobFile) -> None:
    seals = count()
    library = replace(library, seal=PlainSeal(salt=lambda: str(next(seals))))
    before = released(library).copies
    for digest in before.values():
        blob_file(digest).unlink()
    with pytest.raises(BlobMissingError):
        library.blobs.get(before[MASTER])
    found = examine(library)
    assert kinds(found) == {Kind.BLOB_MISSING}
    assert len(found) == len(before) == 6  # master, uncontrolled and ยกเลิก, each as PDF and DOCX
    assert repair(library, OPERATOR, found).left == ()
    after = released(library).copies
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())
    with library.reading() as uow:
        rows = [row for row, _ in uow.ledger.rows() if row.action == "copy:reseal"]
    assert {(row.detail["old"], row.detail["new"]) for row in rows} == {
        (before[key], after[key]) for key in before
    }
    # And once more: the tag's hash is followed over two seals.
    blob_file(after[MASTER]).unlink()
    assert repair(library, OPERATOR, examine(library)).left == ()


def test_a_copy_is_drawn_again_as_it_was(library: Library, blob_file: BlobFile) -> None:
    """The plain seal adds nothing of its own, so the same name says that the same bytes were sealed."""
    before = {key: library.blobs.get(digest) for key, digest in released(library).copies.items()}
    for digest in released(library).copies.values():
        blob_file(digest).unlink()
    repair(library, OPERATOR, examine(library))
    assert {key: library.blobs.get(digest) for key, digest in released(library).copies.items()} == before


def test_a_copy_in_the_place_of_another_is_found(home: Path, library: Library) -> None:
    old = released(library)
    marked, plain = old.copies[CopyKey("withdrawn", "pdf")], old.copies[MASTER]
    change(home, f"UPDATE copies SET sha256 = '{plain}' WHERE sha256 = '{marked}'")
    assert kinds(examine(library)) == {Kind.COPY_SEAL}


def test_a_copy_that_the_library_did_not_seal_is_found(home: Path, library: Library) -> None:
    key = CopyKey("withdrawn", "pdf")
    forged = library.blobs.put(
        library.blobs.get(released(library).copies[key]).replace(b"SEAL 6c", b"SEAL 6d")
    )
    change(home, f"UPDATE copies SET sha256 = '{forged}' WHERE sha256 = '{released(library).copies[key]}'")
    found = examine(library)
    assert [(p.kind, p.subject) for p in found] == [(Kind.COPY_SEAL, forged)]
    assert repair(library, OPERATOR, found).left == ()


def test_what_a_signer_saw_is_drawn_again(library: Library, blob_file: BlobFile) -> None:
    with library.reading() as uow:
        opened = uow.versions.of(NUMBER)[0].rounds[-1]
    for signature in opened.signatures:
        blob_file(signature.evidence_sha256).unlink()
    found = examine(library)
    assert (kinds(found), len(found)) == ({Kind.BLOB_MISSING}, 3)
    assert repair(library, OPERATOR, found).left == ()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "อื่น"), ("effective", "2020-01-01"), ("approval_name", "ใคร"),
        ("approval_day", "2020-01-01"),
        ("token", "guess"), ("recorded_at", "2020-01-01T00:00:00.000000+00:00"), ("owner", "ใคร"),
        ("access", "restricted"), ("change", "ไม่มี"), ("manifest_sha256", "0" * 64), ("tag", "SOP-IT-002/v1"),
        ("department", "ED"), ("type_code", "WI"), ("public_url", "https://elsewhere.example"),
        ("departments", "\nED\n"), ("record", "{}"), ("standards", '["HA"]'),
        ("withdrawn_from", "2026-03-01"),
    ],
)  # fmt: skip
def test_a_changed_release_row_is_found(home: Path, library: Library, column: str, value: str) -> None:
    blob = column == "record"
    setting = f"CAST('{value}' AS BLOB)" if blob else f"'{value}'"
    change(home, f"UPDATE releases SET {column} = {setting} WHERE number = 'SOP-IT-001' AND edition = 2")
    found = examine(library)
    assert kinds(found) & {Kind.RELEASE_DIFFERS, Kind.RELEASE_UNRECORDED}
    assert not any(p.repairable for p in found if p.about == "SOP-IT-001/v2"), "no seal over altered facts"


def test_a_release_that_was_deleted_or_added_is_found(home: Path, library: Library) -> None:
    release = released(library, 1).release
    change(
        home,
        f"DELETE FROM copies WHERE version_id = '{release.version_id}'",
        f"DELETE FROM releases WHERE version_id = '{release.version_id}'",
    )
    assert {Kind.RELEASE_MISSING, Kind.TAG_UNKNOWN} <= kinds(examine(library))


@pytest.mark.parametrize(
    ("column", "value"),
    [("name", "ใคร"), ("at", "2020-01-01T00:00:00.000000+00:00"), ("meaning", "reviewed"),
     ("digest", "0" * 64),
     ("manifest_sha256", "0" * 64), ("evidence_sha256", ""), ("person", "staff"), ("previous", "0" * 64)],
)  # fmt: skip
def test_a_changed_signature_is_found(home: Path, library: Library, column: str, value: str) -> None:
    change(home, f"UPDATE signatures SET {column} = '{value}' WHERE meaning = 'approved'")
    found = examine(library)
    assert kinds(found) & {Kind.SIGNATURE_DIFFERS, Kind.DATABASE_DAMAGED}
    assert not any(p.repairable for p in found if p.kind in {Kind.SIGNATURE_DIFFERS, Kind.DATABASE_DAMAGED})


@pytest.mark.parametrize("forged", ["changed", "transplanted"])
def test_a_signature_that_was_forged_with_its_digest_is_found(
    home: Path, library: Library, forged: str
) -> None:
    """Whoever may write the database can work out a digest; the ledger and the history still say another."""
    with library.reading() as uow:
        first, last = (uow.versions.get(released(library, place).release.version_id) for place in (0, 1))
    assert first is not None
    assert last is not None
    assert first.round is not None
    assert last.round is not None
    given, foreign = last.round.signatures[-1], first.round.signatures[-1]
    made = replace(given, name="ใคร") if forged == "changed" else replace(foreign, round_id=given.round_id)
    columns = ("manifest_sha256", "evidence_sha256", "name", "previous", "digest")
    written = ", ".join(f"{column} = '{getattr(made, column)}'" for column in columns)
    at = made.at.isoformat(timespec="microseconds")
    change(
        home,
        f"UPDATE signatures SET {written}, at = '{at}' WHERE round_id = '{given.round_id}'"
        f" AND position = {len(last.round.signatures) - 1}",
    )
    found = kinds(examine(library))
    assert Kind.SIGNATURE_DIFFERS in found
    assert Kind.DATABASE_DAMAGED not in found, "the digest stands beside its own content"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET by = 'staff' WHERE action = 'release'",
        "UPDATE events SET reason = 'อื่น' WHERE action = 'submit'",
        "INSERT INTO events SELECT version_id, 9, action, by, at, state, '', reason, '' FROM events LIMIT 1",
        "DELETE FROM events WHERE action = 'approve' AND position = 3",
    ],
)
def test_a_changed_history_is_found(home: Path, library: Library, statement: str) -> None:
    change(home, statement)
    assert Kind.HISTORY_DIFFERS in kinds(examine(library))


def test_a_document_that_says_otherwise_than_its_release_is_found(home: Path, library: Library) -> None:
    change(
        home,
        "UPDATE documents SET access = 'restricted', departments = char(10) || 'ED' || char(10)"
        " WHERE number = 'SOP-IT-001'",
    )
    (problem,) = examine(library)
    assert (problem.kind, problem.detail) == (
        Kind.RELEASE_DIFFERS, "document access, document departments"
    )  # fmt: skip


def test_a_changed_round_is_found(home: Path, library: Library) -> None:
    change(
        home,
        "UPDATE rounds SET manifest = replace(manifest, 'ประกาศใช้', 'แก้ไข') WHERE id LIKE 'SOP-IT-003%'",
        "UPDATE versions SET state = 'in_check' WHERE number = 'SOP-IT-003'",
    )
    assert {Kind.ROUND_DIFFERS, Kind.SIGNATURE_DIFFERS, Kind.DATABASE_DAMAGED} <= kinds(examine(library))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET actor = 'nobody' WHERE sequence = 5",
        "UPDATE ledger SET detail = '{ }' WHERE sequence = 5",
        "DELETE FROM ledger WHERE sequence = 5",
    ],
)
def test_a_changed_ledger_row_is_named(home: Path, library: Library, statement: str) -> None:
    change(home, statement)
    found = examine(library)
    assert {p.subject for p in found if p.kind is Kind.LEDGER_BROKEN} == {"row 5"}
    with pytest.raises(LedgerBrokenError, match="row 5"):
        verify_ledger(library)


def test_a_rewritten_ledger_is_betrayed_by_git_and_never_overwrites_it(home: Path, library: Library) -> None:
    """The owner of the database makes a chain that is whole, with another past."""
    with library.reading() as uow:
        rows = [row for row, _ in uow.ledger.rows()]
    with sqlite3.connect(home / "library.db") as database:
        database.execute("DELETE FROM ledger")
    database.close()
    with library.unit() as uow:
        for row in rows:
            actor = "nobody" if row.sequence == 5 else row.actor
            uow.ledger.append(
                at=row.at, subject=row.subject, action=row.action, actor=actor, detail=row.detail
            )
        uow.commit()
    remembered = library.sources.anchored_ledger()
    found = examine(library)
    assert Kind.LEDGER_REWRITTEN in kinds(found)
    assert Kind.LEDGER_BROKEN not in kinds(found)
    with library.reading() as uow:
        approved = uow.versions.of(DocumentNumber("SOP-IT-003"))[0]
    with pytest.raises(LedgerBrokenError, match="row 5"):
        bring_out(library, approved.id)
    repair(library, OPERATOR, found)
    assert library.sources.anchored_ledger() == remembered


def test_a_ledger_that_git_lost_is_anchored_again(home: Path, library: Library) -> None:
    git(home, "update-ref", "-d", "refs/heads/ledger")
    found = examine(library)
    assert kinds(found) == {Kind.LEDGER_UNANCHORED}
    assert repair(library, OPERATOR, found).left == ()


def test_a_missing_or_forged_tag_is_named(home: Path, library: Library) -> None:
    tag, commit = released(library).tag, released(library).commit
    message = git(home, "tag", "-l", "--format=%(contents)", tag)
    git(home, "update-ref", "-d", f"refs/tags/{tag}")
    assert [(p.kind, p.subject) for p in examine(library)] == [(Kind.TAG_MISSING, tag)]
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    git(home, *identity, "tag", "-a", "--cleanup=verbatim", "-m", message, tag, commit)
    assert Kind.TAG_SIGNATURE in kinds(examine(library))
    git(home, *identity, "tag", "-a", "-m", "{}", "SOP-IT-009/v1", commit)
    assert "SOP-IT-009/v1" in {p.subject for p in examine(library) if p.kind is Kind.TAG_UNKNOWN}


def test_a_flipped_bit_in_a_git_object_is_named(home: Path, library: Library) -> None:
    commit = released(library).commit
    name = git(home, "rev-parse", f"{commit}:document.md")
    loose = home / "repository.git" / "objects" / name[:2] / name[2:]
    if not loose.exists():  # fast-import may have made a pack
        pack = next((home / "repository.git" / "objects" / "pack").glob("*.pack"))
        packed = pack.rename(home / "taken.pack").read_bytes()
        for rest in pack.parent.glob(f"{pack.stem}.*"):
            rest.unlink()
        subprocess.run(
            ["git", "-C", str(home / "repository.git"), "unpack-objects", "-q"], input=packed, check=True
        )
    flip(loose)
    found = examine(reopen(home))
    assert Kind.GIT_DAMAGED in kinds(found)
    assert any(name in p.subject or name in p.detail for p in found)
    assert kinds(found) & {Kind.ROUND_MISSING, Kind.ROUND_DIFFERS}


def test_a_flipped_bit_in_a_pack_is_named(home: Path, library: Library) -> None:
    """After a repack everything is in one pack; its last bytes are a tree or text of somebody's round."""
    git(home, "repack", "-a", "-d", "-q")
    pack = next((home / "repository.git" / "objects" / "pack").glob("*.pack"))
    flip(pack)
    found = examine(reopen(home))
    assert Kind.GIT_DAMAGED in kinds(found)
    assert not any(p.repairable for p in found if p.kind is Kind.GIT_DAMAGED)


def test_main_moved_by_hand_is_named_and_put_back(home: Path, library: Library) -> None:
    before = library.sources.main_files("documents")
    first = git(home, "rev-list", "--max-parents=0", "refs/heads/main")
    git(home, "update-ref", "refs/heads/main", first)
    found = examine(reopen(home))
    assert kinds(found) == {Kind.MAIN_DIFFERS}
    mended = reopen(home)
    assert repair(mended, OPERATOR, found).left == ()
    assert mended.sources.main_files("documents") == before


def test_a_tag_that_was_deleted_stops_no_other_release_and_stays_named(home: Path, library: Library) -> None:
    """The truth of a tag is its signature of then; a new one over the same words would say another time."""
    git(home, "update-ref", "-d", f"refs/tags/{released(library).tag}")
    found = examine(library)
    assert repair(library, OPERATOR, found).left == found
    publish(library, text("SOP-IT-009", "หลังป้ายหาย"))
    assert examine(library) == found


def test_a_ledger_branch_moved_back_is_anchored_again(home: Path, library: Library) -> None:
    older = git(home, "rev-parse", "refs/heads/ledger~1")
    git(home, "update-ref", "refs/heads/ledger", older)
    found = examine(reopen(home))
    assert kinds(found) == {Kind.LEDGER_UNANCHORED}
    assert repair(reopen(home), OPERATOR, found).left == ()


def test_a_round_whose_ref_is_gone_is_named(home: Path, library: Library) -> None:
    name = next(iter(library.sources.rounds()))
    git(home, "update-ref", "-d", f"refs/rounds/{name}")
    found = examine(reopen(home))
    assert [(p.kind, p.subject) for p in found] == [(Kind.ROUND_MISSING, name)]


def test_a_damaged_database_is_named(home: Path, library: Library) -> None:
    with sqlite3.connect(home / "library.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_ledger_subject'"
        page = database.execute(query).fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    with (home / "library.db").open("r+b") as file:
        file.seek(page * size - 64)  # keys fill a page from its end
        file.write(b"\xff" * 64)
    found = examine(reopen(home))
    assert Kind.DATABASE_DAMAGED in kinds(found)
    assert not any(p.repairable for p in found if p.kind is Kind.BLOB_MISSING)


def test_main_and_search_follow_again(home: Path, library: Library) -> None:
    with library.unit() as uow:
        uow.search.remove(NUMBER)
        uow.commit()
    at = datetime(2026, 3, 2, tzinfo=UTC)
    library.sources.move_main({"documents/SOP-IT-001": None, "documents/X": {"a": b""}}, message="x", at=at)
    found = examine(library)
    assert {(p.kind, p.subject, p.repairable) for p in found} == {
        (Kind.MAIN_DIFFERS, "SOP-IT-001", True), (Kind.MAIN_DIFFERS, "X", True),
        (Kind.SEARCH_DIFFERS, "SOP-IT-001", True),
    }  # fmt: skip
    assert repair(library, OPERATOR, found).left == ()


def test_a_lock_that_git_left_is_removed_before_the_next_release(home: Path, library: Library) -> None:
    for name in ("refs/heads/main.lock", "refs/heads/ledger.lock", "packed-refs.lock"):
        (home / "repository.git" / name).write_bytes(b"")
    assert kinds(examine(library)) == {Kind.GIT_LOCK}
    publish(library, text(purpose="ครั้งที่สาม"))
    assert examine(library) == ()


def test_the_lock_of_a_round_that_is_being_frozen_stays(home: Path, library: Library) -> None:
    lock = home / "repository.git" / "refs" / "rounds" / "SOP-IT-003-v1-r2-abcdef.lock"
    lock.write_bytes(b"")
    assert library.sources.stale_locks() == []
    os.utime(lock, (0, 0))
    found = examine(library)
    assert kinds(found) == {Kind.GIT_LOCK}
    assert repair(library, OPERATOR, found).left == ()


def test_a_draft_without_its_picture_is_named(library: Library, blob_file: BlobFile) -> None:
    version_id = revise(library, "ครั้งที่สาม")
    drafts.add_file(library, Actor("author"), version_id, "a.png", PNG)
    with library.reading() as uow:
        kept = uow.drafts.get(version_id)
    assert kept is not None
    blob_file(kept.files["a.png"]).unlink()
    found = examine(library)
    assert [(p.kind, p.repairable) for p in found] == [(Kind.BLOB_MISSING, False)]
