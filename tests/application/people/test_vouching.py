"""Who may vouch, judged for many acts at once, is who may vouch by the rule as ADR 0014 says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from sopctl.application.identity import locked
from sopctl.application.people.vouching import Vouching
from sopctl.application.ports import UnitOfWork
from sopctl.domain.confirmations import Confirmation, Touch
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula, Holding
from sopctl.thai.dates import bangkok_day
from tests.application.house import House, build

OFFICE = {Role.QUALITY, Role.AUDITOR, Role.ADMIN}


def by_the_rule(house: House, uow: UnitOfWork, person: Person, asked: Confirmation) -> bool:
    today = bangkok_day(house.library.clock())

    def independent(one: Person) -> bool:
        apart = one.active and one.user not in {asked.by, asked.person}
        return apart and uow.people.account(one.user) is not None and not locked(uow, one.user)

    def of_office(one: Person) -> bool:
        held = uow.posts.offices().held_by(one.user, today)
        return bool(one.roles & OFFICE) or any(h.formula is Formula.NONE for h in held)

    others = any(independent(one) and of_office(one) for one in uow.people.all())
    return independent(person) and (of_office(person) or not others)


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("delegate", [True, False])
def test_for_everybody_and_every_act_it_is_as_the_rule_has_it(left: bool, delegate: bool) -> None:
    house = build()
    today, now = bangkok_day(house.library.clock()), house.library.clock()
    with house.library.unit() as uow:
        formula = Formula.ACTING if delegate else Formula.NONE
        uow.posts.hold(Holding("h9", "director", "other", today, today, formula), now)
        uow.posts.hold(Holding("h8", "director", "deputy", today + timedelta(days=1)), now)
        if not left:  # nobody of the office but the director is left
            for person in uow.people.all():
                if person.roles & OFFICE:
                    uow.people.save(replace(person, active=False))
        pairs = [("staff", "admin"), ("admin", "quality"), ("quality", "director"), ("director", "staff")]
        asked = [Confirmation(f"c{n}", Touch.ACCOUNT, *pair, now) for n, pair in enumerate(pairs)]
        uow.confirmations.add(asked[3])  # the director's account waits too, so it vouches for nothing
        vouching = Vouching(house.library, uow)
        seen = set()
        for person, each in product(uow.people.all(), asked):
            expected = by_the_rule(house, uow, person, each)
            assert vouching.may_confirm(person, each) is expected, (person.user, each)
            seen.add(expected)
        assert seen == {True, False}
