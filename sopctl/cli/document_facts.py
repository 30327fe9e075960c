"""What is told of documents and versions, for programs and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sopctl.cli.presenting import bangkok_iso, day_words, moment_words, show, show_facts, show_table
from sopctl.cli.words import DEEDS, GROUNDS, MEANINGS, MEDIA, STATES, both
from sopctl.domain.access import Access

if TYPE_CHECKING:
    from sopctl.application.queries.documents import Listed
    from sopctl.application.queries.history import DocumentHistory
    from sopctl.application.queries.register import DocumentEntry
    from sopctl.domain.versions import Version


def _listed(found: DocumentHistory, version: Version) -> Listed | None:
    return next((x for x in found.listed if x.released.release.version_id == version.id), None)


def _state(found: DocumentHistory, version: Version) -> str:
    """How it stands today when it was released, else its state."""
    listed = _listed(found, version)
    return listed.standing.value if listed else version.state.value


def entry_facts(entry: DocumentEntry) -> dict[str, object]:
    """A line of the list for programs: the version in force, else the latest, and what is in work."""
    current, opened = entry.current, entry.open
    shown = current.released.release if current else None
    label = shown.version if shown else opened.label if opened else ""
    return {
        "number": str(entry.document.number),
        "title": entry.title,
        "version": str(label),
        "state": current.standing.value if current else opened.state.value if opened else "",
        "effective": shown.effective.isoformat() if shown else None,
        "drafts": [_open_facts(opened)] if opened else [],
    }


def _open_facts(version: Version) -> dict[str, object]:
    return {
        "version": str(version.label),
        "state": version.state.value,
        "author": version.author,
        "draft": version.id,
        "round": version.round.id if version.round else None,
    }


def version_facts(found: DocumentHistory, version: Version, title: str) -> dict[str, object]:
    """All that is known of one version, for programs."""
    listed, document = _listed(found, version), found.document
    released = listed.released if listed else None
    shown = released or document
    manifest = version.round.manifest if version.round else None
    approval = released.approval if released else None
    return {
        "number": str(document.number),
        "title": title,
        "version": str(version.label),
        "state": _state(found, version),
        "effective": released.release.effective.isoformat() if released else None,
        "type": document.type_code,
        "department": document.department,
        "owner": document.owner,
        "access": shown.access.value,
        "departments": list(shown.departments or ()),
        "reason": manifest.reason if manifest else "",
        "manifest_sha256": manifest.sha256 if manifest else "",
        "approved": {
            "medium": approval.medium.value,
            "name": approval.name,
            "post": approval.post,
            "day": approval.day.isoformat(),
        }
        if approval
        else None,
        "signatures": [
            {
                "meaning": s.meaning.value,
                "name": s.name,
                "post": s.formula or s.post,
                "time": bangkok_iso(s.at),
            }
            for s in (version.round.signatures if version.round else ())
        ],
        "tag": released.tag if released else None,
        "verify": f"{released.public_url}/verify/{released.token}" if released else None,
        "copies": {f"{k.mark}.{k.extension}": digest for k, digest in released.copies.items()}
        if released
        else {},
        "versions": [{"version": str(v.label), "state": _state(found, v)} for v in found.versions],
    }


def show_version(found: DocumentHistory, version: Version, title: str) -> None:
    """Print one version for people: its facts, its signatures, and the versions beside it."""
    listed, document = _listed(found, version), found.document
    manifest = version.round.manifest if version.round else None
    facts = [
        ("รหัสเอกสาร Number", str(document.number)),
        ("เรื่อง Title", title),
        ("ฉบับที่ Version", str(version.label)),
        ("สถานะ State", both(STATES, _state(found, version))),
        ("หน่วยงานเจ้าของ Owner", document.owner),
        ("เหตุผล Reason for change", manifest.reason if manifest else ""),
        ("แฮชของรายการ Manifest SHA-256", manifest.sha256 if manifest else ""),
    ]
    if listed is not None:
        released, approval = listed.released, listed.released.approval
        facts += [
            ("วันที่บังคับใช้ Effective", day_words(released.release.effective)),
            ("อนุมัติโดย Approved by", f"{approval.name} {approval.post} {day_words(approval.day)}"),
            ("แบบ Medium", both(MEDIA, approval.medium)),
            ("ตรวจสอบที่ Verify at", f"{released.public_url}/verify/{released.token}"),
        ]
        if released.access is Access.RESTRICTED:
            facts.append(("อ่านได้เฉพาะ Restricted to", ", ".join(sorted(released.open_to.departments))))
    show_facts(facts)
    signatures = version.round.signatures if version.round else ()
    if signatures:
        show_table(
            ("ลงนาม", "ชื่อ", "ตำแหน่ง", "เมื่อ"),
            [
                (both(MEANINGS, s.meaning), s.name, s.formula or s.post, moment_words(s.at))
                for s in signatures
            ],
        )
    for other in found.versions:
        if other.id != version.id:
            show(f"ฉบับที่ Version {other.label}: {both(STATES, _state(found, other))}")


def events(found: DocumentHistory, version: Version) -> dict[str, object]:
    """What happened to a version, oldest first, for programs."""
    return {
        "version": str(version.label),
        "state": version.state.value,
        "events": [
            {
                "action": deed.action,
                "by": deed.by,
                "name": deed.name,
                "time": bangkok_iso(deed.at) if deed.at else deed.day.isoformat() if deed.day else "",
                "state": deed.state.value if deed.state else "",
                "authority": deed.authority,
                "post": deed.ground,
                "reason": deed.reason,
                "manifest": deed.manifest,
                "signature": deed.signature,
                "evidence": deed.evidence,
            }
            for deed in found.deeds[version.id]
        ],
    }


def show_events(found: DocumentHistory, version: Version) -> None:
    """Print what happened to a version: who did what, when, on which authority, with the hashes."""
    show(f"ฉบับที่ Version {version.label} — {both(STATES, _state(found, version))}")
    author = found.names.get(version.author, version.author)
    show(f"  {moment_words(version.created_at)}  เริ่มร่าง (begun) โดย {author}")
    for deed in found.deeds[version.id]:
        when = moment_words(deed.at) if deed.at else day_words(deed.day)
        show(f"  {when}  {both(DEEDS, deed.action)} โดย {deed.name}")
        kind = both(GROUNDS, deed.authority.partition(":")[0]) if deed.authority else ""
        on = " — ".join(part for part in (kind, deed.ground) if part)
        on += f" [{deed.authority}]" if ":" in deed.authority else ""
        lines = [("อำนาจ Authority", on), ("เหตุผล Reason", deed.reason), ("เนื้อหา Manifest", deed.manifest),
                 ("ลายมือชื่อ Signature", deed.signature), ("สิ่งที่เห็น Evidence", deed.evidence)]  # fmt: skip
        for head, value in lines:
            if value:
                show(f"      {head}: {value}")
