"""Publication: from an intent to a visible release, in steps that can be done again.

The order is the architecture's: copies, git, one database transaction. Everything before the last step gives
the same result when it is done again from the intent, and a reader sees nothing of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sopctl.application.copies.official import (
    Frozen,
    Making,
    approval_record,
    official_copy,
    pictures_of,
    revisions,
)
from sopctl.application.ledger import ledger_tail
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell_released
from sopctl.application.ports import UnitOfWork
from sopctl.application.ports.copies import Mark, RevisionEntry
from sopctl.application.records import Approval, CopyKey, Document, Intent, ReleasedVersion
from sopctl.application.release.indexing import index_document
from sopctl.application.release.intents import ReleaseFacts, get_version, release_tag, round_of
from sopctl.application.release.referencing import follow_references
from sopctl.domain import canonical
from sopctl.domain.access import Access
from sopctl.domain.errors import NotFoundError
from sopctl.domain.referencing import Cause
from sopctl.domain.rounds import Round
from sopctl.domain.signatures import Medium, PaperApproval
from sopctl.domain.standing import Release
from sopctl.thai.dates import bangkok_day


def carry_out(library: Library, intent: Intent, fence: int) -> ReleasedVersion:
    """Copies, git, then the one transaction; each step gives the same result when done again."""
    facts = ReleaseFacts.decode(intent.facts)
    with library.reading() as uow:
        version = get_version(uow, intent.version_id)
        siblings = uow.releases.of(version.number)
        document = uow.documents.get(version.number)
        tail = ledger_tail(library, uow)
    if document is None:
        raise NotFoundError(version.number)
    opened = round_of(version)
    frozen = Frozen.of(library, opened.commit)
    released = _released(intent, facts, opened, frozen, document)
    said = library.sources.tag_message(released.tag)
    if said is None:
        copies = _copies(library, intent, facts, opened, frozen, siblings, released)
    else:  # redone after a crash: the tag already says which copies there are
        copies = {copy_key(name): digest for name, digest in json.loads(said)["copies"].items()}
    old = withdrawn_copies(library, intent, siblings, facts.effective)
    if said is None:
        message = _release_record(library, intent, facts, released, copies, tail.lines)
        library.sources.tag_release(released.tag, opened.commit, message, at=intent.at)
    today = bangkok_day(library.clock())
    if facts.effective <= today:
        library.sources.move_main(
            {f"documents/{version.number.slug}": frozen.released()},
            message=f"Release {version.number} version {version.label}\n\nintent {intent.id}",
            at=intent.at,
        )
    library.sources.anchor_ledger(tail.lines, at=intent.at, before=tail.before)
    released = replace(released, copies=copies)
    with library.unit() as uow:
        uow.check_fence(fence)
        _make_visible(library, uow, intent, facts, released, old)
        index_document(library, uow, version.number, today)
        uow.commit()
    return released


def _make_visible(
    library: Library,
    uow: UnitOfWork,
    intent: Intent,
    facts: ReleaseFacts,
    released: ReleasedVersion,
    old: Mapping[str, Mapping[CopyKey, str]],
) -> None:
    uow.intents.close(intent.id, "done")
    version = get_version(uow, intent.version_id)
    moved = version.apply(
        facts.action, by=facts.actor, at=intent.at, signature=facts.signature.digest,
        reason=version.round.manifest.reason if version.round else "",
    )  # fmt: skip
    uow.versions.save(moved)
    document = uow.documents.get(version.number)
    if document is not None:
        uow.documents.save(
            replace(
                document,
                type_code=released.type_code,
                department=released.department,
                owner=released.owner,
                access=released.access,
                departments=released.departments or (),
            )
        )
    uow.releases.add(released)
    for version_id, copies in old.items():
        uow.releases.add_copies(version_id, copies)
    record(
        library,
        uow,
        Actor(facts.actor, facts.host_user),
        f"version:{version.id}",
        f"version:{facts.action}",
        number=str(version.number),
        version=str(version.label),
        effective=facts.effective.isoformat(),
        manifest=released.manifest_sha256,
        signature=facts.signature.digest,
        signed=canonical.encode(facts.signature.payload()).decode(),
        tag=released.tag,
        medium=released.approval.medium,
    )
    tell_released(library, uow, moved, facts.actor)
    follow_references(library, uow, released, Cause.RELEASED, Actor(facts.actor, facts.host_user))


def _released(
    intent: Intent, facts: ReleaseFacts, opened: Round, frozen: Frozen, document: Document
) -> ReleasedVersion:
    manifest, source = opened.manifest, frozen.source
    if facts.paper is not None:
        day = date.fromisoformat(facts.paper.day)
        approval = Approval(Medium.PAPER, facts.paper.name, facts.paper.post, day)
    else:
        last = opened.signatures[-1]
        post = last.formula or last.post
        approval = Approval(Medium.ELECTRONIC, last.name, post, bangkok_day(last.at))
    return ReleasedVersion(
        release=Release(intent.version_id, intent.number, intent.version, facts.effective, intent.at),
        title=manifest.title,
        type_code=manifest.type_code,
        department=source.department or document.department,
        owner=source.owner or document.owner,
        access=Access(source.access),
        approval=approval,
        change=manifest.reason,
        manifest_sha256=manifest.sha256,
        record=approval_record(manifest, opened, facts.paper, (facts.signature,)),
        commit=opened.commit,
        tag=release_tag(intent.number, intent.version),
        token=intent.token,
        public_url=intent.public_url,
        standards=source.standards,
        review_every=str(source.review_every or ""),
        departments=source.departments,
    )


def _copies(
    library: Library,
    intent: Intent,
    facts: ReleaseFacts,
    opened: Round,
    frozen: Frozen,
    siblings: Sequence[ReleasedVersion],
    released: ReleasedVersion,
) -> dict[CopyKey, str]:
    this = RevisionEntry(facts.effective, intent.version, released.change)
    making = Making(
        made_at=intent.at,
        effective=facts.effective,
        token=intent.token,
        public_url=intent.public_url,
        record=released.record,
        paper=facts.paper,
        revisions=revisions(siblings, this, intent.at),
    )
    return _draw(library, opened, frozen, (Mark.MASTER, Mark.UNCONTROLLED), making)


def withdrawn_copies(
    library: Library, intent: Intent, siblings: Sequence[ReleasedVersion], effective: date
) -> dict[str, dict[CopyKey, str]]:
    """The ยกเลิก copies of every version that this one supersedes, made before they are needed."""
    made: dict[str, dict[CopyKey, str]] = {}
    for old in siblings:
        if old.release.effective > effective or CopyKey(Mark.WITHDRAWN, "pdf") in old.copies:
            continue
        with library.reading() as uow:
            version = get_version(uow, old.release.version_id)
        opened = next(r for r in version.rounds if r.commit == old.commit)
        earlier = earlier_than(old, siblings)
        this = RevisionEntry(old.release.effective, old.release.version, old.change)
        making = Making(
            made_at=intent.at,
            effective=old.release.effective,
            token=old.token,
            public_url=old.public_url,
            record=old.record,
            paper=paper_in(old.record),
            revisions=revisions(earlier, this, intent.at),
        )
        frozen = Frozen.of(library, old.commit)
        made[old.release.version_id] = _draw(library, opened, frozen, (Mark.WITHDRAWN,), making)
    return made


def earlier_than(released: ReleasedVersion, siblings: Iterable[ReleasedVersion]) -> list[ReleasedVersion]:
    """The versions that a version superseded; on one day the lower label came first."""
    release = released.release
    return [
        each
        for each in siblings
        if (each.release.effective, each.release.version) < (release.effective, release.version)
    ]


def _draw(
    library: Library, opened: Round, frozen: Frozen, marks: tuple[Mark, ...], making: Making
) -> dict[CopyKey, str]:
    shape = frozen.shape
    drawing = library.drawing(shape.dictionary)
    pictures = pictures_of(library, opened)
    drawn: dict[CopyKey, str] = {}
    for mark in marks:
        copy = official_copy(opened, frozen, mark, making, pictures)
        for extension, renderer in drawing.renderers.items():
            data = renderer.render(copy, shape.profile, library.seal)
            drawn[CopyKey(mark, extension)] = library.blobs.put(data)
    return drawn


def _release_record(
    library: Library,
    intent: Intent,
    facts: ReleaseFacts,
    released: ReleasedVersion,
    copies: Mapping[CopyKey, str],
    ledger: bytes,
) -> str:
    """The message of the release tag: what is only known after approval, as readable JSON."""
    last = ledger.rstrip(b"\n").rsplit(b"\n", 1)[-1]
    content = {
        "format": "sopctl-release-1",
        "intent": intent.id,
        "number": str(intent.number),
        "version": str(intent.version),
        "title": released.title,
        "effective": facts.effective.isoformat(),
        "recorded_at": intent.at.isoformat(),
        "approval_record": json.loads(released.record),
        "approval": {
            "medium": released.approval.medium.value,
            "name": released.approval.name,
            "post": released.approval.post,
            "day": released.approval.day.isoformat(),
        },
        "copies": {f"{k.mark}.{k.extension}": digest for k, digest in sorted(copies.items(), key=str)},
        "token": intent.token,
        "public_url": intent.public_url,
        "ledger_head": json.loads(last)["hash"] if last else "",
        "lock_file_sha256": library.lock_file_sha256,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def copy_key(name: str) -> CopyKey:
    """The copy that a record names, as in ``master.pdf``."""
    mark, _, extension = name.partition(".")
    return CopyKey(mark, extension)


def paper_in(data: bytes) -> PaperApproval | None:
    """The approval on paper that an approval record holds, None for an electronic one."""
    first = json.loads(data)["signatures"][:1]
    if not first or first[0]["medium"] != Medium.PAPER:
        return None
    return PaperApproval(first[0]["name"], first[0]["post"], first[0]["day"], first[0]["scan_sha256"])
