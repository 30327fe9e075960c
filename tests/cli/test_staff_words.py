from __future__ import annotations

from sopctl.application.leavers.open_work import Obstacle, Work
from sopctl.application.people.staff_lists import Change, Refused
from sopctl.cli.staff_words import CHANGES, OBSTACLES, REFUSALS, WORK


def test_everything_that_a_list_or_a_handover_can_say_has_words() -> None:
    for kinds, words in ((Change, CHANGES), (Refused, REFUSALS), (Work, WORK), (Obstacle, OBSTACLES)):
        assert words.keys() == {kind.value for kind in kinds}
