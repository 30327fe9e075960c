"""Registration of what was approved on paper (ขึ้นทะเบียนเอกสารเดิม)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sopctl.application.authoring import open_round
from sopctl.application.checking import read_source
from sopctl.application.library import Actor, Library
from sopctl.application.official import (
    MANIFEST_FILE,
    SCAN_FILE,
)
from sopctl.application.people import reauthenticate, require
from sopctl.application.publication import (
    ReleaseFacts,
    carry_out,
    get_version,
    new_intent,
    quality_signature,
)
from sopctl.application.records import (
    ReleasedVersion,
)
from sopctl.application.recovery import finish_pending
from sopctl.application.release import require_not_before_released
from sopctl.domain import canonical
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.people import Person, Role
from sopctl.domain.rounds import Round
from sopctl.domain.signatures import Meaning, PaperApproval
from sopctl.domain.workflow import Action, transition


class ScanRefusedError(SopctlError):
    """A scan that is not what a scan can be."""

    code = "scan-refused"

    def __init__(self) -> None:
        super().__init__("The scan must be a PDF, PNG, JPEG or UTF-8 text file that is not empty.")


@dataclass(frozen=True)
class PaperFacts:
    """What the signed page says: who approved, in which post, on which day, and the scan itself."""

    name: str
    post: str
    day: date
    scan: bytes


def register_paper(
    library: Library,
    actor: Actor,
    version_id: str,
    *,
    password: str,
    effective: date,
    paper: PaperFacts,
    code: str = "",
) -> ReleasedVersion:
    """The quality office registers a draft's version as approved on paper, with its own dates and a scan.

    It is shown everywhere as อนุมัติบนกระดาษ and never as an electronic signature. Raises OutOfOrderError,
    ScanRefusedError, EffectiveTooEarlyError, NotAllowedError, WrongPasswordError.
    """
    extension = _scan_extension(paper.scan)
    with library.reading() as uow:
        person = require(uow, actor, Role.QUALITY, "register")
        version = get_version(uow, version_id)
        transition(version.state, Action.REGISTER)
        require_not_before_released(uow, version.number, effective)
    reauthenticate(library, actor, password, code)
    approval = PaperApproval(paper.name, paper.post, paper.day.isoformat(), canonical.sha256(paper.scan))
    opened = _paper_round(library, version_id, person, paper, extension)
    with library.lock.hold() as fence:
        finish_pending(library, fence)
        with library.unit() as uow:
            version = get_version(uow, version_id)
            transition(version.state, Action.REGISTER)
            signature = quality_signature(library, uow, person, opened, Meaning.REGISTERED)
            facts = ReleaseFacts(actor.user, actor.host_user, Action.REGISTER, effective, signature, approval)
            intent = new_intent(library, version, facts)
            uow.versions.save(replace(version, rounds=(*version.rounds, opened)))
            uow.intents.add(intent)
            uow.commit()
        return carry_out(library, intent, fence)


def _paper_round(
    library: Library, version_id: str, person: Person, paper: PaperFacts, extension: str
) -> Round:
    """Freeze a paper-approved text with its scan as a round without steps."""
    with library.reading() as uow:
        version = get_version(uow, version_id)
        draft = uow.drafts.get(version_id)
    if draft is None:
        raise NotFoundError(version_id)
    source = read_source(library, draft.markdown)
    opened, frozen = open_round(library, version, draft, source, person)
    scan_name = f"{SCAN_FILE}/signed-page.{extension}"
    sources = dict(opened.manifest.sources) | {scan_name: canonical.sha256(paper.scan)}
    manifest = replace(opened.manifest, sources=tuple(sorted(sources.items())))
    files = {**frozen.files, scan_name: paper.scan, MANIFEST_FILE: manifest.encode()}
    commit = library.sources.freeze_round(
        opened.id,
        files,
        message=f"Register {version.number} version {version.label} as approved on paper",
        at=opened.opened_at,
        author=person.name,
    )
    return replace(opened, manifest=manifest, steps=(), commit=commit)


def _scan_extension(data: bytes) -> str:
    for magic, extension in ((b"%PDF-", "pdf"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg")):
        if data.startswith(magic):
            return extension
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise ScanRefusedError from None
    if not text.strip() or "\0" in text:
        raise ScanRefusedError
    return "txt"
