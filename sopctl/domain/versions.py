"""A version of a document: its append-only history, its rounds, and the state that follows from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.rounds import Replacement, Round
from sopctl.domain.signatures import Signature
from sopctl.domain.workflow import WAITING_FOR, Action, OutOfOrderError, State, transition


class ReasonMissingError(SopctlError):
    """An action that asks for a reason and got none."""

    code = "reason-missing"

    def __init__(self, action: Action) -> None:
        super().__init__(f"{action} needs a reason in words.", action=action)


_NEED_REASON = {Action.RETURN, Action.ABANDON, Action.WITHDRAW}


@dataclass(frozen=True)
class Event:
    """One line of a version's history; ``at`` is aware UTC, ``state`` the state it led to."""

    action: Action
    by: str
    at: datetime
    state: State
    round_id: str = ""
    reason: str = ""
    signature: str = ""  # digest of the signature given with it


@dataclass(frozen=True)
class Version:
    """One version from first draft to its end. ``id`` is the draft's identity, never shown to staff."""

    id: str
    number: DocumentNumber
    label: VersionLabel
    author: str
    created_at: datetime
    history: tuple[Event, ...] = ()
    rounds: tuple[Round, ...] = ()

    @property
    def state(self) -> State:
        """What the last event led to; a version without events is a draft."""
        return self.history[-1].state if self.history else State.DRAFT

    @property
    def round(self) -> Round | None:
        """The last round, open or closed."""
        return self.rounds[-1] if self.rounds else None

    def apply(
        self,
        action: Action,
        *,
        by: str,
        at: datetime,
        reason: str = "",
        to: State | None = None,
        signature: str = "",
    ) -> Version:
        """The version after an action that the table allows.

        Raises OutOfOrderError for any other, ReasonMissingError where the action needs a reason.
        """
        line = transition(self.state, action)
        if action in _NEED_REASON and not reason.strip():
            raise ReasonMissingError(action)
        state = line.to[0] if to is None else to
        if state not in line.to:
            raise AssertionError(f"{action} never leads to {state}")
        round_id = self.round.id if self.round else ""
        event = Event(action, by, at, state, round_id, reason.strip(), signature)
        return replace(self, history=(*self.history, event))

    def submit(self, opened: Round, *, by: str, at: datetime) -> Version:
        """The version with a new round opened. Raises OutOfOrderError."""
        transition(self.state, Action.SUBMIT)
        entered = replace(self, rounds=(*self.rounds, opened))
        return entered.apply(Action.SUBMIT, by=by, at=at, to=opened.state, reason=opened.manifest.reason)

    def replace_signer(self, replacement: Replacement) -> Version:
        """The version with a named signer of its open round replaced.

        Raises OutOfOrderError while nothing waits for signatures, ReasonMissingError,
        SignerNotReplaceableError.
        """
        if self.round is None or self.state not in WAITING_FOR.values():
            raise OutOfOrderError(self.state, Action.REVIEW)
        if not replacement.reason.strip():
            raise ReasonMissingError(Action.REVIEW)
        return replace(self, rounds=(*self.rounds[:-1], self.round.replace_signer(replacement)))

    def sign(self, action: Action, signature: Signature) -> Version:
        """The version with one more signature on its open round.

        Raises OutOfOrderError, StaleRoundError or AlreadySignedError.
        """
        transition(self.state, action)
        if self.round is None:
            raise OutOfOrderError(self.state, action)
        signed = self.round.sign(signature)
        moved = replace(self, rounds=(*self.rounds[:-1], signed))
        return moved.apply(
            action,
            by=signature.person,
            at=signature.at,
            to=signed.state,
            reason=signature.remark,
            signature=signature.digest,
        )
