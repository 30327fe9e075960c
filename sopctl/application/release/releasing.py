"""Release: the quality office brings an approved version into force from a day on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sopctl.application.authoring.clearing import require_released_clean
from sopctl.application.copies.official import Frozen
from sopctl.application.identity import require
from sopctl.application.library import Actor, Library
from sopctl.application.people.proof import reauthenticate
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import ReleasedVersion
from sopctl.application.release.indexing import index_document
from sopctl.application.release.intents import (
    ReleaseFacts,
    get_version,
    new_intent,
    quality_signature,
    round_of,
)
from sopctl.application.release.publication import carry_out
from sopctl.application.release.recovery import finish_pending
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Role
from sopctl.domain.signatures import Meaning
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action, transition
from sopctl.thai.dates import bangkok_day


class EffectiveTooEarlyError(SopctlError):
    """An effective date before the one that was signed, or before what is in force already."""

    code = "effective-too-early"

    def __init__(self, day: date, earliest: date) -> None:
        super().__init__(
            f"{day} is too early; the earliest effective date is {earliest}.", day=day, earliest=earliest
        )


def release_version(
    library: Library,
    actor: Actor,
    version_id: str,
    *,
    password: str,
    effective: date | None = None,
    code: str = "",
) -> ReleasedVersion:
    """The quality office releases an approved version, from a day not before the one that was signed.

    Raises OutOfOrderError, EffectiveTooEarlyError, PersonalDataError, NotAllowedError, WrongPasswordError,
    SigningLockedError, LibraryBusyError.
    """
    with library.reading() as uow:
        require(uow, actor, Role.QUALITY, "release")
        version = get_version(uow, version_id)
        transition(version.state, Action.RELEASE)
        _effective(library, uow, version, effective)
        require_released_clean(library, uow, version)
    reauthenticate(library, actor, password, code)
    with library.lock.hold() as fence:
        finish_pending(library, fence)
        with library.unit() as uow:
            person = require(uow, actor, Role.QUALITY, "release")
            version = get_version(uow, version_id)
            transition(version.state, Action.RELEASE)
            day = _effective(library, uow, version, effective)  # midnight may have passed since
            opened = round_of(version)
            signature = quality_signature(library, uow, person, opened, Meaning.RELEASED)
            facts = ReleaseFacts(actor.user, actor.host_user, Action.RELEASE, day, signature)
            intent = new_intent(library, version, facts)
            uow.intents.add(intent)
            uow.commit()
        return carry_out(library, intent, fence)


def recover(library: Library) -> int:
    """Finish what a process that died had begun; returns how many releases were finished."""
    with library.reading() as uow:
        if not uow.intents.open():
            return 0
    with library.lock.hold() as fence:
        return finish_pending(library, fence)


def settle(library: Library) -> bool:
    """Bring ``main`` and the search index to what is in force today; returns whether anything moved.

    Being late shows nobody a wrong version, because standing is derived from dates.
    """
    with library.reading() as uow:
        numbers = [document.number for document in uow.documents.all()]
        current, indexed = _recorded(library, uow)
    late = _late(library, numbers, current, indexed)
    if not late:
        return False
    with library.lock.hold() as fence:
        library.sources.remove_stale_locks()
        with library.unit() as uow:
            uow.check_fence(fence)
            late = _late(library, late, *_recorded(library, uow))  # some may have been released since
            today = bangkok_day(library.clock())
            for number in late:
                index_document(library, uow, number, today)
            uow.commit()
        # Last, because it is what the next round looks at: killed before it, everything is done again.
        moves = {folder: wanted or None for folder, wanted in late.values()}
        if moves:
            message = f"Follow what is in force on {today}"
            library.sources.move_main(moves, message=message, at=library.clock())
    return bool(late)


def _recorded(
    library: Library, uow: UnitOfWork
) -> tuple[Mapping[DocumentNumber, ReleasedVersion], Mapping[DocumentNumber, str]]:
    """What is in force today, and which version of each document the index has."""
    current = uow.releases.in_force_on(bangkok_day(library.clock()))
    return {r.release.number: r for r in current}, uow.search.versions()


def _late(
    library: Library,
    numbers: Collection[DocumentNumber],
    current: Mapping[DocumentNumber, ReleasedVersion],
    indexed: Mapping[DocumentNumber, str],
) -> dict[DocumentNumber, tuple[str, Mapping[str, bytes]]]:
    """The documents of which ``main`` or the index holds something else than is in force today.

    With each its folder on ``main``, and what belongs there. A version may say word for word what the one
    before it said, so the index is asked by itself.
    """
    late: dict[DocumentNumber, tuple[str, Mapping[str, bytes]]] = {}
    for number in numbers:
        released, folder = current.get(number), f"documents/{number.slug}"
        wanted = Frozen.of(library, released.commit).released() if released else {}
        known = indexed.get(number) == (released.release.version_id if released else None)
        if not known or dict(library.sources.main_files(folder)) != dict(wanted):
            late[number] = (folder, wanted)
    return late


def _effective(library: Library, uow: UnitOfWork, version: Version, asked: date | None) -> date:
    """The effective date: as asked, not before the signed one and not before today."""
    today = bangkok_day(library.clock())
    requested = round_of(version).manifest.requested_effective
    earliest = max(today, requested) if requested else today
    day = asked or earliest
    if day < earliest:
        raise EffectiveTooEarlyError(day, earliest)
    require_not_before_released(uow, version.number, day)
    return day


def require_not_before_released(uow: UnitOfWork, number: DocumentNumber, day: date) -> None:
    """A later version never takes force before an earlier one did."""
    taken = (r.release for r in uow.releases.of(number) if not r.release.never_in_force(None))
    latest = max((release.effective for release in taken), default=None)
    if latest is not None and day < latest:
        raise EffectiveTooEarlyError(day, latest)
