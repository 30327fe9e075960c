"""Lists of what was approved on paper: read, shown, decided once, registered line by line, and whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from sopctl.application.library import Actor
from sopctl.application.paper import lists as paper_lists
from sopctl.application.paper import registration
from sopctl.application.paper.lines import TypedLine
from sopctl.application.paper.lists import ListView
from sopctl.application.people.proof import WrongPasswordError
from sopctl.application.ports import ConcurrentChangeError, LibraryBusyError
from sopctl.application.ports.paper import LineState
from sopctl.application.queries import documents, readers, register
from sopctl.application.safekeeping.doctor.examination import orphan_blobs
from sopctl.application.safekeeping.doctor.paper import check_paper_lists
from sopctl.application.safekeeping.doctor.problem import Kind
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.rounds import StaleRoundError
from sopctl.domain.signatures import Medium
from sopctl.domain.standing import Standing
from tests.application.house import PASSWORD, House, text

QUALITY = Actor("quality")
SCAN = b"%PDF-1.4 scan"
GOOD = {
    "number": "SOP-IT-050", "title": "เรื่องเดิม", "type": "SOP", "department": "IT", "version": "1",
    "effective": "12/6/2560", "approver": "นพ.วิชัย", "post": "ผู้อำนวยการ", "scan": "a.pdf",
}  # fmt: skip


def line(row: int, **changed: str) -> TypedLine:
    return TypedLine(row, {**GOOD, **changed})


def propose(house: House, *lines: TypedLine, **scans: bytes) -> ListView:
    given = {"a.pdf": SCAN, **{name.replace("_", "."): data for name, data in scans.items()}}
    kept = {name: house.blobs.put(data) for name, data in given.items()}
    return paper_lists.propose(house.library, QUALITY, "เดิม.xlsx", lines, kept)


def decide_and_run(house: House, view: ListView) -> ListView:
    paper_lists.decide(
        house.library, QUALITY, view.paper_list.id, shown=view.paper_list.sha256, password=PASSWORD
    )
    paper_lists.run_list(house.library, view.paper_list.id)
    return paper_lists.view_list(house.library, QUALITY, view.paper_list.id)


def told(view: ListView) -> list[set[str]]:
    return [{problem.code for problem in read.problems if problem.stops} for read, _ in view.lines]


def test_nothing_is_registered_before_the_decision(house: House) -> None:
    view = propose(house, line(2))
    assert [outcome.state for _, outcome in view.lines] == [LineState.WAITING]
    with house.library.reading() as uow:
        assert uow.documents.all() == []
    with pytest.raises(WrongPasswordError):
        paper_lists.decide(
            house.library, QUALITY, view.paper_list.id, shown=view.paper_list.sha256, password="wrong"
        )
    with pytest.raises(StaleRoundError):
        paper_lists.decide(house.library, QUALITY, view.paper_list.id, shown="0" * 64, password=PASSWORD)
    with pytest.raises(NotAllowedError):
        paper_lists.propose(house.library, Actor("author"), "x", [line(2)], {})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"effective": "31/2/2566"}, "no-such-day"),
        ({"type": "XX"}, "type-unknown"),
        ({"department": "ไม่มี"}, "department-unknown"),
        ({"scan": "b.pdf"}, "scan-missing"),
        ({"number": "??"}, "number-malformed"),
        ({"version": "สอง"}, "version-malformed"),
        ({"title": " "}, "missing"),
        ({"approved": "1/1/2580"}, "day-in-future"),
    ],
)
def test_a_wrong_line_says_what_is_wrong_in_thai(house: House, changed: dict[str, str], code: str) -> None:
    view = propose(house, line(2, **changed))
    problem = next(p for p in view.lines[0][0].problems if p.stops)
    assert problem.code == code
    assert any("\u0e01" <= letter <= "\u0e5b" for letter in problem.thai)
    assert view.lines[0][1].state is LineState.WRONG


def test_one_bad_row_never_stops_the_rest(house: House) -> None:
    view = propose(house, line(2), line(3, number="SOP-IT-051", effective="x"), line(4, number="sop-it-๐๕๒"))
    done = decide_and_run(house, view)
    assert [outcome.state for _, outcome in done.lines] == [LineState.DONE, LineState.WRONG, LineState.DONE]
    with house.library.reading() as uow:
        assert [str(d.number) for d in uow.documents.all()] == ["SOP-IT-050", "SOP-IT-052"]
    assert done.paper_list.ended_at is not None


def test_old_versions_stand_right_on_both_days_whatever_their_order_in_the_sheet(house: House) -> None:
    decide_and_run(house, propose(house, line(2, version="2", effective="1/10/2563"), line(3)))
    number = DocumentNumber("SOP-IT-050")
    auditor = readers.reader(house.library, Actor("auditor"))
    assert [
        str(x.released.release.version) for x in register.register(house.library, auditor, date(2018, 1, 1))
    ] == ["1"]
    now = register.register(house.library, auditor)
    assert [(str(x.released.release.version), x.standing) for x in now] == [("2", Standing.IN_FORCE)]
    before = house.now.replace(year=2025)
    assert register.register(house.library, auditor, date(2018, 1, 1), before) == ()
    listed = documents.released_versions(house.library, auditor, number)
    assert [x.standing for x in listed] == [Standing.SUPERSEDED, Standing.IN_FORCE]
    assert all(x.released.approval.medium is Medium.PAPER for x in listed)


def test_duplicates_and_disorder_are_told_and_hold_only_their_own_document(house: House) -> None:
    view = propose(
        house,
        line(2),
        line(3),
        line(4, number="SOP-IT-060", effective="1/1/2563"),
        line(5, number="SOP-IT-060", version="2", effective="1/1/2562"),
        line(6, number="SOP-IT-061", effective="wrong"),
        line(7, number="SOP-IT-061", version="2"),
        line(8, number="SOP-IT-062"),
    )
    assert told(view) == [
        set(), {"twice"}, set(), {"version-order"}, {"not-a-full-date"}, {"earlier-line-wrong"}, set(),
    ]  # fmt: skip


def test_what_the_library_has_already_is_not_registered_again(house: House) -> None:
    house.publish(text("SOP-IT-050"))
    house.write(text("SOP-IT-070"))
    view = propose(
        house, line(2), line(3, number="SOP-IT-070", version="2"), line(4, version="2", effective="1/1/2562")
    )
    assert told(view) == [{"number-taken"}, {"draft-open"}, {"effective-too-early"}]


def test_the_decision_stands_behind_every_registration(house: House) -> None:
    done = decide_and_run(house, propose(house, line(2), line(3, number="SOP-IT-051")))
    with house.library.reading() as uow:
        rows = {row.action: (row, digest) for row, digest in uow.ledger.rows()}
        records = [json.loads(r.record)["signatures"] for r in uow.releases.all()]
    row, digest = rows["paper-list:decide"]
    assert row.detail["list"] == done.paper_list.sha256
    for paper, registered in records:
        assert paper["medium"] == "paper"
        assert (registered["meaning"], registered["evidence_sha256"], registered["previous"]) == (
            "registered", done.paper_list.sha256, digest,
        )  # fmt: skip
    assert rows["paper-list:end"][0].detail["done"] == "2"


def test_a_list_is_decided_once(house: House) -> None:
    view = propose(house, line(2))
    decide_and_run(house, view)
    with pytest.raises((ConcurrentChangeError, paper_lists.NothingToRegisterError)):
        paper_lists.decide(
            house.library, QUALITY, view.paper_list.id, shown=view.paper_list.sha256, password=PASSWORD
        )


def test_a_run_that_broke_off_goes_on_without_loss_or_repetition(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = propose(house, *(line(k, number=f"SOP-IT-{k:03d}") for k in range(10, 16)))
    list_id = view.paper_list.id
    paper_lists.decide(house.library, QUALITY, list_id, shown=view.paper_list.sha256, password=PASSWORD)
    real, calls = registration.enter, 0

    def breaking(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise LibraryBusyError
        made = real(*args, **options)  # type: ignore[arg-type]  # handed on as they came
        if calls == 3:  # registered, and gone before it could be noted
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(paper_lists, "enter", breaking)
    with pytest.raises(KeyboardInterrupt):
        paper_lists.run_list(house.library, list_id)
    with pytest.raises(LibraryBusyError):
        paper_lists.run_list(house.library, list_id)
    monkeypatch.setattr(paper_lists, "enter", real)
    assert paper_lists.run_waiting(house.library) == 1
    assert paper_lists.run_waiting(house.library) == 0
    ended = paper_lists.view_list(house.library, QUALITY, list_id)
    assert {outcome.state for _, outcome in ended.lines} == {LineState.DONE}
    with house.library.reading() as uow:
        assert len(uow.releases.all()) == 6
    assert house.ledger_actions().count("version:register") == 6


def test_a_line_refused_later_holds_only_its_own_document(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = propose(house, line(2), line(3, version="2", effective="1/1/2562"), line(4, number="SOP-IT-051"))
    house.write(text("SOP-IT-050"))  # somebody began it between the preview and the decision
    done = decide_and_run(house, view)
    assert [(o.state, o.code) for _, o in done.lines] == [
        (LineState.REFUSED, "number-taken"),
        (LineState.REFUSED, "earlier-line-refused"),
        (LineState.DONE, ""),
    ]


def test_missing_scans_can_follow(house: House) -> None:
    view = propose(house, line(2, scan="b.png"))
    assert told(view) == [{"scan-missing"}]
    more = {"b.png": house.blobs.put(b"\x89PNG\r\n\x1a\n picture")}
    again = paper_lists.add_scans(house.library, QUALITY, view.paper_list.id, more)
    assert told(again) == [set()]
    first = paper_lists.view_list(house.library, QUALITY, view.paper_list.id)
    assert first.paper_list.ended_at is not None
    assert not first.paper_list.running


def test_quality_gives_the_reason_for_somebody_elses_draft(house: House) -> None:
    version_id = house.write(reason="")
    paper = registration.PaperFacts("นพ.วิชัย", "ผู้อำนวยการ", date(2017, 6, 12), SCAN)
    released = registration.register_paper(
        house.library, QUALITY, version_id, password=PASSWORD, effective=date(2017, 6, 12), paper=paper,
        reason="นำเข้าเอกสารเดิม",
    )  # fmt: skip
    assert released.change == "นำเข้าเอกสารเดิม"


def test_a_scan_without_a_text_is_the_document(house: House) -> None:
    view = propose(house, line(2), line(3, number="SOP-IT-051", body="t.md"), t_md="# หัวข้อ\n\nเนื้อหา".encode())
    lines = [read.line for read, _ in view.lines]
    assert lines[0] is not None
    assert lines[1] is not None
    assert list(lines[0].body) == ["SOP-IT-050-v1-scan.pdf"]
    assert (lines[1].body, lines[1].text) == ({}, "# หัวข้อ\n\nเนื้อหา")
    assert replace(lines[0], text="x").markdown.count("body:") == 1


def test_the_doctor_names_a_lost_scan_that_still_waits_and_keeps_none_for_unused(house: House) -> None:
    view = propose(house, line(2))
    lost = view.scans["a.pdf"]
    assert lost not in orphan_blobs(house.library)
    assert list(check_paper_lists(house.library)) == []
    del house.blobs.kept[lost]
    assert [(p.kind, p.subject) for p in check_paper_lists(house.library)] == [(Kind.BLOB_MISSING, lost)]


def test_personal_data_stops_a_line_until_its_row_says_why_it_stays(house: House) -> None:
    """Nothing of it enters git before; what the check is sure of takes a draft and somebody else."""
    phone, citizen = b"# \xe0\xb8\x81\n\n" + "โทร 081 234 5678".encode(), "เลข 1-1014-01234-56-6".encode()
    why = "เบอร์ของแผนก ประกาศไว้แล้ว"
    view = propose(
        house,
        line(2, number="SOP-IT-051", body="a.md"),
        line(3, number="SOP-IT-052", body="a.md", clearance=why),
        line(4, number="SOP-IT-053", body="b.md", clearance=why),
        line(5, number="SOP-IT-054", body="a.md", clearance="โทรถาม 081 234 5678 ก่อน"),
        line(6, number="SOP-IT-055", reason="แจ้ง 081 234 5678"),
        a_md=phone, b_md=b"# x\n\n" + citizen,
    )  # fmt: skip
    assert [[(p.code, p.stops) for p in read.problems] for read, _ in view.lines] == [
        [("personal-data", True)], [("personal-phone", False)], [("personal-data", True)],
        [("reason-personal", True)], [("reason-personal", True)],
    ]  # fmt: skip
    done = decide_and_run(house, view)
    assert [outcome.state for _, outcome in done.lines].count(LineState.DONE) == 1
    frozen = b"".join(data for commit in house.sources.rounds().values()
                      for data in house.sources.read(commit).values())  # fmt: skip
    assert citizen not in frozen
    with house.library.reading() as uow:
        rows = list(uow.ledger.of(("finding:clear",)))
    assert [(row.actor, row.detail["number"], row.detail["reason"]) for row in rows] == [
        ("quality", "SOP-IT-052", why)
    ]
