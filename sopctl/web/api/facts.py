"""From what use cases give to the shapes of the interface."""

from __future__ import annotations

from typing import Literal

from sopctl.application.authoring.clearing import Clearance, PersonalFinding
from sopctl.application.authoring.drafts import DraftView
from sopctl.application.queries import register
from sopctl.application.queries.deeds import Deed
from sopctl.application.queries.documents import Listed
from sopctl.application.records import Approval, ReleasedVersion, SearchHit
from sopctl.application.review.rounds import SigningView
from sopctl.content.compare import Comparison
from sopctl.content.findings import Finding
from sopctl.domain.rounds import Round
from sopctl.domain.signatures import Signature
from sopctl.domain.versions import Version
from sopctl.web.api.shapes import documents, work

TIERS: tuple[Literal["number"], Literal["title"], Literal["body"]] = ("number", "title", "body")
BASE = "/api/v1"


def approval(found: Approval) -> documents.Approval:
    """Who approved."""
    return documents.Approval(medium=found.medium.value, name=found.name, post=found.post, day=found.day)


def released(found: ReleasedVersion, standing: str) -> dict[str, object]:
    """The fields of a released version."""
    release = found.release
    number, version = str(release.number).replace("/", "_"), str(release.version)
    return {
        "number": str(release.number),
        "version": version,
        "title": found.title,
        "type": found.type_code,
        "department": found.department,
        "owner": found.owner,
        "access": found.access.value,
        "departments": list(found.departments or ()),
        "standing": standing,
        "effective": release.effective,
        "withdrawn_from": release.withdrawn_from,
        "recorded_at": release.recorded_at,
        "approved": approval(found.approval),
        "change": found.change,
        "manifest_sha256": found.manifest_sha256,
        "standards": list(found.standards),
        "verify_url": f"{found.public_url}/verify/{found.token}",
        "copies": {
            kind: f"{BASE}/documents/{number}/versions/{version}/copies/{kind}"
            for kind in sorted({key.extension for key in found.copies})
        },
    }


def listed(found: Listed) -> documents.ReleasedVersion:
    """A released version with its standing."""
    return documents.ReleasedVersion.model_validate(released(found.released, found.standing.value))


def opened(version: Version, title: str) -> documents.OpenDraft:
    """A version in work."""
    return documents.OpenDraft(
        draft=version.id,
        round=version.round.id if version.round else None,
        number=str(version.number),
        version=str(version.label),
        title=title,
        state=version.state.value,
        author=version.author,
    )


def entry(found: register.DocumentEntry) -> documents.DocumentEntry:
    """A line of the list."""
    shown = found.current.released.release if found.current else None
    state = found.current.standing.value if found.current else found.open.state.value if found.open else ""
    label = shown.version if shown else found.open.label if found.open else ""
    return documents.DocumentEntry(
        number=str(found.document.number),
        title=found.title,
        version=str(label),
        state=state,
        effective=shown.effective if shown else None,
        drafts=[opened(found.open, found.title)] if found.open else [],
    )


def deed(version: Version, found: Deed) -> documents.Deed:
    """One thing that happened."""
    return documents.Deed(
        version=str(version.label), action=found.action, by=found.by, name=found.name, at=found.at,
        day=found.day, authority=found.authority, ground=found.ground, reason=found.reason,
        state=found.state.value if found.state else "", manifest_sha256=found.manifest,
        signature=found.signature, evidence_sha256=found.evidence,
    )  # fmt: skip


def comparison(found: Comparison) -> documents.Comparison:
    """The differences with their words."""
    changes = [
        documents.Change(
            kind=change.kind.value,
            unit=change.unit.kind.value,
            section=".".join(map(str, change.section.number)),
            heading=change.section.title,
            form_changed=change.form_changed,
            runs=[documents.Run(kind=run.kind.value, text=run.text) for run in change.runs],
        )
        for change in found.differences
    ]
    return documents.Comparison(counts={kind.value: n for kind, n in found.counts.items()}, changes=changes)


def hit(found: SearchHit) -> documents.SearchHit:
    """A document found."""
    return documents.SearchHit(
        number=str(found.number), title=found.title, tier=TIERS[found.tier], heading=found.heading,
        anchor=found.anchor, excerpt=found.excerpt, marks=list(found.marks),
    )  # fmt: skip


def finding(found: Finding) -> work.Finding:
    """What a check says."""
    return work.Finding(
        code=found.code, level=found.level.value, line=found.line, message=found.message_en,
        message_th=found.message_th,
    )  # fmt: skip


def clearing(given: Clearance) -> work.Clearing:
    """Who answers for a finding."""
    return work.Clearing(
        mark=given.fingerprint, code=given.code, by=given.by, name=given.name, reason=given.reason,
        at=given.at,
    )  # fmt: skip


def personal(found: PersonalFinding) -> work.PersonalData:
    """A finding of personal data as it stands."""
    return work.PersonalData(
        mark=found.finding.fingerprint, code=found.finding.code, line=found.finding.line,
        cleared=clearing(found.clearance) if found.clearance else None, may_clear=found.may_clear,
    )  # fmt: skip


def draft(view: DraftView) -> work.Draft:
    """A draft as its author sees it."""
    version, kept = view.version, view.draft
    return work.Draft(
        draft=version.id,
        number=str(version.number),
        version=str(version.label),
        state=version.state.value,
        author=version.author,
        markdown=kept.markdown,
        reason=kept.reason,
        requested_effective=kept.requested_effective,
        save_number=kept.save_number,
        saved_at=kept.saved_at,
        files=dict(kept.files),
        findings=[finding(each) for each in view.findings],
        personal=[personal(each) for each in view.personal],
        round=version.round.id if version.round else None,
    )


def state(version: Version) -> work.VersionState:
    """Where a version stands."""
    return work.VersionState(
        draft=version.id, number=str(version.number), version=str(version.label), state=version.state.value,
        round=version.round.id if version.round else None,
    )  # fmt: skip


def signature(given: Signature) -> work.GivenSignature:
    """A signature on a round."""
    return work.GivenSignature(
        name=given.name, post=given.post, meaning=given.meaning.value, at=given.at, formula=given.formula,
        remark=given.remark, authority=given.authority, manifest_sha256=given.manifest_sha256,
        evidence_sha256=given.evidence_sha256, digest=given.digest,
    )  # fmt: skip


def signing(view: SigningView) -> work.Round:
    """What a signer reads."""
    round_: Round = view.round
    manifest = round_.manifest
    return work.Round(
        round=round_.id,
        number=str(manifest.number),
        version=str(manifest.version),
        title=manifest.title,
        state=view.version.state.value,
        reason=manifest.reason,
        requested_effective=manifest.requested_effective,
        manifest_sha256=manifest.sha256,
        shown=view.shown,
        action=view.action.value if view.action else None,
        compared_with=view.compared_with,
        comparison=comparison(view.comparison) if view.comparison else None,
        signatures=[signature(each) for each in round_.signatures],
    )
