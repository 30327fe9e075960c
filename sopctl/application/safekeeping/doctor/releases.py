"""Releases: the database's row, the signed tag, the approval record and the ledger tell one story."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sopctl.application.copies.official import Frozen, approval_record
from sopctl.application.library import Library
from sopctl.application.records import ReleasedVersion
from sopctl.application.release.publication import paper_in
from sopctl.application.release.reaffirming import reaffirmation_tag
from sopctl.application.release.retraction import withdrawal_tag
from sopctl.application.safekeeping.doctor.moment import Moment
from sopctl.application.safekeeping.doctor.problem import Kind, Problem
from sopctl.domain import canonical
from sopctl.domain.access import Access
from sopctl.domain.errors import SopctlError
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.signatures import Signature
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State

_RELEASING = {"version:release", "version:register"}
RESEAL = "copy:reseal"
_OUT = {State.RELEASED, State.WITHDRAWN}


def name_of(released: ReleasedVersion) -> str:
    """The release tag that a version's number and label give."""
    return f"{released.release.number.slug}/v{released.release.version}"


def check_states(moment: Moment) -> Iterator[Problem]:
    """A version stands as released if and only if it has a release; git has no release of its own."""
    released = {r.release.version_id for r in moment.releases}
    for version in moment.versions.values():
        name = f"{version.number.slug}/v{version.label}"
        if version.state in _OUT and version.id not in released:
            detail = f"it stands as {version.state} and has no release"
            yield Problem.found(Kind.RELEASE_MISSING, name, about=name, detail=detail)
        if version.state not in _OUT and version.id in released:
            detail = f"it has a release and stands as {version.state}"
            yield Problem.found(Kind.RELEASE_MISSING, name, about=name, detail=detail)
    known = {r.tag for r in moment.releases}
    known |= {withdrawal_tag(r) for r in moment.releases if r.release.withdrawn_from}
    known |= {f"{i.number.slug}/v{i.version}-withdrawn" for i in moment.intents}
    known |= {reaffirmation_tag(r.tag, n) for r in moment.releases for n in range(1, len(r.reaffirmed) + 1)}
    known |= {
        reaffirmation_tag(r.tag, len(r.reaffirmed) + 1)
        for r in moment.releases
        if any(i.version_id == r.release.version_id for i in moment.intents)
    }
    known |= {f"{i.number.slug}/v{i.version}" for i in moment.intents}
    for tag in moment.tags:
        if tag not in known:
            yield Problem.found(Kind.TAG_UNKNOWN, tag, about=tag)


def check_documents(moment: Moment) -> Iterator[Problem]:
    """What a document says of itself is what its last release says."""
    last: dict[str, ReleasedVersion] = {}
    for released in sorted(moment.releases, key=lambda r: r.release.recorded_at):
        last[released.release.number.text] = released
    for document in moment.documents:
        latest = last.get(document.number.text)
        names = ("type_code", "department", "owner", "access")
        wrong = [n for n in names if latest and getattr(document, n) != getattr(latest, n)]
        if latest and document.departments != (latest.departments or ()):
            wrong.append("departments")
        if latest and wrong:
            about, detail = name_of(latest), ", ".join(f"document {name}" for name in wrong)
            yield Problem.found(Kind.RELEASE_DIFFERS, about, about=about, detail=detail)


