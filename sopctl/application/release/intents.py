"""What a release is begun with: its facts, its intent, and the quality office's signature."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from sopctl.application.ledger import ledger_tail
from sopctl.application.library import Library
from sopctl.application.ports import TagTakenError, UnitOfWork
from sopctl.application.records import (
    Intent,
)
from sopctl.domain import canonical
from sopctl.domain.errors import NotFoundError
from sopctl.domain.ledger import LedgerBrokenError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person
from sopctl.domain.rounds import Round
from sopctl.domain.signatures import Meaning, PaperApproval, Signature
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action, OutOfOrderError
from sopctl.thai.dates import bangkok_day

OUTSIDE_STEPS = -1  # the step number of a signature that is not one of the round's steps


@dataclass(frozen=True)
class ReleaseFacts:
    """What redoing a release needs, kept in its intent."""

    actor: str
    host_user: str
    action: Action
    effective: date
    signature: Signature
    paper: PaperApproval | None = None

    def encode(self) -> bytes:
        """Canonical JSON, for the intent."""
        return canonical.encode(
            {
                "actor": self.actor,
                "host_user": self.host_user,
                "action": self.action.value,
                "effective": self.effective.isoformat(),
                "signature": self.signature.payload(),
                "paper": self.paper.payload() if self.paper else None,
            }
        )

    @classmethod
    def decode(cls, data: bytes) -> ReleaseFacts:
        """Read what ``encode`` wrote."""
        facts = json.loads(data)
        p = facts["paper"]
        signature = Signature.decode(facts["signature"])
        paper = PaperApproval(p["name"], p["post"], p["day"], p["scan_sha256"]) if p else None
        effective = date.fromisoformat(facts["effective"])
        return cls(facts["actor"], facts["host_user"], Action(facts["action"]), effective, signature, paper)


def new_intent(library: Library, version: Version, facts: ReleaseFacts) -> Intent:
    """The one time, token and address that everything of this release uses.

    Raises LedgerBrokenError while git remembers another ledger: the release would overwrite that memory; and
    TagTakenError where its tag is another's, whose copies it would else take for its own.
    """
    require_anchored(library)
    tag = release_tag(version.number, version.label)
    if library.sources.tag_message(tag) is not None:
        raise TagTakenError(tag)
    return Intent(
        id=library.new_id(),
        version_id=version.id,
        number=version.number,
        version=version.label,
        at=library.clock(),
        token=library.new_token(),
        public_url=library.public_url,
        facts=facts.encode(),
    )


def release_tag(number: DocumentNumber, label: VersionLabel) -> str:
    """The git tag of a released version."""
    return f"{number.slug}/v{label}"


def require_anchored(library: Library) -> None:
    """Raises LedgerBrokenError, naming the first row, when the ledger does not go on from git's.

    Asked of the rows that the next anchor would write; those before stay in git as they are, and each row's
    hash covers them. The doctor compares every row.
    """
    with library.reading() as uow:
        tail = ledger_tail(library, uow)
    if tail.lines.startswith(tail.kept):
        return
    pairs = zip_longest(tail.kept.splitlines(), tail.lines.splitlines())
    row = next(place for place, (kept, now) in enumerate(pairs, start=tail.before + 1) if kept != now)
    raise LedgerBrokenError(row, "git remembers it differently; run sopctl doctor")


def quality_signature(
    library: Library, uow: UnitOfWork, person: Person, opened: Round, meaning: Meaning
) -> Signature:
    """The quality office's signature on a release or a registration, outside the round's steps."""
    return Signature(
        round_id=opened.id,
        step=OUTSIDE_STEPS,
        manifest_sha256=opened.manifest.sha256,
        evidence_sha256="",
        meaning=meaning,
        person=person.user,
        name=person.name,
        post=uow.posts.offices().words(person, bangkok_day(library.clock())),
        authority="role:quality",
        at=library.clock(),
        previous=uow.ledger.head(),
        picture_sha256=person.picture,
    )


def get_version(uow: UnitOfWork, version_id: str) -> Version:
    """A version that must be there. Raises NotFoundError."""
    version = uow.versions.get(version_id)
    if version is None:
        raise NotFoundError(version_id)
    return version


def round_of(version: Version) -> Round:
    """Its last round. Raises OutOfOrderError when it was never submitted."""
    if version.round is None:
        raise OutOfOrderError(version.state, Action.RELEASE)
    return version.round
