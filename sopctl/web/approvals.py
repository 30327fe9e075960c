"""The signatures of an approval record, as pages show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sopctl.domain.signatures import Meaning, Medium, Signature


@dataclass(frozen=True)
class Signed:
    """One signature to show: ``at`` (aware) for an electronic one, ``day`` alone for paper."""

    name: str
    post: str
    meaning: Meaning
    paper: bool
    at: datetime | None = None
    day: date | None = None
    remark: str = ""


def of_record(record: bytes) -> tuple[Signed, ...]:
    """Who prepared and who signed, from the canonical JSON of an approval record."""
    facts = json.loads(record)
    return (*_prepared(facts), *of_facts(facts["signatures"]))


def of_facts(signatures: Iterable[Mapping[str, str]]) -> tuple[Signed, ...]:
    """The signatures of a record's list."""
    return tuple(_signed(s) for s in signatures)


def of_round(signatures: Iterable[Signature]) -> tuple[Signed, ...]:
    """The signatures of a round in work."""
    return tuple(
        Signed(s.name, s.formula or s.post, s.meaning, paper=False, at=s.at, remark=s.remark)
        for s in signatures
    )


def _prepared(facts: Mapping[str, Mapping[str, str]]) -> tuple[Signed, ...]:
    prepared = facts.get("prepared")
    signatures = facts["signatures"]
    # What was approved on paper was only typed in by whom the record calls its preparer.
    if not prepared or any(s["medium"] == Medium.PAPER for s in signatures):  # type: ignore[index]
        return ()
    at = datetime.fromisoformat(prepared["at"])
    return (Signed(prepared["name"], prepared["post"], Meaning.PREPARED, paper=False, at=at),)


def _signed(facts: Mapping[str, str]) -> Signed:
    paper = facts["medium"] == Medium.PAPER
    return Signed(
        name=facts["name"],
        post=facts.get("formula") or facts["post"],
        meaning=Meaning(facts["meaning"]),
        paper=paper,
        at=None if paper else datetime.fromisoformat(facts["at"]),
        day=date.fromisoformat(facts["day"]) if paper else None,
        remark=facts.get("remark", ""),
    )
