"""Histories: every step of a version stands in the ledger, and every step in the ledger in its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sopctl.application.safekeeping.doctor.moment import Moment
from sopctl.application.safekeeping.doctor.problem import Kind, Problem
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action

REBUILD = "library:rebuild"
_STEPS = {
    Action.SUBMIT,
    Action.REVIEW,
    Action.CHECK,
    Action.APPROVE,
    Action.RETURN,
    Action.TAKE_BACK,
    Action.ABANDON,
    Action.RELEASE,
    Action.REGISTER,
    Action.WITHDRAW,
    Action.REAFFIRM,
}
_WITH_REASON = {Action.SUBMIT, Action.RETURN, Action.TAKE_BACK, Action.ABANDON, Action.WITHDRAW,
                Action.REAFFIRM}  # fmt: skip

Step = tuple[str, str, str]


def check_history(moment: Moment, version: Version) -> Iterator[Problem]:
    """Who did what, and why, as the history and the ledger say it.

    A rebuilt library holds no history of rounds that were not released, so rows from before a rebuild need
    none.
    """
    told = Counter(
        (event.action.value, event.by, event.reason if event.action in _WITH_REASON else "")
        for event in version.history
        if event.action in _STEPS
    )
    recorded, must = _recorded(moment, version)
    name = f"{version.number.slug}/v{version.label}"
    for step in sorted((told - recorded).keys()):
        detail = f"{step[0]} by {step[1]} is not in the ledger"
        yield Problem.found(Kind.HISTORY_DIFFERS, name, about=name, detail=detail)
    for step in sorted((must - told).keys()):
        detail = f"{step[0]} by {step[1]} is in the ledger alone"
        yield Problem.found(Kind.HISTORY_DIFFERS, name, about=name, detail=detail)


def _recorded(moment: Moment, version: Version) -> tuple[Counter[Step], Counter[Step]]:
    """The steps of a version in the ledger: all, and those that its history must hold."""
    rebuilt = max((row.sequence for row in moment.by_subject.get("library", ()) if row.action == REBUILD),
                  default=0)  # fmt: skip
    recorded: Counter[Step] = Counter()
    must: Counter[Step] = Counter()
    known = {action.value: action for action in _STEPS}
    for subject in (f"version:{version.id}", *(f"round:{opened.id}" for opened in version.rounds)):
        for row in moment.by_subject.get(subject, ()):
            kind, _, verb = row.action.partition(":")
            if kind not in ("round", "version") or verb not in known:
                continue
            reason = row.detail.get("reason", "").strip() if known[verb] in _WITH_REASON else ""
            recorded[verb, row.actor, reason] += 1
            must[verb, row.actor, reason] += row.sequence > rebuilt
    return recorded, +must
