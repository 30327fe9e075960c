"""What an author sees while writing: the page and the findings of a text that is not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sopctl.application.authoring.clearing import Clearance, clearances
from sopctl.application.authoring.drafts import draft_findings, preview_page, readable_draft
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.queries.readers import Reader
from sopctl.content.checks import Finding
from sopctl.domain.errors import NotFoundError, SopctlError


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
        _, draft = readable_draft(library, uow, actor, version_id)
        findings = draft_findings(library, uow, markdown, draft.files, Reader(person_of(uow, actor)))
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
        digest = readable_draft(library, uow, actor, version_id)[1].files.get(name)
    if digest is None:
        raise NotFoundError(name)
    return library.blobs.get(digest)
