"""A version's history, its rounds and the state that follows from them (R5, R16, R17, R18)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sopctl.domain.errors import SopctlError
from sopctl.domain.rounds import AlreadySignedError, StaleRoundError
from sopctl.domain.types import SignerKind, Signers, Step
from sopctl.domain.versions import ReasonMissingError, Version
from sopctl.domain.workflow import Action, OutOfOrderError, State, possible
from tests.domain.builders import (
    APPROVE,
    CHECK,
    NOW,
    REVIEW,
    draft,
    later,
    opened,
    signature,
    signed,
    submitted,
)


def test_a_version_walks_from_draft_to_released_through_each_step() -> None:
    version = submitted()
    assert version.state is State.IN_REVIEW
    version = signed(version, "reviewer", Action.REVIEW)
    assert version.state is State.IN_CHECK
    version = signed(version, "quality", Action.CHECK)
    assert version.state is State.IN_APPROVAL
    version = signed(version, "director", Action.APPROVE)
    assert version.state is State.APPROVED
    assert version.apply(Action.RELEASE, by="quality", at=later(9)).state is State.RELEASED


def test_a_type_without_review_begins_at_the_check() -> None:
    assert submitted((CHECK, APPROVE)).state is State.IN_CHECK


@pytest.mark.parametrize("action", [Action.CHECK, Action.APPROVE])
def test_signing_a_later_step_first_is_refused(action: Action) -> None:
    version = submitted()
    with pytest.raises(OutOfOrderError):
        version.sign(action, signature(version, "director", action))


def test_a_signature_for_a_step_that_is_not_open_is_refused() -> None:
    version = submitted()
    with pytest.raises(StaleRoundError):
        version.sign(Action.REVIEW, signature(version, "reviewer", Action.REVIEW, step=2))


def test_a_signature_over_another_manifest_is_refused() -> None:
    version = submitted()
    transplanted = replace(signature(version, "reviewer", Action.REVIEW), manifest_sha256="f" * 64)
    with pytest.raises(StaleRoundError):
        version.sign(Action.REVIEW, transplanted)


def test_a_signature_of_an_earlier_round_cannot_be_replayed() -> None:
    first = submitted()
    given = signature(first, "reviewer", Action.REVIEW)
    back = first.apply(Action.RETURN, by="reviewer", at=later(2), reason="แก้ข้อ ๓")
    again = back.submit(opened(round_id="r2", ordinal=2), by="author", at=later(3))
    with pytest.raises(StaleRoundError):
        again.sign(Action.REVIEW, given)


def test_two_reviewers_are_two_different_people() -> None:
    two = Step(Action.REVIEW, Signers(SignerKind.ROLE, "reviewer"), needed=2)
    version = signed(submitted((two, CHECK, APPROVE)), "first", Action.REVIEW)
    assert version.state is State.IN_REVIEW
    with pytest.raises(AlreadySignedError):
        signed(version, "first", Action.REVIEW)
    assert signed(version, "second", Action.REVIEW).state is State.IN_CHECK


def test_parallel_reviews_may_come_in_any_order() -> None:
    by_nurse = Step(Action.REVIEW, Signers(SignerKind.PEOPLE, people=("nurse",)))
    by_doctor = Step(Action.REVIEW, Signers(SignerKind.PEOPLE, people=("doctor",)), with_previous=True)
    version = submitted((by_nurse, by_doctor, CHECK, APPROVE))
    version = version.sign(Action.REVIEW, signature(version, "doctor", Action.REVIEW, step=1))
    assert version.state is State.IN_REVIEW
    assert signed(version, "nurse", Action.REVIEW).state is State.IN_CHECK


def test_serial_reviews_wait_for_each_other() -> None:
    second = Step(Action.REVIEW, Signers(SignerKind.PEOPLE, people=("doctor",)))
    version = submitted((REVIEW, second, APPROVE))
    with pytest.raises(StaleRoundError):
        version.sign(Action.REVIEW, signature(version, "doctor", Action.REVIEW, step=1))


@pytest.mark.parametrize("action", [Action.RETURN, Action.ABANDON])
def test_sending_back_and_giving_up_ask_for_a_reason(action: Action) -> None:
    with pytest.raises(ReasonMissingError):
        submitted().apply(action, by="someone", at=NOW, reason="  ")


def test_a_returned_version_keeps_its_label_and_its_first_round() -> None:
    back = submitted().apply(Action.RETURN, by="reviewer", at=later(1), reason="เพิ่มตัวชี้วัด")
    again = back.submit(opened(round_id="r2", ordinal=2), by="author", at=later(2))
    assert again.label == back.label
    assert [r.id for r in again.rounds] == ["r1", "r2"]
    assert again.state is State.IN_REVIEW


class AnyOrder(RuleBasedStateMachine):
    """Whatever is tried in whatever order: a refusal changes nothing, and history only grows."""

    def __init__(self) -> None:
        super().__init__()
        self.version = draft()
        self.seen: tuple[Version, ...] = ()
        self.rounds = 0

    @rule(action=st.sampled_from(Action), user=st.sampled_from(["author", "reviewer", "quality", "director"]),
          reason=st.sampled_from(["", "เหตุผล"]))  # fmt: skip
    def try_it(self, action: Action, user: str, reason: str) -> None:
        before = self.version
        try:
            self.version = self._do(action, user, reason)
        except SopctlError:
            assert self.version == before
        else:
            assert action in possible(before.state)
            assert self.version.history[: len(before.history)] == before.history
            assert len(self.version.history) == len(before.history) + 1

    def _do(self, action: Action, user: str, reason: str) -> Version:
        if action is Action.SUBMIT:
            self.rounds += 1
            return self.version.submit(
                opened(round_id=f"r{self.rounds}", ordinal=self.rounds), by=user, at=NOW
            )
        if action in (Action.REVIEW, Action.CHECK, Action.APPROVE) and self.version.round:
            return self.version.sign(action, signature(self.version, user, action))
        return self.version.apply(action, by=user, at=NOW, reason=reason)

    @invariant()
    def approved_only_with_every_signature(self) -> None:
        if self.version.state is State.APPROVED:
            assert self.version.round is not None
            assert all(self.version.round.complete(i) for i in range(len(self.version.round.steps)))

    @invariant()
    def every_signature_of_a_round_covers_its_manifest(self) -> None:
        for each in self.version.rounds:
            assert all(s.manifest_sha256 == each.manifest.sha256 for s in each.signatures)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
