from __future__ import annotations

from datetime import date, timedelta

import pytest

from sopctl.application.library import Actor
from sopctl.application.notices import board as noticeboard
from sopctl.application.people import posts
from sopctl.application.release import releasing, withdrawal
from sopctl.application.review import rounds
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.posts import Formula
from sopctl.domain.workflow import Action
from tests.application.house import PASSWORD, House, text

NUMBER = DocumentNumber("SOP-IT-001")


def told(house: House, user: str) -> list[NoticeKind]:
    """What a person was told, oldest first."""
    found = noticeboard.my_notices(house.library, Actor(user)).notices
    return [notice.kind for notice in reversed(found)]


def test_each_step_tells_whoever_can_sign_it_and_nobody_else(house: House) -> None:
    round_id = house.submit(house.write())
    assert told(house, "reviewer") == [NoticeKind.STEP_WAITING]
    for user in ("author", "other", "quality", "director", "staff"):
        assert told(house, user) == []
    house.sign(round_id, Action.REVIEW, "reviewer")
    assert told(house, "quality") == [NoticeKind.STEP_WAITING]
    house.sign(round_id, Action.CHECK, "quality")
    assert told(house, "director") == [NoticeKind.STEP_WAITING]
    house.sign(round_id, Action.APPROVE, "director")
    assert told(house, "quality") == [NoticeKind.STEP_WAITING, NoticeKind.APPROVED]
    assert told(house, "author") == [NoticeKind.APPROVED]


def test_an_acting_director_is_told_and_one_who_acts_tomorrow_is_not(house: House) -> None:
    today = house.today
    tomorrow = today + timedelta(days=1)
    for user, first, last in (("deputy", today, today), ("staff", tomorrow, tomorrow)):
        posts.delegate(house.library, Actor("director"), "director", user, first, last, Formula.ACTING,
                        password=PASSWORD)  # fmt: skip
    round_id = house.submit(house.write())
    house.sign(round_id, Action.REVIEW, "reviewer")
    house.sign(round_id, Action.CHECK, "quality")
    assert told(house, "deputy")[-1] is NoticeKind.STEP_WAITING
    assert NoticeKind.STEP_WAITING not in told(house, "staff")


def test_a_return_tells_the_author(house: House) -> None:
    round_id = house.submit(house.write())
    rounds.return_for_correction(house.library, Actor("reviewer"), round_id, "เพิ่มตัวชี้วัด")
    assert told(house, "author") == [NoticeKind.RETURNED]
    notice = noticeboard.my_notices(house.library, Actor("author")).notices[0]
    assert (notice.number, notice.title) == (NUMBER, "เรื่องทดสอบ")
    assert "ตัวชี้วัด" not in f"{notice}"  # R28: number, title and link only


def test_a_release_tells_the_author_and_the_signers_but_not_whoever_released(house: House) -> None:
    house.publish()
    assert told(house, "author")[-1] is NoticeKind.RELEASED
    assert told(house, "reviewer")[-1] is NoticeKind.RELEASED
    assert told(house, "director")[-1] is NoticeKind.RELEASED
    assert told(house, "quality")[-1] is NoticeKind.APPROVED


def test_a_withdrawal_tells_who_signs_it_and_then_everybody_concerned(house: House) -> None:
    house.publish()
    withdrawal.ask_withdrawal(house.library, Actor("quality"), NUMBER, reason="เลิกใช้")
    assert told(house, "director")[-1] is NoticeKind.WITHDRAWAL_ASKED
    view = withdrawal.withdrawal_view(house.library, Actor("director"), NUMBER)
    assert view is not None
    withdrawal.sign_withdrawal(house.library, Actor("director"), NUMBER, password=PASSWORD, shown=view.shown)
    for user in ("quality", "author", "reviewer"):
        assert told(house, user)[-1] is NoticeKind.WITHDRAWN
    assert told(house, "director")[-1] is NoticeKind.WITHDRAWAL_ASKED


def test_a_declined_withdrawal_tells_who_asked(house: House) -> None:
    house.publish()
    withdrawal.ask_withdrawal(house.library, Actor("quality"), NUMBER, reason="เลิกใช้")
    withdrawal.decline_withdrawal(house.library, Actor("director"), NUMBER, "ยังใช้อยู่")
    assert told(house, "quality")[-1] is NoticeKind.WITHDRAWAL_DECLINED


def test_what_is_refused_tells_nobody(house: House) -> None:
    version_id = house.write()
    house.approve(version_id)
    before = told(house, "author")
    with pytest.raises(releasing.EffectiveTooEarlyError):
        releasing.release_version(
            house.library, Actor("quality"), version_id, password=PASSWORD, effective=date(2020, 1, 1)
        )
    assert told(house, "author") == before


def test_reading_is_marked_one_by_one_or_all_and_only_ones_own(house: House) -> None:
    for number in ("SOP-IT-001", "SOP-IT-002"):
        house.submit(house.write(text(number)))
    mine = noticeboard.my_notices(house.library, Actor("reviewer"))
    assert mine.unread == 2
    noticeboard.mark_read(house.library, Actor("other"), mine.notices[0].id)
    assert noticeboard.unread(house.library, "reviewer") == 2
    noticeboard.mark_read(house.library, Actor("reviewer"), mine.notices[0].id)
    assert noticeboard.unread(house.library, "reviewer") == 1
    noticeboard.mark_read(house.library, Actor("reviewer"))
    assert noticeboard.unread(house.library, "reviewer") == 0
