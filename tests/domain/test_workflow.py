"""The table of states and actions, tried whole (R17, R18)."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from sopctl.domain.workflow import (
    TABLE,
    Action,
    Authority,
    OutOfOrderError,
    State,
    lines,
    possible,
    transition,
)

EXPECTED = {
    State.DRAFT: {Action.SUBMIT, Action.REGISTER, Action.ABANDON},
    State.IN_REVIEW: {Action.REVIEW, Action.RETURN, Action.TAKE_BACK, Action.ABANDON},
    State.IN_CHECK: {Action.CHECK, Action.RETURN, Action.TAKE_BACK, Action.ABANDON},
    State.IN_APPROVAL: {Action.APPROVE, Action.RETURN, Action.TAKE_BACK, Action.ABANDON},
    State.APPROVED: {Action.RELEASE, Action.ABANDON},
    State.RELEASED: {Action.REAFFIRM, Action.WITHDRAW},
    State.WITHDRAWN: set(),
    State.ABANDONED: set(),
}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(State, Action)))
def test_every_state_allows_its_actions_and_refuses_all_others(state: State, action: Action) -> None:
    if action in EXPECTED[state]:
        assert transition(state, action) is TABLE[state, action]
    else:
        with pytest.raises(OutOfOrderError) as refused:
            transition(state, action)
        assert refused.value.code == "out-of-order"
        assert refused.value.facts["state"] == state


WHO = {
    Action.SUBMIT: {Authority.AUTHOR},
    Action.TAKE_BACK: {Authority.AUTHOR},
    Action.REVIEW: {Authority.REVIEWER},
    Action.CHECK: {Authority.QUALITY},
    Action.APPROVE: {Authority.APPROVING_POST},
    Action.RETURN: {Authority.SIGNER},
    Action.RELEASE: {Authority.QUALITY},
    Action.REGISTER: {Authority.QUALITY},
    Action.WITHDRAW: {Authority.APPROVING_POST},
    Action.REAFFIRM: {Authority.APPROVING_POST},
    Action.ABANDON: {Authority.AUTHOR, Authority.QUALITY},
}


@pytest.mark.parametrize(("state", "action", "who"), list(itertools.product(State, Action, Authority)))
def test_every_state_action_and_authority(state: State, action: Action, who: Authority) -> None:
    line = TABLE.get((state, action))
    assert (line is not None and who in line.by) is (action in EXPECTED[state] and who in WHO[action])


def test_a_released_version_goes_nowhere_but_out_of_force() -> None:
    reached = {to for action in possible(State.RELEASED) for to in TABLE[State.RELEASED, action].to}
    assert reached == {State.RELEASED, State.WITHDRAWN}


def test_only_the_approving_post_approves_and_only_the_quality_office_releases() -> None:
    assert TABLE[State.IN_APPROVAL, Action.APPROVE].by == (Authority.APPROVING_POST,)
    assert TABLE[State.APPROVED, Action.RELEASE].by == (Authority.QUALITY,)


def test_no_action_skips_from_draft_to_approved() -> None:
    assert State.APPROVED not in {to for a in possible(State.DRAFT) for to in TABLE[State.DRAFT, a].to}


def test_the_printed_table_in_the_documentation_is_the_one_that_runs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert "\n".join(lines()) in page
