"""What an author sees while writing: the page and the findings of a text that is not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sopctl.application.authoring.clearing import Clearance, clearances
from sopctl.application.authoring.drafts import draft_findings, preview_page
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import Draft
from sopctl.content.checks import Finding
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.people import Role


@dataclass(frozen=True)
class Glance:
    """A text as it would look: ``html`` is "" while its front matter cannot be read.

    ``cleared``: who cleared findings of personal data, by fingerprint.
    """

    html: str
    findings: tuple[Finding, ...]
    cleared: Mapping[str, Clearance] = field(default_factory=dict)


def look_at(library: Library, actor: Actor, version_id: str, markdown: str, *, digits: str) -> Glance:
    """The page and the findings of a text beside a draft's images; nothing is kept.

    Raises NotFoundError, NotAllowedError.
    """
    with library.reading() as uow:
        draft = _draft(uow, actor, version_id)
        findings = draft_findings(library, uow, markdown, draft.files)
        cleared = clearances(uow, version_id)
    try:
        html = preview_page(library, markdown, digits=digits, image_base=f"/drafts/{version_id}/files/")
        html = html or "\n"  # a text that says nothing, as beside a file that is the document
    except SopctlError:
        html = ""
    return Glance(html, findings, cleared)


def draft_file(library: Library, actor: Actor, version_id: str, name: str) -> bytes:
    """An image beside a draft. Raises NotFoundError, NotAllowedError."""
    with library.reading() as uow:
        digest = _draft(uow, actor, version_id).files.get(name)
    if digest is None:
        raise NotFoundError(name)
    return library.blobs.get(digest)


def _draft(uow: UnitOfWork, actor: Actor, version_id: str) -> Draft:
    person = person_of(uow, actor)
    version, draft = uow.versions.get(version_id), uow.drafts.get(version_id)
    if version is None or draft is None:
        raise NotFoundError(version_id)
    if version.author != actor.user and not person.roles & {Role.QUALITY, Role.AUDITOR, Role.REVIEWER}:
        raise NotAllowedError(actor.user, "read this draft")
    return draft
