"""Which steps can be signed now: the same rule for a round and for an order outside one (R18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sopctl.domain.types import Step


def open_steps(steps: Sequence[Step], signed: Callable[[int], int]) -> tuple[int, ...]:
    """The first incomplete step and those parallel to it; ``signed`` counts the signatures of a step.

    How many a step needs never shrinks.
    """
    first = next((i for i, step in enumerate(steps) if signed(i) < step.needed), None)
    if first is None:
        return ()
    last = first + 1
    while last < len(steps) and steps[last].with_previous:
        last += 1
    return tuple(i for i in range(first, last) if signed(i) < steps[i].needed)
