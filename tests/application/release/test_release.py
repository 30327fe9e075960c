"""Release: in force by date, superseded by the same fact, whole after a loss in between (R3, R5, R7, R19)."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest

from sopctl.application.authoring import drafts, submission
from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Actor
from sopctl.application.paper import registration
from sopctl.application.paper.registration import PaperFacts, ScanRefusedError
from sopctl.application.ports import ConcurrentChangeError, FenceLostError, TagTakenError
from sopctl.application.ports.copies import Mark
from sopctl.application.queries import documents, finding, history, register
from sopctl.application.queries.readers import Reader
from sopctl.application.queries.verification import by_token
from sopctl.application.records import CopyKey
from sopctl.application.release import releasing, withdrawal
from sopctl.application.release.redrawing import redraw
from sopctl.application.release.releasing import EffectiveTooEarlyError
from sopctl.domain.errors import NotFoundError
from sopctl.domain.ledger import LedgerBrokenError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.standing import Standing
from sopctl.domain.workflow import State
from tests.application.house import PASSWORD, House, text
from tests.fakes.search import FakeSearchIndex

NUMBER = DocumentNumber("SOP-IT-001")
ONE, TWO = VersionLabel(1), VersionLabel(2)
ANYBODY = Reader()


def revise(house: House, purpose: str = "ถ้อยคำใหม่", effective: date | None = None) -> str:
    version_id = drafts.start_revision(house.library, Actor("author"), NUMBER)
    drafts.save_draft(
        house.library,
        Actor("author"),
        version_id,
        save_number=1,
        markdown=text(purpose=purpose),
        reason="ปรับปรุง",
    )
    house.approve(version_id)
    house.release(version_id, effective=effective)
    return version_id


def standings(house: House) -> dict[VersionLabel, Standing]:
    with house.library.reading() as uow:
        quality = Reader(uow.people.get("quality"))
    listed = documents.released_versions(house.library, quality, NUMBER)
    return {x.released.release.version: x.standing for x in listed}


def test_a_released_version_is_in_force_found_and_downloadable(house: House) -> None:
    house.publish()
    assert standings(house) == {ONE: Standing.IN_FORCE}
    copy = documents.copy_of(house.library, ANYBODY, NUMBER, None, "pdf")
    assert copy.mark is Mark.UNCONTROLLED
    drawn = house.library.blobs.get(copy.sha256).decode(errors="replace")
    assert "approved:ผู้อำนวยการ:electronic" in drawn
    assert drawn.rstrip().rfind("SEAL") > 0
    hits = finding.search(house.library, ANYBODY, "SOP-IT-001").hits
    assert [hit.number for hit in hits] == [NUMBER]


def test_a_new_version_supersedes_the_old_one_whose_copies_are_then_marked(house: House) -> None:
    house.publish()
    revise(house)
    assert standings(house) == {ONE: Standing.SUPERSEDED, TWO: Standing.IN_FORCE}
    assert documents.copy_of(house.library, ANYBODY, NUMBER, ONE, "pdf").mark is Mark.WITHDRAWN
    assert documents.copy_of(house.library, ANYBODY, NUMBER, ONE, "docx").mark is Mark.WITHDRAWN
    assert documents.copy_of(house.library, ANYBODY, NUMBER, None, "pdf").mark is Mark.UNCONTROLLED


def test_a_withdrawn_copy_names_the_version_that_it_superseded_on_its_own_day(house: House) -> None:
    house.publish()
    second, day = revise(house, "แก้ในวันเดียวกัน"), house.today
    house.pass_time(days=1)
    revise(house, "ฉบับต่อมา")
    copy = documents.copy_of(house.library, ANYBODY, NUMBER, TWO, "pdf")
    assert copy.mark is Mark.WITHDRAWN
    kept = house.library.blobs.get(copy.sha256)
    assert f"1@{day}\n2@{day}" in kept.decode(errors="replace")
    with house.library.reading() as uow:
        siblings = uow.releases.of(NUMBER)
        version, released = uow.versions.get(second), uow.releases.get(second)
    assert version is not None
    assert released is not None
    key = CopyKey(Mark.WITHDRAWN, "pdf")
    assert redraw(house.library, version, released, siblings, key) == kept


def test_a_scheduled_version_takes_force_at_bangkok_midnight_without_any_process(house: House) -> None:
    house.publish()
    day = house.today + timedelta(days=2)
    revise(house, effective=day)
    assert standings(house) == {ONE: Standing.IN_FORCE, TWO: Standing.SCHEDULED}
    with pytest.raises(NotFoundError):
        documents.document_page(house.library, ANYBODY, NUMBER, TWO, digits="thai")
    # 16:59 and 17:00 UTC are 23:59 and midnight in Bangkok.
    house.now = house.now.replace(hour=16, minute=59) + timedelta(days=1)
    assert standings(house)[TWO] is Standing.SCHEDULED
    house.pass_time(minutes=1)
    assert standings(house) == {ONE: Standing.SUPERSEDED, TWO: Standing.IN_FORCE}
    assert documents.copy_of(house.library, ANYBODY, NUMBER, ONE, "pdf").mark is Mark.WITHDRAWN


def test_the_worker_moves_main_and_the_index_to_what_is_in_force(house: House) -> None:
    house.publish()
    revise(house, purpose="ฉบับใหม่", effective=house.today + timedelta(days=1))
    folder = f"documents/{NUMBER}"
    assert "ฉบับใหม่" not in house.sources.main_files(folder)["document.md"].decode()
    assert not releasing.settle(house.library)
    house.pass_time(days=1)
    assert releasing.settle(house.library)
    assert "ฉบับใหม่" in house.sources.main_files(folder)["document.md"].decode()
    assert [h.number for h in finding.search(house.library, ANYBODY, "ฉบับใหม่").hits] == [NUMBER]
    assert not releasing.settle(house.library)


def test_a_version_that_says_the_same_as_the_one_before_is_indexed_as_itself(house: House) -> None:
    first = house.publish()
    version_id = drafts.start_revision(house.library, Actor("author"), NUMBER)
    drafts.save_draft(house.library, Actor("author"), version_id, save_number=1, reason="ทบทวน")
    house.approve(version_id)
    house.release(version_id, effective=house.today + timedelta(days=1))
    for days, held, moved in ((0, first, False), (1, version_id, True), (0, version_id, False)):
        house.pass_time(days=days)
        assert releasing.settle(house.library) is moved
        with house.library.reading() as uow:
            assert uow.search.versions() == {NUMBER: held}


def test_only_what_took_force_or_lost_it_is_indexed_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish()
    house.publish(text("SOP-IT-002"))
    revise(house, effective=house.today + timedelta(days=1))
    house.pass_time(days=1)
    put: list[DocumentNumber] = []
    monkeypatch.setattr(FakeSearchIndex, "put", lambda _, entry: put.append(entry.number))
    assert releasing.settle(house.library)
    assert put == [NUMBER]


@pytest.mark.parametrize("became", ["restricted", "withdrawn"])
def test_what_midnight_took_away_is_not_found_before_the_index_follows(house: House, became: str) -> None:
    house.publish(text(title="เดิมเปิด"))
    day = house.today + timedelta(days=1)
    if became == "restricted":
        house.publish(text(title="ลับแล้ว", access="restricted"), effective=day)
    else:
        order = withdrawal.ask_withdrawal(
            house.library, Actor("quality"), NUMBER, reason="เลิกใช้", from_day=day
        ).order
        withdrawal.sign_withdrawal(
            house.library, Actor("director"), NUMBER, password=PASSWORD, shown=order.sha256
        )
    assert [hit.number for hit in finding.search(house.library, ANYBODY, "เดิมเปิด").hits] == [NUMBER]
    house.pass_time(days=1)
    for query in ("เดิมเปิด", "SOP-IT-001"):
        assert finding.search(house.library, ANYBODY, query).hits == ()


def test_a_release_that_waits_over_midnight_takes_force_on_the_day_that_has_come(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = house.write()
    house.approve(version_id)
    house.now = house.now.replace(hour=16, minute=59, second=59)  # 23:59:59 in Bangkok
    asked = house.today
    real = house.lock.hold

    def waits() -> AbstractContextManager[int]:
        house.pass_time(seconds=5)
        return real()

    monkeypatch.setattr(house.lock, "hold", waits)
    assert house.release(version_id).release.effective == asked + timedelta(days=1)


def test_the_effective_date_may_be_later_than_signed_and_never_earlier(house: House) -> None:
    version_id = house.write()
    day = house.today + timedelta(days=10)
    drafts.save_draft(house.library, Actor("author"), version_id, save_number=2, requested_effective=day)
    house.approve(version_id)
    with pytest.raises(EffectiveTooEarlyError):
        house.release(version_id, effective=day - timedelta(days=1))
    assert house.release(version_id, effective=day + timedelta(days=1)).release.effective > day


def test_what_dies_between_git_and_the_database_is_finished_with_the_same_result(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = house.write()
    house.approve(version_id)

    class Killed(BaseException):
        pass

    def die(fence: int) -> None:
        raise Killed

    monkeypatch.setattr("tests.fakes.database.FakeUnitOfWork.check_fence", lambda self, fence: die(fence))
    with pytest.raises(Killed):
        house.release(version_id)
    monkeypatch.undo()
    assert house.version(version_id).state is State.APPROVED
    with pytest.raises(NotFoundError):
        documents.copy_of(house.library, ANYBODY, NUMBER, None, "pdf")
    message = house.sources.tag_message("SOP-IT-001/v1")
    assert message is not None
    assert releasing.recover(house.library) == 1
    assert house.version(version_id).state is State.RELEASED
    copy = documents.copy_of(house.library, ANYBODY, NUMBER, None, "pdf")
    assert json.loads(message)["copies"]["uncontrolled.pdf"] == copy.sha256
    assert house.ledger_actions().count("version:release") == 1
    assert releasing.recover(house.library) == 0


@pytest.mark.parametrize("step", ["tag_release", "move_main", "anchor_ledger"])
def test_a_version_is_not_given_up_while_it_is_released(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    version_id = house.write()
    house.approve(version_id)
    real = getattr(house.sources, step)

    def given_up(*given: Any, **named: Any) -> object:
        with pytest.raises(ConcurrentChangeError):
            submission.abandon(house.library, Actor("author"), version_id, "ไม่ใช้แล้ว")
        return real(*given, **named)

    monkeypatch.setattr(house.sources, step, given_up)
    house.release(version_id)
    assert house.version(version_id).state is State.RELEASED


def test_a_draft_is_not_submitted_while_it_is_registered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = house.write()
    real = house.sources.anchor_ledger

    def submitted(*given: Any, **named: Any) -> str:
        with pytest.raises(ConcurrentChangeError):
            house.submit(version_id)
        return real(*given, **named)

    monkeypatch.setattr(house.sources, "anchor_ledger", submitted)
    facts = PaperFacts("นายแพทย์ใหญ่", "ผู้อำนวยการ", house.today, b"%PDF-1.7 scan")
    registration.register_paper(
        house.library, Actor("quality"), version_id, password=PASSWORD, effective=house.today, paper=facts
    )
    assert house.version(version_id).state is State.RELEASED


def test_the_copies_of_a_tag_that_is_anothers_are_never_taken(house: House) -> None:
    version_id = house.write()
    round_id = house.approve(version_id)
    house.sources.tag_release("SOP-IT-001/v1", house.sources.frozen[round_id], "{}", at=house.now)
    with pytest.raises(TagTakenError):
        house.release(version_id)
    with house.library.reading() as uow:
        assert not uow.intents.open()


def test_a_release_whose_lock_was_taken_over_shows_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = house.write()
    house.approve(version_id)
    original = house.sources.anchor_ledger

    def steal(*args: object, **kwargs: object) -> str:
        house.lock.steal()
        return original(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(house.sources, "anchor_ledger", steal)
    with pytest.raises(FenceLostError):
        house.release(version_id)
    assert house.version(version_id).state is State.APPROVED


def test_what_was_approved_on_paper_has_its_own_dates_and_never_looks_electronic(house: House) -> None:
    version_id = house.write(reason="ขึ้นทะเบียนเอกสารเดิม")
    paper = PaperFacts("นายแพทย์วิชัยเกษม", "ผู้อำนวยการ", date(2023, 6, 12), "หน้าที่ลงนาม".encode())
    registered = registration.register_paper(
        house.library,
        Actor("quality"),
        version_id,
        password=PASSWORD,
        effective=date(2023, 6, 12),
        paper=paper,
    )
    assert registered.release.effective == date(2023, 6, 12)
    assert registered.release.recorded_at.date() == date(2026, 1, 15)
    copy = documents.copy_of(house.library, ANYBODY, NUMBER, None, "pdf")
    drawn = house.library.blobs.get(copy.sha256).decode(errors="replace")
    assert "approved:นายแพทย์วิชัยเกษม:paper" in drawn
    record = json.loads(registered.record)
    assert [s["medium"] for s in record["signatures"]] == ["paper", "electronic"]
    assert record["signatures"][1]["meaning"] == "registered"
    assert house.sources.read(registered.commit)["scan/signed-page.txt"] == paper.scan


@pytest.mark.parametrize("scan", [b"", b"   ", b"\x00\x01", b"MZ\x90\x00\xff"])
def test_a_scan_that_is_not_one_is_refused(house: House, scan: bytes) -> None:
    version_id = house.write()
    with pytest.raises(ScanRefusedError):
        registration.register_paper(
            house.library, Actor("quality"), version_id, password=PASSWORD, effective=date(2023, 6, 12),
            paper=PaperFacts("a", "b", date(2023, 6, 12), scan),
        )  # fmt: skip
    assert house.version(version_id).state is State.DRAFT


def test_the_register_answers_for_any_day_as_known_now_and_as_known_then(house: House) -> None:
    version_id = house.write()
    before = house.now
    paper = PaperFacts("ก", "ข", date(2023, 6, 12), b"%PDF-1.4")
    registration.register_paper(
        house.library,
        Actor("quality"),
        version_id,
        password=PASSWORD,
        effective=date(2023, 6, 12),
        paper=paper,
    )
    day = date(2024, 1, 1)
    assert [line.standing for line in register.register(house.library, ANYBODY, day)] == [Standing.IN_FORCE]
    assert register.register(house.library, ANYBODY, day, before) == ()


def test_a_restricted_document_is_not_there_for_those_outside_its_department(house: House) -> None:
    house.publish(text(access="restricted"))
    with house.library.reading() as uow:
        insider, outsider = Reader(uow.people.get("author")), Reader(uow.people.get("staff"))
    for nobody in (ANYBODY, outsider):
        assert documents.documents_in_force(house.library, nobody) == ()
        assert finding.search(house.library, nobody, "ทดสอบ").hits == ()
        assert register.register(house.library, nobody) == ()
        for ask in (
            lambda who: documents.document_page(house.library, who, NUMBER, digits="thai"),
            lambda who: documents.copy_of(house.library, who, NUMBER, None, "pdf"),
            lambda who: history.history(house.library, who, NUMBER),
            lambda who: history.compare_versions(house.library, who, NUMBER, ONE, ONE),
        ):
            with pytest.raises(NotFoundError):
                ask(nobody)
    assert documents.copy_of(house.library, insider, NUMBER, None, "pdf")


def test_a_token_answers_how_the_version_stands(house: House) -> None:
    house.publish()
    with house.library.reading() as uow:
        token = uow.releases.of(NUMBER)[0].token
    assert by_token(house.library, token).standing is Standing.IN_FORCE
    revise(house)
    answer = by_token(house.library, token)
    assert answer.standing is Standing.SUPERSEDED
    assert answer.current is not None
    assert answer.current.release.version == TWO
    with pytest.raises(NotFoundError):
        by_token(house.library, "guessed")


def test_copies_of_a_release_are_of_every_mark_and_format(house: House) -> None:
    house.publish()
    with house.library.reading() as uow:
        copies = uow.releases.of(NUMBER)[0].copies
    assert set(copies) == {CopyKey(m, e) for m in ("master", "uncontrolled") for e in ("pdf", "docx")}


def test_the_ledger_is_whole_and_git_disagrees_with_a_rewritten_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish()
    state = verify_ledger(house.library)
    assert state.anchored > 0
    assert state.rows > state.anchored
    lines = house.sources.anchored_ledger().replace(b'"actor": "director"', b'"actor": "nobody"')
    rewritten = [json.loads(line) for line in lines.splitlines()]
    rewritten[3]["hash"] = "0" * 64
    monkeypatch.setattr(
        house.sources, "anchored_ledger", lambda: "\n".join(json.dumps(r) for r in rewritten).encode()
    )
    with pytest.raises(LedgerBrokenError) as broken:
        verify_ledger(house.library)
    assert broken.value.facts["row"] == "4"


def test_the_first_version_registered_keeps_the_number_that_its_page_names(house: House) -> None:
    version_id = house.write(text().replace("access: all", "access: all\nversion: '3'"))
    paper = PaperFacts("ก", "ข", date(2023, 6, 12), b"%PDF-1.4")
    registered = registration.register_paper(
        house.library,
        Actor("quality"),
        version_id,
        password=PASSWORD,
        effective=date(2023, 6, 12),
        paper=paper,
    )
    assert registered.release.version == VersionLabel(3)
    revise(house)
    assert standings(house) == {VersionLabel(3): Standing.SUPERSEDED, VersionLabel(4): Standing.IN_FORCE}
