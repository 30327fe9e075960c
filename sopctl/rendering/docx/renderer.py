"""The official copy as a Word document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.parts.story import StoryPart
from lxml import etree

from sopctl.application.ports.copies import (
    Mark,
    OfficialCopy,
    PackageSealer,
    PrintedForm,
    Seal,
    UndrawableError,
    base_mark,
)
from sopctl.content.blocks import Block, Body, Span
from sopctl.content.mapping import mapped
from sopctl.content.profile import Profile
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.rendering.cover_sheet import with_cover_sheet
from sopctl.rendering.docx.blank import blank_package, describe, parts_of
from sopctl.rendering.docx.body import BodyWriter, Where
from sopctl.rendering.docx.changes import Tracker
from sopctl.rendering.docx.cover import cover
from sopctl.rendering.docx.embedded import fill_font_table
from sopctl.rendering.docx.front import contents, revisions
from sopctl.rendering.docx.furniture import LAST_PAGE, cover_header, footer, header, section
from sopctl.rendering.docx.marks import Marker
from sopctl.rendering.docx.notes import fill_footnotes
from sopctl.rendering.docx.numbering import Lists
from sopctl.rendering.docx.ooxml import Element, el, qualified
from sopctl.rendering.docx.package import pack
from sopctl.rendering.docx.paragraphs import paragraph, spacer
from sopctl.rendering.docx.story import Shared, Story, bookmarked
from sopctl.rendering.docx.text import text_runs
from sopctl.rendering.docx.typeset import Typeset
from sopctl.rendering.docx.watermark import ACROSS

_P = TypeVar("_P", bound=XmlPart)
PagesOf = Callable[[OfficialCopy, Profile], Mapping[str, int]]
_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class DocxRenderer:
    """Fills the port ``Renderer`` for Word documents.

    ``sealer`` puts the approval record and the seal among the parts; None where nothing is sealed.
    ``pages`` tells on which page each heading of the contents stands, by its key; no page, no contents.
    """

    media_type = _MEDIA_TYPE
    extension = "docx"

    def __init__(self, sealer: PackageSealer | None, pages: PagesOf = lambda *_: {}) -> None:
        self._sealer = sealer
        self._pages = pages

    def render(self, copy: OfficialCopy, profile: Profile, seal: Seal | None = None) -> bytes:
        """The DOCX file's bytes: the same for the same copy and profile, in any process.

        With a ``seal``, the approval record (the attachment with relation Data) goes inside. Raises
        UndrawableError for a character that no font of the program has, an image that is missing or cannot
        be read, and a seal without a sealer or a record.
        """
        parts = _parts(with_cover_sheet(copy, profile.digits), profile, self._pages(copy, profile))
        if seal is not None:
            parts = self._sealed(parts, copy, seal)
        return pack(parts)

    def render_changes(
        self, copy: OfficialCopy, old: Body, profile: Profile, segment: Callable[[str], list[str]]
    ) -> bytes:
        """The text of a copy with its tracked changes from ``old``, without a cover.

        Accepting all gives exactly the copy's text, rejecting all exactly the old one; only the widths of
        table columns are the new text's in both. ``copy.images`` holds the pictures of both. Raises
        UndrawableError.
        """
        new = copy.body
        before, notes = _apart(old, new)
        both = replace(copy, mark=Mark.DRAFT, body=Body(new.blocks, notes))
        set_ = Typeset(profile, _tag(both, profile), marked=False)
        package = blank_package(set_, both)
        anchors = {one.key for body in (before, new) for one in body.headings()}
        shared = Shared(both, set_, Lists(set_, literal=False), anchors=anchors)
        document = package.main_document_part
        assert isinstance(document, DocumentPart)  # noqa: S101 - the blank package's own
        story = Story(shared, document)
        where = Where(0.0, set_.text_width)
        was = list(BodyWriter(story).blocks(before.blocks, where))
        known = dict(shared.notes)
        shared.notes.clear()  # each text mentions its notes for the first time
        now = list(BodyWriter(story).blocks(new.blocks, where))
        _one_count(was, known, shared)
        tracker = Tracker(copy.hospital or "sopctl", copy.made_at, segment, shared.lists.join)
        content = document.element.body
        for element in tracker.merged(was, now) or [spacer(1.0)]:
            content.append(element)
        _marked_once(content, shared)
        content.append(section(story, None, None, restart=False))
        _finish(package, document, shared)
        describe(package.core_properties, both)
        return pack(parts_of(package))

    def render_form(self, form: PrintedForm, profile: Profile) -> bytes:
        """A form under its title, to be written on: no header, nothing sealed. Raises UndrawableError."""
        flush = replace(profile, body=replace(profile.body, indent=0.0, align="left"))
        copy = OfficialCopy(
            number=DocumentNumber(form.number), version=VersionLabel(1), title=form.title, type_th=form.title,
            type_en=form.title_en, hospital=form.hospital, owner=form.hospital, effective=None,
            mark=Mark.DRAFT, made_at=form.made_at, body=form.body, logo=form.logo, verify_url=form.link,
        )  # fmt: skip
        set_ = Typeset(flush, _tag(copy, flush), marked=False)
        package = blank_package(set_, copy)
        document = package.main_document_part
        assert isinstance(document, DocumentPart)  # noqa: S101 - the blank package's own
        shared = Shared(copy, set_, Lists(set_, literal=False))
        story = Story(shared, document)
        content = document.element.body
        content.append(paragraph("CoverTitle", text_runs(story, form.title)))
        for element in BodyWriter(story).blocks(form.body.blocks, Where(0.0, set_.text_width)):
            content.append(element)
        content.append(section(story, None, None, restart=False))
        _finish(package, document, shared)
        describe(package.core_properties, copy)
        return pack(parts_of(package))

    def _sealed(self, parts: dict[str, bytes], copy: OfficialCopy, seal: Seal) -> dict[str, bytes]:
        if self._sealer is None:
            raise UndrawableError("a seal was given, but nothing that seals packages")
        record = next((one.data for one in copy.attachments if one.relation == "Data"), None)
        if record is None:
            raise UndrawableError("a sealed copy needs its approval record")
        return self._sealer.seal(parts, seal, record)


def _parts(copy: OfficialCopy, profile: Profile, pages: Mapping[str, int]) -> dict[str, bytes]:
    set_ = Typeset(profile, _tag(copy, profile), marked=copy.mark in ACROSS)
    package = blank_package(set_, copy)
    lists = Lists(set_, literal=copy.mark is not Mark.DRAFT)
    shared = Shared(copy, set_, lists, anchors={one.key for one in copy.body.headings()}, pages=pages)
    _write(package, shared)
    # Last, when the drawing has refused what XML cannot hold.
    describe(package.core_properties, copy)
    return parts_of(package)


def _tag(copy: OfficialCopy, profile: Profile) -> str:
    """A short name for this copy alone."""
    facts = (copy.number, copy.version, copy.mark, copy.made_at.isoformat(), profile, copy.body)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:8].upper()


def _write(package: Package, shared: Shared) -> None:
    """Every part, in the order in which a reader meets it, so that counters are the same each time."""
    document = package.main_document_part
    assert isinstance(document, DocumentPart)  # noqa: S101 - the blank package's own
    headers = _headers(package, document, shared)
    story = Story(shared, document)
    content = document.element.body
    for element in _with_section(cover(story), section(story, headers[0], headers[2], restart=False)):
        content.append(element)
    front = _front(story)
    for element in front:
        content.append(element)
    marker = None
    if shared.copy.mark is Mark.DRAFT:
        marker = Marker(story)
        marker.around_front(list(content), base_mark(shared.body))
    for element in _ended(story, _text(story, marker, broken=bool(front))):
        content.append(element)
    content.append(section(story, headers[1], headers[2], restart=True))
    _finish(package, document, shared)


def _apart(old: Body, new: Body) -> tuple[Body, Mapping[str, tuple[Block, ...]]]:
    """The old body with names of its own for the notes that changed, and the notes of both."""
    names = {key: f"{key} (old)" for key, note in old.footnotes.items() if new.footnotes.get(key) != note}

    def change(span: Span) -> Span:
        return span if span.note is None else replace(span, note=names.get(span.note, span.note))

    renamed = {names.get(key, key): mapped(note, change) for key, note in old.footnotes.items()}
    return Body(mapped(old.blocks, change), renamed), {**renamed, **new.footnotes}


def _one_count(old: list[Element], known: Mapping[str, int], shared: Shared) -> None:
    """Number the old text's notes as the new one's, those that it alone has after them."""
    numbers: dict[str, str] = {}
    for key, number in known.items():
        numbers[str(number)] = str(shared.notes.setdefault(key, len(shared.notes) + 1))
    ident = qualified("w:id")
    for element in old:
        for mark in element.iter(qualified("w:footnoteReference")):
            mark.set(ident, numbers[mark.get(ident, "")])


def _marked_once(content: Iterable[Element], shared: Shared) -> None:
    """Number notes as they are met, one for each mark; one that moved is there twice, gone and come.

    LibreOffice gives the first mark the first note and so on, whatever the marks say.
    """
    keys = {str(number): key for key, number in shared.notes.items()}
    notes = dict(shared.body.footnotes)
    ident = qualified("w:id")
    shared.notes.clear()
    for element in content:
        for mark in element.iter(qualified("w:footnoteReference")):
            own = key = keys[mark.get(ident, "")]
            while own in shared.notes:
                own += " (moved)"
            notes[own] = notes[key]
            shared.notes[own] = len(shared.notes) + 1
            mark.set(ident, str(shared.notes[own]))
    shared.copy = replace(shared.copy, body=replace(shared.body, footnotes=notes))


def _finish(package: Package, document: DocumentPart, shared: Shared) -> None:
    """The parts that the text filled: footnotes, numbering, fonts."""
    lists = shared.lists
    if shared.notes:
        _footnotes(package, document, shared)
    else:
        _without_footnotes(document)
    if lists.symbols:
        shared.used.setdefault(shared.set_.symbols, set()).update(lists.symbols)
    numbering = _part(XmlPart, package, "numbering", CONTENT_TYPE.WML_NUMBERING, lists.part())
    document.relate_to(numbering, RELATIONSHIP_TYPE.NUMBERING)
    table = _part(XmlPart, package, "fontTable", CONTENT_TYPE.WML_FONT_TABLE, el("w:fonts"))
    document.relate_to(table, RELATIONSHIP_TYPE.FONT_TABLE)
    fill_font_table(table, package, shared.set_, shared.used)


def _part(kind: type[_P], package: Package, name: str, media_type: str, root: Element) -> _P:
    """A part of the document with its root element."""
    part = kind.load(PackURI(f"/word/{name}.xml"), media_type, etree.tostring(root), package)
    assert isinstance(part, kind)  # noqa: S101 - ``load`` is declared less exactly than it is
    return part


def _without_footnotes(document: DocumentPart) -> None:
    """Settings name the lines above footnotes only where the part with them exists."""
    settings = document.settings.element
    for element in settings.findall("{*}footnotePr"):
        settings.remove(element)


def _headers(package: Package, document: DocumentPart, shared: Shared) -> tuple[str, str, str]:
    """The relationships of the cover's header, the other pages' header, and the footer."""
    ids = []
    for name, root, fill in (
        ("header1", "w:hdr", cover_header),
        ("header2", "w:hdr", header),
        ("footer1", "w:ftr", footer),
    ):
        is_header = root == "w:hdr"
        kind = CONTENT_TYPE.WML_HEADER if is_header else CONTENT_TYPE.WML_FOOTER
        part = _part(StoryPart, package, name, kind, el(root))
        for element in fill(Story(shared, part)):
            part.element.append(element)
        ids.append(
            document.relate_to(part, RELATIONSHIP_TYPE.HEADER if is_header else RELATIONSHIP_TYPE.FOOTER)
        )
    return ids[0], ids[1], ids[2]


def _footnotes(package: Package, document: DocumentPart, shared: Shared) -> None:
    part = _part(StoryPart, package, "footnotes", CONTENT_TYPE.WML_FOOTNOTES, el("w:footnotes"))
    document.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    fill_footnotes(Story(shared, part))


def _with_section(elements: Iterable[Element], end: Element) -> Iterator[Element]:
    """Elements and the paragraph that ends their section."""
    yield from elements
    yield spacer(1.0, end)


def _front(story: Story) -> list[Element]:
    """Record of revisions and contents."""
    return [*revisions(story), *contents(story)]


def _text(story: Story, marker: Marker | None, *, broken: bool) -> Iterator[Element]:
    """The text, and the notes that nothing in it mentions; ``broken`` begins it on a page of its own."""
    body, width = story.shared.body, story.shared.set_.text_width
    writer = BodyWriter(story)
    if broken:
        writer.break_page()
    yield from writer.blocks(body.blocks, Where(0.0, width), marker.block if marker else None)
    for key, blocks in body.footnotes.items():
        if key not in story.shared.notes:
            yield from writer.blocks(blocks, Where(0.0, width, "FootnoteText"))


def _ended(story: Story, elements: Iterable[Element]) -> Iterator[Element]:
    """Elements, with the end of the text marked: the number of its page is the count of pages.

    The mark stands beside words, because LibreOffice drops one in an empty last line.
    """
    content = list(elements)
    if not content:
        content.append(spacer(1.0))
    lines = [line for element in content for line in element.iter(qualified("w:p"))]
    spoken = [line for line in lines if line.find(qualified("w:r")) is not None]
    (spoken or lines)[-1].extend(bookmarked(story, LAST_PAGE))
    yield from content
