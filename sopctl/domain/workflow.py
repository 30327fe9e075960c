"""The workflow as one table: in which state which action is possible, by whom, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sopctl.domain.errors import SopctlError


class State(StrEnum):
    """Where a version stands. ``released`` shows by date as scheduled, in force or superseded."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    IN_CHECK = "in_check"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"


class Action(StrEnum):
    """The verbs that move a version."""

    SUBMIT = "submit"
    REVIEW = "review"
    CHECK = "check"
    APPROVE = "approve"
    RETURN = "return"
    TAKE_BACK = "take-back"
    RELEASE = "release"
    REGISTER = "register"
    WITHDRAW = "withdraw"
    REAFFIRM = "reaffirm"
    ABANDON = "abandon"


class Authority(StrEnum):
    """On what ground a person may act."""

    AUTHOR = "author"  # who prepares this version
    SIGNER = "signer"  # who may sign the step that is open now
    REVIEWER = "reviewer"  # a reviewer that the type asks for
    QUALITY = "quality"  # the quality office
    APPROVING_POST = "approving-post"  # the post that approves this type


@dataclass(frozen=True)
class Transition:
    """What an action does: the states it may lead to, and who may take it.

    Where several states are named, the first step of the round that is still open decides.
    """

    to: tuple[State, ...]
    by: tuple[Authority, ...]


class OutOfOrderError(SopctlError):
    """A step that cannot be taken in this state; ``instead`` is what can, by the table unless it is given."""

    code = "out-of-order"

    def __init__(self, state: State, action: Action, instead: tuple[Action, ...] | None = None) -> None:
        now = ", ".join(possible(state) if instead is None else instead) or "nothing"
        super().__init__(
            f"{action} is not possible while it is {state}; possible now: {now}.",
            state=state,
            action=action,
            possible=now,
        )


_S, _A, _BY = State, Action, Authority
_STEPS = (_S.IN_REVIEW, _S.IN_CHECK, _S.IN_APPROVAL)
_UNRELEASED = (_S.DRAFT, *_STEPS, _S.APPROVED)

TABLE: Mapping[tuple[State, Action], Transition] = MappingProxyType(
    {
        (_S.DRAFT, _A.SUBMIT): Transition(_STEPS, (_BY.AUTHOR,)),
        (_S.DRAFT, _A.REGISTER): Transition((_S.RELEASED,), (_BY.QUALITY,)),
        (_S.IN_REVIEW, _A.REVIEW): Transition(_STEPS, (_BY.REVIEWER,)),
        (_S.IN_CHECK, _A.CHECK): Transition((_S.IN_CHECK, _S.IN_APPROVAL, _S.APPROVED), (_BY.QUALITY,)),
        (_S.IN_APPROVAL, _A.APPROVE): Transition((_S.IN_APPROVAL, _S.APPROVED), (_BY.APPROVING_POST,)),
        **{(state, _A.RETURN): Transition((_S.DRAFT,), (_BY.SIGNER,)) for state in _STEPS},
        **{(state, _A.TAKE_BACK): Transition((_S.DRAFT,), (_BY.AUTHOR,)) for state in _STEPS},
        (_S.APPROVED, _A.RELEASE): Transition((_S.RELEASED,), (_BY.QUALITY,)),
        **{(s, _A.ABANDON): Transition((_S.ABANDONED,), (_BY.AUTHOR, _BY.QUALITY)) for s in _UNRELEASED},
        (_S.RELEASED, _A.REAFFIRM): Transition((_S.RELEASED,), (_BY.APPROVING_POST,)),
        (_S.RELEASED, _A.WITHDRAW): Transition((_S.WITHDRAWN,), (_BY.APPROVING_POST,)),
    }
)

WAITING_FOR: Mapping[Action, State] = MappingProxyType(
    {_A.REVIEW: _S.IN_REVIEW, _A.CHECK: _S.IN_CHECK, _A.APPROVE: _S.IN_APPROVAL}
)


def possible(state: State) -> tuple[Action, ...]:
    """The actions that the table has for a state, in the table's order."""
    return tuple(action for at, action in TABLE if at is state)


def transition(state: State, action: Action) -> Transition:
    """The table's line for a state and an action. Raises OutOfOrderError."""
    found = TABLE.get((state, action))
    if found is None:
        raise OutOfOrderError(state, action)
    return found


def lines() -> Iterator[str]:
    """The table as Markdown lines, for people to read."""
    yield "| from | action | by | to |"
    yield "|---|---|---|---|"
    for (state, action), line in TABLE.items():
        yield f"| {state} | {action} | {', '.join(line.by)} | {', '.join(line.to)} |"
