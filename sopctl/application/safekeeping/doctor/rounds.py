"""Rounds: their frozen sources against their manifests, their signatures against the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sopctl.application.copies.official import MANIFEST_FILE
from sopctl.application.library import Library
from sopctl.application.safekeeping.doctor.moment import Moment
from sopctl.application.safekeeping.doctor.problem import Kind, Problem
from sopctl.application.shape import Shape
from sopctl.domain import canonical
from sopctl.domain.errors import SopctlError
from sopctl.domain.rounds import Round
from sopctl.domain.versions import Version


def check_round(library: Library, moment: Moment, version: Version, opened: Round) -> Iterator[Problem]:
    """One round. A round that git has and the database does not know is harmless: nothing refers to it."""
    about = f"{version.number.slug}/v{version.label}"
    if moment.frozen.get(opened.id) != opened.commit:
        named = moment.frozen.get(opened.id)
        detail = f"its ref stands on {named[:12]}" if named else "its ref is not there"
        yield Problem.found(Kind.ROUND_MISSING, opened.id, about=about, detail=detail)
    try:
        files = library.sources.read(opened.commit)
    except SopctlError as unread:
        yield Problem.found(Kind.ROUND_MISSING, opened.id, about=about, detail=str(unread).rstrip("."))
    else:
        wrong = differences(opened, files)
        if wrong:
            yield Problem.found(Kind.ROUND_DIFFERS, opened.id, about=about, detail=", ".join(wrong))
    yield from _signatures(moment, version, opened, about)


def differences(opened: Round, files: Mapping[str, bytes]) -> list[str]:
    """The names of a round's files that are not as its manifest says."""
    manifest = opened.manifest
    shape = Shape.thaw(files)
    own = {MANIFEST_FILE, *shape.files()}
    held = {name: canonical.sha256(data) for name, data in files.items() if name not in own}
    wanted = dict(manifest.sources)
    wrong = {name for name in held.keys() | wanted.keys() if held.get(name) != wanted.get(name)}
    shaped, shapes = dict(shape.hashes()), dict(manifest.shape)
    wrong |= {f"shape/{n}" for n in shaped.keys() | shapes.keys() if shaped.get(n) != shapes.get(n)}
    if files.get(MANIFEST_FILE) != manifest.encode():
        wrong.add(MANIFEST_FILE)
    return sorted(wrong)


def _signatures(moment: Moment, version: Version, opened: Round, about: str) -> Iterator[Problem]:
    """Each signature stands in the ledger and in the version's history with the digest that it has."""
    subject = f"round:{opened.id}"
    recorded = {row.detail.get("signature") for row in moment.by_subject.get(subject, ())}
    history = {event.signature for event in version.history if event.round_id == opened.id}
    for given in opened.signatures:
        wrong = [
            *([] if given.digest in recorded else ["the ledger has no row with its digest"]),
            *([] if given.digest in history else ["the version's history does not name it"]),
            *([] if given.manifest_sha256 == opened.manifest.sha256 else ["it covers another manifest"]),
            *([] if given.previous in moment.hashes else ["the ledger row before it is gone"]),
        ]
        if wrong:
            detail = f"{given.meaning} by {given.person}: {'; '.join(wrong)}"
            yield Problem.found(Kind.SIGNATURE_DIFFERS, opened.id, about=about, detail=detail)
