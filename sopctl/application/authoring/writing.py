"""What an author sees while writing: the page and the findings of a text that is not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sopctl.application.authoring.checking import read_source
from sopctl.application.authoring.clearing import Clearance, clearances
from sopctl.application.authoring.drafts import draft_findings, readable_draft
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.queries.readers import Reader
from sopctl.content.blocks import Heading
from sopctl.content.checks import Finding
from sopctl.content.markdown import parse_body
from sopctl.domain.errors import NotFoundError, SopctlError


@dataclass(frozen=True)
class Glance:
    """A text as it would look: ``html`` is "" while its front matter cannot be read.

    ``outline``: its headings, each with its line in the text, counted from 1.
    ``cleared``: who cleared findings of personal data, by fingerprint.
    """

    html: str
    findings: tuple[Finding, ...]
    outline: tuple[tuple[Heading, int], ...] = ()
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
        source = read_source(library, markdown)
        body = parse_body(source.body_text)
        html = library.page.render(body, digits=digits, image_base=f"/drafts/{version_id}/files/")
    except SopctlError:
        return Glance("", findings, cleared=cleared)
    outline = tuple((one, source.body_start_line + one.lines[0]) for one in body.headings())
    # A text may say nothing, as beside a file that is the document.
    return Glance(html or "\n", findings, outline, cleared)


def draft_file(library: Library, actor: Actor, version_id: str, name: str) -> bytes:
    """An image beside a draft. Raises NotFoundError, NotAllowedError."""
    with library.reading() as uow:
        digest = readable_draft(library, uow, actor, version_id)[1].files.get(name)
    if digest is None:
        raise NotFoundError(name)
    return library.blobs.get(digest)