def check_release(library: Library, moment: Moment, released: ReleasedVersion) -> Iterator[Problem]:
    """One release, without its copies."""
    about = name_of(released)
    version = moment.versions.get(released.release.version_id)
    try:
        said = library.sources.tag_message(released.tag)
        if said is None:
            yield Problem.found(Kind.TAG_MISSING, released.tag, about=about)
        else:
            if not library.sources.tag_valid(released.tag):
                yield Problem.found(Kind.TAG_SIGNATURE, released.tag, about=about)
            yield from _tag(library, moment, released, said)
        if released.release.withdrawn_from is not None:
            yield from _withdrawal(library, moment, released)
        for count in range(1, len(released.reaffirmed) + 1):
            tag = reaffirmation_tag(released.tag, count)
            if library.sources.tag_message(tag) is None:
                yield Problem.found(Kind.TAG_MISSING, tag, about=about)
            elif not library.sources.tag_valid(tag):
                yield Problem.found(Kind.TAG_SIGNATURE, tag, about=about)
        differs = _sources(library, released)
    except SopctlError as broken:
        yield Problem.found(Kind.TAG_MISSING, released.tag, about=about, detail=str(broken))
        differs = []
    differs += [] if version is None else _version(moment, released, version)
    if differs:
        yield Problem.found(Kind.RELEASE_DIFFERS, about, about=about, detail=", ".join(differs))
    unrecorded = _ledger(moment, released)
    if unrecorded:
        yield Problem.found(Kind.RELEASE_UNRECORDED, about, about=about, detail=", ".join(unrecorded))


def releasing_row(moment: Moment, released: ReleasedVersion) -> LedgerRow | None:
    """The ledger's row of a release or a registration."""
    subject = f"version:{released.release.version_id}"
    return next((row for row in moment.by_subject.get(subject, ()) if row.action in _RELEASING), None)


def _tag(library: Library, moment: Moment, released: ReleasedVersion, said: str) -> Iterator[Problem]:
    about = name_of(released)
    try:
        message: Mapping[str, Any] = json.loads(said)
    except ValueError:
        yield Problem.found(Kind.RELEASE_DIFFERS, about, about=about, detail="the tag is no release record")
        return
    wanted: dict[str, object] = {
        "number": str(released.release.number),
        "version": str(released.release.version),
        "title": released.title,
        "effective": released.release.effective.isoformat(),
        "recorded_at": released.release.recorded_at.isoformat(),
        "approval": {
            "medium": released.approval.medium.value,
            "name": released.approval.name,
            "post": released.approval.post,
            "day": released.approval.day.isoformat(),
        },
        "token": released.token,
        "public_url": released.public_url,
        "approval_record": _json(released.record),
    }
    wrong = [name for name, value in wanted.items() if message.get(name) != value]
    if released.tag != about:
        wrong.append("tag")
    if library.sources.tag_commit(released.tag) != released.commit:
        wrong.append("commit")
    wrong += _copies_that_differ(moment, released, message)
    if wrong:
        yield Problem.found(Kind.RELEASE_DIFFERS, about, about=about, detail=", ".join(wrong))
    yield from _head(moment, released, str(message.get("ledger_head", "")))


def _withdrawal(library: Library, moment: Moment, released: ReleasedVersion) -> Iterator[Problem]:
    """The signed tag of a withdrawal says what the database says."""
    about, tag = name_of(released), withdrawal_tag(released)
    said = library.sources.tag_message(tag)
    if said is None:
        yield Problem.found(Kind.TAG_MISSING, tag, about=about)
        return
    if not library.sources.tag_valid(tag):
        yield Problem.found(Kind.TAG_SIGNATURE, tag, about=about)
    message = _json(said.encode())
    held = message if isinstance(message, dict) else {}
    release = released.release
    from_day, at = release.withdrawn_from, release.withdrawn_recorded_at
    wanted = {
        "release_tag": released.tag,
        "withdrawn_from": from_day.isoformat() if from_day else None,
        "recorded_at": at.isoformat() if at else None,
    }
    wrong = [f"withdrawal {name}" for name, value in wanted.items() if held.get(name) != value]
    wrong += _copies_that_differ(moment, released, held)
    if wrong:
        yield Problem.found(Kind.RELEASE_DIFFERS, about, about=about, detail=", ".join(wrong))
    yield from _head(moment, released, str(held.get("ledger_head", "")))


def _copies_that_differ(moment: Moment, released: ReleasedVersion, message: Mapping[str, Any]) -> list[str]:
    """The copies that a tag names and the database has otherwise, though they were not sealed again."""
    stored = {f"{k.mark}.{k.extension}": sha for k, sha in released.copies.items() if not k.copy_number}
    resealed = _resealed(moment, released)
    named = sorted(message.get("copies", {}).items())
    return [f"copy {name}" for name, sha in named if stored.get(name) != resealed.get((name, sha), sha)]


