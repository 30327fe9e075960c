"""How a version, its events, rounds and signatures stand in rows, and how they are read back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping

from sopctl.domain.manifest import Manifest
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.rounds import Replacement, Round
from sopctl.domain.signatures import Meaning, Signature
from sopctl.domain.types import SignerKind, Signers, Step
from sopctl.domain.versions import Event, Version
from sopctl.domain.workflow import Action, State
from sopctl.storage.sql.statements import Values


def version_row(version: Version) -> Values:
    return {
        "id": version.id,
        "number": version.number.text,
        "edition": version.label.edition,
        "amendment": version.label.amendment,
        "author": version.author,
        "created_at": version.created_at,
        **standing_of(version),
    }


def standing_of(version: Version) -> Values:
    """What of a version's row its history decides."""
    since = version.history[-1].at if version.history else version.created_at
    return {"state": version.state.value, "state_since": since}


def event_rows(version: Version) -> list[Values]:
    return [
        {
            "version_id": version.id,
            "position": position,
            "action": event.action.value,
            "by": event.by,
            "at": event.at,
            "state": event.state.value,
            "round_id": event.round_id,
            "reason": event.reason,
            "signature": event.signature,
        }
        for position, event in enumerate(version.history)
    ]


def round_rows(version: Version) -> list[Values]:
    return [
        {
            "id": opened.id,
            "version_id": version.id,
            "position": position,
            "ordinal": opened.ordinal,
            "manifest": opened.manifest.encode().decode(),
            "steps": [step_facts(step) for step in opened.steps],
            "department": opened.department,
            "prepared_by": opened.prepared_by,
            "prepared_name": opened.prepared_name,
            "prepared_title": opened.prepared_title,
            "opened_at": opened.opened_at,
            "source_commit": opened.commit,
        }
        for position, opened in enumerate(version.rounds)
    ]


def signature_rows(version: Version) -> list[Values]:
    return [
        {
            "round_id": opened.id,
            "position": position,
            "step": given.step,
            "manifest_sha256": given.manifest_sha256,
            "evidence_sha256": given.evidence_sha256,
            "meaning": given.meaning.value,
            "person": given.person,
            "name": given.name,
            "post": given.post,
            "authority": given.authority,
            "at": given.at,
            "previous": given.previous,
            "formula": given.formula,
            "remark": given.remark,
            "picture_sha256": given.picture_sha256,
            "digest": given.digest,
        }
        for opened in version.rounds
        for position, given in enumerate(opened.signatures)
    ]


def replacement_rows(version: Version) -> list[Values]:
    return [
        {"round_id": opened.id, "position": position, **vars(each)}
        for opened in version.rounds
        for position, each in enumerate(opened.replacements)
    ]


def read_version(row: RowMapping, events: Sequence[RowMapping], rounds: Sequence[Round]) -> Version:
    return Version(
        id=row["id"],
        number=DocumentNumber(row["number"]),
        label=VersionLabel(row["edition"], row["amendment"]),
        author=row["author"],
        created_at=row["created_at"],
        history=tuple(map(_read_event, events)),
        rounds=tuple(rounds),
    )


def read_round(
    row: RowMapping, signatures: Sequence[RowMapping], replacements: Sequence[RowMapping] = ()
) -> Round:
    return Round(
        id=row["id"],
        ordinal=row["ordinal"],
        manifest=Manifest.decode(row["manifest"].encode()),
        steps=tuple(map(read_step, row["steps"])),
        department=row["department"],
        prepared_by=row["prepared_by"],
        prepared_name=row["prepared_name"],
        prepared_title=row["prepared_title"],
        opened_at=row["opened_at"],
        commit=row["source_commit"],
        signatures=tuple(map(read_signature, signatures)),
        replacements=tuple(map(_read_replacement, replacements)),
    )


def _read_replacement(row: RowMapping) -> Replacement:
    return Replacement(**{name: row[name] for name in row if name not in {"round_id", "position"}})


def _read_event(row: RowMapping) -> Event:
    return Event(
        action=Action(row["action"]),
        by=row["by"],
        at=row["at"],
        state=State(row["state"]),
        round_id=row["round_id"],
        reason=row["reason"],
        signature=row["signature"],
    )


def read_signature(row: RowMapping) -> Signature:
    """A signature; the digest beside it is not read, because it follows."""
    facts = {name: row[name] for name in row if name not in {"position", "digest"}}
    return Signature(**{**facts, "meaning": Meaning(row["meaning"])})


def step_facts(step: Step) -> dict[str, Any]:
    """A step as JSON."""
    return {
        "action": step.action.value,
        "kind": step.signers.kind.value,
        "value": step.signers.value,
        "people": list(step.signers.people),
        "needed": step.needed,
        "with_previous": step.with_previous,
    }


def read_step(facts: dict[str, Any]) -> Step:
    """Read what ``step_facts`` gave."""
    return Step(
        action=Action(facts["action"]),
        signers=Signers(SignerKind(facts["kind"]), facts["value"], tuple(facts["people"])),
        needed=facts["needed"],
        with_previous=facts["with_previous"],
    )
