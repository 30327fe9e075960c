"""The repair: what follows from records that nothing speaks against is made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sopctl.application.copies.official import Frozen, evidence
from sopctl.application.distribution.print_copies import redraw_print
from sopctl.application.ledger import ledger_lines
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports.copies import Mark
from sopctl.application.records import CopyKey, ReleasedVersion
from sopctl.application.release.indexing import index_document
from sopctl.application.release.intents import get_version
from sopctl.application.release.recovery import finish_pending
from sopctl.application.release.redrawing import EXTENSIONS, redraw
from sopctl.application.safekeeping.doctor.copies import EVIDENCE, copy_name
from sopctl.application.safekeeping.doctor.examination import examine
from sopctl.application.safekeeping.doctor.problem import OF_COPIES, Kind, Problem
from sopctl.application.safekeeping.doctor.releases import RESEAL, name_of
from sopctl.domain import canonical
from sopctl.domain.errors import SopctlError
from sopctl.thai.dates import bangkok_day

_FOLLOWING = {Kind.MAIN_DIFFERS, Kind.SEARCH_DIFFERS}


@dataclass(frozen=True)
class Mended:
    """What a repair did: the problems that are gone, and those that stay."""

    gone: tuple[Problem, ...]
    left: tuple[Problem, ...]


def repair(library: Library, actor: Actor, problems: Iterable[Problem]) -> Mended:
    """Mend what can be, under the library's lock, then examine again. ``problems`` are ``examine``'s.

    Nothing is deleted and no signed fact is changed: a copy that was sealed again says so in the ledger.
    Raises LibraryBusyError.
    """
    found = tuple(problems)
    wanted = [p for p in found if p.repairable]
    if wanted:
        with library.lock.hold() as fence:
            library.sources.remove_stale_locks()
            finish_pending(library, fence)
            for problem in wanted:
                if problem.copy.startswith(f"{EVIDENCE}:"):
                    _draw_evidence(library, problem)
                elif problem.kind in OF_COPIES:
                    _seal_again(library, actor, problem, fence)
            if any(p.kind in _FOLLOWING for p in wanted):
                _follow(library, actor, [p for p in wanted if p.kind in _FOLLOWING], fence)
            _anchor(library)
    left = examine(library)
    staying = {(p.kind, p.subject, p.copy) for p in left}
    return Mended(tuple(p for p in found if (p.kind, p.subject, p.copy) not in staying), left)


def _draw_evidence(library: Library, problem: Problem) -> None:
    """Draw again what a signer saw; only the very same bytes are put back."""
    _, round_id, place = problem.copy.split(":")
    with library.reading() as uow:
        version = uow.versions.by_round(round_id)
    opened = next((r for r in version.rounds if r.id == round_id), None) if version else None
    if opened is None:
        return
    before = replace(opened, signatures=opened.signatures[: int(place)])
    try:
        drawn = evidence(library, before, Frozen.of(library, opened.commit))
    except SopctlError:
        return  # examined again, it is still named
    if canonical.sha256(drawn) == problem.subject:
        library.blobs.put(drawn)


def _seal_again(library: Library, actor: Actor, problem: Problem, fence: int) -> None:
    """Draw and seal one copy again, keep it, and write both hashes into the ledger."""
    with library.reading() as uow:
        every = uow.releases.all()
        released = next((r for r in every if name_of(r) == problem.about), None)
        if released is None:
            return
        version = get_version(uow, released.release.version_id)
    key = _key(released, problem.copy)
    siblings = [r for r in every if r.release.number == released.release.number]
    try:
        if key.copy_number:
            data = redraw_print(library, released, key)
        else:
            data = redraw(library, version, released, siblings, key)
    except SopctlError:
        return  # examined again, it is still named
    old, new = released.copies.get(key, ""), library.blobs.put(data)
    if new == old:
        return  # the same seal over the same bytes: the file is simply back
    with library.unit() as uow:
        uow.releases.add_copies(version.id, {key: new})
        facts = {"number": str(version.number), "version": str(version.label), "reason": problem.kind.value}
        subject = f"version:{version.id}"
        record(library, uow, actor, subject, RESEAL, copy=copy_name(key), old=old, new=new, **facts)
        uow.check_fence(fence)
        uow.commit()


def _follow(library: Library, actor: Actor, problems: Iterable[Problem], fence: int) -> None:
    """Put what is in force on ``main`` and into the search index, for the documents that differ."""
    today = bangkok_day(library.clock())
    subjects = sorted({p.subject for p in problems})
    with library.reading() as uow:
        current = {r.release.number.slug: r for r in uow.releases.in_force_on(today)}
        numbers = {d.number.text: d.number for d in uow.documents.all()}
    folders: dict[str, Mapping[str, bytes] | None] = {}
    for subject in subjects:
        slug = numbers[subject].slug if subject in numbers else subject
        released = current.get(slug)
        folders[f"documents/{slug}"] = Frozen.of(library, released.commit).released() if released else None
    library.sources.move_main(folders, message="Hold what is in force again", at=library.clock())
    with library.unit() as uow:
        for subject in subjects:
            if subject in numbers:
                index_document(library, uow, numbers[subject], today)
        record(library, uow, actor, "library", "library:repair", documents=" ".join(subjects))
        uow.check_fence(fence)
        uow.commit()


def _anchor(library: Library) -> None:
    """Give git the ledger as it is, unless git remembers another one: that memory is the only witness."""
    with library.reading() as uow:
        rows = ledger_lines(uow)
    if rows.startswith(library.sources.anchored_ledger()):
        library.sources.anchor_ledger(rows, at=library.clock())


def _key(released: ReleasedVersion, name: str) -> CopyKey:
    known = {copy_name(key): key for key in released.copies}
    made = {f"{mark}.{extension}": CopyKey(mark, extension) for mark in Mark for extension in EXTENSIONS}
    if name in known or name in made:
        return known.get(name) or made[name]
    mark, copy_number, extension = name.split(".")
    return CopyKey(mark, extension, copy_number)
