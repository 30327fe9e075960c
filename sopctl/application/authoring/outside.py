"""Texts outside a library: checked and drawn from a file and the images beside it."""

from __future__ import annotations

from collections.abc import Mapping

from sopctl.application.authoring.checking import findings_in, read_source
from sopctl.application.copies.official import SOURCE_FILE, Frozen, Making, official_copy
from sopctl.application.library import Workbench
from sopctl.application.ports.copies import Mark
from sopctl.application.queries.readers import Reader
from sopctl.application.shape import current_shape
from sopctl.content.checks import Finding
from sopctl.content.markdown import parse_body
from sopctl.content.source import Source
from sopctl.domain.manifest import Manifest
from sopctl.domain.numbers import VersionLabel
from sopctl.domain.rounds import Round


def check_text(bench: Workbench, markdown: str, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """The findings of a text by itself. Raises FrontMatterError, TypeUnknownError."""
    return findings_in(bench, None, read_source(bench, markdown), files, Reader())


def draw_text(bench: Workbench, markdown: str, files: Mapping[str, bytes], extension: str) -> bytes:
    """A copy of a text marked ร่าง, as ``pdf`` or ``docx``, or its page as ``html``.

    Raises FrontMatterError, TypeUnknownError, UndrawableError.
    """
    source = read_source(bench, markdown)
    shape = current_shape(bench, source.type or "SOP")
    body = parse_body(source.body_text)
    if extension == "html":
        return bench.page.render(body, digits=shape.profile.digits, image_base="").encode()
    frozen = Frozen({SOURCE_FILE: source.canonical().encode(), **files, **shape.files()})
    making = Making(made_at=bench.clock(), effective=source.front.effective)
    copy = official_copy(_unsubmitted(bench, source, frozen), frozen, Mark.DRAFT, making)
    drawing = bench.drawing(shape.dictionary)
    return drawing.renderers[extension].render(copy, shape.profile)


def _unsubmitted(bench: Workbench, source: Source, frozen: Frozen) -> Round:
    """A round that nobody opened, so that every place for a signature stands open."""
    version = source.front.version or VersionLabel(1)
    kind = frozen.shape.type
    manifest = Manifest(source.number, version, source.title, kind.code, (), (), None, "", "", "")
    return Round("", 0, manifest, kind.steps, source.department, "", "", "", bench.clock(), "")
