from __future__ import annotations

import pytest

from sopctl.application.library import Actor
from sopctl.application.release import referencing, withdrawal
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.referencing import Cause
from tests.application.house import PASSWORD, House, text
from tests.application.notices.test_notices import told

TARGET, POINTING = DocumentNumber("SOP-IT-001"), DocumentNumber("SOP-IT-002")
BY_TEXT = text("SOP-IT-002", purpose="ทำตามSOP-IT-001 และ COVID-19")
BY_LIST = text("SOP-IT-002").replace("access: all", "access: all\nreferences: [SOP-IT-001]")


def flagged(house: House) -> list[tuple[str, str, str]]:
    found = referencing.open_flags(house.library, Actor("quality"))
    return [(str(f.flag.number), str(f.flag.points_to), f.flag.cause) for f in found]


@pytest.mark.parametrize("pointing", [BY_TEXT, BY_LIST])
def test_a_new_version_flags_what_points_to_it_in_text_or_list(house: House, pointing: str) -> None:
    house.publish(text("SOP-IT-001"))
    house.publish(pointing)
    house.publish(text("SOP-IT-003"))
    assert flagged(house) == []
    house.publish(text("SOP-IT-001", purpose="แก้แล้ว"))
    assert flagged(house) == [("SOP-IT-002", "SOP-IT-001", Cause.RELEASED)]
    assert told(house, "quality").count(NoticeKind.REFERENCE_CHANGED) == 1
    assert told(house, "author").count(NoticeKind.REFERENCE_CHANGED) == 1
    assert "reference:flag" in house.ledger_actions()


def test_a_withdrawal_flags_and_so_does_a_change_for_drafts(house: House) -> None:
    house.publish(text("SOP-IT-001"))
    house.write(BY_TEXT)
    withdrawal.ask_withdrawal(house.library, Actor("quality"), TARGET, reason="เลิกใช้")
    view = withdrawal.withdrawal_view(house.library, Actor("director"), TARGET)
    assert view is not None
    withdrawal.sign_withdrawal(house.library, Actor("director"), TARGET, password=PASSWORD, shown=view.shown)
    assert flagged(house) == [("SOP-IT-002", "SOP-IT-001", Cause.WITHDRAWN)]


def test_a_look_with_a_remark_clears_it_and_the_words_stay(house: House) -> None:
    house.publish(text("SOP-IT-001"))
    house.publish(BY_TEXT)
    house.publish(text("SOP-IT-001", purpose="แก้แล้ว"))
    (line,) = referencing.open_flags(house.library, Actor("quality"))
    given = {
        user: referencing.looks_to_give(house.library, Actor(user))
        for user in ("quality", "author", "other", "staff")
    }
    assert given == {"quality": 1, "author": 1, "other": 0, "staff": 0}
    for user in ("staff", "director", "other"):
        with pytest.raises(NotAllowedError):
            referencing.look_at_reference(house.library, Actor(user), line.flag.id, "ดูแล้ว")
    with pytest.raises(referencing.RemarkMissingError):
        referencing.look_at_reference(house.library, Actor("quality"), line.flag.id, "  ")
    referencing.look_at_reference(house.library, Actor("author"), line.flag.id, "ไม่กระทบ")
    assert flagged(house) == []
    (kept,) = referencing.flags_of(house.library, Actor("quality"), POINTING)
    assert (kept.flag.remark, kept.by) == ("ไม่กระทบ", "ผู้จัดทำ")
    assert house.ledger_actions()[-1] == "reference:look"
    with pytest.raises(NotFoundError):
        referencing.look_at_reference(house.library, Actor("quality"), line.flag.id, "อีกครั้ง")
    assert referencing.flags_of(house.library, Actor("staff"), POINTING) == ()


def test_a_new_version_of_the_pointing_document_clears_its_flags(house: House) -> None:
    house.publish(text("SOP-IT-001"))
    house.publish(BY_TEXT)
    house.publish(text("SOP-IT-001", purpose="แก้แล้ว"))
    house.publish(BY_TEXT)
    assert flagged(house) == []
    (kept,) = referencing.flags_of(house.library, Actor("quality"), POINTING)
    assert kept.flag.remark == "ประกาศใช้ฉบับที่ 2"


def test_each_later_change_asks_again(house: House) -> None:
    house.publish(text("SOP-IT-001"))
    house.publish(BY_TEXT)
    for number in range(2):
        house.publish(text("SOP-IT-001", purpose=f"แก้ {number}"))
    assert len(flagged(house)) == 2


def test_what_became_restricted_asks_nobody_who_may_not_know_it_any_more(house: House) -> None:
    """The look was asked for while it was open; now it is as if there were no such document."""
    house.publish(text("SOP-IT-001"))
    theirs = BY_TEXT.replace("department: IT", "department: ED").replace("SOP-IT-002", "SOP-ED-002")
    house.write(theirs, by="other")
    house.publish(text("SOP-IT-001", purpose="แก้แล้ว"))
    other = Actor("other")
    (line,) = referencing.open_flags(house.library, other)
    assert referencing.looks_to_give(house.library, other) == 1
    house.publish(text("SOP-IT-001", access="restricted"))
    assert referencing.open_flags(house.library, other) == ()
    assert referencing.looks_to_give(house.library, other) == 0
    assert referencing.flags_of(house.library, other, line.flag.number) == ()
    with pytest.raises(NotFoundError):
        referencing.look_at_reference(house.library, other, line.flag.id, "ดูแล้ว")
    assert len(referencing.open_flags(house.library, Actor("quality"))) == 2
