"""From a draft to a round and back: seen as a copy, submitted, taken back, given up."""

from __future__ import annotations

from dataclasses import replace

from sopctl.application.authoring.checking import FindingsError, errors_of, findings_in, read_source
from sopctl.application.authoring.clearing import PersonalDataError, clearances, still_open
from sopctl.application.authoring.drafts import open_draft, readable_draft
from sopctl.application.copies.official import MANIFEST_FILE, SOURCE_FILE, Frozen, Making, official_copy
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell_signers
from sopctl.application.ports.copies import Mark
from sopctl.application.queries.knowing import require_known
from sopctl.application.queries.readers import Reader
from sopctl.application.records import Draft
from sopctl.application.remarks import nameless, reason_for
from sopctl.application.shape import current_shape
from sopctl.content.findings import PERSONAL
from sopctl.content.source import Source
from sopctl.domain import canonical
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.manifest import Manifest
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.rounds import Round
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action, OutOfOrderError
from sopctl.thai.dates import bangkok_day


class NumberMismatchError(SopctlError):
    """A text that names another document than the draft is for."""

    code = "number-mismatch"

    def __init__(self, number: DocumentNumber, found: object) -> None:
        super().__init__(
            f"The text says {found}, but the draft is of {number}; correct the number in the front matter.",
            number=number,
            found=found,
        )


def preview_copy(library: Library, actor: Actor, version_id: str, extension: str) -> bytes:
    """The copy that a draft makes, marked ร่าง. Raises FrontMatterError, UndrawableError and such."""
    with library.reading() as uow:
        version, draft = readable_draft(library, uow, actor, version_id)
        person = uow.people.get(version.author) or person_of(uow, actor)
    source = read_source(library, draft.markdown)
    opened, frozen = open_round(library, version, draft, source, person)
    unsigned = replace(opened, prepared_by="", prepared_name="", prepared_title="")
    copy = official_copy(unsigned, frozen, Mark.DRAFT, Making(made_at=draft.saved_at))
    drawing = library.drawing(frozen.shape.dictionary)
    return drawing.renderers[extension].render(copy, frozen.shape.profile)


def submit(library: Library, actor: Actor, version_id: str) -> Version:
    """Freeze the draft's sources and open a round on them.

    All personal data, whatever its level, is taken out or cleared before anything enters git. Raises
    FindingsError, PersonalDataError, ReasonPersonalError, ReasonMissingError, NumberMismatchError,
    OutOfOrderError, NotAllowedError.
    """
    with library.reading() as uow:
        version, draft = open_draft(library, uow, actor, version_id)
        person = person_of(uow, actor)
        source = read_source(library, draft.markdown)
        found = findings_in(library, uow, source, draft.files, Reader(person))
        cleared = clearances(uow, version_id)
    if source.number != version.number:
        raise NumberMismatchError(version.number, source.number)
    wrong = errors_of(still_open(found, cleared))
    if not all(one.code in PERSONAL for one in wrong):
        raise FindingsError(wrong)
    uncleared = [one for one in still_open(found, cleared) if one.code in PERSONAL]
    if uncleared:
        raise PersonalDataError(uncleared)
    reason_for(Action.SUBMIT, draft.reason)
    opened, frozen = open_round(library, version, draft, source, person)
    # Objects first: a round that git has and SQL does not know is harmless, the other way round is not.
    commit = library.sources.freeze_round(
        opened.id,
        {**frozen.files, MANIFEST_FILE: opened.manifest.encode()},
        message=f"Submit {version.number} version {version.label}\n\n{draft.reason}",
        at=opened.opened_at,
        author=person.name,
    )
    with library.unit() as uow:
        current, again = open_draft(library, uow, actor, version_id)
        if again.save_number != draft.save_number:
            raise OutOfOrderError(current.state, Action.SUBMIT)
        submitted = current.submit(replace(opened, commit=commit), by=actor.user, at=opened.opened_at)
        uow.versions.save(submitted)
        record(library, uow, actor, f"round:{opened.id}", "round:submit", number=str(version.number),
               version=str(version.label), manifest=opened.manifest.sha256, reason=draft.reason)  # fmt: skip
        tell_signers(library, uow, submitted)
        uow.commit()
    return submitted


def take_back(library: Library, actor: Actor, version_id: str, reason: str = "") -> Version:
    """The author takes a version back to draft before approval.

    Raises OutOfOrderError, NotAllowedError, ReasonPersonalError.
    """
    return _end_round(library, actor, version_id, Action.TAKE_BACK, reason)


def abandon(library: Library, actor: Actor, version_id: str, reason: str) -> Version:
    """The author or the quality office gives a version up before release; the next one may take its label.

    Raises ConcurrentChangeError while it is being released, OutOfOrderError, ReasonMissingError,
    ReasonPersonalError, NotAllowedError.
    """
    return _end_round(library, actor, version_id, Action.ABANDON, reason)


def _end_round(library: Library, actor: Actor, version_id: str, action: Action, reason: str) -> Version:
    why = nameless(reason)
    with library.unit() as uow:
        version = uow.versions.get(version_id)
        person = person_of(uow, actor)
        if version is None:
            raise NotFoundError(version_id)
        require_known(uow, person, version, bangkok_day(library.clock()))
        quality = action is Action.ABANDON and person.has(Role.QUALITY)
        if version.author != actor.user and not quality:
            raise NotAllowedError(actor.user, action)
        ended = version.apply(action, by=actor.user, at=library.clock(), reason=why)
        uow.versions.save(ended)
        record(library, uow, actor, f"version:{version_id}", f"version:{action}", reason=why,
               number=str(version.number), version=str(version.label))  # fmt: skip
        uow.commit()
    return ended


def open_round(
    library: Library, version: Version, draft: Draft, source: Source, person: Person
) -> tuple[Round, Frozen]:
    """The round that submitting this draft would open, not yet in git, and the files that it would freeze."""
    shape = current_shape(library, source.type or "SOP")
    images = {name: library.blobs.get(digest) for name, digest in draft.files.items()}
    text = source.canonical().encode()
    ordinal = len(version.rounds) + 1
    round_id = f"{version.number.slug}-v{version.label}-r{ordinal}-{library.new_id()[:6]}"
    sources = {SOURCE_FILE: text, **images}
    manifest = Manifest(
        number=version.number,
        version=version.label,
        title=source.title,
        type_code=shape.type.code,
        sources=tuple(sorted((name, canonical.sha256(data)) for name, data in sources.items())),
        shape=shape.hashes(),
        requested_effective=draft.requested_effective,
        reason=draft.reason,
        prepared_by=person.user,
        round_id=round_id,
    )
    opened = Round(
        id=round_id,
        ordinal=ordinal,
        manifest=manifest,
        steps=shape.type.steps_for(version.label),
        department=source.department,
        prepared_by=person.user,
        prepared_name=person.name,
        prepared_title=person.title,
        opened_at=library.clock(),
        commit="",
    )
    return opened, Frozen({**sources, **shape.files()})
