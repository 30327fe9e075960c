"""Reaffirming: from an intent to a visible reaffirmation, in steps that can be done again.

No copy changes: what was sealed stays as it is, and those drawn from then on show it in their history.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sopctl.application.ledger import ledger_tail
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell, with_role
from sopctl.application.records import Intent, ReleasedVersion
from sopctl.application.release.intents import get_version
from sopctl.domain import canonical
from sopctl.domain.errors import NotFoundError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.orders import ReaffirmationOrder
from sopctl.domain.people import Role
from sopctl.domain.signatures import Signature
from sopctl.domain.workflow import Action


@dataclass(frozen=True)
class ReaffirmationFacts:
    """What redoing a reaffirmation needs, kept in its intent; the last of ``signatures`` decided it."""

    actor: str
    host_user: str
    request_id: str
    order: ReaffirmationOrder
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """Canonical JSON, for the intent."""
        return canonical.encode(
            {
                "actor": self.actor,
                "host_user": self.host_user,
                "action": Action.REAFFIRM.value,
                "request": self.request_id,
                "order": self.order.payload(),
                "signatures": [each.payload() for each in self.signatures],
            }
        )

    @classmethod
    def decode(cls, data: bytes) -> ReaffirmationFacts:
        """Read what ``encode`` wrote."""
        facts = json.loads(data)
        return cls(
            facts["actor"],
            facts["host_user"],
            facts["request"],
            ReaffirmationOrder.decode(canonical.encode(facts["order"])),
            tuple(Signature.decode(each) for each in facts["signatures"]),
        )


def reaffirmation_tag(release_tag: str, count: int) -> str:
    """The tag of a release's reaffirmation, counted from 1."""
    return f"{release_tag}-reaffirmed-{count}"


def carry_out(library: Library, intent: Intent, fence: int) -> ReleasedVersion:
    """Git, then the one transaction; each step gives the same result when done again."""
    facts = ReaffirmationFacts.decode(intent.facts)
    with library.reading() as uow:
        released = uow.releases.get(intent.version_id)
        tail = ledger_tail(library, uow)
    if released is None:
        raise NotFoundError(f"{intent.number} version {intent.version}")
    tag = reaffirmation_tag(released.tag, len(released.reaffirmed) + 1)
    if library.sources.tag_message(tag) is None:
        message = _record(library, intent, facts, released, tail.lines)
        library.sources.tag_release(tag, released.commit, message, at=intent.at)
    library.sources.anchor_ledger(tail.lines, at=intent.at, before=tail.before)
    _make_visible(library, intent, facts, released, fence)
    with library.reading() as uow:
        done = uow.releases.get(intent.version_id)
    if done is None:
        raise NotFoundError(intent.number)
    return done


def _make_visible(
    library: Library, intent: Intent, facts: ReaffirmationFacts, released: ReleasedVersion, fence: int
) -> None:
    order, signature = facts.order, facts.signatures[-1]
    with library.unit() as uow:
        uow.check_fence(fence)
        uow.intents.close(intent.id, "done")
        version = get_version(uow, intent.version_id).apply(
            Action.REAFFIRM, by=facts.actor, at=intent.at, reason=order.reason, signature=signature.digest
        )
        uow.versions.save(version)
        uow.reaffirmations.sign(facts.request_id, signature)
        uow.reaffirmations.close(facts.request_id, "reaffirmed", intent.at, by=facts.actor)
        record(library, uow, Actor(facts.actor, facts.host_user), f"version:{version.id}",
               f"version:{Action.REAFFIRM}", number=str(order.number), version=str(order.version),
               reason=order.reason, asked_by=order.asked_by, due=order.due.isoformat(),
               manifest=order.manifest_sha256, signature=signature.digest,
               signed=canonical.encode(signature.payload()).decode())  # fmt: skip
        told = (*with_role(uow, Role.QUALITY), version.author, order.asked_by)
        tell(library, uow, NoticeKind.REAFFIRMED, (u for u in told if u != facts.actor), key=facts.request_id,
             number=order.number, title=released.title, path=order.number.address)  # fmt: skip
        uow.commit()


def _record(
    library: Library, intent: Intent, facts: ReaffirmationFacts, released: ReleasedVersion, ledger: bytes
) -> str:
    """The message of the reaffirmation's tag, as readable JSON."""
    last = ledger.rstrip(b"\n").rsplit(b"\n", 1)[-1]
    content = {
        "format": "sopctl-reaffirmation-1",
        "intent": intent.id,
        "number": str(intent.number),
        "version": str(intent.version),
        "title": released.title,
        "release_tag": released.tag,
        "recorded_at": intent.at.isoformat(),
        "reason": facts.order.reason,
        "order": facts.order.payload(),
        "order_sha256": facts.order.sha256,
        "signatures": [{**each.payload(), "digest": each.digest} for each in facts.signatures],
        "ledger_head": json.loads(last)["hash"] if last else "",
        "lock_file_sha256": library.lock_file_sha256,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
