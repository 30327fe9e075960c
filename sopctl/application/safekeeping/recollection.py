"""What git remembers of a release, read back: its round, its signatures, its dates, its withdrawal."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sopctl.application.copies.official import Frozen, approval_record
from sopctl.application.library import Library
from sopctl.application.records import Approval, ReleasedVersion
from sopctl.application.release.intents import OUTSIDE_STEPS
from sopctl.application.release.publication import paper_in
from sopctl.domain import canonical
from sopctl.domain.access import Access
from sopctl.domain.errors import SopctlError
from sopctl.domain.manifest import Manifest
from sopctl.domain.orders import ReaffirmationOrder, WithdrawalOrder
from sopctl.domain.rounds import Round
from sopctl.domain.signatures import Meaning, Medium, PaperApproval, Signature
from sopctl.domain.standing import Release
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action

RELEASE, WITHDRAWAL = "sopctl-release-1", "sopctl-withdrawal-1"
REAFFIRMATION = "sopctl-reaffirmation-1"
_ACTIONS = {Meaning.REVIEWED: Action.REVIEW, Meaning.CHECKED: Action.CHECK, Meaning.APPROVED: Action.APPROVE}
_ORDINAL = re.compile("-r([0-9]+)-[^-]*$")


class TagUnreadableError(SopctlError):
    """A tag of which no release can be made again."""

    code = "tag-unreadable"

    def __init__(self, tag: str, reason: str) -> None:
        super().__init__(f"Tag {tag} is left out: {reason}.", tag=tag, reason=reason)


@dataclass(frozen=True)
class Remembered:
    """A release as its tag and its round tell it. ``signature`` released or registered it.

    ``copies``: the SHA-256 that the tag names for each copy, such as ``master.pdf``.
    """

    tag: str
    manifest: Manifest
    opened: Round
    signature: Signature
    paper: PaperApproval | None
    facts: Mapping[str, Any]
    frozen: Frozen
    record: bytes

    @property
    def copies(self) -> Mapping[str, str]:
        """The SHA-256 that the tag names for each copy, such as ``master.pdf``."""
        return dict(self.facts["copies"])

    def version(self, version_id: str, created_at: datetime) -> Version:
        """The version with the round that was released, walked through its steps again."""
        manifest, author = self.manifest, self.opened.prepared_by
        made = Version(version_id, manifest.number, manifest.version, author, created_at)
        releaser, at = self.signature.person, datetime.fromisoformat(self.facts["recorded_at"])
        digest = self.signature.digest
        if self.paper is not None:
            registered = replace(made, rounds=(self.opened,))
            return registered.apply(
                Action.REGISTER, by=releaser, at=at, signature=digest, reason=manifest.reason
            )
        walked = made.submit(replace(self.opened, signatures=()), by=author, at=self.opened.opened_at)
        for signature in self.opened.signatures:
            walked = walked.sign(_ACTIONS[signature.meaning], signature)
        return walked.apply(Action.RELEASE, by=releaser, at=at, signature=digest, reason=manifest.reason)

    def released(self, version_id: str) -> ReleasedVersion:
        """The release, without copies."""
        facts, source = self.facts, self.frozen.source
        approval = facts["approval"]
        return ReleasedVersion(
            release=Release(
                version_id,
                self.manifest.number,
                self.manifest.version,
                date.fromisoformat(facts["effective"]),
                datetime.fromisoformat(facts["recorded_at"]),
            ),
            title=self.manifest.title,
            type_code=self.manifest.type_code,
            department=source.department,
            owner=source.owner,
            access=Access(source.access),
            approval=Approval(
                Medium(approval["medium"]), approval["name"], approval["post"],
                date.fromisoformat(approval["day"]),
            ),
            change=self.manifest.reason,
            manifest_sha256=self.manifest.sha256,
            record=self.record,
            commit=self.opened.commit,
            tag=self.tag,
            token=facts["token"],
            public_url=facts["public_url"],
            standards=source.standards,
            review_every=str(source.review_every or ""),
            departments=source.departments,
        )  # fmt: skip


@dataclass(frozen=True)
class RememberedWithdrawal:
    """A withdrawal as its tag tells it; ``copies`` are the ยกเลิก copies that it names, by SHA-256."""

    release_tag: str
    copies: Mapping[str, str]
    from_day: date
    at: datetime
    order: WithdrawalOrder
    signature: Signature
    earlier: tuple[Signature, ...] = ()


@dataclass(frozen=True)
class RememberedReaffirmation:
    """A reaffirmation as its tag tells it, with every signature that was given, the deciding one last."""

    release_tag: str
    at: datetime
    order: ReaffirmationOrder
    signatures: tuple[Signature, ...]


def recollect(
    library: Library, tag: str, rounds: Mapping[str, str]
) -> Remembered | RememberedWithdrawal | RememberedReaffirmation:
    """What a tag says, held against the sources on which it stands; ``rounds`` are all that git keeps.

    Raises TagUnreadableError.
    """
    said, commit = library.sources.tag_message(tag), library.sources.tag_commit(tag)
    try:
        facts = json.loads(said or "")
        if facts["format"] == WITHDRAWAL:
            return _withdrawal(facts)
        if facts["format"] == REAFFIRMATION:
            return _reaffirmation(facts)
        if facts["format"] != RELEASE:
            raise TagUnreadableError(tag, "it is of another kind")
        return _release(library, tag, commit or "", facts, rounds)
    except (ValueError, KeyError, TypeError, IndexError) as broken:
        raise TagUnreadableError(tag, f"it is no release record ({broken})") from broken


def _release(
    library: Library, tag: str, commit: str, facts: Mapping[str, Any], rounds: Mapping[str, str]
) -> Remembered:
    said = facts["approval_record"]
    manifest = Manifest.decode(canonical.encode(said["manifest"]))
    try:
        frozen = Frozen.of(library, commit)
    except SopctlError as unread:
        raise TagUnreadableError(tag, f"its sources cannot be read ({unread})") from unread
    electronic = [Signature.decode(s) for s in said["signatures"] if s["medium"] == Medium.ELECTRONIC]
    steps = tuple(s for s in electronic if s.step != OUTSIDE_STEPS)
    prepared = said["prepared"]
    record = canonical.encode(said)
    paper = paper_in(record)
    ordinal = _ORDINAL.search(manifest.round_id)
    opened = Round(
        id=manifest.round_id,
        ordinal=int(ordinal[1]) if ordinal else 1,
        manifest=manifest,
        steps=() if paper else frozen.shape.type.steps_for(manifest.version),
        department=frozen.source.department,
        prepared_by=prepared["person"],
        prepared_name=prepared["name"],
        prepared_title=prepared["post"],
        opened_at=datetime.fromisoformat(prepared["at"]),
        commit=commit,
        signatures=steps,
    )
    releasing = next(s for s in reversed(electronic) if s.step == OUTSIDE_STEPS)
    found = Remembered(tag, manifest, opened, releasing, paper, facts, frozen, record)
    _hold_together(found, rounds)
    return found


def _hold_together(found: Remembered, rounds: Mapping[str, str]) -> None:
    """The tag's name, its record, its signatures and the frozen sources say the same."""
    from sopctl.application.safekeeping.doctor.rounds import differences  # noqa: PLC0415

    manifest = found.manifest
    wrong = differences(found.opened, found.frozen.files)
    if wrong:
        raise TagUnreadableError(found.tag, f"its sources are not those that were signed: {', '.join(wrong)}")
    if found.tag != f"{manifest.number.slug}/v{manifest.version}":
        raise TagUnreadableError(found.tag, f"it speaks of {manifest.number} version {manifest.version}")
    if rounds.get(manifest.round_id) != found.opened.commit:
        raise TagUnreadableError(found.tag, "its round stands elsewhere")
    if approval_record(manifest, found.opened, found.paper, (found.signature,)) != found.record:
        raise TagUnreadableError(found.tag, "its signatures do not match their digests")


def _withdrawal(facts: Mapping[str, Any]) -> RememberedWithdrawal:
    return RememberedWithdrawal(
        facts["release_tag"],
        dict(facts["copies"]),
        date.fromisoformat(facts["withdrawn_from"]),
        datetime.fromisoformat(facts["recorded_at"]),
        WithdrawalOrder.decode(canonical.encode(facts["order"])),
        Signature.decode(facts["signature"]),
        tuple(Signature.decode(each) for each in facts.get("earlier", ())),
    )


def _reaffirmation(facts: Mapping[str, Any]) -> RememberedReaffirmation:
    return RememberedReaffirmation(
        facts["release_tag"],
        datetime.fromisoformat(facts["recorded_at"]),
        ReaffirmationOrder.decode(canonical.encode(facts["order"])),
        tuple(Signature.decode(each) for each in facts["signatures"]),
    )
