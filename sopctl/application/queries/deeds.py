"""Deeds: what happened to a version, told for an auditor with authority and hashes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sopctl.application.records import ReaffirmationRequest, ReleasedVersion, WithdrawalRequest
from sopctl.domain.authority import Offices
from sopctl.domain.signatures import Medium, Signature
from sopctl.domain.versions import Event, Version
from sopctl.domain.workflow import TABLE, Authority, State

Request = WithdrawalRequest | ReaffirmationRequest


@dataclass(frozen=True)
class Deed:
    """One thing that somebody did.

    ``action`` is a verb of the workflow, or ``replace-signer``, ``ask-withdrawal``, ``decline-withdrawal``,
    ``approve-on-paper``. ``at`` is aware UTC; None for paper, which has a ``day`` alone. ``authority`` is the
    ground as it was signed (``post:director``, ``delegation:…``, ``role:quality`` …), else who may do that by
    the workflow's table (``author``, ``signer``, ``quality``). ``ground`` is the post or acting formula.
    ``manifest``, ``signature`` and ``evidence`` are SHA-256, "" where there is none.
    """

    action: str
    by: str
    name: str
    at: datetime | None
    authority: str
    state: State | None = None
    ground: str = ""
    reason: str = ""
    day: date | None = None
    manifest: str = ""
    signature: str = ""
    evidence: str = ""


def deeds_of(
    version: Version,
    released: ReleasedVersion | None,
    requests: Sequence[WithdrawalRequest],
    names: Mapping[str, str],
    offices: Offices,
    reaffirmations: Sequence[ReaffirmationRequest] = (),
) -> tuple[Deed, ...]:
    """All that happened to a version, oldest first; ``names`` are people's by user name."""
    record = json.loads(released.record) if released else {"signatures": []}
    orders: tuple[Request, ...] = (*requests, *reaffirmations)
    signed = _signatures(version, record["signatures"], orders)
    found = [_event(version, event, signed, names, offices) for event in version.history]
    found += _replacements(version, names)
    found += _requests(orders, names)
    found += _in_part(version, orders, offices)
    timed = sorted(found, key=lambda deed: deed.at or version.created_at)
    return (*_paper(record["signatures"], version), *timed)


def _signatures(
    version: Version, recorded: Sequence[Mapping[str, Any]], requests: Sequence[Request]
) -> dict[str, Signature]:
    """Every electronic signature on the version by its digest, wherever it is kept."""
    given = [s for opened in version.rounds for s in opened.signatures]
    given += [Signature.decode(facts) for facts in recorded if facts["medium"] == Medium.ELECTRONIC]
    given += [s for r in requests for s in r.given]
    withdrawn = (r.signature for r in requests if isinstance(r, WithdrawalRequest))
    given += [Signature.decode(json.loads(signature)) for signature in withdrawn if signature]
    return {signature.digest: signature for signature in given}


def _event(
    version: Version,
    event: Event,
    signed: Mapping[str, Signature],
    names: Mapping[str, str],
    offices: Offices,
) -> Deed:
    manifest = next((r.manifest.sha256 for r in version.rounds if r.id == event.round_id), "")
    signature = signed.get(event.signature)
    if signature is None:
        return Deed(
            event.action.value, event.by, names.get(event.by, event.by), event.at, _by_table(version, event),
            event.state, reason=event.reason, manifest=manifest, signature=event.signature,
        )  # fmt: skip
    return Deed(
        action=event.action.value,
        by=event.by,
        name=signature.name,
        at=event.at,
        authority=signature.authority,
        state=event.state,
        ground=signature.formula or _post(signature.authority, offices) or signature.post,
        reason=event.reason,
        manifest=signature.manifest_sha256,
        signature=event.signature,
        evidence=signature.evidence_sha256,
    )


def _by_table(version: Version, event: Event) -> str:
    """Who may do it by the table; where several may, the author when it was they."""
    place = version.history.index(event)
    before = version.history[place - 1].state if place else State.DRAFT
    line = TABLE.get((before, event.action))
    if line is None:
        return ""
    own = event.by == version.author and Authority.AUTHOR in line.by
    others = [by for by in line.by if by is not Authority.AUTHOR]
    return Authority.AUTHOR.value if own or not others else others[0].value


def _post(authority: str, offices: Offices) -> str:
    kind, _, value = authority.partition(":")
    return offices.title(value) if kind == "post" else ""


def _replacements(version: Version, names: Mapping[str, str]) -> Iterator[Deed]:
    for opened in version.rounds:
        for each in opened.replacements:
            old, new = (names.get(user, user) for user in (each.old, each.new))
            yield Deed(
                "replace-signer", each.by, names.get(each.by, each.by), each.at, Authority.QUALITY.value,
                reason=f"{old} → {new}: {each.reason}", manifest=opened.manifest.sha256,
            )  # fmt: skip


def _requests(requests: Sequence[Request], names: Mapping[str, str]) -> Iterator[Deed]:
    for request in requests:
        order = request.order
        about = "withdrawal" if isinstance(request, WithdrawalRequest) else "reaffirmation"
        yield Deed(
            f"ask-{about}", order.asked_by, order.asked_name, order.asked_at, Authority.QUALITY.value,
            reason=order.reason, manifest=order.manifest_sha256, evidence=order.sha256,
        )  # fmt: skip
        if request.outcome == "declined":
            by = request.closed_by
            yield Deed(
                f"decline-{about}", by, names.get(by, by), request.closed_at, "",
                reason=request.answer, manifest=order.manifest_sha256, evidence=order.sha256,
            )  # fmt: skip


def _in_part(version: Version, requests: Sequence[Request], offices: Offices) -> Iterator[Deed]:
    """Signatures on an order of several, which by themselves did not move the version."""
    deciding = {event.signature for event in version.history}
    for request in requests:
        about = "withdrawal" if isinstance(request, WithdrawalRequest) else "reaffirmation"
        for s in request.given:
            if s.digest not in deciding:
                yield Deed(
                    f"sign-{about}", s.person, s.name, s.at, s.authority,
                    ground=s.formula or _post(s.authority, offices) or s.post, reason=s.remark,
                    manifest=s.manifest_sha256, signature=s.digest, evidence=s.evidence_sha256,
                )  # fmt: skip


def _paper(recorded: Sequence[Mapping[str, Any]], version: Version) -> Iterator[Deed]:
    manifest = version.round.manifest.sha256 if version.round else ""
    for facts in recorded:
        if facts["medium"] == Medium.PAPER:
            yield Deed(
                "approve-on-paper", "", facts["name"], None, "paper", ground=facts["post"],
                day=date.fromisoformat(facts["day"]), manifest=manifest, evidence=facts["scan_sha256"],
            )  # fmt: skip
