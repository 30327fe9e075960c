"""Retraction: from an intent to a visible withdrawal, in steps that can be done again.

The order is that of a release: copies, git, one database transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sopctl.application.ledger import ledger_tail
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell_withdrawn
from sopctl.application.records import CopyKey, Intent, ReleasedVersion
from sopctl.application.release.indexing import index_document
from sopctl.application.release.intents import get_version
from sopctl.application.release.publication import copy_key, withdrawn_copies
from sopctl.application.release.referencing import follow_references
from sopctl.domain import canonical
from sopctl.domain.errors import NotFoundError
from sopctl.domain.orders import WithdrawalOrder
from sopctl.domain.referencing import Cause
from sopctl.domain.signatures import Signature
from sopctl.domain.standing import in_force
from sopctl.domain.workflow import Action
from sopctl.thai.dates import bangkok_day


@dataclass(frozen=True)
class WithdrawalFacts:
    """What redoing a withdrawal needs, kept in its intent.

    ``from_day`` is the day on which it takes effect: as ordered, not before the day of signing. ``signature``
    decided it; ``earlier`` are those that were given before, where the type asks for several.
    """

    actor: str
    host_user: str
    request_id: str
    order: WithdrawalOrder
    from_day: date
    signature: Signature
    earlier: tuple[Signature, ...] = ()

    def encode(self) -> bytes:
        """Canonical JSON, for the intent."""
        return canonical.encode(
            {
                "actor": self.actor,
                "host_user": self.host_user,
                "action": Action.WITHDRAW.value,
                "request": self.request_id,
                "order": self.order.payload(),
                "from": self.from_day.isoformat(),
                "signature": self.signature.payload(),
                "earlier": [each.payload() for each in self.earlier],
            }
        )

    @classmethod
    def decode(cls, data: bytes) -> WithdrawalFacts:
        """Read what ``encode`` wrote."""
        facts = json.loads(data)
        return cls(
            facts["actor"],
            facts["host_user"],
            facts["request"],
            WithdrawalOrder.decode(canonical.encode(facts["order"])),
            date.fromisoformat(facts["from"]),
            Signature.decode(facts["signature"]),
            tuple(Signature.decode(each) for each in facts.get("earlier", ())),
        )


def withdrawal_tag(released: ReleasedVersion) -> str:
    """The tag that says that a released version was withdrawn."""
    return f"{released.tag}-withdrawn"


def carry_out(library: Library, intent: Intent, fence: int) -> ReleasedVersion:
    """Copies, git, then the one transaction; each step gives the same result when done again."""
    facts = WithdrawalFacts.decode(intent.facts)
    with library.reading() as uow:
        siblings = uow.releases.of(intent.number)
        tail = ledger_tail(library, uow)
    released = next((r for r in siblings if r.release.version_id == intent.version_id), None)
    if released is None:
        raise NotFoundError(f"{intent.number} version {intent.version}")
    tag = withdrawal_tag(released)
    said = library.sources.tag_message(tag)
    if said is None:
        copies = _copies(library, intent, released, siblings)
        message = _withdrawal_record(library, intent, facts, released, copies, tail.lines)
        library.sources.tag_release(tag, released.commit, message, at=intent.at)
    else:  # redone after a crash: the tag already says which copies there are
        copies = {copy_key(name): digest for name, digest in json.loads(said)["copies"].items()}
    today = bangkok_day(library.clock())
    current = in_force([r.release for r in siblings], today)
    if facts.from_day <= today and current is not None and current.version_id == intent.version_id:
        library.sources.move_main(
            {f"documents/{intent.number.slug}": None},
            message=f"Withdraw {intent.number} version {intent.version}\n\nintent {intent.id}",
            at=intent.at,
        )
    library.sources.anchor_ledger(tail.lines, at=intent.at, before=tail.before)
    return _make_visible(library, intent, facts, copies, fence, today, released)


def _copies(
    library: Library, intent: Intent, released: ReleasedVersion, siblings: Sequence[ReleasedVersion]
) -> dict[CopyKey, str]:
    """The ยกเลิก copies of the version, made before they are needed; those that it has stay."""
    made = withdrawn_copies(library, intent, siblings, released.release.effective)
    return made.get(released.release.version_id, {})


def _make_visible(
    library: Library,
    intent: Intent,
    facts: WithdrawalFacts,
    copies: Mapping[CopyKey, str],
    fence: int,
    today: date,
    released: ReleasedVersion,
) -> ReleasedVersion:
    order, signature = facts.order, facts.signature
    signed = canonical.encode(signature.payload())
    with library.unit() as uow:
        uow.check_fence(fence)
        uow.intents.close(intent.id, "done")
        version = get_version(uow, intent.version_id).apply(
            Action.WITHDRAW, by=facts.actor, at=intent.at, reason=order.reason, signature=signature.digest
        )
        uow.versions.save(version)
        uow.releases.withdraw(version.id, facts.from_day, intent.at)
        uow.releases.add_copies(version.id, copies)
        uow.withdrawals.sign(facts.request_id, signature)
        uow.withdrawals.close(facts.request_id, "withdrawn", intent.at, by=facts.actor, signature=signed)
        record(
            library,
            uow,
            Actor(facts.actor, facts.host_user),
            f"version:{version.id}",
            f"version:{Action.WITHDRAW}",
            number=str(order.number),
            version=str(order.version),
            reason=order.reason,
            asked_by=order.asked_by,
            manifest=order.manifest_sha256,
            signature=signature.digest,
            signed=signed.decode(),
            **{"from": facts.from_day.isoformat()},
        )
        index_document(library, uow, intent.number, today)
        tell_withdrawn(library, uow, version, order, facts.actor)
        follow_references(library, uow, released, Cause.WITHDRAWN, Actor(facts.actor, facts.host_user))
        uow.commit()
    with library.reading() as uow:
        withdrawn = uow.releases.get(intent.version_id)
    if withdrawn is None:
        raise NotFoundError(intent.number)
    return withdrawn


def _withdrawal_record(
    library: Library,
    intent: Intent,
    facts: WithdrawalFacts,
    released: ReleasedVersion,
    copies: Mapping[CopyKey, str],
    ledger: bytes,
) -> str:
    """The message of the withdrawal's tag, as readable JSON."""
    last = ledger.rstrip(b"\n").rsplit(b"\n", 1)[-1]
    content = {
        "format": "sopctl-withdrawal-1",
        "intent": intent.id,
        "number": str(intent.number),
        "version": str(intent.version),
        "title": released.title,
        "release_tag": released.tag,
        "withdrawn_from": facts.from_day.isoformat(),
        "recorded_at": intent.at.isoformat(),
        "reason": facts.order.reason,
        "order": facts.order.payload(),
        "order_sha256": facts.order.sha256,
        "signature": {**facts.signature.payload(), "digest": facts.signature.digest},
        "earlier": [{**each.payload(), "digest": each.digest} for each in facts.earlier],
        "copies": {f"{k.mark}.{k.extension}": digest for k, digest in sorted(copies.items(), key=str)},
        "ledger_head": json.loads(last)["hash"] if last else "",
        "lock_file_sha256": library.lock_file_sha256,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
