"""Small valid values for the domain's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sopctl.domain.manifest import Manifest
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person, Role
from sopctl.domain.rounds import Round
from sopctl.domain.signatures import MEANING_OF, Signature
from sopctl.domain.types import SignerKind, Signers, Step
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action

NOW = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
TODAY = date(2026, 1, 15)
NUMBER = DocumentNumber("SOP-IT-001")
REVIEW = Step(Action.REVIEW, Signers(SignerKind.DEPARTMENT_ROLE, "reviewer"))
CHECK = Step(Action.CHECK, Signers(SignerKind.ROLE, "quality"))
APPROVE = Step(Action.APPROVE, Signers(SignerKind.POST, "director"))


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def person(user: str, *roles: Role, department: str = "IT", active: bool = True) -> Person:
    return Person(user, f"Name of {user}", frozenset(roles), department, active=active)


def manifest(round_id: str = "r1", reason: str = "because") -> Manifest:
    return Manifest(
        number=NUMBER,
        version=VersionLabel(1),
        title="หัวเรื่อง",
        type_code="SOP",
        sources=(("document.md", "a" * 64),),
        shape=(("type", "b" * 64),),
        requested_effective=None,
        reason=reason,
        prepared_by="author",
        round_id=round_id,
    )


def opened(
    steps: tuple[Step, ...] = (REVIEW, CHECK, APPROVE), round_id: str = "r1", ordinal: int = 1
) -> Round:
    return Round(
        id=round_id,
        ordinal=ordinal,
        manifest=manifest(round_id),
        steps=steps,
        department="IT",
        prepared_by="author",
        prepared_name="Author",
        prepared_title="",
        opened_at=NOW,
        commit="c" * 40,
    )


def draft() -> Version:
    return Version("v1", NUMBER, VersionLabel(1), "author", NOW)


def submitted(steps: tuple[Step, ...] = (REVIEW, CHECK, APPROVE)) -> Version:
    return draft().submit(opened(steps), by="author", at=NOW)


def signature(
    version: Version, user: str, action: Action, *, step: int | None = None, minute: int = 1
) -> Signature:
    assert version.round is not None
    waiting = version.round.waits_for(action)
    return Signature(
        round_id=version.round.id,
        step=step if step is not None else (waiting[0] if waiting else 0),
        manifest_sha256=version.round.manifest.sha256,
        evidence_sha256="e" * 64,
        meaning=MEANING_OF[action],
        person=user,
        name=f"Name of {user}",
        post="",
        authority="test",
        at=later(minute),
        previous="0" * 64,
    )


def signed(version: Version, user: str, action: Action) -> Version:
    return version.sign(action, signature(version, user, action))
