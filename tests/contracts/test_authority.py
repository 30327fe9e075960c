"""The contracts of confirmations, reaffirmations, and the signatures on orders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sopctl.application.ports import ConcurrentChangeError, UnitOfWork
from sopctl.application.records import ReaffirmationRequest, WithdrawalRequest
from sopctl.domain.confirmations import Confirmation, Outcome, Touch
from sopctl.domain.errors import NotFoundError
from sopctl.domain.orders import ReaffirmationOrder, WithdrawalOrder
from sopctl.domain.posts import Holding, Post
from sopctl.domain.reaffirmations import Reaffirmation
from sopctl.domain.types import SignerKind, Signers, Step
from sopctl.domain.workflow import Action
from sopctl.thai.dates import bangkok_day
from tests.contracts import samples
from tests.contracts.conftest import Library
from tests.contracts.samples import DAY, NOW, NUMBER, SHA, V1, later

STEPS = (Step(Action.APPROVE, Signers(SignerKind.POST, "director"), needed=2),)


def released(unit: UnitOfWork) -> None:
    unit.documents.add(samples.document())
    unit.versions.add(samples.version())
    unit.releases.add(samples.released())


def test_a_confirmation_becomes_ready_and_is_closed_once(library: Library) -> None:
    asked = Confirmation("c1", Touch.PASSWORD, "somchai", "admin", NOW, detail={"name": "ก"})
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.confirmations.add(asked)
        unit.confirmations.add(replace(asked, id="c2", kind=Touch.ROLES, at=later(1)))
        with pytest.raises(ConcurrentChangeError):
            unit.confirmations.add(asked)
        unit.confirmations.make_ready("c1", "123456", later(2))
        unit.confirmations.close("c1", Outcome.CONFIRMED, later(3), by="quality")
        for again in (Outcome.REFUSED, Outcome.CONFIRMED):
            with pytest.raises(NotFoundError):
                unit.confirmations.close("c1", again, later(4), by="quality")
        with pytest.raises(NotFoundError):
            unit.confirmations.make_ready("c1", "654321", later(4))
        unit.commit()
    done = replace(
        asked, word="123456", ready_at=later(2), outcome=Outcome.CONFIRMED, closed_at=later(3),
        closed_by="quality",
    )  # fmt: skip
    with library.reading() as unit:
        assert unit.confirmations.get("c1") == done
        assert [each.id for each in unit.confirmations.of("somchai")] == ["c1", "c2"]
        assert unit.confirmations.all() == unit.confirmations.of("somchai")
        assert [each.id for each in unit.confirmations.waiting()] == ["c2"]
        assert unit.confirmations.get("c9") is None


@pytest.mark.parametrize("outcome", [None, Outcome.CONFIRMED, Outcome.REFUSED, Outcome.REPLACED])
def test_a_holding_stands_only_when_its_confirmation_says_so(
    library: Library, outcome: Outcome | None
) -> None:
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.posts.add(Post("director", "ผู้อำนวยการ", "Director"))
        for name in ("h1", "h2"):
            unit.posts.hold(Holding(name, "director", "somchai", DAY), later(len(name)))
        unit.confirmations.add(Confirmation("c1", Touch.POST, "somchai", "admin", NOW, subject="h1"))
        if outcome:
            unit.confirmations.close("c1", outcome, later(1), by="quality")
        unit.commit()
    with library.reading() as unit:
        standing = {h.id: h.covers(DAY) for h in unit.posts.offices().holdings}
    assert standing == {"h1": outcome is Outcome.CONFIRMED, "h2": True}


def test_signatures_on_an_order_are_kept_in_order(library: Library) -> None:
    opened = samples.submitted(samples.version()).round
    assert opened is not None
    given = (samples.signature(opened), samples.signature(opened, "wichai", 30))
    order = WithdrawalOrder(NUMBER, V1, SHA, SHA, DAY, "เลิกใช้", "ann", "แอน", NOW)
    with library.unit() as unit:
        released(unit)
        unit.withdrawals.add(WithdrawalRequest("w1", "v1", order, steps=STEPS))
        for signature in given:
            unit.withdrawals.sign("w1", signature)
        assert unit.withdrawals.open() == [WithdrawalRequest("w1", "v1", order, steps=STEPS, given=given)]
        unit.withdrawals.close("w1", "declined", later(40), by="ann")
        with pytest.raises(NotFoundError):
            unit.withdrawals.sign("w1", given[0])
        unit.commit()


def test_a_reaffirmation_is_asked_once_and_then_belongs_to_the_release(library: Library) -> None:
    opened = samples.submitted(samples.version()).round
    assert opened is not None
    order = ReaffirmationOrder(NUMBER, V1, SHA, SHA, DAY, "ยังใช้ได้", "ann", "แอน", NOW)
    first = ReaffirmationRequest("r1", "v1", order, STEPS)
    with library.unit() as unit:
        released(unit)
        unit.reaffirmations.add(first)
        with pytest.raises(ConcurrentChangeError):
            unit.reaffirmations.add(replace(first, id="r2"))
        unit.reaffirmations.sign("r1", samples.signature(opened))
        unit.reaffirmations.close("r1", "reaffirmed", later(1), by="boss")
        for wrong in ("r1", "r9"):
            with pytest.raises(NotFoundError):
                unit.reaffirmations.close(wrong, "declined", later(2), by="boss")
            with pytest.raises(NotFoundError):
                unit.reaffirmations.sign(wrong, samples.signature(opened))
        second = replace(first, id="r2", order=replace(order, asked_at=later(3)))
        unit.reaffirmations.add(second)
        unit.commit()
    with library.reading() as unit:
        assert unit.reaffirmations.open() == [second]
        assert [each.id for each in unit.reaffirmations.of("v1")] == ["r1", "r2"]
        kept = unit.releases.get("v1")
        assert kept is not None
        assert kept.reaffirmed == (Reaffirmation(bangkok_day(later(1)), later(1), "ยังใช้ได้", "boss"),)
