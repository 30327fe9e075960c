"""Commands that change a library: what they do, and that a refused one changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sopctl.cli.context import host_user
from sopctl.thai.dates import bangkok_day
from tests.cli.texts import markdown, write
from tests.support.command_line import Ran, Sopctl
from tests.support.demo import PASSWORD


def refused(sopctl: Sopctl, code: str, ran: Ran, before: tuple[object, list[str]]) -> None:
    """A refusal is one line with its code, and nothing is different afterwards."""
    assert (ran.status, ran.code) == (1, code)
    assert sopctl.facts() == before


def test_what_is_refused_changes_nothing(sopctl: Sopctl, tmp_path: Path) -> None:
    before = sopctl.facts()
    scan, picture = write(tmp_path, "อนุมัติ", "scan.txt"), tmp_path / "picture.md"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    impossible = write(tmp_path, markdown(more="effective: 31/2/2566"), "impossible.md")
    other = write(tmp_path, markdown(), "other.md")
    paper = ("--effective", "12/6/2566", "--approver", "ก", "--post", "ข", "--scan", scan)
    tries: list[tuple[str, Ran]] = [
        # a step out of order
        ("out-of-order", sopctl.sign("approve", "SOP-IT-001", "director")),
        ("out-of-order", sopctl.sign("release", "SOP-IT-001", "quality")),
        ("out-of-order", sopctl.sign("review", "SOP-IT-002", "reviewer")),
        ("out-of-order", sopctl("submit", "SOP-IT-001", "--as", "author")),
        ("out-of-order", sopctl("register", "--paper", "SOP-IT-001", *paper, "--as", "quality")),
        # the wrong person
        ("own-document", sopctl.sign("review", "SOP-IT-001", "author")),
        ("not-the-signer", sopctl.sign("review", "SOP-IT-001", "quality")),
        ("not-allowed", sopctl.sign("review", "SOP-IT-001", "staff")),
        ("not-allowed", sopctl("take-back", "SOP-IT-001", "--as", "quality")),
        ("not-allowed", sopctl("document", "new", "SOP-IT-060", "--title", "ก", "--as", "staff")),
        # a number taken, or malformed
        ("number-taken", sopctl("document", "new", "SOP-IT-002", "--title", "ก", "--as", "author")),
        ("draft-open", sopctl("document", "revise", "SOP-IT-001", "--as", "author")),
        ("number-out-of-grammar", sopctl("document", "new", "SOP-IT-7", "--title", "ก", "--as", "author")),
        ("type-unknown", sopctl("document", "new", "X-I-1", "--title", "ก", "--type", "X", "--as", "author")),
        # a text that cannot be one
        ("number-not-found", sopctl("import", write(tmp_path, "# ก\n"), "--as", "author")),
        ("front-matter-broken", sopctl("import", impossible, "--as", "author")),
        ("convert-first", sopctl("import", picture, "--as", "author")),
        ("number-mismatch", sopctl("import", other, "--number", "SOP-IT-051", "--as", "author")),
        # a reason missing, an impossible date
        ("reason-missing", sopctl("return", "SOP-IT-001", "--as", "reviewer")),
        ("reason-missing", sopctl("abandon", "SOP-IT-001", "--as", "author")),
        ("no-such-day", sopctl.sign("release", "SOP-IT-001", "quality", "--effective", "31/2/2570")),
        ("no-such-day", sopctl("post", "hold", "director", "staff", "--from", "31/2/2570", "--as", "admin")),
    ]  # fmt: skip
    for code, ran in tries:
        refused(sopctl, code, ran, before)


def test_a_wrong_password_adds_only_its_own_row(sopctl: Sopctl) -> None:
    documents, rows = sopctl.facts()
    ran = sopctl.sign("review", "SOP-IT-001", "reviewer", password="guess")
    assert (ran.status, ran.code) == (1, "wrong-password")
    after, added = sopctl.facts()
    assert after == documents
    assert added[:-1] == rows
    row = json.loads(added[-1])
    assert (row["action"], row["actor"], row["host_user"]) == ("signing:failure", "reviewer", host_user())


def test_five_wrong_passwords_lock_signing(sopctl: Sopctl) -> None:
    for _ in range(5):
        assert sopctl.sign("review", "SOP-IT-001", "reviewer", password="guess").code == "wrong-password"
    assert sopctl.sign("review", "SOP-IT-001", "reviewer").code == "signing-locked"


def test_what_is_signed_is_shown_before_the_password_is_asked(sopctl: Sopctl, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    ran = sopctl("review", "SOP-IT-001", "--as", "reviewer", "--copy", copy, "--full", stdin="guess\n")
    assert ran.status == 1
    shown = ran.out + ran.err
    place = [shown.index(words) for words in ("Reason for change", "Manifest SHA-256", "Compared with")]
    assert max(place) < shown.index("รหัสผ่านของ reviewer")
    assert "guess" not in shown
    assert copy.read_bytes().startswith(b"%PDF-")


def test_nobody_at_the_prompt_is_one_line(sopctl: Sopctl) -> None:
    ran = sopctl("review", "SOP-IT-001", "--as", "reviewer")
    assert ran.status == 1
    assert ran.err.splitlines()[-1].startswith("stopped: ")


def test_a_draft_is_imported_written_submitted_returned_and_abandoned(sopctl: Sopctl, tmp_path: Path) -> None:
    good = write(tmp_path, markdown(more="effective: ๑/๑/๒๕๗๐"))
    made = sopctl.done("import", good, "--as", "author", "--json").json
    assert (made["number"], made["version"], made["effective"]) == ("SOP-IT-050", "1", "2027-01-01")
    assert (made["title"], made["approver"], made["findings"]) == ("การสำรองข้อมูล", None, [])
    shown = sopctl.done("draft", "show", "SOP-IT-050", "--as", "author", "--json").json
    assert (shown["draft"], shown["requested_effective"]) == (made["draft"], "2027-01-01")
    assert "effective:" not in sopctl.done("draft", "show", "SOP-IT-050", "--as", "author").out

    missing = write(tmp_path, markdown(without="ขอบเขต"), "missing.md")
    told = sopctl.done("draft", "save", "SOP-IT-050", missing, "--as", "author", "--reason", "เริ่มใช้")
    assert "section-missing" in told.out
    assert sopctl("submit", "SOP-IT-050", "--as", "author").code == "findings"
    assert sopctl("lint", "SOP-IT-050").code == "findings"
    sopctl.done("draft", "save", "SOP-IT-050", good, "--as", "author")
    sopctl.done("submit", "SOP-IT-050", "--as", "author")

    sopctl.done("return", "SOP-IT-050", "--as", "reviewer", "--reason", "ขอตัวอย่าง")
    sopctl.done("submit", "SOP-IT-050", "--as", "author", "--effective", "2/1/2570")
    assert "ขอตัวอย่าง" in sopctl.sign("review", "SOP-IT-050", "reviewer").out
    sopctl.done("take-back", "SOP-IT-050", "--as", "author")
    sopctl.done("abandon", "SOP-IT-050", "--as", "quality", "--reason", "ไม่ใช้แล้ว")
    assert "SOP-IT-050" not in {one["number"] for one in sopctl.done("document", "list", "--json").json}


def test_a_text_without_a_reason_is_not_submitted(sopctl: Sopctl, tmp_path: Path) -> None:
    sopctl.done("import", write(tmp_path, markdown()), "--as", "author")
    before = sopctl.facts()
    refused(sopctl, "reason-missing", sopctl("submit", "SOP-IT-050", "--as", "author"), before)
    sopctl.done("submit", "SOP-IT-050", "--as", "author", "--reason", "เริ่มใช้")


def test_a_document_begins_from_its_skeleton_and_the_next_version_from_the_last(sopctl: Sopctl) -> None:
    sopctl.done("document", "new", "SOP-IT-051", "--title", "ใหม่", "--department", "IT", "--as", "author")
    text = sopctl.done("draft", "show", "SOP-IT-051", "--as", "author").out
    assert text.startswith("---\nnumber: SOP-IT-051\ntitle: ใหม่\n")
    assert "# วัตถุประสงค์" in text
    assert sopctl.done("document", "show", "SOP-IT-051", "--json").json["title"] == "ใหม่"
    sopctl.done("document", "revise", "SOP-IT-002", "--as", "author")
    listed = {one["number"]: one for one in sopctl.done("document", "list", "--json").json}
    assert [d["version"] for d in listed["SOP-IT-002"]["drafts"]] == ["2"]


def test_an_image_beside_the_text_comes_with_it(sopctl: Sopctl, tmp_path: Path) -> None:
    starter = Path(__file__).parents[2] / "documents" / "SOP-IT-003"
    text = (starter / "document.md").read_text(encoding="utf-8").replace("SOP-IT-003", "SOP-IT-053")
    (tmp_path / "flow.png").write_bytes((starter / "flow.png").read_bytes())
    made = sopctl.done("import", write(tmp_path, text), "--as", "author", "--json").json
    assert not [one for one in made["findings"] if one["code"].startswith("figure")]
    assert sopctl.done("draft", "show", "SOP-IT-053", "--as", "author", "--json").json["files"] == [
        "flow.png"
    ]


def test_what_was_approved_on_paper_is_registered_with_its_own_dates(sopctl: Sopctl, tmp_path: Path) -> None:
    sopctl.done("import", write(tmp_path, markdown()), "--as", "author", "--reason", "ขึ้นทะเบียน")
    scan = write(tmp_path, "อนุมัติ นายแพทย์ ก", "scan.txt")
    said = (
        "register", "--paper", "SOP-IT-050", "--effective", "๑/๒/๒๕๖๕", "--approved", "20/1/2565",
        "--scan", scan,
        "--approver", "นายแพทย์ ก", "--post", "ผู้อำนวยการ", "--as", "quality", "--password-stdin",
    )  # fmt: skip
    before = sopctl.facts()
    bad = tmp_path / "bad.bin"
    bad.write_bytes(b"\x00\x01\xff")
    not_a_scan = (*said[:8], bad, *said[9:])
    refused(sopctl, "scan-refused", sopctl(*not_a_scan, stdin=f"{PASSWORD}\n"), before)
    assert sopctl("register", "--paper", "SOP-IT-050", "--effective", "1/2/2565").status == 2
    sopctl.done(*said, stdin=f"{PASSWORD}\n")
    line = next(one for one in sopctl.done("register", "--json").json if one["number"] == "SOP-IT-050")
    assert line["effective"] == "2022-02-01"
    assert line["approved"] == {
        "medium": "paper", "name": "นายแพทย์ ก", "post": "ผู้อำนวยการ", "day": "2022-01-20",
    }  # fmt: skip


def test_a_later_effective_date_schedules_and_an_earlier_one_is_refused(sopctl: Sopctl) -> None:
    for verb, user in (("review", "reviewer"), ("check", "quality"), ("approve", "director")):
        assert sopctl.sign(verb, "SOP-IT-001", user, "--remark", "ดี").status == 0
    today = bangkok_day(datetime.now(UTC))
    before = sopctl.facts()
    early = (today - timedelta(days=1)).isoformat()
    ran = sopctl.sign("release", "SOP-IT-001", "quality", "--effective", early)
    refused(sopctl, "effective-too-early", ran, before)
    later = today + timedelta(days=30)
    assert sopctl.sign("release", "SOP-IT-001", "quality", "--effective", later.isoformat()).status == 0
    lines = [one for one in sopctl.done("register", "--json").json if one["number"] == "SOP-IT-001"]
    assert [(one["version"], one["standing"]) for one in lines] == [("1", "in_force"), ("2", "scheduled")]
    then = sopctl.done("register", "--json", "--on", later.isoformat()).json
    assert [one["version"] for one in then if one["number"] == "SOP-IT-001"] == ["2"]


def test_people_are_added_changed_and_deactivated(sopctl: Sopctl) -> None:
    long = "a-long-enough-secret"
    add = (
        "user", "add", "nok", "--role", "author", "--full-name", "นางสาวนก", "--as", "admin",
        "--password-stdin",
    )  # fmt: skip
    assert sopctl(*add, stdin="short\n").code == "password-too-weak"
    sopctl.done(*add, stdin=f"{long}\n")
    assert sopctl(*add, stdin=f"{long}\n").code == "user-taken"
    other = ("user", "add", "NOK!", "--role", "author", "--as", "admin", "--password-stdin")
    assert sopctl(*other, stdin=f"{long}\n").code == "user-name-malformed"
    change = ("user", "password", "--as", "nok", "--password-stdin")
    assert sopctl(*change, stdin=f"wrong\n{long}2\n").code == "wrong-password"
    sopctl.done(*change, stdin=f"{long}\n{long}2\n")
    sopctl.done("user", "deactivate", "nok", "--as", "admin")
    assert sopctl("document", "list", "--as", "nok").code == "not-allowed"
    assert sopctl("user", "deactivate", "nobody", "--as", "admin").code == "not-found"


def test_posts_are_held_and_delegated(sopctl: Sopctl) -> None:
    assert sopctl("post", "hold", "nurse", "staff", "--as", "admin").code == "post-unknown"
    sopctl.done("post", "hold", "nurse", "staff", "--title", "หัวหน้าพยาบาล", "--as", "admin")
    today = bangkok_day(datetime.now(UTC))
    span = ("--from", today.isoformat(), "--to", (today + timedelta(days=7)).isoformat())
    assert sopctl("post", "delegate", "director", "group-head", *span, "--as", "staff").code == "not-allowed"
    delegate = ("post", "delegate", "director", "group-head", *span, "--as", "director")
    sopctl.done(*delegate)  # without the director's password it waits to be confirmed
    for verb, user in (("review", "reviewer"), ("check", "quality")):
        assert sopctl.sign(verb, "SOP-IT-001", user).status == 0
    assert sopctl.sign("approve", "SOP-IT-001", "group-head").status == 1
    sopctl.done(*delegate, "--password-stdin", stdin=f"{PASSWORD}\n")
    assert sopctl.sign("approve", "SOP-IT-001", "group-head").status == 0
    signed = sopctl.done("document", "show", "SOP-IT-001", "--version", "2", "--json").json["signatures"]
    assert signed[-1]["post"] == "รักษาการแทนผู้อำนวยการโรงพยาบาล"


def test_an_empty_library_begins_with_an_administrator(tmp_path: Path) -> None:
    sopctl = Sopctl(tmp_path / "new")
    sopctl.done("init", "--hospital", "โรงพยาบาลใหม่")
    assert sopctl("init").code == "library-exists"
    assert sopctl.done("document", "list", "--json").json == []
    add = ("user", "add", "boss", "--role", "admin", "--password-stdin")
    assert "nobody confirms them" in sopctl.done(*add, stdin="a-long-enough-secret\n").out
    by_boss = ("--department", "", "--as", "boss")
    office = sopctl.done("user", "add", "office", "--role", "quality", *by_boss).out
    assert "can sign" in office  # there is nobody yet who could confirm them
    assert (
        "sopctl user confirm author" in sopctl.done("user", "add", "author", "--role", "author", *by_boss).out
    )
    another = ("user", "add", "two", "--role", "admin", "--password-stdin")
    assert sopctl(*another, stdin="a-long-enough-secret\n").code == "not-allowed"
    sopctl.done("db", "upgrade")
    sopctl.done("worker", "--once")


def test_a_demo_never_fills_a_library_that_has_people(sopctl: Sopctl) -> None:
    before = sopctl.facts()
    refused(sopctl, "library-exists", sopctl("init", "--demo"), before)


@pytest.mark.parametrize("row", [1, 5])
def test_a_rewritten_ledger_row_is_named(sopctl: Sopctl, row: int) -> None:
    import sqlite3

    with sqlite3.connect(sopctl.home / "library.db") as database:
        columns = [line[1] for line in database.execute("PRAGMA table_info(ledger)")]
        assert "actor" in columns
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE ledger SET actor = 'somebody' WHERE sequence = ?", (row,))
    database.close()
    ran = sopctl("ledger", "verify")
    assert (ran.status, ran.code) == (1, "ledger-broken")
    assert f" {row} " in ran.err
