"""The history of a version: who did what, when, on which authority, with the hash (R4, R9)."""

from __future__ import annotations

from datetime import date, timedelta

from sopctl.application.library import Actor
from sopctl.application.paper import registration
from sopctl.application.paper.registration import PaperFacts
from sopctl.application.people import posts
from sopctl.application.queries import history
from sopctl.application.queries.deeds import Deed
from sopctl.application.queries.readers import Reader
from sopctl.application.release import withdrawal
from sopctl.application.review import rounds
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.posts import Formula
from sopctl.domain.workflow import Action
from tests.application.house import PASSWORD, House
from tests.application.review.test_rounds import named_round, replace

NUMBER = DocumentNumber("SOP-IT-001")


def told(house: House, version_id: str, user: str = "auditor") -> tuple[Deed, ...]:
    with house.library.reading() as uow:
        reader = Reader(uow.people.get(user))
    return history.history(house.library, reader, NUMBER).deeds[version_id]


def test_every_deed_tells_its_authority_and_its_hashes(house: House) -> None:
    first = house.today
    posts.delegate(
        house.library,
        Actor("director"),
        "director",
        "deputy",
        first,
        first + timedelta(days=9),
        Formula.ACTING,
        password=PASSWORD,
    )
    version_id = house.write()
    round_id = house.submit(version_id)
    house.sign(round_id, Action.REVIEW, "reviewer")
    house.sign(round_id, Action.CHECK, "quality")
    house.sign(round_id, Action.APPROVE, "deputy")
    house.release(version_id)
    withdrawal.ask_withdrawal(house.library, Actor("quality"), NUMBER, reason="เลิกใช้")
    withdrawal.decline_withdrawal(house.library, Actor("director"), NUMBER, "ยังใช้")
    withdrawal.ask_withdrawal(house.library, Actor("quality"), NUMBER, reason="เลิกใช้แล้ว")
    view = withdrawal.withdrawal_view(house.library, Actor("director"), NUMBER)
    assert view is not None
    withdrawal.sign_withdrawal(house.library, Actor("director"), NUMBER, password=PASSWORD, shown=view.shown)
    deeds = told(house, version_id)
    assert [(d.action, d.by, d.authority.partition(":")[0]) for d in deeds] == [
        ("submit", "author", "author"),
        ("review", "reviewer", "department-role"),
        ("check", "quality", "role"),
        ("approve", "deputy", "delegation"),
        ("release", "quality", "role"),
        ("ask-withdrawal", "quality", "quality"),
        ("decline-withdrawal", "director", ""),
        ("ask-withdrawal", "quality", "quality"),
        ("withdraw", "director", "post"),
    ]
    assert deeds[3].ground == "รักษาการแทนผู้อำนวยการโรงพยาบาล"
    assert deeds[-1].ground == "ผู้อำนวยการโรงพยาบาล"
    assert deeds[6].reason == "ยังใช้"
    opened = house.version(version_id).round
    assert opened is not None
    assert {d.manifest for d in deeds} == {opened.manifest.sha256}
    assert [d.signature for d in deeds[1:4]] == [s.digest for s in opened.signatures]
    assert all(d.evidence for d in deeds[1:4])
    assert deeds[-1].evidence == view.shown


def test_replaced_signers_returns_and_paper_are_told(house: House) -> None:
    round_id = named_round(house)
    replace(house, round_id, "other", "deputy")
    rounds.return_for_correction(house.library, Actor("deputy"), round_id, "แก้ข้อ ๑")
    version_id = next(v.id for v, _, _ in rounds.waiting_for(house.library, Actor("author")))
    deeds = told(house, version_id)
    assert [(d.action, d.authority) for d in deeds[1:]] == [
        ("replace-signer", "quality"),
        ("return", "signer"),
    ]
    assert "ย้ายหน่วยงาน" in deeds[1].reason
    paper = PaperFacts("นพ.วิชัย", "ผู้อำนวยการ", date(2023, 6, 12), b"%PDF-1.4")
    registration.register_paper(
        house.library, Actor("quality"), version_id, password=PASSWORD, effective=paper.day, paper=paper
    )
    first = told(house, version_id)[0]
    assert (first.action, first.name, first.at, first.day) == ("approve-on-paper", "นพ.วิชัย", None, paper.day)


def test_auditors_see_all_versions_and_others_the_released_ones(house: House) -> None:
    released = house.publish()
    open_ = house.write()
    with house.library.reading() as uow:
        auditor, staff = (Reader(uow.people.get(user)) for user in ("auditor", "staff"))
    assert set(history.history(house.library, auditor, NUMBER).deeds) == {released, open_}
    assert set(history.history(house.library, staff, NUMBER).deeds) == {released}
