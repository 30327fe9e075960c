"""What is in work: for the quality office, for an author, for whoever opens the inbox; and who holds what."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.readers import today
from sopctl.application.queries.register import draft_title
from sopctl.application.records import ReaffirmationRequest, ReleasedVersion, WithdrawalRequest
from sopctl.application.review.rounds import waiting_for
from sopctl.application.shape import document_type, hospital
from sopctl.content.profile import load_profile
from sopctl.domain.authority import Offices
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.people import Person, Role
from sopctl.domain.types import DocumentType, Step
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action, State
from sopctl.resources import templates_dir
from sopctl.thai.digits import Digits

_LOG = logging.getLogger(__name__)
_IN_WORK = (State.DRAFT, State.IN_REVIEW, State.IN_CHECK, State.IN_APPROVAL, State.APPROVED)


@dataclass(frozen=True)
class InWork:
    """An unreleased version: its title as last written, and since when it stands where it is."""

    version: Version
    title: str
    since: datetime
    author: str
    open_steps: tuple[Step, ...]


@dataclass(frozen=True)
class Waiting:
    """One line of the inbox: what is asked of me, since when, why, and by whom.

    ``reason`` and ``by`` (a name) are "" for a draft of my own.
    """

    version: Version
    title: str
    action: Action
    since: datetime
    reason: str = ""
    by: str = ""


@dataclass(frozen=True)
class Overview:
    """What the quality office looks at in the morning, longest waiting first.

    ``now`` is aware UTC. ``locked``: people whose signing wrong passwords locked, who have not given
    the right one since (21 CFR 11.300d: such attempts are reported at once).
    """

    in_work: tuple[InWork, ...]
    scheduled: tuple[ReleasedVersion, ...]
    in_force: int
    now: datetime
    locked: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Directory:
    """People, posts and holdings; ``today`` is the Bangkok day."""

    people: tuple[Person, ...]
    offices: Offices
    today: date


@dataclass(frozen=True)
class Face:
    """What every page shows of the hospital: its names, departments, types, and the digits of its profile.

    ``standards`` are those that some document in force serves, of documents that everybody may read.
    """

    name: str
    name_en: str
    digits: Digits
    departments: tuple[tuple[str, str, str], ...]
    types: tuple[DocumentType, ...]
    standards: tuple[str, ...]


def overview(library: Library, actor: Actor) -> Overview:
    """Everything in work and scheduled. Raises NotAllowedError for others than quality and auditor."""
    day = today(library)
    with library.reading() as uow:
        person = person_of(uow, actor)
        if not person.roles & {Role.QUALITY, Role.AUDITOR}:
            raise NotAllowedError(actor.user, "see the overview")
        versions = uow.versions.in_states(_IN_WORK)
        names = {p.user: p.name for p in uow.people.named({v.author for v in versions})}
        found = tuple(_in_work(uow, v, names) for v in versions)
        releases = uow.releases.all()
        standing_now = len(uow.releases.in_force_on(day))
        accounts = ((person, uow.people.account(person.user)) for person in uow.people.failing(1))
        locked = tuple(p for p, a in accounts if a is not None and a.locked(library.clock()))
    scheduled = (r for r in releases if r.release.effective > day and r.release.withdrawn_from is None)
    return Overview(
        in_work=tuple(sorted(found, key=lambda item: item.since)),
        scheduled=tuple(sorted(scheduled, key=lambda r: (r.release.effective, r.release.number))),
        in_force=standing_now,
        now=library.clock(),
        locked=locked,
    )


def my_versions(library: Library, actor: Actor) -> tuple[InWork, ...]:
    """What I prepare and is not released, latest first. Raises NotAllowedError for those who do not write."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        if not person.roles & {Role.AUTHOR, Role.QUALITY}:
            raise NotAllowedError(actor.user, "write documents")
        mine = (v for v in uow.versions.in_states(_IN_WORK) if v.author == actor.user)
        found = tuple(_in_work(uow, v, {person.user: person.name}) for v in mine)
    return tuple(sorted(found, key=lambda item: item.since, reverse=True))


def inbox(library: Library, actor: Actor) -> tuple[Waiting, ...]:
    """What waits for me, the longest waiting first, with the titles that ``waiting_for`` leaves out."""
    waiting = waiting_for(library, actor)
    with library.reading() as uow:
        return tuple(Waiting(v, _title(uow, v), a, since, *_why(uow, v, a)) for v, a, since in waiting)


def _why(uow: UnitOfWork, version: Version, action: Action) -> tuple[str, str]:
    """The reason that stands on what waits, and the name of whoever asks."""
    requests: Mapping[Action, Callable[[str], Sequence[WithdrawalRequest | ReaffirmationRequest]]] = {
        Action.WITHDRAW: uow.withdrawals.of,
        Action.REAFFIRM: uow.reaffirmations.of,
    }
    if action in requests:
        order = requests[action](version.id)[-1].order
        return order.reason, order.asked_name
    if action is Action.SUBMIT or version.round is None:
        return "", ""
    return version.round.manifest.reason, version.round.prepared_name


def directory(library: Library, actor: Actor) -> Directory:
    """People, posts and who holds them. Raises NotAllowedError for others than admin, quality and auditor."""
    with library.reading() as uow:
        if not person_of(uow, actor).roles & {Role.ADMIN, Role.QUALITY, Role.AUDITOR}:
            raise NotAllowedError(actor.user, "list people")
        people = tuple(sorted(uow.people.all(), key=lambda p: p.user))
        return Directory(people, uow.posts.offices(), today(library))


def face(library: Library) -> Face:
    """What the pages show of the hospital as it is set now. Raises ProfileMalformedError."""
    facts = hospital(library)
    path = f"official/{facts.profile}.yaml"
    profile = library.sources.main_file(f"library/{path}") or library.packaged(path)
    digits = Digits(load_profile(profile.decode()).digits) if profile else Digits.THAI
    departments = tuple((d.code, d.name, d.name_en) for d in facts.departments)
    with library.reading() as uow:
        standards = tuple(sorted(uow.releases.standards_on(today(library))))
    return Face(facts.name, facts.name_en, digits, departments, document_types(library), standards)


def document_types(library: Library) -> tuple[DocumentType, ...]:
    """The types that a new document can have, by code: the packaged ones and the hospital's own."""
    packaged = {path.stem for path in templates_dir().glob("types/*.yaml")}
    own = {name.removesuffix(".yaml") for name in library.sources.main_files("library/types")}
    return tuple(document_type(library, code) for code in sorted(packaged | own))


def _in_work(uow: UnitOfWork, version: Version, names: Mapping[str, str]) -> InWork:
    opened = version.round if version.state not in (State.DRAFT, State.APPROVED) else None
    return InWork(
        version=version,
        title=_title(uow, version),
        since=version.history[-1].at if version.history else version.created_at,
        author=names.get(version.author, version.author),
        open_steps=tuple(opened.step_now(i) for i in opened.open_steps()) if opened else (),
    )


def _title(uow: UnitOfWork, version: Version) -> str:
    if version.state is not State.DRAFT and version.round is not None:
        return version.round.manifest.title
    draft = uow.drafts.get(version.id)
    return draft_title(draft.markdown) if draft else ""