def _head(moment: Moment, released: ReleasedVersion, head: str) -> Iterator[Problem]:
    """The ledger's head in a tag is a row that the database still has, and that git holds too."""
    if not head:
        return
    if head not in moment.hashes:
        yield Problem.found(
            Kind.LEDGER_REWRITTEN, f"{released.tag} {head[:12]}", detail="the row that the tag names is gone"
        )
        return
    if moment.anchored_hashes is not None and head not in moment.anchored_set:
        yield Problem.found(Kind.LEDGER_UNANCHORED, released.tag, about=name_of(released))


def _resealed(moment: Moment, released: ReleasedVersion) -> dict[tuple[str, str], str]:
    """For a copy and the hash in the tag: the hash of the file that was sealed again in its place."""
    subject = f"version:{released.release.version_id}"
    first: dict[tuple[str, str], str] = {}
    for row in moment.by_subject.get(subject, ()):
        if row.action == RESEAL:
            copy, old, new = (row.detail.get(name, "") for name in ("copy", "old", "new"))
            origin = next((key for key, now in first.items() if key[0] == copy and now == old), (copy, old))
            first[origin] = new
    return first


def _sources(library: Library, released: ReleasedVersion) -> list[str]:
    """What the row says against the sources that were signed."""
    try:
        source = Frozen.of(library, released.commit).source
    except (SopctlError, KeyError, UnicodeDecodeError):
        return []  # the round says so itself
    named = released.departments  # of before they were heeded they say nothing
    pairs = {
        "department": (source.department or released.department, released.department),
        "owner": (source.owner or released.owner, released.owner),
        "access": (Access(source.access), released.access),
        "departments": (source.departments, source.departments if named is None else named),
        "standards": (tuple(source.standards), released.standards),
    }
    return [name for name, (signed, stored) in pairs.items() if signed != stored]


def _version(moment: Moment, released: ReleasedVersion, version: Version) -> list[str]:
    """What the row says against the round that was signed and the record that it makes."""
    release = released.release
    opened = next((r for r in version.rounds if r.commit == released.commit), None)
    if opened is None:
        return ["round"]
    manifest = opened.manifest
    pairs = {
        "number": (version.number, release.number),
        "version": (version.label, release.version),
        "title": (manifest.title, released.title),
        "type": (manifest.type_code, released.type_code),
        "change": (manifest.reason, released.change),
        "manifest": (manifest.sha256, released.manifest_sha256),
    }
    wrong = [name for name, (signed, stored) in pairs.items() if signed != stored]
    row = releasing_row(moment, released)
    try:
        last = Signature.decode(json.loads(row.detail["signed"])) if row else None
        record = approval_record(manifest, opened, paper_in(released.record), (last,) if last else ())
    except (ValueError, KeyError, TypeError, IndexError):
        return [*wrong, "approval record"]
    return wrong if record == released.record else [*wrong, "approval record"]


def _ledger(moment: Moment, released: ReleasedVersion) -> list[str]:
    """What the ledger's row of the release says otherwise; and whether a withdrawal stands in the ledger."""
    release, row = released.release, releasing_row(moment, released)
    if row is None:
        return ["it has no row"]
    wanted = {
        "number": str(release.number),
        "version": str(release.version),
        "effective": release.effective.isoformat(),
        "manifest": released.manifest_sha256,
        "tag": released.tag,
        "medium": released.approval.medium.value,
    }
    wrong = [name for name, value in wanted.items() if row.detail.get(name) != value]
    signed = row.detail.get("signed", "").encode()
    if canonical.sha256(signed) != row.detail.get("signature"):
        wrong.append("signature")
    rows = moment.by_subject.get(f"version:{release.version_id}", ())
    withdrawn = [r.detail.get("from") for r in rows if r.action == "version:withdraw"]
    if withdrawn != ([release.withdrawn_from.isoformat()] if release.withdrawn_from else []):
        wrong.append("withdrawal")
    return wrong


def _json(record: bytes) -> object:
    try:
        return json.loads(record)
    except ValueError:
        return None
