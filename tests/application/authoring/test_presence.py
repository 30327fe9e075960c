"""Who has a draft open beside me."""

from __future__ import annotations

import pytest

from sopctl.application.authoring import presence
from sopctl.application.library import Actor
from sopctl.domain.errors import NotAllowedError
from tests.application.house import House

AUTHOR, QUALITY, REVIEWER = Actor("author"), Actor("quality"), Actor("reviewer")


def test_two_people_in_one_draft_see_each_other_and_who_writes(house: House) -> None:
    draft = house.write()
    presence.look_in(house.library, AUTHOR, draft, "w1", live=True)
    seen = presence.look_in(house.library, QUALITY, draft, "w2", live=True)
    assert [(one.writes, one.now) for one in seen.others] == [(True, True)]
    seen = presence.look_in(house.library, AUTHOR, draft, "w1", live=True)
    assert [(one.writes, one.now) for one in seen.others] == [(False, True)]
    assert not seen.again


def test_a_second_window_of_mine_is_told_of_once_it_says_so_itself(house: House) -> None:
    draft = house.write()
    presence.look_in(house.library, AUTHOR, draft, "before-the-page-was-loaded-again")
    assert not presence.look_in(house.library, AUTHOR, draft, "w1", live=True).again
    assert presence.look_in(house.library, AUTHOR, draft, "w2", live=True).again


def test_who_left_or_fell_silent_is_not_there(house: House) -> None:
    draft = house.write()
    presence.look_in(house.library, QUALITY, draft, "w2", live=True)
    presence.leave(house.library, QUALITY, draft, "w2")
    assert presence.look_in(house.library, AUTHOR, draft, "w1", live=True).others == ()
    presence.look_in(house.library, QUALITY, draft, "w3", live=True)
    house.pass_time(seconds=60)
    assert presence.look_in(house.library, AUTHOR, draft, "w1", live=True).others == ()


def test_a_page_without_a_script_is_told_of_with_its_hour_for_a_while(house: House) -> None:
    draft = house.write()
    presence.look_in(house.library, QUALITY, draft, "w2")
    house.pass_time(minutes=5)
    (other,) = presence.look_in(house.library, AUTHOR, draft, "w1").others
    assert not other.now
    house.pass_time(minutes=15)
    assert presence.look_in(house.library, AUTHOR, draft, "w1").others == ()


def test_who_may_not_read_a_draft_is_told_nothing(house: House) -> None:
    draft = house.write()
    with pytest.raises(NotAllowedError):
        presence.look_in(house.library, Actor("staff"), draft, "w")
    with pytest.raises(NotAllowedError):
        presence.leave(house.library, Actor("staff"), draft, "w")
