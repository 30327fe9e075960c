"""The examination: everything compared with everything else that says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from sopctl.application.authoring.importing import IMPORT
from sopctl.application.library import Library
from sopctl.application.ports import StoreRefusedError
from sopctl.application.safekeeping.doctor.beside import check_beside, check_memos
from sopctl.application.safekeeping.doctor.chain import check_ledger
from sopctl.application.safekeeping.doctor.copies import check_copies, check_draft_files, check_evidence
from sopctl.application.safekeeping.doctor.current import check_current
from sopctl.application.safekeeping.doctor.history import check_history
from sopctl.application.safekeeping.doctor.moment import Moment
from sopctl.application.safekeeping.doctor.paper import check_paper_lists, files_of
from sopctl.application.safekeeping.doctor.prints import check_prints, check_request_files
from sopctl.application.safekeeping.doctor.problem import (
    OF_COPIES,
    OF_THE_FACTS,
    WHOLE_LIBRARY,
    Kind,
    Problem,
)
from sopctl.application.safekeeping.doctor.releases import check_documents, check_release, check_states
from sopctl.application.safekeeping.doctor.rounds import check_round
from sopctl.application.safekeeping.mirroring import mirror_trouble
from sopctl.domain.errors import SopctlError
from sopctl.domain.requests import RequestState
from sopctl.domain.workflow import State

Progress = Callable[[int, int], None]


def examine(library: Library, progress: Progress | None = None) -> tuple[Problem, ...]:
    """Compare database, git and blobs both ways while people work; nothing is changed.

    ``progress`` is told how many of how many rounds and releases were looked at. An empty answer says: every
    copy that a release names is there, genuine and of that release; every release has its signed tag, its
    row in the ledger and its record, and they agree; every round's sources are those that were signed; the
    ledger is whole and is what git remembers; ``main`` and the search index hold what is in force.
    """
    try:
        moment = Moment.of(library)
    except StoreRefusedError as unread:  # nothing can be compared with what cannot be read
        broken = Problem.found(Kind.DATABASE_DAMAGED, "database", detail=unread.facts["reason"])
        return _judged([broken, *_git(library)])
    problems = list(moment.problems)
    problems += _git(library)
    problems += check_ledger(moment)
    problems += check_states(moment)
    problems += check_documents(moment)
    for version in moment.versions.values():
        problems += check_history(moment, version)
    rounds = [(version, opened) for version in moment.versions.values() for opened in version.rounds]
    total, done = len(rounds) + len(moment.releases), 0
    for version, opened in rounds:
        problems += check_round(library, moment, version, opened)
        problems += check_evidence(library, version, opened)
        done += 1
        _tell(progress, done, total)
    for released in moment.releases:
        problems += check_release(library, moment, released)
        problems += check_copies(library, moment, released)
        done += 1
        _tell(progress, done, total)
    problems += check_draft_files(library, moment)
    problems += check_prints(moment)
    problems += check_request_files(library, moment)
    problems += check_beside(moment)
    problems += check_memos(library, moment)
    problems += check_paper_lists(library)
    problems += _current(library)
    problems += _mirror(library)
    return _judged(problems)


def orphan_blobs(library: Library) -> tuple[str, ...]:
    """Stored files that nothing names, such as pictures of earlier drafts. They are no problem."""
    with library.reading() as uow:
        named = {digest for released in uow.releases.all() for digest in released.copies.values()}
        named |= {person.picture for person in uow.people.all()}
        released = [each.release.version_id for each in uow.releases.all()]
        named |= {given.scan for given in uow.readings.of_versions(released)}
        named |= {sha for r in uow.requests.in_states(RequestState) for sha in r.asked.files.values()}
        named |= {digest for each in uow.paper.all() for digest in files_of(library, each)}
        named |= {row.detail["original"] for row in uow.ledger.of((IMPORT,))}
        named |= {made.pdf_sha256 for made in uow.announcements.all()}
        for version in uow.versions.in_states(State):
            draft = uow.drafts.get(version.id)
            named |= set(draft.files.values()) if draft else set()
            given = [signature for opened in version.rounds for signature in opened.signatures]
            named |= {s.evidence_sha256 for s in given} | {s.picture_sha256 for s in given}
    return tuple(digest for digest in library.blobs.all() if digest not in named)


def _git(library: Library) -> list[Problem]:
    return [Problem.found(Kind.GIT_DAMAGED, name, detail=said) for name, said in library.sources.damage()]


def _mirror(library: Library) -> list[Problem]:
    state = mirror_trouble(library)
    return [Problem.found(Kind.MIRROR_BEHIND, state.address, detail=state.said)] if state else []


def _current(library: Library) -> list[Problem]:
    """What looks wrong is looked at again under the library's lock, where no release is on its way."""
    seen = list(check_current(library))
    if not seen:
        return seen
    try:
        with library.lock.hold():
            return list(check_current(library))
    except (SopctlError, OSError):
        return seen  # a read-only disk, or a release that lasts: what was seen is what can be said


def _judged(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each once; a copy is repairable only while nothing speaks against the facts that it shows."""
    found = tuple(dict.fromkeys(problems))
    doubtful = {p.about for p in found if p.kind in OF_THE_FACTS}
    if any(p.kind in WHOLE_LIBRARY for p in found):
        return tuple(replace(p, repairable=False) if p.kind in OF_COPIES else p for p in found)
    return tuple(
        replace(p, repairable=False) if p.kind in OF_COPIES and p.about in doubtful else p for p in found
    )


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)
