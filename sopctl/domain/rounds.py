"""A round: one manifest, the steps copied when it began, and the signatures given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sopctl.domain.errors import SopctlError
from sopctl.domain.manifest import Manifest
from sopctl.domain.quorum import open_steps
from sopctl.domain.signatures import Signature
from sopctl.domain.types import Step
from sopctl.domain.workflow import WAITING_FOR, Action, State


class StaleRoundError(SopctlError):
    """What is on the signer's screen is not what the round now holds."""

    code = "round-changed"

    def __init__(self, round_id: str) -> None:
        super().__init__(f"Round {round_id} changed since it was shown; read it again.", round=round_id)


class AlreadySignedError(SopctlError):
    """The same person again in one step."""

    code = "already-signed"

    def __init__(self, person: str, round_id: str) -> None:
        super().__init__(
            f"{person} has signed this step of {round_id} already.", person=person, round=round_id
        )


class SignerNotReplaceableError(SopctlError):
    """A signer who is not named for the step, has signed it, or is no person by name."""

    code = "signer-not-replaceable"

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{new} cannot take the place of {old} in this step.", old=old, new=new)


@dataclass(frozen=True)
class Replacement:
    """One named signer who takes the place of another; ``step`` counts from 0, ``at`` is aware UTC."""

    step: int
    old: str
    new: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Round:
    """Frozen facts and signatures of one passage through the steps.

    ``department`` is the owner's, for signers named by role within it. ``prepared_name`` is the author's name
    as it stood when submitting. ``steps`` are those copied when it began; ``replacements`` came since.
    """

    id: str
    ordinal: int
    manifest: Manifest
    steps: tuple[Step, ...]
    department: str
    prepared_by: str
    prepared_name: str
    prepared_title: str
    opened_at: datetime
    commit: str
    signatures: tuple[Signature, ...] = ()
    replacements: tuple[Replacement, ...] = ()

    def signed(self, step: int) -> tuple[Signature, ...]:
        """The signatures given for a step."""
        return tuple(s for s in self.signatures if s.step == step)

    def complete(self, step: int) -> bool:
        """Whether a step has the signatures it needs; the need never shrinks."""
        return len(self.signed(step)) >= self.steps[step].needed

    def open_steps(self) -> tuple[int, ...]:
        """The steps that can be signed now: the first incomplete one and those parallel to it."""
        return open_steps(self.steps, lambda index: len(self.signed(index)))

    @property
    def state(self) -> State:
        """The state that the round gives its version: what it waits for, or approved."""
        steps = self.open_steps()
        return WAITING_FOR[self.steps[steps[0]].action] if steps else State.APPROVED

    def waits_for(self, action: Action) -> tuple[int, ...]:
        """The open steps that the action would sign."""
        return tuple(i for i in self.open_steps() if self.steps[i].action is action)

    def step_now(self, index: int) -> Step:
        """A step with the signers that took the place of others; as many as when the round began."""
        step = self.steps[index]
        people = step.signers.people
        for each in self.replacements:
            if each.step == index:
                people = tuple(each.new if user == each.old else user for user in people)
        return replace(step, signers=replace(step.signers, people=people))

    def replace_signer(self, replacement: Replacement) -> Round:
        """The round with one named signer in the place of another; how many must sign stays.

        Raises SignerNotReplaceableError for a step that is complete or names no persons, for somebody who
        signed it or is not named for it, and for a successor who is named for it already or prepared it.
        """
        step, old, new = replacement.step, replacement.old, replacement.new
        fits = 0 <= step < len(self.steps) and not self.complete(step)
        people = self.step_now(step).signers.people if fits else ()
        taken = {self.prepared_by, *people, *(s.person for s in self.signed(step))} if fits else set()
        if old not in people or new in taken or any(s.person == old for s in self.signed(step)):
            raise SignerNotReplaceableError(old, new)
        return replace(self, replacements=(*self.replacements, replacement))

    def sign(self, signature: Signature) -> Round:
        """The round with one more signature.

        Raises StaleRoundError for another manifest or a step that is not open, and AlreadySignedError for
        a second signature of the same person.
        """
        if signature.manifest_sha256 != self.manifest.sha256 or signature.round_id != self.id:
            raise StaleRoundError(self.id)
        if signature.step not in self.open_steps():
            raise StaleRoundError(self.id)
        if any(s.person == signature.person for s in self.signed(signature.step)):
            raise AlreadySignedError(signature.person, self.id)
        return replace(self, signatures=(*self.signatures, signature))
